"""The scan without its marks, and the marks laid over it again: nothing is lost by cleaning."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from pipeline.pixels.colour import to_gray

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from pipeline.geometry import Box

__all__ = ["Cutout", "erase", "put_back", "read_cutout"]


@dataclass(frozen=True, slots=True, eq=False)
class Cutout:
    """A mark's ink alone.

    Attributes:
        box: Where it lies on the scan.
        ink: Shape `box.shape` + (4,), RGBA uint8; alpha is 0 or 255.
    """

    box: Box
    ink: NDArray[np.uint8]

    def __post_init__(self) -> None:
        if self.ink.shape != (*self.box.shape, 4):
            raise ValueError(f"ink is {self.ink.shape} but {self.box} is {self.box.shape}")
        self.ink.flags.writeable = False

    @property
    def mask(self) -> NDArray[np.bool_]:
        """Shape `box.shape`; True where ink is."""
        return np.asarray(self.ink[..., 3] > 0)


def read_cutout(png: bytes, box: Box) -> Cutout:
    """The cut-out of a file in `evidence/` and the box of its mark."""
    with Image.open(io.BytesIO(png)) as picture:
        return Cutout(box, np.array(picture.convert("RGBA")))


def erase(
    image: NDArray[np.uint8],
    cutouts: Iterable[Cutout],
    left: Callable[[Box], NDArray[np.uint8]] | None = None,
) -> NDArray[np.uint8]:
    """The scan with the marks' pixels painted as the paper around them.

    Args:
        image: (H, W[, 3]) RGB or gray uint8, the original.
        cutouts: Of its marks.
        left: The print that stays under them: for a box of the scan, shape `box.shape`, uint8,
            255 = paper. Without it print under a mark goes with the mark.
    """
    taken = list(cutouts)
    out = image.copy()
    marked = np.zeros(image.shape[:2], dtype=bool)
    for cutout in taken:
        marked[cutout.box.slices] |= cutout.mask
    for cutout in taken:
        paint: NDArray[np.generic] = _paper_around(image, marked, cutout.box)
        if left is not None:
            stays = left(cutout.box)[cutout.mask] / 255.0
            paint = np.rint(np.multiply.outer(stays, paint))
        out[cutout.box.slices][cutout.mask] = paint
    return out


def put_back(erased: NDArray[np.uint8], cutouts: Iterable[Cutout]) -> NDArray[np.uint8]:
    """The scan again: the marks' ink laid over the erased picture.

    Args:
        erased: What `erase` gave with the same cut-outs.
        cutouts: In any order: where marks cross, both have the scan's own pixels.
    """
    out = erased.copy()
    for cutout in cutouts:
        ink = cutout.ink[..., :3] if out.ndim == 3 else cutout.ink[..., 0]
        out[cutout.box.slices][cutout.mask] = ink[cutout.mask]
    return out


def _paper_around(
    image: NDArray[np.uint8], marked: NDArray[np.bool_], box: Box
) -> NDArray[np.uint8]:
    """The paper's colour beside a mark: the middle of the brighter half; (3,) or one gray."""
    near = box.grown(max(8, min(box.shape) // 8), image.shape[:2])
    beside = np.ascontiguousarray(image[near.slices][~marked[near.slices]][None])
    if beside.size == 0:
        return np.full(image.shape[2:], 255, dtype=np.uint8)
    gray = to_gray(beside)[0]
    bright = beside[0][gray >= np.median(gray)]
    return np.asarray(np.median(bright, axis=0), dtype=np.uint8)
