"""Bar codes and square codes on separator sheets, read by zxing-cpp."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np
import zxingcpp

from pipeline.geometry import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Code", "codes_reader", "read_codes"]

# What separator sheets of scanning programs bear.
_FORMATS = zxingcpp.barcode_formats_from_str("QRCode,Code128,Code39")


@dataclass(frozen=True, slots=True)
class Code:
    """A code as read: symbology (`QRCode`), what it holds, where it is on the picture."""

    kind: str
    text: str
    box: Box


def read_codes(gray: NDArray[np.uint8]) -> tuple[Code, ...]:
    """The codes on a picture, top to bottom; whichever way they lie.

    Args:
        gray: (H, W) uint8, 0 = ink.
    """
    high, wide = gray.shape
    found = []
    for code in zxingcpp.read_barcodes(np.ascontiguousarray(gray), formats=_FORMATS):
        place = code.position
        corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        xs = [min(max(corner.x, 0), wide - 1) for corner in corners]
        ys = [min(max(corner.y, 0), high - 1) for corner in corners]
        box = Box(min(xs), min(ys), max(xs) - min(xs) + 1, max(ys) - min(ys) + 1)
        text = "".join(sign if sign.isprintable() else " " for sign in code.text).strip()
        kind = "".join(sign for sign in str(code.format).rpartition(".")[2] if sign.isalnum())
        found.append(Code(kind, text, box))
    return tuple(sorted(found, key=lambda code: (code.box.y, code.box.x)))


@cache
def codes_reader() -> str:
    """Which program reads codes, for the record's history."""
    return f"zxing-cpp {version('zxing-cpp')}"
