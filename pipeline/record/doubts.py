"""What speaks against a field that was read: doubts, each a figure that only lowers its confidence.

Every doubt is 0 where nothing is amiss and grows with what is; how much each one weighs is fitted
(`models/fields.json`, recipe `models/recipes/fields`), never set by hand.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pipeline.record.oddities import LISTED, is_open, odd_signs, odd_words
from pipeline.record.presence import presence
from pipeline.record.signs import is_contact

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.geometry import Box
    from pipeline.record.parts import Parts
    from pipeline.record.roles import Role
    from pipeline.values.document import Field
    from pipeline.values.readings import Line, PageReading

__all__ = ["DOUBTS", "doubts_of", "texts_of"]

DOUBTS: dict[str, str] = {
    "rule": "−log of the extractor's own confidence",
    "least_word": "−log of the trust in its least sure word",
    "all_words": "root of −log of the trust in all its words together",
    "odd_signs": "signs that such a value does not have, struck print among them",
    "odd_words": "words that are no Vietnamese syllable and no abbreviation",
    "unlisted": "its codes, place, office, surname or kind of organ stand in no list",
    "open": "it ends or begins in the middle of something: a joining word, a bracket",
    "others": "the extractor saw other readings",
    "long": "log of its length in words",
    "page": "−log of the confidence in its page",
    "coarse": "hundreds of dpi below 300",
    "turned": "which way is up is not sure",
    "covered": "share of it under a stamp or pen",
    "beside": "a mark touches it",
    "twice": "share of its lines that read otherwise with the ink lifted or left",
    "unread": "print that was not read lies beside it",
    "unclaimed": "a line directly above or below that no part of the document claims",
    "head_lost": "parts of the letterhead that were not found",
    "foot_lost": "parts of the foot that were not found",
    "flags": "cross-checks that speak against it",
}
"""Every doubt by name, with its measure. Words by what the reader says of them are 0–1 sure."""

_LEAST = (
    0.01  # a confidence below this counts as this: nothing is surer wrong than one in a hundred
)
_MOST = 3.0  # of anything counted: a fourth odd sign says no more
_FOOT = frozenset({"authority", "title", "signer", "noi_nhan"})
_ROLES: dict[str, tuple[Role, ...]] = {
    "head": ("organ", "heading", "number", "date"),
    "foot": ("signature", "noi_nhan"),
}


def doubts_of(
    key: str,
    field: Field,
    parts: Parts,
    fields: Mapping[str, Field],
    flags: int = 0,
) -> dict[str, float]:
    """Every doubt about a field that was read, 0 or more each, by the names in `DOUBTS`.

    Args:
        key: Of the field.
        field: With a value.
        parts: The document.
        fields: The whole record, which says what other fields claim.
        flags: How many cross-checks speak against it.
    """
    page = next((page for page in parts.pages if page.number == field.page), None)
    said = texts_of(field.value)
    lost = {name: sum(not parts.of(role) for role in roles) for name, roles in _ROLES.items()}
    if lost["head"]:
        paper = presence(parts, fields)
        # A form has neither organ nor number to lose, an act of the Assembly no line with its day,
        # a company's own letterhead with its address no national heading.
        lost["head"] -= sum(not parts.of(role) for role in _own_roles(parts, paper.lacks))
    found = {
        "rule": _nats(field.confidence),
        "odd_signs": min(_MOST, sum(odd_signs(key, text) for text in said)),
        "odd_words": min(_MOST, sum(odd_words(key, text) for text in said)),
        "unlisted": float(key in LISTED and not all(map(LISTED[key], said))),
        "open": min(_MOST, sum(map(is_open, said))),
        "others": float(bool(field.alternatives)),
        "long": math.log(1 + sum(len(text.split()) for text in said)),
        "head_lost": 0.0 if key in _FOOT else float(lost["head"]),
        "foot_lost": float(lost["foot"]) if key in _FOOT else 0.0,
        "flags": min(_MOST, float(flags)),
    }
    if page is not None:
        found |= _of_page(page)
        if field.box is not None:
            lines = [line for line in page.lines if _touches(line.box, field.box)]
            height = min((line.box.height for line in lines), default=field.box.height)
            found |= _of_place(key, field, field.box, lines, height, page)
            found["unclaimed"] = float(_unclaimed(key, field.box, height, parts, page, fields))
    return {name: round(found.get(name, 0.0), 4) for name in DOUBTS}


def _own_roles(parts: Parts, lacks: frozenset[str]) -> list[Role]:
    """The parts of a letterhead that a paper does not have of its kind."""
    named: dict[str, Role] = {"org": "organ", "number": "number", "date": "date"}
    roles = [role for key, role in named.items() if key in lacks]
    own = parts.of("organ") and any(is_contact(piece.text) for piece in parts.of("other"))
    return [*roles, "heading"] if own else roles


def _nats(sure: float) -> float:
    return -math.log(min(1.0, max(_LEAST, sure)))


def texts_of(value: Any) -> list[str]:
    """The texts of a value."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts_of(item)]
    if isinstance(value, (list, tuple)):
        return [text for item in value for text in texts_of(item)]
    return [] if value is None else [str(value)]


def _of_page(page: PageReading) -> dict[str, float]:
    return {
        "page": _nats(1.0 if page.confidence is None else page.confidence),
        "coarse": max(0.0, 300 - page.dpi) / 100,
        "turned": float(not page.orientation_sure),
    }


def _of_place(
    key: str, field: Field, box: Box, lines: Sequence[Line], height: int, page: PageReading
) -> dict[str, float]:
    """What the words in a field's box, and the ink on and around it, say.

    Args:
        key: Of the field.
        field: It.
        box: Its.
        lines: That it was read from.
        height: Of the lowest of them, or of the box where there is none.
        page: They stand on.
    """
    if field.ink == "print":
        sure = _sureness(lines, box, specks=key in _FOOT - {"noi_nhan"})
        found = {
            "least_word": _nats(min(sure, default=1.0)),
            "all_words": math.sqrt(sum(map(_nats, sure))),
        }
    else:
        found = {}
    around = box.grown(max(1, height // 2), page.size_px)
    if field.ink == "print":
        over = [mark.box.intersection(box).area for mark in page.marks]
        found["covered"] = min(1.0, max(over, default=0) / max(1, box.area))
        found["beside"] = float(any(m.box.intersection(around).area for m in page.marks))
    otherwise = [line for line in lines if line.other is not None and line.other != line.raw]
    return found | {
        "twice": len(otherwise) / len(lines) if lines else 0.0,
        "unread": float(any(part.box.intersection(around).area for part in page.unread)),
    }


def _inside(part: Box, whole: Box) -> bool:
    """Whether the middle of a box lies in another."""
    x, y = part.x + part.width / 2, part.y + part.height / 2
    return whole.x <= x <= whole.right and whole.y <= y <= whole.bottom


def _touches(line: Box, box: Box) -> bool:
    """Whether a line is one of a field's, or the field a part of it."""
    return _inside(line, box) or _inside(box, line)


def _sureness(lines: Sequence[Line], box: Box, *, specks: bool) -> list[float]:
    """How sure the reader is of each word in a box; of lines without words, of the line.

    A dash or a speck is no word, for no value has it; beside a name in a foot it still tells that
    ink lies there (`specks`).
    """
    found = []
    for line in lines:
        words = [
            word.confidence
            for word in line.words
            if _inside(word.box, box) and (specks or any(map(str.isalnum, word.text)))
        ]
        found += words if line.words else [line.confidence]
    return found


def _unclaimed(
    key: str,
    field_box: Box,
    height: int,
    parts: Parts,
    page: PageReading,
    fields: Mapping[str, Field],
) -> bool:
    """A line hard above or below a field that no field says it is.

    The author's line under a title is no field's and belongs where it stands; so does the end of
    the text above a foot.
    """
    near = [line.box for line in page.lines if _is_hard_by(line.box, field_box, height)]
    if not near:
        return False
    claimed = [
        field.box
        for field in fields.values()
        if field.box is not None
        and field.page == page.number
        # A field of the whole page, its language, claims none of its lines.
        and not (field.box.area > field_box.area and field.box.union(field_box) == field.box)
    ]
    claimed += [piece.box for piece in parts.of("author") if piece.page == page.number]
    text = [piece.box for piece in parts.of("body")] if key in _FOOT else []
    return any(
        not (line.y < field_box.y and line in text)
        and not any(_inside(line, other) for other in claimed)
        for line in near
    )


def _is_hard_by(line: Box, box: Box, height: int) -> bool:
    """Whether a line stands right above or below a box of lines so high."""
    between = max(line.y - box.bottom, box.y - line.bottom)
    abreast = min(line.right, box.right) - max(line.x, box.x)
    return -0.5 * height < between < 0.5 * height and abreast > 0.5 * line.width
