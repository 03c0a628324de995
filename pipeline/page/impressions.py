"""The ink of one stamp put together from marks, and taken apart from pen that touches it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.values import Box, Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.values import MarkKind

__all__ = ["cut_at", "out_of", "with_ink"]


def with_ink(stamp: Mark, parts: Sequence[Mark]) -> Mark:
    """A stamp with the ink of the marks it was taken for, its box large enough for all."""
    box = Box.around([stamp.box, *(part.box for part in parts)])
    mask = np.zeros(box.shape, dtype=bool)
    for part in parts:
        x, y = part.box.x - box.x, part.box.y - box.y
        mask[y : y + part.box.height, x : x + part.box.width] |= part.mask
    return replace(stamp, box=box, mask=mask)


def cut_at(parts: Sequence[Mark], room: Box, dpi: float) -> tuple[list[Mark], list[Mark]]:
    """Marks inside a stamp's frame, and what of them stands outside: pen that came too near."""
    inside, beyond = [], []
    for part in parts:
        shared = part.box.intersection(room)
        if shared == part.box or not shared.area:
            inside.append(part)
            continue
        x, y = shared.x - part.box.x, shared.y - part.box.y
        within_it = (slice(y, y + shared.height), slice(x, x + shared.width))
        rest = part.mask.copy()
        rest[within_it] = False
        if rest.sum() < (dpi / 25.4) ** 2:
            inside.append(part)
            continue
        inside.append(replace(part, box=shared, mask=part.mask[within_it].copy()))
        rows, columns = np.flatnonzero(rest.any(axis=1)), np.flatnonzero(rest.any(axis=0))
        top, left = int(rows[0]), int(columns[0])
        box = Box(
            part.box.x + left,
            part.box.y + top,
            int(columns[-1]) + 1 - left,
            int(rows[-1]) + 1 - top,
        )
        cut = rest[top : top + box.height, left : left + box.width].copy()
        beyond.append(replace(part, kind=_pen_kind(box, dpi), box=box, mask=cut, confidence=0.4))
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
    x, y = inside.x - whole.box.x, inside.y - whole.box.y
    own = whole.mask[y : y + inside.height, x : x + inside.width].copy()
    rest = whole.mask.copy()
    rest[y : y + inside.height, x : x + inside.width] = False
    signature = Mark("signature", whole.box, rest, whole.colour, 0.6)
    return replace(whole, box=inside, mask=own), [signature]
