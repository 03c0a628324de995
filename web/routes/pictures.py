"""Pictures of pages by the IIIF Image API 3.0, and the viewer in a window of its own."""

from __future__ import annotations

import asyncio
from concurrent.futures import CancelledError, Future
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, RedirectResponse, Response

from pipeline.archive.pictures.cache import PictureKey
from pipeline.archive.pictures.layers import LAYERS
from pipeline.archive.pictures.pyramid import BrokenPyramidError, Pyramid
from pipeline.errors import ArchiveError
from pipeline.values.people import Who
from web.desk import AtDesk
from web.pages import page
from web.security.doors import needs
from web.security.shown import Shown
from web.services import iiif
from web.services.picture_view import picture_view
from web.services.pictures import BESIDE, NOW, Hole, NoSuchPageError, Pictures, rendered, size_of

__all__ = ["ThePictures", "router"]

router = APIRouter()
_HOME = "/documents/{id}/pages/{number:int}/iiif/{layer}"
_JSON_LD = f'application/ld+json;profile="{iiif.CONTEXT}"'
_TYPES = {"jpg": "image/jpeg", "png": "image/png"}
_WAIT_SECONDS = 90.0


def _pictures(request: Request) -> Pictures:
    found = request.app.state.pictures
    if not isinstance(found, Pictures):
        raise TypeError("the application was not made by make_app")
    return found


ThePictures = Annotated[Pictures, Depends(_pictures)]
"""A route's parameter: the pictures of the archive's pages."""


@router.get("/documents/{id}/picture")  # Shown takes it
def picture_page(
    request: Request,
    document_id: Shown,
    desk: AtDesk,
    pictures: ThePictures,
    _: Annotated[Who, needs("view")],
) -> Response:
    """The viewer alone, for a second screen: `?page=2&box=x,y,w,h`."""
    document = desk.archive.read_decided(document_id)
    view = picture_view(document, pictures.version(document_id))
    return page(request, "picture.html", document=document, view=view)


@router.get(_HOME)
def picture_base(
    document_id: Shown, number: int, layer: str, _: Annotated[Who, needs("view")]
) -> Response:
    """The address of a picture leads to what is known of it."""
    return RedirectResponse(f"/documents/{document_id}/pages/{number}/iiif/{layer}/info.json", 303)


@router.get(_HOME + "/info.json")
async def picture_information(
    request: Request,
    document_id: Shown,
    number: int,
    layer: str,
    pictures: ThePictures,
    _: Annotated[Who, needs("view")],
) -> Response:
    """Size, tiles and limits."""
    key, found = await _found(pictures, document_id, number, layer)
    told: dict[str, Any] = iiif.information(
        str(request.url).partition("/info.json")[0], *size_of(found)
    )
    if isinstance(found, Hole):
        told["problem"] = found.why
    wants = request.headers.get("accept", "")
    kind = _JSON_LD if "application/ld+json" in wants else "application/json"
    return JSONResponse(told, headers=_headers(key, found, named=False), media_type=kind)


@router.get(_HOME + "/{region}/{size}/{rotation}/{last}")
async def picture(
    request: Request,
    document_id: Shown,
    number: int,
    layer: str,
    region: str,
    size: str,
    rotation: str,
    last: str,
    pictures: ThePictures,
    _: Annotated[Who, needs("view")],
    v: str | None = None,
) -> Response:
    """A part of a page, in a size, turned; `?v=` names the version of the document it is of."""
    try:
        asked = iiif.understood(region, size, rotation, last)
        urgency = BESIDE if asked.is_small else NOW
        for _attempt in range(2):
            key, found = await _found(pictures, document_id, number, layer, v, urgency)
            headers = _headers(key, found, named=v == key.version)
            if request.headers.get("if-none-match") == headers.get("ETag", ""):
                return Response(status_code=304, headers=headers)
            wanted = asked.held_against(found.size)
            try:
                data = await run_in_threadpool(rendered, found, wanted)
            except BrokenPyramidError:
                continue  # another picture took its room in this moment
            return Response(data, headers=headers, media_type=_TYPES[wanted.form])
    except iiif.NotUnderstoodError as error:
        raise HTTPException(400, f"Không hiểu yêu cầu ảnh: {error}.") from None
    except iiif.NotOfferedError as error:
        raise HTTPException(501, f"Không có: {error}.") from None
    raise HTTPException(503, "Ổ đĩa cho ảnh đã đầy. Hãy báo người quản trị.")


async def _found(
    pictures: Pictures,
    document_id: str,
    number: int,
    layer: str,
    named: str | None = None,
    urgency: int = NOW,
) -> tuple[PictureKey, Pyramid | Hole]:
    """The picture, waited for without holding a thread."""
    if layer not in LAYERS:
        raise HTTPException(404)
    try:
        key, found = await run_in_threadpool(
            pictures.find, document_id, number, layer, named, urgency
        )
        if isinstance(found, Future):
            await _waited(found)
            found = await run_in_threadpool(pictures.came, key, found)
    except NoSuchPageError:
        raise HTTPException(404) from None
    except CancelledError:
        raise HTTPException(503, "Máy đang tắt.") from None
    except ArchiveError as error:
        raise HTTPException(503, str(error)) from None
    return key, found


async def _waited(coming: Future[Pyramid]) -> None:
    waiter = asyncio.wrap_future(coming)
    await asyncio.wait([waiter], timeout=_WAIT_SECONDS)
    if not waiter.done():
        raise HTTPException(503, "Máy đang bận vẽ các trang khác.", {"Retry-After": "30"})
    if not waiter.cancelled():
        waiter.exception()  # whoever asks next for the result is told; this one only waited


def _headers(key: PictureKey, found: Pyramid | Hole, *, named: bool) -> dict[str, str]:
    """How long a browser may keep it.

    One that names its version never changes. What is kept is for one log-in alone (`Vary`):
    whoever sits down at the same computer afterwards asks anew.
    """
    if isinstance(found, Hole):
        return {"Cache-Control": "no-store"}
    kept = "private, max-age=31536000, immutable" if named else "private, no-cache"
    return {"Cache-Control": kept, "ETag": f'"{key.version}"', "Vary": "Cookie"}
