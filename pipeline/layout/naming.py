"""Which zone is letterhead, title, recipients, body and foot: shape proposes, text decides.

The cut by shape leaves columns and single stretches. A stretch is split further where its own
lines say that another part of the document begins (`Kính gửi:`, a type name in capitals, `2` alone
at the top), because that is how Vietnamese documents are composed (NĐ 30/2020 Phụ lục I).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.geometry import Box
from pipeline.layout.sides import COLUMNS, NOI_NHAN, RECIPIENTS, Block, name_sides

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.recognition.engine import EngineLine
    from pipeline.values.readings import ZoneKind

__all__ = ["Block", "name_zones"]

_PAGE_NUMBER = re.compile(
    r"^[-–—.\s]*(?:Trang\s+)?\d{1,4}(?:\s*/\s*\d{1,4})?[-–—.\s]*$", re.IGNORECASE
)


# `Nơi nhận:` is so many words, and an office on its line stands so far from it.
_LABEL_WORDS, _BESIDE_MM = 3, 10.0


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The page's text column in flat pixels."""

    left: int
    right: int
    height: int
    mm: float

    def centred(self, box: Box) -> bool:
        """Whether a line stands in the middle, with room on both sides."""
        middle = (self.left + self.right) / 2
        inset = min(box.x - self.left, self.right - box.right)
        return abs(box.x + box.width / 2 - middle) < 6 * self.mm and inset > 2.5 * self.mm


def name_zones(blocks: Sequence[Block], size: tuple[int, int], dpi: float) -> list[Block]:
    """Give every block its kind, splitting blocks in which another part begins.

    Args:
        blocks: In reading order, kinds as shape proposes them.
        size: (height, width) of the flat page.
        dpi: Of the flat page.
    """
    if not blocks:
        return []
    column = _text_column([b for b in blocks if b.kind not in ("table", "margin")] or list(blocks))
    sheet = _Sheet(column[0], column[1], size[0], dpi / 25.4)
    named: list[Block] = []
    seen_body = False
    columns = name_sides(blocks)
    for block in columns:
        if block.kind == "table":
            named.append(block)
            seen_body = True
            continue
        if block.kind in ("margin", "recipients"):
            named.append(block)
            continue
        if block.kind == "footnote":
            named += _split_footnote(block, sheet)
            continue
        if block.kind in COLUMNS:
            named += _split_side(block)
            continue
        parts = _split_single(block, sheet, top=not seen_body)
        named += parts
        seen_body = seen_body or any(part.kind == "body" for part in parts)
    return _joined(_letterhead_first([block for block in named if block.lines]), "recipients")


def _letterhead_first(blocks: list[Block]) -> list[Block]:
    """`Kính gửi`, cut from the left column of a letterhead, comes after the right column."""
    ordered = list(blocks)
    for i in range(len(ordered) - 1):
        if ordered[i].kind == "recipients" and ordered[i + 1].kind == "letterhead_right":
            ordered[i], ordered[i + 1] = ordered[i + 1], ordered[i]
    return ordered


def _text_column(blocks: Sequence[Block]) -> tuple[int, int]:
    """Left and right edge of the widest lines."""
    boxes = [line.box for block in blocks for line in block.lines]
    if not boxes:
        return (0, 1)
    widest = sorted(boxes, key=lambda box: -box.width)[: max(1, len(boxes) // 3)]
    lefts, rights = sorted(b.x for b in boxes), sorted(b.right for b in widest)
    return lefts[len(lefts) // 10], rights[len(rights) // 2]


def _split_footnote(block: Block, sheet: _Sheet) -> list[Block]:
    """Footnotes, and the number of the page that may stand below them."""
    lines = list(block.lines)
    if not any(line.text.strip() for line in lines):
        return []
    if any(NOI_NHAN.match(line.text) for line in lines):
        return _split_single(replace(block, kind="body"), sheet, top=False)
    numbered = _PAGE_NUMBER.match(lines[-1].text) and lines[-1].box.y > 0.92 * sheet.height
    own = lines[:-1] if numbered else lines
    parts = [_part("footnote", own), _part("page_number", lines[len(own) :])]
    return [part for part in parts if part.lines]


def _split_side(block: Block) -> list[Block]:
    """`Kính gửi` swept into the left column begins a part of its own."""
    for i, line in enumerate(block.lines):
        if i and block.kind == "letterhead_left" and RECIPIENTS.match(line.text):
            return [_part(block.kind, block.lines[:i]), _part("recipients", block.lines[i:])]
        if i and block.kind.startswith("foot") and NOI_NHAN.match(line.text) and i > 1:
            return [_part("body", block.lines[:i]), _part("foot_left", block.lines[i:])]
    return [block]


def _split_single(block: Block, sheet: _Sheet, *, top: bool) -> list[Block]:
    """Page number, title, recipients and body of one full-width stretch, in this order."""
    lines = list(block.lines)
    parts: list[Block] = []
    edge = 0.12 * sheet.height
    if lines and _PAGE_NUMBER.match(lines[0].text) and lines[0].box.y < edge:
        parts.append(_part("page_number", lines[:1]))
        lines = lines[1:]
    last: list[EngineLine] = []
    foot_edge = sheet.height - 0.08 * sheet.height
    if lines and _PAGE_NUMBER.match(lines[-1].text) and lines[-1].box.y > foot_edge:
        last, lines = lines[-1:], lines[:-1]
    if top:
        taken = _title_lines(lines, sheet)
        if taken:
            parts.append(_part("title", lines[:taken]))
            lines = lines[taken:]
    start = next((i for i, line in enumerate(lines) if RECIPIENTS.match(line.text)), None)
    if start is not None and start <= 6:
        end = _recipients_end(lines, start, sheet)
        if start:
            # Between a type name and `Kính gửi` stands the subject, however wide it is set.
            parts.append(_part("title" if top else "body", lines[:start]))
        parts.append(_part("recipients", lines[start:end]))
        lines = lines[end:]
    foot = next((i for i, line in enumerate(lines) if NOI_NHAN.match(line.text)), None)
    if foot is not None:
        parts.append(_part("body", lines[:foot]))
        parts += _sides_of_foot(lines[foot:], sheet.mm)
    elif lines:
        parts.append(_part("body", lines))
    if last:
        parts.append(_part("page_number", last))
    return _joined([part for part in parts if part.lines])


def _sides_of_foot(lines: Sequence[EngineLine], mm: float) -> list[Block]:
    """`Nơi nhận` and its list, and the office that stands right of it on the same line."""
    label = lines[0].words
    gaps = [b.box.x - a.box.right for a, b in pairwise(label)]
    wide = next((i for i, gap in enumerate(gaps, 1) if gap > _BESIDE_MM * mm), None)
    if wide is None or wide > _LABEL_WORDS:
        return [_part("foot_left", lines)]
    middle = (label[wide - 1].box.right + label[wide].box.x) / 2
    sides: tuple[list[EngineLine], list[EngineLine]] = ([], [])
    for line in lines:
        for side, right in zip(sides, (False, True), strict=True):
            words = [w for w in line.words if (w.box.x + w.box.width / 2 > middle) is right]
            if words:
                box = Box.around(word.box for word in words)
                side.append(replace(line, words=tuple(words), box=box))
    return [_part("foot_left", sides[0]), _part("foot_right", sides[1])]


def _joined(parts: list[Block], only: ZoneKind | None = None) -> list[Block]:
    """Neighbours of one kind are one part; of any kind, or of one kind only."""
    joined: list[Block] = []
    for part in parts:
        if joined and joined[-1].kind == part.kind and only in (None, part.kind):
            joined[-1] = _part(part.kind, _lined_up(joined[-1].lines, part.lines))
        else:
            joined.append(part)
    return joined


def _lined_up(above: Sequence[EngineLine], below: Sequence[EngineLine]) -> list[EngineLine]:
    """Lines of two parts; a label and what stands beside it are one line."""
    label, first = above[-1].box, below[0].box
    shared = min(label.bottom, first.bottom) - max(label.y, first.y)
    if label.right > first.x or shared < 0.5 * min(label.height, first.height):
        return [*above, *below]
    words = (*above[-1].words, *below[0].words)
    whole = replace(above[-1], words=words, box=label.union(first))
    return [*above[:-1], whole, *below[1:]]


def _title_lines(lines: Sequence[EngineLine], sheet: _Sheet) -> int:
    """How many lines from the top are the title: a name in capitals, then centred lines."""
    count = 0
    for i, line in enumerate(lines):
        if RECIPIENTS.match(line.text):
            break
        # A subject's widest line may fill the column: centred lines go on below it, and a
        # paragraph never does that.
        wide = 0 < i < len(lines) - 1 and sheet.centred(lines[i + 1].box)
        if not sheet.centred(line.box) and not wide:
            break
        if i == 0 and not _in_capitals(line.text):
            break
        if i and line.box.y - lines[i - 1].box.bottom > 12 * sheet.mm:
            break  # `QUYẾT ĐỊNH:` further down is the body's
        count = i + 1
    return count


def _recipients_end(lines: Sequence[EngineLine], start: int, sheet: _Sheet) -> int:
    """The first line after `Kính gửi` that is body: it stands further left than the list."""
    deep = lines[start].box.x - 4 * sheet.mm
    for i in range(start + 1, len(lines)):
        box = lines[i].box
        gap = box.y - lines[i - 1].box.bottom
        if box.x < min(deep, sheet.left + 16 * sheet.mm) or gap > 9 * sheet.mm:
            return i
        if box.x < sheet.left + 16 * sheet.mm and not re.match(r"^\W*[-–+]", lines[i].text):
            return i
    return len(lines)


def _in_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 4 and sum(c.isupper() for c in letters) > 0.8 * len(letters)


def _part(kind: ZoneKind, lines: Sequence[EngineLine]) -> Block:
    box = Box.around(line.box for line in lines) if lines else Box(0, 0, 0, 0)
    return Block(kind, box, tuple(lines))
