"""Separator sheets (tờ phân cách): sheets that a clerk lays between documents before scanning.

A sheet is one by what its code says (PATCH-T, SOHOA), or because it bears a code and hardly a word
besides.  A code on a letter, or the QR code of a digital signature, parts nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.text.folding import fold

if TYPE_CHECKING:
    from pipeline.values.readings import PageReading

__all__ = ["is_separator", "separator_name"]

# What the sheets of common scanning programs hold, folded, without spaces and dashes.
_NAMES = re.compile(r"patch(?:code)?t?|sohoa(?:phancach|separator)?|separator|docsep|phancach")
# What a sheet says beside its code: `TỜ PHÂN CÁCH – không bỏ ra khỏi tập tài liệu`.
_NAMED_WORDS, _OTHER_WORDS = 60, 8
_NAMED_SURE, _OTHER_SURE = 0.99, 0.93
_SAYS_SO = re.compile(r"phan\s*cach|separator|patch\s*-?\s*t\b|ngan\s*cach")


def is_separator(page: PageReading) -> bool:
    """Whether a page is a sheet that only parts documents."""
    return separator_name(page) is not None


def separator_name(page: PageReading) -> tuple[str, float] | None:
    """What a separator sheet's code is called, and how sure it is one; None for other pages."""
    if page.blank or page.problem is not None or not page.codes:
        return None
    words = sum(len(line.text.split()) for line in page.lines)
    said = fold(" ".join(line.text for line in page.lines))
    for code in page.codes:
        squeezed = re.sub(r"[\s_-]", "", fold(code.text))
        if words <= _NAMED_WORDS and (_NAMES.fullmatch(squeezed) or _SAYS_SO.search(said)):
            return code.text, _NAMED_SURE
    if words <= _OTHER_WORDS and not _stamped(page):
        return page.codes[0].text, _OTHER_SURE
    return None


def _stamped(page: PageReading) -> bool:
    """Whether somebody signed or stamped it: then it is a document's page."""
    kinds = {mark.kind for mark in page.marks}
    return bool(kinds & {"seal", "signature", "incoming_stamp", "name_stamp"})
