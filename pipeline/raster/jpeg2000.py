"""JPEG 2000's own header, for what the imaging library gets wrong.

Pillow rounds colours of more than 8 bits up and over: the whitest white turns black (13.0). So the
depth is read from the code stream itself, whatever the boxes or the PDF around it say, and Poppler
decodes what Pillow would spoil.
"""

from __future__ import annotations

import struct
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Dictionary, Name

from pipeline.raster.poppler import stored_pictures
from pipeline.raster.stream import BrokenImageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.settings import Raster

__all__ = ["boxed", "decoded", "library_knows"]

_SIZ = b"\xff\x4f\xff\x51"  # start of code stream and its size marker, which must come first
_COMPONENTS_AT = 40  # of the size marker: number of components, then three bytes for each
_SRGB, _GRAY = 16, 17


def library_knows(raw: bytes) -> bool:
    """Whether Pillow decodes it exactly: 8 bits a channel, or one channel of up to 16.

    Raises:
        BrokenImageError: There is no code stream in it.
    """
    depths = _depths(raw)
    return all(depth == 7 for depth in depths) or (len(depths) == 1 and 7 < depths[0] < 16)


def _depths(raw: bytes) -> bytes:
    """For each component its bits less one, and 0x80 where it is signed."""
    start = raw.find(_SIZ)
    if start < 0 or len(raw) < start + _COMPONENTS_AT + 5:
        raise BrokenImageError("JPEG 2000: không có dữ liệu ảnh")
    (count,) = struct.unpack_from(">H", raw, start + _COMPONENTS_AT)
    return raw[start + _COMPONENTS_AT + 2 :][: 3 * count : 3]


def decoded(path: Path, raw: bytes, size: tuple[int, int], limits: Raster) -> NDArray[np.uint8]:
    """The picture by Poppler's decoder: (H, W, 3), or (H, W) where it has one channel.

    Args:
        path: Of the picture file, for errors.
        raw: The file.
        size: (width, height) as its header says.
        limits: Of the program.

    Raises:
        BrokenImageError: It is damaged.
        PageTookTooLongError: It took too long.
        PageTooHeavyError: It took too much memory.
    """
    width, height = size
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder, pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(width, height))
        picture = pikepdf.Stream(
            pdf, boxed(raw), Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height,
            Filter=Name.JPXDecode,
        )  # fmt: skip
        page.Resources = Dictionary(XObject=Dictionary(I=picture))
        page.Contents = pdf.make_stream(b"/I Do")
        alone = Path(folder, "picture.pdf")
        pdf.save(alone)
        found = stored_pictures(alone, (path, 1), limits)
    if len(found) != 1 or found[0].shape[:2] != (height, width):
        raise BrokenImageError("JPEG 2000")
    return found[0]


def boxed(raw: bytes) -> bytes:
    """A bare code stream as a .jp2, which PDF wants; its own bytes untouched."""
    if not raw.startswith(_SIZ):
        return raw
    depths = _depths(raw)
    right, bottom, left, top = struct.unpack_from(">IIII", raw, 8)
    depth = depths[0] if len(set(depths)) == 1 else 255
    header = struct.pack(">IIHBBBB", bottom - top, right - left, len(depths), depth, 7, 0, 0)
    colour = struct.pack(">BBBI", 1, 0, 0, _GRAY if len(depths) < 3 else _SRGB)
    return (
        _box(b"jP  ", b"\r\n\x87\n")
        + _box(b"ftyp", b"jp2 \0\0\0\0jp2 ")
        + _box(b"jp2h", _box(b"ihdr", header) + _box(b"colr", colour))
        + _box(b"jp2c", raw)
    )


def _box(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data) + 8) + kind + data
