"""The conditions under which pages are drawn, by the names that measurements use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from samples.markup import MarkPlan
from samples.scanner import Scanner

if TYPE_CHECKING:
    import random

    from samples.scanner import Mode

__all__ = ["CONDITIONS", "Condition", "plan_marks", "set_up_scanner"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One kind of scan.

    Attributes:
        note: What it is for.
        marks: `none`, `stamped`, `annotated`, `struck`, or `any` of the first three.
        mode: The scanner's, None = colour or grey.
        dpi: Of the scan.
        rotation: As in `Scanner`; 90 stands for 90 or 270.
        shade, border, show_through: That trouble is on every page.
        stack: Several documents with blank backs in one file.
        layouts: Several documents in one file, each in a rarer layout (`samples.layouts`).
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
    layouts: bool = False


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
    "layouts": Condition("tables, forms, annexes, signers side by side", "none", layouts=True),
    "layouts200": Condition(
        "the same, stamped, grey, 200 dpi", "stamped", "grey", 200, layouts=True
    ),
}


def plan_marks(rng: random.Random, condition: Condition) -> tuple[MarkPlan, float]:
    """Marks for one document, and how often its number and day are left to the pen."""
    marks = condition.marks
    if marks == "any":
        marks = rng.choice(("none", "stamped", "stamped", "annotated"))
    if marks == "none":
        return MarkPlan(), 0.0
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
