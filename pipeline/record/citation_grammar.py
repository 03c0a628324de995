"""How Vietnamese documents name one another (documents.md §2.3): types, codes, dates, issuers.

The patterns look at text as printed; letters that engines misread in `ngày`, `tháng`, `số` and in
figures are let through, and nothing else.
"""

from __future__ import annotations

import datetime as dt
import re

from pipeline.record.lexicon import ORG_CODES
from pipeline.record.type_names import TYPE_CODES, TYPES
from pipeline.text.folding import fold

__all__ = [
    "CALL",
    "CONCLUSION",
    "DATED",
    "LAW",
    "LIST",
    "NUMBERED",
    "NUMBER_ALONE",
    "PLURAL",
    "date_in",
    "issuer_after",
    "plain_code",
    "said_type",
    "subject_after",
    "type_of_symbol",
]

_TYPE = (
    r"Nghị\s+quyết(?:\s+liên\s+tịch)?|Quyết\s+định|Chỉ\s+thị|Kết\s+luận|Quy\s+định|Quy\s+chế|"
    r"Thông\s+tri|Thông\s+tư(?:\s+liên\s+tịch)?|Thông\s+báo|Thông\s+cáo|Hướng\s+dẫn|"
    r"Chương\s+trình|Kế\s+hoạch|Phương\s+án|Đề\s+án|Dự\s+án|Báo\s+cáo|Tờ\s+trình|Biên\s+bản|"
    r"Công\s+văn(?:\s+khẩn)?|Công\s+điện(?:\s+khẩn)?|Điện|Nghị\s+định|Bộ\s+luật|Luật|Pháp\s+lệnh|"
    r"Lệnh|Hợp\s+đồng|Giấy\s+mời|Văn\s+bản(?:\s+(?:chỉ\s+đạo|hợp\s+nhất|số))?|Điều\s+lệ|"
    r"Bản\s+án|Quy\s+hoạch|Phiếu\s+chuyển|Tuyên\s+bố"
)
_FIGURES = r"[\dOIl]{0,4}\d[\dOIl]{0,4}[a-zđ]?"
_DASH = r"[-‐‑–—]"
_CODE = (
    rf"{_FIGURES}\s?(?:{_DASH}|/)\s?(?:(?:19|20)\d\d\s?/\s?)?"
    rf"[A-ZĐÐ][\wĐđ&]*(?:\s?(?:{_DASH}|/)\s?[A-ZĐÐ][\wĐđ&.]*)*"
)
_DATE = re.compile(
    r"[,;]?\s*(?:ban\s+hành\s+)?(?:ng[àaáảạ]y\s+)?"
    r"(?:(?P<d>\d{1,2})\s?[/.–-]\s?(?P<m>\d{1,2})\s?[/.–-]\s?(?P<y>(?:19|20)\d\d)(?!\d)"
    r"|(?P<dd>\d{1,2})\s+th[áaàắă]ng\s+(?P<mm>\d{1,2})\s+n[ăaâ]m\s+(?P<yy>(?:19|20)\d\d))"
)
_SPOKEN_DATE = re.compile(r"ng[àaáảạ]y\s+\d")

#: A document cited by its number: `Công văn số 644-CV/QU`.
NUMBERED = re.compile(
    rf"(?<!\w)(?:(?P<type>(?i:{_TYPE}))\s*:?\s+)?(?:(?P<so>[Ss][ốóồo])\s*:?\s*)?"
    rf"(?P<code>{_CODE})(?![\w])"
)
#: By a number without symbol, its day beside it: `Quyết định số 123 ngày 5/3/2019`.
NUMBER_ALONE = re.compile(
    rf"(?<!\w)(?P<type>(?i:{_TYPE}))\s+[Ss][ốóồo]\s*:?\s*(?P<number>\d{{1,5}})(?=,?\s+ng[àaáảạ]y\s+\d)"
)
#: An enumeration whose numbers share one type: `các Công văn: số ..., số ...`.
LIST = re.compile(rf"(?i:các|những)\s+(?P<type>(?i:{_TYPE}))")
#: Cited by its day alone: `Điện ngày 21/7/2021 của ...`.
DATED = re.compile(
    r"(?<!\w)(?P<type>Chỉ\s+thị|Điện|Công\s+điện|Nghị\s+quyết|Quyết\s+định|Kế\s+hoạch|Thông\s+báo|"
    r"Kết\s+luận|Công\s+văn|Tờ\s+trình|Báo\s+cáo|Biên\s+bản|Quy\s+chế|Hợp\s+đồng)"
    r"(?:\s+[^.;:“”\n\d]{1,80}?)??,?\s+(?=ng[àaáảạ]y\s+\d)"
)
#: Laws are cited by name: `Luật Ngân sách nhà nước ngày 25/6/2015`.
LAW = re.compile(
    r"(?<!\w)(?P<type>Bộ\s+luật|Luật|Pháp\s+lệnh)\s+"
    r"(?P<name>[Ss][ửưu]a\s+đ[ổôố]i,?\s+b[ổôố]\s+sung\s+[^.;:()\n]{3,160}?|[^\W\d_a-z][^.;:()\n\d]{3,120}?)"
    r"(?:\s+n[ăaâ]m\s+(?P<year>(?:19|20)\d\d)(?!\d)|,?\s+(?=ng[àaáảạ]y\s+\d)|"
    rf",?\s+(?=số\s*:?\s*{_FIGURES}/))"
)
#: `Lời kêu gọi của Tổng Bí thư`.
CALL = re.compile(r"(?<!\w)(?P<type>[Ll]ời\s+kêu\s+gọi)\s+(?=của\s)")
#: `kết luận của Thủ tướng Chính phủ tại Hội nghị ... ngày 15/8/2021`.
CONCLUSION = re.compile(
    r"(?<!\w)(?P<type>[Kk]ết\s+luận|[Ýý]\s+kiến\s+chỉ\s+đạo)\s+(?=của\s)"
    r"(?P<rest>[^.;:“”\n\d]{5,90}?\s+tại\s+[^.;:“”\n\d]{3,90}?\s+)(?=ng[àaáảạ]y\s+\d)"
)
#: Several without number or day: `các Nghị quyết của HĐND Thành phố`.
PLURAL = re.compile(
    r"(?i:các|những)\s+(?P<type>Nghị\s+quyết|Quyết\s+định|Chỉ\s+thị|Nghị\s+định|Thông\s+tư|Kết\s+luận|"
    r"Kế\s+hoạch|Công\s+văn|Công\s+điện|Thông\s+báo)\s+(?=của\s)"
)

# Where an issuer's name ends.
_STOP = (
    r"về|v/v|tại|tới|trên|để|quy\s+định|hướng\s+dẫn|ban\s+hành|phê\s+duyệt|phê\s+chuẩn|sửa\s+đổi|"
    r"triển\s+khai|là|đã|có|yêu\s+cầu|theo|nhằm|bảo\s+đảm|được|thì|đến|cho|ngày|trong|khi|giao|"
    r"thực\s+hiện|chỉ\s+đạo|thông\s+qua|đề\s+nghị|công\s+bố|thành\s+lập|năm|gồm|như|với|xin|không|"
    r"và\s+(?:các|những)|"
    rf"và\s+(?i:{_TYPE})|[Cc]ăn\s+cứ"
)
_INNER = r"\s+(?:Chủ\s+tịch\s+nước|Thể\s+thao|Chủ\s+nhiệm|Thương\s+binh)"
_CAPITAL = r"(?=[^\W\d_a-zđ])"
_ISSUER = re.compile(
    rf"[,]?\s*(?:(?:do|của)\s+(?=\w)|(?=Hội\s+nghị\s+lần))"
    rf"(?P<issuer>{_CAPITAL}(?:,(?={_INNER})|[^,.;:“”\"()\n]|(?<=T[Pp])\.|\(khóa\s+\w+\))+?)"
    rf"(?=\s+(?:{_STOP})(?!\w)|\s*,(?!{_INNER})|\s*[;:“”\"\n]|(?<!T[Pp])\.|\s*\((?!khóa)|\s*$)"
)
_QUOTED = re.compile(r"\s*(?:về\s+(?:việc\s+)?)?[“\"](?P<subject>[^”\"]{8,400})[”\"]")
_ABOUT = re.compile(
    r"\s*,?\s*(?P<subject>(?:về|quy\s+định|hướng\s+dẫn|ban\s+hành)\s+[^.;“”()\n]{6,300})"
)
_NEXT_SPEAKER = re.compile(
    r",\s+(?=(?:Ban|Bộ|Sở|UBND|Ủy\s+ban|HĐND|Đảng\s+ủy|Văn\s+phòng|Thường\s+trực|Cục|Chi\s+cục|"
    r"Trường|Phòng|Công\s+ty|Phó|Giám\s+đốc|Hiệu\s+trưởng|Đoàn|Thủ\s+tướng|Chủ\s+tịch|Tổng|Viện|Tòa|Liên|Hội|Quận|Huyện|Thành|Tỉnh)\b"
    r"[^,]{0,80}\s(?:yêu\s+cầu|đề\s+nghị|báo\s+cáo|thông\s+báo|trình|ban\s+hành|có\s+ý|chỉ\s+đạo|"
    r"quyết\s+định|kính|hướng|xin|triển|nhận))"
)
_SUBJECT_ENDS = re.compile(
    rf"(?:\s+và|,|\s+tại|\s+và\s+các)\s+(?:(?i:{_TYPE})\s+)?[Ss]ố\s*:?\s*\d|,?\s+(?:đã\s+)?được\s+sửa\s+đổi|"
    r",\s+cụ\s+thể|[,:]?\s+[Cc]ăn\s+cứ\s|\s+như\s+sau|:|,\s+có\s+ý\s+kiến|"
    rf"(?:\s+và|,)\s+(?:{_TYPE})\s+(?:số\s+)?\d"
)
_LONGEST_SUBJECT = 260
_BARE_CODES = frozenset({"CP", "TTg", "CT", "HĐBT", "TƯ", "TW", "CTN", "UB", "SL"})
_OF_CODE = {
    **{codes[0]: name.capitalize() for name, codes in TYPES.items() if codes},
    "TTLB": "Thông tư liên bộ",
    "QĐ": "Quyết định",  # Quy định bears it too, in the Party alone
    "TT": "Thông tư",
    "L": "Luật",
}
_GENERIC = re.compile(r"văn bản(?: chỉ đạo| số)?$", re.IGNORECASE)


def date_in(text: str, at: int) -> tuple[str | None, int]:
    """The day that stands at a place of a text, ISO, and where it ends; None where none does.

    >>> date_in("x, ngày 30/7/2021 của", 1), date_in("ngày 05 tháng 3 năm 2020", 0)
    (('2021-07-30', 17), ('2020-03-05', 24))
    >>> date_in("ngảy 16-02-2004", 0), date_in("ngày 31/02/2020", 0), date_in("ngày/tuần", 0)
    (('2004-02-16', 15), (None, 15), (None, 0))
    """
    match = _DATE.match(text, at)
    if not match or not (_SPOKEN_DATE.search(match[0]) or match[0].lstrip(" ,;")[:1].isdigit()):
        return None, at
    day, month = match["d"] or match["dd"], match["m"] or match["mm"]
    try:
        iso = dt.date(int(match["y"] or match["yy"]), int(month), int(day)).isoformat()
    except ValueError:
        return None, match.end()
    return iso, match.end()


def issuer_after(text: str, at: int) -> tuple[str | None, int]:
    """Who issued a document, where `của …` follows at a place of a text, and where that ends.

    >>> issuer_after(" của Ban Thường vụ Thành ủy và Chỉ thị số 17", 0)
    ('Ban Thường vụ Thành ủy', 27)
    >>> issuer_after(" của Tổng Bí thư, Chủ tịch nước Nguyễn Phú Trọng, tăng cường", 0)[0]
    'Tổng Bí thư, Chủ tịch nước Nguyễn Phú Trọng'
    >>> issuer_after(" của pháp luật", 0), issuer_after(" tại cơ quan", 0)
    ((None, 0), (None, 0))
    """
    match = _ISSUER.match(text, at)
    if not match or not match["issuer"][0].isupper():
        return None, at
    return _without_heading(" ".join(match["issuer"].split())), match.end()


def _without_heading(issuer: str) -> str:
    """An issuer without the capitals of a form's or table's heading that follows it."""
    words = issuer.split()
    for i in range(1, len(words) - 1):
        loud = [w for w in words[i : i + 3] if w.isupper() and len(w) > 1 and w not in ORG_CODES]
        if len(loud) == min(3, len(words) - i) and not words[i - 1].isupper():
            return " ".join(words[:i])
    return issuer


def subject_after(text: str, at: int) -> str | None:
    """What a cited document is about, where that is quoted or said with `về` right behind it.

    >>> subject_after(" về “Thực hiện Lời kêu gọi”, Đảng ủy", 0)
    'Thực hiện Lời kêu gọi'
    >>> subject_after(" về công tác văn thư, Sở Nội vụ đề nghị các cơ quan", 0)
    'về công tác văn thư'
    """
    quoted = _QUOTED.match(text, at)
    if quoted:
        return " ".join(quoted["subject"].split())
    about = _ABOUT.match(text, at)
    if not about:
        return None
    said = _NEXT_SPEAKER.split(about["subject"], maxsplit=1)[0]
    said = _SUBJECT_ENDS.split(said, maxsplit=1)[0]
    said = " ".join(said.split()).rstrip(" ,")
    # What runs on so long is the sentence, not what the document is about.
    return said if len(said) < _LONGEST_SUBJECT else None


def type_of_symbol(symbol: str, separator: str) -> str | None:
    """The type that a symbol's own code tells; a letter's symbol has two organs and no type.

    >>> type_of_symbol("CV/TU", "-"), type_of_symbol("QĐ-UBND", "/")
    ('Công văn', 'Quyết định')
    >>> type_of_symbol("STC-HCSN", "/"), type_of_symbol("TTLT-BTC-BNV", "/")
    ('Công văn', 'Thông tư liên tịch')
    >>> type_of_symbol("QĐ/TW", "-"), type_of_symbol("QH13", "/"), type_of_symbol("CP", "-")
    (None, None, None)
    """
    parts = re.split(r"[-/]", symbol)
    if parts[0] == "QĐ" and separator == "-":
        return None  # a decision or a rule (Quy định) of the Party
    if parts[0] in _OF_CODE and len(parts) > 1:
        return _OF_CODE[parts[0]]
    organ = parts[0] in ORG_CODES or (len(parts) > 1 and parts[0] not in TYPE_CODES)
    return "Công văn" if organ and len(parts) > 1 and separator == "/" else None


def said_type(said: str | None, symbol: str | None, separator: str) -> str | None:
    """A cited document's type: as named, but by its code where only `văn bản` is said.

    >>> said_type("văn bản chỉ đạo", "CV/TU", "-"), said_type("công điện khẩn", "CĐ-UBND", "/")
    ('Công văn', 'Công điện')
    """
    if said is None or _GENERIC.match(" ".join(said.split())):
        own = type_of_symbol(symbol, separator) if symbol else None
        return own or (_spaced(said) if said else None)
    return re.sub(r"\s+khẩn$", "", _spaced(said))


def _spaced(text: str) -> str:
    joined = " ".join(text.split()).lower()
    return joined[:1].upper() + joined[1:]


def plain_code(symbol: str) -> bool:
    """Whether a number without a type before it can only be a document's.

    >>> [plain_code(s) for s in ("CT-UBND", "NĐ-CP", "HĐBT", "QL", "BXD", "AB-CD", "QH13")]
    [True, True, True, False, False, False, True]
    """
    parts = [fold(part) for part in re.split(r"[-/]", symbol)]
    if len(parts) == 1:
        return symbol in _BARE_CODES or re.fullmatch(r"QH\d{1,2}", symbol) is not None
    organs = {fold(code) for code in ORG_CODES}
    return parts[0] in organs | {fold(code) for code in TYPE_CODES} or parts[-1] in organs
