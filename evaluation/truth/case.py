"""A scanned file whose truth is known: what its pages say and bear, and the records it makes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from evaluation.truth.blocks import truth_of
from pipeline.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from evaluation.truth.blocks import Truth
    from pipeline.geometry import Box

__all__ = [
    "Case",
    "Look",
    "Masks",
    "NothingToMeasureError",
    "TrueDocument",
    "TrueLine",
    "TrueMark",
    "TruePage",
    "TruthUnreadableError",
]

Look = Literal["colour", "grey", "bilevel"]
"""How a page was scanned: what can be told of its ink."""


class NothingToMeasureError(SetupError):
    """A folder without a PDF: (folder,)."""

    code = "nothing-to-measure"
    exit_code = 2

    def __str__(self) -> str:
        return (
            f"{self.args[0]}: không có bản quét PDF nào để đo. Để đo độ đúng, cần TÊN.pdf cùng "
            "TÊN.truth.json (lệnh `sohoa samples` vẽ ra), hoặc TÊN.pdf cùng TÊN.p1.gt.txt."
        )


class TruthUnreadableError(SetupError):
    """A truth that cannot be used: (file, detail)."""

    code = "truth-unreadable"
    exit_code = 2

    def __str__(self) -> str:
        return (
            f"{self.args[0]}: không dùng được lời đúng này ({self.args[1]}). Hãy vẽ hoặc chép lại."
        )


@dataclass(frozen=True, slots=True)
class TrueMark:
    """A stamp or pen mark that was drawn on a page.

    Attributes:
        kind: As in `MarkKind`.
        box: Original pixels.
        text: What it says, None where it says nothing.
        colour: Of its ink on paper, whatever the scanner made of it.
        fields: What a stamp's form says.
    """

    kind: str
    box: Box
    text: str | None = None
    colour: str = "black"
    fields: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrueLine:
    """A printed line and where it lies, original pixels."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Masks:
    """Pictures of where print and ink lie on a drawn page; 255 = there, original pixels.

    Attributes:
        print: Of what was printed.
        ink: Of what came later, by kind of mark.
    """

    print: Path
    ink: Mapping[str, Path]


@dataclass(frozen=True, slots=True)
class TruePage:
    """One page and what it says.

    Attributes:
        number: In the file, from 1.
        text: As transcribed: one printed line a line.
        truth: `text` cut into what is looked for.
        hand: (kind, text) of what pen and stamps say.
        marks: Where they were drawn; None where nobody noted it.
        rotation: Degrees clockwise that turn the scan upright; None where nobody noted it.
        lines: Printed lines with their places; empty where nobody noted them.
        struck: Words that were struck through; None where nobody noted it.
        look: How it was scanned; None where nobody noted it.
        masks: Where its ink lies; None where it was not kept.
        transcribed: Somebody noted what it says; otherwise `text` is empty and means nothing.
    """

    number: int
    text: str
    truth: Truth
    hand: tuple[tuple[str, str], ...] = ()
    marks: tuple[TrueMark, ...] | None = None
    rotation: int | None = None
    lines: tuple[TrueLine, ...] = ()
    struck: tuple[str, ...] | None = None
    look: Look | None = None
    masks: Masks | None = None
    transcribed: bool = True

    @property
    def blank(self) -> bool:
        """Nothing is printed on it, as far as it was transcribed."""
        return self.transcribed and not self.truth.lines


@dataclass(frozen=True, slots=True)
class TrueDocument:
    """The record that must come of some pages.

    Attributes:
        pages: Numbers in the file.
        fields: By the record's keys; a key that is absent is not judged, null must stay null.
        alone: The record is what these pages show when they are read without the rest.
    """

    pages: tuple[int, ...]
    fields: Mapping[str, Any]
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One scanned file with its truth.

    Attributes:
        name: Path in the folder, without `.pdf`.
        path: The PDF.
        condition: What the pages have in common (`annotated`, `quangngai`): a row of the report.
        drawn: Made by our generator; otherwise a real scan.
        pages: Those with a truth, by number.
        documents: In the order of the file.
        note: What the sample is for.
        every_page: Its other pages are to be read too, see `with_every_page`.
    """

    name: str
    path: Path
    condition: str
    drawn: bool
    pages: tuple[TruePage, ...]
    documents: tuple[TrueDocument, ...] = ()
    note: str = field(default="", compare=False)
    every_page: bool = False

    def with_every_page(self, count: int) -> Case:
        """This file of `count` pages with those, too, that nobody transcribed."""
        known = {page.number: page for page in self.pages}
        numbers = range(1, count + 1) if self.every_page else sorted(known)
        return replace(self, pages=tuple(known.get(n) or _untranscribed(n) for n in numbers))


def _untranscribed(number: int) -> TruePage:
    return TruePage(number, "", truth_of(""), transcribed=False)
