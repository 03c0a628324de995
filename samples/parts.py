"""What a document is made of beside paragraphs and tables: the parts of forms and statements.

Lengths are millimetres, sizes points, as on paper.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from samples.letter import Paragraph, Table

if TYPE_CHECKING:
    from samples.faces import Style

__all__ = [
    "Banner",
    "Boxes",
    "Columns",
    "Entry",
    "Furniture",
    "Heading",
    "Hung",
    "Ledger",
    "Pair",
    "Part",
    "Stretched",
]


@dataclass(frozen=True, slots=True)
class Hung:
    """A paragraph whose number, letter or dash hangs in a column of its own.

    Attributes:
        mark: `1.`, `a)`, `-`; empty where the paragraph goes on beside nothing.
        text: With style marks.
        depth: Where the mark stands, from the left edge.
        tab: From the mark to the text.
    """

    mark: str
    text: str
    depth: float = 0.0
    tab: float = 10.0


@dataclass(frozen=True, slots=True)
class Pair:
    """Labels and their values on one line.

    Attributes:
        fields: (label, value), side by side; a label has its colon, a value may be empty.
        tab: Where the value stands, from its label's start; 0 = behind the label.
        dots: Leaders fill what is left of the line.
        depth: From the left edge.
        style: Of the values.
    """

    fields: tuple[tuple[str, str], ...]
    tab: float = 0.0
    dots: bool = False
    depth: float = 0.0
    style: Style = "regular"


@dataclass(frozen=True, slots=True)
class Boxes:
    """Tick boxes, each before or behind its words.

    Attributes:
        label: Before them all, or empty.
        options: One a box.
        ticked: Indices of boxes that print fills with ×.
        behind: The box stands behind its words.
    """

    label: str
    options: tuple[str, ...]
    ticked: tuple[int, ...] = ()
    behind: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    r"""A heading; `\n` breaks it.

    Attributes:
        text: What it says.
        points: Its size; 0 = the body's.
        spacing: Points between letters.
        side: Where it stands.
        style: Of its type.
        gap: Room above it.
    """

    text: str
    points: float = 0.0
    spacing: float = 0.0
    side: Literal["centre", "left", "right"] = "centre"
    style: Style = "bold"
    gap: float = 3.0


@dataclass(frozen=True, slots=True)
class Banner:
    """A heading on a printed ground.

    Attributes:
        text: One line.
        ground: Share of full ink: 1 black, 0.3 light grey.
        white: The letters are spared out.
        whole: The ground runs over the whole width, not only under the words.
    """

    text: str
    ground: float = 1.0
    white: bool = True
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Stretched:
    """Lines broken by hand in justified text: each is stretched over the whole width.

    `WIDER` in a line is room left blank.
    """

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Running text in two columns, the left one read first."""

    paragraphs: tuple[str, ...]
    gutter: float = 8.0
    ruled: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a ledger.

    Attributes:
        cells: One a column, empty where nothing is printed.
        style: Of all its cells.
        indent: Of the first cell's text.
        total: Rules over and under its figures.
    """

    cells: tuple[str, ...]
    style: Style = "regular"
    indent: float = 0.0
    total: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    r"""A statement or list: items on the left, figures set right.

    Attributes:
        widths: Shares of the width.
        sides: `l`, `c` or `r` for each column.
        head: Its cells; `\n` breaks them. Empty = no head.
        entries: The rows.
        rules: None, one under the head, one under each row, or a grid.
        points: Size of type.
        leading: Line pitch over size.
        ground: The head's, as in `Table`.
    """

    widths: tuple[float, ...]
    sides: str
    head: tuple[str, ...]
    entries: tuple[Entry, ...]
    rules: Literal["none", "head", "rows", "grid"] = "none"
    points: float = 10.0
    leading: float = 1.25
    ground: float = 0.0


@dataclass(frozen=True, slots=True)
class Furniture:
    """A letterhead of another shape than the regulations', and what stands at each page's foot.

    Attributes:
        shape: `logo`: logo, name and address on the left; `centred`: all centred over a rule;
            `large`: the name large on the left; `sides`: name left, form right, over a rule;
            `nation`: only the nation's heading, centred.
        name: Of the house.
        lines: Small lines under it: address, telephone, web.
        other: Lines on the right.
        logo: Number of the drawn sign, −1 = none.
        small: Points of the small lines.
        footer: Lines at the foot of each page, under a rule.
        nation: The nation's heading stands on the right.
    """

    shape: Literal["logo", "centred", "large", "sides", "nation"]
    name: str = ""
    lines: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    logo: int = -1
    small: float = 7.5
    footer: tuple[str, ...] = field(default=())
    nation: bool = False


Part = Paragraph | Table | Hung | Pair | Boxes | Heading | Banner | Stretched | Columns | Ledger
