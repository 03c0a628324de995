"""The pictures in a picture file: how many a TIFF holds, and where its list of them breaks off.

Small copies of a page and masks, which some programs put into a TIFF, are no pages.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from PIL import Image, UnidentifiedImageError

from pipeline.raster.directories import (
    BROKEN,
    SHORT,
    entries_of,
    form_of,
    is_aside,
    places_of,
)
from pipeline.raster.kinds import kind_of_file
from pipeline.raster.weighing import GUESSED_SIZE
from pipeline.values.scanned import PageSize

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.raster.kinds import FileKind

__all__ = [
    "ODD_PICTURE",
    "ON_ITS_SIDE",
    "ORIENTATION",
    "Frames",
    "count_frames",
    "frame_sizes",
    "opened",
    "opened_as_stored",
]

ODD_PICTURE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    EOFError,
    RuntimeError,
    struct.error,
    UnidentifiedImageError,
)
"""What Pillow raises over damaged files."""

ORIENTATION = 0x0112
"""The tag of TIFF and EXIF that says where row 0 and column 0 are."""

ON_ITS_SIDE = (5, 6, 7, 8)
"""Orientations whose width is the height of what is stored."""

_FORMATS: dict[FileKind, str] = {
    "tiff": "TIFF",
    "jpeg": "JPEG",
    "png": "PNG",
    "jp2": "JPEG2000",
    "j2k": "JPEG2000",
}
_BYTES_A_PIXEL = {"1": 2, "L": 1, "P": 4, "I;16": 3, "RGB": 3, "CMYK": 7}


@dataclass(frozen=True, slots=True)
class Frames:
    """How many pictures a file holds.

    Attributes:
        indices: Of each page, which picture of the file it is, from 0.
        broken: The chain of descriptions breaks off: at least one more was there.
    """

    indices: tuple[int, ...]
    broken: bool = False

    @property
    def whole(self) -> int:
        """Pages whose description is there."""
        return len(self.indices)

    @property
    def plain(self) -> bool:
        """Every picture of the file is a page."""
        return self.indices == tuple(range(len(self.indices)))

    @property
    def pages(self) -> int:
        """Pages to account for: what broke off is one more, a visible hole."""
        return self.whole + self.broken


def count_frames(path: Path, kind: FileKind) -> Frames:
    """How many pictures a picture file holds; only its directories are read."""
    if kind != "tiff":
        return Frames((0,))
    with path.open("rb") as file:
        return _chain(file)


def _chain(file: BinaryIO) -> Frames:
    places = places_of(file)
    there = [place for place in places if place != BROKEN]
    pages = [index for index, place in enumerate(there) if not is_aside(file, place)]
    return Frames(tuple(pages or range(len(there))), broken=len(there) < len(places) or not there)


def opened_as_stored(path: Path, index: int) -> Image.Image:
    """A picture of a TIFF as its rows are stored, whatever its orientation tag says.

    Pillow turns such pictures itself, and plain samples that lie on their side wrongly (13.0): it
    is shown a copy in memory whose tags say "as stored".
    """
    data = bytearray(path.read_bytes())
    view = io.BytesIO(data)
    order = form_of(view).order
    for place in places_of(view):
        entry = None if place == BROKEN else entries_of(view, place).get(ORIENTATION)
        if entry is not None and entry.kind == SHORT:
            struct.pack_into(order + "H", data, entry.at, 1)
    picture = Image.open(io.BytesIO(data), formats=["TIFF"])
    picture.seek(index)
    return picture


def opened(path: Path, kind: FileKind | None = None) -> Image.Image:
    """A picture file, its first picture described and nothing decoded.

    Raises:
        OSError, SyntaxError …: `ODD_PICTURE`: it is damaged.
    """
    kind = kind or kind_of_file(path)
    if kind is None or kind == "pdf":
        raise UnidentifiedImageError(f"{path.name} is no picture")
    return Image.open(path, formats=[_FORMATS[kind]])


def frame_sizes(path: Path, kind: FileKind, frames: Frames) -> tuple[PageSize, ...]:
    """Of every page how large it is to read; a guess for what cannot be told."""
    sizes: list[PageSize] = []
    try:
        with opened(path, kind) as picture:
            for index in frames.indices:
                picture.seek(index)
                sizes.append(_size(picture))
    except ODD_PICTURE:
        pass  # reading the page will say what is wrong
    return tuple(sizes + [GUESSED_SIZE] * (frames.pages - len(sizes)))


def _size(picture: Image.Image) -> PageSize:
    width, height = picture.size
    across = float(picture.info.get("dpi", (200, 200))[0]) or 200.0
    plausible = 40 <= across <= 1300
    inches = width / across * height / across if plausible else GUESSED_SIZE.square_inches
    return PageSize(width * height / 1e6, _BYTES_A_PIXEL.get(picture.mode, 6), inches)
