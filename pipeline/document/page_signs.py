"""What a page of a stack gives away about where documents begin and end, by name.

Every sign is a name; what each is worth stands in `cutting`, how a clerk is told it in `telling`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Literal

from pipeline.document.page_numbers import printed_numbers
from pipeline.record import signs
from pipeline.record.dateline import parse_date_line
from pipeline.record.foot_words import is_authority, is_office
from pipeline.record.head import sort_head
from pipeline.record.kinds import type_of
from pipeline.record.parts import pieces_of
from pipeline.record.person import is_name
from pipeline.record.symbol import is_number_line, parse_number_line
from pipeline.text.folding import fold
from pipeline.text.paragraphs import ends_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.pieces import Piece
    from pipeline.values.readings import PageReading

__all__ = ["PageSigns", "Sign", "is_same", "is_same_sheet", "look_at"]

Sign = Literal[
    # What opens a document, on its first page.
    "heading",
    "organ",
    "number",
    "date",
    "type",
    "subject",
    "recipients",
    # What an annex or a form bears at its top, or everywhere.
    "annex_label",
    "law_form",
    "attached",
    "blank_organ",
    "blank_number",
    "blank_date",
    "blank_recipients",
    "form",
    "form_title",
    "unsigned_form",
    "bare_head",
    "bare_title",
    # What goes on from the page before.
    "mid_sentence",
    "mid_list",
    # What ends a document.
    "foot",
    "signed",
    "open_end",
]

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
# An item that is not the first of its list.
_ITEM = re.compile(
    r"\W*(?:(?:dieu|khoan|muc|chuong|phan)\s+(?:[2-9]|\d\d|[ivx]{2,})\b|(?:[2-9]|\d\d)(?:\.\d+)*[.)/]\s|"
    r"(?:[b-eg-ik-z])\)\s|(?:ii|iii|iv|v|vi|vii|viii|ix|x)[.)]\s|[-+•]\s)"
)
_SYMBOL = re.compile(
    r"(?:\d{1,5}\s*)?[/-]?\s*((?:\d{4}\s*/\s*)?[A-ZĐ][A-Za-zĐđ]*\s*[-/]\s*[A-ZĐ][\wĐđ&-]*)"
)
_DOTS = re.compile(r"\.{3,}|…|_{3,}|(?:\.\s){3,}|\(\s*\d\s*\)")
_UNNAMED = re.compile(
    r"\W*(?:\(?\s*ten\s+(?:co quan|don vi|to chuc|doanh nghiep|cq)|co quan, don vi\b|don vi\s*:)"
)
_BLANKS = re.compile(r"\.{4,}|…{2,}|_{4,}|(?:\.\s){4,}")
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
_ANNOUNCED = re.compile(
    r"(?:gui|dinh|co|theo)\s+(?:\w+\s+){0,4}kem(?:\s+theo)?\b|phu luc|mau\s+(?:so|don|phieu)|"
    r"kem theo (?:thong|quyet|cong|ke|van|to|bao)|ban hanh kem theo"
)
_BROUGHT = {
    *("DANH SÁCH", "QUY CHẾ", "QUY ĐỊNH", "ĐIỀU LỆ", "KẾ HOẠCH", "PHƯƠNG ÁN", "ĐỀ ÁN", "DỰ ÁN"),
    *("CHƯƠNG TRÌNH", "QUY HOẠCH", "CHIẾN LƯỢC", "HƯỚNG DẪN"),
}
_TOP_SHARE, _TITLE_SHARE, _LABEL_LINES = 0.45, 0.3, 8
_FORM_BLANKS, _FORM_LABELS = 4, 3
# Pages with so many of their words in common are one page that was scanned twice.
_SAME_WORDS, _FEWEST_WORDS = 0.9, 12
_SPOT = 0.008  # of the page's height: 2 to 3 mm
_LOW = 0.5
_SIGNING = frozenset({"seal", "signature", "name_stamp"})


@dataclass(frozen=True, slots=True)
class PageSigns:
    """What one page gives away.

    Attributes:
        signs: By name.
        numbers: Printed page numbers it may bear.
        symbol: Of its own number line, folded letters: `qdubnd`.
        cited: Symbols that an annex says it belongs to.
        announces: It speaks of annexes or forms that come with it.
        words: Folded, to see a page that was scanned twice.
        stamped: Where seal and signature lie beside the text's middle, in shares of the height.
    """

    signs: frozenset[Sign]
    numbers: tuple[int, ...] = ()
    symbol: str | None = None
    cited: tuple[str, ...] = ()
    announces: bool = False
    words: frozenset[str] = frozenset()
    stamped: tuple[tuple[str, float, float], ...] = ()


def look_at(page: PageReading) -> PageSigns:
    """Gather the signs of one page; a page that could not be read has none."""
    if page.problem is not None:
        return PageSigns(frozenset())
    pieces = pieces_of(page)
    top = _top(pieces, page)
    found: set[Sign] = {*_opening(top, page), *_annexed(top, pieces), *_ending(pieces, page)}
    if not found & {"heading", "number", "annex_label"}:
        found.update(_going_on(pieces))
    if "form" in found and not found & {"signed", "number"}:
        found.add("unsigned_form")
    whole = fold(" ".join(piece.text for piece in pieces))
    return PageSigns(
        frozenset(found),
        printed_numbers(page),
        _own_symbol(top),
        _cited(top),
        bool(_ANNOUNCED.search(whole)),
        frozenset(_words(whole)),
        _stamped(pieces, page),
    )


def is_same(page: PageSigns, other: PageSigns) -> bool:
    """Whether two pages are one that was scanned twice."""
    both, either = page.words & other.words, page.words | other.words
    pairs = ((page.numbers, other.numbers), (page.symbol, other.symbol))
    alike = all(not a or not b or a == b for a, b in pairs)
    return alike and len(both) >= max(_FEWEST_WORDS, _SAME_WORDS * len(either))


def is_same_sheet(page: PageSigns, other: PageSigns) -> bool:
    """Whether two pages of the same words are one sheet: no seal falls twice on the same spot."""
    ours = sorted(page.stamped)
    theirs = sorted(other.stamped)
    return (
        bool(ours)
        and [mark[0] for mark in ours] == [mark[0] for mark in theirs]
        and all(
            abs(a[1] - b[1]) < _SPOT and abs(a[2] - b[2]) < _SPOT
            for a, b in zip(ours, theirs, strict=True)
        )
    )


def _stamped(pieces: Sequence[Piece], page: PageReading) -> tuple[tuple[str, float, float], ...]:
    if not pieces:
        return ()
    x = fmean(piece.box.x for piece in pieces)
    y = fmean(piece.box.y for piece in pieces)
    high = page.size_px[1]
    return tuple(
        (mark.kind, (mark.box.x - x) / high, (mark.box.y - y) / high)
        for mark in page.marks
        if mark.kind in _SIGNING
    )


def _top(pieces: Sequence[Piece], page: PageReading) -> list[Piece]:
    return [
        piece
        for piece in pieces
        if piece.zone not in ("foot_left", "foot_right", "table")
        and piece.box.y < _TOP_SHARE * page.size_px[1]
    ]


def _opening(top: Sequence[Piece], page: PageReading) -> set[Sign]:
    """Parts of a letterhead and title."""
    blocks, _ = sort_head(top)
    roles = {block.role: block.pieces for block in blocks}
    high = _TITLE_SHARE * page.size_px[1]
    found: set[Sign] = set()
    if any(
        signs.heading_of(piece.text) != "motto" and piece.box.y < high
        for piece in roles.get("heading", ())
    ):
        found.add("heading")
    if "organ" in roles:
        blank = any(_UNNAMED.match(fold(p.text)) or _BLANKS.search(p.text) for p in roles["organ"])
        found.add("blank_organ" if blank else "organ")
    for piece in roles.get("number", ()):
        found.add("blank_number" if _unnumbered(piece.text) else "number")
    for piece in roles.get("date", ()):
        found.add("blank_date" if _undated(piece.text) else "date")
    if "type" in roles and (found or not _often_annexed(roles["type"])):
        found.add("type")
    if "letter_subject" in roles and "number" in roles:
        found.add("subject")
    if "recipients" in roles:
        blank = any(_BLANKS.search(piece.text) for piece in roles["recipients"])
        found.add("blank_recipients" if blank else "recipients")
    headed = "heading" in found and found & {"organ", "blank_organ"}
    if headed and not found & {"number", "date"}:
        found.add("bare_head")
    if found == {"number"}:
        return set()  # a number in a sentence
    return found


def _often_annexed(title: Sequence[Piece]) -> bool:
    """Whether a title is one that letters and decisions bring with them."""
    named = type_of(title[0].text)
    return named is not None and named[0] in _BROUGHT


def _unnumbered(text: str) -> bool:
    """Whether a form leaves the symbol to who fills it in; dots before it are for the pen."""
    line = parse_number_line(text)
    symbol = line.symbol if line is not None else None
    whole = symbol is not None and re.search(r"\w[-/]\w", symbol) is not None
    behind = text[line.slash :] if line is not None else text
    return bool(_DOTS.search(behind)) or (not whole and bool(_DOTS.search(text)))


def _undated(text: str) -> bool:
    """Whether a form leaves even the year to who fills it in; a pen's day and month do not."""
    line = parse_date_line(text)
    return bool(_DOTS.search(text)) and (line is None or line.year is None)


def _annexed(top: Sequence[Piece], pieces: Sequence[Piece]) -> set[Sign]:
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
    blanks = sum(bool(_BLANKS.search(text)) for text in texts)
    labels = sum(len(_LABEL.findall(text)) for text in texts)
    hints = any(_SIGN_HERE.match(text) for text in texts)
    return blanks >= _FORM_BLANKS or labels >= _FORM_LABELS or (hints and blanks + labels > 0)


def _ending(pieces: Sequence[Piece], page: PageReading) -> set[Sign]:
    """Nơi nhận, a signature, a sentence that the page's end cuts through."""
    found: set[Sign] = set()
    office = [
        p for p in pieces if p.zone != "table" and (is_authority(p.text) or is_office(p.text))
    ]
    named = any(
        p.box.y > o.box.y and is_name(p.text) for o in office for p in pieces if p.zone != "table"
    )
    if any(signs.is_noi_nhan(piece.text) for piece in pieces) or named:
        found.add("foot")
    low = _LOW * page.size_px[1]
    if any(mark.kind in _SIGNING and mark.box.bottom > low for mark in page.marks):
        found.add("signed")
    body = [piece for piece in pieces if piece.zone in ("body", "title", "recipients")]
    if body and "foot" not in found:
        last = max(body, key=lambda piece: piece.box.bottom)
        whole = len(last.text.split()) >= 6 and last.box.y > low
        if whole and not ends_sentence(last.text) and not _BLANKS.search(last.text):
            found.add("open_end")
    return found


def _going_on(pieces: Sequence[Piece]) -> set[Sign]:
    """Whether the first words of a page go on with a sentence, or with a list that began before."""
    text = [p for p in pieces if p.zone in ("body", "foot_left", "foot_right", "recipients")]
    first = next((p for p in text if len(p.text.split()) >= 3), None)
    if first is None or first is not min(text[:3], key=lambda p: p.box.y):
        return set()
    if first.text.lstrip("“\"'( ")[:1].islower() and not _ITEM.match(fold(first.text)):
        return {"mid_sentence"}
    return {"mid_list"} if _ITEM.match(fold(first.text)) else set()


def _own_symbol(top: Sequence[Piece]) -> str | None:
    for piece in top:
        if is_number_line(piece.text):
            line = parse_number_line(piece.text)
            if line is not None and line.symbol:
                return signs.key(line.symbol)
    return None


def _cited(top: Sequence[Piece]) -> tuple[str, ...]:
    """Symbols in the note under an annex's title: `(Kèm theo Quyết định số 5/QĐ-UBND …)`."""
    for i, piece in enumerate(top):
        if _ATTACHED.match(fold(piece.text)):
            note = " ".join(p.text for p in top[i : i + 3])
            return tuple(signs.key(match[1]) for match in _SYMBOL.finditer(note))
    return ()


def _words(folded: str) -> list[str]:
    return re.findall(r"[a-z0-9]{2,}", folded)
