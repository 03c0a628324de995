"""Marks as they are stored: boxes on the scan as it came in, with crops cut from it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.images.crops import cut_png
from pipeline.values import Mark, MarkRecord

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from pipeline.values import Box, FlatPage, MarkKind, Page

__all__ = ["ink_mark", "merged", "to_evidence"]


def ink_mark(kind: MarkKind, box: Box, plain: NDArray[np.uint8], confidence: float) -> Mark:
    """A black mark that reading found: all ink of a box of the page.

    Args:
        kind: What it is.
        box: Flat frame.
        plain: (H, W) uint8, the page before marks were lifted.
        confidence: 0–1.
    """
    mask = np.ascontiguousarray(plain[box.slices] < 160)
    return Mark(kind, box, mask, "black", confidence)


def merged(marks: Iterable[Mark]) -> list[Mark]:
    """A mark of print's slots that lies in a lifted mark of colour is that mark: the same pen."""
    result: list[Mark] = []
    for mark in marks:
        for i, other in enumerate(result):
            shared = mark.box.intersection(other.box).area
            if mark.kind == "fill_in" and shared > 0.5 * mark.box.area:
                if other.kind in {"unknown", "note", "signature"}:
                    result[i] = replace(other, kind="fill_in")
                break
            if mark.kind == "unknown" and shared > 0.6 * mark.box.area:
                break
        else:
            result.append(mark)
    return result


def to_evidence(
    page: Page, flat: FlatPage, found: Iterable[Mark]
) -> tuple[tuple[MarkRecord, ...], dict[str, bytes]]:
    """Marks with their crops, cut from the scan as it came in.

    Returns:
        Records with boxes in original pixels, and file name → PNG.
    """
    marks, crops = [], {}
    shape = page.image.shape[:2]
    around = round(1.5 * page.dpi / 25.4)
    for number, mark in enumerate(found, start=1):
        box = flat.to_original.box(mark.box, shape)
        if not box.area:
            continue
        name = f"p{page.number:04d}-{number:02d}-{mark.kind.replace('_', '-')}.png"
        crops[name] = cut_png(page.image, box.grown(around, shape))
        marks.append(
            MarkRecord(
                mark.kind,
                box,
                round(mark.confidence, 3),
                mark.colour,
                mark.text,
                name,
                dict(mark.fields),
                mark.alternatives,
            )
        )
    return tuple(marks), crops
