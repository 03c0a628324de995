"""The conditions under which pages are drawn, by the names that measurements use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from samples.kinds import KINDS
from samples.markup import MarkPlan
from samples.mishandling import MISHAPS
from samples.scanner import Scanner

if TYPE_CHECKING:
    import random

    from samples.scanner import Mode

__all__ = ["CONDITIONS", "Condition", "condition_named", "plan_marks", "set_up_scanner"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One kind of scan.

    Attributes:
        note: What it is for.
        marks: `none`, `stamped`, `annotated`, `struck`, `foot`, or `any` of the first three.
        mode: The scanner's, None = colour or grey.
        dpi: Of the scan.
        rotation: As in `Scanner`; 90 stands for 90 or 270.
        shade, border, show_through: That trouble is on every page.
        stack: Several documents with blank backs in one file.
        mixed: The stack is of many kinds, with annexes and separator sheets (`samples.stacks`).
        layouts: Several documents in one file, each in a rarer layout (`samples.layouts`).
        kinds: Kinds of documents (`samples.kinds`), one of them drawn; letters when empty.
        machine: A printer or camera of `samples.machines`, or empty.
        points: Least and most size of all type, or None: as offices set it.
        verso: Another document stands on the back and shines through, least and most strength.
        blank: Only the back of the page goes through the scanner.
        overlaid: The PDF lays typed words, covers and boxes over the scan.
        mishap: What goes wrong at the scanner (`samples.mishandling`), or empty.
    """

    note: str
    marks: str
    mode: Mode | None = "colour"
    dpi: int = 300
    rotation: int = 0
    shade: bool = False
    border: bool = False
    show_through: bool = False
    stack: bool = False
    mixed: bool = False
    layouts: bool = False
    kinds: tuple[str, ...] = ()
    machine: str = ""
    points: tuple[float, float] | None = None
    verso: tuple[float, float] | None = None
    blank: bool = False
    overlaid: bool = False
    mishap: str = ""


CONDITIONS: dict[str, Condition] = {
    "clean": Condition("print only, 300 dpi colour or grey, mild noise", "none", None),
    "stamped": Condition("seal and signature over name and title, number filled in", "stamped"),
    "annotated": Condition("seal, signature, ĐẾN stamp, bút phê, ticks, underlines", "annotated"),
    "grey200": Condition("annotated, grey, 200 dpi, JPEG", "annotated", "grey", 200),
    "bilevel": Condition("annotated, one bit a pixel, 300 dpi", "annotated", "bilevel"),
    "struck": Condition("words, lines and passages crossed out or underlined by pen", "struck"),
    "upside_down": Condition("put on the glass the wrong way round", "any", rotation=180),
    "turned90": Condition("put on the glass sideways", "any", rotation=90),
    "shaded": Condition("light falling off over the page", "any", None, shade=True),
    "low_dpi": Condition("scanned at 100 dpi", "any", dpi=100),
    "black_border": Condition("black scanner bed around a skewed page", "any", None, border=True),
    "show_through": Condition(
        "thin paper, the back shines through", "any", None, show_through=True
    ),
    "stack": Condition("several documents and blank backs in one file", "any", stack=True),
    "mixed_stack": Condition(
        "annexes under headings, forms, separator sheets, pages twice or swapped",
        "any",
        None,
        200,
        stack=True,
        mixed=True,
    ),
    "layouts": Condition("tables, forms, annexes, signers side by side", "none", layouts=True),
    "layouts200": Condition(
        "the same, stamped, grey, 200 dpi", "stamped", "grey", 200, layouts=True
    ),
    "pale110": Condition("print at 110 on paper 245", "none", "grey", machine="level110"),
    "pale150": Condition("print at 150 on paper 245", "none", "grey", machine="level150"),
    "pale190": Condition("print at 190 on paper 245", "none", "grey", machine="level190"),
    "pale210": Condition("print at 210 on paper 245", "none", "grey", machine="level210"),
    "pale": Condition("uneven pale print, fading to a side", "any", None, 200, machine="pale"),
    "stripes": Condition("every second row of print is pale", "none", "grey", machine="stripes"),
    "grey_paper": Condition("grey paper, greyish print", "any", None, 200, machine="grey_paper"),
    "carbon": Condition("carbon copy", "any", "colour", 200, machine="carbon"),
    "pins": Condition("dot-matrix print", "none", "grey", 200, machine="pins"),
    "bilevel_pale": Condition(
        "pale print, one bit a pixel", "none", "bilevel", machine="weak_bits"
    ),
    "inverse": Condition(
        "white on black, white and black on grey", "none", None, kinds=("inverse",)
    ),
    "forms": Condition(
        "declarations with leaders and tick boxes", "none", None, kinds=("declaration",)
    ),
    "contracts": Condition(
        "contracts of two sides, label and value", "any", None, kinds=("contract",)
    ),
    "statements": Condition(
        "balance sheets, figures set right", "none", None, kinds=("statement",)
    ),
    "statements200": Condition(
        "the same, grey, 200 dpi, signed", "stamped", "grey", 200, kinds=("statement",)
    ),
    "hung": Condition("numbers and letters in a column of their own", "any", None, kinds=("hung",)),
    "lists": Condition("lists with and without rules", "none", None, kinds=("listing",)),
    "lists180": Condition("lists upside down", "none", None, rotation=180, kinds=("listing",)),
    "lists90": Condition(
        "lists put on the glass sideways", "none", None, rotation=90, kinds=("listing",)
    ),
    "gaps": Condition(
        "wide gaps in lines, blanks, large spaced headings", "any", None, kinds=("gaps",)
    ),
    "houses": Condition(
        "companies, schools, police, courts, unions",
        "any",
        None,
        kinds=("company", "company", "institution"),
    ),
    "columns": Condition(
        "running text in two columns, margin words", "none", None, kinds=("columns",)
    ),
    "dpi90": Condition("scanned at 90 dpi", "any", None, 90),
    "dpi130": Condition("scanned at 130 dpi", "any", None, 130),
    "small": Condition("all type of 6 to 8 points", "none", None, points=(6.0, 8.0)),
    "camera": Condition(
        "photographed on a desk, a little askew", "any", "colour", 200, machine="camera"
    ),
    "feet": Condition("who acts for the head is told by pen and rubber", "foot", kinds=("acting",)),
    "feet_black": Condition("the same, one bit a pixel", "foot", "bilevel", kinds=("acting",)),
    "verso": Condition("the back's print shines through", "none", None, verso=(0.08, 0.4)),
    "verso_pale": Condition(
        "the back shines through pale print", "none", "grey", machine="level150", verso=(0.08, 0.3)
    ),
    "verso_blank": Condition(
        "empty backs, the front shines through", "none", None, verso=(0.05, 0.35), blank=True
    ),
    "overlaid": Condition(
        "the PDF types on the scan, covers parts of it", "stamped", None, 200, overlaid=True
    ),
    **{
        name: Condition(mishap.note, "stamped", mishap.mode, mishap.dpi, mishap=name)
        for name, mishap in MISHAPS.items()
    },
}


def condition_named(name: str) -> Condition:
    """A condition by its name, or a kind of document under one: `statement+pale190`.

    Raises:
        ValueError: There is no such condition or kind.
    """
    kind, _, under = name.rpartition("+")
    if under not in CONDITIONS:
        raise ValueError(f"condition {name!r} is not one of {', '.join(CONDITIONS)}")
    if not kind:
        return CONDITIONS[under]
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is not one of {', '.join(KINDS)}")
    return replace(CONDITIONS[under], kinds=(kind,))


def plan_marks(rng: random.Random, condition: Condition) -> tuple[MarkPlan, float]:
    """Marks for one document, and how often its number and day are left to the pen."""
    marks = condition.marks
    if marks == "any":
        marks = rng.choice(("none", "stamped", "stamped", "annotated"))
    if marks == "none":
        return MarkPlan(), 0.0
    if marks == "foot":
        over = rng.choice((None, None, "titles", "last_title"))
        return MarkPlan(
            seal=True, signature=True, seal_over=over, foot=True, sprawl=rng.random() < 0.4
        ), 0.8
    plan = MarkPlan(
        seal=True,
        signature=rng.random() < 0.96,
        set_off=rng.random() < 0.08,
        copy=rng.random() < 0.06,
        boxed=rng.choices(
            ("HỎA TỐC", "KHẨN", "THƯỢNG KHẨN", "MẬT", "TỐI MẬT"), (8, 8, 5, 1.5, 0.5)
        )[0]
        if rng.random() < 0.12
        else None,
    )
    if marks == "stamped":
        return plan, 0.8
    if marks == "struck":
        return replace(plan, crossings=rng.randint(3, 8), ticks=rng.choice((0, 1, 2))), 0.8
    return (
        replace(
            plan,
            incoming=rng.random() < 0.85,
            notes=rng.choice((0, 1, 1, 2, 3)),
            ticks=rng.choice((0, 0, 1, 2)),
            underlines=rng.choice((0, 1, 2, 3)),
            strikes=rng.choice((0, 0, 0, 0, 1)),
        ),
        0.8,
    )


def set_up_scanner(rng: random.Random, condition: Condition) -> Scanner:
    """A scanner in an office: most whiten the paper, some keep its tint."""
    mode = condition.mode or rng.choice(("colour", "colour", "grey"))
    whiten = rng.random() < 0.72
    tint = rng.choice(
        ((252, 251, 249), (248, 246, 240), (243, 239, 228), (238, 240, 242), (247, 244, 230))
    )
    calm = condition.marks == "none" and not (condition.shade or condition.border)
    return Scanner(
        mode=mode,
        dpi=condition.dpi,
        rotation=rng.choice((90, 270)) if condition.rotation == 90 else condition.rotation,
        skew=rng.gauss(0, 0.35) if calm else max(-3.0, min(3.0, rng.gauss(0, 0.8))),
        whiten=whiten and not condition.shade,
        paper=(252, 251, 250) if whiten else tint,
        texture=rng.uniform(0.5, 2.0) if whiten else rng.uniform(0.8, 2.4),
        noise=rng.uniform(2, 6) if calm else rng.uniform(2, 8),
        blur=rng.uniform(0.6, 1.0) if calm else rng.uniform(0.6, 1.2),
        fringe=rng.uniform(0, 0.7),
        shade=rng.uniform(50, 120)
        if condition.shade
        else rng.choice((0, 0, 0, rng.uniform(5, 22))),
        toner=rng.uniform(-0.05, 0.4) if calm else rng.uniform(-0.1, 0.7),
        dropout=0.0 if calm or rng.random() < 0.6 else rng.uniform(0.05, 0.3),
        show_through=rng.uniform(0.10, 0.22)
        if condition.show_through
        else rng.choice((0, 0, 0.04)),
        border=rng.uniform(3, 9) if condition.border else 0.0,
        holes=0 if calm or rng.random() < 0.88 else 2,
        specks=rng.randint(0, 15) if calm else rng.choice((5, 20, 40, 90)),
        quality=rng.randint(75, 92) if calm else rng.choice((45, 60, 70, 75, 80, 85, 90)),
        edges=rng.random() < 0.6,
    )
