"""What a record lacks and its text lets one suspect: shown to a person, never filled in."""

from __future__ import annotations

import datetime as dt
import re
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from pipeline.geometry import Box
from pipeline.record.pieces import absent
from pipeline.record.type_names import TYPES
from pipeline.text.paragraphs import join_lines
from pipeline.values.document import Field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.record.parts import Parts

__all__ = ["inferred_field"]

_RULE = "inferred.context"
_COMMITTEES = {"Quận ủy": "QU", "Huyện ủy": "HU", "Thị ủy": "HU", "Thành ủy": "TU", "Tỉnh ủy": "TU"}
_SPEAKS = re.compile(
    r"Ban\s+Thường\s+vụ\s+((?:Tỉnh|Thành|Quận|Huyện|Thị|Đảng)\s+ủy)\s+"
    r"(?:yêu\s+cầu|ban\s+hành|đề\s+nghị|chỉ\s+đạo|thông\s+báo|kết\s+luận|quyết\s+định)"
)
_AREA = re.compile(r"địa\s+bàn\s+(?:quận|huyện|thị\s+xã|tỉnh|thành\s+phố)\s+(.+)")
_AUTHOR = re.compile(r"CỦA\s+(?:BAN\s+THƯỜNG\s+VỤ|BAN\s+CHẤP\s+HÀNH)\s+(\w+\s+ỦY)\b")


def inferred_field(parts: Parts, read: Mapping[str, Field]) -> Field:
    """The field `inferred`: of each missing field what may stand there, why, and how likely.

    Args:
        parts: The document, sorted.
        read: The fields that may be missing, and those they can be told from.
    """
    body = join_lines(p.text for b in parts.flow if b.role == "body" for p in b.pieces)
    entries = [
        entry
        for key, infer in _INFERENCES.items()
        if read[key].value is None and (entry := infer(parts, read, body))
    ]
    if not entries:
        return absent("không có gì cần suy đoán, hoặc không có căn cứ để suy đoán", rule=_RULE)
    first = parts.pages[0]
    return Field(entries, None, 0.5, first.number, Box(0, 0, *first.size_px), None, _RULE)


def _entry(field: str, value: str | None, basis: str, sure: str, **more: str) -> dict[str, Any]:
    return {
        "field": field,
        "value": value,
        "basis": basis,
        "confidence": sure,
        "auto_fill": False,
        **more,
    }


def _authority(parts: Parts, read: Mapping[str, Field], body: str) -> dict[str, Any] | None:
    if read["system"].value != "party" or read["signer"].value is None:
        return None
    speaks = _SPEAKS.search(body)
    if not speaks or any(p.text for p in parts.of("type")):
        return None
    said = f"văn bản nói với tư cách “Ban Thường vụ {speaks[1]}”"
    return _entry("authority", "T/M BAN THƯỜNG VỤ", said, "medium")


def _symbol(parts: Parts, read: Mapping[str, Field], body: str) -> dict[str, Any] | None:
    del body
    author = _AUTHOR.search(join_lines(p.text for p in parts.of("author")))
    codes = TYPES.get(read["type"].value or "", ())
    if not author or not codes or len(codes) > 1:
        return None
    code = _COMMITTEES.get(author[1].capitalize())
    if code is None:
        return None
    said = f"tên loại {read['type'].value} và tác giả {author[1].capitalize()}"
    return _entry("symbol", f"{codes[0]}/{code}", said, "high")


def _place(parts: Parts, read: Mapping[str, Field], body: str) -> dict[str, Any] | None:
    del parts, body
    area = _AREA.search(read["subject"].value or "")
    if not area:
        return None
    name = " ".join(takewhile(lambda word: word[:1].isupper(), area[1].split())).strip(" .,;")
    return _entry("place", name, "trích yếu", "high") if name else None


def _date(parts: Parts, read: Mapping[str, Field], body: str) -> dict[str, Any] | None:
    del parts, body
    days = [entry["date"] for entry in read["cited_documents"].value or () if entry["date"]]
    if not days:
        return None
    latest = max(map(dt.date.fromisoformat, days)).isoformat()
    said = f"văn bản được dẫn muộn nhất ngày {latest}"
    return _entry("date", None, said, "medium", not_before=latest)


_INFERENCES = {"authority": _authority, "symbol": _symbol, "place": _place, "date": _date}
