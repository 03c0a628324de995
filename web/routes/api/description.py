"""The OpenAPI document: made of the routes, with what all of them share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from web.errors import PROBLEM, WORDS
from web.routes.api.answers import Problem
from web.security.doors import NEEDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from starlette.routing import BaseRoute

__all__ = ["Group", "Operation", "described", "groups_of"]

_TAGS = {
    "about": "Bàn làm việc có sẵn sàng không",
    "scans": "Gửi bản quét, theo dõi bản quét",
    "documents": "Tìm, liệt kê, đọc văn bản",
    "decisions": "Sửa, xác nhận, ký duyệt",
    "review": "Việc cần người xem",
    "nights": "Các đêm",
    "events": "Tin mới",
}
_OPEN = "/api/v1/health"
_ALWAYS = (401, 403, 422, 429, 500, 503)
"""What any route but the open one may answer."""
_ALSO: dict[str, tuple[int, ...]] = {
    "send": (400, 404, 408, 413, 415, 507),
    "made": (400, 404, 409, 412, 413),
    "signed": (400, 404, 409, 413),
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that may be asked."""

    method: str
    path: str
    told: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """What belongs together."""

    title: str
    operations: tuple[Operation, ...]


def described(routes: Sequence[BaseRoute]) -> dict[str, Any]:
    """What may be asked under `/api/v1`."""
    document = get_openapi(
        title="Số hóa",
        version="1",
        openapi_version="3.1.0",
        summary="Kho văn bản số hóa, cho chương trình khác.",
        description=(
            "Mọi yêu cầu cần mã truy cập: `Authorization: Bearer …` (người quản trị cấp). Lỗi theo "
            "RFC 9457 (`application/problem+json`). Danh sách dài chia trang bằng `cursor`. "
            "Ví dụ: docs/api.md."
        ),
        routes=routes,
        tags=[{"name": name, "description": said} for name, said in _TAGS.items()],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        servers=[{"url": "/", "description": "Bàn làm việc này"}],
    )
    parts = document.setdefault("components", {})
    parts["securitySchemes"] = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "Mã truy cập của một tài khoản.",
        },
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": "sohoa-8080",
            "description": "Phiên của trình duyệt, cho trang của bàn làm việc; kèm X-CSRF khi ghi.",
        },
    }
    schema = TypeAdapter(Problem).json_schema(ref_template="#/components/schemas/{model}")
    parts["schemas"] |= schema.pop("$defs", {})
    parts["schemas"]["Problem"] = schema
    for unused in ("HTTPValidationError", "ValidationError"):
        parts["schemas"].pop(unused, None)
    rights = _rights(routes)
    for path, method, told in _operations(document):
        _complete(path, told, rights.get((path, method)))
    return document


def groups_of(document: dict[str, Any]) -> tuple[Group, ...]:
    """The document as a page shows it."""
    every = [Operation(method.upper(), path, told) for path, method, told in _operations(document)]
    return tuple(
        Group(title, tuple(one for one in every if name in one.told["tags"]))
        for name, title in _TAGS.items()
    )


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            yield path, method, told


def _rights(routes: Sequence[BaseRoute]) -> dict[tuple[str, str], str]:
    found = {}
    for route in routes:
        for door in getattr(getattr(route, "dependant", None), "dependencies", ()):
            right = getattr(door.call, NEEDS, None)
            if right is not None:
                for method in route.methods:  # type: ignore[attr-defined]
                    found[route.path_format, method.lower()] = right  # type: ignore[attr-defined]
    return found


def _complete(path: str, told: dict[str, Any], right: str | None) -> None:
    """Security, and every way in which it may say no."""
    name = told["operationId"].partition("_")[0]
    answers = told["responses"]
    answers.pop("422", None)
    if path == _OPEN:
        told["security"] = []
        statuses: tuple[int, ...] = (429, 500)
    else:
        told["security"] = [{"token": []}, {"session": []}]
        missing = (404,) if "{" in path else ()
        statuses = (*_ALWAYS, *missing, *_ALSO.get(name, ()))
    for status in sorted(set(statuses)):
        answers[str(status)] = {
            "description": WORDS.get(status, WORDS[400 if status < 500 else 500])[0],
            "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    for answer in answers.values():
        if answer["description"] == "Successful Response":  # FastAPI's own word
            answer["description"] = "Được"
    if right is not None:
        told["x-right"] = right
        told["description"] = f"{told.get('description', '')}\n\nCần quyền `{right}`.".strip()
