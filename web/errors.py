"""What goes wrong, in words that a clerk understands: a page, a line for htmx, or JSON."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response

from pipeline.errors import ArchiveError, DigitiseError
from web.pages import page
from web.security.headers import HEADERS

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request

__all__ = ["PROBLEM", "WORDS", "answer_errors", "problem", "refusal"]

log = logging.getLogger(__name__)

WORDS: dict[int, tuple[str, str]] = {
    400: ("Yêu cầu không hợp lệ", "Máy chủ không hiểu yêu cầu này. Hãy quay lại và thử lại."),
    401: ("Cần đăng nhập", "Phiên làm việc đã hết. Hãy đăng nhập lại."),
    403: (
        "Không được phép",
        "Tài khoản này không có quyền làm việc đó. Cần quyền thì hỏi người quản trị.",
    ),
    404: ("Không có trang này", "Không có gì ở địa chỉ này, hoặc tài khoản này không được xem."),
    405: ("Yêu cầu không hợp lệ", "Địa chỉ này không nhận yêu cầu như vậy."),
    408: ("Gửi quá chậm", "Máy chủ đã đợi quá lâu. Hãy xem lại đường truyền rồi gửi lại."),
    409: ("Đã có người sửa trước", "Nội dung đã đổi từ khi mở trang. Hãy tải lại để xem."),
    413: ("Tệp quá lớn", "Tệp gửi lên lớn hơn mức cho phép. Hãy đặt thẳng vào hộp nhận."),
    412: ("Đã có người sửa trước", "Nội dung đã đổi từ khi đọc. Hãy đọc lại rồi gửi lại."),
    415: ("Loại tệp không nhận", "Chỉ nhận PDF, TIFF, JPEG, PNG và JPEG 2000."),
    422: ("Điền chưa đúng", "Có chỗ điền chưa đúng. Hãy xem lại rồi gửi lại."),
    429: ("Quá nhiều yêu cầu", "Đã gửi quá nhiều yêu cầu. Hãy đợi một lát rồi thử lại."),
    500: (
        "Lỗi của chương trình",
        "Việc vừa rồi chưa làm được. Lỗi đã ghi vào nhật ký; hãy báo người quản trị.",
    ),
    503: ("Kho chưa trả lời", "Hiện không dùng được kho. Hãy thử lại sau ít phút."),
    507: ("Hết chỗ", "Ổ đĩa không còn chỗ. Hãy báo người quản trị dọn chỗ trống."),
}
"""By status: what it is called, and what to do."""

STATUSES: dict[str, int] = {
    "night-runs": 409,  # somebody else was first
    "changed-meanwhile": 409,
    "too-large": 413,
    "not-sent": 415,
    "archive-full": 507,
}
"""Errors of ours by code."""

PROBLEM = "application/problem+json"


def refusal(request: Request, status: int, said: str | None = None, **more: object) -> Response:
    """An answer that says no, as whoever asks can take it.

    Args:
        request: It answers.
        status: HTTP's.
        said: What is wrong and what to do; None = what is always said of that status.
        more: What programs are told besides: `code`, `errors`, `newer`.
    """
    title, words = WORDS.get(status, WORDS[400 if status < 500 else 500])
    said = said or words
    if request.url.path.startswith("/api/"):
        body = problem(status, {"detail": said, **more})
        return Response(body, status, media_type=PROBLEM)
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse({"detail": said}, status)
    if "hx-request" in request.headers:
        line = page(request, "parts/refusal.html", status, said=said)
        return HTMLResponse(line.body, status, headers={"Cache-Control": "no-store"})
    return page(request, "error.html", status, code=status, title=title, said=said)


def problem(status: int, told: dict[str, Any]) -> bytes:
    """What programs are told under `/api/`, as RFC 9457 has it.

    >>> json.loads(problem(404, {"detail": "Không có."}))["detail"]
    'Không có.'
    """
    title, words = WORDS.get(status, WORDS[400 if status < 500 else 500])
    detail = told.get("detail")
    return json.dumps(
        {
            "type": "about:blank",
            "title": title,
            "status": status,
            "detail": detail if isinstance(detail, str) and detail else words,
            **{name: told[name] for name in ("code", "errors", "newer") if name in told},
        },
        ensure_ascii=False,
        default=str,
    ).encode()


def answer_errors(app: FastAPI) -> None:
    """Have an application answer all that is raised in it."""

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        # Starlette fills `detail` in with English names of statuses; ours are Vietnamese.
        told = error.detail if error.detail and not error.detail.isascii() else None
        answer = refusal(request, error.status_code, told)
        for name, value in (error.headers or {}).items():
            answer.headers[name] = value
        return answer

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        places = ", ".join(".".join(map(str, one["loc"][1:])) for one in error.errors())
        said = f"{WORDS[422][1]} ({places})" if places else None
        wrong = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        return refusal(request, 422, said, errors=wrong)

    @app.exception_handler(DigitiseError)
    async def told(request: Request, error: DigitiseError) -> Response:
        return _said(request, error)

    @app.exception_handler(Exception)
    async def unforeseen(request: Request, error: Exception) -> Response:
        # Outside all middleware; the error itself goes on to the server, which logs it.  What
        # stands before the routes writes, too: its full disk is told as theirs is.
        if isinstance(error, DigitiseError):
            answer = _said(request, error)
        else:
            answer = refusal(request, 500)
        for name, value in HEADERS.items():
            answer.headers[name] = value
        return answer


def _said(request: Request, error: DigitiseError) -> Response:
    status = STATUSES.get(error.code, 503 if isinstance(error, ArchiveError) else 422)
    if status >= 500:
        log.error("request failed path=%s error=%s", request.url.path, error)
    return refusal(request, status, str(error), code=error.code)
