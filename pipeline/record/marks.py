"""What stamps and pen say: incoming stamp, urgency, secrecy, handwriting."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from pipeline.record import signs
from pipeline.record.person import is_name
from pipeline.record.pieces import absent, found
from pipeline.text.folding import fold
from pipeline.values.document import Field

if TYPE_CHECKING:
    from pipeline.record.parts import Parts
    from pipeline.values.marks import MarkKind, MarkRecord

__all__ = [
    "degree_field",
    "handwriting_field",
    "incoming_stamp_field",
    "instructions_field",
    "stamp_date",
]

_DATE = re.compile(r"(?<!\d)(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})(?!\d)")
_LONG_DATE = re.compile(r"(?<!\d)(\d{1,2})\s*thang\s*(\d{1,2})\s*nam\s*(\d{4})")


def _marks(parts: Parts, kind: MarkKind) -> list[tuple[MarkRecord, int]]:
    return [(m, page.number) for page in parts.pages for m in page.marks if m.kind == kind]


def _unread(what: str, marks: list[tuple[MarkRecord, int]], rule: str, ink: str) -> Field:
    mark, page = marks[0]
    return Field(
        page=page,
        box=mark.box,
        ink="pen" if ink == "pen" else "stamp",
        rule=rule,
        reason=f"có {what}, chưa đọc" + (f" ({len(marks)} chỗ)" if len(marks) > 1 else ""),
    )


def stamp_date(text: str) -> str | None:
    """A date as stamps and pen write it, in ISO form; two-digit years are of this century.

    >>> stamp_date("Ngày 21/3/18"), stamp_date("28.4.2026"), stamp_date("Ngày: ....")
    ('2018-03-21', '2026-04-28', None)
    """
    match = _DATE.search(text) or _LONG_DATE.search(fold(text))
    if not match:
        return None
    day, month, year = (int(part) for part in match.groups())
    try:
        return dt.date(year + 2000 if year < 100 else year, month, day).isoformat()
    except ValueError:
        return None


def incoming_stamp_field(parts: Parts) -> Field:
    """The field `incoming_stamp`: receiver, number and date of the ĐẾN stamp.

    A paper that went on from office to office bears several: the one that says most is the value,
    the others stand beside it as alternatives, each with its page.
    The receiver's name is never the issuer's: nothing of the stamp enters other fields.
    """
    marks = _marks(parts, "incoming_stamp")
    if not marks:
        return absent("không thấy dấu đến", rule="incoming_stamp.mark")
    forms = [(_stamp_form(mark), mark, page) for mark, page in marks]
    read = [form for form in forms if any(form[0].values())]
    if not read:
        return _unread("dấu đến", marks, "incoming_stamp.mark", "stamp")
    value, mark, page = max(read, key=lambda stamp: sum(v is not None for v in stamp[0].values()))
    others = tuple(said | {"page": where} for said, other, where in read if other is not mark)
    return Field(
        value,
        mark.text or "; ".join(f"{k}: {v}" for k, v in mark.fields.items() if v),
        round(0.85 * mark.confidence, 4),
        page,
        mark.box,
        "stamp",
        "incoming_stamp.mark",
        alternatives=others,
    )


def _stamp_form(mark: MarkRecord) -> dict[str, Any]:
    said = mark.text or ""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    before = []
    for line in lines:
        if re.search(r"\bden\b", fold(line)) and len(line) < 40:
            opening = re.split(r"(?i)(?:c(?:ông\s*)?v(?:ăn)?\s*)?\bđến\b", line)[0].strip(" :.-")
            before += [opening] if len(opening) > 4 else []
            break
        before.append(line)
    number = re.search(r"\bs[o0]\s*:?\s*(\d{1,6})\b", fold(said))
    forwarded = re.search(r"(?m)^\W*chuyen\s*:?[ .]*(\w[^\n]*)$", fold(said))
    given = mark.fields
    date = given.get("date")
    receiver = given.get("receiver") or (" ".join(before) or None if lines != before else None)
    return {
        "receiver": _receiver(receiver) if receiver else None,
        "number": given.get("number") or (number[1] if number else None),
        "date": (stamp_date(date) or date) if date else stamp_date(said),
        "forwarded_to": given.get("forwarded_to")
        or (said[forwarded.start(1) : forwarded.end(1)].strip() if forwarded else None),
        "file_number": given.get("file_number"),
    }


def _receiver(said: str) -> str | None:
    """A receiver's name without the frame's scraps; a figure is no part of an abbreviation.

    >>> _receiver("TRUNG TÂM CÔNG BÁO & TIN HỌC 0. NGÃI"), _receiver("VĂN PHÒNG UBND LẠNG SƠN,")
    ('TRUNG TÂM CÔNG BÁO & TIN HỌC Q. NGÃI', 'VĂN PHÒNG UBND LẠNG SƠN')
    """
    name = re.sub(r"\b0\.(?=\s+[^\W\d_])", "Q.", said.strip(" ,;:|'\"-"))
    return name or None


_ORDER = re.compile(
    r"\b(?:kinh chuyen|chuyen|giao|trinh|bao cao|de nghi|luu|sao gui|theo doi|don doc|tham muu|"
    r"dong y|y kien|xem xet|chi dao|thuc hien|phoi hop|de biet|nhat tri|duyet|khong dong y)\b"
)
# Who gave the order: his name at its end, in brackets, behind a dash or on a line of its own.
_SIGNED = re.compile(r"(?:[(–—-]|\n)\s*((?:Đ/c|Ông|Bà)?\s*[^()\n–—]{4,40})\)?\W*$")


def instructions_field(parts: Parts) -> Field:
    """The field `instructions`: orders that a PDF program typed over the scan (bút phê số).

    Each with author and day where it says them. Numbers and days typed into blanks are none.
    """
    rule = "instructions.digital"
    found_ones: list[tuple[MarkRecord, int]] = [
        (mark, page)
        for mark, page in _marks(parts, "digital")
        if mark.fields.get("what") == "typed" and mark.text and _ORDER.search(fold(mark.text))
    ]
    if not found_ones:
        return absent("không thấy bút phê số", rule=rule)
    entries = []
    for mark, page in found_ones:
        said = (mark.text or "").strip()
        signed = _SIGNED.search(said)
        author = signed[1].strip() if signed and is_name(signed[1].strip()) else None
        day = mark.fields.get("signed_at")
        entries.append(
            {
                "text": " ".join(said.split()),
                "author": mark.fields.get("signer") or author,
                "date": day[:10] if day else stamp_date(said),
                "page": page,
            }
        )
    mark, page = found_ones[0]
    return Field(entries, mark.text, 0.95, page, mark.box, None, rule)


def degree_field(parts: Parts, key: str) -> Field:
    """The field `urgency` or `secrecy`: from its own mark or a line of its own in the letterhead.

    Wording in the body states neither; `MẬT` is not `MẶT` and not a part of `MẶT TRẬN`.
    """
    kind: MarkKind = "urgency" if key == "urgency" else "secrecy"
    marks = _marks(parts, kind)
    for mark, page in marks:
        for line in (mark.text or "").splitlines():
            degree = signs.printed_mark(line)
            if degree and degree[0] == kind:
                confidence = round(0.95 * mark.confidence, 4)
                return Field(
                    degree[1], mark.text, confidence, page, mark.box, "stamp", f"{key}.mark"
                )
    for piece in parts.of("printed_mark"):
        degree = signs.printed_mark(piece.text)
        if degree and degree[0] == kind:
            return found([piece], degree[1], f"{key}.printed", 0.9)
    what = "dấu độ khẩn" if key == "urgency" else "dấu độ mật"
    if marks:
        return _unread(what, marks, f"{key}.mark", "stamp")
    return absent(f"không thấy {what}", rule=f"{key}.mark")


def handwriting_field(parts: Parts) -> Field:
    """The field `handwriting`: the notes (bút phê) that were read."""
    marks = _marks(parts, "note")
    read = [(mark, page) for mark, page in marks if mark.text]
    if read:
        mark, page = read[0]
        confidence = round(min(m.confidence for m, _ in read) * 0.8, 4)
        texts = [m.text for m, _ in read]
        raw = "\n".join(text for text in texts if text)
        return Field(texts, raw, confidence, page, mark.box, "pen", "handwriting.note")
    if marks:
        return _unread("bút phê", marks, "handwriting.note", "pen")
    return absent("không thấy bút phê", rule="handwriting.note")
