"""Drawn documents whose records have known faults: what a clerk mends, and the truth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pikepdf
from drawn_scans import add_scan, document_of, draw_page

from pipeline.archive import InboxFile
from pipeline.values.document import Field, ReviewNote
from web.services.review_fields import FORMS, typed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.archive import Archive
    from pipeline.values.document import Document

TRUTH = {
    "org": "ỦY BAN NHÂN DÂN HUYỆN ĐÔNG ANH",
    "number": "574",
    "symbol": "TTr-UBND",
    "date": "2021-07-30",
    "type": "TỜ TRÌNH",
    "subject": "phê duyệt kế hoạch phòng, chống dịch bệnh",
    "signer": "Nguyễn Thị Ngọc Thụy",
}
"""What the paper says: field's key → value, in the order of its lines."""


@dataclass(frozen=True)
class Doubt:
    """A field that a person should look at.

    Attributes:
        key: Of the field.
        read: What the machine read; None = nothing.
        alternatives: Other readings.
        grade: How pressing.
    """

    key: str
    read: object
    alternatives: tuple[object, ...] = ()
    grade: str = "must"


def doubtful(
    archive: Archive,
    folder,
    name: str,
    doubts: Sequence[Doubt],
    truth: Mapping[str, object] = TRUTH,
    more: Sequence[ReviewNote] = (),
) -> Document:
    """A document in the archive with these doubts, its page drawn with the truth."""
    drawn = draw_page(lines=tuple(typed(FORMS[key].kind, truth[key]) for key in truth), dpi=72)
    path = folder / f"{name}.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    with pikepdf.new() as pdf:
        add_scan(pdf, drawn.image, 72)
        pdf.docinfo["/Title"] = name  # no two files are one
        pdf.save(path)
    document = document_of(path, [drawn.reading])
    boxes = {key: line.box for key, line in zip(truth, drawn.reading.lines, strict=True)}
    fields = {
        key: Field(value, str(value), 0.97, 1, boxes[key], "print", "drawn")
        for key, value in truth.items()
    }
    notes = []
    for doubt in doubts:
        told = {"page": 1, "box": boxes[doubt.key], "ink": "print", "rule": "drawn"}
        told["alternatives"] = doubt.alternatives
        if doubt.read is None:
            fields[doubt.key] = Field(reason="mờ, không đọc được", **told)
        else:
            fields[doubt.key] = Field(doubt.read, str(doubt.read), 0.5, **told)
        where = f"trang 1, mục {doubt.key}"
        notes.append(
            ReviewNote(
                f"Cần xem lại {doubt.key}",
                where,
                "đọc không chắc",
                doubt.grade,
                doubt.key,
                (doubt.key,),
                0.3,
                5,
            )
        )
    others = {
        "recipients": Field(["Sở Nội vụ", "Sở Tài chính"], "…", 0.97, 1, None, "print", "drawn"),
        "incoming_stamp": Field(reason="không có dấu đến"),
        "noi_nhan_details": Field(
            [{"text": "Như trên", "kind": "addressees", "purpose": None, "copies": 2}],
            "…", 0.9, 1, None, "print", "drawn",
        ),
    }  # fmt: skip
    document = replace(document, fields={**fields, **others}, review=(*notes, *more))
    found = path.stat()
    file = InboxFile(str(path), f"{name}.pdf", found.st_size, found.st_mtime_ns)
    archive.ledger.sight(file, document.source.sha256)
    archive.publish(document, path, {})
    return document
