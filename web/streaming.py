"""Files as answers: their names as people write them, and parts of them for readers of PDF."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

from web.services.files import media_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

    from pipeline.archive.store import Store
    from web.services.files import StoredFile

__all__ = ["attachment", "ranged", "streamed"]

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_FIXED = {
    "Cache-Control": "private, no-store",
    # A part of a squeezed file is of no use to anybody, and most of these are squeezed already.
    "Content-Encoding": "identity",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


def attachment(name: str) -> str:
    """`Content-Disposition` of a file to be saved under this name (RFC 6266).

    >>> print(attachment("Công văn 5.pdf"))
    attachment; filename="Cong van 5.pdf"; filename*=UTF-8''C%C3%B4ng%20v%C4%83n%205.pdf
    """
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    plain = re.sub(r'[^\x20-\x7e]|["\\%]', "", plain) or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def streamed(blocks: Iterator[bytes], name: str, media: str) -> StreamingResponse:
    """A file whose length nobody knows before it is made."""
    headers = {**_FIXED, "Content-Disposition": attachment(name)}
    return StreamingResponse(blocks, headers=headers, media_type=media)


def ranged(request: Request, store: Store, file: StoredFile, name: str) -> Response:
    """All of a file or the part that is asked for (RFC 9110, 14): one range, or the whole.

    Whoever has these very bytes already is told so.

    Args:
        request: It answers.
        store: The file lies there.
        file: Of a document's bag.
        name: As it is saved.
    """
    tag = f'"{file.sha256}"'
    headers = {
        **_FIXED,
        "Accept-Ranges": "bytes",
        "ETag": tag,
        "Content-Disposition": attachment(name),
    }
    if tag in (one.strip() for one in request.headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers=headers)
    asked = request.headers.get("range", "")
    if request.headers.get("if-range", tag) != tag:
        asked = ""
    part = _part(asked, file.size)
    if part is None:
        headers["Content-Range"] = f"bytes */{file.size}"
        return Response(status_code=416, headers=headers)
    start, end = part
    whole = (start, end) == (0, file.size) and not _RANGE.fullmatch(asked)
    if not whole:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{file.size}"
    headers["Content-Length"] = str(end - start)
    body = iter(()) if request.method == "HEAD" else store.blocks(file.path, start, end)
    return StreamingResponse(body, 200 if whole else 206, headers, media_type=media_of(file.name))


def _part(asked: str, size: int) -> tuple[int, int] | None:
    """From where to before where; the whole where nothing we understand is asked; None: beyond it.

    >>> _part("", 9), _part("bytes=2-", 9), _part("bytes=-3", 9), _part("bytes=2-99", 9)
    ((0, 9), (2, 9), (6, 9), (2, 9))
    >>> _part("bytes=9-", 9), _part("bytes=5-2", 9), _part("bytes=0-1,4-5", 9), _part("bytes=-0", 9)
    (None, (0, 9), (0, 9), None)
    """
    match = _RANGE.fullmatch(asked)
    if match is None or not (match[1] or match[2]):
        return (0, size)
    if not match[1]:
        return (max(0, size - int(match[2])), size) if int(match[2]) else None
    start, end = int(match[1]), int(match[2]) + 1 if match[2] else size
    if end <= start:
        return (0, size) if match[2] else None
    return (start, min(end, size)) if start < size else None
