"""Some pages of a TIFF as a TIFF of their own: every strip and tile byte for byte as it was.

Fields that are kept are listed: what describes the picture. Others point into the old file
(thumbnails, EXIF, a program's own notes) and would point nowhere in the new one.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO

from pipeline.raster.directories import entries_of, form_of, places_of
from pipeline.raster.frames import count_frames

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pipeline.raster.directories import Entry, Form

__all__ = ["copy_pages"]

_BLOCK = 1 << 20
_MOST_VALUE_BYTES = 16_000_000  # places of a million strips
_KEPT = frozenset(
    (
        254, 255, 256, 257, 258, 259, 262, 263, 266, 269, 270, 271, 272, 273, 274, 277, 278, 279,
        280, 281, 282, 283, 284, 290, 291, 292, 293, 296, 297, 301, 305, 306, 315, 317, 318, 319,
        320, 322, 323, 324, 325, 326, 327, 328, 332, 333, 334, 336, 338, 339, 347, 512, 513, 514,
        515, 517, 518, 529, 530, 531, 532, 34675,
    )
)  # fmt: skip
_LENGTHS = {273: 279, 324: 325, 513: 514}  # places of pixels, and how many bytes lie there
_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 16: 8}
_CODES = {1: "B", 3: "H", 4: "I", 16: "Q"}
_LONG, _LONG_8 = 4, 16


def copy_pages(path: Path, numbers: Sequence[int], target: Path) -> None:
    """Write pages of a TIFF as one.

    Args:
        path: The stack.
        numbers: From 1; at least one, all of them there.
        target: Written.

    Raises:
        ValueError: A directory contradicts the file's length.
    """
    with path.open("rb") as file, target.open("w+b") as new:
        form, places = form_of(file), places_of(file)
        pages = [places[index] for index in count_frames(path, "tiff").indices]
        mark = b"II" if form.order == "<" else b"MM"
        big = form.offset == "Q"
        head = struct.pack(form.order + "HHHQ", 43, 8, 0, 0) if big else b""
        new.write(mark + (head or struct.pack(form.order + "HI", 42, 0)))
        link = form.offset_bytes
        for number in numbers:
            at = _add_page(file, entries_of(file, pages[number - 1]), form, new)
            new.seek(link)
            new.write(struct.pack(form.order + form.offset, at))
            link = new.seek(0, 2) - form.offset_bytes


def _add_page(file: BinaryIO, page: Mapping[int, Entry], form: Form, new: BinaryIO) -> int:
    """Write pixels, values and at last the directory; where that lies."""
    table = []
    for tag in sorted(_KEPT & page.keys()):
        entry = page[tag]
        if tag in _LENGTHS:
            places = list(_moved(file, page, tag, form, new))
            kind, count = (_LONG_8 if form.offset == "Q" else _LONG), len(places)
            value = struct.pack(f"{form.order}{count}{form.offset}", *places)
        elif entry.kind in _BYTES:
            kind, count, value = entry.kind, entry.count, _value(file, entry, form)
        else:
            continue
        if len(value) > form.offset_bytes:
            value = struct.pack(form.order + form.offset, _append(new, value))
        head = struct.pack(f"{form.order}HH{form.offset}", tag, kind, count)
        table.append(head + value.ljust(form.offset_bytes, b"\0"))
    count_of = struct.pack(form.order + form.count, len(table))
    return _append(new, count_of + b"".join(table) + bytes(form.offset_bytes))


def _value(file: BinaryIO, entry: Entry, form: Form) -> bytes:
    """A field's bytes, wherever they lie."""
    length = entry.count * _BYTES[entry.kind]
    if length > _MOST_VALUE_BYTES:
        raise ValueError(f"a TIFF field has {length} bytes")
    file.seek(entry.at)
    if length > form.offset_bytes:
        (place,) = struct.unpack(form.order + form.offset, file.read(form.offset_bytes))
        file.seek(place)
    found = file.read(length)
    if len(found) < length:
        raise ValueError(f"a TIFF field has {len(found)} of {length} bytes")
    return found


def _numbers(file: BinaryIO, entry: Entry | None, form: Form) -> list[int]:
    if entry is None or entry.kind not in _CODES:
        return []
    value = _value(file, entry, form)
    return list(struct.unpack(f"{form.order}{entry.count}{_CODES[entry.kind]}", value))


def _append(new: BinaryIO, data: bytes) -> int:
    """Write at the end, on an even place as TIFF wants it."""
    at = new.seek(0, 2)
    new.write(b"\0" * (at % 2) + data)
    return at + at % 2


def _moved(
    file: BinaryIO, page: Mapping[int, Entry], tag: int, form: Form, new: BinaryIO
) -> Iterator[int]:
    """Copy the pixels that a field points to; their new places."""
    places = _numbers(file, page[tag], form)
    lengths = _numbers(file, page.get(_LENGTHS[tag]), form)
    end = file.seek(0, 2)
    if not lengths and len(places) == 1:
        lengths = [max(0, end - places[0])]  # early writers leave the count of one strip out
    if len(lengths) < len(places) or sum(lengths) > end:
        raise ValueError(f"a TIFF of {end} bytes has {len(places)} strips of {sum(lengths)}")
    for place, length in zip(places, lengths, strict=False):
        file.seek(min(place, end))
        yield _append(new, b"")
        left = length
        while left > 0 and (block := file.read(min(_BLOCK, left))):
            new.write(block)
            left -= len(block)
