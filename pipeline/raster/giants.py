"""The largest picture that drawing a page would unpack, masks included.

Poppler unpacks whatever a page paints, at the size that its dictionary states: a picture of 4 × 4
pixels with a mask of 61,440 × 61,440 once wrote 10.8 GB. So every size is looked at before any
program is started.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pikepdf

from pipeline.raster.stream import filters_of, pixels_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.raster.contents import Contents

__all__ = ["largest_picture"]

_MASKS = ("/SMask", "/Mask")
# Where pictures hide that no `Do` of the page names: tilings, groups of soft masks, drawn letters,
# stamps of a digital signature. What a page's forms paint, `contents` has followed.
_ELSEWHERE = ("/Pattern", "/ExtGState", "/Font")
_OTHER_PAGES = {"/Page", "/Pages", "/Catalog"}  # annotations lead there
_MOST_OBJECTS = 20_000  # looked at on one page
_HEADER_BYTES = 1 << 16
_J2K_SIZE = b"\xff\x4f\xff\x51"  # start of codestream, then the segment of sizes


def largest_picture(page: pikepdf.Page, contents: Contents) -> tuple[int, int]:
    """(width, height) of the largest picture or mask that the page paints; (0, 0) for none.

    Of a page whose contents were not followed to their end, everything that it could paint counts.
    """
    painted = [placed.image for placed in contents.placements if placed.image is not None]
    resources = page.obj.get("/Resources", None)
    roots: list[Any] = [page.obj.get("/Annots")]
    if isinstance(resources, pikepdf.Dictionary):
        keys = (*_ELSEWHERE, "/XObject") if not contents.whole else _ELSEWHERE
        roots += [resources.get(key) for key in keys]
    streams = (*_with_masks(painted), *_streams(roots))
    sizes = [_size(stream) for stream in streams]
    return max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))


def _with_masks(images: Iterable[Any]) -> Iterator[Any]:
    for image in images:
        yield image
        for key in _MASKS:
            if isinstance(mask := image.get(key), pikepdf.Stream):
                yield mask


def _streams(roots: list[Any]) -> Iterator[Any]:
    """Every stream that hangs on these, each once."""
    seen: set[tuple[int, int]] = set()
    waiting, looked_at = list(roots), 0
    while waiting and looked_at < _MOST_OBJECTS:
        found = waiting.pop()
        looked_at += 1
        if not isinstance(found, pikepdf.Object):
            continue
        if found.is_indirect:
            if found.objgen in seen:
                continue
            seen.add(found.objgen)
        if isinstance(found, pikepdf.Array):
            waiting += list(found)[:_MOST_OBJECTS]
        elif isinstance(found, pikepdf.Stream):
            waiting += [value for _, value in found.items()]
            yield found
        elif isinstance(found, pikepdf.Dictionary) and found.get("/Type") not in _OTHER_PAGES:
            waiting += [value for _, value in found.items()]


def _size(stream: Any) -> tuple[int, int]:
    """As its dictionary says, or, of JPEG 2000, as the picture itself says, if that is more."""
    stated = pixels_of(stream)
    if stated == (0, 0) or "/JPXDecode" not in filters_of(stream)[0]:
        return stated
    head = stream.read_raw_bytes()[:_HEADER_BYTES]
    at = head.find(_J2K_SIZE)
    if at < 0 or len(head) < at + 16:
        return stated
    width, height = (int.from_bytes(head[at + i : at + i + 4], "big") for i in (8, 12))
    return max(stated, (width, height), key=lambda size: size[0] * size[1])
