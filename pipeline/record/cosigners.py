"""Those who sign side by side in one run of lines: statements, minutes, contracts, forms.

Where the zoner gave each of them a column of their own there is nothing to do. Elsewhere their
offices stand in one row and their names in another, parted by white gaps.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from pipeline.geometry import Box
from pipeline.record import signs
from pipeline.record.foot_words import (
    is_authority,
    is_blank_to_sign,
    is_office,
    is_written_office,
)
from pipeline.record.person import is_known_surname, is_name, person_of
from pipeline.record.pieces import split_at, split_at_gap
from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.pieces import Piece
    from pipeline.values.readings import Word

__all__ = ["Abreast", "office_weight", "sign_abreast"]

# Names stand no further under their offices than so many line heights.
_NAMES_BELOW = 16.0
_PREPARES = re.compile(
    r"\W*(?:nguoi (?:lap|ghi|viet|nhan|nop|tong hop|kiem)|ke toan|thu quy|thu kho|thu ky|lop pho|"
    r"chuyen vien|can bo|nhan vien|to pho|uy vien|thanh vien|ben (?:nhan|giao))"
)
_ASKS = re.compile(r"\W*(?:nguoi|dai dien|ben|chu (?:xe|ho))\b")
_SIDE = re.compile(r"\W*(?:dai dien\s+)?ben\s+(?:[ab]|mua|ban|giao|nhan|thue|cho thue)\b.{0,24}$")


class Abreast(NamedTuple):
    """What was found.

    Attributes:
        columns: Lines of each who signs, left to right, top to bottom; empty where nobody does so.
        main: The one of `columns` whose signature is the document's.
        others: All other lines, as they were.
    """

    columns: tuple[tuple[Piece, ...], ...]
    main: tuple[Piece, ...] | None
    others: list[Piece]


def office_weight(text: str) -> int:
    """How much an office has to say among those who sign together.

    >>> [office_weight(t) for t in ("Giám đốc", "ĐẠI DIỆN BÊN B", "Kế toán trưởng", "THƯ KÝ")]
    [2, 1, 0, 0]
    """
    folded = fold(text)
    if _PREPARES.match(folded):
        return 0
    return 1 if _ASKS.match(folded) else 2


def sign_abreast(lines: Sequence[Piece]) -> Abreast:
    """Take apart those who sign side by side in lines that the zoner did not part.

    Args:
        lines: Of one page, in reading order.
    """
    nobody = Abreast((), None, list(lines))
    rows = _rows(lines)
    cells = [[cell for i in row for cell in _cells(lines[i])] for row in rows]
    at = next((i for i in range(len(rows) - 1, -1, -1) if _is_row_of_offices(cells[i])), None)
    if at is None:
        return nobody
    seeds = [cell for cell in cells[at] if _is_signing(cell)]
    begin, end = _begin(cells, at), _end(cells, at)
    members: list[Piece] = []
    woven = False
    for row in rows[begin:end]:
        for i in row:
            parts = _cut_between(lines[i], seeds)
            woven = woven or len(parts) > 1
            members += [part for part in parts if not signs.is_ornament(part.text)]
    named = [cell for cell in members if _names(cell) or is_blank_to_sign(cell.text)]
    if not woven or not named:
        return nobody
    columns = tuple(_column(seed, seeds, members) for seed in seeds)
    main = max(columns, key=lambda column: (_weight(column), column[0].box.x))
    taken = {i for row in rows[begin:end] for i in row}
    return Abreast(columns, main, [line for i, line in enumerate(lines) if i not in taken])


def _rows(lines: Sequence[Piece]) -> list[list[int]]:
    """Numbers of the lines that stand side by side, row by row downwards."""
    rows: list[list[int]] = []
    for i in sorted(range(len(lines)), key=lambda i: lines[i].box.y):
        box = lines[i].box
        above = lines[rows[-1][0]].box if rows else None
        if above is not None:
            shared = min(above.bottom, box.bottom) - max(above.y, box.y)
            disjoint = all(
                lines[j].box.right <= box.x or box.right <= lines[j].box.x for j in rows[-1]
            )
            if disjoint and shared > 0.5 * min(above.height, box.height):
                rows[-1].append(i)
                continue
        rows.append([i])
    return [sorted(row, key=lambda i: lines[i].box.x) for row in rows]


def _cells(line: Piece) -> list[Piece]:
    """A line cut at each of its gutters."""
    halves = split_at_gap(line, least_heights=1.2)
    return [line] if halves is None else [*_cells(halves[0]), *_cells(halves[1])]


def _cut_between(line: Piece, seeds: list[Piece]) -> list[Piece]:
    """A line cut at its widest gap between each two columns that it spans.

    Names of neighbours can stand as near as words: where the columns are tells them apart, and
    which word is a surname.
    """
    parts = [line]
    for left, right in pairwise(sorted(map(_middle, seeds))):
        last = parts[-1]
        gaps = [
            (after.box.x - before.box.right + _opens(after, last.box.height), position)
            for position, (before, after) in enumerate(pairwise(last.line.words), 1)
            if left + 0.2 * (right - left)
            < (before.box.right + after.box.x) / 2
            < right - 0.2 * (right - left)
        ]
        if not gaps or not last.box.x < (left + right) / 2 < last.box.right:
            continue
        _, position = max(gaps)
        text = " ".join(word.text for word in last.line.words[:position])
        if len(text) < len(last.text):
            parts[-1:] = split_at(last, len(text))
    return parts


def _opens(word: Word, height: int) -> float:
    """What a surname adds to the gap before it, pixels."""
    return 0.7 * height if is_known_surname(word.text) else 0.0


def _middle(piece: Piece) -> float:
    return piece.box.x + piece.box.width / 2


def _is_signing(cell: Piece) -> bool:
    text = cell.text
    if len(text.split()) > 9 or signs.is_noi_nhan(text):
        return False
    return (
        is_office(text)
        or is_authority(text)
        or is_written_office(text)
        or (bool(_SIDE.match(fold(text))) and text[:1].isupper())
    )


def _is_row_of_offices(cells: list[Piece]) -> bool:
    """One line that was cut into at least two offices, and holds nothing else but scraps."""
    offices = [cell for cell in cells if _is_signing(cell)]
    words = sum(len(cell.text.split()) for cell in cells if cell not in offices)
    return len(offices) >= 2 and (words <= 4 or len(offices) > len(cells) / 2)


def _is_row_of_names(cells: list[Piece]) -> bool:
    return sum(map(_names, cells)) >= 2


def _names(cell: Piece) -> bool:
    person = person_of(cell.text)
    return person is not None and (is_name(cell.text) or is_known_surname(person.name))


def _begin(rows: list[list[Piece]], at: int) -> int:
    """Where the columns begin: at the first of the rows of offices, or at names above them."""
    begin = at
    while begin:
        above, below = rows[begin - 1], rows[begin][0].box
        near = below.y - max(cell.box.bottom for cell in above) < 1.5 * below.height
        offices = all(_is_signing(cell) or signs.is_caps(cell.text) for cell in above)
        if not near or not (offices or _is_row_of_names(above)) or len(above) < 2:
            return begin
        begin -= 1
    return begin


def _end(rows: list[list[Piece]], at: int) -> int:
    """Where the columns end: at Nơi nhận, at a sentence, or below the names."""
    base = rows[at][0].box
    end = at + 1
    for cells in rows[at + 1 :]:
        far = cells[0].box.y - base.bottom > _NAMES_BELOW * base.height
        over = any(
            signs.is_noi_nhan(cell.text)
            or len(cell.text.split()) > 9
            or cell.text.rstrip().endswith((";", ":"))
            for cell in cells
        )
        if far or over:
            break
        end += 1
    return end


def _column(seed: Piece, seeds: list[Piece], members: list[Piece]) -> tuple[Piece, ...]:
    """The cells that stand nearest to one office, as one column."""
    own = [
        cell
        for cell in members
        if min(seeds, key=lambda other: abs(_middle(other) - _middle(cell))) is seed
    ]
    box = Box.around(cell.box for cell in own)
    return tuple(replace(cell, zone_box=box) for cell in own)


def _weight(column: Sequence[Piece]) -> int:
    return max((office_weight(cell.text) for cell in column if _is_signing(cell)), default=0)
