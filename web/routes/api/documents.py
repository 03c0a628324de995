"""Documents: found, listed, and read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response
from starlette.responses import StreamingResponse

from pipeline.archive.search.facets import FACETS
from pipeline.values.people import Who
from web.desk import AtDesk, Desk
from web.routes.api import PREFIX
from web.routes.api.answers import (
    DocumentOut,
    DocumentPage,
    FileOut,
    FilesOut,
    HitOut,
    PageOut,
    TextOut,
)
from web.routes.api.cursors import Cursor, Limit, packed, unpacked
from web.security.doors import needs
from web.security.shown import Shown
from web.services.files import stored_files
from web.services.finding import MOST_PAGES, Asked, find
from web.services.records import Listed, listed_after, page_of, record_of
from web.streaming import ranged

router = APIRouter(prefix=PREFIX, tags=["documents"])

_BYTES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"*/*": {}}, "description": "Các byte của tệp"},
    206: {"content": {"*/*": {}}, "description": "Một đoạn của tệp"},
    304: {"description": "Bên gửi đã có tệp này"},
}

Facet = Annotated[str | None, Query(max_length=500)]


@router.get("/documents", response_model=DocumentPage, summary="Tìm hoặc liệt kê văn bản")
def found(
    desk: AtDesk,
    who: Annotated[Who, needs("view")],
    q: Annotated[
        str, Query(max_length=1000, description="Câu hỏi, như trang tìm: docs/search.md.")
    ] = "",
    order: Annotated[Literal["best", "newest", "oldest"], Query()] = "best",
    org: Facet = None,
    type: Facet = None,  # noqa: A002  # as it is asked
    year: Facet = None,
    folder: Facet = None,
    fonds: Facet = None,
    grade: Facet = None,
    signed: Annotated[Literal["yes", "no"] | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> DocumentPage:
    """Có câu hỏi hoặc mục lọc: tìm, 20 văn bản một trang, tốt nhất trước.

    Không có: liệt kê cả kho theo thứ tự vào kho; không lặp, không sót dù có văn bản mới tới.
    """
    said = dict(zip(FACETS, (org, type, year, folder, fonds, grade, signed), strict=True))
    chosen = tuple((name, value) for name, value in said.items() if value is not None)
    if not q.strip() and not chosen:
        return _listed(desk, who, cursor, limit)
    page = unpacked(cursor, _page) if cursor else 1
    answer = find(desk, who, Asked(" ".join(q.split()), chosen, order, page))
    following = packed(page + 1) if answer.more and page < MOST_PAGES else None
    return DocumentPage(
        items=[
            HitOut(
                id=hit.id,
                href=_href(hit.id),
                name=hit.name,
                pages=list(hit.pages),
                fields=hit.fields,
                snippet=hit.snippet.text,
                page=hit.snippet.page,
                score=hit.score,
            )
            for hit in answer.hits
        ],
        next=following,
        total=answer.facets.total,
        facets={str(name): list(rows) for name, rows in answer.facets.values.items()},
    )


@router.get("/documents/{id}", response_model=DocumentOut, summary="Hồ sơ của một văn bản")
def one(
    desk: AtDesk, _: Annotated[Who, needs("view")], document: Shown, response: Response
) -> DocumentOut:
    """Lời của người đặt trên lời của máy; `machine` giữ những gì máy đã đọc ở các mục ấy."""
    record = record_of(desk, document)
    response.headers["etag"] = f'"{record.seen}"'
    home = _href(document)
    parts = ("text", "files", "decisions")
    pages = {f"page {number}": f"{home}/pages/{number}" for number in record.pages}
    return DocumentOut(
        id=document,
        seen=record.seen,
        signed=record.signed,
        record=record.decided,
        machine=record.machine,
        links={part: f"{home}/{part}" for part in parts} | pages,
    )


@router.get("/documents/{id}/text", response_model=TextOut, summary="Toàn văn")
def text(desk: AtDesk, _: Annotated[Who, needs("view")], document: Shown) -> TextOut:
    """Chữ của văn bản, với những gì người đã sửa."""
    return TextOut(document, desk.archive.read_decided(document).text.canonical)


@router.get("/documents/{id}/pages/{number}", response_model=PageOut, summary="Một trang")
def page(
    desk: AtDesk,
    _: Annotated[Who, needs("view")],
    document: Shown,
    number: Annotated[int, Path(ge=1, le=1_000_000, description="Số trang trong tệp quét.")],
) -> PageOut:
    """Các vùng, dòng, từ, dấu và chữ chưa đọc của trang, với tọa độ trên bản quét."""
    found = page_of(desk, document, number)
    if found is None:
        raise HTTPException(404)
    return PageOut(document, found)


@router.get("/documents/{id}/files", response_model=FilesOut, summary="Các tệp trong gói lưu trữ")
def files(desk: AtDesk, _: Annotated[Who, needs("view")], document: Shown) -> FilesOut:
    """Bản gốc, PDF/A, toàn văn, hồ sơ, ALTO, ảnh dấu và bút tích; kèm mã băm."""
    home = f"{_href(document)}/files"
    return FilesOut(
        document,
        [
            FileOut(name, stored.size, stored.sha256, f"{home}/{name}")
            for name, stored in sorted(stored_files(desk.archive, document).items())
        ],
    )


@router.get(
    "/documents/{id}/files/{name:path}",
    summary="Một tệp, từng byte như trong kho",
    response_class=StreamingResponse,
    responses=_BYTES,
)
def file(
    request: Request,
    desk: AtDesk,
    _: Annotated[Who, needs("view")],
    document: Shown,
    name: Annotated[str, Path(max_length=200, examples=["document.pdf", "pages/0001.alto.xml"])],
) -> Response:
    """Tệp tải về; nhận Range và If-None-Match."""
    found = stored_files(desk.archive, document).get(name)
    if found is None:
        raise HTTPException(404)

    own = f"{document}-{name.rpartition('/')[2]}"
    return ranged(request, desk.archive.store, found, own)


def _listed(desk: Desk, who: Who, cursor: str | None, limit: int) -> DocumentPage:
    after = unpacked(cursor, _place) if cursor else None
    listed: Listed = listed_after(desk, who, after, limit)
    return DocumentPage(
        items=[
            HitOut(row.id, _href(row.id), row.name, list(row.pages), row.fields)
            for row in listed.rows
        ],
        next=packed(listed.last[0].isoformat(), listed.last[1]) if listed.last else None,
    )


def _href(document: str) -> str:
    return f"/api/v1/documents/{document}"


def _page(number: Any) -> int:
    if not isinstance(number, int) or not 1 <= number <= MOST_PAGES:
        raise ValueError(number)
    return number


def _place(moment: str, document: str) -> tuple[datetime, str]:
    return datetime.fromisoformat(moment).astimezone(UTC), str(document)
