"""What is known of every kind of mark: one row a kind.

Whoever needs some of the kinds asks for a family, or for what sets them apart, and keeps no list of
its own: a new kind is a row here, and is then known everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pipeline.values.marks import MarkKind

__all__ = ["MARK_KINDS", "Family", "MarkKindSpec", "of_family"]

Family = Literal["round", "stamp", "pen", "stroke", "digital"]
"""`round`: seals; `stamp`: stamps with straight lettering; `pen`: pen without a form of its own,
which shape alone cannot tell from print; `stroke`: a line or tick, whose shape says what it is;
`digital`: what the file lays over its scan."""


@dataclass(frozen=True, slots=True)
class MarkKindSpec:
    """One kind of mark.

    Attributes:
        label: What a clerk calls it.
        colour: In which it is outlined for people; dark enough for white letters on it.
        family: What it is treated like.
        paragraph: What stands before its words in `text.txt`; None where they do not go there.
        claims_text: Lettering in its box is the stamp's, and no line of the page. Names and offices
            put on with rubber are the page's.
        has_blanks: It is a form, with blanks of its own.
    """

    label: str
    colour: str
    family: Family
    paragraph: str | None = None
    claims_text: bool = False
    has_blanks: bool = False

    @property
    def alto_element(self) -> Literal["Illustration", "GraphicalElement"]:
        """What it is in ALTO: strokes have nothing to show but themselves."""
        return "GraphicalElement" if self.family == "stroke" else "Illustration"


def _stamp(
    label: str, colour: str, paragraph: str = "[Dấu]", *, has_blanks: bool = False
) -> MarkKindSpec:
    return MarkKindSpec(label, colour, "stamp", paragraph, claims_text=True, has_blanks=has_blanks)


MARK_KINDS: dict[MarkKind, MarkKindSpec] = {
    "seal": MarkKindSpec("con dấu", "#c62828", "round"),
    "set_off": MarkKindSpec("dấu in hằn", "#d98a8a", "round"),
    "incoming_stamp": _stamp("dấu đến", "#1565c0", "[Dấu đến]", has_blanks=True),
    "copy_stamp": _stamp("dấu sao", "#00838f", has_blanks=True),
    "secrecy": _stamp("dấu mật", "#6a1b9a"),
    "urgency": _stamp("dấu khẩn", "#d84315"),
    "name_stamp": MarkKindSpec("dấu tên", "#2e7d32", "stamp", "[Dấu]"),
    "stamp": _stamp("dấu khác", "#6d4c41", has_blanks=True),
    "signature": MarkKindSpec("chữ ký", "#303f9f", "pen", "[Chữ ký]"),
    "fill_in": MarkKindSpec("chữ điền", "#00796b", "pen", "[Bút phê]"),
    "note": MarkKindSpec("bút phê", "#e07800", "pen", "[Bút phê]"),
    "tick": MarkKindSpec("dấu kiểm", "#827717", "stroke"),
    "underline": MarkKindSpec("gạch chân", "#607d8b", "stroke"),
    "strike_through": MarkKindSpec("gạch bỏ", "#ad1457", "stroke"),
    "digital": MarkKindSpec("lớp số", "#37474f", "digital", "[Bút phê số]"),
    "unknown": MarkKindSpec("chưa rõ", "#616161", "pen"),
}
"""Every kind; the order is that of tables and of `MarkKind`."""


def of_family(*families: Family) -> frozenset[MarkKind]:
    """The kinds of these families.

    >>> sorted(of_family("round"))
    ['seal', 'set_off']
    """
    return frozenset(kind for kind, spec in MARK_KINDS.items() if spec.family in families)
