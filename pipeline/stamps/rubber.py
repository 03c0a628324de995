"""What the ink of rubber stamps says in a signer's column: offices and names, row by row."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from pipeline.geometry import Box
from pipeline.print.printing import PrintedPage, read_block
from pipeline.recognition.reader import SingleReader
from pipeline.record.deputies import deputy_of
from pipeline.record.foot_words import is_office
from pipeline.record.lexicon import SURNAMES
from pipeline.record.person import is_name
from pipeline.record.signs import is_caps, key
from pipeline.record.spelling import nearest_office, spelled
from pipeline.stamps.plates import BLACK, as_dark_as_print, own_ink, shows_lettering
from pipeline.stamps.signers import TITLE_MM
from pipeline.text.folding import fold
from pipeline.text.syllables import is_valid_syllable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from pipeline.recognition.engine import Engine, EngineLine
    from pipeline.stamps.signers import SignerColumn
    from pipeline.values.marks import CleanPage

__all__ = ["RubberLine", "rubber_lines"]

# Rows are looked at through windows so high, so far apart.
_WINDOW_MM, _STEP_MM = 9.0, 2.5
# Lettering has less ink in no window than this.
_LEAST_MM2 = 5.0
# How sure an engine must be of a name, and of a title that is no whole office of the lists.
_SURE_NAME, _SURE_TITLE = 0.62, 0.6
# From here on what stands after a name is a speck.
_SURE_ENDS = 0.75

_SURNAMES = {
    folded: tuple(group) for folded, group in groupby(sorted(SURNAMES, key=fold), key=fold)
}


class RubberLine(NamedTuple):
    """A line of rubber: what it says, where, how surely, and of which marks."""

    text: str
    box: Box
    confidence: float
    members: tuple[int, ...]


def rubber_lines(
    page: CleanPage, column: SignerColumn, members: tuple[int, ...], engine: Engine, mm: float
) -> Iterator[RubberLine]:
    """What one ink says in a column: its lines, and what windows over its rows show besides.

    Args:
        page: Cleaned.
        column: Where somebody signs.
        members: Numbers of the page's marks of one ink.
        engine: Reads lettering.
        mm: Pixels of a millimetre.
    """
    marks = [page.marks[i] for i in members]
    own = _bridged(as_dark_as_print(own_ink(page, marks, column.box)), page, column.box)
    if float((own < 170).sum()) < _LEAST_MM2 * mm**2:
        return
    whole = Box(0, 0, column.box.width, column.box.height)
    printed = PrintedPage(own, own, None, page.flat.dpi)
    for line in read_block(printed, whole, SingleReader(engine)):
        near = line.box.y < TITLE_MM * mm
        text = _meant(line, column.said, near=near)
        if text is not None:
            yield RubberLine(
                text, line.box.moved(column.box.x, column.box.y), line.confidence, members
            )
    high, step = round(_WINDOW_MM * mm), max(1, round(_STEP_MM * mm))
    last = round(TITLE_MM * mm) if column.named else column.box.height
    for top in range(0, max(1, min(last, column.box.height) - high // 2), step):
        window = np.ascontiguousarray(own[top : top + high])
        ink = window < 170
        if float(ink.sum()) < _LEAST_MM2 * mm**2 or not shows_lettering(ink, mm):
            continue
        for line in engine.read(window, page.flat.dpi, "line"):
            text = _meant(line, column.said, near=top < TITLE_MM * mm)
            if text is not None:
                box = line.box.moved(column.box.x, column.box.y + top)
                yield RubberLine(text, box, line.confidence, members)


def _bridged(own: NDArray[np.uint8], page: CleanPage, box: Box) -> NDArray[np.uint8]:
    """One ink with what black strokes hide of it: black hard beside it is shown, (h, w) uint8.

    Where a signature crosses stamped letters these have gaps as wide as its stroke; shown so far
    as the ink reaches to both its sides, the stroke fills them and is no letter of its own.
    """
    if page.flat.image.ndim == 2:
        return own
    near = cv2.dilate((own < 170).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    black = page.flat.image[box.slices].max(axis=2) < BLACK
    filled: NDArray[np.uint8] = np.where(black & near, np.minimum(own, 60), own)
    return filled


def _meant(line: EngineLine, printed: str, *, near: bool) -> str | None:
    """The office or name that a row of rubber says, None where it says neither."""
    said = " ".join(word.text for word in line.words if any(map(str.isalnum, word.text)))
    bare = said.strip(" .,:;|'\"“”*-–_~^`‘’[](){}<>!/\\")
    if near and len(key(bare)) >= 6:
        deputy = deputy_of(bare, printed)
        if deputy is not None:
            return deputy
        office = spelled(bare) if is_caps(bare) and is_office(bare) else nearest_office(bare)
        if office is not None and " " in office and line.confidence >= _SURE_TITLE:
            return office
    words = bare.split()
    if line.confidence < _SURE_NAME or not 2 <= len(words) <= 5 or fold(words[0]) not in _SURNAMES:
        return None
    if not all(is_valid_syllable(word) and len(word) > 1 for word in words):
        return None
    # A scrap after the last word may be the rest of it: `Tho )` is what a pen left of `Thắng`.
    if line.confidence < _SURE_ENDS and not line.words[-1].text[-1:].isalpha():
        return None
    return _with_surname(bare) if is_name(bare) else None


def _with_surname(name: str) -> str:
    """A name whose surname's accents are as the list of surnames has them, where it has one."""
    first, _, rest = name.partition(" ")
    known = _SURNAMES.get(fold(first), ())
    return f"{known[0]} {rest}" if len(known) == 1 else name
