"""The account of a page's ink: every piece that may be a letter is claimed, or was not read.

One picture of ink is made of the evened page, relative to the paper around it, and its connected
pieces are numbered. What reads, lifts or explains ink claims pieces: the box of a read word, the
mask of a mark, a rule. A piece has one claim, the first that holds half of it. What nobody claimed
is what the page says and the text does not: the books are closed by showing it.

Only ink of a letter's size is on the account. Smaller pieces are dots and marks of letters, and
dust; larger ones are frames, pictures and strokes of the pen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import cv2
import numpy as np

from pipeline.geometry import Box
from pipeline.pixels.components import components
from pipeline.pixels.rules import ruled_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from pipeline.pixels.components import Components

__all__ = [
    "CLAIMS",
    "LEAST_MM",
    "Account",
    "Claim",
    "at_the_edge",
    "box_of",
    "boxes_to_tick",
    "neighbours",
    "open_account",
    "picture_of",
]

Claim = Literal["line", "mark", "rule", "code", "border", "speck", "show_through"]
"""What accounts for a piece: a read line; a stamp, seal or pen; a box to tick; a square code; the
sheet's edge; dust; the print of the back. Rules and leaders are no pieces: they are taken out or
too low. What a file lays over its scan is not in the scan."""

CLAIMS: tuple[Claim, ...] = ("line", "mark", "rule", "code", "border", "speck", "show_through")

# Ink is darker than the mean of so much paper around it, by so many levels of 255, and than this.
# Measured on 29 pages of unknown offices: with these an account is empty where nothing is missing.
_AROUND_MM, _DARKER, _PAPER = 12.0, 18, 222
# 6-point letters without ascenders are 1.1 mm high; capitals of the largest headings 12. A line
# whose letters touch is one wide piece.
LEAST_MM = 1.1
_HIGH_MM, _WIDE_MM, _LEAST_MM2 = 12.0, 40.0, 0.12
# Nearer to the sheet's edge lie its shadow and the neighbouring sheet.
_EDGE_MM = 4.0
_MOST = 0.5
# A word's box ends at its letters; their marks and tails reach so far beyond.
_AROUND_WORD_MM = 1.0
# A box to tick has so much of its ink along its four sides, and each side is drawn so far.
_FRAME_PX, _FRAME_SHARE, _SIDE = 0.18, 0.9, 0.85


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """Pieces of letter-sized ink, and who claims each.

    Attributes:
        pieces: All ink of the page, rules taken out; flat frame.
        letters: (N,) int, the numbers of the pieces that are on the account, ascending.
        claims: (N,) int8, index into `CLAIMS` of what accounts for each; -1 = nothing does.
        mm: Pixels a millimetre.
    """

    pieces: Components
    letters: NDArray[np.int64]
    claims: NDArray[np.int8]
    mm: float

    @property
    def unclaimed(self) -> NDArray[np.int64]:
        """Numbers of the pieces that nothing accounts for."""
        return np.asarray(self.letters[self.claims < 0])

    def area_mm2(self, claim: Claim | None) -> float:
        """Ink that a claim holds, in square millimetres; of None, what nothing holds."""
        wanted = self.letters[self.claims == (-1 if claim is None else CLAIMS.index(claim))]
        return float(self.pieces.stats[wanted, 4].sum()) / self.mm**2

    def claimed(self, claim: Claim, where: NDArray[np.bool_]) -> Account:
        """The account with what lies for the most part in a place claimed, unless it was before.

        Args:
            claim: By what.
            where: (H, W) bool.
        """
        if not (self.claims < 0).any():
            return self
        inside = np.bincount(self.pieces.labels[where], minlength=len(self.pieces) + 1)
        held = inside[self.letters] >= _MOST * self.pieces.stats[self.letters, 4]
        return self._with(claim, held)

    def claimed_in(self, claim: Claim, boxes: Iterable[Box], *, beyond_mm: float = 0.0) -> Account:
        """The account with what lies in boxes claimed; grown by so much on every side."""
        shape = (self.pieces.labels.shape[0], self.pieces.labels.shape[1])
        where = np.zeros(shape, dtype=bool)
        beyond = round(beyond_mm * self.mm)
        for box in boxes:
            where[box.grown(beyond, shape).slices] = True
        return self.claimed(claim, where)

    def read(self, words: Iterable[Box]) -> Account:
        """The account with what read words say claimed by their lines."""
        return self.claimed_in("line", words, beyond_mm=_AROUND_WORD_MM)

    def claimed_pieces(self, claim: Claim, numbers: NDArray[np.int64]) -> Account:
        """The account with these pieces claimed, unless they were before."""
        return self._with(claim, np.isin(self.letters, numbers))

    def _with(self, claim: Claim, held: NDArray[np.bool_]) -> Account:
        new = np.where((self.claims < 0) & held, np.int8(CLAIMS.index(claim)), self.claims)
        return replace(self, claims=new.astype(np.int8))


def open_account(plain: NDArray[np.uint8], dpi: float) -> Account:
    """The letter-sized ink of a page, nothing claimed; rules are no letters and not on it.

    Args:
        plain: (H, W) uint8, paper evened out to 255, no ink lifted.
        dpi: Of `plain`.
    """
    mm = dpi / 25.4
    ink = _ink_of(plain, mm)
    horizontal, vertical = ruled_lines(ink, dpi)
    rules = cv2.dilate(horizontal | vertical, np.ones((3, 3), np.uint8)) > 0
    whole = ink.copy()
    whole[rules] = 0
    pieces = components(whole)
    stats = pieces.stats
    high, wide, area = stats[:, 3] / mm, stats[:, 2] / mm, stats[:, 4] / mm**2
    fits = (high >= LEAST_MM) & (high <= _HIGH_MM) & (wide <= _WIDE_MM) & (area >= _LEAST_MM2)
    fits[0] = False
    letters = np.flatnonzero(fits)
    return Account(pieces, letters, np.full(letters.size, -1, np.int8), mm)


def at_the_edge(account: Account, *, within_mm: float = _EDGE_MM) -> NDArray[np.int64]:
    """Unclaimed pieces so near to the sheet's edge that they may be its shadow."""
    numbers, edge = account.unclaimed, round(within_mm * account.mm)
    stats, (height, width) = account.pieces.stats[numbers], account.pieces.labels.shape
    right, bottom = stats[:, 0] + stats[:, 2], stats[:, 1] + stats[:, 3]
    inside = (stats[:, 0] >= edge) & (right <= width - edge)
    inside &= (stats[:, 1] >= edge) & (bottom <= height - edge)
    return np.asarray(numbers[~inside])


def _ink_of(plain: NDArray[np.uint8], mm: float) -> NDArray[np.uint8]:
    """(H, W) uint8, 1 where a page is darker than the paper around."""
    around = round(_AROUND_MM * mm) | 1
    darker = cv2.subtract(cv2.blur(plain, (around, around)), plain) >= _DARKER
    return np.asarray(darker & (plain < _PAPER)).view(np.uint8)


def boxes_to_tick(account: Account) -> NDArray[np.int64]:
    """Unclaimed pieces that are empty frames: four straight sides and nothing inside."""
    found = []
    for number in account.unclaimed:
        box = account.pieces.box(int(number))
        if not 0.5 < box.width / box.height < 2.0:
            continue
        own = account.pieces.labels[box.slices] == number
        thick = max(2, round(_FRAME_PX * min(box.width, box.height)))
        inside = own[thick:-thick, thick:-thick]
        ends = [own[:thick], own[-thick:], own[:, :thick].T, own[:, -thick:].T]
        drawn = min(float(end.any(axis=0).mean()) for end in ends)
        corners = all(
            end[:, part].any()
            for end in ends[:2]
            for part in (slice(None, thick), slice(-thick, None))
        )
        if drawn >= _SIDE and corners and inside.sum() <= (1 - _FRAME_SHARE) * own.sum():
            found.append(int(number))
    return np.asarray(found, dtype=np.int64)


def neighbours(
    account: Account, numbers: NDArray[np.int64], *, wide_mm: float, high_mm: float
) -> list[NDArray[np.int64]]:
    """Pieces in groups that stand near one another.

    Args:
        account: They are on it.
        numbers: Which.
        wide_mm: Pieces beside one another belong together over such a gap.
        high_mm: Pieces above one another do.
    """
    if not numbers.size:
        return []
    stats = account.pieces.stats[numbers]
    wide, high = wide_mm * account.mm / 2, high_mm * account.mm / 2
    left, right = stats[:, 0] - wide, stats[:, 0] + stats[:, 2] + wide
    top, bottom = stats[:, 1] - high, stats[:, 1] + stats[:, 3] + high
    near = (left[:, None] <= right[None, :]) & (left[None, :] <= right[:, None])
    near &= (top[:, None] <= bottom[None, :]) & (top[None, :] <= bottom[:, None])
    group = np.full(numbers.size, -1)
    for start in range(numbers.size):
        if group[start] >= 0:
            continue
        reached, rim = np.zeros(numbers.size, bool), np.array([start])
        while rim.size:
            reached[rim] = True
            rim = np.flatnonzero(near[rim].any(axis=0) & ~reached)
        group[reached] = start
    return [numbers[group == start] for start in np.unique(group)]


def picture_of(
    account: Account,
    numbers: NDArray[np.int64],
    box: Box,
    plain: NDArray[np.uint8],
    gray: NDArray[np.uint8],
) -> NDArray[np.uint8]:
    """Some pieces as they were printed, with the dots and marks around them, and no other letter.

    Args:
        account: They are on it.
        numbers: Which.
        box: Flat frame.
        plain: (H, W) uint8, the page before ink was lifted: of the pieces themselves.
        gray: (H, W) uint8, the clean page without rules: of what is smaller than letters.

    Returns:
        (h, w) uint8, of the shape of `box`.
    """
    labels = account.pieces.labels[box.slices]
    kind = np.zeros(len(account.pieces) + 1, dtype=np.uint8)
    kind[account.letters], kind[numbers] = 1, 2
    of = kind[labels]
    own = cv2.dilate((of == 2).view(np.uint8), np.ones((3, 3), np.uint8)) > 0
    around = np.where(of == 1, np.uint8(255), gray[box.slices])
    return np.where(own, plain[box.slices], around)


def box_of(account: Account, numbers: NDArray[np.int64]) -> Box:
    """The box around some pieces; at least one."""
    return Box.around(account.pieces.box(int(i)) for i in numbers)
