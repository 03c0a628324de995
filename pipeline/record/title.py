"""Where a title ends: which lines under the type are its name's, its author's, its subject's.

A subject is centred under its type; body text is justified, its first line indented.  Zones agree
with that on tidy pages only, so place and wording decide, and the zone is one sign among others.
"""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Literal

from pipeline.geometry import Box
from pipeline.record import signs
from pipeline.record.kinds import joins_type
from pipeline.record.lexicon import OFFICES, STANDS_ALONE_NEVER
from pipeline.text.folding import fold
from pipeline.text.paragraphs import ends_sentence, starts_item

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.pieces import Piece

__all__ = ["BODY_STARTS", "TitlePart", "centred_on_page", "part_of_title", "text_column"]

TitlePart = Literal["type", "author", "title_subject"]

_LONGEST_SUBJECT = 14
#: Wordings with which bodies begin, and subjects never.
BODY_STARTS = re.compile(
    r"\W*(?:can cu|xet de nghi|theo de nghi|ban hanh kem theo|dieu \d|chuong [ivxlc]+|hom nay|"
    r"phan (?:thu|[ivxlc]+)|kinh thua|kinh goi|toi (?:ten|la)|chung toi|ho (?:va|,).{0,14}ten|"
    r"tai ngay|don vi tinh|mau so|cho nam tai chinh|ky ke toan|ban hanh theo|kem theo)\b"
)
#: Wordings of both: a body begins so where the line is justified, a subject where it is centred.
_EITHER = re.compile(r"\W*(?:thuc hien|thoi gian|thi hanh|tiep theo|de (?:thuc|trien|bao|tang))\b")
_UNIT = re.compile(r"\W*(?:tinh|thanh pho|tp|huyen|quan|thi xa|thi tran|phuong|xa|khoa)\b")


def part_of_title(
    piece: Piece,
    types: Sequence[Piece],
    authors: Sequence[Piece],
    subject: Sequence[Piece],
    ahead: Sequence[Piece],
    column: Box,
) -> TitlePart | None:
    """What a line under the type is, None where the title is over.

    Args:
        piece: The line.
        types: The lines of the type's name so far, at least one.
        authors: Of the author (`CỦA BAN THƯỜNG VỤ`) so far.
        subject: Of the subject so far.
        ahead: What follows the line.
        column: The page's text column, original pixels.
    """
    text = piece.text
    if not authors and not subject and len(types) == 1 and joins_type(types[0].text, text):
        return "type"
    caps = signs.is_caps(text)
    if not subject and caps and _is_author(text, authors):
        return "author"
    if _ends_title(text, subject):
        return None
    if caps and _author_like(text) and not (subject and signs.is_caps(subject[-1].text)):
        follows = ahead[0].text if ahead else ""
        spoken = not subject and (signs.is_subject_start(follows) or follows[:1].islower())
        return "author" if spoken else None
    goes_on = _stands_in_title(piece, [*types, *authors, *subject], subject, column)
    justified = _justified(piece, column)
    if goes_on and justified and not subject and _EITHER.match(fold(text)):
        return None
    addressed = not justified and any(signs.is_recipients(p.text) for p in ahead[:6])
    return "title_subject" if goes_on or addressed else None


def _ends_title(text: str, subject: Sequence[Piece]) -> bool:
    """Whether a line's own words say that no title goes on here."""
    if BODY_STARTS.match(fold(text)) or text.lstrip().startswith("("):
        return True
    if len(subject) >= _LONGEST_SUBJECT:
        return True
    return bool(subject) and starts_item(text, subject[-1].text)


def _is_author(text: str, authors: Sequence[Piece]) -> bool:
    if re.match(r"\W*cua\s", fold(text)):
        return True
    if not authors or signs.is_subject_start(text):
        return False
    before = re.sub(r"^\W*CỦA\s+", "", authors[-1].text.strip())
    alone = signs.starts_with(before, STANDS_ALONE_NEVER, whole=True) is not None
    return alone or _UNIT.match(fold(text)) is not None or signs.starts_organ(text)


def _author_like(text: str) -> bool:
    """An organ or office in capitals that speaks the decision (THỦ TƯỚNG CHÍNH PHỦ)."""
    return signs.starts_organ(text) or signs.starts_with(text, OFFICES) is not None


def _stands_in_title(
    piece: Piece, above: Sequence[Piece], subject: Sequence[Piece], column: Box
) -> bool:
    before = above[-1]
    runs_on = piece.text.lstrip()[:1].islower() or piece.text.lstrip()[:1].isdigit()
    unfinished = not ends_sentence(before.text)
    gapped = _gapped(piece, above)
    if not subject:
        # A rule or a blank line may part type and subject, a paragraph's distance does not.
        if _rise(piece, before) > 5 * _height(above):
            return False
        labelled = signs.is_subject_start(piece.text)
        return labelled or piece.zone == "title" or _centred(piece, above[0], column) or runs_on
    centred = _centred(piece, above[0], column)
    if centred:
        return not gapped or (runs_on and unfinished)
    if piece.zone == "title" and not gapped:
        return True
    wide = subject[-1].box.width > 0.8 * column.width
    return runs_on and unfinished and not gapped and wide


def _rise(piece: Piece, above: Piece) -> float:
    """From one line's middle to the next one's, pixels."""
    return (piece.box.y + piece.box.height / 2) - (above.box.y + above.box.height / 2)


def _height(pieces: Sequence[Piece]) -> float:
    return median(piece.box.height for piece in pieces)


def _gapped(piece: Piece, above: Sequence[Piece]) -> bool:
    """Whether more white stands over a line than between the lines of the title before it."""
    rise, height = _rise(piece, above[-1]), _height(above)
    if len(above) < 2:
        return rise > 3 * height
    usual = max(_rise(low, high) for high, low in pairwise(above))
    return rise > max(1.4 * usual, 1.7 * height)


def _centred(piece: Piece, first: Piece, column: Box) -> bool:
    """Whether a line shares the type's middle, or the page's, and is no paragraph's first line."""
    if _justified(piece, column):
        return False
    middle = piece.box.x + piece.box.width / 2
    types = first.box.x + first.box.width / 2
    before, after = piece.box.x - column.x, column.right - piece.box.right
    same = abs(middle - types) < 0.035 * column.width
    return same or (min(before, after) > 0.025 * column.width and _even(before, after, column))


def _even(before: float, after: float, column: Box) -> bool:
    return abs(before - after) < 0.05 * column.width


def _justified(piece: Piece, column: Box) -> bool:
    """A paragraph's line: it reaches the right edge and begins at the left one, or indented."""
    before, after = piece.box.x - column.x, column.right - piece.box.right
    reaches = after < 0.02 * column.width
    return reaches and before - after > 0.035 * column.width and before < 0.2 * column.width


def centred_on_page(piece: Piece, column: Box) -> bool:
    """Room on both sides, and the same; a justified line has none on the right."""
    before, after = piece.box.x - column.x, column.right - piece.box.right
    return min(before, after) > 0.025 * column.width and abs(before - after) < 0.08 * column.width


def text_column(pieces: Sequence[Piece]) -> Box:
    """The page's text column, from its long lines; scraps at the edges do not widen it."""
    inside = [piece.box for piece in pieces if piece.zone not in ("margin", "page_number")]
    if not inside:
        return Box(0, 0, 1, 1)
    whole = Box.around(inside)
    long = [box for box in inside if box.width > 0.6 * whole.width]
    if len(long) < 3:
        return whole
    left, right = median(sorted(b.x for b in long)[: (len(long) + 1) // 2]), 0.0
    right = median(sorted(b.right for b in long)[len(long) // 2 :])
    return Box(round(left), whole.y, round(right - left), whole.height)
