"""Printed lines of a list to its items: dashes, columns, scraps of pen, stops misread."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from pipeline.record.list_words import respelled
from pipeline.record.pieces import split_at
from pipeline.record.signs import starts_organ
from pipeline.text.paragraphs import join_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.pieces import Piece

__all__ = [
    "STAMPED",
    "columns_apart",
    "dashed",
    "grouped",
    "is_misread_bullet",
    "items",
    "line_says",
    "tidied",
    "without_bullet",
]

_DASHES = "–—+•*·~=_-"
_BULLET = re.compile(rf"^\s*[{_DASHES}]+\s*")
# What engines make of a small dash before an item; only believed among dashed items.
_MISREAD = re.compile(r"^\s*(?:[“”\"'‘’.,:;«»¬°^>|]+\s*|\d\s+)(?=[^\W\d_])")
_NEXT_COLUMN = re.compile(rf"(?<=[;,.)])\s+(?=[{_DASHES}]\s+([^\W\d_]))")
#: Labels of an ĐẾN stamp that lies before an item of a list (`Lưu hồ sơ - Sở Tài chính;`).
STAMPED = re.compile(
    r"^\W*(?:L[uư]u h[^\s-]* s[^\s-]*(?: s[oố])?|Chuy[eể]n|Ng[aà]y|S[oố]|Đ[EẾ]N)\W*?"
    rf"(?=[{_DASHES}]\s+\w)"
)
# Bodies' own short names, whose Đ lost its stroke or was read twice; no code of an office.
_ACRONYMS = {
    "DBQH": "ĐBQH",
    "HDND": "HĐND",
    "UBNĐ": "UBND",
    "TT(?:D|DĐ|ĐD)T": "TTĐT",
    "LDLĐ|LĐLD|LDLD": "LĐLĐ",
    r"d\s?/\s?c": "đ/c",
}
_HURRIED = re.compile(r"\((?:để|đề|đê)\s+[VYtI1l]/?\s?hi[eệê]n\)")
_REPORT = re.compile(r"\((?:để|đế|đề|đê|dể)\s*b\s*/\s*[cêeé](?=áo|\))")
_SCRAP = re.compile(rf"(?<=[;:])\s*[Il1]\W*$|(?<=;)[\s{_DASHES}]*\w{{1,5}}[\s;,.]*$")
_SPLIT_STOP = re.compile(r"(?<![\w-])([A-ZĐ-]*[A-ZĐ]{2})\.(?:\s+(?=[^\W\d_])|(?=[A-ZĐ]{2}))")
# Abbreviations that are printed with a stop of their own.
_STOPPED = frozenset(
    {"TP", "TX", "TT", "KT", "TM", "TL", "TUQ", "TS", "GS", "PGS", "BS", "CN", "KS", "NGUT", "NGND"}
)
_HALVED_CODE = re.compile(r"\([^\W\d_]+\d*$")


def dashed(texts: Sequence[str]) -> bool:
    """Whether a list is set with dashes: at least one item begins with one."""
    return any(re.match(rf"\s*[{_DASHES}]\s*[^\W\d_]", text) for text in texts)


def is_misread_bullet(text: str) -> bool:
    """Whether a line opens with what engines make of a dash, and a capital after it."""
    match = _MISREAD.match(text)
    return (
        match is not None and text[match.end()].isupper() and not ("“" in match[0] and "”" in text)
    )


def without_bullet(text: str, *, among_dashed: bool = False) -> str:
    """An item without its dash; among dashed items also without what a dash was misread as.

    >>> without_bullet("- Như trên;"), without_bullet("“Lưu VT", among_dashed=True)
    ('Như trên;', 'Lưu VT')
    >>> without_bullet("2 Các ban", among_dashed=True), without_bullet("14 Phường")
    ('Các ban', '14 Phường')
    """
    bare = _BULLET.sub("", text, count=1)
    if bare != text or not among_dashed:
        return bare
    return _MISREAD.sub("", text, count=1) if is_misread_bullet(text) else text


def grouped(lines: Sequence[str], fits: Sequence[bool] = ()) -> list[list[str]]:
    """The printed lines of a list, an item each.

    An item begins with a dash, after a line that ended with a semicolon or full stop, with `Lưu`,
    or where an organ's name begins although it would have fitted on the line above; other lines
    go on with the item before.

    Args:
        lines: As printed.
        fits: For each line, whether its first word would have fitted on the line above; without
            it nothing is said about that.
    """
    groups: list[list[str]] = []
    in_dashes = dashed(lines)
    for i, line in enumerate(lines):
        text = line.strip()
        if not any(letter.isalnum() for letter in text):
            continue
        bare = without_bullet(text, among_dashed=in_dashes)
        above = groups[-1][-1] if groups else ""
        opens = (
            not groups
            or _BULLET.match(text)
            or above.endswith((";", ".", "./."))
            or re.match(r"Lưu\b", bare)
            or (bool(fits) and fits[i] and _begins(bare, above))
        )
        if opens:
            groups.append([text])
        else:
            groups[-1].append(text)
    return groups


def _begins(text: str, above: str) -> bool:
    """Whether a line can begin an item by its words, and the line above be whole."""
    if not text[:1].isupper() or re.search(r"(?:\bvà|\bcủa|[-–:&/(]|\b[A-ZĐ]{2,},)$", above):
        return False
    if ":" in above.removeprefix("Kính gửi:") and above.endswith(","):
        return False  # `Các Bộ: Tư pháp,` + `Công an`
    return starts_organ(text) or bool(
        re.match(r"(?:Các|Ông|Bà|Đồng chí|Đ/c|Quý|Toàn thể|Như)\b", text)
    )


def line_says(piece: Piece) -> str:
    """What a line says, words of a typist's code that stand close joined (`(Phúc 16)`)."""
    words = piece.line.words
    text = piece.text.replace("~~", "")
    if "(" not in text or len(words) < 3 or " ".join(w.text for w in words) != piece.text:
        return text
    gaps = [right.box.x - left.box.right for left, right in pairwise(words)]
    said = words[0].text
    for i, word in enumerate(words[1:]):
        others = [gap for j, gap in enumerate(gaps) if j != i and gap > 0]
        near = bool(others) and gaps[i] < 0.75 * median(others)
        code = _HALVED_CODE.search(said) and re.match(r"\d+\)", word.text)
        said += word.text if near and code else f" {word.text}"
    return said.replace("~~", "")


def columns_apart(pieces: Sequence[Piece]) -> list[Piece]:
    """Lines of a list set in two columns: all items of the left column, then all of the right."""
    left: list[Piece] = []
    right: list[Piece] = []
    cut = 0
    for piece in pieces:
        match = _next_column(piece.text)
        if match:
            first, second = split_at(piece, match.start())
            left.append(first)
            right.append(second)
            cut += 1
        else:
            left.append(piece)
    if cut > 1:
        return [*left, *right]
    return [part for p in pieces for part in _in_a_row(p)]


def _next_column(text: str) -> re.Match[str] | None:
    match = _NEXT_COLUMN.search(text)
    return match if match and match[1].isupper() else None


def _in_a_row(piece: Piece) -> list[Piece]:
    match = _next_column(piece.text)
    if not match:
        return [piece]
    first, second = split_at(piece, match.start())
    return [first, *_in_a_row(second)]


def tidied(item: str) -> str:
    """An item of a list: set phrases spelt, stops and spaces between abbreviations put right.

    >>> tidied("CT,PCT UBND tỉnh"), tidied("Đài PT-TH. Báo tỉnh"), tidied("Lưu :VT, ĐT")
    ('CT, PCT UBND tỉnh', 'Đài PT-TH, Báo tỉnh', 'Lưu: VT, ĐT')
    >>> tidied("UBND TP. Hồ Chí Minh"), tidied("Lưu: VT, CN. pvc"), tidied("Lưu: VT, C08. 300b")
    ('UBND TP. Hồ Chí Minh', 'Lưu: VT, CN. pvc', 'Lưu: VT, C08. 300b')
    >>> tidied("Các phòng, ban; đơn vị"), tidied("TT Tỉnh ủy; TT HĐND tỉnh"), tidied("A, (để biết)")
    ('Các phòng, ban, đơn vị', 'TT Tỉnh ủy; TT HĐND tỉnh', 'A (để biết)')
    >>> tidied("Công TTDĐT tỉnh"), tidied("VP Đoàn DBQH"), tidied("Các d/c ủy viên")
    ('Cổng TTĐT tỉnh', 'VP Đoàn ĐBQH', 'Các đ/c ủy viên')
    >>> tidied("Bộ Nội vụ (đếb/c)"), tidied("Bộ Nội vụ (để b/ê)"), tidied("Đảng ủy (đế b/cáo)")
    ('Bộ Nội vụ (để b/c)', 'Bộ Nội vụ (để b/c)', 'Đảng ủy (để b/cáo)')
    >>> tidied("Lưu: VT, NC (Inphong55)"), tidied("In ấn (In 2 bản)")
    ('Lưu: VT, NC (lnphong55)', 'In ấn (In 2 bản)')
    """
    text = re.sub(r"\s+([,;:])(?=\s|\w)", r"\1", item)
    text = re.sub(r"[,;]\.(?=\s)", ",", text)
    text = re.sub(r";(?=\s[^\W\d_])", _comma_before_small, text)
    text = re.sub(r",\s+\(", " (", text)
    text = _HURRIED.sub("(để t/hiện)", text)
    text = _REPORT.sub("(để b/c", text)
    text = re.sub(r"(?<=[^\W\d_]),(?=[^\W\d_])", ", ", text)
    text = re.sub(r"(?<=\bLưu):(?=\w)", ": ", text)
    text = _SPLIT_STOP.sub(_comma, text)
    if text.startswith("Lưu"):
        # No Vietnamese syllable begins with I and another consonant: it was a small l.
        text = re.sub(r"\b(VP|BTC|UBKT|BTG|BDV)DU\b", r"\1ĐU", text)  # an office of a Đảng ủy
        text = re.sub(r"\bI(?=[bcdđghklmnpqrstvx]{2,}|[nm][bcdđgklmnpqrstvx])", "l", text)
    for wrong, right in _ACRONYMS.items():
        text = re.sub(rf"(?<!\w){wrong}(?!\w)", right, text)
    return respelled(text)


def _comma_before_small(match: re.Match[str]) -> str:
    """Semicolons stand between items: before a small letter one is a comma, misread."""
    return "," if match.string[match.end() + 1].islower() else match[0]


def _comma(match: re.Match[str]) -> str:
    after = match.string[match.end() :]
    if match[1] in _STOPPED or not after[0].isupper():
        return match[0]
    return f"{match[1]}, "


def items(says: Sequence[str], fits: Sequence[bool] = ()) -> list[str]:
    """The items of a printed list, without dashes and without the stops between them.

    Args:
        says: What each line says, without the label.
        fits: As `grouped` takes it.

    >>> items(["- Các quận ủy, huyện ủy,", "- Các ban cán sự đảng, đảng đoàn", "và đảng ủy."])
    ['Các quận ủy, huyện ủy', 'Các ban cán sự đảng, đảng đoàn và đảng ủy']
    >>> items(["Như trên;", "Lưu VT."]), items(["Sở Tài chính; Sở Y tế."])
    (['Như trên', 'Lưu VT'], ['Sở Tài chính', 'Sở Y tế'])
    """
    among = dashed(says)
    lines = [_SCRAP.sub("", text) if _is_scrap(text) else text for text in says]
    lines = [STAMPED.sub("", text) for text in lines] if among else lines
    joined = (
        without_bullet(join_lines(group), among_dashed=among) for group in grouped(lines, fits)
    )
    worded = [item for item in joined if any(letter.isalpha() for letter in item)]
    if not among and len(worded) == 1:
        worded = _run_on(worded[0])
    cleaned = (re.sub(r"[^\w)\]”\"'’]+$", "", tidied(item)) for item in worded)
    return [item for item in cleaned if item]


def _is_scrap(text: str) -> bool:
    """Whether a line ends in a scrap of pen behind its semicolon; a code in capitals is none."""
    match = _SCRAP.search(text)
    if not match:
        return False
    word = match[0].strip(f" {_DASHES};,.")
    return bool(word) and not (len(word) > 1 and word.isupper())


def _run_on(item: str) -> list[str]:
    """Addressees that stand behind each other on one line, with semicolons or commas between."""
    parts = [part.strip() for part in re.split(r";\s+", item)]
    if len(parts) > 1:
        return parts
    parts = [part.strip() for part in re.split(r",\s+", item.rstrip(" .,;"))]
    alike = all(re.match(r"(?:Sở|Bộ|UBND|Công ty|Trường|Cục|Chi cục|Vụ)\s+\S", p) for p in parts)
    return parts if alike else [item]
