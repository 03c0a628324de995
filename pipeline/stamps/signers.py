"""Where on a page somebody signs: under each printed title at its right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from pipeline.geometry import Box
from pipeline.layout.sides import NOI_NHAN
from pipeline.record.acting import scrap_before
from pipeline.record.foot_words import is_authority, is_office
from pipeline.record.person import is_name
from pipeline.record.signs import is_caps, starts_organ
from pipeline.record.spelling import nearest_office

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.layout.sides import Block
    from pipeline.recognition.engine import EngineLine

__all__ = ["TITLE_MM", "SignerColumn", "signer_columns"]

#: A title is stamped so near under the printed one; what stands further below is a name.
TITLE_MM = 13.0

# The signer stands right of the page's middle and below its head.
_RIGHT, _BELOW = 0.42, 0.2
# A column's half width about its title; a name stands no further below the title.
_HALF_MM, _NAME_MM = 42.0, 60.0


class SignerColumn(NamedTuple):
    """Where somebody signs; flat frame.

    Attributes:
        title: The last printed line of authority and office.
        titles: It and those right above it.
        said: What it says.
        named: A name is printed under it.
        box: From the title's foot to the name's.
    """

    title: Box
    titles: tuple[Box, ...]
    said: str
    named: bool
    box: Box


def signer_columns(
    blocks: Sequence[Block], shape: tuple[int, ...], mm: float
) -> Iterator[SignerColumn]:
    """The columns under printed titles, one a title that no other title follows closely.

    Args:
        blocks: The page's print; flat frame.
        shape: (height, width) of the page.
        mm: Pixels of a millimetre.
    """
    height, width = shape[0], shape[1]
    lines = [
        line
        for block in blocks
        if not block.cells
        for line in map(_beside_label, block.lines)
        if line.box.x + line.box.width / 2 > _RIGHT * width and line.box.y > _BELOW * height
    ]
    titles = [line for line in lines if _is_title(line) and line.box.width < 2 * _HALF_MM * mm]
    for line in titles:
        box = line.box
        middle = box.x + box.width // 2
        near = [
            other
            for other in lines
            if other.box.y > box.y + 0.5 * box.height
            and other.box.y - box.bottom < _NAME_MM * mm
            and abs(other.box.x + other.box.width / 2 - middle) < 0.7 * _HALF_MM * mm
        ]
        if any(_is_title(other) and other.box.y - box.bottom < box.height for other in near):
            continue
        names = [other.box for other in near if is_name(other.text)]
        bottom = names[0].y if names else min(height, box.bottom + round(_NAME_MM * mm))
        left, right = (
            max(0, round(middle - _HALF_MM * mm)),
            min(width, round(middle + _HALF_MM * mm)),
        )
        top = min(box.bottom, bottom)
        stack = tuple(
            other.box
            for other in titles
            if abs(other.box.x + other.box.width / 2 - middle) < 0.7 * _HALF_MM * mm
            and 0 <= box.y - other.box.y < 5 * box.height
        )
        yield SignerColumn(
            box, stack, line.text, bool(names), Box(left, top, right - left, bottom - top)
        )


def _beside_label(line: EngineLine) -> EngineLine:
    """What stands right of `Nơi nhận:` on one line with it; else the line itself."""
    if not NOI_NHAN.match(line.text) or len(line.words) <= 2:
        return line
    words = line.words[2:]
    return replace(line, words=words, box=Box.around(word.box for word in words))


def _is_title(line: EngineLine) -> bool:
    """Whether a line names an office, an authority, or the body for which somebody signs."""
    text = line.text
    if not is_caps(text):
        return False
    if is_office(text) or is_authority(text) or starts_organ(text):
        return True
    return bool(scrap_before(text) or nearest_office(text))
