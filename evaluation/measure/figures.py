"""What is known of one page or document once it was judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from evaluation.measure.handwork import from_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluation.measure.differences import Exact
    from evaluation.measure.distances import Score
    from evaluation.measure.field_outcomes import FieldOutcome
    from evaluation.measure.handwork import HandOutcome
    from evaluation.measure.mark_matches import MarkFigures
    from evaluation.measure.pixels import PixelFigures
    from evaluation.measure.reliability import Reliability
    from evaluation.measure.review_outcomes import ReviewOutcomes
    from evaluation.truth.case import Look

__all__ = ["ENGINES", "DocumentFigures", "EngineName", "PageFigures"]

EngineName = Literal["sohoa", "tesseract"]

ENGINES: dict[EngineName, str] = {"sohoa": "Số hóa", "tesseract": "Tesseract thường"}


@dataclass(frozen=True, slots=True)
class PageFigures:
    """One page, read by one engine.

    Attributes:
        case: Name of the file in the evaluated folder.
        number: Of the page in it.
        condition: Row of the report.
        drawn: Our generator made the page.
        engine: `sohoa` is this pipeline, `tesseract` pytesseract with its defaults.
        score: Against the truth.
        exact: Symbols, dates and numbers in the text.
        cpu_seconds: User and system, of our process and of all it started.
        text: As judged.
        problem: Why the page was not read; then it counts as empty.
        marks: Ours beside those drawn; None where nobody noted them, and for Tesseract.
        turned_right: Whether the page was turned as it must be; None where nobody noted it.
        marked: The page bears stamps or pen; None where nobody noted it.
        look: How it was scanned; None where the page was not read.
        pixels: Print and ink before and after cleaning; None where no masks were kept.
        hand: What marks and struck words say, beside ours.
        stages: Processor seconds of each stage; empty for Tesseract.
        sureness: Confidences of our words beside the truth; None where nothing was read.
    """

    case: str
    number: int
    condition: str
    drawn: bool
    engine: EngineName
    score: Score
    exact: tuple[Exact, ...]
    cpu_seconds: float
    text: str
    problem: str | None = None
    marks: MarkFigures | None = None
    turned_right: bool | None = None
    marked: bool | None = None
    look: Look | None = None
    pixels: PixelFigures | None = None
    hand: tuple[HandOutcome, ...] = ()
    stages: Mapping[str, float] = field(default_factory=dict)
    sureness: Reliability | None = None

    @property
    def printed(self) -> bool:
        """The truth has letters: blank backs have no error rate, only noise."""
        return self.score.length > 0


@dataclass(frozen=True, slots=True)
class DocumentFigures:
    """One document of the truth and the record we made of it.

    Attributes:
        case: Name of the file.
        condition: Row of the report.
        drawn: Our generator made it.
        pages: Of the truth.
        found: We cut the file into documents with exactly these pages.
        fields: Compared one by one.
        look: How its first page was scanned; None where it was not read.
        stamps: `seal`, `incoming_stamp`: whether the paper has one, and whether we found one.
        review: What a person is told to look at; None where we made no document.
    """

    case: str
    condition: str
    drawn: bool
    pages: tuple[int, ...]
    found: bool
    fields: tuple[FieldOutcome, ...]
    look: Look | None = None
    stamps: Mapping[str, tuple[bool, bool]] = field(default_factory=dict)
    review: ReviewOutcomes | None = None

    @property
    def hand(self) -> tuple[HandOutcome, ...]:
        """What the record says that pen or a stamp wrote."""
        return tuple(from_fields(self.fields))
