"""The ink of one stamp put together from marks, and taken apart from pen that touches it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.geometry import Box
from pipeline.values.marks import Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.values.marks import MarkKind

__all__ = ["cut_at", "out_of", "with_ink"]


def with_ink(stamp: Mark, parts: Sequence[Mark]) -> Mark:
    """A stamp with the ink of the marks it was taken for, its box large enough for all."""
    box = Box.around([stamp.box, *(part.box for part in parts)])
    mask = np.zeros(box.shape, dtype=bool)
    for part in parts:
        mask[part.box.slices_in(box)] |= part.mask
    return replace(stamp, box=box, mask=mask)


def cut_at(parts: Sequence[Mark], room: Box, dpi: float) -> tuple[list[Mark], list[Mark]]:
    """Marks inside a stamp's frame, and what of them stands outside: pen that came too near."""
    inside, beyond = [], []
    for part in parts:
        shared = part.box.intersection(room)
        if shared == part.box or not shared.area:
            inside.append(part)
            continue
        within_it = shared.slices_in(part.box)
        rest = part.mask.copy()
        rest[within_it] = False
        if rest.sum() < (dpi / 25.4) ** 2:
            inside.append(part)
            continue
        inside.append(replace(part, box=shared, mask=part.mask[within_it].copy()))
        pen = replace(part, mask=rest, confidence=0.4).tight()
        beyond.append(replace(pen, kind=_pen_kind(pen.box, dpi)))
    return inside, beyond


def _pen_kind(box: Box, dpi: float) -> MarkKind:
    """What pen beside a stamp is by its size."""
    small = box.height * 25.4 / dpi <= 12 and box.width * 25.4 / dpi <= 25
    return "fill_in" if small else "unknown"


def out_of(whole: Mark, lettering: Box) -> tuple[Mark, list[Mark]]:
    """A stamped name apart from the signature that runs over it in the same ink."""
    inside = whole.box.intersection(lettering)
    if inside.area > 0.6 * whole.box.area or not inside.area:
        return whole, []
    within_it = inside.slices_in(whole.box)
    own = whole.mask[within_it].copy()
    rest = whole.mask.copy()
    rest[within_it] = False
    signature = Mark("signature", whole.box, rest, whole.colour, 0.6)
    return replace(whole, box=inside, mask=own), [signature]
