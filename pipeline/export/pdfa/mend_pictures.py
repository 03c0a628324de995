"""Pictures whose dictionary or boxes PDF/A forbids; their coded bytes stay as the scanner's."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING, Any

from pikepdf import Name, Stream
from PIL import Image

from pipeline.export.pdfa.graphics_rules import INTENTS, jpx_fault, jpx_needs_space
from pipeline.export.pdfa.jpx import jpx_of
from pipeline.raster.jpeg2000 import boxed, library_knows
from pipeline.raster.stream import BrokenImageError, filters_of

if TYPE_CHECKING:
    from pikepdf import Pdf

__all__ = ["mend"]

_SPACES = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}


def mend(pdf: Pdf) -> tuple[str, ...]:
    """Put right what is wrong with the pictures of a file.

    Returns:
        Names of events, for pictures whose own bytes had to be written in another way.
    """
    done: set[str] = set()
    for item in list(pdf.objects):
        if isinstance(item, Stream) and item.get(Name.Subtype) == Name.Image:
            for key in ("/Interpolate", "/Alternates", "/OPI"):
                if key in item:
                    del item[key]
            if "/Intent" in item and str(item["/Intent"]) not in INTENTS:
                del item["/Intent"]
            names = filters_of(item)[0]
            if "/LZWDecode" in names:
                done.add("pdfa_lzw_repacked: document.pdf")
            if names[-1:] == ["/JPXDecode"]:
                _jpeg2000(item, done)
    return tuple(sorted(done))


def _jpeg2000(picture: Any, done: set[str]) -> None:
    if len(filters_of(picture)[0]) > 1:
        return  # packed twice: the check will find what there is to find
    data = picture.read_raw_bytes()
    try:
        within = boxed(data)
    except BrokenImageError:
        return
    if within is not data:
        picture.write(within, filter=Name.JPXDecode)
        done.add("pdfa_jpeg2000_boxed: document.pdf")
        data = within
    found = jpx_of(data)
    if found is None:
        return
    if jpx_fault(data):
        if _decoded(picture, data):
            done.add("pdfa_jpeg2000_decoded: document.pdf")
        return
    if Name.ColorSpace not in picture and jpx_needs_space(data) and not found.palette:
        picture.ColorSpace = _SPACES[found.channels]


def _decoded(picture: Any, data: bytes) -> bool:
    """Put a picture's pixels, without loss, in place of a code that PDF/A does not allow.

    A second or fourth channel is one of opacity, which a PDF heeds only where it says so.
    """
    if not library_knows(data):
        return False  # deep or of several depths: its page is drawn anew
    try:
        with Image.open(io.BytesIO(data)) as opened:
            pixels = opened.convert("L" if opened.mode in ("L", "LA") else "RGB")
    except (OSError, ValueError):
        return False
    picture.write(zlib.compress(pixels.tobytes(), 9), filter=Name.FlateDecode)
    picture.ColorSpace = Name.DeviceGray if pixels.mode == "L" else Name.DeviceRGB
    picture.BitsPerComponent = 8
    for key in ("/DecodeParms", "/SMaskInData", "/Decode"):
        if key in picture:
            del picture[key]
    return True
