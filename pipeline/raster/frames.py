"""The pictures in a picture file: how many a TIFF holds, and where its list of them breaks off.

A TIFF is a chain of directories, each with the place of the next. Pillow follows it until it
breaks and says nothing of what should have come; here that is told. Small copies of a page and
masks, which some programs put into the chain, are no pages.
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

_SHORT, _LONG = 3, 4
_BROKEN = -1
_MOST_FRAMES = 100_000
_KIND, _OLD_KIND = 254, 255
_ASIDE = 1 | 4  # bits of the new kind: of less resolution, a mask
_OLD_ASIDE = 2
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
        size = path.stat().st_size
        return _chain(file, size)


def _chain(file: BinaryIO, size: int) -> Frames:
    form = _form(file.read(16))
    places = list(_directories(file, size, form)) if form else [_BROKEN]
    broken = places[-1:] == [_BROKEN] or not places
    there = [place for place in places if place != _BROKEN]
    pages = [i for i, place in enumerate(there) if form and not _aside(file, place, form)]
    return Frames(tuple(pages or range(len(there))), broken)


@dataclass(frozen=True, slots=True)
class _Form:
    """How a TIFF writes its numbers.

    Attributes:
        order: Of bytes, as `struct` has it.
        offset: Code of a place in the file: `I`, or `Q` in a BigTIFF.
    """

    order: str
    offset: str

    @property
    def offset_bytes(self) -> int:
        """Of a place in the file, and of a value inside a directory."""
        return struct.calcsize("=" + self.offset)

    @property
    def count(self) -> str:
        """Code of the number of entries."""
        return "Q" if self.offset == "Q" else "H"

    @property
    def count_bytes(self) -> int:
        """Of the number of entries."""
        return struct.calcsize("=" + self.count)

    @property
    def entry_bytes(self) -> int:
        """Tag, type, count and value."""
        return 4 + 2 * self.offset_bytes


def _form(head: bytes) -> _Form | None:
    """How a file that begins so is written; None where it ends before it says."""
    form = _Form(_order(head), "Q" if head[2:4] in (b"+\0", b"\0+") else "I")
    return form if len(head) >= 2 * form.offset_bytes else None


def _directories(file: BinaryIO, size: int, form: _Form) -> Iterator[int]:
    """Where each directory begins; at last `_BROKEN`, if the chain does not come to its end."""
    file.seek(form.offset_bytes)
    place = _number(file, form.order + form.offset)
    seen: set[int] = set()
    while place:
        if place in seen or len(seen) >= _MOST_FRAMES or place + form.count_bytes > size:
            yield _BROKEN
            return
        file.seek(place)
        entries = _number(file, form.order + form.count)
        after = place + form.count_bytes + entries * form.entry_bytes
        if entries == 0 or after + form.offset_bytes > size:
            yield _BROKEN
            return
        yield place
        seen.add(place)
        file.seek(after)
        place = _number(file, form.order + form.offset)


def _entries(file: BinaryIO, place: int, form: _Form) -> Iterator[tuple[int, int, int]]:
    """Of each entry of a directory its tag, its type and where its value lies."""
    file.seek(place)
    count = _number(file, form.order + form.count)
    table = file.read(count * form.entry_bytes)
    for at in range(0, len(table) - form.entry_bytes + 1, form.entry_bytes):
        tag, kind = struct.unpack_from(form.order + "HH", table, at)
        yield tag, kind, place + form.count_bytes + at + 4 + form.offset_bytes


def _aside(file: BinaryIO, place: int, form: _Form) -> bool:
    """Whether a directory describes no page, but a small copy of one, or a mask."""
    for tag, kind, at in _entries(file, place, form):
        if tag in (_KIND, _OLD_KIND) and kind in (_SHORT, _LONG):
            file.seek(at)
            value = _number(file, form.order + ("I" if kind == _LONG else "H"))
            return bool(value & _ASIDE) if tag == _KIND else value == _OLD_ASIDE
    return False


def _number(file: BinaryIO, code: str) -> int:
    found: tuple[int] = struct.unpack(code, file.read(struct.calcsize(code)))
    return found[0]


def _order(head: bytes) -> str:
    return "<" if head[:2] == b"II" else ">"


def opened_as_stored(path: Path, index: int) -> Image.Image:
    """A picture of a TIFF as its rows are stored, whatever its orientation tag says.

    Pillow turns such pictures itself, and plain samples that lie on their side wrongly (13.0): it
    is shown a copy in memory whose tags say "as stored".
    """
    data = bytearray(path.read_bytes())
    view = io.BytesIO(data)
    form = _form(bytes(data[:16]))
    for place in _directories(view, len(data), form) if form else ():
        if place == _BROKEN:
            break
        for tag, kind, at in _entries(view, place, form) if form else ():
            if tag == ORIENTATION and kind == _SHORT and form:
                struct.pack_into(form.order + "H", data, at, 1)
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
    guess = PageSize(8.7, 3, 96.7)
    sizes: list[PageSize] = []
    try:
        with opened(path, kind) as picture:
            for index in frames.indices:
                picture.seek(index)
                sizes.append(_size(picture))
    except ODD_PICTURE:
        pass  # reading the page will say what is wrong
    return tuple(sizes + [guess] * (frames.pages - len(sizes)))


def _size(picture: Image.Image) -> PageSize:
    width, height = picture.size
    across = float(picture.info.get("dpi", (200, 200))[0]) or 200.0
    inches = width / across * height / across if 40 <= across <= 1300 else 96.7
    return PageSize(width * height / 1e6, _BYTES_A_PIXEL.get(picture.mode, 6), inches)
