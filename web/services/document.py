"""A document as its page shows it: head, record, text by page, marks, and what was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from pipeline.archive.fonds import fonds_of
from pipeline.archive.search.marking import Meant, boxes_on, marks_in, meant_by
from pipeline.document.assemble import lines_with_pen
from pipeline.errors import QueryError, SearchIndexError
from pipeline.mark_kinds import MARK_KINDS
from pipeline.record.fields import FIELDS
from pipeline.record.said import short
from pipeline.values.decisions import standing
from web.services.naming import Title, day_said, texts_of, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.geometry import Box
    from pipeline.values.decisions import Decision
    from pipeline.values.document import Document, Field, ReviewNote
    from pipeline.values.marks import MarkRecord
    from pipeline.values.readings import Line, PageReading
    from web.desk import Desk

__all__ = ["Piece", "ShownDocument", "ShownLine", "ShownMark", "ShownPage", "document_of"]

_LONGEST_VALUE = 4000
_DETAILS = ("noi_nhan_details", "issuers", "signers", "type_code", "inferred")
"""Fields that say again, in parts, what others say as printed."""

Grade = Literal["must", "should", "may", "none"]


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of the record.

    Attributes:
        label: What a clerk calls the field.
        value: As it is read aloud; empty where there is none.
        lines: The same, where it is a list.
        reason: Why there is no value.
        sure: 0–1; None where a person has decided it, or there is no value.
        person: Who decided it, and when (ISO 8601); None = the machine's.
        machine: What the machine had read, where a person says otherwise.
        page: It was read on.
        box: ... there, original pixels.
        detail: It says again in parts what another one says.
    """

    label: str
    value: str
    lines: tuple[str, ...]
    reason: str | None
    sure: float | None
    person: tuple[str, str] | None
    machine: str | None
    page: int | None
    box: Box | None
    detail: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of a line: plain, doubtful, or what was asked for."""

    text: str
    kind: Literal["plain", "doubt", "hit", "hit doubt"] = "plain"


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A printed line.

    Attributes:
        id: Of the line.
        box: Original pixels.
        pieces: Its text.
        opens: It begins a paragraph.
        struck: It was struck through.
    """

    id: str
    box: Box
    pieces: tuple[Piece, ...]
    opens: bool
    struck: bool


@dataclass(frozen=True, slots=True)
class ShownMark:
    """Ink that came after printing.

    Attributes:
        said: What a clerk calls it.
        family: How it is shown: as a stamp, pen …
        text: What it says; empty where it was not read.
        sure: 0–1.
        page: It is on.
        box: Original pixels.
        picture: Name among the document's files; None without one.
        pieces: Its text as it is shown.
    """

    said: str
    family: str
    text: str
    sure: float
    page: int
    box: Box
    picture: str | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ShownPage:
    """What a page says.

    Attributes:
        number: In the scanned file.
        zones: (kind, lines) in reading order.
        marks: That say something.
        problem: Why it could not be read.
        blank: There is nothing on it.
    """

    number: int
    zones: tuple[tuple[str, tuple[ShownLine, ...]], ...]
    marks: tuple[ShownMark, ...]
    problem: str | None
    blank: bool


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """All that a document's page shows.

    Attributes:
        id: Of it.
        title: As clerks name it.
        signer: Who signed the paper, with the title; empty where it was not read.
        fonds: Its fonds, the empty one left out.
        file: Name of the scanned file.
        numbers: Its pages there.
        grade: Of its weightiest note.
        notes: How many notes of each grade.
        signed: Who signed the record off, and when (ISO 8601).
        rows: The record.
        pages: What they say.
        marks: All of them, with pictures or not.
        hits: Page → boxes of what was asked for.
        review: What a person has to look at.
        decided: The document itself, as people have decided it.
    """

    id: str
    title: Title
    signer: str
    fonds: tuple[str, ...]
    file: str
    numbers: tuple[int, ...]
    grade: Grade
    notes: dict[str, int]
    signed: tuple[str, str] | None
    rows: tuple[Row, ...]
    pages: tuple[ShownPage, ...]
    marks: tuple[ShownMark, ...]
    hits: dict[int, list[Box]]
    review: tuple[ReviewNote, ...]
    decided: Document


def document_of(desk: Desk, document_id: str, question: str) -> ShownDocument:
    """A document for its page, with what a question asks for marked.

    Args:
        desk: Where it is.
        document_id: Of it.
        question: Empty, or what it was found by; one that cannot be understood marks nothing.
    """
    archive = desk.archive
    read = archive.read_document(document_id)
    document = archive.decisions.laid_over(read)
    decisions = standing(archive.decisions.of(document_id))
    signed = archive.decisions.signed(document_id)
    meant = _meant(desk, document, question)
    doubt = desk.settings.review.words
    written = lines_with_pen(document.pages)
    fields = texts_of(document)
    counts = {g: sum(n.grade == g for n in document.review) for g in ("must", "should", "may")}
    grade: Grade = next((g for g in ("must", "should", "may") if counts[g]), "none")
    return ShownDocument(
        document.id,
        title_of(fields, document.source.name),
        ", ".join(fields[key] for key in ("signer", "title") if key in fields),
        tuple(sorted(fonds_of(archive, [document_id]).get(document_id, frozenset()) - {""})),
        document.source.name,
        document.source.pages,
        grade,
        counts,
        (signed.who, signed.at.isoformat()) if signed else None,
        tuple(_rows(document, read, decisions)),
        tuple(_page(page, written, meant, doubt) for page in document.pages),
        tuple(_mark(page, mark, meant) for page in document.pages for mark in page.marks),
        boxes_on(document, meant),
        document.review,
        document,
    )


def _meant(desk: Desk, document: Document, question: str) -> Meant:
    """The words of a question; where none of them stands here, those that look like them."""
    try:
        meant = meant_by(question)
        if question.strip() and not boxes_on(document, meant):
            return meant_by(question, desk.archive.search.index.near)
    except (QueryError, SearchIndexError):
        return Meant(frozenset(), ())
    return meant


def _rows(document: Document, read: Document, decisions: tuple[Decision, ...]) -> Iterator[Row]:
    people = {d.change.target.key: d for d in decisions if d.change.target.kind == "field"}
    for spec in FIELDS:
        field = document.fields.get(spec.key)
        if field is None:
            continue
        decision = people.get(spec.key)
        value, lines = _said(spec.key, field)
        was = read.fields.get(spec.key)
        machine = None
        if decision is not None and was is not None and was.value != field.value:
            machine = _said(spec.key, was)[0] or f"(không có: {was.reason})"
        yield Row(
            spec.label[:1].upper() + spec.label[1:],
            value,
            lines,
            field.reason,
            field.confidence if field.value is not None and decision is None else None,
            (decision.who, decision.at.isoformat()) if decision else None,
            machine,
            field.page,
            field.box,
            spec.key in _DETAILS,
        )


def _said(key: str, field: Field) -> tuple[str, tuple[str, ...]]:
    value: Any = field.value
    if value is None:
        return "", ()
    if key == "date" and isinstance(value, str):
        return day_said(value), ()
    if isinstance(value, list | tuple):
        lines = tuple(short(one, _LONGEST_VALUE) for one in value)
        return "; ".join(lines), lines
    if isinstance(value, dict):
        parts = [f"{one}" for one in value.values() if one]
        return ", ".join(parts), ()
    return short(value, _LONGEST_VALUE), ()


def _page(page: PageReading, written: Mapping[str, str], meant: Meant, doubt: float) -> ShownPage:
    zones = tuple(
        (
            zone.kind,
            tuple(_line(line, written.get(line.id), meant, doubt) for line in zone.lines),
        )
        for zone in page.zones
        if zone.lines
    )
    marks = tuple(_mark(page, mark, meant) for mark in page.marks if mark.text)
    return ShownPage(page.number, zones, marks, page.problem, page.blank)


def _line(line: Line, with_pen: str | None, meant: Meant, doubt: float) -> ShownLine:
    text = with_pen or line.text
    unsure = []
    at = 0
    if with_pen or [word.text for word in line.words] == text.split():
        for word in line.words:
            start = text.find(word.text, at)
            if start < 0:
                continue  # print that pen has taken the place of
            at = start + len(word.text)
            if word.confidence < doubt:
                unsure.append((start, at))
    pieces = tuple(_pieces(text, marks_in(text, meant), unsure))
    return ShownLine(line.id, line.box, pieces, line.starts_paragraph, line.struck)


def _mark(page: PageReading, mark: MarkRecord, meant: Meant) -> ShownMark:
    spec = MARK_KINDS[mark.kind]
    text = mark.text or ""
    return ShownMark(
        spec.label,
        spec.family,
        text,
        mark.confidence,
        page.number,
        mark.box,
        f"evidence/{mark.crop.removeprefix('evidence/')}" if mark.crop else None,
        tuple(_pieces(text, marks_in(text, meant), [])),
    )


def _pieces(
    text: str, hits: list[tuple[int, int]], unsure: list[tuple[int, int]]
) -> Iterator[Piece]:
    """A text cut where marks begin and end."""
    edges = sorted({0, len(text), *(at for span in (*hits, *unsure) for at in span)})
    for start, end in pairwise(edges):
        hit = any(a <= start and end <= b for a, b in hits)
        doubt = any(a <= start and end <= b for a, b in unsure)
        kind = "hit doubt" if hit and doubt else "hit" if hit else "doubt" if doubt else "plain"
        yield Piece(text[start:end], kind)  # type: ignore[arg-type]
