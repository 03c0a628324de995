"""The letterhead's two columns: where they end, and lines that ran across both taken apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.record import signs
from pipeline.record.dateline import is_date_line
from pipeline.record.pieces import split_at, split_at_gap
from pipeline.record.symbol import parse_number_line
from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.pieces import Piece

__all__ = ["end_of_columns", "is_number_start", "unwoven"]


def end_of_columns(pieces: Sequence[Piece]) -> int:
    """Where the body begins: what a zoner calls letterhead below it is none."""
    for i, piece in enumerate(pieces):
        if piece.zone in ("foot_left", "foot_right"):
            return i
        if piece.zone not in ("body", "table"):
            continue
        same = [p for p in pieces[i : i + 4] if p.zone_box == piece.zone_box]
        above = {p.zone for p in pieces[:i]}
        if len(same) > 1 and above & {"letterhead_left", "letterhead_right"}:
            return i
    return len(pieces)


def unwoven(piece: Piece) -> list[Piece]:
    """A line that ran across both columns of the letterhead, as its two halves."""
    if piece.zone in ("foot_left", "foot_right", "table"):
        return [piece]
    at = signs.heading_start(piece.text)
    if at is not None:
        return list(split_at(piece, at))
    halves = split_at_gap(piece)
    if halves and is_number_start(halves[0].text) and is_date_line(halves[1].text):
        return list(halves)  # the gutter is surer than where a symbol ends (`/CT-CTY - Hải Phòng`)
    line = parse_number_line(piece.text) if is_number_start(piece.text) else None
    if line is not None and is_date_line(piece.text[line.end :]):
        return list(split_at(piece, line.end))
    if halves and (signs.heading_of(halves[1].text) or is_date_line(halves[1].text)):
        return list(halves)
    return [piece]


def is_number_start(text: str) -> bool:
    """Whether a line opens with the number's label, whatever follows."""
    return bool(re.match(r"\W*s[oe06]\s*[:.;\d/~_-]", fold(text)))
