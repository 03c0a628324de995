"""What a scan is like as a scan, in figures, and where it has to be made again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

__all__ = ["Edges", "Fault", "ScanJudgement", "Verdict"]

Fault = Literal[
    "resolution",
    "colour",
    "cut",
    "blur",
    "pale",
    "dark",
    "skew",
    "shadow",
    "fold",
    "finger",
    "border",
    "twice",
]


class Edges(NamedTuple):
    """Something at each side of a picture, as it was scanned."""

    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    left: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a page should be scanned again.

    Attributes:
        fault: What is wrong with it.
        figure: What was measured.
        line: Where the figure had to stay above or below.
        why: In Vietnamese: the fault with its figure, and what to do about it.
    """

    fault: Fault
    figure: float
    line: float
    why: str


@dataclass(frozen=True, slots=True)
class ScanJudgement:
    """A page's scan in figures; None is what cannot be measured on it.

    Attributes:
        dpi: True resolution, from pixels and size of the paper.
        bits: A pixel: 24 in colour, 8 in gray, 1 in black and white.
        edge_mm: How wide the step from paper to print is, at its steepest.
        stroke_mm: How wide the strokes of print are.
        ink: How much of the paper's light the darkest of the print throws back, 0–1.
        printed_cm2: How much of the page has print.
        paper: Brightness of the paper, 0–255.
        shadow: How much of its light the paper loses from its brightest to its darkest part, 0–1.
        skew_degrees: As in `FlatPage`.
        cut_mm: Of each side of the picture, how much has print or marks running off it.
        border_mm: How wide the dark around the sheet is seen at each side.
        fold_mm: Length of the longest crease of a folded corner; 0 where none is.
        finger_mm2: How much of the picture fingers cover.
        fingerprint: 64 hex digits, alike for two scans of one sheet; None on blank pages.
        verdicts: Why it should be scanned again, by the lines of the settings; empty = good.
    """

    dpi: float
    bits: Literal[1, 8, 24]
    edge_mm: float | None = None
    stroke_mm: float | None = None
    ink: float | None = None
    printed_cm2: float = 0.0
    paper: float | None = None
    shadow: float | None = None
    skew_degrees: float = 0.0
    cut_mm: Edges = field(default_factory=Edges)
    border_mm: Edges = field(default_factory=Edges)
    fold_mm: float = 0.0
    finger_mm2: float = 0.0
    fingerprint: str | None = None
    verdicts: tuple[Verdict, ...] = ()
