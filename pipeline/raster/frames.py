"""The pictures in a picture file: how many a TIFF holds, and where its list of them breaks off.

A TIFF is a chain of directories, each with the place of the next. Pillow follows it until it
breaks and says nothing of what should have come; here that is told.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from PIL import Image, UnidentifiedImageError

from pipeline.raster.kinds import kind_of_file
from pipeline.values import PageSize

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.raster.kinds import FileKind

__all__ = [
    "ODD_PICTURE",
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

_SHORT = 3
_BROKEN = -1
_MOST_FRAMES = 100_000
_ENTRY_BYTES = 12
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
        whole: Those whose description is there.
        broken: The chain of descriptions breaks off: at least one more was there.
    """

    whole: int
    broken: bool = False

    @property
    def pages(self) -> int:
        """Pages to account for: what broke off is one more, a visible hole."""
        return self.whole + self.broken


def count_frames(path: Path, kind: FileKind) -> Frames:
    """How many pictures a picture file holds; only its directories are read."""
    if kind != "tiff":
        return Frames(1)
    with path.open("rb") as file:
        size = path.stat().st_size
        return _chain(file, size)


def _chain(file: BinaryIO, size: int) -> Frames:
    places = list(_directories(file, size))
    whole = len(places) - (places[-1:] == [_BROKEN])
    return Frames(whole, broken=whole < len(places) or not places)


def _directories(file: BinaryIO, size: int) -> Iterator[int]:
    """Where each directory begins; at last `_BROKEN`, if the chain does not come to its end."""
    head = file.read(8)
    if len(head) < 8:
        yield _BROKEN
        return
    order = _order(head)
    (place,) = struct.unpack(order + "4xI", head)
    seen: set[int] = set()
    while place:
        if place in seen or len(seen) >= _MOST_FRAMES or place + 2 > size:
            yield _BROKEN
            return
        file.seek(place)
        (entries,) = struct.unpack(order + "H", file.read(2))
        after = place + 2 + entries * _ENTRY_BYTES
        if entries == 0 or after + 4 > size:
            yield _BROKEN
            return
        yield place
        seen.add(place)
        file.seek(after)
        (place,) = struct.unpack(order + "I", file.read(4))


def _order(head: bytes) -> str:
    return "<" if head[:2] == b"II" else ">"


def opened_as_stored(path: Path, number: int) -> Image.Image:
    """A page of a TIFF as its rows are stored, whatever its orientation tag says.

    Pillow turns such pictures itself, and plain samples that lie on their side wrongly (13.0): it
    is shown a copy in memory whose tags say "as stored".
    """
    data = bytearray(path.read_bytes())
    order = _order(bytes(data[:2]))
    for place in _directories(io.BytesIO(data), len(data)):
        if place == _BROKEN:
            break
        (entries,) = struct.unpack_from(order + "H", data, place)
        for at in range(place + 2, place + 2 + entries * _ENTRY_BYTES, _ENTRY_BYTES):
            if struct.unpack_from(order + "HHI", data, at) == (ORIENTATION, _SHORT, 1):
                struct.pack_into(order + "H", data, at + 8, 1)
    picture = Image.open(io.BytesIO(data), formats=["TIFF"])
    picture.seek(number - 1)
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
    guess = PageSize(8.7, 3, 96.7)
    sizes: list[PageSize] = []
    try:
        with opened(path, kind) as picture:
            sizes += [_size(picture, i) for i in _within(picture, frames.whole)]
    except ODD_PICTURE:
        pass  # reading the page will say what is wrong
    return tuple(sizes + [guess] * (frames.pages - len(sizes)))


def _within(picture: Image.Image, count: int) -> Iterator[int]:
    for number in range(count):
        picture.seek(number)
        yield number


def _size(picture: Image.Image, _number: int) -> PageSize:
    width, height = picture.size
    across = float(picture.info.get("dpi", (200, 200))[0]) or 200.0
    inches = width / across * height / across if 40 <= across <= 1300 else 96.7
    return PageSize(width * height / 1e6, _BYTES_A_PIXEL.get(picture.mode, 6), inches)
