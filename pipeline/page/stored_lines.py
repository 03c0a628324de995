"""A block of lines as it is stored: original pixels, normalised text, paragraphs marked."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from pipeline.layout.grids import digits_in_columns, table_rows
from pipeline.text.normalise import fix_and_explain
from pipeline.values.readings import Line, Word, ZoneReading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.layout.naming import Block
    from pipeline.recognition.engine import EngineLine
    from pipeline.values.scanned import FlatPage

__all__ = ["to_zone_reading"]


def to_zone_reading(block: Block, zone: int, page: int, flat: FlatPage) -> ZoneReading:
    """A zone with its lines, boxes mapped back onto the scan."""
    within = (flat.original_size[1], flat.original_size[0])
    starts = _paragraph_starts(block.lines, flat.pixels(mm=1))
    figures = digits_in_columns(block)
    lines = []
    for i, (line, start) in enumerate(zip(block.lines, starts, strict=True)):
        text, fixes = fix_and_explain(line.text)
        if i in figures:
            text, fixes = figures[i], (*fixes, "digits_in_column")
        struck = bool(line.words) and all(word.struck for word in line.words)
        if not struck and any(word.struck for word in line.words):
            text = _with_struck(line)
        words = tuple(
            Word(fixed, flat.to_original.box(word.box, within), round(word.probability, 3))
            for word in line.words
            if (fixed := figures.get(i) or fix_and_explain(word.text)[0])
        )
        row, column = block.cells[i] if block.cells else (None, None)
        lines.append(
            Line(
                id=f"p{page:04d}-z{zone:02d}-l{i + 1:03d}",
                text=text,
                raw=line.text if line.first is None else line.first,
                box=flat.to_original.box(line.box, within),
                confidence=round(line.probability, 3),
                words=words,
                fixes=(*line.fixes, *fixes),
                starts_paragraph=start,
                row=row,
                column=column,
                struck=struck,
                other=line.other,
                kept_ink=line.kept_ink,
            )
        )
    box = flat.to_original.box(block.box, within)
    return ZoneReading(block.kind, box, tuple(lines), table_rows(block, lines, flat))


def _with_struck(line: EngineLine) -> str:
    """A line's normalised text with `~~` around each run of struck words."""
    runs = []
    for struck, words in groupby(line.words, key=lambda word: word.struck):
        text = fix_and_explain(" ".join(word.text for word in words))[0]
        runs.append(f"~~{text}~~" if struck and text else text)
    return " ".join(run for run in runs if run)


def _paragraph_starts(lines: Sequence[EngineLine], mm: float) -> list[bool]:
    """Which lines begin a paragraph: indented, after a gap, after a short line, or centred."""
    if not lines:
        return []
    left = sorted(line.box.x for line in lines)[len(lines) // 5]
    right = sorted(line.box.right for line in lines)[-max(1, len(lines) // 4)]
    middles = [line.box.y + line.box.height / 2 for line in lines]
    pitches = sorted(b - a for a, b in pairwise(middles))
    pitch = pitches[len(pitches) // 3] if pitches else 0
    starts = [True]
    for i in range(1, len(lines)):
        box, before = lines[i].box, lines[i - 1].box
        indented = box.x - left > 5 * mm and box.x - before.x > 4 * mm
        apart = middles[i] - middles[i - 1] > 1.35 * pitch
        short = right - before.right > 12 * mm
        starts.append(bool(indented or apart or short))
    return starts
