"""The directories of a TIFF: a chain in which each, for one picture, says where the next one is.

Pillow follows the chain until it breaks and says nothing of what should have come; here that is
told.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["BROKEN", "SHORT", "Entry", "Form", "entries_of", "form_of", "is_aside", "places_of"]

BROKEN = -1
"""In the place of a directory: the chain breaks off here."""
SHORT = 3
"""The TIFF type of numbers of two bytes."""

_LONG = 4
_MOST_FRAMES = 100_000
_KIND, _OLD_KIND = 254, 255
_ASIDE = 1 | 4  # bits of the new kind: of less resolution, a mask
_OLD_ASIDE = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """A field of a directory: its TIFF type, how many values, and where value or place lie."""

    kind: int
    count: int
    at: int


@dataclass(frozen=True, slots=True)
class Form:
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


def form_of(file: BinaryIO) -> Form:
    """How a TIFF is written."""
    file.seek(0)
    head = file.read(4)
    big = head[2:] in (b"+\0", b"\0+")
    return Form("<" if head[:2] == b"II" else ">", "Q" if big else "I")


def places_of(file: BinaryIO) -> list[int]:
    """Where each directory begins; at last `BROKEN`, if the chain does not come to its end."""
    return list(_places(file, file.seek(0, 2), form_of(file)))


def entries_of(file: BinaryIO, place: int) -> dict[int, Entry]:
    """The fields of the directory at a place, by their tags."""
    form = form_of(file)
    file.seek(place)
    count = _number(file, form.order + form.count)
    table = file.read(count * form.entry_bytes)
    found = {}
    for at in range(0, len(table) - form.entry_bytes + 1, form.entry_bytes):
        tag, kind, many = struct.unpack_from(f"{form.order}HH{form.offset}", table, at)
        found[tag] = Entry(kind, many, place + form.count_bytes + at + 4 + form.offset_bytes)
    return found


def is_aside(file: BinaryIO, place: int) -> bool:
    """Whether a directory describes no page, but a small copy of one, or a mask."""
    order, entries = form_of(file).order, entries_of(file, place)
    for tag in (_KIND, _OLD_KIND):
        entry = entries.get(tag)
        if entry is not None and entry.kind in (SHORT, _LONG):
            file.seek(entry.at)
            value = _number(file, order + ("I" if entry.kind == _LONG else "H"))
            return bool(value & _ASIDE) if tag == _KIND else value == _OLD_ASIDE
    return False


def _places(file: BinaryIO, size: int, form: Form) -> Iterator[int]:
    if size < 2 * form.offset_bytes:
        yield BROKEN
        return
    file.seek(form.offset_bytes)
    place = _number(file, form.order + form.offset)
    seen: set[int] = set()
    while place:
        if place in seen or len(seen) >= _MOST_FRAMES or place + form.count_bytes > size:
            yield BROKEN
            return
        file.seek(place)
        entries = _number(file, form.order + form.count)
        after = place + form.count_bytes + entries * form.entry_bytes
        if entries == 0 or after + form.offset_bytes > size:
            yield BROKEN
            return
        yield place
        seen.add(place)
        file.seek(after)
        place = _number(file, form.order + form.offset)


def _number(file: BinaryIO, code: str) -> int:
    found: tuple[int] = struct.unpack(code, file.read(struct.calcsize(code)))
    return found[0]
