"""Whether a page bears a degree of secrecy (độ mật), and what may be said of such a page.

The law keeps secret papers off machines that are connected to a network: unless the settings say
that this machine is cleared, nothing of such a page leaves its process but that it is secret.
What is unsure counts as secret: a false alarm costs a clerk a minute.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from pipeline.page.facts import facts_of
from pipeline.record.lexicon import SECRECY
from pipeline.record.signs import is_caps, key, printed_mark
from pipeline.values.marks import MarkRecord
from pipeline.values.readings import PageResult

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.geometry import Box
    from pipeline.layout.naming import Block
    from pipeline.values.marks import CleanPage, Mark
    from pipeline.values.scanned import FlatPage, Page

__all__ = ["UNREAD", "Secret", "laid_over_secret", "printed_secret", "stamped_secret", "withheld"]

UNREAD = "chưa rõ mức độ"
"""Stands for the degree where a mark was found and its lettering not read."""

# Marks and printed degrees stand beside or below the letterhead; further down `mật` is the body's.
_HEAD = 0.4

# One line may state both degrees (`MẬT - KHẨN`), carry a label (`Độ mật: Tối mật`), or the frame
# of the stamp read as strokes (`|MẬT|`).
_PARTS = re.compile(r"[-–—/|()\[\],;]+")
_LABEL = re.compile(r"^\W*độ\s+mật\W+", re.IGNORECASE)


class Secret(NamedTuple):
    """That a page is secret.

    Attributes:
        degree: `MẬT`, `TỐI MẬT`, `TUYỆT MẬT`, or `UNREAD`.
        box: The mark or line that says so, flat frame.
        confidence: 0–1.
        colour: Of the mark; black for print.
    """

    degree: str
    box: Box
    confidence: float
    colour: str = "black"


def stamped_secret(marks: Iterable[Mark]) -> Secret | None:
    """The highest degree that stamps state; a stamp that may be one and was not read counts too.

    Stamps of secrecy and of urgency have one shape: an urgent one without its lettering may be
    either. `GIẢI MẬT` alone says that the paper is secret no longer.
    """
    found = []
    for mark in marks:
        text = mark.text or ""
        degree = _degree(text.splitlines())
        unread = mark.kind == "urgency" and not text.strip()
        if degree or unread or (mark.kind == "secrecy" and "giaimat" not in key(text)):
            found.append(Secret(degree or UNREAD, mark.box, mark.confidence, mark.colour))
    return max(found, key=_height, default=None)


def printed_secret(blocks: Iterable[Block], height: int) -> Secret | None:
    """The highest degree that a printed line of its own states in the head of a page.

    Args:
        blocks: As read, before anything is repaired.
        height: Of the page, flat pixels.
    """
    found = [
        Secret(degree, line.box, min(word.confidence for word in line.words))
        for block in blocks
        for line in block.lines
        if line.box.y < _HEAD * height and (degree := _degree([line.text]))
    ]
    return max(found, key=_height, default=None)


def laid_over_secret(page: Page, flat: FlatPage) -> Secret | None:
    """The highest degree that the file itself states over its scan, wherever it was typed."""
    back, shape = flat.to_original.inverse(), (flat.image.shape[0], flat.image.shape[1])
    found = [
        Secret(degree, back.box(overlay.box, shape), 1.0)
        for overlay in page.overlays
        if overlay.what == "typed" and (degree := _degree((overlay.text or "").splitlines()))
    ]
    return max(found, key=_height, default=None)


def withheld(page: Page, cleaned: CleanPage, secret: Secret) -> PageResult:
    """All that may be said of a secret page: its size, its degree, and where the mark stands."""
    flat = cleaned.flat
    box = flat.to_original.box(secret.box, page.image.shape[:2])
    mark = MarkRecord("secrecy", box, round(secret.confidence, 3), secret.colour)
    return PageResult(replace(facts_of(page, flat), marks=(mark,), withheld=secret.degree))


def _degree(lines: Iterable[str]) -> str | None:
    """The highest degree of secrecy among lines.

    In capitals anywhere between strokes and brackets; in small letters only as a line of its own
    or after its label: `mật` may end a paragraph, and `- Mật` be an item of a list.

    >>> _degree(["MẬT - KHẨN"]), _degree(["|TỐI MẬT|"]), _degree(["Độ mật: Mật"])
    ('MẬT', 'TỐI MẬT', 'MẬT')
    >>> _degree(["mật."]), _degree(["- Tối mật"]), _degree(["BẢO VỆ BÍ MẬT NHÀ NƯỚC", "MẶT TRẬN"])
    (None, None, None)
    """
    found = []
    for line in lines:
        named, labels = _LABEL.subn("", line)
        whole = [named] if labels or line.strip()[:1].isupper() else []
        for said in (*whole, *(part for part in _PARTS.split(line) if is_caps(part))):
            mark = printed_mark(said.strip())
            if mark is not None and mark[0] == "secrecy":
                found.append(mark[1])
    return min(found, key=SECRECY.index, default=None)


def _height(secret: Secret) -> int:
    return -SECRECY.index(secret.degree) if secret.degree in SECRECY else -len(SECRECY)
