"""The words of two pages laid over each other: which stand at one place, which have no partner.

Words are matched where they stand, not in the order they were read: two readings of one sheet find
its columns in different order, and turn it, and one of them may have cut off a margin.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.geometry import Affine, Box
from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.values.readings import PageReading

__all__ = ["Overlay", "Token", "laid_over", "tokens_of"]

_LEAST_ANCHORS = 6
_LEAST_SIDE_MM = 0.5  # what is lower or narrower is a scratch that was read as a letter
_LEAST_LETTERS = 3  # an anchor has: shorter words stand everywhere
_STRAY_MM = 3.0  # a word may lie so far from where the sheet as a whole says
_TRIES = 150
_NEAR = 8  # so many neighbours say how the paper is warped at a place


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it is compared.

    Attributes:
        key: Folded, letters and digits only.
        text: As read.
        box: Original pixels.
        confidence: 0–1.
    """

    key: str
    text: str
    box: Box
    confidence: float

    @property
    def is_number(self) -> bool:
        """It has a digit."""
        return any(sign.isdigit() for sign in self.key)

    @property
    def centre(self) -> tuple[float, float]:
        """Of its box."""
        return self.box.x + self.box.width / 2, self.box.y + self.box.height / 2


@dataclass(frozen=True, slots=True)
class Overlay:
    """One page laid over another.

    Attributes:
        same: Words of both that are alike and stand at one place.
        changed: Words at one place that are read differently.
        only_first, only_second: Words that stand on one page only, with the place on the first.
        onto: The map from the first picture to the second, as a whole.
        _at, _moves: Centres of `same` on the first page, and how far each lies from `onto`.
    """

    same: tuple[tuple[Token, Token], ...]
    changed: tuple[tuple[Token, Token], ...]
    only_first: tuple[Token, ...]
    only_second: tuple[tuple[Token, Box], ...]
    onto: Affine
    _at: NDArray[np.float64]
    _moves: NDArray[np.float64]

    @property
    def share(self) -> float:
        """Of the words on the poorer page, how many have their like on the other one."""
        alone = len(self.changed) + min(len(self.only_first), len(self.only_second))
        return len(self.same) / max(1, len(self.same) + alone)

    def map_at(self, box: Box) -> Affine:
        """The map near a place: paper is never quite flat twice."""
        x, y = box.x + box.width / 2, box.y + box.height / 2
        far = np.abs(self._at - (x, y)).sum(axis=1)
        near = np.argsort(far)[:_NEAR]
        dx, dy = np.median(self._moves[near], axis=0)
        return self.onto.then(Affine(1, 0, float(dx), 0, 1, float(dy)))


def tokens_of(page: PageReading) -> list[Token]:
    """Words of a page that can be compared."""
    least = _LEAST_SIDE_MM * page.dpi / 25.4
    found = []
    for line in page.lines:
        for word in line.words:
            key = "".join(sign for sign in fold(word.text) if sign.isalnum())
            if key and min(word.box.width, word.box.height) >= least:
                found.append(Token(key, word.text, word.box, word.confidence))
    return found


def laid_over(first: PageReading, second: PageReading) -> Overlay | None:
    """Lay one page over another by the words that both have; None where that cannot be done."""
    mine, others = tokens_of(first), tokens_of(second)
    onto = _registered(mine, others, second.dpi / 25.4)
    if onto is None:
        return None
    stray = _STRAY_MM * second.dpi / 25.4
    pairs = _partners(mine, others, onto, stray)
    if len(pairs) < _LEAST_ANCHORS:
        return None
    at = np.array([mine[a].centre for a, _ in pairs])
    moves = np.array([np.subtract(others[b].centre, onto.point(*mine[a].centre)) for a, b in pairs])
    bare = Overlay((), (), (), (), onto, at, moves)
    taken_a, taken_b = {a for a, _ in pairs}, {b for _, b in pairs}
    left_a = [i for i in range(len(mine)) if i not in taken_a]
    left_b = [i for i in range(len(others)) if i not in taken_b]
    changed = _at_one_place(mine, others, left_a, left_b, bare)
    done_a, done_b = {a for a, _ in changed}, {b for _, b in changed}
    width, height = first.size_px
    back = onto.inverse()
    only_second = []
    for index in left_b:
        box = back.box(others[index].box)
        if index not in done_b and _inside(box, (width, height)):
            only_second.append((others[index], box))
    only_first = [
        mine[i]
        for i in left_a
        if i not in done_a and _inside(onto.box(mine[i].box), second.size_px)
    ]
    return Overlay(
        tuple((mine[a], others[b]) for a, b in pairs),
        tuple((mine[a], others[b]) for a, b in changed),
        tuple(only_first),
        tuple(only_second),
        onto,
        at,
        moves,
    )


def _inside(box: Box, size: tuple[int, int]) -> bool:
    return box.x >= 0 and box.y >= 0 and box.right <= size[0] and box.bottom <= size[1]


def _registered(mine: Sequence[Token], others: Sequence[Token], mm: float) -> Affine | None:
    """The map that lays most words that each page has once onto their like."""
    once_a = {k for k, n in Counter(t.key for t in mine).items() if n == 1}
    once = once_a & {k for k, n in Counter(t.key for t in others).items() if n == 1}
    once = {key for key in once if len(key) >= _LEAST_LETTERS}
    if len(once) < _LEAST_ANCHORS:
        return None
    of_a = {t.key: t.centre for t in mine if t.key in once}
    of_b = {t.key: t.centre for t in others if t.key in once}
    keys = sorted(once)
    at = np.array([(*of_a[key], 1.0) for key in keys])
    to = np.array([of_b[key] for key in keys])
    rng = np.random.default_rng(0)
    best = np.zeros(len(keys), dtype=bool)
    for _ in range(_TRIES):
        chosen = rng.choice(len(keys), 3, replace=False)
        if abs(np.linalg.det(at[chosen])) < 1e3:
            continue  # on one line, or nearly: says nothing across it
        found = np.linalg.solve(at[chosen], to[chosen])
        near = np.abs(at @ found - to).max(axis=1) < _STRAY_MM * mm
        if near.sum() > best.sum():
            best = near
    for _ in range(2):
        if best.sum() < _LEAST_ANCHORS:
            return None
        found = np.linalg.lstsq(at[best], to[best], rcond=None)[0]
        best = np.abs(at @ found - to).max(axis=1) < _STRAY_MM * mm
    a, d = found[0]
    b, e = found[1]
    c, f = found[2]
    if abs(a * e - b * d) < 1e-4:
        return None
    return Affine(*(float(v) for v in (a, b, c, d, e, f)))


def _partners(
    mine: Sequence[Token], others: Sequence[Token], onto: Affine, stray: float
) -> list[tuple[int, int]]:
    """Words that are alike and lie on each other, nearest first, each once."""
    by_key: dict[str, list[int]] = defaultdict(list)
    for index, token in enumerate(others):
        by_key[token.key].append(index)
    near = []
    for index, token in enumerate(mine):
        x, y = onto.point(*token.centre)
        for other in by_key.get(token.key, ()):
            u, v = others[other].centre
            far = max(abs(u - x), abs(v - y))
            if far <= stray:
                near.append((far, index, other))
    taken_a: set[int] = set()
    taken_b: set[int] = set()
    pairs = []
    for _, a, b in sorted(near):
        if a not in taken_a and b not in taken_b:
            taken_a.add(a)
            taken_b.add(b)
            pairs.append((a, b))
    return pairs


def _at_one_place(
    mine: Sequence[Token],
    others: Sequence[Token],
    left_a: Sequence[int],
    left_b: Sequence[int],
    over: Overlay,
) -> list[tuple[int, int]]:
    """Words without a partner that lie on each other."""
    pairs = []
    free = set(left_b)
    for a in left_a:
        there = over.map_at(mine[a].box).box(mine[a].box)
        shares = [(there.intersection(others[b].box).area, b) for b in free]
        area, b = max(shares, default=(0, -1))
        if area * 2 >= min(there.area, others[b].box.area if b >= 0 else 1) and area:
            pairs.append((a, b))
            free.discard(b)
    return pairs
