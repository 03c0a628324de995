"""What each item of Nơi nhận means: who gets a copy and what for, which unit files one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipeline.record.pieces import absent
from pipeline.record.signs import starts_organ
from pipeline.text.folding import fold

if TYPE_CHECKING:
    from pipeline.values.document import Field

__all__ = ["copy_details", "noi_nhan_details_field"]

# What a copy is for, as clerks shorten it; folded.
_PURPOSES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"(?:{pattern})"), meaning)
    for pattern, meaning in (
        (r"b\s*/\s*c(?:ao)?|bao\s*cao|bc", "báo cáo"),
        (r"t\s*/\s*h(?:ien)?|th\s*/\s*h(?:ien)?|thuc\s*hien", "thực hiện"),
        (r"p\s*/\s*h(?:op)?|ph\s*/\s*h(?:op)?|phoi\s*hop", "phối hợp"),
        (r"c\s*/\s*d(?:ao)?|chi\s*dao", "chỉ đạo"),
        (r"t\s*/\s*d(?:oi)?|theo\s*doi|th\s*/\s*doi", "theo dõi"),
        (r"k\s*/\s*t(?:ra)?|kiem\s*tra", "kiểm tra"),
        (r"b\s*/\s*biet|biet", "biết"),
        (r"thi\s*hanh|t\s*/\s*hanh", "thi hành"),
        (r"đ\s*/\s*b|d\s*/\s*b", "đồng bộ"),
    )
)
_IN_BRACKETS = re.compile(r"[,;]?\s*\(((?:để|đề|đê|thay)?\s*[^()]*)\)\s*$")
_BARE = re.compile(r",?\s+(để\s+[^()]{2,40})$")

_ADDRESSEES = re.compile(r"nhu\s+(?:tren|de\s+gui|kinh\s+gui|noi\s+dung|dieu)\b")
_FILED = re.compile(r"luu\b\s*:?\s*")
_PERSONS = re.compile(
    r"(?:cac\s+)?(?:d\s*/\s*c|dong\s+chi|ong|ba|uy\s+vien|thanh\s+vien|dai\s+bieu|chu\s+tich|"
    r"pho\s+chu\s+tich|bi\s+thu|pho\s+bi\s+thu|bo\s+truong|thu\s+truong|thu\s+tuong|pho\s+thu\s+tuong|"
    r"giam\s+doc|pho\s+giam\s+doc|hieu\s+truong|truong\s+ban|ct\b|pct\b|uv|lanh\s+dao|duong\s+su|"
    r"quan\s+uy\s+vien|thanh\s+uy\s+vien|tinh\s+uy\s+vien|huyen\s+uy\s+vien|dang\s+uy\s+vien|"
    r"tong\s+bi\s+thu|chanh|pho\s+tong)\b|uvbtv"
)
_PUBLISHED = re.compile(
    r"(?:cong\s+bao|cong\s+tt|cong\s+thong\s+tin|trang\s+tt|website|bang\s+tin)\b"
)
_ORGANS = re.compile(
    r"(?:cac|tt|ttr|vp|bcd|cap|toan|mttq|ub|hdnd|tand|vks|sieu|doan|lien|bgh|ban|btt|btv|btg|to\b|khoi|"
    r"so|bo|truong|xa|phuong|thi|huyen|quan|thanh|tinh|hoi|cq|don\s+vi|co\s+quan|nhung|ttqu|tthu|tttu|"
    r"ttdu|khoa|chi|dang)"
)

_COMMITTEES = {
    "TW": "Trung ương",
    "QU": "Quận ủy",
    "HU": "Huyện ủy",
    "ĐU": "Đảng ủy",
}
_OFFICES = {
    "VP": "Văn phòng",
    "TT": "Thường trực",
    "BTV": "Ban Thường vụ",
    "UVBTV": "Ủy viên Ban Thường vụ",
    "BTC": "Ban Tổ chức",
    "BTG": "Ban Tuyên giáo",
    "BDV": "Ban Dân vận",
    "UBKT": "Ủy ban Kiểm tra",
}
_UNITS = {
    "VT": "Văn thư",
    "VP": "Văn phòng",
    "VPUBND": "Văn phòng Ủy ban nhân dân",
    "VPCP": "Văn phòng Chính phủ",
    "HS": "Hồ sơ",
}
_COMMITTEE = re.compile(
    rf"\b({'|'.join(sorted(_OFFICES, key=len, reverse=True))})({'|'.join(_COMMITTEES)}|TU)\b"
)
_SPOKEN = (
    (re.compile(r"(?<!\w)[đĐ]\s?/\s?c(?!\w)"), "đồng chí"),
    (re.compile(r"(?<!\w)PCD(?!\w)"), "phòng, chống dịch"),
)
# A typist's code behind a unit: `NC(Vi16)`, `KTTHa47`, `CN. pvc`, `(2)Q.Cường`, `C08. 300b`.
_COPIES = re.compile(r"\(?\b(\d{1,4})\s*(?:b|bản)?\)|\b(\d{1,4})\s?(?:b|bản)\b")
_TYPIST = re.compile(
    r"\(([^\W\d_]+\.?[^\W\d_]*\s?\d{0,4}[a-z]?)\)$|(?<=[.,;)\s])([a-zđ]{2,6}\d{0,4})$|"
    r"(?<=\))\s*([^\W\d_](?:[^\W\d_]|\.)*)$|"
    # A name glued to the unit's code begins like a syllable (`KTTHTien502`), initials do not.
    r"(?<=[A-ZĐ]{2})((?:[A-ZĐ](?=[aeiouy])|[TPKCGN](?=h)|T(?=r)|N(?=g))[a-z]{3,6}\d{0,4})$|"
    r"(?<=[A-ZĐ]{2})([a-zđ]+\d{0,4})$"
)


def copy_details(item: str, committee: str | None = None) -> dict[str, Any]:
    """What one item of Nơi nhận says.

    Args:
        item: As the field `noi_nhan` has it.
        committee: The issuer where it is a committee (`Thành ủy …`): `TU` stands for those of
            provinces and of cities alike, and is left as it is where nothing tells which.

    >>> said = copy_details("TTQU (để b/cáo)")
    >>> said["kind"], said["text"], said["purpose"], said["expanded"]
    ('organ', 'TTQU', 'để báo cáo', 'Thường trực Quận ủy')
    >>> said = copy_details("Lưu: VT, NC(Vi16)")
    >>> said["kind"], said["unit"], said["typist"], said["copies"]
    ('file_copy', 'Văn thư, NC', 'Vi16', None)
    >>> copy_details("VPUB: CVP, PCVP (KTTH)")["purpose"] is None
    True
    """
    text, printed = _parted(item)
    folded = fold(text)
    filed = _FILED.match(folded)
    expanded = _expanded(text, committee)
    said: dict[str, Any] = {
        "text": text,
        "kind": _kind(text, folded),
        "purpose": "lưu" if filed else _purpose(printed),
        "purpose_printed": printed,
        "expanded": expanded if expanded != text and not filed else None,
        "unit": None,
        "copies": None,
        "typist": None,
    }
    if filed:
        said |= _filed(item[filed.end() :], committee)
    return said


def _parted(item: str) -> tuple[str, str | None]:
    """An item without the words that say what for, and those words."""
    match = _IN_BRACKETS.search(item) or _BARE.search(item)
    if not match or _purpose(match[1]) is None:
        return item, None
    return item[: match.start()].rstrip(" ,;"), " ".join(match[1].split())


def _purpose(printed: str | None) -> str | None:
    """A purpose in full; None for brackets that say none (`(KTTH)`, `(2)`).

    >>> _purpose("để b/c"), _purpose("b/cáo"), _purpose("thay b/c"), _purpose("KTTH")
    ('để báo cáo', 'để báo cáo', 'thay báo cáo', None)
    >>> _purpose("để đưa lên Website Trường"), _purpose("để biết và p/h")
    ('để đưa lên Website Trường', 'để biết và phối hợp')
    """
    if not printed:
        return None
    opening = re.match(r"(để|đề|đê|thay)\s+", printed)
    rest = printed[opening.end() :] if opening else printed
    parts = re.split(r"(,\s*|\s+và\s+|;\s*)", rest)
    said, known = "", False
    for i, part in enumerate(parts):
        meant = None if i % 2 else _meant(part)
        known = known or meant is not None
        said += meant or part
    if not opening and not known:
        return None
    lead = "thay" if opening and opening[1] == "thay" else "để"
    return f"{lead} {said.strip()}"


def _meant(part: str) -> str | None:
    folded = fold(part).strip(" .")
    for pattern, meaning in _PURPOSES:
        if pattern.fullmatch(folded):
            return meaning
    return None


def _kind(text: str, folded: str) -> str:
    if _ADDRESSEES.match(folded):
        return "addressees"
    if _FILED.match(folded):
        return "file_copy"
    if _PUBLISHED.match(folded):
        return "other"
    if _PERSONS.match(folded):
        return "person"
    if starts_organ(text) or _ORGANS.match(folded):
        return "organ"
    return "other"


def _expanded(text: str, committee: str | None) -> str:
    def spoken(match: re.Match[str]) -> str:
        if match[2] != "TU":
            return f"{_OFFICES[match[1]]} {_COMMITTEES[match[2]]}"
        own = re.match(r"(?:Thành|Tỉnh) ủy", committee or "")
        return f"{_OFFICES[match[1]]} {own[0]}" if own else match[0]

    said = _COMMITTEE.sub(spoken, text)
    for pattern, meaning in _SPOKEN:
        said = pattern.sub(meaning, said)
    return said


def _filed(rest: str, committee: str | None) -> dict[str, Any]:
    """Unit, copies and typist's code of `Lưu: …`."""
    unit = rest.strip(" :")
    typist = _TYPIST.search(unit)
    code = next((group for group in typist.groups() if group), None) if typist else None
    if typist and code:
        unit = unit[: typist.start()].rstrip(" .,;(")
    copies = _COPIES.search(rest)
    number = next((group for group in copies.groups() if group), None) if copies else None
    if copies and code == copies[0].strip("()"):
        code = None  # `(2b)` counts
    unit = _COPIES.sub("", unit).strip(" .,;()")
    named = [_UNITS.get(part, _expanded(part, committee)) for part in re.split(r",\s*", unit)]
    return {
        "unit": ", ".join(part for part in named if part) or None,
        "copies": int(number) if number else None,
        "typist": code,
    }


def noi_nhan_details_field(copies: Field, org: str | None) -> Field:
    """The field `noi_nhan_details`: the items of `noi_nhan`, understood."""
    if copies.value is None:
        return absent(copies.reason or "không thấy Nơi nhận", rule="noi_nhan_details.items")
    committee = org.capitalize() if org else None
    said = [copy_details(item, committee) for item in copies.value]
    return replace(copies, value=said, rule="noi_nhan_details.items")
