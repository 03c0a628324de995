"""The canonical text of a document (documents.md §6): blocks in a fixed order, paragraphs joined.

Words of one printed block stand together.  Page numbers, ornaments and seals' lettering are left
out; what stamps and pen say stands in paragraphs of its own; a number or day written by pen and
an office or name put on by rubber stamp stand where they belong.  Print that was seen and not
read has its paragraph where it stands on the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.document.unread import Gaps
from pipeline.geometry import Box
from pipeline.mark_kinds import MARK_KINDS
from pipeline.record.date import date_marks
from pipeline.record.dateline import parse_date_line
from pipeline.record.filled import is_struck, pen_digits
from pipeline.record.foot_words import is_office
from pipeline.record.formulas import mend_formula
from pipeline.record.list_items import grouped
from pipeline.record.number import number_marks
from pipeline.record.person import is_name
from pipeline.record.signature import read_signature
from pipeline.record.symbol import parse_number_line
from pipeline.text.normalise import collapse_spaces
from pipeline.text.paragraphs import join_lines, paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.parts import Parts
    from pipeline.record.pieces import Piece
    from pipeline.record.roles import Block
    from pipeline.values.marks import MarkRecord
    from pipeline.values.readings import PageReading

__all__ = ["PERSON", "Canonical", "canonical_text"]

PERSON = "person"
"""Fix of a line whose text a person has typed or confirmed: it stands as it is."""

_TITLE = ("type", "author", "title_subject")


@dataclass(slots=True)
class Canonical:
    """The text while it grows.

    Attributes:
        parts: The document, sorted.
        paragraphs: Finished ones.
        fixes: (line id, name of fix) of formulas put right.
        placed: Marks whose text already stands in the text.
        lines: What each line says, by its id.
    """

    parts: Parts
    paragraphs: list[str] = field(default_factory=list)
    fixes: list[tuple[str, str]] = field(default_factory=list)
    placed: set[int] = field(default_factory=set)
    lines: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Paragraphs with a blank line between."""
        return "\n\n".join(self.paragraphs)

    def add(self, paragraph: str) -> None:
        """Append a paragraph unless it is empty."""
        if paragraph.strip():
            self.paragraphs.append(paragraph.rstrip())

    def said(self, block: Block, piece: Piece) -> str:
        """What a line says: formulas put right, pen in its slot, struck print marked."""
        typed = PERSON in piece.line.fixes
        text, fix = mend_formula(block.role, piece.text)
        if fix and not typed:
            self.fixes.append((piece.line.id, fix))
        if block.role == "number":
            text = self._with_number(piece, text)
        elif block.role == "date":
            text = self._with_day(piece, text)
        if typed:
            text = piece.text  # a person wrote all of it, the pen in its slots too
        elif piece.line.struck and "~~" not in text:
            text = f"~~{text}~~"
        self.lines[piece.line.id] = text
        return text

    def _with_number(self, piece: Piece, text: str) -> str:
        line = parse_number_line(text)
        if line is None:
            return text
        marks = number_marks(piece, line, self.parts.marks_on(piece.page))
        digits = pen_digits(marks)
        if digits is None:
            return text
        self.placed.update(map(id, marks))
        if is_struck(Box.around(mark.box for mark in marks), self.parts.marks_on(piece.page)):
            digits = f"~~{digits}~~"
        return text[: line.start] + digits + text[line.slash :].lstrip()

    def _with_day(self, piece: Piece, text: str) -> str:
        line = parse_date_line(text)
        if line is None:
            return text
        slots = date_marks(piece, line, self.parts.marks_on(piece.page))
        for marks, (start, end) in reversed(
            list(zip(slots, (line.day_slot, line.month_slot), strict=True))
        ):
            digits = pen_digits(marks)
            if digits is not None:
                self.placed.update(map(id, marks))
                text = f"{text[:start]} {digits} {text[end:]}"
        return collapse_spaces(text)


def canonical_text(parts: Parts) -> Canonical:
    """Write the canonical text of a document."""
    canonical = Canonical(parts)
    _write_head(canonical)
    first = parts.head[0].page if parts.head else None
    by_page = {page: list(blocks) for page, blocks in groupby(parts.flow, lambda b: b.page)}
    for page in parts.pages:
        if page.problem is not None:
            canonical.add(f"[Trang {page.number} không đọc được]")
            continue
        _place_name_stamps(canonical, page)
        gaps = Gaps(page)
        for block in by_page.get(page.number, ()):
            for gap, pieces in gaps.cut(block):
                canonical.add(gap)
                _write_flow(canonical, replace(block, pieces=pieces))
        canonical.add(gaps.rest())
        if page.number != first:
            _write_marks(canonical, page)
    return canonical


def _write_head(canonical: Canonical) -> None:
    """Letterhead, marks of the first page, title, recipients."""
    parts = canonical.parts
    blocks = list(parts.head)
    lines = {block: "\n".join(canonical.said(block, p) for p in block.pieces) for block in blocks}
    below = ("recipients", *_TITLE)
    for block in blocks:
        if block.role not in below:
            canonical.add(lines[block])
    if blocks:
        page = next(page for page in parts.pages if page.number == blocks[0].page)
        _place_name_stamps(canonical, page)
        _write_marks(canonical, page)
    canonical.add("\n".join(lines[block] for block in blocks if block.role in _TITLE))
    for block in blocks:
        if block.role == "recipients":
            said = lines[block].split("\n")
            canonical.add("\n".join(join_lines(group) for group in grouped(said)))


def _write_flow(canonical: Canonical, block: Block) -> None:
    said = [canonical.said(block, piece) for piece in block.pieces]
    if block.role == "table":
        canonical.add("\n".join(_rows(block.pieces, said)))
    elif block.role == "noi_nhan":
        canonical.add("\n".join(join_lines(group) for group in _listed(said)))
    elif block.role in ("signature", "second_signature"):
        _write_signature(canonical, block, said)
    else:
        starts = [piece.line.starts_paragraph for piece in block.pieces]
        for paragraph in paragraphs(zip(said, starts, strict=True)):
            canonical.add(paragraph)


def _listed(said: list[str]) -> list[list[str]]:
    """Nơi nhận by items; the label stands on a line of its own."""
    groups = grouped(said[1:]) if said and said[0].rstrip().endswith(":") else None
    return [said[:1], *groups] if groups is not None else grouped(said)


def _rows(pieces: Sequence[Piece], said: list[str]) -> list[str]:
    """A table's rows: cells parted by tabs, lines of one cell joined."""
    rows: list[str] = []
    numbered = list(zip(pieces, said, strict=True))
    for row, members in groupby(numbered, key=lambda pair: pair[0].line.row):
        if row is None:
            rows += [text for _, text in members]
            continue
        cells: dict[int, list[str]] = {}
        for piece, text in members:
            cells.setdefault(piece.line.column or 0, []).append(text)
        rows.append("\t".join(join_lines(cells[column]) for column in sorted(cells)))
    return rows


def _write_signature(canonical: Canonical, block: Block, said: list[str]) -> None:
    """Authority and office, three blank lines, name; rubber stamps at their height."""
    names = {id(piece) for piece in read_signature(block.pieces).names}
    page = next(page for page in canonical.parts.pages if page.number == block.page)

    def height(box: Box) -> int:
        return box.upright(page.rotation, page.size_px).y

    lines = [
        (height(piece.box), text, id(piece) in names)
        for piece, text in zip(block.pieces, said, strict=True)
    ]
    if block.role == "signature":
        for mark in canonical.parts.marks_on(block.page):
            if mark.kind == "name_stamp" and mark.text and id(mark) in canonical.placed:
                stamped = mark.text.splitlines()
                lines += [
                    (height(mark.box) + i, text.strip(), is_name(text))
                    for i, text in enumerate(stamped)
                ]
        lines.sort(key=lambda line: line[0])
    at = next((i for i, (_, _, name) in enumerate(lines) if name), len(lines))
    above = "\n".join(text for _, text, _ in lines[:at])
    below = "\n".join(text for _, text, _ in lines[at:])
    if not below:
        canonical.add(above)
    elif above:
        canonical.add(f"{above}\n\n\n\n{below}")
    else:
        canonical.add(f"\n\n{below}")


def _place_name_stamps(canonical: Canonical, page: PageReading) -> None:
    """Rubber stamps of office and name belong to their page's signature, where there is one."""
    signed = any(b.role == "signature" and b.page == page.number for b in canonical.parts.flow)
    for mark in page.marks:
        if signed and mark.kind == "name_stamp" and _is_foot(mark):
            canonical.placed.add(id(mark))


def _is_foot(mark: MarkRecord) -> bool:
    return any(is_name(line) or is_office(line) for line in (mark.text or "").splitlines())


def _write_marks(canonical: Canonical, page: PageReading) -> None:
    """What stamps and pen on a page say, where it was read and does not stand in the text yet."""
    for mark in page.marks:
        label = MARK_KINDS[mark.kind].paragraph
        if mark.kind == "digital" and mark.fields.get("what") == "signature":
            label = "[Ký số]"
        if label and mark.text and id(mark) not in canonical.placed:
            canonical.add(f"{label} {' '.join(mark.text.split())}")
