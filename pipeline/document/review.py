"""What a person must look at, in the clerk's words: what, where, why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.document.scan_notes import scan_notes
from pipeline.record.fields import FIELDS
from pipeline.text.measures import square_mm
from pipeline.values.document import ReviewNote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.geometry import Box
    from pipeline.record.parts import Parts
    from pipeline.values.document import Field
    from pipeline.values.readings import PageReading

__all__ = ["CHECK", "review_notes"]

# Words below this a clerk must check: one in twenty to thirty, among them nine in ten wrong ones.
CHECK = 0.9
_UNSURE_FIELD = 0.6
# A page is named where so many of its words are unsure, and more of them than is usual.
_MANY_UNSURE = 3
_UNUSUAL_SHARE = 0.06

_LABELS = {spec.key: spec.label for spec in FIELDS}
_STRUCK = re.compile(r"~~(.+?)~~")
_WANTED = frozenset(spec.key for spec in FIELDS if spec.wanted)


def review_notes(parts: Parts, fields: Mapping[str, Field]) -> tuple[ReviewNote, ...]:
    """Everything about a document that a person should check; most pressing first."""
    return (
        *_holes(parts.pages),
        *_unread(parts.pages),
        *_secrecy(fields, parts.pages),
        *_orientation(parts.pages),
        *_covered(parts.pages),
        *scan_notes(parts.pages),
        *_missing(fields, parts.pages),
        *_doubtful(fields, parts.pages),
        *_struck(parts.pages),
        *_unsure_words(parts.pages),
    )


def _holes(pages: Sequence[PageReading]) -> list[ReviewNote]:
    return [
        ReviewNote(
            "Tài liệu thiếu trang: trang không đọc được", f"trang {page.number}", page.problem
        )
        for page in pages
        if page.problem is not None
    ]


def _unread(pages: Sequence[PageReading]) -> list[ReviewNote]:
    """Print that was seen and not read: one note a page, which shows the largest place."""
    notes = []
    for page in pages:
        if not page.unread:
            continue
        largest = max(page.unread, key=lambda part: part.area_mm2)
        area = square_mm(page.unread_mm2)
        what = f"Có chữ chưa đọc: {len(page.unread)} chỗ, {area} nét mực"
        why = (
            "máy thấy nét giống chữ mà không đọc được; hãy xem từng chỗ “[Chữ chưa đọc]” trong "
            "văn bản, nếu là chữ thì gõ thêm vào"
        )
        picture = f", ảnh {largest.crop}" if largest.crop else ""
        notes.append(ReviewNote(what, f"{_zone(page.number, largest.box)}{picture}", why))
    return notes


def _secrecy(fields: Mapping[str, Field], pages: Sequence[PageReading]) -> list[ReviewNote]:
    field = fields["secrecy"]
    if field.page is None:
        return []
    what = f"Tài liệu có dấu độ mật {field.value or '(chưa đọc được)'}"
    why = "tài liệu mật không được lưu trên thiết bị nối mạng; cần người có thẩm quyền xử lý"
    return [ReviewNote(what, _where(field.page, field.box, pages), why)]


def _orientation(pages: Sequence[PageReading]) -> list[ReviewNote]:
    why = "máy không chắc chiều của trang; hãy xem trang có bị ngược không"
    return [
        ReviewNote("Chiều trang không chắc", f"trang {page.number}", why)
        for page in pages
        if not page.orientation_sure and not page.blank
    ]


def _covered(pages: Sequence[PageReading]) -> list[ReviewNote]:
    why = "tệp PDF đặt một lớp lên bản quét; chỉ đọc phần nhìn thấy, bản gốc còn nguyên trong kho"
    return [
        ReviewNote("Có phần của bản quét bị che", _where(page.number, mark.box, pages), why)
        for page in pages
        for mark in page.marks
        if mark.kind == "digital" and mark.fields.get("what") == "cover"
    ]


def _missing(fields: Mapping[str, Field], pages: Sequence[PageReading]) -> list[ReviewNote]:
    notes = []
    for key, field in fields.items():
        if field.value is not None or key == "secrecy":
            continue
        seen = field.page is not None and (field.ink is not None or field.alternatives)
        if key in _WANTED or seen:
            what = f"Chưa có {_LABELS[key]}"
            notes.append(ReviewNote(what, _where(field.page, field.box, pages), field.reason or ""))
    return notes


def _doubtful(fields: Mapping[str, Field], pages: Sequence[PageReading]) -> list[ReviewNote]:
    notes = []
    for key, field in fields.items():
        if field.value is None:
            continue
        where = _where(field.page, field.box, pages)
        name = _LABELS[key]
        if field.raw and "~~" in field.raw and key == "number":
            notes.append(ReviewNote(f"Cần xem lại {name}", where, "chữ số có nét gạch ngang"))
        elif field.confidence < _UNSURE_FIELD:
            why = f"đọc không chắc ({field.confidence:.0%})"
            notes.append(ReviewNote(f"Cần xem lại {name}: {_short(field.value)}", where, why))
        elif field.rule == "symbol.closed_list":
            why = f"máy đọc {field.alternatives[0]}, sửa theo danh mục ký hiệu"
            notes.append(ReviewNote(f"Cần xem lại {name}: {field.value}", where, why))
    return notes


def _struck(pages: Sequence[PageReading]) -> list[ReviewNote]:
    """Print that a pen went through: a person says whether it still counts."""
    notes = []
    for page in pages:
        struck = [
            text
            for line in page.lines
            for text in ([line.text] if line.struck else _STRUCK.findall(line.text))
        ]
        if struck:
            sample = ", ".join(f"“{_short(text)}”" for text in struck[:3])
            what = f"{len(struck)} chỗ chữ in bị gạch bỏ"
            notes.append(ReviewNote(what, f"trang {page.number}", f"ví dụ {sample}"))
    return notes


def _unsure_words(pages: Sequence[PageReading]) -> list[ReviewNote]:
    notes = []
    for page in pages:
        words = [word for line in page.lines for word in line.words]
        unsure = sorted(
            (word for word in words if word.confidence < CHECK),
            key=lambda word: word.confidence,
        )
        if len(unsure) >= _MANY_UNSURE and len(unsure) > _UNUSUAL_SHARE * len(words):
            sample = ", ".join(f"“{word.text}”" for word in unsure[:5])
            what = f"{len(unsure)} trên {len(words)} từ đọc không chắc"
            notes.append(ReviewNote(what, f"trang {page.number}", f"ví dụ {sample}"))
    return notes


def _where(page: int | None, box: Box | None, pages: Sequence[PageReading]) -> str:
    """Page, place on it, and the evidence picture when a mark lies there."""
    if page is None:
        return f"trang {pages[0].number}"
    if box is None:
        return f"trang {page}"
    where = _zone(page, box)
    reading = next(reading for reading in pages if reading.number == page)
    # Of the marks there, the one that is most of all just this: stamps are large and lie over much.
    near = [
        (mark.box.intersection(box).area / mark.box.union(box).area, mark.crop)
        for mark in reading.marks
        if mark.crop and mark.box.intersection(box).area > 0
    ]
    return f"{where}, ảnh {max(near)[1]}" if near else where


def _zone(page: int, box: Box) -> str:
    return f"trang {page}, vùng x={box.x} y={box.y} rộng={box.width} cao={box.height}"


def _short(value: object) -> str:
    text = "; ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    return text if len(text) <= 80 else text[:79] + "…"
