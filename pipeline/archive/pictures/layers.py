"""One page as it is seen, without its marks, or its marks alone; in pixels of the original."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from PIL import Image

from pipeline.geometry import Box

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from pipeline.settings import Raster

__all__ = ["LAYERS", "Layer", "Sheet", "draw_layer"]

Layer = Literal["original", "cleaned", "evidence"]
"""`original`: the page as scanned, with what the file lays over the scan (a digital signature, a
typed note, a cover) as any viewer shows it. `cleaned`: the scan, its marks' ink painted with the
paper around them; print that lay under a mark goes with the ink. `evidence`: that ink alone on
white, and what the file lays over. Evidence laid over `cleaned` is `original`."""

LAYERS: tuple[Layer, ...] = get_args(Layer)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What drawing a page takes.

    Attributes:
        original: The document's original, a local file.
        number: Of the page in this file, from 1.
        size: (width, height) that boxes are told in; None = as it is drawn.
        scanned: The page was read from the scanner's own picture.
        cutouts: Local PNG files of marks' ink, and where they lie.
        overlays: The same of what the file lays over its scan.
    """

    original: Path
    number: int
    size: tuple[int, int] | None
    scanned: bool = False
    cutouts: tuple[tuple[Path, Box], ...] = ()
    overlays: tuple[tuple[Path, Box], ...] = ()


def draw_layer(sheet: Sheet, layer: Layer, raster: Raster) -> NDArray[np.uint8]:
    """A layer of a page: (H, W[, 3]) RGB or gray uint8 of `sheet.size`.

    Raises:
        ScanError, PageError: The page cannot be drawn.
        OSError, ValueError: A picture of its evidence cannot be read.
    """
    # Readers of files and of pixels are loaded in the process that draws, not in the one that asks.
    from pipeline.evidence.putting_back import erase, put_back, read_cutout  # noqa: PLC0415
    from pipeline.raster import read_page  # noqa: PLC0415

    cutouts = [read_cutout(path.read_bytes(), box) for path, box in sheet.cutouts]
    if layer == "evidence" and sheet.size is not None:
        coloured = any(_has_colour(cutout.ink) for cutout in cutouts) or bool(sheet.overlays)
        shape = (*sheet.size[::-1], 3) if coloured else sheet.size[::-1]
        bare = put_back(np.full(shape, 255, dtype=np.uint8), cutouts)
        return _laid_over(bare, sheet)
    # What hides a part of the scan is laid over it here; only without it the scan must be told.
    apart = not sheet.scanned or (layer == "cleaned" and bool(sheet.overlays))
    page = read_page(sheet.original, sheet.number, raster, overlays=apart)
    image = _fitted(page.image, sheet.size)
    if layer == "evidence":
        return np.full(image.shape[:2], 255, dtype=np.uint8)
    return erase(image, cutouts) if layer == "cleaned" else _laid_over(image, sheet)


def _fitted(image: NDArray[np.uint8], size: tuple[int, int] | None) -> NDArray[np.uint8]:
    """The page in the size that its boxes are told in.

    Another version of the drawing program, or another resolution, gives a page that is drawn (not
    one scanned picture) another size than it was read in.
    """
    if size is None or size == (image.shape[1], image.shape[0]):
        return image
    resized = Image.fromarray(image).resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    return np.asarray(resized, dtype=np.uint8)


def _has_colour(ink: NDArray[np.uint8]) -> bool:
    red = ink[..., :1]
    return bool((ink[..., 1:3] != red).any())


def _laid_over(image: NDArray[np.uint8], sheet: Sheet) -> NDArray[np.uint8]:
    """A page with what the file lays over it, as a viewer shows it."""
    if not sheet.overlays:
        return image
    colour = Image.fromarray(image).convert("RGB")
    out = np.array(colour, dtype=np.uint8)
    page = Box(0, 0, image.shape[1], image.shape[0])
    for path, box in sheet.overlays:
        with Image.open(path) as picture:
            shown = np.asarray(picture.convert("RGB").resize(box[2:]), dtype=np.uint8)
        both = box.intersection(page)
        if both.area:
            out[both.slices] = shown[both.slices_in(box)]
    return out
