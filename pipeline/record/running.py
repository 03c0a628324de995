"""Names that feet set in capitals, written as in running text: `BAN THƯỜNG VỤ`, `Ban Thường vụ`."""

from __future__ import annotations

import re

from pipeline.record.signs import is_caps
from pipeline.text.folding import fold

__all__ = ["in_running_case"]

# Words that keep a capital inside a body's name: what it is for, what it belongs to.
_CAPITAL = (
    *("thường vụ", "thường trực", "chấp hành", "chỉ đạo", "cán sự", "quản lý", "tổ chức"),
    *("kiểm tra", "tuyên giáo", "dân vận", "nội chính", "giám đốc", "giám hiệu", "bí thư"),
    *("mặt trận", "tổ quốc", "việt nam", "đoàn", "đảng", "công đoàn", "hội đồng", "ủy ban"),
    *("liên hiệp", "phụ nữ", "nông dân", "cựu chiến binh", "liên đoàn", "quốc hội", "chính phủ"),
)
# What follows a unit's noun is its name.
_UNITS = ("tỉnh", "thành phố", "quận", "huyện", "thị xã", "thị trấn", "phường", "xã", "đặc khu")
_CAPITALS_AT = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(_CAPITAL, key=len, reverse=True))})(?!\w)")
_NAMES_AFTER = re.compile(rf"(?<!\w)(?:{'|'.join(_UNITS)})\s+(.+)$")
_INITIALS = re.compile(r"[^\W\d_]+")


def in_running_case(text: str) -> str:
    """A body's name in running case; what is not set in capitals stays as it is.

    Initials (words without a vowel, or known ones) keep their capitals.

    >>> in_running_case("BAN THƯỜNG VỤ"), in_running_case("UBND XÃ BA TƠ")
    ('Ban Thường vụ', 'UBND xã Ba Tơ')
    >>> in_running_case("ỦY BAN NHÂN DÂN"), in_running_case("Ban Thường vụ")
    ('Ủy ban nhân dân', 'Ban Thường vụ')
    """
    if not is_caps(text):
        return text
    lower = text.lower()
    lower = _CAPITALS_AT.sub(lambda m: m[0][0].upper() + m[0][1:], lower)
    lower = _NAMES_AFTER.sub(
        lambda m: (
            m[0][: m.start(1) - m.start()]
            + " ".join(word[0].upper() + word[1:] for word in m[1].split())
        ),
        lower,
    )
    for match in _INITIALS.finditer(text):
        if _is_initials(match[0]):
            lower = lower[: match.start()] + match[0] + lower[match.end() :]
    return lower[:1].upper() + lower[1:]


def _is_initials(word: str) -> bool:
    folded = fold(word)
    return len(word) > 1 and (
        not re.search(r"[aeiouy]", folded)
        or word in ("UBND", "UBMTTQ", "HĐQT", "ĐU", "BCĐ", "UBKT")
    )
