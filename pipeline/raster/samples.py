"""Plain and Flate samples: rows of packed bits to an array, complete or not at all."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from pipeline.raster.stream import FORGIVEN_SHARE, BrokenImageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["inflate", "samples_of"]

_PNG_PALETTE, _PNG_COLOUR = 3, {1: 0, 3: 2, 4: 6}


def samples_of(
    raw: bytes, size: tuple[int, int], channels: int, bits: int, parameter: Any, *, packed: bool
) -> NDArray[np.uint8] | None:
    """(H, W[, channels]) samples: unscaled below 8 bits, the high byte of 16.

    Args:
        raw: The stream, Flate or plain.
        size: (width, height).
        channels: Samples a pixel.
        bits: Bits a sample.
        parameter: `/DecodeParms`.
        packed: The stream is Flate.

    None where the layout is one that scanners do not write.

    Raises:
        BrokenImageError: Damaged, or more than a hair's breadth is missing.
    """
    width, height = size
    if bits not in (1, 2, 4, 8, 16) or (channels > 1 and bits < 8):
        return None
    stride = (width * channels * bits + 7) // 8
    predictor = int(parameter.get("/Predictor", 1)) if packed else 1
    if predictor >= 10:
        return _predicted(raw, size, channels, bits, parameter)
    if predictor != 1:
        return None
    data = inflate(raw, stride * height) if packed else raw[: stride * height]
    missing = stride * height - len(data)
    if missing > FORGIVEN_SHARE * stride * height:
        raise BrokenImageError(f"{len(data)} / {stride * height} byte")
    data += b"\xff" * missing
    return _unpacked(np.frombuffer(data, np.uint8).reshape(height, stride), width, channels, bits)


def inflate(raw: bytes, most: int) -> bytes:
    """Unpack Flate, but never more than the picture needs: a bomb stays packed."""
    unpack = zlib.decompressobj()
    try:
        data = unpack.decompress(raw, most)
        unpack.decompress(unpack.unconsumed_tail, 1)  # reads the check sum at the end
    except zlib.error as error:
        raise BrokenImageError(f"Flate: {error}") from None
    return data


def _unpacked(rows: NDArray[np.uint8], width: int, channels: int, bits: int) -> NDArray[np.uint8]:
    if bits == 1:
        return np.unpackbits(rows, axis=1, count=width)
    if bits in (2, 4):
        shifts = np.arange(8 - bits, -1, -bits, dtype=np.uint8)
        parts = (rows[..., None] >> shifts) & np.uint8((1 << bits) - 1)
        return parts.reshape(rows.shape[0], -1)[:, :width]
    if bits == 16:
        rows = rows[:, ::2]
    return rows if channels == 1 else rows.reshape(rows.shape[0], width, channels)


def _predicted(
    raw: bytes, size: tuple[int, int], channels: int, bits: int, parameter: Any
) -> NDArray[np.uint8] | None:
    """PDF's predictors 10–15 are PNG's: with a header before it, the stream is a PNG."""
    layout = (parameter.get("/Columns", 1), parameter.get("/Colors", 1))
    if (*map(int, layout), int(parameter.get("/BitsPerComponent", 8))) != (size[0], channels, bits):
        return None
    # One channel goes as palette indices: Pillow hands those on unscaled.
    kind = _PNG_PALETTE if channels == 1 and bits <= 8 else _PNG_COLOUR[channels]
    png = b"\x89PNG\r\n\x1a\n" + _chunk(
        b"IHDR", struct.pack(">IIBBBBB", *size, bits, kind, 0, 0, 0)
    )
    if kind == _PNG_PALETTE:
        png += _chunk(b"PLTE", bytes(3 << bits))
    png += _chunk(b"IDAT", raw) + _chunk(b"IEND", b"")
    try:
        samples: NDArray[Any] = np.asarray(Image.open(io.BytesIO(png), formats=["PNG"]))
    except (OSError, SyntaxError, ValueError, zlib.error) as error:
        raise BrokenImageError(f"Flate: {error}") from None
    return samples if samples.dtype == np.uint8 else (samples >> 8).astype(np.uint8)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
