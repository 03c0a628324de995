"""What a page says: zones, lines, words, and what was not read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pipeline.geometry import Box
from pipeline.values.judging import ScanJudgement
from pipeline.values.marks import MarkRecord

if TYPE_CHECKING:
    from collections.abc import Mapping


__all__ = [
    "Line",
    "PageCode",
    "PageReading",
    "PageResult",
    "TableCell",
    "TableRow",
    "UnreadPrint",
    "Word",
    "Zone",
    "ZoneKind",
    "ZoneReading",
]


ZoneKind = Literal[
    "letterhead_left",  # parent organ, organ, number, subject of a letter
    "letterhead_right",  # national heading or Party name, place and date
    "title",  # type of document and subject
    "recipients",  # Kính gửi
    "body",
    "table",
    "foot_left",  # Nơi nhận
    "foot_right",  # authority, title, name
    "page_number",
    "margin",  # what stands outside the text block
    "footnote",  # under a short rule at the foot of the page
]


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the page that is read on its own; flat frame. Order on the page = reading order.

    `cells` are a table's cells as (row, column, box), row by row; empty elsewhere.
    """

    kind: ZoneKind
    box: Box
    cells: tuple[tuple[int, int, Box], ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """A word as read; box in original pixels, confidence 0–1."""

    text: str
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line as read.

    Attributes:
        id: `p0001-z03-l002`: unique in its document, the same in ALTO and in `fixes`.
        text: Normalised (NFC, repaired); what the archive says.
        raw: As the engine said it, NFC only.
        box: Original pixels.
        confidence: 0–1.
        words: Of `text`, left to right.
        fixes: Names of the text fixes that turned `raw` into `text`.
        starts_paragraph: By geometry: first-line indent, gap above, or a short line before it.
        row: Table row from 0, None outside tables.
        column: Table column from 0, None outside tables.
        struck: The print was struck through (kept as `~~…~~` in the text).
        other: The reading that was not kept, where the line was read both without the ink that was
            lifted off it and with it; None where it was read once.
        kept_ink: Of the two the reading with the ink was better, and is the one kept.
    """

    id: str
    text: str
    raw: str
    box: Box
    confidence: float
    words: tuple[Word, ...] = ()
    fixes: tuple[str, ...] = ()
    starts_paragraph: bool = True
    row: int | None = None
    column: int | None = None
    struck: bool = False
    other: str | None = None
    kept_ink: bool = False


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table.

    Attributes:
        column: From 0; of the first column it stands in.
        box: Original pixels.
        text: Its lines, one under the other; empty where nothing stands in it.
        rows: How many rows it takes, from its own down.
        columns: How many columns it takes, from its own on.
    """

    column: int
    box: Box
    text: str = ""
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table: the cells that begin in it, left to right; box in original pixels."""

    row: int
    box: Box
    cells: tuple[TableCell, ...] = ()


@dataclass(frozen=True, slots=True)
class ZoneReading:
    """A zone and its lines in reading order; box in original pixels.

    `rows` are a table's rows, top to bottom; empty elsewhere. Their lines are `lines`, which name
    the row and column they stand in.
    """

    kind: ZoneKind
    box: Box
    lines: tuple[Line, ...] = ()
    rows: tuple[TableRow, ...] = ()

    @property
    def text(self) -> str:
        """The lines, one under the other."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class UnreadPrint:
    """Ink of a letter's size that neither the text nor a mark accounts for: what was not read.

    Attributes:
        box: Original pixels.
        area_mm2: Of its ink, square millimetres on paper.
        crop: File name under `evidence/` (`p0001-u01.png`), cut from the original picture.
    """

    box: Box
    area_mm2: float
    crop: str | None = None


@dataclass(frozen=True, slots=True)
class PageCode:
    """A bar code or square code on a page.

    Attributes:
        kind: Its symbology: `QRCode`, `Code128`, `Code39`.
        text: What it holds.
        box: Original pixels.
    """

    kind: str
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class PageReading:
    """What one page says: the checkpoint of a page's work, and its part of `document.json`.

    Attributes:
        number: From 1, in the scanned file.
        size_px: (width, height) of the original picture.
        dpi: Of the original picture.
        origin: As in `Page`.
        rotation: Degrees clockwise to upright.
        skew_degrees: As in `FlatPage`.
        orientation_sure: False = a person should look.
        blank: Nothing printed or written.
        confidence: Mean over words, 0–1; None where nothing was read.
        zones: In reading order.
        marks: Stamps and pen.
        unread: What was not read although it looks like letters, top to bottom.
        codes: Bar and square codes; looked for only where hardly anything else is printed.
        scan: What its picture is like as a scan; None of pages that no scanner made, that could
            not be read, or that are withheld.
        problem: Why the page could not be read (Vietnamese, for a clerk); then zones is empty.
        withheld: The degree of secrecy (độ mật) it bears, where the policy forbids to read such
            pages; then it has no text, and no marks but the one that says so. Never in a document.
    """

    number: int
    size_px: tuple[int, int]
    dpi: float
    origin: Literal["embedded", "rendered", "born_digital"] = "embedded"
    rotation: int = 0
    skew_degrees: float = 0.0
    orientation_sure: bool = True
    blank: bool = False
    confidence: float | None = None
    zones: tuple[ZoneReading, ...] = ()
    marks: tuple[MarkRecord, ...] = ()
    unread: tuple[UnreadPrint, ...] = ()
    codes: tuple[PageCode, ...] = ()
    scan: ScanJudgement | None = None
    problem: str | None = None
    withheld: str | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines in reading order."""
        return tuple(line for zone in self.zones for line in zone.lines)

    @property
    def unread_mm2(self) -> float:
        """Ink that was not read, square millimetres on paper."""
        return sum(part.area_mm2 for part in self.unread)

    @property
    def pictures(self) -> tuple[str, ...]:
        """File names of its evidence: marks, and what was not read."""
        marks = [name for mark in self.marks for name in mark.pictures]
        return (*marks, *(part.crop for part in self.unread if part.crop))


@dataclass(frozen=True, slots=True)
class PageResult:
    """A page's reading and the pictures of its evidence (file name → PNG bytes)."""

    reading: PageReading
    crops: Mapping[str, bytes] = field(default_factory=dict)
