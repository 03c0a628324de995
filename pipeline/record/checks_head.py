"""Letterhead against itself: the symbol names the type and the organ that stand in full above."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.record.check import Check
from pipeline.record.lexicon import ORG_CODES, ORGAN_HEADS
from pipeline.record.signs import starts_organ, starts_with
from pipeline.record.type_names import TYPE_CODES, TYPES
from pipeline.text.folding import fold, old_style
from pipeline.text.syllables import is_valid_syllable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.values.document import Field

__all__ = [
    "letter_without_signs",
    "name_of_signer",
    "organ_begins",
    "organ_in_symbol",
    "parts_of_symbol",
    "receiver_is_issuer",
    "symbol_codes",
    "type_in_symbol",
]

# Issued by another document whose number they bear: a QUY CHẾ under a QĐ.
_ISSUED_BY = {"QUY CHẾ", "QUY ĐỊNH", "ĐIỀU LỆ", "NỘI QUY", "PHƯƠNG ÁN", "ĐỀ ÁN", "DANH SÁCH"}
_TYPE_CODES = {fold(code) for code in TYPE_CODES}
_ORG_CODES = {fold(code) for code in ORG_CODES}
# Private houses, whose letterheads name no office of a closed list.
_HOUSES = ("DOANH NGHIỆP", "CỬA HÀNG", "CƠ SỞ", "HỘ KINH DOANH", "KHÁCH SẠN", "NHÀ HÀNG", "CẢNG")
# Decrees of old bear the Government's code alone (62-CP); so did all papers before the rule.
_ALONE = {"cp", "ttg", "ctn"}
_SYMBOLS_SINCE = "1998"
_SHORTEST_NAME, _LONGEST_NAME = 2, 5
_ACTS = {"QĐ", "NQ", "TT", "NĐ"}
# Codes that are not the initials of the name: folded code, and a word of the name.
_BY_NAME = (
    ("tw", r"trung uong|dang cong san"),
    ("ttg", r"thu tuong"),
    ("tu", r"(?:tinh|thanh) (?:uy|dang bo)|dang bo (?:tinh|thanh)"),
    ("qu", r"quan uy|dang bo quan"),
    ("hu", r"huyen uy|dang bo huyen"),
    ("du", r"dang (?:uy|bo)"),
    ("cb", r"chi bo|chi uy"),
    ("qh", r"quoc hoi"),
    ("dtn", r"doan"),
)


def symbol_codes(symbol: str) -> tuple[str, ...]:
    """The codes a symbol is put together from.

    >>> symbol_codes("QĐ-UBND"), symbol_codes("PCCC&CNCH-P6"), symbol_codes("CV/ĐU")
    (('QĐ', 'UBND'), ('PCCC', 'CNCH', 'P6'), ('CV', 'ĐU'))
    """
    return tuple(code for code in re.split(r"[-/&.]", symbol) if code)


def type_in_symbol(fields: Mapping[str, Field]) -> Iterator[Check]:
    """`QĐ-UBND` under THÔNG BÁO: one of the two was misread."""
    kind, symbol = fields["type"], fields["symbol"]
    if kind.value is None or symbol.value is None:
        return
    said = [fold(code) for code in symbol_codes(symbol.value)]
    both = ("symbol", "type")
    if kind.value == "CÔNG VĂN":
        if said[0] == "cv":
            yield Check("symbol.type", both)
        elif len(said) > 1 and said[0] in _TYPE_CODES - _ORG_CODES and said[1] in _ORG_CODES:
            yield Check("symbol.type", both, f"ký hiệu {symbol.value} không phải của công văn")
        return
    codes = _codes_of(kind.value)
    if not codes:
        return
    if any(
        fold(code) == one or one.startswith(fold(code) + "lt") for code in codes for one in said
    ):
        yield Check("symbol.type", both)
    elif said[0] in _TYPE_CODES and not (kind.value in _ISSUED_BY and said[0] in map(fold, _ACTS)):
        why = f"ký hiệu {symbol.value} không phải của {kind.value} ({', '.join(codes)})"
        yield Check("symbol.type", both, why)


def parts_of_symbol(fields: Mapping[str, Field]) -> Iterator[Check]:
    """A symbol says type and organ, or organ and unit; an organ's code alone is half of one."""
    symbol, date = fields["symbol"].value, fields["date"].value
    if symbol is None or fold(symbol) not in _ORG_CODES - _ALONE:
        return
    if isinstance(date, str) and date < _SYMBOLS_SINCE:
        return
    yield Check("symbol.parts", ("symbol",), f"ký hiệu {symbol} thiếu một phần")


def letter_without_signs(fields: Mapping[str, Field]) -> Iterator[Check]:
    """A paper without a title is a letter (công văn) when it has a number or says what it is about.

    One that has neither may bear a title that was taken for something else.
    """
    if fields["type"].rule != "type.untitled_letter":
        return
    signs = any(fields[key].value is not None for key in ("number", "symbol", "subject"))
    why = None if signs else "không thấy tên loại, mà cũng không có số, trích yếu của công văn"
    yield Check("type.letter", ("type",), why)


def organ_begins(fields: Mapping[str, Field]) -> Iterator[Check]:
    """An organ's name begins with what organs are called, spelt as they are called.

    A title or an address does not; `VIỄN THÔNG` is no `VIỆN`, but the end of a longer name.
    """
    org = fields["org"]
    if org.value is None:
        return
    head = starts_with(org.value, (*ORGAN_HEADS, *_HOUSES))
    said = old_style(re.sub(r"\s+", " ", org.value).strip(" .,:;*-")).upper()
    known = starts_organ(org.value) or starts_with(org.value, _HOUSES)
    why = (
        None
        if known and head and said.startswith(head)
        else f"{org.value} không bắt đầu như tên cơ quan"
    )
    yield Check("org.begins", ("org",), why)


def name_of_signer(fields: Mapping[str, Field]) -> Iterator[Check]:
    """A name has two to five words; more are two names, or a rank that was taken for one."""
    name = fields["signer"].value
    if not isinstance(name, str):
        return
    fits = _SHORTEST_NAME <= len(name.split()) <= _LONGEST_NAME
    why = None if fits else f"“{name}” không giống tên một người"
    yield Check("signer.length", ("signer",), why)


def _codes_of(kind: str) -> tuple[str, ...]:
    """The codes of a type, also where the title says more: `CHƯƠNG TRÌNH PHỐI HỢP`."""
    known = [name for name in TYPES if kind == name or kind.startswith(f"{name} ")]
    return TYPES[max(known, key=len)] if known else ()


def organ_in_symbol(fields: Mapping[str, Field]) -> Iterator[Check]:
    """The organ's code is made of the letters its name's words begin with."""
    symbol, org = fields["symbol"], fields["org"]
    if symbol.value is None or org.value is None:
        return
    names = [str(f.value) for f in (org, fields["parent_org"]) if f.value is not None]
    code = organ_code(symbol.value, fields["type"].value)
    if code is None:
        return
    verdict = code_fits(code, names)
    if verdict is None:
        return
    both = ("symbol", "org")
    why = None if verdict else f"ký hiệu {symbol.value} không phải của {org.value}"
    yield Check("symbol.org", both, why)


def organ_code(symbol: str, kind: str | None) -> str | None:
    """The organ's code within a symbol; None where it has none.

    >>> organ_code("QĐ-UBND", "QUYẾT ĐỊNH"), organ_code("UBND-KTTH", "CÔNG VĂN")
    ('UBND', 'UBND')
    >>> organ_code("CV/ĐU", "CÔNG VĂN"), organ_code("QH13", "LUẬT"), organ_code("QĐ", None)
    ('ĐU', 'QH13', None)
    """
    codes = list(symbol_codes(symbol))
    if fold(codes[0]) in _TYPE_CODES and (kind != "CÔNG VĂN" or codes[0] == "CV"):
        codes = codes[1:]
    return codes[0] if codes else None


def code_fits(code: str, names: list[str]) -> bool | None:
    """Whether a code can be that of an organ of this name; None where nobody can say.

    Offices outside the closed list call themselves what they like (`EVN`, `DCT`): of those only
    agreement tells anything.

    >>> code_fits("SGDĐT", ["SỞ GIÁO DỤC VÀ ĐÀO TẠO"]), code_fits("VKSTC", ["VKSND TỐI CAO"])
    (True, True)
    >>> code_fits("UBND", ["SỞ TÀI CHÍNH"]), code_fits("EVN", ["TẬP ĐOÀN ĐIỆN LỰC"]) is None
    (False, True)
    >>> code_fits("BTCTU", ["BAN TỔ CHỨC", "TỈNH ỦY QUẢNG NINH"])
    True
    """
    said = re.sub(r"[^a-z]", "", fold(code))
    if len(said) < 2:
        return None
    told = [fold(" ".join(order)) for order in (names, names[::-1])]
    for short, pattern in _BY_NAME:
        if said.endswith(short) and re.search(pattern, told[0]):
            return True
    if any(_within(said, _initials(order)) for order in (names, names[::-1])):
        return True
    return False if fold(code) in _ORG_CODES else None


def _initials(names: list[str]) -> str:
    """First letters of the words; words that are abbreviations give all of theirs."""
    words = re.findall(r"[^\W\d_]+", " ".join(names))
    return "".join(fold(w[0] if is_valid_syllable(w.lower()) else w) for w in words)


def _within(letters: str, text: str) -> bool:
    """Whether letters follow each other in a text, others between them allowed."""
    rest = iter(text)
    return all(letter in rest for letter in letters)


def receiver_is_issuer(fields: Mapping[str, Field]) -> Iterator[Check]:
    """The name in an ĐẾN stamp is the receiver's; an organ may keep a copy of its own."""
    org, stamp = fields["org"], fields["incoming_stamp"]
    receiver = (stamp.value or {}).get("receiver")
    if org.value is None or not receiver or fold(receiver) != fold(org.value):
        return
    if org.page != stamp.page or org.box is None or stamp.box is None:
        return
    if org.box.intersection(stamp.box).area > org.box.area / 2:
        why = "tên cơ quan ban hành nằm trong dấu đến, là tên nơi nhận"
        yield Check("org.receiver", ("org",), why)
