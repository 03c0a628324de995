"""Writes lines in the form that `lstmtraining` reads, without a detour through page layout.

A `.lstmf` file is a list of (name, page, PNG, language, text, boxes) in Tesseract's own
serialisation; `tesseract ... lstm.train` writes the same from pictures and box files.  Writing it
directly keeps the cut of every line under our control and is some fifty times faster.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import cv2

from .degrade import PADDING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


def _text(value: bytes) -> bytes:
    return struct.pack("<I", len(value)) + value


def _entry(image: NDArray[np.uint8], text: str) -> bytes:
    height, width = image.shape
    _, png = cv2.imencode(".png", image, [cv2.IMWRITE_PNG_COMPRESSION, 3])
    words = text.encode()
    box = struct.pack("<4h", PADDING, PADDING, width - PADDING, height - PADDING)
    return b"".join(
        (
            b"\x01",  # the entry is not empty
            _text(b""),  # file name
            struct.pack("<i", 0),  # page
            _text(png.tobytes()),
            _text(b""),  # language
            _text(words),
            struct.pack("<I", 1) + box,
            struct.pack("<I", 1) + _text(words),
            b"\x00",  # not vertical
        )
    )


def write_lstmf(path: Path, lines: Iterable[tuple[NDArray[np.uint8], str]]) -> int:
    """Write lines, each an (H, W) uint8 picture with 0 = ink and its text; return their number."""
    entries = [_entry(image, text) for image, text in lines]
    part = path.with_suffix(".part")
    part.write_bytes(struct.pack("<I", len(entries)) + b"".join(entries))
    part.rename(path)
    return len(entries)
