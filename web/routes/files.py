"""A document's files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, get_args

from fastapi import APIRouter, HTTPException, Request

from pipeline.values.people import Who
from web.desk import AtDesk
from web.security.doors import needs
from web.security.shown import Shown
from web.services.files import Made, called, made_file, media_of, stored_files, zipped_bag
from web.streaming import ranged, streamed

if TYPE_CHECKING:
    from starlette.responses import Response

router = APIRouter()


@router.get("/documents/{id}/files/bag.zip")
def bag(desk: AtDesk, document: Shown, _: Annotated[Who, needs("export")]) -> Response:
    """The whole bag."""
    name = called(desk.archive.read_decided(document), "bag.zip")
    return streamed(zipped_bag(desk.archive, document), name, media_of(name))


@router.get("/documents/{id}/files/{name:path}")
def file(
    request: Request, desk: AtDesk, document: Shown, name: str, _: Annotated[Who, needs("view")]
) -> Response:
    """A file of the bag, or one that is made of what it says."""
    archive = desk.archive
    if name in get_args(Made):
        data = made_file(archive, document, name)  # type: ignore[arg-type]
        own = called(archive.read_decided(document), name)
        return streamed(iter((data,)), own, media_of(name))
    found = stored_files(archive, document).get(name)
    if found is None:
        raise HTTPException(404)

    own = called(archive.read_decided(document), name)
    return ranged(request, archive.store, found, own)
