"""Types of document (tên loại): the title line that says one, and the code it bears."""

from __future__ import annotations

import re

from pipeline.record.signs import is_caps, key
from pipeline.record.type_names import FAMILIES, TYPES
from pipeline.text.folding import differences, fold

__all__ = ["code_of", "joins_type", "type_of"]

# Where the name of a family ends and its subject, partner or number begins.
_NAME_ENDS = re.compile(
    r"\s*(?:[(,:;]|\s(?:VỀ|VÊ|V/V|SỐ|SÓ|CỦA|NĂM|NGÀY|THÁNG|GIỮA|ĐỐI VỚI|TẠI|LẦN|QUÝ|KỲ|KÈM|THEO|"
    r"TRONG|TỪ|CHO)(?=[\s:.]|$)).*$"
)
_LONGEST_NAME = 9


def _misread(letters: str) -> int:
    """How many letters of a name may be misread."""
    return 0 if len(letters) < 6 else 1 if len(letters) < 9 else 2


# Each name that a whole line may be, its letters, and how many of them may be misread.
_WHOLE = tuple(
    (name, key(name), _misread(key(name)))
    for name in (*TYPES, *(head for head in FAMILIES if " " in head))
)
_MIXED = re.compile(r"\s(?:v/v|ve|ket qua|tinh hinh|nhan|cua)\b")


def type_of(text: str, *, titled: bool = False) -> tuple[str, str] | None:
    """The type of document a title line names, and the rest of the line.

    The line must be in capitals, or its first words where a subject follows in small letters.
    A letter or two of a longer name may be misread; a name followed by more words in capitals
    (`KẾ HOẠCH PHÁT TRIỂN ...`) gives them back as the rest.

    Args:
        text: A line.
        titled: It stands where a title does, so that small letters do not speak against it.

    >>> type_of("QUYÉT ĐINH"), type_of("Q U Y Ế T   Đ Ị N H"), type_of("CHƯƠNG TRÌNH PHỐI HỢP")
    (('QUYẾT ĐỊNH', ''), ('QUYẾT ĐỊNH', ''), ('CHƯƠNG TRÌNH PHỐI HỢP', ''))
    >>> type_of("KẾ HOẠCH PHÁT TRIỂN KINH TẾ"), type_of("QUY ĐỊNH VỀ CẤP, THU HỒI")
    (('KẾ HOẠCH', 'PHÁT TRIỂN KINH TẾ'), ('QUY ĐỊNH', 'VỀ CẤP, THU HỒI'))
    >>> type_of("HỢP ĐỒNG THUÊ NHÀ SỐ 12/HĐTN"), type_of("ĐƠN XIN NGHỈ PHÉP")
    (('HỢP ĐỒNG THUÊ NHÀ', 'SỐ 12/HĐTN'), ('ĐƠN XIN NGHỈ PHÉP', ''))
    >>> type_of("THÔNG BÁO về việc nghỉ Tết"), type_of("Giấy mời", titled=True)
    (('THÔNG BÁO', 'về việc nghỉ Tết'), ('GIẤY MỜI', ''))
    >>> type_of("Quyết định này có hiệu lực"), type_of("Giấy mời"), type_of("ĐƠN VỊ: PHÒNG 3")
    (None, None, None)
    >>> type_of("BIÊN BẢN BÀN GIAO TÀI SẢN"), type_of("BẢN CAM KẾT")
    (('BIÊN BẢN BÀN GIAO TÀI SẢN', ''), ('BẢN CAM KẾT', ''))
    """
    stripped = text.strip(" *~_.:-–•·|“”\"'’‘")
    if not is_caps(text):
        return _mixed(stripped, titled=titled)
    exact = _whole(stripped)
    if exact:
        return exact, ""
    return _opening(stripped)


def _mixed(stripped: str, *, titled: bool) -> tuple[str, str] | None:
    folded = fold(stripped)
    if titled and stripped[:1].isupper():
        said = next((name for name in TYPES if fold(name) == folded), None)
        if said:
            return said, ""
    match = _MIXED.search(folded)
    head = stripped[: match.start()] if match else ""
    if not match or not head.isupper():
        return None
    name = next((name for name in TYPES if fold(name) == fold(head)), None)
    return (name, stripped[match.start() :].strip()) if name else None


def _whole(stripped: str) -> str | None:
    """The known name that the whole of a line is, misreadings allowed."""
    squeezed = key(stripped)
    best: tuple[int, str] | None = None
    for name, wanted, most in _WHOLE:
        off = differences(squeezed, wanted, most)
        if off <= most and (best is None or off < best[0]):
            best = (off, name)
    return best[1] if best else None


def _opening(stripped: str) -> tuple[str, str] | None:
    """The known name, or the family, that opens a line of more words."""
    folded = fold(stripped)
    if re.match(
        r"(?:don vi|don gia|giay to|thu vien|thu truong|thu ky|lich su|phieu tieu)\b", folded
    ):
        return None
    whole = _family(stripped, folded)
    if whole:
        return whole
    opening = [name for name in TYPES if len(name) > 4 and folded.startswith(fold(name) + " ")]
    if not opening:
        return None
    name = max(opening, key=len)
    rest = stripped[len(name) :].strip(" :.")
    return name, rest if sum(map(str.isalpha, rest)) > 2 or re.search(r"\d{2}", rest) else ""


def _family(stripped: str, folded: str) -> tuple[str, str] | None:
    heads = [head for head in FAMILIES if folded.startswith(fold(head) + " ")]
    if not heads:
        return None
    head = max(heads, key=len)
    end = _NAME_ENDS.search(stripped, len(head))
    name = stripped[: end.start() if end else None].strip()
    if len(name.split()) > _LONGEST_NAME:
        return None
    rest = stripped[len(name) :].strip(" :.")
    return head + name[len(head) :].upper(), rest


def joins_type(first: str, second: str) -> bool:
    """Whether a title line goes on with the name that the line above began.

    >>> joins_type("CHƯƠNG TRÌNH", "PHỐI HỢP"), joins_type("HỢP ĐỒNG", "LAO ĐỘNG")
    (True, True)
    >>> joins_type("QUYẾT ĐỊNH", "CỦA BỘ TRƯỞNG"), joins_type("QUYẾT ĐỊNH", "PHÊ DUYỆT DỰ ÁN")
    (False, False)
    """
    if not (is_caps(first) and is_caps(second)):
        return False
    alone, both = type_of(first), type_of(f"{first.strip()} {second.strip()}")
    if both is None or both[1] or (alone and alone[1]):
        return False
    if alone is None:
        return True
    return len(key(both[0])) == len(key(first + second)) > len(key(alone[0]))


def code_of(name: str) -> str | None:
    """The code that a type bears in symbols, None for the names that have none.

    >>> code_of("QUYẾT ĐỊNH"), code_of("HỢP ĐỒNG THUÊ NHÀ"), code_of("THƯ CÔNG")
    ('QĐ', 'HĐ', None)
    """
    codes = TYPES.get(name)
    if codes is None:
        head = [known for known in TYPES if name.startswith(known + " ")]
        codes = TYPES[max(head, key=len)] if head else ()
    return codes[0] if codes else None
