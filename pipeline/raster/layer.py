"""Is a text layer to be trusted more than a fresh reading of the picture?

Only if it is what the page shows: visible text, read as Vietnamese, whose words cover the ink. An
OCR layer of another program, text in a legacy encoding (TCVN3, VNI) and the two hundred letters of
a digital signature are none of these.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import numpy as np

from pipeline.geometry import Box
from pipeline.raster.placing import share_of_page, shown_box
from pipeline.text.syllables import looks_vietnamese
from pipeline.values.scanned import PageWord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.raster.contents import Contents
    from pipeline.raster.paper import Paper

__all__ = ["could_be_digital", "trusted"]

_LEAST_TEXT = 20  # characters; a page with fewer says nothing about its layer
_MOST_PICTURES = 0.4  # of the page: seal, signature, emblem, a chart
_MOST_HIDDEN = 0.05  # of the visible text
_TRUSTWORTHY = 0.8  # as `looks_vietnamese` advises
_INK = 160  # darker is ink
_INK_IN_WORDS = 0.5  # tables' rules and underlines are ink, too
_WORDS_WITH_INK = 0.9


def could_be_digital(contents: Contents, paper: Paper) -> bool:
    """Whether the page is made of visible text, by its content stream alone."""
    pictures = sum(share_of_page(placed.bounds, paper) for placed in contents.placements)
    return (
        contents.whole
        and paper.known
        and contents.shown_text >= _LEAST_TEXT
        and contents.hidden_text <= _MOST_HIDDEN * contents.shown_text
        and pictures <= _MOST_PICTURES
    )


def trusted(
    words: Sequence[tuple[str, float, float, float, float]],
    image: NDArray[np.uint8],
    contents: Contents,
    paper: Paper,
    dpi: float,
) -> tuple[PageWord, ...]:
    """The layer's words with boxes in pixels of `image`, or none where it is not to be trusted.

    Args:
        words: (text, left, top, right, bottom) in points of the shown page.
        image: (H, W[, 3]), the page drawn at `dpi` (nominal).
        contents: What lies on the page: pictures are left out of account.
        paper: The page.
        dpi: Nominal, pixels per 72 units of page space.
    """
    height, width = image.shape[:2]
    found = []
    for text, *sides in words:
        left, top, right, bottom = (round(side * dpi / 72) for side in sides)
        left, top = max(0, left), max(0, top)
        box = Box(left, top, min(width, right) - left, min(height, bottom) - top)
        if text.strip() and box.width > 0 and box.height > 0:
            found.append(PageWord(unicodedata.normalize("NFC", text), box))
    if looks_vietnamese(" ".join(word.text for word in found)) < _TRUSTWORTHY:
        return ()
    ink = (image if image.ndim == 2 else image.min(axis=2)) < _INK
    for placed in contents.placements:
        x0, y0, x1, y1 = shown_box(placed.bounds, paper, dpi)
        ink[y0:y1, x0:x1] = False
    under_words = np.zeros_like(ink)
    for word in found:
        under_words[word.box.slices] = True
    inked = sum(bool(ink[word.box.slices].any()) for word in found)
    covered = np.count_nonzero(ink & under_words) >= _INK_IN_WORDS * np.count_nonzero(ink)
    return tuple(found) if covered and inked >= _WORDS_WITH_INK * len(found) else ()
