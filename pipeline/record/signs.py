"""By what a printed line gives itself away: headings, labels, capitals; misreadings tolerated."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from pipeline.record.lexicon import ORGAN_HEADS, SECRECY, URGENCY
from pipeline.text.folding import differences, fold
from pipeline.text.syllables import is_valid_syllable

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "RECIPIENTS_LABEL",
    "SUBJECT_LABEL",
    "heading_of",
    "heading_start",
    "is_caps",
    "is_contact",
    "is_foreign_name",
    "is_noi_nhan",
    "is_ornament",
    "is_recipients",
    "is_subject_start",
    "key",
    "printed_mark",
    "starts_organ",
    "starts_with",
]

#: `Kính gửi` in folded text; behind scraps of pen only when its colon stands too.
RECIPIENTS_LABEL = re.compile(
    r"(?:[\W\d]*k[il1]nh\s*g[uioy][il1]\b\s*[:.;]?|.{1,14}?\bk[il1]nh\s*g[uioy][il1]\s*:)\s*"
)
#: `V/v`, `Về việc` in folded text, with one letter of them misread.
SUBJECT_LABEL = re.compile(
    r"\W*(?:[v1|]\s*[/\\|l1a]?\s*v\b|v[/\\]\s*[a-z]\b|(?:ve|[a-z]e|[a-z]a)\s*viec\b)\s*[:.]?\s*"
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


# Spelt with these accents the words are papers' and numbers', misread or not.
_PAPER = re.compile(r"\W*(?:TỜ|BẢN|BẢNG|SỐ|ĐƠN|BỔ|HỢP)\b")
# Words that only accents tell from an organ's first word: `THÀNH VIÊN`, `VIỄN THÔNG`, `BAO BÌ`.
_OTHER_WORDS = frozenset(
    (
        *("VIÊN", "VIỄN", "VIẾN", "BAO", "BẢO", "BÀO", "QUÝ", "QUY", "QUỲ", "QUỶ", "TÔ", "ĐẠI"),
        *("ĐỒI", "ĐÔI", "ĐỚI", "HÁT", "VŨ", "VÙ", "PHÓNG", "BÁN", "BÀN", "BẠN", "BỐ", "BỜ", "BỒ"),
        *("SƠ", "TRÂM", "TRÀM", "ĐOAN", "ĐOẠN", "NHÔM", "HỒI", "HÔI", "HỎI", "CỨC", "CỐC"),
    )
)
_NAMED_ORGAN = re.compile(
    r"\W*(?:ban (?:chi dao|quan ly|chap hanh|thuong vu|to chuc|tuyen giao|dan van|noi chinh|bi thu|"
    r"can su|kinh te|dan toc|dai dien|giam doc|kiem|thuong truc|thanh tra|vi su|ton giao|thi dua)|"
    r"to (?:cong tac|chuc|giup viec|kiem tra|thanh tra|chuyen)|so (?:tai|noi|xay|y te|tu phap|giao|"
    r"ke hoach|khoa|nong|cong|van hoa|lao dong|thong tin|ngoai|du lich|quy hoach)|bo (?:tu|quoc|"
    r"noi|tai|cong|giao|ke|khoa|nong|xay|van|y te|lao dong|thong|ngoai|chinh|chi huy)|hop tac xa|"
    r"phong (?:canh sat|noi vu|tai chinh|giao duc|y te|tu phap|quan ly|ke hoach|kinh te|van hoa)|"
    r"vien (?:kiem sat|nghien cuu|khoa hoc|quy hoach)|doi (?:canh sat|quan ly|thi hanh|kiem))"
)


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """Letters and digits alone, folded: what tolerant comparison looks at.

    >>> key("Độc lập - Tự do"), key("Nơi nhận:")
    ('doclaptudo', 'noinhan')
    """
    return re.sub(r"[^a-z0-9]", "", fold(text))


@lru_cache(maxsize=8192)
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
    >>> is_subject_start("Mề việc kiểm tra"), is_subject_start("V/s điều chỉnh")
    (True, True)
    >>> is_subject_start("Văn phòng Chính phủ"), is_subject_start("Làm việc với đoàn")
    (False, False)
    """
    return SUBJECT_LABEL.match(fold(text)) is not None


_CONTACT = re.compile(
    r"\W*(?:d[ij]a\s*ch[ij]|dien\s*thoai|d\s*[/.]?\s*[tc]\s*[:.]|tel\b|fax\b|e-?mail\b|web(?:site)?\b|"
    r"http|www|mst\b|ma\s*so\s*thue|hotline\b|tru\s*so|so\s*dien\s*thoai|s[od]t\s*:)"
)
_UNITS_IN_ADDRESS = re.compile(r"\b(?:phuong|quan|thanh pho|tinh|huyen|duong|thi xa|xa|tp)\b")
_FOREIGN = re.compile(
    r"\b(?:CO|LTD|JSC|CORP|CORPORATION|COMPANY|JOINT|STOCK|AND|OF|GROUP|BANK|UNIVERSITY|SCHOOL|"
    r"COLLEGE|HOSPITAL|INSTITUTE|SERVICES?|TRADING|CONSULTANTS?|CONSTRUCTION|INVESTMENT|LIMITED|"
    r"DEVELOPMENT|DEPARTMENT|MINISTRY|VIETNAM|THE)\b"
)


def is_contact(text: str) -> bool:
    """A line of a letterhead that tells where its office is: address, telephone, web.

    >>> [is_contact(t) for t in ("Địa chỉ: 12 Lê Lợi", "ĐT: 024.3825", "www.abc.vn", "Tel/Fax: 1")]
    [True, True, True, True]
    >>> is_contact("Số 11, tổ 8A, Phường Đức Xuân, Thành phố Bắc Kạn, tỉnh Bắc Kạn")
    True
    >>> [is_contact(t) for t in ("ĐẢNG ỦY", "SỐ 12/QĐ-TCT", "V/v sửa chữa đường tỉnh, đường huyện")]
    [False, False, False]
    """
    folded = fold(text)
    if _CONTACT.match(folded):
        return True
    units = len(_UNITS_IN_ADDRESS.findall(folded))
    return bool(re.search(r"\d", text)) and text.count(",") >= 2 and units >= 2


def is_foreign_name(text: str) -> bool:
    """The organ's name in English, as companies and schools print it under the Vietnamese one.

    >>> is_foreign_name("TRUONG SON CONSTRUCTION CORPORATION"), is_foreign_name("CÔNG TY TNHH")
    (True, False)
    >>> is_foreign_name("SAO MAI PACKAGING COOPERATIVE"), is_foreign_name("TRUNG TÂM GDNN - GDTX")
    (True, False)
    """
    words = [word for word in re.findall(r"[^\W\d_]{2,}", text) if word.isupper()]
    plain = [word for word in words if word.isascii()]
    if len(plain) < 2 or len(plain) < 0.6 * len(words):
        return False
    english = [w for w in plain if len(w) > 4 and len(re.findall(r"[AEIOUY]+", w)) > 1]
    strange = [word for word in english if not is_valid_syllable(word)]
    return bool(_FOREIGN.search(text)) or len(strange) > 1


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

    `PHÒNG, CHỐNG DỊCH` goes on with the name of a committee; it is no office. `TỜ KHAI` and `BẢN
    CAM KẾT` are papers, and only their accents tell them from `TỔ` and `BAN`: there the words that
    follow have to name an organ too.

    >>> [starts_organ(t) for t in ("BAN CHỈ ĐẠO 138", "SỞ TÀI CHÍNH", "QUẬN ỦY X")]
    [True, True, True]
    >>> [starts_organ(t) for t in ("TỈNH QUẢNG NGÃI", "PHÒNG, CHỐNG DỊCH", "VÀ MÔI TRƯỜNG")]
    [False, False, False]
    >>> [starts_organ(t) for t in ("TỜ KHAI", "BẢN CAM KẾT", "BẢN CHỈ ĐẠO 138", "SỐ 12/QĐ")]
    [False, False, True, False]
    >>> [starts_organ(t) for t in ("VIỆN KIỂM SÁT", "VIÊN BAO BÌ", "VIỄN THÔNG PHÚ QUÝ")]
    [True, False, False]
    """
    folded = fold(text)
    if re.match(
        r"\W*phong\s*,?\s*(?:chong|ngua)\b|\W*bo\s+(?:doi|may|luat)\b|\W*hoi\s+(?:nhap|nghi)\b"
        r"|\W*so\s*[:.\d]|\W*bao\s+(?:cao|gia)\b|\W*vu\s+an\b|\W*to\s+(?:khai|trinh)\b"
        r"|\W*vien\s+thong\b|\W*bao\s+bi\b|\W*thanh\s+vien\b",
        folded,
    ):
        return False
    if _PAPER.match(text) and not _NAMED_ORGAN.match(folded):
        return False
    head = starts_with(text.replace(",", " ,"), ORGAN_HEADS)
    if head is None:
        return False
    if " " in head or _NAMED_ORGAN.match(folded):
        return True
    first = re.match(r"\W*(\w+)", text)
    return first is not None and first[1].upper() not in _OTHER_WORDS


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
