"""The ink net: for every pixel of a gray page, whether it is printed and whether it is removable.

Both may be true: print under a seal. The model is ours (`models/ink.onnx`, card and recipe in
`models/recipes/ink`); it runs in ONNX Runtime, which took half of OpenCV DNN's time on it.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pipeline.digests import kept_sha256_of
from pipeline.recognition.session import giving_back, open_session

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["InkNet", "ink_model_sha256", "make_ink_net"]

_MODEL = Path(__file__).resolve().parents[2] / "models" / "ink.onnx"

# The net halves a picture five times.
_MULTIPLE = 32
# It takes 125 bytes a pixel: what is larger than an A4 at 200 dpi is looked at in bands.
_MOST_PIXELS = 4_000_000
_BAND_PIXELS = 2_000_000
_KEPT_PIXELS = 1_000_000  # of an A4 from afar; what more takes goes back to the system
_AROUND = 5 * _MULTIPLE  # rows above and below a band that are looked at with it


class InkNet:
    """The net, loaded once a process."""

    def __init__(self, model: Path = _MODEL) -> None:
        self._session = open_session(model)
        self._giving_back = giving_back()

    def look(self, gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """What each pixel of a picture is.

        Args:
            gray: (H, W) uint8, 0 = ink, paper evened out, upright, 100–200 dpi.

        Returns:
            (2, H, W) uint8, 0–255: how surely printed, how surely removable.
        """
        height, width = gray.shape
        if gray.size <= _MOST_PIXELS:
            return self._look(gray)
        rows = max(_MULTIPLE, _BAND_PIXELS // width // _MULTIPLE * _MULTIPLE)
        seen = np.empty((2, height, width), np.uint8)
        for top in range(0, height, rows):
            above = min(top, _AROUND)
            answer = self._look(gray[top - above : top + rows + _AROUND])
            seen[:, top : top + rows] = answer[:, above : above + rows]
        return seen

    def _look(self, gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """All of a picture at once."""
        height, width = gray.shape
        room = tuple(-(-side // _MULTIPLE) * _MULTIPLE for side in gray.shape)
        ink = np.zeros((1, 1, *room), np.float32)
        ink[0, 0, :height, :width] = 1 - gray.astype(np.float32) / 255
        options = None if gray.size <= _KEPT_PIXELS else self._giving_back
        answer = self._session.run(None, {"ink": ink}, options)[0][0, :, :height, :width]
        return np.asarray(answer * 255 + 0.5, dtype=np.uint8)


@functools.cache
def make_ink_net() -> InkNet:
    """The net that ships; one a process, kept."""
    return InkNet()


def ink_model_sha256() -> str:
    """SHA-256 of the model that ships."""
    return kept_sha256_of(_MODEL)
