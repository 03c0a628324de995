"""Notes on fields: what is missing or in doubt, one note for what a person mends in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pipeline.document.places import where
from pipeline.record.fields import FIELDS
from pipeline.record.presence import presence
from pipeline.record.said import short
from pipeline.values.document import ReviewNote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.record.check import Check
    from pipeline.record.parts import Parts
    from pipeline.settings import Review
    from pipeline.values.document import Field, Grade

__all__ = ["field_notes", "short"]

_LABELS = {spec.key: spec.label for spec in FIELDS}

# Fields that a person mends together: one look, one place. The cause names the place.
_TOGETHER: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("number", ("number", "date")),
    ("letterhead", ("org", "symbol", "parent_org", "system", "place")),
    ("title", ("type", "subject")),
    ("signer", ("signer", "title", "authority")),
    ("others", ("recipients", "noi_nhan", "incoming_stamp", "urgency", "cited_documents")),
)
# Kept as a picture, said by a note of its own, or told from other fields and pages.
_ELSEWHERE = frozenset(
    {
        *("handwriting", "secrecy", "noi_nhan_details", "instructions", "annexes", "language"),
        *("page_count", "sheet_count", "physical_state", "inferred"),
    }
)


class _Cost(NamedTuple):
    """What a field weighs in a register, and how long a person needs to mend it."""

    weight: float
    minutes: float


_COSTS = {
    "number": _Cost(3, 0.3),
    "symbol": _Cost(3, 0.3),
    "date": _Cost(3, 0.3),
    "org": _Cost(3, 0.5),
    "type": _Cost(2, 0.2),
    "subject": _Cost(2, 0.8),
    "signer": _Cost(2, 0.4),
}
_OTHER = _Cost(1, 0.4)
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A field that a person has to look at.

    Attributes:
        key: Of the field.
        field: What was read.
        why: It is in doubt.
        grade: How pressing: by what the profile requires.
    """

    key: str
    field: Field
    why: str
    grade: Grade


def field_notes(
    parts: Parts, fields: Mapping[str, Field], checks: Iterable[Check], review: Review
) -> Iterator[ReviewNote]:
    """What is missing or in doubt among the fields.

    A field that the paper plainly does not have is not asked for; that it has none is said once.
    """
    paper = presence(parts, fields)
    against: dict[str, list[str]] = {}
    for check in checks:
        for key in check.fields:
            if check.why is not None:
                against.setdefault(key, []).append(check.why)
    doubts = {
        key: doubt
        for key, field in fields.items()
        if key not in _ELSEWHERE and key not in paper.lacks
        if (doubt := _doubt(key, field, against.get(key, ()), review)) is not None
    }
    if parts.head_problem is not None:
        # The hole, or that there is nothing, is told by a note of its own.
        doubts = {key: d for key, d in doubts.items() if d.field.reason != parts.head_problem}
    for grade in ("must", "should", "may"):
        yield from _together([d for d in doubts.values() if d.grade == grade], parts, grade)
    required = [key for key in review.required_fields if key in paper.lacks]
    if paper.kind == "sheet":
        what = "Không phải văn bản hành chính: không có tiêu đề, số, ngày ban hành"
        why = "hồ sơ chỉ có bảng, biểu mẫu hoặc phụ lục; hãy xem có thuộc văn bản nào không"
        yield ReviewNote(what, where(None, None, parts.pages), why, "may", "sheet", (), 0.3, 0.5)
    elif "signer" in required and not paper.ends:
        last = next((p.number for p in reversed(parts.pages) if not p.blank), None)
        what = "Không thấy trang ký: tài liệu có thể thiếu trang cuối"
        why = "hết trang cuối mà không có nơi nhận, chức vụ, chữ ký"
        yield ReviewNote(what, where(last, None, parts.pages), why, "should", "end", (), 0.5, 0.5)


def _doubt(key: str, field: Field, against: Iterable[str], review: Review) -> _Doubt | None:
    grade: Grade = "should" if key in review.useful_fields else "may"
    if key in review.required_fields:
        grade = "must"
    if field.value is None:
        seen = field.page is not None and (field.ink is not None or bool(field.alternatives))
        return _Doubt(key, field, field.reason or "", grade) if grade == "must" or seen else None
    reasons = list(against)
    if _is_struck(key, field):
        reasons.append("có nét gạch ngang")
    if not reasons and field.confidence < review.line(key):
        reasons.append("đọc không chắc")
    return _Doubt(key, field, "; ".join(reasons), grade) if reasons else None


def _is_struck(key: str, field: Field) -> bool:
    """Whether a stroke goes through the value, or lies over a number's figures."""
    said = field.value if isinstance(field.value, str) else ""
    return "~~" in said or (key == "number" and "~~" in (field.raw or ""))


def _together(doubts: Sequence[_Doubt], parts: Parts, grade: Grade) -> Iterator[ReviewNote]:
    """Required fields by place; the others in one note, for none of them alone calls anybody."""
    known = {doubt.key: doubt for doubt in doubts}
    places = _TOGETHER if grade == "must" else (("others", tuple(known)),)
    if _same_reason(known, "number", "symbol"):
        # The whole line is missing: one cause, one look.
        moved = {"number": ("number", "date", "symbol"), "letterhead": ("org",)}
        places = tuple((cause, moved.get(cause, keys)) for cause, keys in places)
    for cause, keys in places:
        found = [known[key] for key in keys if key in known]
        if found:
            yield _note(cause, found, parts, grade)


def _same_reason(doubts: Mapping[str, _Doubt], *keys: str) -> bool:
    """Whether all of these are missing, for one reason."""
    found = [doubts[key] for key in keys if key in doubts and doubts[key].field.value is None]
    return len(found) == len(keys) and len({doubt.why for doubt in found}) == 1


def _note(cause: str, doubts: Sequence[_Doubt], parts: Parts, grade: Grade) -> ReviewNote:
    missing = [_LABELS[d.key] for d in doubts if d.field.value is None]
    unsure = [
        f"{_LABELS[d.key]} {short(d.field.value, _LONGEST)}"
        for d in doubts
        if d.field.value is not None
    ]
    said = [f"chưa có {', '.join(missing)}"] if missing else []
    said += [f"cần xem lại {'; '.join(unsure)}"] if unsure else []
    places = [where(d.field.page, d.field.box, parts.pages) for d in doubts]
    one = len(doubts) == 1
    named = [
        place if one else f"{_LABELS[d.key]}: {place}"
        for d, place in zip(doubts, places, strict=True)
    ]
    whys = [d.why if one else f"{_LABELS[d.key]}: {d.why}" for d in doubts]
    if len({d.why for d in doubts}) == 1:
        whys = [doubts[0].why]
    if len(set(places)) == 1:
        named = places[:1]
    costs = [_COSTS.get(d.key, _OTHER) for d in doubts]
    minutes = round(sum(_minutes(cost, d) for cost, d in zip(costs, doubts, strict=True)), 2)
    worth = sum(
        cost.weight * (1 - d.field.confidence) for cost, d in zip(costs, doubts, strict=True)
    )
    by_pen = any(d.field.ink == "pen" for d in doubts) and cause == "number"
    return ReviewNote(
        what="; ".join(said)[:1].upper() + "; ".join(said)[1:],
        where="; ".join(named),
        why="; ".join(whys),
        grade=grade,
        cause="pen" if by_pen else cause,
        fields=tuple(d.key for d in doubts),
        minutes=minutes,
        gain=round(worth / minutes, 3),
    )


def _minutes(cost: _Cost, doubt: _Doubt) -> float:
    """To type a value in; half of it where a reading has only to be confirmed."""
    # What a day's reading offers may be month and year alone.
    others = doubt.key != "date" and bool(doubt.field.alternatives)
    offered = doubt.field.value is not None or others
    return cost.minutes / 2 if offered else cost.minutes
