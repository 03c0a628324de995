"""What a PDF may inflate to: asked before it is inflated, in qpdf and by ourselves.

A megabyte of Flate may hold a gigabyte of nothing. qpdf inflates object and cross-reference streams
when it opens a file, and contents when they are parsed: it is told to stop at a bound that no paper
of an office comes near (a scan's contents have under a kilobyte, a stream of a hundred objects
some ten). Pictures are not its business: `samples` inflates those, and no more than they have
pixels.
"""

from __future__ import annotations

import re
import zlib
from mmap import ACCESS_READ, mmap
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import settings as qpdf

from pipeline.raster.stream import filters_of

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["MOST_CONTENT_BYTES", "MOST_INFLATED_BYTES", "content_length", "inflates_too_far"]

MOST_INFLATED_BYTES = 32_000_000
MOST_CONTENT_BYTES = 4_000_000
"""Of a page with its forms. Parsed, two bytes may become an instruction of 270 (measured: 4 MB of
`f` are 540 MB); a page that draws more is drawn by Poppler, whatever it is."""
_DEEPEST_ARRAY = 3
_BLOCK = 1 << 16
_MOST_PACKED = 1 << 20  # so much of a stream holds a gigabyte, or it is none that is packed so far
_LISTS = re.compile(rb"/(?:ObjStm|XRef)\b[^\0]{0,400}?\bstream\r?\n", re.DOTALL)

# These are qpdf's own and hold for the whole process, whoever opens a PDF in it.
qpdf.set_qpdf_limits(
    flate_max_memory=MOST_INFLATED_BYTES,
    run_length_max_memory=MOST_INFLATED_BYTES,
    png_max_memory=MOST_INFLATED_BYTES,
    tiff_max_memory=MOST_INFLATED_BYTES,
    dct_max_memory=MOST_INFLATED_BYTES,
)


def inflates_too_far(path: Path) -> bool:
    """Whether one of a file's packed lists of objects passes the bound: why opening it failed.

    qpdf goes on without such a stream, as without a damaged one, and says later what is missing.
    """
    if not path.stat().st_size:
        return False
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        return any(
            _inflated(data[found.end() : found.end() + _MOST_PACKED], MOST_INFLATED_BYTES)
            > MOST_INFLATED_BYTES
            for found in _LISTS.finditer(data)
        )


def content_length(contents: Any, most: int = MOST_CONTENT_BYTES, depth: int = 0) -> int:
    """Bytes of `/Contents` (a stream, or an array of some) or of a form, once inflated.

    Anything above `most` is "too much": it is not counted to its end, nor is an array that holds
    arrays for ever.
    """
    if isinstance(contents, pikepdf.Array):
        if depth >= _DEEPEST_ARRAY:
            return most + 1
        length = 0
        for part in contents:
            length += content_length(part, most - length, depth + 1)
            if length > most:
                break
        return length
    if not isinstance(contents, pikepdf.Stream):
        return 0
    raw = contents.read_raw_bytes()
    names, _ = filters_of(contents)
    return _inflated(raw, most) if names == ["/FlateDecode"] else len(raw)


def _inflated(raw: bytes, most: int) -> int:
    unpack, length, left = zlib.decompressobj(), 0, raw
    try:
        while left and not unpack.eof and length <= most:
            length += len(unpack.decompress(left, _BLOCK))
            left = unpack.unconsumed_tail
    except zlib.error:
        return max(length, len(raw))  # damaged: whoever parses it will say so
    return length
