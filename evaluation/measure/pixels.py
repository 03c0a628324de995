"""How much print survived the cleaning of a drawn page, and how much ink was left, in pixels.

The masks of a drawn page say where print and ink lie on the scan. They are taken the way the scan
went, averaged down and turned, so that a flat pixel knows which part of it either covers. Edges,
where a pixel is half of one thing, are nobody's: they are not counted.

Everything is measured against the page's own print: a pixel is dark where it is at least
`DARK` as dark as the middle of the page's strokes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PIL import Image

from pipeline.geometry import Affine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from evaluation.truth.case import TrueMark, TruePage
    from pipeline.values.marks import CleanPage
    from pipeline.values.scanned import FlatPage

__all__ = ["InkLayers", "PixelFigures", "Share", "ink_layers", "measure_pixels"]

DARK = 0.4
"""Of the print's own darkness: what an eye or an engine takes for a stroke, blurred or worn."""
CORE = 0.75
"""A pixel belongs to print or ink where so much of it is covered; less is an edge."""
FREE = 0.1
"""A pixel is free of print where no more of it, or of its neighbours, is covered."""
TEXT_KINDS = frozenset({"name_stamp"})
"""Rubber-stamped names and titles are text: they are to stay like print."""


class Share(NamedTuple):
    """So many pixels of so many; sums up over pages."""

    part: int = 0
    whole: int = 0

    @property
    def rate(self) -> float | None:
        """0–1; None of nothing."""
        return self.part / self.whole if self.whole else None

    def plus(self, other: Share) -> Share:
        """Both together."""
        return Share(self.part + other.part, self.whole + other.whole)


NOTHING = Share()


@dataclass(frozen=True, slots=True)
class PixelFigures:
    """Counts of flat pixels of one page, or of several added up.

    Attributes:
        kept: Print that is still dark, of the print that was dark before marks were lifted.
        kept_under_colour: The same of print under ink that has colour on this scan.
        kept_under_black: The same of print under ink without colour: black, or on a grey page.
        left_colour: Ink with colour that is still dark, of that which was dark before.
        left_black: The same of ink without colour.
        left_by_kind: Both together, by kind of mark.
        changed: On a page without marks: pixels that cleaning changed, of all.
    """

    kept: Share = NOTHING
    kept_under_colour: Share = NOTHING
    kept_under_black: Share = NOTHING
    left_colour: Share = NOTHING
    left_black: Share = NOTHING
    left_by_kind: Mapping[str, Share] = field(default_factory=dict)
    changed: Share = NOTHING

    def __add__(self, other: PixelFigures) -> PixelFigures:
        """Both pages together."""
        kinds = {**self.left_by_kind, **other.left_by_kind}
        return PixelFigures(
            self.kept.plus(other.kept),
            self.kept_under_colour.plus(other.kept_under_colour),
            self.kept_under_black.plus(other.kept_under_black),
            self.left_colour.plus(other.left_colour),
            self.left_black.plus(other.left_black),
            {
                kind: self.left_by_kind.get(kind, NOTHING).plus(
                    other.left_by_kind.get(kind, NOTHING)
                )
                for kind in kinds
            },
            self.changed.plus(other.changed),
        )


@dataclass(frozen=True, slots=True, eq=False)
class InkLayers:
    """Where print and ink lie on the flat page, and what cleaning did there; all (H, W) bool.

    Attributes:
        print: Covered by print, and dark before marks were lifted.
        lost: Of `print`: not dark any more.
        coloured: Covered by ink with colour.
        black: Covered by ink without colour.
        ink: Covered by ink, away from print, and dark before marks were lifted; by kind.
        left: Of all `ink`: still dark.
    """

    print: NDArray[np.bool_]
    lost: NDArray[np.bool_]
    coloured: NDArray[np.bool_]
    black: NDArray[np.bool_]
    ink: Mapping[str, NDArray[np.bool_]]
    left: NDArray[np.bool_]


def measure_pixels(page: TruePage, clean: CleanPage) -> PixelFigures:
    """Set a cleaned page beside the masks of the drawn one.

    Args:
        page: With masks and marks.
        clean: The same page as the pipeline cleaned it.
    """
    if not page.marks:
        changed = int(np.count_nonzero(clean.gray != clean.plain))
        return PixelFigures(changed=Share(changed, clean.gray.size))
    layers = ink_layers(page, clean)

    def kept(where: NDArray[np.bool_]) -> Share:
        return Share(_count(layers.print & where & ~layers.lost), _count(layers.print & where))

    def left(where: NDArray[np.bool_]) -> Share:
        return Share(_count(layers.left & where), _count(where))

    ink = reduce(or_, layers.ink.values(), np.zeros_like(layers.print))
    return PixelFigures(
        kept=kept(layers.print),
        kept_under_colour=kept(layers.coloured),
        kept_under_black=kept(layers.black & ~layers.coloured),
        left_colour=left(ink & layers.coloured),
        left_black=left(ink & ~layers.coloured),
        left_by_kind={kind: left(mask) for kind, mask in layers.ink.items()},
    )


def ink_layers(page: TruePage, clean: CleanPage) -> InkLayers:
    """Print and ink of a drawn page in the flat frame, and what is left of either.

    Raises:
        ValueError: The page was drawn without masks.
    """
    if page.masks is None or page.marks is None:
        raise ValueError(f"page {page.number} has no masks of its ink")
    flat, shape = clean.flat, clean.gray.shape
    nothing = np.zeros(shape, np.float32)
    printed = _coverage(_read_mask(page.masks.print), flat)
    black, coloured = nothing, nothing
    kinds: dict[str, NDArray[np.float32]] = {}
    for kind, path in page.masks.ink.items():
        mask = _read_mask(path)
        if kind in TEXT_KINDS:
            printed = np.maximum(printed, _coverage(mask, flat))
            continue
        with_colour = _with_colour(mask, [m for m in page.marks if m.kind == kind], page)
        parts = _coverage(with_colour, flat), _coverage(mask & ~with_colour, flat)
        coloured, black = np.maximum(coloured, parts[0]), np.maximum(black, parts[1])
        kinds[kind] = np.maximum(*parts)
    before, after = 255 - clean.plain.astype(np.int16), 255 - clean.gray.astype(np.int16)
    core = printed >= CORE
    level = DARK * _print_darkness(before, core & ~_near(np.maximum(coloured, black) > 0))
    free = ~_near(printed > FREE)
    dark = before >= level
    inks = {kind: (cover >= CORE) & free & dark for kind, cover in kinds.items()}
    here = core & dark
    return InkLayers(
        print=here,
        lost=here & (after < level),
        coloured=coloured >= 0.5,
        black=black >= 0.5,
        ink=inks,
        left=reduce(or_, inks.values(), nothing > 0) & (after >= level),
    )


def _print_darkness(darkness: NDArray[np.int16], bare: NDArray[np.bool_]) -> float:
    """How dark this page's print is, 0–255, from strokes without ink near them.

    A page that bears ink but hardly any print is measured against black.
    """
    return float(np.median(darkness[bare])) if np.count_nonzero(bare) >= 200 else 255.0


def _with_colour(
    mask: NDArray[np.bool_], marks: Sequence[TrueMark], page: TruePage
) -> NDArray[np.bool_]:
    """The part of a kind's mask whose ink shows its colour on this scan.

    Masks are kept by kind: where two marks of a kind and of different ink share a box, the shared
    part counts as coloured.
    """
    chosen = np.zeros_like(mask)
    for mark in marks:
        if page.look == "colour" and mark.colour != "black":
            chosen[mark.box.slices] = mask[mark.box.slices]
    return chosen


def _read_mask(path: Path) -> NDArray[np.bool_]:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("L")) > 127


def _coverage(mask: NDArray[np.bool_], flat: FlatPage) -> NDArray[np.float32]:
    """Which part of every flat pixel a mask of the scan covers, 0–1; height and width of the page.

    The way is that of `paper.flatten`: brought to the reading resolution, then turned.
    """
    width, height = flat.original_size
    turned = flat.rotation in {90, 270}
    tall, wide = flat.image.shape[1::-1] if turned else flat.image.shape[:2]
    small = Image.fromarray(mask.astype(np.uint8) * 255).resize((wide, tall), Image.Resampling.BOX)
    to_small = flat.to_original.then(Affine(wide / width, 0, 0, 0, tall / height, 0))
    laid = small.transform(
        (flat.image.shape[1], flat.image.shape[0]),
        Image.Transform.AFFINE,
        tuple(to_small),
        Image.Resampling.BILINEAR,
    )
    return np.asarray(laid, dtype=np.float32) * np.float32(1 / 255)


def _near(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A mask with the eight neighbours of every pixel."""
    rows = mask.copy()
    rows[1:] |= mask[:-1]
    rows[:-1] |= mask[1:]
    near = rows.copy()
    near[:, 1:] |= rows[:, :-1]
    near[:, :-1] |= rows[:, 1:]
    return near


def _count(mask: NDArray[np.bool_]) -> int:
    return int(np.count_nonzero(mask))
