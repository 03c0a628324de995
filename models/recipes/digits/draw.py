"""Draws slots by the thousand: numbered shards to train on, and sets to judge by."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pipeline.recognition.strip import HEIGHT, WIDEST, normalise

from .hands import Hands
from .slots import draw_slot
from .sources import load

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SHARD", "Shard", "draw_shard", "shard_at"]

#: Slots in a shard.
SHARD = 3072
_ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Shard:
    """Slots as the net sees them.

    Attributes:
        ink: (N, HEIGHT, WIDEST) uint8, 255 = ink, filled up with paper to the right.
        widths: (N,) of each slot, pixels.
        texts: What stands in each, "/" for any separator.
        forms: What may stand in each.
    """

    ink: NDArray[np.uint8]
    widths: NDArray[np.int64]
    texts: tuple[str, ...]
    forms: tuple[str, ...]


def draw_shard(work: Path, number: int, *, held_out: bool = False, count: int = SHARD) -> Shard:
    """The shard of a number; the number is its seed."""
    hands = Hands.of(load(work), work, _ROOT, held_out=held_out)
    rng = np.random.default_rng((int(held_out), number))
    slots = [draw_slot(rng, hands) for _ in range(count)]
    ink = np.zeros((count, HEIGHT, WIDEST), np.uint8)
    widths = []
    for row, slot in zip(ink, slots, strict=True):
        seen = normalise(slot.gray)
        row[:, : seen.shape[1]] = seen
        widths.append(seen.shape[1])
    texts, forms = tuple(s.text for s in slots), tuple(s.form for s in slots)
    return Shard(ink, np.array(widths), texts, forms)


def shard_at(work: Path, number: int, *, held_out: bool = False, count: int = SHARD) -> Shard:
    """A shard, drawn once and then kept in the work folder."""
    path = work / f"{'judge' if held_out else 'shard'}-{number:04d}.npz"
    if not path.exists():
        shard = draw_shard(work, number, held_out=held_out, count=count)
        part = path.with_name(f"part-{path.name}")
        np.savez_compressed(
            part,
            ink=shard.ink,
            widths=shard.widths,
            texts=np.array(shard.texts),
            forms=np.array(shard.forms),
        )
        part.replace(path)  # killed while writing, no half shard is left
    with np.load(path) as kept:
        texts, forms = (tuple(str(t) for t in kept[name]) for name in ("texts", "forms"))
        return Shard(kept["ink"], kept["widths"], texts, forms)
