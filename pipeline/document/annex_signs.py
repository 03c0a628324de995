"""What annexes and forms bear: labels, `kèm theo`, blanks that are left to who fills them in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.record import signs
from pipeline.record.symbol import is_number_line
from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.document.page_signs import Sign
    from pipeline.record.pieces import Piece

__all__ = ["BLANKS", "annex_signs", "cited"]

_ANNEX = re.compile(
    r"\W*(?:ph[ui] luc|phu bieu|bieu\s+(?:mau|so|\d)|danh muc kem|phan phu luc|form no|annex|"
    r"mau\s*(?:so|bieu|don|phieu|bao cao|\d|[a-z]{1,5}[\s.-]?\d))\b|"
    r"\W*mau\s+[a-z]{1,5}\d+|\W*(?:ph[ui] luc|bieu|mau\s+so)\s*[ivxl\d]+\b"
)
# Forms of accounting and tax law (B01-DN, 01/GTGT, C02-HD) are filled and kept as documents.
_LAW_FORM = re.compile(
    r"\W*mau\s*(?:so)?\s*:?\s*(?:[abcfs]\s?\d\d|\d\d\s?[-/]?\s?[a-z]{1,2}\s?\d|\d\d\w?\s?[-/]\s?[a-z]{2,5})"
)
_ATTACHED = re.compile(
    r"\W*(?:\(\W*)?(?:ban hanh\s+)?(?:dinh\s+)?k[ei]m\s+theo\b(?!.{0,40}\bnay\b)|"
    r"\W*(?:\(\W*)?(?:gui|dinh)\s+kem\b|\W*\(\s*ban hanh theo (?:quyet dinh|cong van|nghi quyet)"
)
_SYMBOL = re.compile(
    r"(?:\d{1,5}\s*)?[/-]?\s*((?:\d{4}\s*/\s*)?[A-ZĐ][A-Za-zĐđ]*\s*[-/]\s*[A-ZĐ][\wĐđ&-]*)"
)
BLANKS = re.compile(r"\.{4,}|…{2,}|_{4,}|(?:\.\s){4,}")
_SIGN_HERE = re.compile(r"\W*\(?\s*k[yi]\s*,?\s*(?:va\s+)?(?:ghi\s+)?(?:ro\s+)?(?:ho|dong dau|ten)")
# Labels of forms with nothing behind them, or another label: leaders are often not read at all.
_LABEL = re.compile(
    r"(?:ho (?:va )?ten|sinh(?: ngay)?|ngay, thang, nam sinh|dia chi|dien thoai|email|thu dien tu|"
    r"(?:can cuoc|cccd|cmnd)[\w ]{0,12}|chuc vu[\w, ]{0,24}|don vi[\w ]{0,20}|dan toc|nam, nu|"
    r"noi (?:sinh|cap|o|cu tru)[\w ]*|gioi tinh|nghe nghiep|noi dung[\w ]{0,14}|ly do|que quan|"
    r"ma so[\w ]{0,16}|nguoi dai dien[\w ]*|so tai khoan|lop|khoa|nganh|mssv|trinh do[\w ]{0,16}|"
    r"ten (?:co quan|don vi|to chuc|doanh nghiep|co so)[\w, ]*|bien so[\w ]{0,8})"
    r"\s*:(?=[\s.…_]*(?:$|[^:\d]{2,40}:))"
)
_FORM_TITLE = re.compile(
    r"\W*(?:don\s+(?:xin|de nghi|dang ky|yeu cau|khieu nai|xac nhan)|to khai|bang ke|mau\s|"
    r"phieu\s+(?!trinh|gui|chuyen|bao)|ban\s+(?:cam ket|dang ky|khai|tu|ke khai)|"
    r"giay\s+(?:cam|de nghi|dang ky)|(?:so yeu )?ly lich)"
)
_LABEL_LINES = 8
_FORM_BLANKS, _FORM_LABELS = 4, 3


def annex_signs(top: Sequence[Piece], pieces: Sequence[Piece]) -> set[Sign]:
    """What annexes and forms bear."""
    found: set[Sign] = set()
    highest = sorted(top, key=lambda piece: piece.box.y)[:_LABEL_LINES]
    for piece in highest:
        folded = fold(piece.text)
        if _LAW_FORM.match(folded):
            found.add("law_form")
        elif _ANNEX.match(folded) and not signs.starts_organ(piece.text):
            found.add("annex_label")
    if any(_ATTACHED.match(fold(piece.text)) for piece in top):
        found.add("attached")
    if _is_form(pieces):
        found.add("form")
    if any(signs.is_caps(p.text) and _FORM_TITLE.match(fold(p.text)) for p in top):
        found.add("form_title")
    lone = [piece for piece in highest if signs.is_caps(piece.text) and len(piece.text) > 7]
    if lone and not any(is_number_line(piece.text) for piece in top):
        first = highest[0]
        if first in lone and signs.heading_of(first.text) is None:
            found.add("bare_title")
    return found


def _is_form(pieces: Sequence[Piece]) -> bool:
    """Whether a page leaves blanks to be filled in: dots, or labels with nothing behind them."""
    texts = [fold(piece.text) for piece in pieces]
    blanks = sum(bool(BLANKS.search(text)) for text in texts)
    labels = sum(len(_LABEL.findall(text)) for text in texts)
    hints = any(_SIGN_HERE.match(text) for text in texts)
    return blanks >= _FORM_BLANKS or labels >= _FORM_LABELS or (hints and blanks + labels > 0)


def cited(top: Sequence[Piece]) -> tuple[str, ...]:
    """Symbols in the note under an annex's title: `(Kèm theo Quyết định số 5/QĐ-UBND …)`."""
    for i, piece in enumerate(top):
        if _ATTACHED.match(fold(piece.text)):
            note = " ".join(p.text for p in top[i : i + 3])
            return tuple(signs.key(match[1]) for match in _SYMBOL.finditer(note))
    return ()
