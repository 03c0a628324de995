"""Pages made on a computer: the text layer is the text, the picture only tells the layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.geometry import Box
from pipeline.recognition.engine import EngineLine, EngineWord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.values.readings import Zone
    from pipeline.values.scanned import PageWord

__all__ = ["lines_by_zone"]


def lines_by_zone(
    words: Sequence[PageWord], zones: Sequence[Zone], scale: float
) -> list[list[EngineLine]]:
    """The text layer's words as lines, given to the zones their middles lie in.

    A word outside every zone goes to the nearest one: nothing of the layer is lost.

    Args:
        words: Boxes in original pixels.
        zones: Flat frame.
        scale: Flat pixels per original pixel.
    """
    given: list[list[EngineWord]] = [[] for _ in zones]
    for word in words:
        box = Box(*(round(v * scale) for v in word.box))
        given[_nearest(box, zones)].append(EngineWord(word.text, box, 1.0))
    return [_lines(found) for found in given]


def _nearest(box: Box, zones: Sequence[Zone]) -> int:
    x, y = box.x + box.width / 2, box.y + box.height / 2

    def away(zone: Zone) -> float:
        dx = max(zone.box.x - x, 0, x - zone.box.right)
        dy = max(zone.box.y - y, 0, y - zone.box.bottom)
        return float(dx + 3 * dy)

    return min(range(len(zones)), key=lambda i: away(zones[i]))


def _lines(words: list[EngineWord]) -> list[EngineLine]:
    """Words whose boxes share most of their height are one line."""
    lines: list[list[EngineWord]] = []
    for word in sorted(words, key=lambda w: (w.box.y + w.box.height / 2, w.box.x)):
        middle = word.box.y + word.box.height / 2
        for line in lines[-3:]:
            other = line[0].box
            if abs(other.y + other.height / 2 - middle) < 0.4 * min(other.height, word.box.height):
                line.append(word)
                break
        else:
            lines.append([word])
    return [
        EngineLine(tuple(sorted(line, key=lambda w: w.box.x)), Box.around(w.box for w in line))
        for line in lines
    ]
