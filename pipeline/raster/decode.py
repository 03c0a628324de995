"""One image stream of a PDF to an array, quickly and exactly, or a reason why not.

What scanners write is decoded here: JPEG, JPEG 2000, Flate and plain samples, in gray, RGB, CMYK
and indexed colour of 1 to 16 bits. For anything else `decode` returns None, and Poppler
takes over.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import simplejpeg
from PIL import Image

from pipeline.raster.colour import colour_of, coloured
from pipeline.raster.samples import inflate, samples_of
from pipeline.raster.stream import (
    FORGIVEN_SHARE,
    BrokenImageError,
    TooManyPixelsError,
    bits_of,
    filters_of,
    mapping_of,
    pixels_of,
)

if TYPE_CHECKING:
    import pikepdf
    from numpy.typing import NDArray

__all__ = ["Picture", "decode", "whole_jpeg"]

# Every picture's size is held against the settings before it is decoded; Pillow's own guard,
# which cannot be set per call, would only get in the way.
Image.MAX_IMAGE_PIXELS = None

_HARMLESS = "extraneous bytes before marker"  # libjpeg's warning about padding between markers
_CUT = "remature end"
_JPEG_END = b"\xff\xd9"
_WRAPPINGS = ("/ASCII85Decode", "/ASCIIHexDecode", "/FlateDecode")
_BYTE = 8
_MOST_GROWTH = 64  # what was compressed once hardly shrinks when packed again


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """An image as stored, before the page turns it.

    Attributes:
        image: (H, W, 3) RGB or (H, W) gray uint8.
        bilevel: Stored as 1 bit a pixel.
        own_dpi: What the image's metadata say, if anything.
    """

    image: NDArray[np.uint8]
    bilevel: bool = False
    own_dpi: float | None = None


def decode(image: pikepdf.Object, *, most_pixels: float) -> Picture | None:
    """The scanner's picture, or None where Poppler must draw it.

    Raises:
        BrokenImageError: The stream is damaged.
        TooManyPixelsError: It is larger than its dictionary says, and too large.
    """
    if any(image.get(key) for key in ("/SMask", "/Mask", "/SMaskInData")):
        return None
    filters, parameters = filters_of(image)
    raw = image.read_raw_bytes()
    while len(filters) > 1:
        if filters[0] not in _WRAPPINGS or parameters[0]:
            return None
        raw = _unwrapped(raw, filters[0])
        filters, parameters = filters[1:], parameters[1:]
    name, parameter = (filters[0], parameters[0]) if filters else ("", {})
    if name == "/JPXDecode":
        return _jpeg2000(raw, image, most_pixels)
    if name == "/DCTDecode":
        return _jpeg(raw, image, parameter, most_pixels)
    return _rows(raw, image, parameter, name) if name in ("/FlateDecode", "") else None


def _rows(raw: bytes, image: pikepdf.Object, parameter: Any, name: str) -> Picture | None:
    colour, bits = colour_of(image), bits_of(image)
    if colour is None:
        return None
    samples = samples_of(
        raw, pixels_of(image), colour.channels, bits, parameter, packed=name == "/FlateDecode"
    )
    picture = None if samples is None else coloured(samples, colour, bits, mapping_of(image))
    return None if picture is None else Picture(picture, bilevel=bits == 1)


def _unwrapped(raw: bytes, name: str) -> bytes:
    """A stream without its outer wrapping (ReportLab writes pictures as ASCII)."""
    if name == "/FlateDecode":
        return inflate(raw, _MOST_GROWTH * len(raw))
    packed, end, _ = b"".join(raw.split()).partition(b"~>" if name == "/ASCII85Decode" else b">")
    try:
        if name == "/ASCII85Decode":
            data = base64.a85decode(packed.removeprefix(b"<~"))
        else:
            data = bytes.fromhex(packed.decode("ascii") + "0" * (len(packed) % 2))
    except ValueError as error:
        raise BrokenImageError(f"{name}: {error}") from None
    if not end:
        raise BrokenImageError(f"{name}: {len(raw)} byte")
    return data


def _jpeg(raw: bytes, image: pikepdf.Object, parameter: Any, most_pixels: float) -> Picture | None:
    colour = colour_of(image)
    try:
        height, width, space, _ = simplejpeg.decode_jpeg_header(raw, strict=False)
    except ValueError as error:
        raise BrokenImageError(f"JPEG: {error}") from None
    if width * height > most_pixels:
        raise TooManyPixelsError(width, height)
    channels = {"Gray": 1, "CMYK": 4, "YCCK": 4}.get(space, 3)
    if colour is None or channels != colour.channels or colour.kind == "indexed":
        return None
    if parameter.get("/ColorTransform") is not None:
        return None  # may say otherwise than the JPEG's own markers: rare, and Poppler knows
    samples = whole_jpeg(raw, {1: "GRAY", 3: "RGB", 4: "CMYK"}[channels])
    picture = coloured(samples[..., 0] if channels == 1 else samples, colour, 8, mapping_of(image))
    return None if picture is None else Picture(picture, own_dpi=_jfif_dpi(raw))


def whole_jpeg(raw: bytes, target: str) -> NDArray[np.uint8]:
    """Every pixel of a JPEG; libjpeg alone would fill what is missing with grey."""
    if _JPEG_END not in raw[-64:]:
        raw += _JPEG_END
    try:
        samples: NDArray[np.uint8] = simplejpeg.decode_jpeg(raw, target)
    except ValueError as error:
        complaint = str(error)
    else:
        return samples
    try:
        samples = simplejpeg.decode_jpeg(raw, target, strict=False)
    except ValueError as error:
        raise BrokenImageError(f"JPEG: {error}") from None
    cut_in_margin = _CUT in complaint and _baseline(raw) and _grey_share(samples) <= FORGIVEN_SHARE
    if _HARMLESS in complaint or cut_in_margin:
        return samples
    raise BrokenImageError(f"JPEG: {complaint}")


def _grey_share(samples: NDArray[np.uint8]) -> float:
    """Share of the height, from the bottom, whose right end is libjpeg's filling: middle grey."""
    right_end = samples.reshape(samples.shape[0], -1)[:, -24:]
    kept = np.flatnonzero(np.any(right_end != 128, axis=1))
    return 1.0 - (int(kept[-1]) + 1) / samples.shape[0] if kept.size else 1.0


def _baseline(raw: bytes) -> bool:
    """Not progressive: a progressive JPEG that was cut is blurred all over."""
    return b"\xff\xc2" not in raw[: raw.find(b"\xff\xda")]


def _jfif_dpi(raw: bytes) -> float | None:
    at = raw.find(b"JFIF\x00", 0, 64)
    if at < 0 or len(raw) < at + 12:
        return None
    unit, across = raw[at + 7], int.from_bytes(raw[at + 8 : at + 10], "big")
    return {1: float(across), 2: across * 2.54}.get(unit)


def _jpeg2000(raw: bytes, image: pikepdf.Object, most_pixels: float) -> Picture | None:
    space = image.get("/ColorSpace")
    colour = None if space is None else colour_of(image)
    if mapping_of(image) or (space is not None and (colour is None or colour.kind == "indexed")):
        return None
    try:
        opened = Image.open(io.BytesIO(raw), formats=["JPEG2000"])
        if opened.width * opened.height > most_pixels:
            raise TooManyPixelsError(opened.width, opened.height)
        if opened.mode not in ("L", "RGB", "I;16"):
            return None
        if opened.mode == "I;16" and bits_of(image) == _BYTE:
            # The code stream's header was damaged: its samples would come out as noise.
            raise BrokenImageError("JPEG 2000: 16 bit thay vì 8")
        samples: NDArray[Any] = np.asarray(opened)
    except (OSError, SyntaxError) as error:
        raise BrokenImageError(f"JPEG 2000: {error}") from None
    return Picture(samples if samples.dtype == np.uint8 else (samples >> 8).astype(np.uint8))
