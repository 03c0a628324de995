"""Printed page numbers: where they stand, and which of them can be right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.values.readings import Line, PageReading

__all__ = ["printed_numbers"]

_NUMBER = re.compile(r"(?:[Tt]rang\s*|[-–.~\s(]*)(\d{1,3})(?:\s*[/|]\s*\d{1,3})?[-–.~\s)]*")

# Share of the page's height or width from an edge where a number stands alone.
_EDGE = 0.085


def printed_numbers(page: PageReading) -> tuple[int, ...]:
    """Numbers that a page bears at its edge; none where none was read, two where one is a slip."""
    found = [
        int(match[1])
        for zone in page.zones
        for line in zone.lines
        if (zone.kind == "page_number" or (zone.kind != "table" and _at_edge(line, page)))
        and (match := _NUMBER.fullmatch(line.text.strip()))
    ]
    return tuple(dict.fromkeys(number for number in found if number))


def _at_edge(line: Line, page: PageReading) -> bool:
    """Whether a line stands in the top or bottom margin of the upright page."""
    wide, high = page.size_px
    middle = line.box.x + line.box.width / 2, line.box.y + line.box.height / 2
    along = middle[1] / high if page.rotation in (0, 180) else middle[0] / wide
    return not _EDGE < along < 1 - _EDGE
