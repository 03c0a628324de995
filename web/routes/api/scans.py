"""Files sent, and what became of them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from pipeline.archive.receiving import Arrival, take_in
from pipeline.archive.receiving.naming import safe_fonds
from pipeline.values.people import Who
from web.desk import AtDesk, Desk
from web.routes.api import PREFIX
from web.routes.api.answers import ReceivedOut, ScanOut, ScanPage
from web.routes.api.cursors import Cursor, Limit, packed, unpacked
from web.routes.api.multipart import OneFile, blocks_of
from web.security.doors import needs
from web.services.scans import STATES, scan_of, scans

if TYPE_CHECKING:
    from pipeline.archive.receiving import Received
    from web.services.scans import Scan

router = APIRouter(prefix=PREFIX, tags=["scans"])

AT_ONCE = 8
"""Files that come at one time; more clients wait their turn (429)."""
_coming = 0

_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "application/pdf": {"schema": {"type": "string", "format": "binary"}},
            "image/tiff": {"schema": {"type": "string", "format": "binary"}},
            "image/jpeg": {"schema": {"type": "string", "format": "binary"}},
            "image/png": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


@router.post(
    "/scans",
    status_code=202,
    response_model=ReceivedOut,
    summary="Gửi một bản quét vào hộp nhận",
    openapi_extra=_BODY,
    responses={200: {"model": ReceivedOut, "description": "Đã có sẵn từ trước"}},
)
async def send(
    request: Request,
    response: Response,
    desk: AtDesk,
    who: Annotated[Who, needs("review")],
    name: Annotated[
        str, Query(max_length=1000, description="Tên tệp, khi gửi thẳng các byte.")
    ] = "",
    fonds: Annotated[
        str, Query(max_length=120, description="Phông: thư mục trong hộp nhận; bỏ trống = ngoài.")
    ] = "",
    sha256: Annotated[
        str | None,
        Query(pattern="^[0-9a-f]{64}$", description="Mã băm của bên gửi, để kiểm lại."),
    ] = None,
) -> ReceivedOut:
    """Nhận tệp PDF, TIFF, JPEG, PNG hay JPEG 2000; đêm tới sẽ đọc.

    Gửi lại cùng một tệp thì không có bản thứ hai: trả lời 200 với `known: true`.
    """
    global _coming  # noqa: PLW0603  # one event loop: nobody is in between
    if not who.sees(frozenset({safe_fonds(fonds)})):
        raise HTTPException(404, "Không có phông này.")
    if _coming >= AT_ONCE:
        busy = "Đang nhận nhiều tệp cùng lúc. Hãy gửi lại sau ít giây."
        raise HTTPException(429, busy, headers={"Retry-After": "5"})
    _coming += 1
    try:
        received = await _received(request, desk, who, name, fonds, sha256)
    except ClientDisconnect:
        raise HTTPException(400, "Đường truyền đứt giữa chừng; không nhận gì.") from None
    finally:
        _coming -= 1
    response.status_code = 202 if received.is_new else 200
    url = f"/api/v1/scans/{received.sha256}"
    response.headers["location"] = url
    return ReceivedOut(received.sha256, known=not received.is_new, status_url=url)


async def _received(
    request: Request, desk: Desk, who: Who, name: str, fonds: str, sha256: str | None
) -> Received:
    kind = request.headers.get("content-type", "")
    form = OneFile(kind) if kind.lower().startswith("multipart/") else None
    most = int(desk.settings.desk.upload_mb * (1 << 20))
    arrival = Arrival(desk.settings.inbox, most, name)
    length = request.headers.get("content-length", "")
    if length.isdecimal():
        await run_in_threadpool(arrival.expect, int(length))
    await run_in_threadpool(arrival.begin)
    try:
        async for block in blocks_of(request.stream()):
            data = form.take(block) if form is not None else block
            if data:
                await run_in_threadpool(arrival.write, data)
        if form is not None:
            form.see_end()
            name = form.name or name
        if length.isdecimal() and form is None and arrival.size != int(length):
            raise HTTPException(400, "Đường truyền đứt giữa chừng; không nhận gì.")
        if sha256 is not None and sha256 != arrival.sha256:
            raise HTTPException(422, "Mã băm không khớp: tệp đã hỏng trên đường. Hãy gửi lại.")
        put = run_in_threadpool(take_in, desk.archive, arrival, name, fonds, who.name)
        return await asyncio.shield(put)
    finally:
        await run_in_threadpool(arrival.end)


@router.get("/scans", response_model=ScanPage, summary="Các bản quét, mới nhất trước")
def listed(
    desk: AtDesk,
    who: Annotated[Who, needs("view")],
    cursor: Cursor = None,
    limit: Limit = 50,
    state: Annotated[
        Literal["waiting", "seen", "reading", "published", "set_aside", "failed"] | None,
        Query(description="Chỉ những bản đang như vậy."),
    ] = None,
) -> ScanPage:
    """Không lặp, không sót bản nào dù có bản mới tới trong lúc lật trang."""
    before = unpacked(cursor, _place) if cursor else None
    found, following = scans(desk, who, limit, before, state)
    after = packed(following[0].isoformat(), following[1]) if following else None
    return ScanPage([_told(scan) for scan in found], after)


@router.get("/scans/{sha256}", response_model=ScanOut, summary="Một bản quét đi tới đâu")
def one(
    desk: AtDesk,
    who: Annotated[Who, needs("view")],
    sha256: Annotated[str, Path(pattern="^[0-9a-f]{64}$")],
) -> ScanOut:
    """Trạng thái, lý do khi để riêng, và các văn bản đã thành."""
    scan = scan_of(desk, who, sha256)
    if scan is None:
        raise HTTPException(404)
    return _told(scan)


def _place(moment: str, sha256: str) -> tuple[datetime, str]:
    return datetime.fromisoformat(moment).astimezone(UTC), str(sha256)


def _told(scan: Scan) -> ScanOut:
    row = scan.row
    return ScanOut(
        sha256=row.sha256,
        name=row.name,
        size=row.size,
        pages=row.pages,
        state=row.state,  # type: ignore[arg-type]  # of the ledger's own
        state_said=STATES[row.state],
        code=row.code,
        reason=scan.reason,
        came=row.came,
        sent_by=row.sent_by,
        documents=list(scan.documents),
    )
