"""What people typed, as lessons for a recogniser: a line's picture and what it says.

Nothing is learnt from a document that bears a mark of secrecy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipeline.document.assemble import lines_with_pen
from pipeline.document.canonical import PERSON
from pipeline.document.decided import same_target
from pipeline.values.decisions import Target, standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.geometry import Box
    from pipeline.values.decisions import Decision
    from pipeline.values.document import Document
    from pipeline.values.readings import Line, PageReading

__all__ = ["Lesson", "is_secret", "lessons_of"]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A place on a page, and what a person says stands there.

    Attributes:
        kind: A printed `line`, or a field's `slot` filled in by pen.
        page: Number in the scanned file.
        box: Original pixels.
        text: As a person typed or confirmed it.
        machine: What the machine had read there; empty where nothing.
        who: Decided last.
        at: When, ISO 8601.
    """

    kind: Literal["line", "slot"]
    page: int
    box: Box
    text: str
    machine: str
    who: str
    at: str

    @property
    def name(self) -> str:
        """Of its files, without an ending."""
        prefix = "s" if self.kind == "slot" else "p"
        return f"{prefix}{self.page:04d}-{self.box.x:05d}-{self.box.y:05d}"


def lessons_of(read: Document, shown: Document, decisions: Sequence[Decision]) -> list[Lesson]:
    """All lessons of a document; none of one that bears a mark of secrecy.

    Args:
        read: As the machine read it.
        shown: With the decisions laid over it.
        decisions: All on record.
    """
    if is_secret(shown):
        return []
    hold = standing(decisions)
    return [*_lines(shown, hold), *_slots(read, shown, hold)]


def is_secret(shown: Document) -> bool:
    """Whether a document bears a degree of secrecy, or may."""
    secrecy = shown.fields.get("secrecy")
    bears = secrecy is not None and secrecy.value is not None
    return bears or any(note.cause == "secrecy" for note in shown.review)


def _lines(shown: Document, hold: Sequence[Decision]) -> Iterator[Lesson]:
    """Lines typed or confirmed; a picture with pen in it comes with what the pen wrote."""
    with_pen = lines_with_pen(shown.pages)
    about = [one for one in hold if one.change.act in ("confirm", "correct")]
    for page in shown.pages:
        for line in page.lines:
            place = Target("line", page=page.number, box=line.box)
            last = [one for one in about if same_target(one.change.target, place)][-1:]
            text = with_pen.get(line.id, line.text)
            if not text or (PERSON not in line.fixes and _has_unread_pen(page, line, text)):
                continue
            for one in last:
                at = one.at.isoformat()
                yield Lesson("line", page.number, line.box, text, line.raw, one.who, at)


def _has_unread_pen(page: PageReading, line: Line, text: str) -> bool:
    """Whether pen stands in a line that its text does not have: no lesson can be had of it."""
    return any(
        mark.kind == "fill_in"
        and mark.box.intersection(line.box).area > 0
        and not (mark.text and mark.text in text)
        for mark in page.marks
    )


def _slots(read: Document, shown: Document, hold: Sequence[Decision]) -> Iterator[Lesson]:
    """Fields filled in by pen: a number, a day."""
    last = {one.change.target.key: one for one in hold if one.change.target.kind == "field"}
    for key, one in last.items():
        field = shown.fields[key]
        if field.ink != "pen" or field.box is None or field.page is None:
            continue
        if isinstance(field.value, str):
            machine = read.fields[key].value
            said = machine if isinstance(machine, str) else ""
            at = one.at.isoformat()
            yield Lesson("slot", field.page, field.box, field.value, said, one.who, at)
