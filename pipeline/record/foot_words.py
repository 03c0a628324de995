"""What one line of a foot is: authority, office, blank to sign in; misreadings tolerated."""

from __future__ import annotations

import re

from pipeline.record import signs
from pipeline.record.lexicon import OFFICES
from pipeline.text.folding import fold

__all__ = [
    "authority_said",
    "is_authority",
    "is_blank_to_sign",
    "is_office",
    "is_written_office",
]

_AUTHORITY = re.compile(
    r"\W*(t\s*[/.]?\s*m|k\s*[/.]?\s*t|t\s*[/.]?\s*l|t\s*[/.]?\s*u\s*[/.]?\s*q|q)"
    r"(\s*[./,:;]\s*[./,:;]?\s*|\s+)(?=[a-z])"
)
# `TRƯỜNG` and `TỔNG` open names of organs more often than offices; folded they look alike.
_ORGANS = re.compile(
    r"truong\s+(?:dai hoc|cao dang|trung (?:cap|hoc)|th\w*\b|tieu hoc|mam non|mau giao|chinh tri|"
    r"boi duong|nghiep vu|can bo|day nghe|trung cap|quan su|si quan|pho thong|ptdt|dh|cd)\b|"
    r"tong\s+(?:cong ty|lien doan|hoi|cuc(?! truong)|kho)|"
    r"thuong truc\s+(?:hdnd|hoi dong|\w+ uy)\b|ban thu ky\s+\w+"
)
# Offices that forms set in small letters, where nothing but what stands around tells them.
_WRITTEN = (
    *("tổng giám đốc", "phó tổng giám đốc", "giám đốc", "phó giám đốc", "chủ tịch", "phó chủ tịch"),
    *("kế toán", "thủ quỹ", "thủ kho", "thủ trưởng", "người", "hiệu trưởng", "phó hiệu trưởng"),
    *("trưởng", "phó trưởng", "đại diện", "thư ký", "chủ tọa", "chủ trì", "chủ nhiệm", "bí thư"),
    *("phó chủ nhiệm", "phó bí thư", "cục trưởng", "viện trưởng", "chánh", "kiểm soát viên"),
    *("kiểm toán viên", "chủ hộ", "chủ đầu tư", "chủ xe", "cán bộ", "lớp trưởng", "tổ trưởng"),
    *("đội trưởng", "giáo viên", "bên a", "bên b", "bên giao", "bên nhận", "bên mua", "bên bán"),
)
_FOLDED_WRITTEN = tuple(map(fold, _WRITTEN))
_SENTENCE = re.compile(r"[,;:.]\s*$|[;:]|\.\s")
_BLANK_OPENS = re.compile(
    r"[(\[{]\s*(?:ky|da ky|chu ky|dong dau|ghi ro|ho ten|ho va ten|ho, ten)\b"
)


def is_authority(text: str) -> bool:
    """Whether a line opens with T/M, TM., KT., K/T, TL., TUQ., Q. in capitals.

    >>> [is_authority(t) for t in ("T/M BAN THƯỜNG VỤ", "KT, CHU TỊCH", "TM ĐẢNG ỦY", "TUQ. GĐ")]
    [True, True, True, True]
    >>> [is_authority(t) for t in ("TM là viết tắt", "PHÓ CHỦ TỊCH", "TL", "QUẬN ỦY")]
    [False, False, False, False]
    """
    return bool(_AUTHORITY.match(fold(text))) and signs.is_caps(text) and len(signs.key(text)) > 4


def authority_said(text: str) -> str:
    """A line of authority with its sign as offices write it: what a comma was, is a full stop.

    A sign without any stop stays so: many offices write it so.

    >>> [authority_said(t) for t in ("KT, CHỦ TỊCH", "T/M ĐẢNG ỦY", "TM ĐẢNG ỦY", "KT.CHỦ TỊCH")]
    ['KT. CHỦ TỊCH', 'T/M ĐẢNG ỦY', 'TM ĐẢNG ỦY', 'KT. CHỦ TỊCH']
    >>> authority_said("CHỦ TỊCH"), authority_said("T/M. ỦY BAN"), authority_said("K/T: CHỦ TỊCH")
    ('CHỦ TỊCH', 'T/M. ỦY BAN', 'K/T CHỦ TỊCH')
    """
    match = _AUTHORITY.match(fold(text))
    if match is None:
        return text
    sign = re.sub(r"\s", "", text[match.start(1) : match.end(1)])
    stop = match[2].strip()
    if stop and not stop.startswith("."):
        stop = "" if "/" in sign else "."
    return f"{sign}{stop[:1]} {text[match.end() :]}"


def is_office(text: str) -> bool:
    """Whether a line in capitals names an office.

    >>> is_office("PHÓ BÍ THƯ THƯỜNG TRỰC"), is_office("CHỦ TỊCH UBND TỈNH"), is_office("SỞ NỘI VỤ")
    (True, True, False)
    >>> is_office("TRƯỜNG ĐẠI HỌC CẦN THƠ"), is_office("TỔNG CÔNG TY"), is_office("TRƯỞNG KHOA")
    (False, False, True)
    """
    return (
        signs.is_caps(text)
        and len(text.split()) <= 9
        and signs.starts_with(text, OFFICES) is not None
        and not _ORGANS.match(fold(text).lstrip(" .,:;*-"))
    )


def is_written_office(text: str) -> bool:
    """Whether a short line in small letters can be an office, as companies and forms set it.

    It says so only beside what else a foot has (a name, `(Ký, ghi rõ họ tên)`): sentences and
    labels open with the same words.

    >>> [is_written_office(t) for t in ("Giám đốc", "Kế toán trưởng", "Người đề nghị xác nhận")]
    [True, True, True]
    >>> [is_written_office(t) for t in ("Người đại diện:", "Chủ tịch nước.", "GIÁM ĐỐC", "Ngày 5")]
    [False, False, False, False]
    >>> [is_written_office(t) for t in ("Trương Văn An", "Ke toán truởng", "Giám Đốc")]
    [False, True, True]
    """
    bare = text.strip(" *_~|")
    if not bare[:1].isupper() or signs.is_caps(bare) or len(bare.split()) > 6:
        return False
    if _SENTENCE.search(bare):
        return False
    if _opens_with(bare.lower(), _WRITTEN):
        return True
    # `Trương Văn An` and `Chu Trí` fold like offices, but every word of them has its capital.
    names = all(word[0].isupper() for word in bare.split() if word[0].isalpha())
    return not names and _opens_with(fold(bare), _FOLDED_WRITTEN)


def _opens_with(text: str, heads: tuple[str, ...]) -> bool:
    return any(text == head or text.startswith(head + " ") for head in heads)


def is_blank_to_sign(text: str) -> bool:
    """Whether a line only tells where to sign, or that somebody did.

    >>> [is_blank_to_sign(t) for t in ("(Ký, ghi rõ họ tên)", "(Đã ký)", "Ký tên, đóng dấu")]
    [True, True, True]
    >>> [is_blank_to_sign(t) for t in ("Kỷ luật Đảng", "Ký kết hợp đồng", "Trần Văn Ký")]
    [False, False, False]
    """
    folded = fold(text).strip()
    if _BLANK_OPENS.match(folded):
        return True
    return bool(
        re.match(r"\W*(?:ky(?:\s*,|\s+ten|\s+va|\s+ghi)|da ky\W*$|ghi ro ho|dong dau\W*$)", folded)
    )
