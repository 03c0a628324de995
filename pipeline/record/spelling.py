"""Set phrases in capitals, put right where only their accents were misread.

Letterhead and signature are set in capitals, and capitals with two marks are what engines misread
most (`BAN CHÍ ĐẠO`, `CHỦ TICH`).  A phrase of at least two words that folds like one of a closed
list is written as the list has it.  Names of places and people are never touched.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pipeline.record.lexicon import (
    MASS_ORGANS,
    OFFICES,
    ORGAN_HEADS,
    PARTY_ORGANS,
    STANDS_ALONE_NEVER,
)
from pipeline.record.signs import is_caps, key
from pipeline.text.folding import differences, fold, old_style
from pipeline.text.syllables import is_valid_syllable

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["deputy_said", "is_phrase", "nearest_office", "spelled"]

_PHRASES: tuple[str, ...] = (
    *("NHÂN DÂN", "CHẤP HÀNH", "BAN CHẤP HÀNH", "BAN THƯỜNG VỤ", "THƯỜNG VỤ", "BAN CHỈ ĐẠO"),
    *("CHỈ ĐẠO", "BAN TUYÊN GIÁO", "BAN DÂN VẬN", "BAN NỘI CHÍNH", "BAN TỔ CHỨC", "KIỂM TRA"),
    *("TỔ CHỨC", "TÀI CHÍNH", "NỘI VỤ", "XÂY DỰNG", "GIÁO DỤC", "ĐÀO TẠO", "Y TẾ", "TƯ PHÁP"),
    *("NÔNG NGHIỆP", "MÔI TRƯỜNG", "TÀI NGUYÊN", "KẾ HOẠCH", "ĐẦU TƯ", "CÔNG THƯƠNG", "GIAO THÔNG"),
    *("VẬN TẢI", "KHOA HỌC", "CÔNG NGHỆ", "THÔNG TIN", "TRUYỀN THÔNG", "VĂN HÓA", "THỂ THAO"),
    *("DU LỊCH", "LAO ĐỘNG", "XÃ HỘI", "NGOẠI VỤ", "DÂN TỘC", "TÔN GIÁO", "QUỐC PHÒNG", "CÔNG AN"),
    *("THÀNH PHỐ", "THỊ XÃ", "THỊ TRẤN", "VIỆT NAM", "TỔ QUỐC", "TRUNG ƯƠNG", "CƠ QUAN"),
    *("ĐẢNG BỘ", "ĐẢNG ỦY", "QUẬN ỦY", "HUYỆN ỦY", "THÀNH ỦY", "TỈNH ỦY"),
    *("MỘT THÀNH VIÊN", "ĐIỆN TỬ", "VIỄN THÔNG", "THIẾT BỊ", "BAO BÌ", "THƯƠNG MẠI", "DỊCH VỤ"),
    *("CỔ PHẦN", "TƯ VẤN", "THIẾT KẾ", "SẢN XUẤT", "XUẤT NHẬP KHẨU", "VẬT LIỆU", "KỸ THUẬT"),
    *("CƠ KHÍ", "HÓA CHẤT", "DƯỢC PHẨM", "THỦY SẢN", "BẤT ĐỘNG SẢN", "CHỨNG KHOÁN", "THỰC PHẨM"),
    *("CÔNG NGHIỆP", "ĐẠI HỌC", "CAO ĐẲNG", "TRUNG HỌC", "TIỂU HỌC", "MẦM NON", "PHỔ THÔNG"),
    *("KIỂM SÁT", "TỐI CAO", "CẢNH SÁT", "QUẢN LÝ", "NHÀ NƯỚC", "PHÁT TRIỂN", "NÔNG THÔN"),
    *("TRUYỀN HÌNH", "DOANH NGHIỆP", "THANH NIÊN", "PHỤ NỮ", "CỰU CHIẾN BINH", "NÔNG DÂN"),
    *("BẢO HIỂM XÃ HỘI", "THI HÀNH ÁN", "THỐNG KÊ", "HẢI QUAN", "KIỂM LÂM", "THỊ TRƯỜNG"),
    *("SƯ PHẠM", "TỔNG CỤC", "KIẾN TRÚC", "QUY HOẠCH", "NGHIÊN CỨU", "HÀNH CHÍNH", "ĐA KHOA"),
    *("KHỐI DOANH NGHIỆP", "KHỐI CƠ QUAN", "KHỐI CÁC CƠ QUAN"),
)
_OFFICES: tuple[str, ...] = (
    *("CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG", "BỘ TRƯỞNG", "TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"),
    *("TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG", "CHÁNH THANH TRA", "CHÁNH ÁN", "PHÓ CHÁNH ÁN"),
    *("CỤC TRƯỞNG", "TỔNG CỤC TRƯỞNG", "VIỆN TRƯỞNG", "KẾ TOÁN TRƯỞNG", "TỔNG GIÁM ĐỐC"),
    *("PHÓ TỔNG GIÁM ĐỐC", "PHÓ BÍ THƯ THƯỜNG TRỰC", "TRƯỞNG ĐOÀN", "CHỈ HUY TRƯỞNG"),
)
# A unit's noun before a name; `HÀ TĨNH` is safe because only the first word of a line counts.
_UNITS = {"tinh": "TỈNH", "huyen": "HUYỆN", "phuong": "PHƯỜNG"}  # QUÂN is a word besides QUẬN

_PAIR, _LONG = 2, 4  # words, letters


@cache
def _by_fold() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Folded words of every phrase: its words; ambiguous folds left out."""
    lists = (
        _PHRASES,
        _OFFICES,
        OFFICES,
        ORGAN_HEADS,
        PARTY_ORGANS,
        MASS_ORGANS,
        STANDS_ALONE_NEVER,
    )
    spellings: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for phrase in (phrase for phrases in lists for phrase in phrases):
        words = tuple(phrase.split())
        if len(words) > 1:
            spellings.setdefault(tuple(fold(word) for word in words), set()).add(words)
    return {folded: found.pop() for folded, found in spellings.items() if len(found) == 1}


def is_phrase(words: str) -> bool:
    """Whether words are one set phrase of organs' names, which a line's end may have cut in two.

    >>> is_phrase("MÔI TRƯỜNG"), is_phrase("MÔI SỞ")
    (True, False)
    """
    return fold(words) in {fold(phrase) for phrase in _PHRASES}


def spelled(text: str) -> str:
    """A line in capitals with its set phrases as the closed lists spell them.

    Where a tone mark stands (`UỶ`, `ỦY`) is the printer's and stays.

    >>> spelled("BAN CHÍ ĐẠO 138"), spelled("CHỦ TICH UBND TỈNH"), spelled("TĨNH QUANG NGÃI")
    ('BAN CHỈ ĐẠO 138', 'CHỦ TỊCH UBND TỈNH', 'TỈNH QUANG NGÃI')
    >>> spelled("UỶ BAN NHÂN DÂN"), spelled("HÀ TĨNH"), spelled("Chủ tich tỉnh")
    ('UỶ BAN NHÂN DÂN', 'HÀ TĨNH', 'Chủ tich tỉnh')
    >>> spelled("CÔNG NGHIỆP THỰC PHÁẢM"), spelled("DƯỢC PHARM"), spelled("KHÓI DOANH NGHIỆP")
    ('CÔNG NGHIỆP THỰC PHẨM', 'DƯỢC PHARM', 'KHỐI DOANH NGHIỆP')
    """
    if not is_caps(text):
        return text
    tokens = re.split(r"(\s+)", text)
    words = tokens[0::2]
    bare = [re.sub(r"^\W+|\W+$", "", word) for word in words]
    folded = [fold(word) for word in bare]
    index = _by_fold()
    longest = max(map(len, index))
    i = 0
    while i < len(words):
        for length in range(min(longest, len(words) - i), 1, -1):
            phrase = index.get(tuple(folded[i : i + length]))
            if phrase is None and length == _PAIR:
                phrase = _nearly(bare[i : i + length])
            if phrase:
                for j, wanted in enumerate(phrase, i):
                    words[j] = _as(words[j], bare[j], wanted)
                i += length - 1
                break
        i += 1
    if len(words) > 1 and folded[0] in _UNITS:
        words[0] = _as(words[0], bare[0], _UNITS[folded[0]])
    tokens[0::2] = words
    return "".join(tokens)


@cache
def _pairs() -> dict[str, list[tuple[str, ...]]]:
    """Phrases of two words, by the fold of either."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for folded, phrase in _by_fold().items():
        for word in folded if len(folded) == _PAIR else ():
            found.setdefault(word, []).append(phrase)
    return found


def _nearly(words: Sequence[str]) -> tuple[str, ...] | None:
    """The phrase of two words of which one has its accents and is no syllable for one letter."""
    for i, word in enumerate(words):
        if len(word) < _LONG or word.isascii() or not word.isalpha() or is_valid_syllable(word):
            continue
        other = fold(words[1 - i])
        near = {
            phrase
            for phrase in _pairs().get(other, ())
            if fold(phrase[1 - i]) == other and differences(fold(word), fold(phrase[i]), 1) <= 1
        }
        if len(near) == 1:
            return near.pop()
    return None


def _as(word: str, bare: str, wanted: str) -> str:
    """A word with the letters wanted; its own tone placement and punctuation stay."""
    return word if old_style(bare.upper()) == wanted else word.replace(bare, wanted)


def deputy_said(text: str) -> str | None:
    """`PHÓ …` where a line's first word is `PHÓ` with a letter misread or lost, None elsewhere.

    >>> deputy_said("DHÓ CHỦ TICH"), deputy_said("HÓ GIÁM ĐỐC"), deputy_said("K7 GIÁM ĐỐC")
    ('PHÓ CHỦ TỊCH', 'PHÓ GIÁM ĐỐC', None)
    """
    first, _, rest = text.strip(" .,:;-–").partition(" ")
    if len(first) < 2 or differences(key(first), "pho", 1) > 1 or not rest:
        return None
    mended = spelled(rest)
    known = any(key(mended).startswith(key(office)) for office in (*OFFICES, *_OFFICES))
    return f"PHÓ {mended}" if is_caps(text) and known else None


def nearest_office(text: str, *, likely: Sequence[str] = ()) -> str | None:
    """The office that a damaged line (a seal lies over it) must have named, None where unsure.

    The whole line has to be the office, but for signs at its front and one or two letters.

    Args:
        text: The line.
        likely: Offices that the organ has: one letter more of them may be lost, and they win.

    >>> nearest_office("%6 _ :HỦ TƯỚNG"), nearest_office("PHO CHU TJCH")
    ('THỦ TƯỚNG', 'PHÓ CHỦ TỊCH')
    >>> nearest_office("6P Ủ NHIỆM") is None, nearest_office("TI U TRƯỞNG", likely=["HIỆU TRƯỞNG"])
    (True, 'HIỆU TRƯỞNG')
    """
    letters = re.sub(r"[^a-z]", "", key(" ".join(w for w in text.split() if not w.islower())))
    best: tuple[int, bool, str] | None = None
    for office in dict.fromkeys((*likely, *OFFICES, *_OFFICES)):
        wanted = key(office)
        known = office in likely
        most = (0 if len(wanted) < 7 else 1 if len(wanted) < 10 else 2) + known
        off = differences(letters, wanted, most)
        rank = (off - known, not known, office)
        if off <= most and (best is None or rank[:2] < best[:2]):
            best = rank
    return best[2] if best else None
