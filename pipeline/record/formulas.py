"""Wordings that law fixes, put right where letters of them were misread.

Only lines that were recognised as a formula already are touched, word by word; how a word's tone
is placed (`HÒA`, `HOÀ`) and which dash stands between stays as printed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.record import signs
from pipeline.record.kinds import type_of
from pipeline.record.spelling import spelled
from pipeline.text.folding import fold, old_style

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.record.roles import Role

__all__ = ["mend_formula"]

_HEADINGS = {
    "national": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "motto": "Độc lập - Tự do - Hạnh phúc",
    "party": "ĐẢNG CỘNG SẢN VIỆT NAM",
}
_LABELS = {
    "number": (re.compile(r"s[o06](?=\s*[:.;\d/-])"), "Số"),
    "noi_nhan": (re.compile(r"n[o0][il1]\s*nhan"), "Nơi nhận"),
    "recipients": (re.compile(r"k[il1]nh\s*g[uưiy][il1]"), "Kính gửi"),
}


def mend_formula(role: Role, text: str) -> tuple[str, str | None]:
    """A line with its fixed wording put right, and the name of the fix or None.

    >>> mend_formula("heading", "CỘNG HOÀ XÃ HỘl CHỦ NGHlA VIỆT NAM")
    ('CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'heading_formula')
    >>> mend_formula("noi_nhan", "Noi nhân:"), mend_formula("type", "QUYÉT ĐỊNH")
    (('Nơi nhận:', 'noi_nhan_label'), ('QUYẾT ĐỊNH', 'type_formula'))
    >>> mend_formula("number", "Só: 12/QĐ-UBND"), mend_formula("organ", "BAN CHÍ ĐẠO 138")
    (('Số: 12/QĐ-UBND', 'number_label'), ('BAN CHỈ ĐẠO 138', 'closed_list_spelling'))
    >>> mend_formula("heading", "ĐOÀN TNCS HỒ CHÍ MINH"), mend_formula("body", "Noi nhân:")
    (('ĐOÀN TNCS HỒ CHÍ MINH', None), ('Noi nhân:', None))
    """
    mender = _MENDERS.get(role)
    if mender is None:
        return text, None
    mended, name = mender(role, text)
    return (mended, name) if mended != text else (text, None)


def _heading(role: Role, text: str) -> tuple[str, str]:
    del role
    formula = _HEADINGS.get(signs.heading_of(text) or "")
    if formula is None:
        return text, ""
    read, wanted = text.split(), formula.split()
    if len(read) == len(wanted):
        return " ".join(map(_word, read, wanted)), "heading_formula"
    if signs.key(text) == signs.key(formula):
        return text, ""
    return (formula if len(signs.key(text)) > 15 else text), "heading_formula"


def _word(read: str, wanted: str) -> str:
    if not wanted.isalpha():
        return read if not any(letter.isalnum() for letter in read) else wanted
    return read if old_style(read) == wanted else wanted


def _label(role: Role, text: str) -> tuple[str, str]:
    pattern, label = _LABELS[role]
    match = pattern.search(fold(text))
    if not match or match.start() > 2 or (match.start() and text[match.start() - 1].isalnum()):
        return text, ""
    read = text[match.start() : match.end()]
    if signs.is_caps(read):
        return text, ""
    return text[: match.start()] + label + text[match.end() :], f"{role}_label"


def _type(role: Role, text: str) -> tuple[str, str]:
    del role
    named = type_of(text)
    if named is None or named[1]:
        return text, ""
    bare = text.strip(" *_:.")
    if old_style(bare) == named[0] or not bare:
        return text, ""
    return text.replace(bare, named[0]), "type_formula"


def _phrases(role: Role, text: str) -> tuple[str, str]:
    del role
    return spelled(text), "closed_list_spelling"


_MENDERS: dict[Role, Callable[[Role, str], tuple[str, str]]] = {
    "heading": _heading,
    "number": _label,
    "noi_nhan": _label,
    "recipients": _label,
    "type": _type,
    "organ": _phrases,
    "author": _phrases,
    "signature": _phrases,
    "second_signature": _phrases,
}
