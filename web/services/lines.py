"""A document's print line by line, for a person who reads it beside its picture."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

from pipeline.document.assemble import lines_with_pen
from pipeline.document.decided import decided, is_there
from pipeline.document.text_doubts import is_unsure
from pipeline.mark_kinds import MARK_KINDS
from pipeline.values.decisions import standing
from web.services.places import crop_of, page_as_shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pipeline.geometry import Box
    from pipeline.values.decisions import Decision
    from pipeline.values.document import Document
    from pipeline.values.readings import Line, PageReading, ZoneKind, ZoneReading
    from web.services.places import Crop

__all__ = [
    "Bit",
    "BlockShown",
    "LineShown",
    "PageLines",
    "PageTold",
    "Written",
    "decision_on",
    "page_lines",
    "pages_told",
]

State = Literal["open", "confirmed", "corrected", "unreadable"]

_STATES: dict[str, State] = {
    "confirm": "confirmed",
    "correct": "corrected",
    "unreadable": "unreadable",
}
_ZONES: dict[ZoneKind, str] = {
    "letterhead_left": "Cơ quan ban hành",
    "letterhead_right": "Quốc hiệu, ngày tháng",
    "title": "Tên loại, trích yếu",
    "recipients": "Kính gửi",
    "table": "Bảng",
    "foot_left": "Nơi nhận",
    "foot_right": "Người ký",
    "margin": "Ngoài lề",
    "footnote": "Chú thích",
    "page_number": "Số trang",
}


@dataclass(frozen=True, slots=True)
class Bit:
    """A word of a line; `doubt` says why a person should look at it."""

    text: str
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line to read, accept or correct.

    Attributes:
        page: Number in the scanned file.
        box: Original pixels.
        text: As it stands: the person's where there is one; struck print within `~~`.
        bits: The words of `text`, doubtful ones with their doubt.
        state: Whether a person has decided it.
        who: Decided.
        machine: What was read, where a person has put something else.
        crop: Its picture.
    """

    page: int
    box: Box
    text: str
    bits: tuple[Bit, ...]
    state: State
    who: str | None
    machine: str | None
    crop: Crop

    @property
    def doubtful(self) -> bool:
        """Whether a person should look at it."""
        return any(bit.doubt for bit in self.bits)

    @property
    def doubts(self) -> str:
        """Its doubtful words, for who does not see them marked."""
        return ", ".join(f"“{bit.text}”" for bit in self.bits if bit.doubt)


@dataclass(frozen=True, slots=True)
class Written:
    """What pen or a stamp says, which stands in the text as a paragraph of its own."""

    label: str
    text: str
    crop: Crop


@dataclass(frozen=True, slots=True)
class BlockShown:
    """A part of the page: lines one under the other, or the cells of a table.

    Attributes:
        title: What a clerk calls it; empty for the body.
        lines: Of a part that is no table.
        rows: Of a table: rows of cells of lines.
    """

    title: str
    lines: tuple[LineShown, ...] = ()
    rows: tuple[tuple[tuple[LineShown, ...], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class PageLines:
    """All lines of a page."""

    number: int
    problem: str | None
    blocks: tuple[BlockShown, ...]
    written: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class PageTold:
    """A page before it is looked at: how many lines it has, and how many ask for somebody."""

    number: int
    lines: int
    doubtful: int
    problem: str | None


def pages_told(document: Document, decisions: Sequence[Decision]) -> tuple[PageTold, ...]:
    """Every page of a document with what is left to look at.

    Args:
        document: As it was read, without anything laid over it.
        decisions: All on record about it.
    """
    told = []
    for page in document.pages:
        held = _held(decisions, page.number)
        doubtful = sum(_is_open(line, held) and _has_doubt(line) for line in page.lines)
        told.append(PageTold(page.number, len(page.lines), doubtful, page.problem))
    return tuple(told)


def page_lines(
    document: Document, decisions: Sequence[Decision], number: int, *, only_doubtful: bool
) -> PageLines | None:
    """The lines of one page; None where the document has no such page.

    Args:
        document: As for `pages_told`.
        decisions: As for `pages_told`.
        number: In the scanned file.
        only_doubtful: Leave out what is sure, or decided already.
    """
    page = page_as_shown(document, decisions, number)
    if page is None:
        return None
    held = _held(decisions, number)
    said = _with_pen(document, decisions, page)

    def shown(lines: Iterable[Line]) -> tuple[LineShown, ...]:
        found = (
            _shown(document.id, page, line, said.get(line.id), decision_on(held, line.box))
            for line in lines
        )
        return tuple(line for line in found if line.doubtful or not only_doubtful)

    blocks = [_block(zone, shown) for zone in page.zones]
    if not only_doubtful:
        blocks.append(BlockShown("Chữ người gõ thêm", tuple(_typed(document.id, page, held))))
    kept = tuple(block for block in blocks if block.lines or any(map(any, block.rows)))
    written = () if only_doubtful else tuple(_written(document.id, page))
    return PageLines(number, page.problem, kept, written)


def decision_on(held: Iterable[Decision], box: Box) -> Decision | None:
    """The last word on what stands at a place of a page."""
    found = None
    for decision in held:
        at = decision.change.target.box
        if at is not None and is_there(at, box):
            found = decision
    return found


def _held(decisions: Sequence[Decision], page: int) -> list[Decision]:
    return [
        one
        for one in standing(tuple(decisions))
        if one.change.target.page == page and one.change.target.kind in ("line", "unread")
    ]


def _is_open(line: Line, held: Iterable[Decision]) -> bool:
    return decision_on(held, line.box) is None


def _has_doubt(line: Line) -> bool:
    return line.struck or any(map(is_unsure, line.words))


def _with_pen(
    document: Document, decisions: Sequence[Decision], page: PageReading
) -> dict[str, str]:
    """What lines say with pen in their blanks: who accepts a line accepts what is on paper."""
    if not any(mark.kind == "fill_in" for mark in page.marks):
        return {}
    pages = decided(document, tuple(decisions)).pages
    return lines_with_pen([one for one in pages if one.number == page.number])


def _shown(
    document_id: str,
    page: PageReading,
    line: Line,
    said: str | None,
    decision: Decision | None,
) -> LineShown:
    crop = crop_of(document_id, page, line.box)
    read = f"~~{line.text}~~" if line.struck and "~~" not in line.text else line.text
    if decision is None:
        text = said or read
        return LineShown(page.number, line.box, text, _bits(line, text), "open", None, None, crop)
    change = decision.change
    told = {"confirm": said or change.before, "correct": change.after}.get(change.act)
    text = str(told) if told is not None else read
    machine = read if change.act == "correct" and text != read else None
    state, bits = _STATES[change.act], tuple(map(Bit, text.split()))
    return LineShown(page.number, line.box, text, bits, state, decision.who, machine, crop)


def _bits(line: Line, text: str) -> tuple[Bit, ...]:
    """The words that are shown; a line that was struck through is in doubt as a whole.

    Words with pen between their letters are in doubt as what was printed of them.
    """
    struck = "chữ in bị gạch bỏ: còn giữ hay không?" if line.struck else None
    words = [
        Bit(word.text, f"máy đọc không chắc ({word.confidence:.0%})" if is_unsure(word) else struck)
        for word in line.words
    ]
    if not words or line.struck or text == line.text:
        return tuple(words) or tuple(Bit(word, struck) for word in text.split())
    shown = text.split()
    found: list[Bit] = []
    same = SequenceMatcher(None, [bit.text for bit in words], shown, autojunk=False)
    for kind, first, last, begin, end in same.get_opcodes():
        if kind == "equal":
            found += words[first:last]
            continue
        doubt = next((bit.doubt for bit in words[first:last] if bit.doubt), None)
        found += [Bit(word, doubt) for word in shown[begin:end]]
    return tuple(found)


def _block(
    zone: ZoneReading, shown: Callable[[Iterable[Line]], tuple[LineShown, ...]]
) -> BlockShown:
    title = _ZONES.get(zone.kind, "")
    if zone.kind != "table" or not zone.rows:
        return BlockShown(title, shown(zone.lines))
    placed = [line for line in zone.lines if line.row is not None and line.column is not None]
    rows = []
    for row in zone.rows:
        cells = [
            shown(line for line in placed if (line.row, line.column) == (row.row, cell.column))
            for cell in row.cells
        ]
        rows.append(tuple(cells))
    loose = shown(line for line in zone.lines if line.row is None or line.column is None)
    return BlockShown(title, loose, tuple(row for row in rows if any(row)))


def _typed(document_id: str, page: PageReading, held: Sequence[Decision]) -> Iterator[LineShown]:
    """Lines that a person has read where the machine had seen print and read nothing."""
    for part in page.unread:
        decision = decision_on(held, part.box)
        if decision is not None and decision.change.act == "correct" and decision.change.after:
            text = str(decision.change.after)
            crop = crop_of(document_id, page, part.box)
            bits = tuple(map(Bit, text.split()))
            yield LineShown(
                page.number, part.box, text, bits, "corrected", decision.who, None, crop
            )


def _written(document_id: str, page: PageReading) -> Iterator[Written]:
    for mark in page.marks:
        label = MARK_KINDS[mark.kind].paragraph
        if label and mark.text:
            crop = crop_of(document_id, page, mark.box, most_high=110)
            yield Written(label, mark.text, crop)
