"""Lines of pen and the words that were read beneath them: what is struck, what is underlined."""

from __future__ import annotations

from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.layout.naming import Block
    from pipeline.recognition.engine import EngineLine, EngineWord
    from pipeline.values.marks import Mark, MarkKind

__all__ = ["mark_strokes"]

_DESCENDING = frozenset("gjpqyạặậẹệịọộợụựỵ,;()Q/")
_ASCENDING = frozenset("bdđfhkltBCDĐEFGHIKLMNOPQRSTUVXYWAJZ0123456789/()")

# A word counts as struck or underlined when this share of it is covered.
_COVERED = 0.5

# Shape alone was surer than this of what a stroke is: words do not overrule it.
_SURE = 0.7


class _Band(NamedTuple):
    """Where a line's letters stand: rows of the tops of capitals and of their feet."""

    top: float
    foot: float

    @property
    def height(self) -> float:
        return max(1.0, self.foot - self.top)


def mark_strokes(
    blocks: Sequence[Block], marks: Sequence[Mark]
) -> tuple[list[Block], tuple[Mark, ...]]:
    """Words under strike-throughs flagged, and lines of pen named by the words they lie on.

    Args:
        blocks: Lines as read, flat frame.
        marks: Of the page; those drawn along lines are typed by shape so far.

    Returns:
        Blocks whose struck words say so, and the marks with the words they lie on as text.
    """
    struck: set[int] = set()
    done = []
    for mark in marks:
        if mark.kind not in {"strike_through", "underline"}:
            done.append(mark)
            continue
        through, under = _words_along(mark, blocks)
        kind = _settled(mark, len(through), len(under))
        words = through if kind == "strike_through" else under
        if kind == "strike_through":
            words = words or under
            struck.update(map(id, words))
        text = " ".join(word.text for word in words) or None
        done.append(replace(mark, kind=kind, text=text))
    if not struck:
        return list(blocks), tuple(done)
    return [replace(block, lines=_flagged(block.lines, struck)) for block in blocks], tuple(done)


def _settled(mark: Mark, through: int, under: int) -> MarkKind:
    """What a stroke is, its shape and the words along it considered."""
    if mark.confidence >= _SURE or through == under:
        return mark.kind
    return "strike_through" if through > under else "underline"


def _words_along(mark: Mark, blocks: Sequence[Block]) -> tuple[list[EngineWord], list[EngineWord]]:
    """The words that a stroke goes through, and those right above it, in reading order."""
    through, under = [], []
    box = mark.box
    rows = np.where(mark.mask, np.arange(box.height)[:, None], 0).sum(axis=0)
    counts = mark.mask.sum(axis=0)
    for block in blocks:
        for line in block.lines:
            if line.box.y > box.bottom or line.box.bottom + line.box.height < box.y:
                continue
            band = _band(line)
            for word in line.words:
                left, right = max(word.box.x, box.x), min(word.box.right, box.right)
                if right - left < _COVERED * word.box.width:
                    continue
                here = slice(left - box.x, right - box.x)
                inked = counts[here] > 0
                if inked.sum() < 0.6 * _COVERED * word.box.width:
                    continue
                level = box.y + float(np.median(rows[here][inked] / counts[here][inked]))
                at = (level - band.top) / band.height
                if 0.1 < at < 0.93:
                    through.append(word)
                elif 0.93 <= at < 1.9:
                    under.append(word)
    return through, under


def _band(line: EngineLine) -> _Band:
    """Where the letters of a line stand: marks above and tails below do not count."""
    feet = [w.box.bottom for w in line.words if not _DESCENDING & set(w.text)]
    tops = [w.box.y for w in line.words if _ASCENDING & set(w.text)]
    foot = median(feet) if feet else line.box.y + 0.8 * line.box.height
    return _Band(median(tops) if tops else foot - 0.75 * line.box.height, foot)


def _flagged(lines: Sequence[EngineLine], struck: set[int]) -> tuple[EngineLine, ...]:
    """Lines whose words are flagged, those of them that are struck."""
    return tuple(
        replace(line, words=tuple(replace(w, struck=id(w) in struck) for w in line.words))
        if any(id(word) in struck for word in line.words)
        else line
        for line in lines
    )
