"""What the boxes of a JPEG 2000 file say of its colours (ISO 15444-1, annex I)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Jpx", "jpx_of"]

_FAMILIES = {b"jp2h"}


@dataclass(frozen=True, slots=True)
class Jpx:
    """The header.

    Attributes:
        boxes: There are boxes; False for a bare code stream.
        channels: Components.
        depth: Bits a component; 0 where they differ or no header tells.
        depths_differ: A box lists a depth for each component (`bpcc`).
        colours: (method, approximation, enumerated space or 0) of each colour specification.
        palette: Colours are taken from a palette.
    """

    boxes: bool
    channels: int
    depth: int
    depths_differ: bool
    colours: tuple[tuple[int, int, int], ...]
    palette: bool = False


def jpx_of(data: bytes) -> Jpx | None:
    """The header of a JPEG 2000 stream; None where it is none."""
    if data.startswith(b"\xff\x4f\xff\x51"):
        channels = int.from_bytes(data[40:42], "big")
        return Jpx(False, channels, (data[42] & 0x7F) + 1, False, ())
    if data[4:8] != b"jP  ":
        return None
    header: tuple[int, int] | None = None
    differ = palette = False
    colours = []
    for kind, body in _boxes(data):
        if kind == b"ihdr" and len(body) >= 14:
            bits = body[10]
            header = (int.from_bytes(body[8:10], "big"), 0 if bits == 255 else (bits & 0x7F) + 1)
        elif kind == b"bpcc":
            differ = True
        elif kind == b"pclr":
            palette = True
        elif kind == b"colr" and len(body) >= 3:
            space = int.from_bytes(body[3:7], "big") if body[0] == 1 else 0
            colours.append((body[0], body[2], space))
    if header is None:
        return None
    return Jpx(True, header[0], header[1], differ, tuple(colours), palette)


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        start = at + 8
        if length == 1 and at + 16 <= len(data):
            (length,) = struct.unpack_from(">Q", data, start)
            start += 8
        end = len(data) if length == 0 else at + length
        if end < start:
            return
        if kind in _FAMILIES:
            yield from _boxes(data[start:end])
        elif kind != b"jp2c":
            yield kind, data[start:end]
        at = end
