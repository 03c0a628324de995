"""The frozen values that pass between rooms.

Two frames of pixels exist and every docstring says which it means:

* *original*: the page picture as scanned (what `raster` returns), origin top-left;
* *flat*: the upright, deskewed page after `images.flatten`; `FlatPage.to_original`
  maps flat pixels to original ones.

Everything that is stored (`PageReading` and below) speaks original pixels.
Arrays are RGB or gray uint8, (H, W[, 3]), 0 = ink, and are set read-only when a value takes them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = [
    "SCAN_SUFFIXES",
    "Affine",
    "Box",
    "CleanPage",
    "Document",
    "Event",
    "Field",
    "FlatPage",
    "Line",
    "Mark",
    "MarkKind",
    "MarkRecord",
    "Overlay",
    "Page",
    "PageReading",
    "PageResult",
    "PageSize",
    "PageWord",
    "ReviewNote",
    "Scan",
    "Source",
    "Text",
    "UnreadPrint",
    "Word",
    "Zone",
    "ZoneKind",
    "ZoneReading",
]

SCAN_SUFFIXES = (".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".png", ".jp2", ".j2k", ".jpx")
"""Endings of files that are taken for scans, in small letters; what they hold is seen later."""


class Box(NamedTuple):
    """A rectangle of pixels, origin top-left; stored in JSON as `[x, y, width, height]`.

    >>> Box(10, 20, 30, 40).union(Box(0, 0, 5, 5))
    Box(x=0, y=0, width=40, height=60)
    """

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column right of the box."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row below the box."""
        return self.y + self.height

    @property
    def area(self) -> int:
        """Pixels inside, never negative."""
        return max(0, self.width) * max(0, self.height)

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width), as arrays count."""
        return (self.height, self.width)

    @property
    def slices(self) -> tuple[slice, slice]:
        """Index an (H, W[, 3]) array with this to cut the box out."""
        return (slice(self.y, self.bottom), slice(self.x, self.right))

    def union(self, other: Box) -> Box:
        """The smallest box around both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Box(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)

    def intersection(self, other: Box) -> Box:
        """What both share; width and height are 0 where they share nothing."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        return Box(
            x,
            y,
            max(0, min(self.right, other.right) - x),
            max(0, min(self.bottom, other.bottom) - y),
        )

    def grown(self, by: int, within: tuple[int, int]) -> Box:
        """This box with `by` pixels more on each side, cut at a page of (height, width)."""
        x, y = max(0, self.x - by), max(0, self.y - by)
        return Box(x, y, min(within[1], self.right + by) - x, min(within[0], self.bottom + by) - y)

    def moved(self, x: int, y: int) -> Box:
        """This box so many pixels further right and down.

        >>> Box(1, 2, 3, 4).moved(10, 20)
        Box(x=11, y=22, width=3, height=4)
        """
        return Box(self.x + x, self.y + y, self.width, self.height)

    def upright(self, rotation: int, size_px: tuple[int, int]) -> Box:
        """Where this box of a picture of (width, height) lies once that is turned clockwise.

        >>> Box(10, 20, 30, 5).upright(90, (200, 100))
        Box(x=75, y=10, width=5, height=30)
        """
        width, height = size_px
        if rotation == 90:
            return Box(height - self.bottom, self.x, self.height, self.width)
        if rotation == 180:
            return Box(width - self.right, height - self.bottom, self.width, self.height)
        if rotation == 270:
            return Box(self.y, width - self.right, self.height, self.width)
        return self

    def slices_in(self, whole: Box) -> tuple[slice, slice]:
        """Index an array of the shape of `whole`, which holds this box, with this."""
        return self.moved(-whole.x, -whole.y).slices

    @staticmethod
    def of(mask: NDArray[np.bool_]) -> Box | None:
        """The smallest box around all that is True in (H, W); None where nothing is."""
        rows = np.flatnonzero(mask.any(axis=1))
        if rows.size == 0:
            return None
        columns = np.flatnonzero(mask.any(axis=0))
        x, y = int(columns[0]), int(rows[0])
        return Box(x, y, int(columns[-1]) + 1 - x, int(rows[-1]) + 1 - y)

    @staticmethod
    def around(boxes: Iterable[Box]) -> Box:
        """The smallest box around all; `ValueError` when there are none."""
        found = list(boxes)
        if not found:
            raise ValueError("Box.around needs at least one box, got 0")
        whole = found[0]
        for box in found[1:]:
            whole = whole.union(box)
        return whole


class Affine(NamedTuple):
    """(x, y) → (a·x + b·y + c, d·x + e·y + f), in pixels.

    >>> turned = Affine(0, -1, 99, 1, 0, 0)
    >>> turned.inverse().point(*turned.point(3, 4))
    (3.0, 4.0)
    """

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 0.0
    e: float = 1.0
    f: float = 0.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point lands."""
        return (self.a * x + self.b * y + self.c, self.d * x + self.e * y + self.f)

    def then(self, after: Affine) -> Affine:
        """First this map, then `after`."""
        m = np.array([*after, 0, 0, 1]).reshape(3, 3) @ np.array([*self, 0, 0, 1]).reshape(3, 3)
        return Affine(*(float(v) for v in m[:2].ravel()))

    def inverse(self) -> Affine:
        """The map back."""
        m = np.linalg.inv(np.array([*self, 0, 0, 1], dtype=float).reshape(3, 3))
        return Affine(*(float(v) for v in m[:2].ravel()))

    def box(self, box: Box, within: tuple[int, int] | None = None) -> Box:
        """The smallest upright box around the mapped box, cut at a page of (height, width)."""
        corners = [self.point(x, y) for x in (box.x, box.right) for y in (box.y, box.bottom)]
        left, top = (math.floor(min(c[i] for c in corners) + 1e-6) for i in (0, 1))
        right, bottom = (math.ceil(max(c[i] for c in corners) - 1e-6) for i in (0, 1))
        if within is not None:
            left, top = max(0, left), max(0, top)
            right, bottom = min(within[1], right), min(within[0], bottom)
        return Box(left, top, max(0, right - left), max(0, bottom - top))


class PageSize(NamedTuple):
    """How large a page is to read, as far as its file tells before it is read.

    Attributes:
        megapixels: Of its pictures; 0 = it has none, and is drawn.
        pixel_bytes: Memory a pixel takes while it is decoded.
        square_inches: Of paper.
    """

    megapixels: float
    pixel_bytes: int
    square_inches: float


@dataclass(frozen=True, slots=True)
class Scan:
    """One scanned file as it came in.

    Attributes:
        path: Where the bytes can be read now (a local file).
        name: The name the clerk knows it by (NFC).
        sha256: Hex digest of the bytes.
        pages: How many pages it has, at least 1.
        sizes: Of each page, how large it is to read; empty where nobody looked.
    """

    path: Path
    name: str
    sha256: str
    pages: int
    sizes: tuple[PageSize, ...] = ()


class PageWord(NamedTuple):
    """A word of a trustworthy text layer; box in original pixels."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """What a file lays over a scan, which no scanner saw; original pixels.

    Attributes:
        what: `typed`: text; `signature`: a digital one; `picture`: anything else that adds ink;
            `cover`: it hides a part of the scan.
        box: Where it is; empty (0, 0, 0, 0) for a signature without an appearance.
        picture: (h, w[, 3]) uint8, that part of the page as a viewer shows it; None without a box.
        text: What it says; None where that is not known.
        fields: Of a signature: `signer`, `organ`, `signed_at`, `reason`.
    """

    what: Literal["typed", "signature", "picture", "cover"]
    box: Box
    picture: NDArray[np.uint8] | None = None
    text: str | None = None
    fields: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One page as scanned.

    Attributes:
        number: From 1.
        image: (H, W, 3) RGB or (H, W) gray uint8: the scan itself, unturned, no overlay.
        dpi: True resolution of `image`, from its pixels and the page's size on paper.
        origin: `embedded`: the scanner's own picture; `rendered`: drawn by Poppler (several
            pictures, vectors); `born_digital`: rendered, and `words` is to be trusted.
        bilevel: The scanner stored 1 bit a pixel.
        words: A trustworthy text layer, in the file's reading order; empty for scans.
        overlays: What the file lays over the scan; `image` is without it, but for what covers.
    """

    number: int
    image: NDArray[np.uint8]
    dpi: float
    origin: Literal["embedded", "rendered", "born_digital"] = "embedded"
    bilevel: bool = False
    words: tuple[PageWord, ...] = ()
    overlays: tuple[Overlay, ...] = ()

    def __post_init__(self) -> None:
        self.image.flags.writeable = False

    @property
    def size_px(self) -> tuple[int, int]:
        """(width, height)."""
        return (self.image.shape[1], self.image.shape[0])

    def numbered(self, number: int) -> Page:
        """The same page under another number."""
        return replace(self, number=number)


@dataclass(frozen=True, slots=True, eq=False)
class FlatPage:
    """A page upright and deskewed, at reading resolution.

    Attributes:
        number: From 1.
        image: (H, W, 3) RGB or (H, W) gray uint8, flat frame, colours untouched.
        dpi: Of `image` (mostly lower than the scan's).
        to_original: Flat pixel → original pixel; scaling, turning and skew in one.
        original_size: (width, height) of the original picture.
        rotation: Degrees clockwise the scan must be turned to stand upright: 0, 90, 180, 270.
        skew_degrees: Remaining tilt that was taken out, positive = text ran downhill.
        orientation_sure: False puts the page on the list a person looks at.
        bilevel: The scanner stored 1 bit a pixel.
    """

    number: int
    image: NDArray[np.uint8]
    dpi: float
    to_original: Affine
    original_size: tuple[int, int]
    rotation: int = 0
    skew_degrees: float = 0.0
    orientation_sure: bool = True
    bilevel: bool = False

    def __post_init__(self) -> None:
        self.image.flags.writeable = False

    def pixels(self, mm: float) -> float:
        """Millimetres on paper as flat pixels."""
        return mm * self.dpi / 25.4


MarkKind = Literal[
    "seal",  # con dấu: the organ's round seal
    "set_off",  # a seal's ghost from a neighbouring page
    "incoming_stamp",  # dấu ĐẾN
    "copy_stamp",  # SAO Y
    "secrecy",  # MẬT, TỐI MẬT, TUYỆT MẬT
    "urgency",  # KHẨN, THƯỢNG KHẨN, HỎA TỐC
    "name_stamp",  # dấu chức danh, dấu tên
    "stamp",  # a stamp of another kind
    "signature",
    "fill_in",  # pen on a blank that print left for it
    "note",  # bút phê
    "tick",
    "underline",
    "strike_through",
    "digital",  # laid over the scan by the file: typed words, a digital signature, a cover
    "unknown",
]


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """Ink that came onto the page after printing; flat frame.

    Attributes:
        kind: What we believe it is.
        box: Where it is.
        mask: Shape `box.shape`, bool; True where ink of the mark lies.
        colour: `red`, `blue`, `violet`, `green`, `black` …
        confidence: 0–1, that this is a mark and of this kind.
        text: What it says where it was read.
        fields: What a stamp's form says (`receiver`, `number`, `date` …), where it was read.
        alternatives: Other readings of pen with their probabilities, likeliest first.
    """

    kind: MarkKind
    box: Box
    mask: NDArray[np.bool_]
    colour: str = "black"
    confidence: float = 1.0
    text: str | None = None
    fields: Mapping[str, str | None] = field(default_factory=dict)
    alternatives: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        if self.mask.shape != self.box.shape:
            raise ValueError(f"mask is {self.mask.shape} but {self.box} is {self.box.shape}")
        self.mask.flags.writeable = False

    def tight(self) -> Mark:
        """This mark in a box that ends where its ink ends; `ValueError` when it has none."""
        ink = Box.of(self.mask)
        if ink is None:
            raise ValueError(f"a mark without ink has no tight box: {self.kind} in {self.box}")
        mask = np.ascontiguousarray(self.mask[ink.slices])
        return replace(self, box=ink.moved(self.box.x, self.box.y), mask=mask)

    def ink_in(self, part: Box) -> NDArray[np.bool_]:
        """The mask in a part of the mark's box; shape `part.shape`."""
        return self.mask[part.slices_in(self.box)]

    def with_ink_of(self, other: Mark) -> Mark:
        """This mark with another's ink as well; what the other says is not taken over."""
        box = self.box.union(other.box)
        mask = np.zeros(box.shape, dtype=bool)
        for mark in (self, other):
            mask[mark.box.slices_in(box)] |= mark.mask
        return replace(self, box=box, mask=mask)


@dataclass(frozen=True, slots=True, eq=False)
class CleanPage:
    """What print alone would look like; flat frame.

    Attributes:
        flat: The page it came from.
        gray: (H, W) uint8, paper evened out to white, marks lifted; what engines read.
        plain: (H, W) uint8, the same before marks were lifted.
        marks: What was lifted or found.
        blank: True when nothing is on the page but paper and show-through.
        doubtful: (H, W) bool, where ink is so pale that it may be print or show through from the
            back; None where nothing is in doubt.
        print_level: Up to this brightness pale ink was found to be print; None = nobody looked.
    """

    flat: FlatPage
    gray: NDArray[np.uint8]
    plain: NDArray[np.uint8]
    marks: tuple[Mark, ...] = ()
    blank: bool = False
    doubtful: NDArray[np.bool_] | None = None
    print_level: float | None = None

    def __post_init__(self) -> None:
        self.gray.flags.writeable = False
        self.plain.flags.writeable = False


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
class MarkRecord:
    """A mark as stored; box in original pixels.

    Attributes:
        kind: One of `MarkKind`.
        box: Original pixels.
        confidence: 0–1.
        colour: As in `Mark`.
        text: What it says, None where it was not read.
        crop: File name under `evidence/` (`p0001-01-seal.png`), cut from the original picture;
            in `document.json` with the folder before it.
        fields: What a stamp's form says (`receiver`, `number`, `date` …), where it was read.
        alternatives: Other readings of pen with their probabilities, likeliest first.
        cutout: File name of the ink alone (`p0001-01-seal.cutout.png`), transparent elsewhere, in
            pixels of the original picture and exactly on `box`; None where no ink was told apart.
        outline: Corners (x, y) of the hull of its ink, original pixels; empty where unknown.
    """

    kind: MarkKind
    box: Box
    confidence: float
    colour: str = "black"
    text: str | None = None
    crop: str | None = None
    fields: dict[str, str | None] = field(default_factory=dict)
    alternatives: tuple[tuple[str, float], ...] = ()
    cutout: str | None = None
    outline: tuple[tuple[int, int], ...] = ()

    @property
    def pictures(self) -> tuple[str, ...]:
        """File names of its evidence."""
        return tuple(name for name in (self.crop, self.cutout) if name)


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


@dataclass(frozen=True, slots=True)
class Field:
    """One entry of the record: a value with where it comes from, or null with the reason.

    Attributes:
        value: str, list of str, dict or None.
        raw: The text it was taken from.
        confidence: 0–1; 0 where value is None.
        page: Number of the page in the scanned file.
        box: Original pixels.
        ink: `print`, `pen`, `stamp`.
        rule: Name of the rule that found it.
        alternatives: Other readings.
        reason: Why value is None; None otherwise.
    """

    value: Any = None
    raw: str | None = None
    confidence: float = 0.0
    page: int | None = None
    box: Box | None = None
    ink: Literal["print", "pen", "stamp"] | None = None
    rule: str | None = None
    alternatives: tuple[Any, ...] = ()
    reason: str | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (self.reason is None):
            raise ValueError(f"a field has a value or a reason: {self.value!r}, {self.reason!r}")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document comes from: the scanned file and the page numbers in it."""

    name: str
    sha256: str
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """The document's text: canonical, raw, and by which fixes they differ (line id, fix name)."""

    canonical: str
    raw: str
    fixes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewNote:
    """Something a person must look at, in Vietnamese: what, where, why."""

    what: str
    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Event:
    """A thing done to the document: which program or model, in which version."""

    what: str
    version: str
    model_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document as the archive keeps it: `document.json` is this, field for field."""

    id: str
    source: Source
    fields: dict[str, Field]
    pages: tuple[PageReading, ...]
    text: Text
    review: tuple[ReviewNote, ...] = ()
    events: tuple[Event, ...] = ()
    schema_version: int = 1

    def with_events(self, events: Iterable[Event]) -> Document:
        """This document with more events."""
        return replace(self, events=(*self.events, *events))
