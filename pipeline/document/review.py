"""What a person must look at, in the clerk's words: what, where, why; the most pressing first.

Three grades. *Must*: the record cannot be trusted before. *Should*: a doubt worth a look. *May*:
the rest, counted. Every kind of note is a function of its own, listed in `review_notes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.document.field_doubts import field_notes
from pipeline.document.places import place_on, where
from pipeline.document.scan_notes import scan_notes
from pipeline.document.text_doubts import CHECK, text_notes
from pipeline.text.measures import ranges, square_mm
from pipeline.values.document import ReviewNote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.record.check import Check
    from pipeline.record.parts import Parts
    from pipeline.settings import Review
    from pipeline.values.document import Field, Grade
    from pipeline.values.readings import PageReading

__all__ = ["CHECK", "GRADES", "review_notes", "unread_notes"]

GRADES: tuple[Grade, ...] = ("must", "should", "may")
"""From the most pressing on."""


def review_notes(
    parts: Parts,
    fields: Mapping[str, Field],
    checks: Sequence[Check],
    review: Review,
    others: Iterable[ReviewNote] = (),
) -> tuple[ReviewNote, ...]:
    """Everything about a document that a person should check; most pressing first.

    Args:
        parts: The document, sorted.
        fields: Its record, after the cross-checks.
        checks: The cross-checks.
        review: Which fields are required, and how sure each must be.
        others: Notes on what neither pages nor fields tell, such as how the file was cut.
    """
    pages = parts.pages
    notes = (
        *others,
        # Must
        *_holes(pages),
        *_secrecy(fields, pages),
        *unread_notes(pages),
        *_orientation(pages),
        # Must and should
        *field_notes(parts, fields, checks, review),
        # Should
        *_contradictions(checks, pages),
        *_covered(pages),
        *scan_notes(pages),
        # Should and may
        *text_notes(pages, fields, review),
        *_handwriting(fields, pages),
    )
    return tuple(sorted(notes, key=lambda note: (GRADES.index(note.grade), -note.gain)))


def _holes(pages: Sequence[PageReading]) -> Iterator[ReviewNote]:
    for page in pages:
        if page.problem is not None:
            what = "Tài liệu thiếu trang: trang không đọc được"
            yield ReviewNote(
                what, f"trang {page.number}", page.problem, "must", "hole", minutes=5, gain=20
            )


def _secrecy(fields: Mapping[str, Field], pages: Sequence[PageReading]) -> Iterator[ReviewNote]:
    field = fields["secrecy"]
    if field.page is None:
        return
    what = f"Tài liệu có dấu độ mật {field.value or '(chưa đọc được)'}"
    why = "tài liệu mật không được lưu trên thiết bị nối mạng; cần người có thẩm quyền xử lý"
    place = where(field.page, field.box, pages)
    yield ReviewNote(what, place, why, "must", "secrecy", ("secrecy",), 2, 50)


def unread_notes(pages: Sequence[PageReading]) -> Iterator[ReviewNote]:
    """Print that was seen and not read: one note, which shows the largest place."""
    gaps = [page for page in pages if page.unread]
    if not gaps:
        return
    parts = [(part, page) for page in gaps for part in page.unread]
    area = square_mm(sum(page.unread_mm2 for page in gaps))
    largest, page = max(parts, key=lambda entry: entry[0].area_mm2)
    place = f"trang {page.number}, {place_on(page, largest.box)}"
    if largest.crop:
        place += f", ảnh {largest.crop}"
    if len(gaps) > 1:
        place = f"trang {ranges(gap.number for gap in gaps)}; chỗ lớn nhất: {place}"
    why = (
        "máy thấy nét giống chữ mà không đọc được; hãy xem từng chỗ “[Chữ chưa đọc]” trong "
        "văn bản, nếu là chữ thì gõ thêm vào"
    )
    what = f"Có chữ chưa đọc: {len(parts)} chỗ, {area} nét mực"
    minutes = 0.5 * len(parts)
    yield ReviewNote(what, place, why, "must", "unread", minutes=minutes, gain=12)


def _orientation(pages: Sequence[PageReading]) -> Iterator[ReviewNote]:
    unsure = [p.number for p in pages if not p.orientation_sure and not p.blank]
    if unsure:
        why = "máy không chắc chiều của trang; hãy xem trang có bị ngược không"
        said = f"trang {ranges(unsure)}"
        minutes = 0.2 * len(unsure)
        yield ReviewNote("Chiều trang không chắc", said, why, "must", "turn", (), minutes, 5)


def _contradictions(checks: Iterable[Check], pages: Sequence[PageReading]) -> Iterator[ReviewNote]:
    """Cross-checks that are about no field: one note for each kind."""
    kinds = {
        "pages": "Số trang in không liên tục",
        "amount": "Số tiền bằng chữ không khớp bằng số",
        "table": "Dòng cộng của bảng không khớp",
        "text": "Thứ trong tuần không khớp ngày",
    }
    against: dict[str, list[Check]] = {}
    for check in checks:
        if not check.holds and not check.fields:
            against.setdefault(check.name.partition(".")[0], []).append(check)
    for kind, found in against.items():
        numbers = sorted({check.page or pages[0].number for check in found})
        why = "; ".join(check.why or "" for check in found[:3])
        said = f"trang {ranges(numbers)}"
        minutes = 0.5 * len(found)
        yield ReviewNote(kinds[kind], said, why, "should", f"check.{kind}", (), minutes, 1)


def _covered(pages: Sequence[PageReading]) -> Iterator[ReviewNote]:
    places = [
        where(page.number, mark.box, pages)
        for page in pages
        for mark in page.marks
        if mark.kind == "digital" and mark.fields.get("what") == "cover"
    ]
    if places:
        why = (
            "tệp PDF đặt một lớp lên bản quét; chỉ đọc phần nhìn thấy, bản gốc còn nguyên trong kho"
        )
        what, said = "Có phần của bản quét bị che", "; ".join(places[:3])
        yield ReviewNote(what, said, why, "should", "covered", (), 0.5, 0.5)


def _handwriting(fields: Mapping[str, Field], pages: Sequence[PageReading]) -> Iterator[ReviewNote]:
    """Notes by hand are kept as pictures: read by whoever needs them."""
    field = fields["handwriting"]
    if field.value is None and field.page is not None:
        place = where(field.page, field.box, pages)
        why = field.reason or ""
        yield ReviewNote(
            "Bút phê chỉ giữ bằng ảnh", place, why, "may", "handwriting", ("handwriting",), 1, 0.2
        )
