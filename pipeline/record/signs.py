"""By what a printed line gives itself away: headings, labels, capitals; misreadings tolerated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from pipeline.record.lexicon import ORGAN_HEADS, SECRECY, TYPES, URGENCY
from pipeline.text.folding import differences, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "RECIPIENTS_LABEL",
    "heading_of",
    "heading_start",
    "is_caps",
    "is_noi_nhan",
    "is_ornament",
    "is_recipients",
    "is_subject_start",
    "key",
    "printed_mark",
    "starts_organ",
    "starts_with",
    "type_of",
]

#: `Kính gửi` in folded text; behind scraps of pen only when its colon stands too.
RECIPIENTS_LABEL = re.compile(
    r"(?:\W*k[il1]nh\s*g[uioy][il1]\b\s*[:.;]?|.{1,14}?\bk[il1]nh\s*g[uioy][il1]\s*:)\s*"
)
Heading = Literal["national", "motto", "party", "mass"]

_HEADINGS: tuple[tuple[Heading, str, int], ...] = (
    ("national", "conghoaxahoichunghiavietnam", 6),
    ("national", "conghoaxahoichunghia", 4),
    ("motto", "doclaptudohanhphuc", 5),
    ("party", "dangcongsanvietnam", 4),
    ("mass", "doantncshochiminh", 3),
    ("mass", "doanthanhniencongsanhochiminh", 5),
)
_HEADING_STARTS = re.compile(
    r"c[o0][nm]g\s*h[o0]a\s*x|dang\s*c[o0]ng\s*san\s*v|d[o0]c\s*l[ao]p\s*[-–.]?\s*t[uư]\s*d"
)


def key(text: str) -> str:
    """Letters and digits alone, folded: what tolerant comparison looks at.

    >>> key("Độc lập - Tự do"), key("Nơi nhận:")
    ('doclaptudo', 'noinhan')
    """
    return re.sub(r"[^a-z0-9]", "", fold(text))


def is_caps(text: str) -> bool:
    """Whether a line is set in capitals; a stray small letter (`XÃ HỘl`) does not hide it."""
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) >= 2 and sum(map(str.isupper, letters)) >= 0.8 * len(letters)


def heading_of(text: str) -> Heading | None:
    """Which heading a whole line is, with up to about a fifth of its letters misread.

    >>> heading_of("CỘNG HOÀ XÃ HỘl CHỦ NGHlA VIỆT NAM"), heading_of("Dộc lâp - Tự do - Hạnh phúc")
    ('national', 'motto')
    >>> heading_of("ĐÁNG CỌNG SAN VIẸT NAM"), heading_of("ĐẢNG BỘ THÀNH PHỐ HÀ NỘI")
    ('party', None)
    """
    squeezed = key(text)
    for kind, formula, most in _HEADINGS:
        if differences(squeezed, formula, most) <= most:
            return None if kind != "motto" and not is_caps(text) else kind
    return None


def heading_start(text: str) -> int | None:
    """Where a heading begins inside a line that a left column ran into; None where there is none.

    >>> heading_start("ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    16
    >>> heading_start("công dân nước Cộng hòa xã hội chủ nghĩa Việt Nam") is None
    True
    """
    match = _HEADING_STARTS.search(fold(text))
    if (
        not match
        or len(key(text[: match.start()])) < 4
        or heading_of(text[match.start() :]) is None
    ):
        return None
    return match.start()


def is_ornament(text: str) -> bool:
    """A star, a row of dashes or underscores: no words.

    >>> [is_ornament(t) for t in ("*", "-----", "***", "* * *", "a)", "5")]
    [True, True, True, True, False, False]
    """
    return not any(letter.isalnum() for letter in text)


def is_recipients(text: str) -> bool:
    """Whether a line opens with `Kính gửi`, a pen's scraps before it left aside.

    >>> is_recipients("Kính gủi: - Các quận ủy"), is_recipients("Kính trình HĐND tỉnh")
    (True, False)
    >>> is_recipients("ch da: Kính gửi:"), is_recipients("Trân trọng kính gửi các đồng chí")
    (True, False)
    """
    return RECIPIENTS_LABEL.match(fold(text)) is not None


def is_noi_nhan(text: str) -> bool:
    """Whether a line opens with the label `Nơi nhận`.

    >>> [is_noi_nhan(t) for t in ("Nơi nhận:", "Noi nhân :", "Nơi nhận T/M BAN THƯỜNG VỤ")]
    [True, True, True]
    >>> is_noi_nhan("Nơi nhận hồ sơ là xã")
    False
    """
    match = re.match(r"\W*n[o0][il1]\s*nhan(?![a-z])(.{0,2})", fold(text))
    if not match:
        return False
    rest = text[match.start(1) :]
    return len(text) <= 12 or ":" in match[1] or is_caps(rest)


def is_subject_start(text: str) -> bool:
    """Whether a line opens with `V/v` or `Về việc`.

    >>> [is_subject_start(t) for t in ("V/v cơ chế", "V/ v thực hiện", "Vv giao", "Về việc điều")]
    [True, True, True, True]
    >>> is_subject_start("Văn phòng Chính phủ")
    False
    """
    return bool(re.match(r"\W*(?:v\s*[/\\|l1]?\s*v\b|v[/\\]\s*[vy]|ve\s*viec\b)", fold(text)))


def starts_with(text: str, heads: Iterable[str], *, whole: bool = False) -> str | None:
    """The longest of `heads` whose words open the text (or are all of it), folded."""
    said = re.sub(r"\s+", " ", fold(text)).strip(" .,:;*-")
    best = None
    for head in heads:
        folded = fold(head)
        fits = said == folded if whole else said == folded or said.startswith(folded + " ")
        if fits and (best is None or len(head) > len(best)):
            best = head
    return best


def starts_organ(text: str) -> bool:
    """Whether a letterhead line can be the first of an organ's name.

    `PHÒNG, CHỐNG DỊCH` goes on with the name of a committee; it is no office.

    >>> [starts_organ(t) for t in ("BAN CHỈ ĐẠO 138", "SỞ TÀI CHÍNH", "QUẬN ỦY X")]
    [True, True, True]
    >>> [starts_organ(t) for t in ("TỈNH QUẢNG NGÃI", "PHÒNG, CHỐNG DỊCH", "VÀ MÔI TRƯỜNG")]
    [False, False, False]
    """
    if re.match(
        r"\W*phong\s*,?\s*(?:chong|ngua)\b|\W*bo\s+(?:doi|may)\b|\W*hoi\s+nhap\b", fold(text)
    ):
        return False
    return starts_with(text.replace(",", " ,"), ORGAN_HEADS) is not None


def type_of(text: str) -> tuple[str, str] | None:
    """The type of document a title line names, and the rest of the line.

    The line must be in capitals.  One letter of a longer name may be misread; a name followed by
    more words in capitals (`KẾ HOẠCH PHÁT TRIỂN ...`) gives the words back as the rest.

    >>> type_of("QUYÉT ĐINH"), type_of("KẾ HOẠCH PHÁT TRIỂN KINH TẾ")
    (('QUYẾT ĐỊNH', ''), ('KẾ HOẠCH', 'PHÁT TRIỂN KINH TẾ'))
    >>> type_of("Quyết định này có hiệu lực"), type_of("QUY ĐỊNH VỀ CẤP, THU HỒI")
    (None, ('QUY ĐỊNH', 'VỀ CẤP, THU HỒI'))
    """
    if not is_caps(text):
        return None
    stripped = text.strip(" *~_.:-–“”\"'")
    squeezed = key(stripped)
    best: tuple[int, str] | None = None
    for name in TYPES:
        wanted = key(name)
        most = 0 if len(wanted) < 6 else 1 if len(wanted) < 9 else 2
        off = differences(squeezed, wanted, most)
        if off <= most and (best is None or off < best[0]):
            best = (off, name)
    if best:
        return best[1], ""
    folded = fold(stripped)
    opening = [name for name in TYPES if len(name) > 4 and folded.startswith(fold(name) + " ")]
    if not opening:
        return None
    name = max(opening, key=len)
    return name, stripped[len(name) :].strip()


def printed_mark(text: str) -> tuple[Literal["urgency", "secrecy"], str] | None:
    """The degree of urgency or secrecy that a line of its own states.

    >>> printed_mark("HỎA TỐC"), printed_mark("Tối mật"), printed_mark("MẶT TRẬN TỔ QUỐC")
    (('urgency', 'HỎA TỐC'), ('secrecy', 'TỐI MẬT'), None)
    >>> printed_mark("công điện khẩn") is None
    True
    """
    squeezed = key(text)
    for mark in URGENCY:
        if squeezed == key(mark) and (is_caps(text) or text[:1].isupper()):
            return "urgency", mark
    for mark in SECRECY:
        # `MẬT` alone must keep its dot: MẤT, MẶT, MAT are other words or misreadings.
        said = text.strip(" .,:;*").upper()
        if squeezed == key(mark) and (said == mark or len(mark) > 3):
            return "secrecy", mark
    return None
