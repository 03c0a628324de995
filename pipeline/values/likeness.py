"""What two documents have in common, as far as a machine can tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from pipeline.geometry import Affine, Box

__all__ = ["LINK_KINDS", "Likeness", "LinkKind", "SameInk", "SheetPrint", "Spot"]

LinkKind = Literal[
    "same",  # the same sheets, scanned twice
    "part",  # the sheets of one are some of the other's
    "number",  # other sheets, but one number of one organ and year: one of them was misread
]
LINK_KINDS: dict[LinkKind, str] = {
    "same": "Có thể quét hai lần",
    "part": "Có thể quét hai lần, không đủ trang ở cả hai",
    "number": "Cùng số trong một năm, không cùng một tờ",
}
"""What each may mean, for a clerk."""


class Spot(NamedTuple):
    """A place on one picture, original pixels, and the map from there to another picture's."""

    box: Box
    onto: Affine


class SameInk(NamedTuple):
    """A place in two pictures.

    Attributes:
        alike: −1 to 1: how well the ink of both covers each other where it does so least.
        first, second: How much of it is ink in each, 0–1.
    """

    alike: float
    first: float
    second: float


@dataclass(frozen=True, slots=True)
class SheetPrint:
    """A page as it is looked up among all others.

    Attributes:
        page: Number in the scanned file.
        picture: `ScanJudgement.fingerprint`: 64 hex digits; None on blank pages.
        words: MinHash of its text (see `likeness.fingerprints`); empty where it says too little.
        bands: What pages share that are worth comparing.
    """

    page: int
    picture: str | None
    words: tuple[int, ...]
    bands: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What links two documents.

    Attributes:
        kind: See `LinkKind`.
        score: 0–1, how alike they are: the words that stand at one place in both.
        reasons: In Vietnamese, for a clerk.
        pages: Page numbers of the same sheets in the first and in the second document's file.
    """

    kind: LinkKind
    score: float
    reasons: tuple[str, ...]
    pages: tuple[tuple[int, int], ...] = ()
