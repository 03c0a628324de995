"""Who acts for whom where print alone does not say: pen before a title, a stamped title under it.

A form prints the head's title; where a deputy signs, a pen writes `KT.` before it and rubber sets
the deputy's title beneath. Print without the pen and the rubber says that the head signed: a wrong
record. So whatever stands before a printed title makes the authority doubtful.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pipeline.mark_kinds import of_family
from pipeline.record.foot_words import is_authority, is_office
from pipeline.record.signs import is_caps, key
from pipeline.record.spelling import deputy_said, nearest_office
from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.geometry import Box
    from pipeline.record.parts import Parts
    from pipeline.record.pieces import Piece
    from pipeline.values.marks import MarkRecord

__all__ = ["Sign", "is_line_of_signature", "scrap_before", "sign_of", "sign_said", "unread_stamp"]

_PEN = of_family("pen") | {"tick"}
# A pen's `KT.` stands so far before the title, and is no larger and no smaller than this.
_BEFORE_MM, _OVER_MM = 22.0, 3.0
_LEAST_MM, _MOST_MM = 2.0, (32.0, 14.0)

# `TM.` names the collective; who signs for its head may still be told by pen.
_COLLECTIVE = re.compile(r"\W*T\s*[/.]?\s*M\b", re.IGNORECASE)
# A title is stamped so near under the printed one, a name further below.
_STAMPED_TITLE_MM = 13.0
# A line of rubber is so wide and so high.
_ROW_MM = ((15.0, 80.0), (3.5, 10.0))

_SIGNS = {"kt": "KT.", "tm": "TM.", "tl": "TL.", "tuq": "TUQ.", "q": "Q."}
# What an engine for print makes of `KT.` and its like by pen.
_MISREAD = {"k7": "KT.", "k1": "KT.", "ki": "KT.", "kf": "KT.", "xt": "KT.", "7m": "TM."}
_MARKS = " .,:;*-–—_“”\"'|/\\«»~^`‘’"
# Words that begin offices and are none by themselves.
_HALVES = frozenset({"truong", "tong", "chanh", "pho", "quyen", "thuong truc", "to truong"})
# What is left of a pen's letters before a title: a dash no office prints.
_STROKE = re.compile(r"\s*(?:[-–—~_=]\s*)+[^\W\d_]")
_SCRAP = re.compile(r"\W*(\w{1,3}(?:/\w)?)\s*[.,:;/'’]*\s*(?=[^\W\d_])")


class Sign(NamedTuple):
    """Something before a title that print does not explain.

    Attributes:
        said: `KT.`, `TM.` … where it was read; None where it was not.
        mark: The pen's mark; None where it was read as a part of the printed line.
        box: Where it is, original pixels.
    """

    said: str | None
    mark: MarkRecord | None
    box: Box


def sign_said(text: str) -> str | None:
    """The sign that a few letters are, misread or not.

    >>> [sign_said(text) for text in ("KT.", "K/T", "K7,", "TUQ", "x", "12")]
    ['KT.', 'KT.', 'KT.', 'TUQ.', None, None]
    """
    letters = re.sub(r"[^a-z0-9]", "", fold(text))
    return _SIGNS.get(letters) or _MISREAD.get(letters)


def scrap_before(text: str) -> tuple[str, str] | None:
    """(scrap, office) of a line in which up to three letters stand before an office.

    >>> scrap_before("K7.GIÁM ĐỐC"), scrap_before("XI CỤC TRƯỞNG"), scrap_before("7 CHỦ TỊCH")
    (('K7', 'GIÁM ĐỐC'), ('XI', 'CỤC TRƯỞNG'), ('7', 'CHỦ TỊCH'))
    >>> scrap_before("PHÓ GIÁM ĐỐC"), scrap_before("KT. CHỦ TỊCH"), scrap_before(". CHỦ TỊCH")
    (None, None, None)
    >>> [scrap_before(t) for t in ("DHÓ GIÁM ĐỐC", "ỆU TRƯỞNG", "- “BỘ TRƯỞNG")]  # of a seal
    [None, None, None]
    """
    bare = text.lstrip(_MARKS)
    if is_office(bare) or is_authority(bare) or deputy_said(bare):
        return None
    match = _SCRAP.match(text)
    if match is None or not is_office(text[match.end() :]):
        return None
    if fold(text[match.end() :]).strip(_MARKS) in _HALVES:
        return None  # `ỆU TRƯỞNG` is what a seal left of one office
    return match[1], text[match.end() :]


def is_line_of_signature(text: str) -> bool:
    """Whether a line in capitals is authority or office, however badly it was read.

    A seal that lies over a title leaves half of it; half of a seal's lettering names no office.

    >>> [is_line_of_signature(t) for t in (". ỆU TRƯỞNG.", "KT. GIAM ĐOC", "DHÓ CHỦ TICH")]
    [True, True, True]
    >>> [is_line_of_signature(t) for t in ("TRƯỜNG", "CÔNG NGHIỆP", "ệu trưởng", "ĐẠI HỌC")]
    [False, False, False, False]
    """
    if not is_caps(text):
        return False
    bare = text.strip(_MARKS)
    if is_authority(bare) or is_office(bare):
        return " " in bare and len(key(bare)) >= 7
    office = deputy_said(bare) or nearest_office(bare)
    if office is None:
        return scrap_before(bare) is not None
    return " " in office and len(key(office)) >= 7


def sign_of(authority: Sequence[Piece], lines: Sequence[Piece], parts: Parts) -> Sign | None:
    """What stands before a printed office, or the body it signs for, and is no print.

    Where print says `KT.`, `TL.`, `TUQ.` itself nothing is left for a pen to say.

    Args:
        authority: Lines of authority in print.
        lines: The others above the name.
        parts: Of the document.
    """
    for_another = any(not _COLLECTIVE.match(piece.text) for piece in authority)
    if not lines or for_another:
        return None
    page = next(page for page in parts.pages if page.number == lines[0].page)
    sign = _pen_before(lines, page.marks, page.dpi, apart=bool(authority))
    for line in lines:
        scrap = scrap_before(line.text)
        if scrap is not None and (sign is None or sign.said is None):
            sign = Sign(sign_said(scrap[0]), sign.mark if sign else None, line.box)
        elif sign is None and _STROKE.match(line.text) and not _under_black_seal(line, page.marks):
            sign = Sign(None, None, line.box)
    return sign


def _under_black_seal(line: Piece, marks: Sequence[MarkRecord]) -> bool:
    """Whether a seal that could not be lifted lies over a line's front, and left strokes there."""
    box = line.box
    return any(
        mark.kind == "seal"
        and mark.colour in (None, "black")
        and mark.box.x < box.x + box.width / 2
        and mark.box.right > box.x
        and mark.box.y - box.height < box.y < mark.box.bottom
        for mark in marks
    )


def unread_stamp(
    authority: Sequence[Piece], title: Sequence[Piece], parts: Parts, *, above: bool
) -> MarkRecord | None:
    """A stamp of office (`above`, right under the printed title) or of name that was not read."""
    lines = title or authority
    if not lines or (above and any(not _COLLECTIVE.match(p.text) for p in authority)):
        return None
    last = lines[-1]
    page = next(page for page in parts.pages if page.number == last.page)
    edge = last.box.bottom + _STAMPED_TITLE_MM * page.dpi / 25.4
    return next(
        (
            mark
            for mark in page.marks
            if (mark.kind == "name_stamp" and not mark.text)
            or (above and _is_unknown_row(mark, last.box, page.dpi / 25.4))
            if (mark.box.y < edge) == above and mark.box.bottom > last.box.bottom
        ),
        None,
    )


def _is_unknown_row(mark: MarkRecord, title: Box, mm: float) -> bool:
    """Whether a mark of no kind is as long and low as a line of rubber, and under the title."""
    box = mark.box
    (least, most), (low, high) = _ROW_MM
    shared = min(box.right, title.right) - max(box.x, title.x)
    return (
        mark.kind == "unknown"
        and least <= box.width / mm <= most
        and low <= box.height / mm <= high
        and box.width > 2.5 * box.height
        and shared > 0.5 * min(box.width, title.width)
    )


def _pen_before(
    titles: Sequence[Piece], marks: Sequence[MarkRecord], dpi: float, *, apart: bool
) -> Sign | None:
    """The pen's sign before a printed title or a little above it; None where there is none.

    Args:
        titles: Lines of authority and office.
        marks: On their page.
        dpi: Of the page.
        apart: Only pen that stands there alone counts, none that ran into a signature.
    """
    mm = dpi / 25.4
    found = [
        Sign(sign_said(mark.text or ""), mark, mark.box)
        for mark in marks
        if mark.kind in _PEN
        and any(_stands_before(mark, title.box, mm, apart=apart) for title in titles)
    ]
    return max(found, key=lambda sign: sign.said is not None, default=None)


def _stands_before(mark: MarkRecord, title: Box, mm: float, *, apart: bool) -> bool:
    """Whether a mark, or a corner of one that is larger, lies where a pen writes `KT.`."""
    left, right = title.x - _BEFORE_MM * mm, title.x + _OVER_MM * mm
    top, bottom = title.y - 0.8 * title.height, title.bottom
    wide, high = mark.box.width / mm, mark.box.height / mm
    if max(wide, high) < _LEAST_MM:
        return False
    if wide <= _MOST_MM[0] and high <= _MOST_MM[1]:
        across, down = mark.box.x + mark.box.width / 2, mark.box.y + mark.box.height / 2
        return left < across < right and top < down < bottom
    # Pen that ran into a signature is one mark with it: its hull reaches up to the title's front.
    right = title.x - 1.5 * mm
    return not apart and any(left < x < right and top < y < bottom for x, y in mark.outline)
