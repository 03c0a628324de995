"""The ink net: for every pixel of a gray page, whether it is printed and whether it is removable.

Both may be true: print under a seal. The model is ours (`models/ink.onnx`, card and recipe in
`models/recipes/ink`); it runs in ONNX Runtime, which took half of OpenCV DNN's time on it.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pipeline.recognition.digest import sha256_of
from pipeline.recognition.session import open_session

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["InkNet", "ink_model_sha256", "make_ink_net"]

_MODEL = Path(__file__).resolve().parents[2] / "models" / "ink.onnx"

# The net halves a picture five times.
_MULTIPLE = 32


class InkNet:
    """The net, loaded once a process."""

    def __init__(self, model: Path = _MODEL) -> None:
        self._session = open_session(model)

    def look(self, gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """What each pixel of a picture is.

        Args:
            gray: (H, W) uint8, 0 = ink, paper evened out, upright, 100–200 dpi.

        Returns:
            (2, H, W) uint8, 0–255: how surely printed, how surely removable.
        """
        height, width = gray.shape
        room = tuple(-(-side // _MULTIPLE) * _MULTIPLE for side in gray.shape)
        ink = np.zeros((1, 1, *room), np.float32)
        ink[0, 0, :height, :width] = 1 - gray.astype(np.float32) / 255
        answer = self._session.run(None, {"ink": ink})[0][0, :, :height, :width]
        return np.asarray(answer * 255 + 0.5, dtype=np.uint8)


@functools.cache
def make_ink_net() -> InkNet:
    """The net that ships; one a process, kept."""
    return InkNet()


def ink_model_sha256() -> str:
    """SHA-256 of the model that ships."""
    return sha256_of(_MODEL)
