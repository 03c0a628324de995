"""One document as a person reviews it, and what is decided of it there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pipeline.archive.decisions.clashes import signature_of
from pipeline.archive.decisions.words import value_said
from pipeline.document.decided import checked, decided
from pipeline.document.review import GRADES
from pipeline.record.fields import FIELDS
from pipeline.values.decisions import standing
from web.services.naming import label_of, texts_of
from web.services.review_fields import FORMS, Form, said, sure_said, typed
from web.services.review_notes import notes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.values.decisions import Act, Change, Decision
    from pipeline.values.document import Document, Field, Grade, ReviewNote
    from pipeline.values.people import Right, Who
    from web.desk import Desk
    from web.services.review_notes import ReviewedNote

__all__ = [
    "Alternative",
    "Decided",
    "Review",
    "ReviewField",
    "decide",
    "decision_said",
    "may_decide",
    "review_of",
]

_SIGNERS: frozenset[Act] = frozenset({"waive", "sign", "reopen"})
_LABELS = {spec.key: spec.label for spec in FIELDS}
_MOST_ALTERNATIVES = 9
"""As many as there are keys."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another value that a field may have, and where it comes from."""

    value: Any
    said: str
    basis: str = ""


@dataclass(frozen=True, slots=True)
class ReviewField:
    """A field as it is reviewed.

    Attributes:
        key: Of the record.
        label: What a clerk calls it.
        form: How it is typed.
        value: As it stands now.
        reason: Why it has none.
        state: What people said of it; `open`: nothing.
        decision: That which holds; None while it is open.
        machine: What was read.
        grade: Of the weightiest note that the reading had on it; None where it had none.
        why: It is in doubt.
        sure: How sure the reading is, in words; empty where there is none.
        alternatives: At most nine.
        page: Where it stands; None where that is not known.
    """

    key: str
    label: str
    form: Form
    value: Any
    reason: str | None
    state: Literal["open", "confirmed", "corrected", "unreadable"]
    decision: Decision | None
    machine: Field
    grade: Grade | None
    why: str
    sure: str
    alternatives: tuple[Alternative, ...]
    page: int | None

    @property
    def in_doubt(self) -> bool:
        """Whether a person should look at it before the others."""
        return self.grade in ("must", "should")

    @property
    def machine_said(self) -> str:
        """What was read, as it is typed; empty where nothing was."""
        return said(self.form, self.machine.value)


@dataclass(frozen=True, slots=True)
class Review:
    """A document on the desk.

    Attributes:
        document: With all decisions that hold laid over it.
        label: As clerks call it, in short.
        fields: In the order of the record.
        notes: The most pressing first.
        seen: Number of the newest decision.
        signed: That which signed the record off; None while it is open.
        mine: Decisions of this person that hold, oldest first.
    """

    document: Document
    label: str
    fields: tuple[ReviewField, ...]
    notes: tuple[ReviewedNote, ...]
    seen: int
    signed: Decision | None
    mine: tuple[Decision, ...]

    @property
    def doubts(self) -> tuple[ReviewField, ...]:
        """Fields in doubt, those that the record cannot do without first."""
        found = [field for field in self.fields if field.in_doubt]
        return tuple(sorted(found, key=lambda field: GRADES.index(field.grade or "may")))

    @property
    def others(self) -> tuple[ReviewField, ...]:
        """The other fields."""
        return tuple(field for field in self.fields if not field.in_doubt)

    @property
    def left(self) -> tuple[ReviewedNote, ...]:
        """What must be looked at before the record can be signed off."""
        return tuple(
            note for note in self.notes if note.note.grade == "must" and note.state == "open"
        )


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of a decision.

    Attributes:
        made: The decisions as they are on record.
        others: What others decided since the person's page knew.
        review: The document now.
    """

    made: tuple[Decision, ...]
    others: tuple[Decision, ...]
    review: Review


def review_of(desk: Desk, who: Who, document_id: str) -> Review:
    """A document for review.

    Raises:
        ArchiveError: There is none.
    """
    document = desk.archive.read_document(document_id)
    return _review(desk, who, document, desk.archive.decisions.of(document_id))


def decide(desk: Desk, who: Who, document_id: str, changes: Sequence[Change], seen: int) -> Decided:
    """Put on record what a person decided, unless somebody decided otherwise meanwhile.

    What was sent before and arrived, though its sender never heard so, is known again: it is
    answered as if it were new, and stands on record once.

    Args:
        desk: The archive.
        who: Decides; `may_decide` was asked.
        document_id: Of what.
        changes: What.
        seen: Number of the newest decision that the person's page knew.

    Raises:
        ChangedMeanwhileError: Somebody decided on the same thing since; nothing is written.
        DecisionError: It cannot be decided so; the message says why.
        ArchiveError: There is no such document, or it cannot be written.
    """
    archive = desk.archive
    document = archive.read_document(document_id)
    before = archive.decisions.of(document_id)
    made = _sent_before(decided(document, before), before[seen:], changes, who)
    if made is None:
        made = archive.decisions.decide(document_id, changes, who.name, seen)
    own = {one.number for one in made}
    now = archive.decisions.of(document_id)
    others = tuple(one for one in now if one.number > seen and one.number not in own)
    return Decided(made, others, _review(desk, who, document, now))


def may_decide(desk: Desk, who: Who, document_id: str, changes: Iterable[Change]) -> bool:
    """Whether a person has the rights that all these changes ask for."""
    made = desk.archive.decisions.of(document_id)
    return all(who.may(_right_for(change, made)) for change in changes)


def _right_for(change: Change, decisions: Iterable[Decision]) -> Right:
    """The right that a change asks for; undoing asks for that of what is undone."""
    if change.act == "undo":
        undone = next((one for one in decisions if one.number == change.undoes), None)
        return "review" if undone is None else _right_for(undone.change, decisions)
    return "sign" if change.act in _SIGNERS else "review"


def decision_said(decision: Decision) -> str:
    """A decision in one line, for whoever it concerns."""
    change = decision.change
    form = FORMS.get(change.target.key, Form())
    words = {
        "confirm": f"xác nhận “{said(form, change.before)}”",
        "correct": f"sửa “{said(form, change.before)}” thành “{said(form, change.after)}”",
        "unreadable": "ghi là không đọc được",
        "waive": f"bỏ qua: {change.reason or ''}",
        "sign": "ký duyệt hồ sơ",
        "reopen": f"mở lại hồ sơ: {change.reason or ''}",
        "undo": "hoàn tác một quyết định",
        "name": f"đặt loại dấu: {value_said(change.after, 60)}",
        "turn": f"xoay trang {change.after}°",
    }
    return words[change.act]


def _sent_before(
    now: Document, newer: Sequence[Decision], changes: Sequence[Change], who: Who
) -> tuple[Decision, ...] | None:
    """The decisions of this person that are just these changes, where they are on record."""
    mine = [one for one in newer if one.who == who.name]
    if len(mine) < len(changes):
        return None
    wanted = [one if one.act == "undo" else checked(now, one) for one in changes]
    for start in range(len(mine) - len(wanted) + 1):
        found = mine[start : start + len(wanted)]
        if all(map(_same, (one.change for one in found), wanted)):
            return tuple(found)
    return None


def _same(one: Change, other: Change) -> bool:
    """Whether two changes say one thing; what stood before may have been seen another way."""
    return (one.act, one.target, one.after, one.reason, one.undoes) == (
        other.act, other.target, other.after, other.reason, other.undoes,
    )  # fmt: skip


def _review(desk: Desk, who: Who, document: Document, decisions: tuple[Decision, ...]) -> Review:
    now = decided(document, decisions)
    holding = standing(decisions)
    by_field = {one.change.target.key: one for one in holding if one.change.target.kind == "field"}
    fields = tuple(
        _field(spec.key, document, now, by_field.get(spec.key), desk)
        for spec in FIELDS
        if spec.key in document.fields
    )
    return Review(
        now,
        label_of(texts_of(now), now.source.name),
        fields,
        tuple(notes_of(document.review, now.review, holding)),
        decisions[-1].number if decisions else 0,
        signature_of(holding),
        tuple(one for one in holding if one.who == who.name),
    )


def _field(
    key: str,
    document: Document,
    now: Document,
    decision: Decision | None,
    desk: Desk,
) -> ReviewField:
    machine, field = document.fields[key], now.fields[key]
    form = FORMS[key]
    notes = [note for note in document.review if key in note.fields]
    first = min(notes, key=lambda note: GRADES.index(note.grade), default=None)
    states: dict[str, Any] = {"confirm": "confirmed", "correct": "corrected"}
    line = desk.settings.review.line(key)
    return ReviewField(
        key,
        _LABELS[key],
        form,
        field.value,
        field.reason,
        states.get(decision.change.act, "unreadable") if decision else "open",
        decision,
        machine,
        first.grade if first else None,
        _why(key, first, machine),
        sure_said(machine.confidence, line) if machine.value is not None else "",
        _alternatives(form, machine, field.value, _proposals(document, key)),
        machine.page,
    )


def _why(key: str, note: ReviewNote | None, machine: Field) -> str:
    """What a note says of this one field: it may be about several."""
    if note is None:
        return ""
    if machine.reason is not None:
        return machine.reason
    for part in note.why.split("; "):
        label, colon, why = part.partition(": ")
        if colon and label == _LABELS[key]:
            return why
    return note.why


def _alternatives(
    form: Form, machine: Field, value: Any, proposals: Iterable[tuple[Any, str]]
) -> tuple[Alternative, ...]:
    if form.shape != "one":
        return ()
    found: dict[str, Alternative] = {}
    offered = [(machine.value, "máy đọc"), *((one, "") for one in machine.alternatives)]
    for one, basis in (*offered, *proposals):
        if one is None or one == value:
            continue
        words = typed(form.kind, one)
        found.setdefault(words, Alternative(one, words, basis))
    return tuple(found.values())[:_MOST_ALTERNATIVES]


def _proposals(document: Document, key: str) -> Iterable[tuple[Any, str]]:
    """What context lets one guess of a field."""
    inferred = document.fields.get("inferred")
    for one in (inferred.value or ()) if inferred is not None else ():
        if isinstance(one, dict) and one.get("field") == key and one.get("value") is not None:
            yield one["value"], f"suy đoán từ {one.get('basis', '')}"
