"""Columns side by side: which part of a paper they are, by what they say."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.geometry import Box
    from pipeline.recognition.engine import EngineLine
    from pipeline.values.readings import ZoneKind

__all__ = ["COLUMNS", "NOI_NHAN", "RECIPIENTS", "Block", "name_sides"]

#: How `Kính gửi` and `Nơi nhận` begin, accents misread.
RECIPIENTS = re.compile(r"^\s*K[íi]nh\s+[gqđ][ửứừưu]i", re.IGNORECASE)
NOI_NHAN = re.compile(r"^\W*N[ơo][iíì]\s+nh[ậâa]n", re.IGNORECASE)

_HEADING = re.compile(
    r"C[ỘO]NG\s+H|X[ÃA]\s+H[ỘO]I|Đ[ẢA]NG\s+C[ỘO]NG|Đ[ộo]c\s+l[ậa]p|ngày.*tháng.*năm"
)
_NUMBER_LINE = re.compile(r"^\s*S[ốôóòỗộo6]\s*[:.]?\s", re.IGNORECASE)
_AUTHORITY = re.compile(r"^(?:T[./]?\s?M|K[./]?\s?T|T[./]?\s?L|T[./]?\s?U[./]?\s?Q|Q)[./\s]")

#: Kinds that stand beside another.
COLUMNS = frozenset({"letterhead_left", "letterhead_right", "foot_left", "foot_right"})


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one zone as read, flat frame.

    Attributes:
        kind: What the zone is.
        box: The zone.
        lines: Top to bottom.
        cells: Per line (row, column) in a table, empty elsewhere.
        grid: A table's cells as (row, column, box), row by row; empty elsewhere.
    """

    kind: ZoneKind
    box: Box
    lines: tuple[EngineLine, ...]
    cells: tuple[tuple[int, int], ...] = ()
    grid: tuple[tuple[int, int, Box], ...] = ()


def name_sides(blocks: Sequence[Block]) -> list[Block]:
    """Columns side by side are letterhead or foot by what they say, not by where they stand."""
    result: list[Block] = []
    for i, block in enumerate(blocks):
        kind = block.kind
        if kind in COLUMNS:
            beside = [other for other in blocks[max(0, i - 2) : i + 3] if _beside(block, other)]
            texts = [line.text for part in (block, *beside) for line in part.lines]
            head = any(_HEADING.search(t) or _NUMBER_LINE.match(t) for t in texts)
            foot = any(NOI_NHAN.match(t) or _AUTHORITY.match(t) for t in texts)
            side = kind.rpartition("_")[2]
            label = next((part for part in (block, *beside) if _is_label(part)), None)
            if label is not None and not (head or foot):
                kind = "recipients"  # its list stands beside the label, or below and further in
            elif kind.startswith("letterhead") and not (beside or head or foot):
                kind = "body"  # a title, beside which a stamp was taken for a column
            elif head != foot:
                kind = f"{'letterhead' if head else 'foot'}_{side}"  # type: ignore[assignment]
        result.append(replace(block, kind=kind))
    return result


def _is_label(block: Block) -> bool:
    """`Kính gửi:` alone in its column."""
    return len(block.lines) == 1 and bool(RECIPIENTS.match(block.lines[0].text))


def _beside(block: Block, other: Block) -> bool:
    """Whether another block is a column of the same block of columns."""
    shared = min(block.box.bottom, other.box.bottom) - max(block.box.y, other.box.y)
    return other is not block and other.kind in COLUMNS and bool(other.lines) and shared > 0
