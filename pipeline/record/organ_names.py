"""An organ's name as prose writes it, and in full: for catalogues, where print has capitals.

`ĐẢNG ỦY CƠ QUAN UBND QUẬN` is `Đảng ủy cơ quan UBND quận`, and of Hà Đông its canonical name is
`Đảng ủy cơ quan Ủy ban nhân dân quận Hà Đông`.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.record.gazetteer import known_places
from pipeline.record.signs import is_caps
from pipeline.text.folding import fold, old_style

__all__ = ["canonical_name", "prose_name"]

# How prose writes the words of organs' names; what is not here and no place is capitalised.
_PROSE = """
Ủy ban nhân dân; Ủy ban; Hội đồng nhân dân; Hội đồng; Mặt trận Tổ quốc Việt Nam; Mặt trận Tổ quốc;
Đảng ủy; Đảng bộ; Chi bộ; Chi ủy; Tỉnh ủy; Thành ủy; Quận ủy; Huyện ủy; Thị ủy; Đảng đoàn;
Ban Cán sự Đảng;
Ban Chấp hành; Ban Thường vụ; Ban Chỉ đạo; Ban Quản lý; Ban Tổ chức;
Ban Tuyên giáo; Ban Dân vận; Ban Nội chính; Ban Kinh tế; Ban Dân tộc; Ban Thường trực; Ban Giám đốc;
Thường trực; Thường vụ; Chấp hành; Trung ương; Văn phòng; Phòng; Sở; Bộ; Cục; Chi cục; Tổng cục;
Vụ;
Viện; Thanh tra; Trung tâm; Trường; Đại học; Cao đẳng; Trung học cơ sở; Trung học phổ thông;
Tiểu học;
Mầm non; Học viện; Bệnh viện; Trạm; Hạt; Đội; Tổ; Đoàn; Đài; Báo; Kho bạc Nhà nước; Ngân hàng;
Bảo hiểm xã hội; Công an; Tòa án nhân dân; Viện kiểm sát nhân dân; Công ty; Tổng công ty; Tập đoàn;
Cổ phần; cổ phần; trách nhiệm hữu hạn; một thành viên; Công đoàn; Liên đoàn Lao động;
Hội Liên hiệp Phụ nữ; Hội Nông dân; Hội Cựu chiến binh; Đoàn Thanh niên; Hội; Liên hiệp; Quốc hội;
Chính phủ; Thủ tướng; Chủ tịch nước; Chủ tịch; Bộ trưởng; Tài chính; Nội vụ; Xây dựng; Giáo dục;
Đào tạo; Y tế; Tư pháp; Nông nghiệp; Môi trường; Phát triển nông thôn; Tài nguyên; Kế hoạch; Đầu tư;
Công thương; Giao thông; vận tải; Khoa học; Công nghệ; Thông tin; Truyền thông; Văn hóa; Thể thao;
Du lịch; Lao động; Thương binh; Xã hội; Ngoại vụ; Ngoại giao; Quốc phòng; Công nghiệp; Thực phẩm;
Doanh nghiệp; Cảnh sát; Kiểm tra; Tổ chức; Quy hoạch; Kiến trúc; Dân tộc; Tôn giáo; Kiểm lâm;
Quản lý thị trường; Thi hành án dân sự; Hải quan; Thuế; Thống kê; Nhà nước; Việt Nam; tối cao;
nhân dân; dân sự; cơ quan; khối; và; của; về; các; tại; thuộc; phòng, chống; trực thuộc; cấp; tỉnh;
thành phố; huyện; quận; thị xã; thị trấn; xã; phường; khu vực; cơ sở; liên; kiểm sát; chỉ huy
"""
_ABBREVIATIONS = {
    "UBND": "Ủy ban nhân dân",
    "HĐND": "Hội đồng nhân dân",
    "UBMTTQ": "Ủy ban Mặt trận Tổ quốc",
    "MTTQ": "Mặt trận Tổ quốc",
    "UBKT": "Ủy ban Kiểm tra",
    "BCH": "Ban Chấp hành",
    "BTV": "Ban Thường vụ",
    "BCĐ": "Ban Chỉ đạo",
    "BQL": "Ban Quản lý",
    "VP": "Văn phòng",
    "TAND": "Tòa án nhân dân",
    "VKSND": "Viện kiểm sát nhân dân",
    "LĐLĐ": "Liên đoàn Lao động",
    "LHPN": "Liên hiệp Phụ nữ",
    "CCB": "Cựu chiến binh",
    "TNCS": "Thanh niên Cộng sản",
    "THCS": "Trung học cơ sở",
    "THPT": "Trung học phổ thông",
    "GD&ĐT": "Giáo dục và Đào tạo",
    "GDĐT": "Giáo dục và Đào tạo",
    "PCCC": "phòng cháy, chữa cháy",
    "CNCH": "cứu nạn, cứu hộ",
    "TNHH": "trách nhiệm hữu hạn",
    "MTV": "một thành viên",
    "TP.HCM": "thành phố Hồ Chí Minh",
    "TPHCM": "thành phố Hồ Chí Minh",
    "TP.": "thành phố",
    "TP": "thành phố",
    "TX.": "thị xã",
    "TW": "Trung ương",
    "VN": "Việt Nam",
}
_KEPT = frozenset((*_ABBREVIATIONS, "TT", "ĐTN", "GTVT", "KCN", "KTXH", "VKS", "BHXH", "BHYT"))
_UNITS = ("thành phố", "thị xã", "thị trấn", "tỉnh", "huyện", "quận", "phường", "xã")
_UNIT = re.compile(rf"\b({'|'.join(_UNITS)})\b", re.IGNORECASE)
_COMMITTEES = {
    "Quận ủy": "quận",
    "Huyện ủy": "huyện",
    "Tỉnh ủy": "tỉnh",
    "Thành ủy": "thành phố",
    "Thị ủy": "thị xã",
    "Tỉnh đoàn": "tỉnh",
}
# Organs that serve the unit of the organ above them, and are named after it.
_SERVES = re.compile(
    r"^(?:Sở|Phòng|Văn phòng|Ban|Chi cục|Thanh tra|Ủy ban Kiểm tra|Hội|Liên đoàn|Tổ công tác)\b"
)


@cache
def _phrases() -> dict[tuple[str, ...], tuple[str, ...]]:
    phrases = (" ".join(phrase.split()) for phrase in _PROSE.replace("\n", " ").split(";"))
    index: dict[tuple[str, ...], tuple[str, ...]] = {}
    for phrase in phrases:
        words = phrase.split(" ")
        index.setdefault(tuple(old_style(word.lower()) for word in words), tuple(words))
    return index


def prose_name(printed: str) -> str:
    """A name set in capitals as running text writes it; one that is not stays as it is.

    >>> prose_name("ĐẢNG ỦY CƠ QUAN UBND QUẬN"), prose_name("SỞ GIÁO DỤC VÀ ĐÀO TẠO")
    ('Đảng ủy cơ quan UBND quận', 'Sở Giáo dục và Đào tạo')
    >>> prose_name("ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI"), prose_name("QUẬN ỦY NAM TỪ LIÊM")
    ('Ủy ban nhân dân tỉnh Quảng Ngãi', 'Quận ủy Nam Từ Liêm')
    >>> prose_name("BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI"), prose_name("TRƯỜNG THPT CHU VĂN AN")
    ('Bộ Lao động - Thương binh và Xã hội', 'Trường THPT Chu Văn An')
    """
    if not is_caps(printed):
        return printed
    words = printed.split()
    folded = [old_style(re.sub(r"\W+$", "", word).lower()) for word in words]
    index, said, i = _phrases(), [], 0
    while i < len(words):
        length = next(
            (n for n in range(min(6, len(words) - i), 0, -1) if tuple(folded[i : i + n]) in index),
            0,
        )
        for j in range(i, i + (length or 1)):
            wanted = index[tuple(folded[i : i + length])][j - i] if length else None
            said.append(_cased(words[j], wanted))
        i += length or 1
    name = " ".join(said)
    return name[:1].upper() + name[1:]


def _cased(word: str, wanted: str | None) -> str:
    bare = word.strip(".,;:()")
    if bare in _KEPT or re.search(r"\d", bare) or word in _KEPT or "&" in word:
        return word
    if wanted is None:
        if re.match(r"TP\.(?=\w)", word):
            return "TP." + _cased(word[3:], None)
        known = re.fullmatch(r"[IVX]+", bare) is not None
        return word if known else "-".join(p.capitalize() for p in word.split("-"))
    return word.lower() if wanted.islower() else word.capitalize()


def canonical_name(name: str, *, parent: str | None = None, place: str | None = None) -> str:
    """A name spelt out, with the place that the letterhead says elsewhere.

    Args:
        name: Of `prose_name`.
        parent: The organ above, in prose.
        place: On the date line.

    >>> canonical_name("Đảng ủy cơ quan UBND quận", parent="Đảng bộ quận Hà Đông")
    'Đảng ủy cơ quan Ủy ban nhân dân quận Hà Đông'
    >>> canonical_name("Ban Thường vụ Quận ủy", place="Thanh Xuân")
    'Ban Thường vụ Quận ủy Thanh Xuân'
    >>> canonical_name("Sở Tài chính", parent="UBND tỉnh Quảng Ngãi", place="Quảng Ngãi")
    'Sở Tài chính tỉnh Quảng Ngãi'
    >>> canonical_name("Cục Cảnh sát PCCC và CNCH", parent="Bộ Công an", place="Hà Nội")
    'Cục Cảnh sát phòng cháy, chữa cháy và cứu nạn, cứu hộ'
    >>> canonical_name("Sở Tài chính", place="Phủ Lý"), canonical_name("Trường Mầm non Hoa Sen")
    ('Sở Tài chính', 'Trường Mầm non Hoa Sen')
    """
    full, above = _spelt_out(name), _spelt_out(parent) if parent else ""
    tail = _UNIT.search(full[-max(map(len, _UNITS)) :])
    if tail and full.endswith(tail[1]):
        owner = _owner(tail[1], above) or (place if place and known_places(place) else None)
        return f"{full} {_bare(owner)}" if owner else full
    committee = next((c for c in _COMMITTEES if full.endswith(c)), None)
    if committee:
        owner = _owner(_COMMITTEES[committee], above) or place
        return f"{full} {_bare(owner)}" if owner else full
    unit = _whole_unit(above)
    if unit and _SERVES.match(full) and not _UNIT.search(full) and fold(unit) not in fold(full):
        own = any(known_places(" ".join(full.split()[-n:])) for n in (2, 3))
        return full if own else f"{full} {unit}"
    return full


@cache
def _abbreviated() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _ABBREVIATIONS), key=len, reverse=True))
    return re.compile(rf"(?<!\w)({names})(?:(?<=\.)\s*|(?!\w))")


def _spelt_out(name: str) -> str:
    said = _abbreviated().sub(lambda match: _ABBREVIATIONS[match[1]] + " ", name)
    return re.sub(r"\s+", " ", said).replace(" ,", ",").strip()


def _owner(unit: str, above: str) -> str | None:
    """The name that follows a unit's noun in another organ's name."""
    match = re.search(rf"\b{unit}\s+([^-–,]+)$", above, re.IGNORECASE)
    return match[1].strip() if match else None


def _whole_unit(above: str) -> str | None:
    """`tỉnh Quảng Ngãi` of the organ above."""
    match = re.search(rf"\b(?:{'|'.join(_UNITS)})\s+[^\W\d_][^-–,]*$", above)
    return match[0].strip() if match else None


def _bare(place: str) -> str:
    return re.sub(r"^(?:[Tt][Pp]\.?|[Tt]hành phố|[Tt]ỉnh|[Qq]uận(?! \d)|[Hh]uyện)\s+", "", place)
