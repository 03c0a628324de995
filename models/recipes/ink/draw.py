"""Draws patches for training and validation.

    python -m models.recipes.ink.draw --work DIR --shards 8

A shard's number is its seed: the same patches come out again.
"""

from __future__ import annotations

import argparse
import os
import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from .pages import draw_sheets
from .patches import SIDE, Patch, choose_way, cut_patch, places

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SHARD_PATCHES", "VALIDATION", "Shard", "draw_shard", "shard_at", "validation_at"]

SHARD_PATCHES = 256
#: Patches of one sheet; validation takes few of many sheets.
_PER_SHEET = 10
_PER_HELD_OUT_SHEET = 2
_VALIDATION_PATCHES = 80

#: Name of a validation set → its kind of scan and the resolution that the net sees.
VALIDATION = {
    "grey200": ("grey", 200),
    "bilevel200": ("bilevel", 200),
    "colour200": ("colour", 200),
    "grey150": ("grey", 150),
    "bilevel150": ("bilevel", 150),
    "bilevel100": ("bilevel", 100),
}


@dataclass(frozen=True, slots=True, eq=False)
class Shard:
    """Patches.

    Attributes:
        gray: (N, SIDE, SIDE) uint8, 0 = ink.
        truth: (N, SIDE, SIDE) uint8, bits `PRINTED`, `REMOVABLE`, `SMALL`.
    """

    gray: NDArray[np.uint8]
    truth: NDArray[np.uint8]


def draw_shard(
    seed: str, count: int, *, held_out: bool = False, kind: str = "", dpi: int = 0
) -> Shard:
    """Draw patches; the same seed draws the same.

    Args:
        seed: Any text.
        count: How many.
        held_out: In faces, hands and scanners that training never sees.
        kind: Of scan; drawn when empty.
        dpi: That the net sees; drawn when 0.
    """
    rng = random.Random(seed)
    number = _PER_HELD_OUT_SHEET if held_out else _PER_SHEET
    patches: list[Patch] = []
    while len(patches) < count:
        for page in draw_sheets(rng, held_out=held_out):
            for middle in places(rng, page, number, SIDE * 3 // 2):
                way = choose_way(rng, held_out=held_out, kind=kind, dpi=dpi)
                patches.append(cut_patch(rng, page, middle, way))
    patches = patches[:count]
    return Shard(np.stack([p.gray for p in patches]), np.stack([p.truth for p in patches]))


def _stored(path: Path, seed: str, count: int, **how: object) -> Shard:
    """Read a shard, or draw and keep it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shard = draw_shard(seed, count, **how)  # type: ignore[arg-type]
        fresh = path.with_name(f"part-{os.getpid()}-{path.name}")
        np.savez_compressed(fresh, gray=shard.gray, truth=shard.truth)
        fresh.rename(path)  # an interrupted drawing leaves no half shard
        return shard
    with np.load(path) as file:
        return Shard(file["gray"], file["truth"])


def shard_at(work: Path, number: int) -> Shard:
    """A shard to train on."""
    return _stored(work / "shards" / f"{number:05d}.npz", f"train:{number}", SHARD_PATCHES)


def validation_at(work: Path, name: str) -> Shard:
    """A validation set of `VALIDATION`."""
    kind, dpi = VALIDATION[name]
    path = work / "validation" / f"{name}.npz"
    seed = f"validation:{name}"
    return _stored(path, seed, _VALIDATION_PATCHES, held_out=True, kind=kind, dpi=dpi)


def main() -> None:
    """Draw from the command line; training draws what it misses by itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="keeps the shards")
    parser.add_argument("--shards", type=int, default=8, help=f"of {SHARD_PATCHES} patches")
    given = parser.parse_args()
    for name in VALIDATION:
        validation_at(given.work, name)
    for number in range(given.shards):
        shard_at(given.work, number)


if __name__ == "__main__":
    main()
