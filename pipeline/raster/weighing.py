"""How large a page is, told cheaply when its file is opened: reading takes memory by its pixels."""

from __future__ import annotations

import math
from typing import Any

import pikepdf

from pipeline.raster.colour import colour_of
from pipeline.raster.paper import paper_of, true_dpi
from pipeline.raster.stream import bits_of, filters_of, pixels_of
from pipeline.values.scanned import PageSize

__all__ = ["GUESSED_SIZE", "page_sizes"]

_DEEPEST_FORM = 2
_MOST_PICTURES = 500  # looked at on one page
_LARGEST_SHEET = 47.0 * 34.0  # square inches: an A0
_ODD = (
    pikepdf.PdfError,
    RuntimeError,
    ValueError,
    TypeError,
    ArithmeticError,
    AttributeError,
    LookupError,
)
GUESSED_SIZE = PageSize(8.7, 3, 96.7)
"""Of what cannot be told: an A4 at 300 dpi."""


def page_sizes(pdf: pikepdf.Pdf) -> tuple[PageSize, ...]:
    """Of every page, as far as its dictionaries tell; nothing is decoded and nothing is refused."""
    shared: set[tuple[int, int]] = set()
    return tuple(_size_of(page, shared) for page in pdf.pages)


def _size_of(page: pikepdf.Page, shared: set[tuple[int, int]]) -> PageSize:
    try:
        return _weighed(page, shared)
    except _ODD:
        return GUESSED_SIZE  # reading it will say what is wrong


def _weighed(page: pikepdf.Page, shared: set[tuple[int, int]]) -> PageSize:
    paper = paper_of(page)
    inches = tuple(side * paper.unit / 72 for side in paper.size)
    pictures: list[Any] = []
    objects = _objects(page.obj.get("/Resources"))
    _collect(objects, pictures, depth=0)
    if not pictures:
        return PageSize(0.0, 3, min(math.prod(inches), _LARGEST_SHEET))
    largest = max(pictures, key=lambda picture: math.prod(pixels_of(picture)))
    size = pixels_of(largest)
    pixels = sum(math.prod(pixels_of(picture)) for picture in pictures)
    if objects.is_indirect and objects.objgen in shared:
        # A dictionary that many pages share names the pictures of all: the largest must do.
        pixels = math.prod(size)
    shared.add(objects.objgen)
    area = math.prod(inches)
    if size[0] * size[1] > 0 and not (paper.known and area <= _LARGEST_SHEET):
        area = math.prod(size) / true_dpi(size, None, None) ** 2
    return PageSize(pixels / 1e6, _pixel_bytes(largest), min(area, _LARGEST_SHEET))


def _collect(objects: Any, pictures: list[Any], depth: int) -> None:
    if not isinstance(objects, pikepdf.Dictionary) or depth > _DEEPEST_FORM:
        return
    for found in objects.as_dict().values():
        if len(pictures) >= _MOST_PICTURES:
            return
        if not isinstance(found, pikepdf.Stream):
            continue
        if found.get("/Subtype") == "/Form":
            _collect(_objects(found.get("/Resources")), pictures, depth + 1)
        else:
            pictures.append(found)


def _objects(resources: Any) -> Any:
    return resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None


def _pixel_bytes(picture: Any) -> int:
    """While it is decoded: samples; OpenJPEG holds each of them as four bytes, too."""
    bits = bits_of(picture)
    if bits == 1:
        return 2
    colour = colour_of(picture)
    channels = 3 if colour is None else colour.channels
    if colour is not None and colour.kind == "indexed":
        channels = 4  # the index and its colour
    if "/JPXDecode" in filters_of(picture)[0]:
        return 5 * channels
    return 3 * channels if bits == 16 else channels
