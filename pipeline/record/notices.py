"""Copy marks and circulation notes: what a page says of itself as a copy, and of who may see it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from pipeline.record.pieces import absent, found
from pipeline.record.signs import is_caps
from pipeline.text.folding import fold
from pipeline.values.document import Field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.record.parts import Parts

__all__ = ["Notice", "circulation_field", "copy_mark_field", "notice_of"]

Notice = Literal["copy_mark", "circulation"]

# Folded wording, and how it is written.
_NOTICES: tuple[tuple[Notice, str, str], ...] = (
    ("copy_mark", r"sao y ban chinh", "SAO Y BẢN CHÍNH"),
    ("copy_mark", r"sao y", "SAO Y"),
    ("copy_mark", r"sao luc", "SAO LỤC"),
    ("copy_mark", r"trich sao", "TRÍCH SAO"),
    ("copy_mark", r"ban sao", "BẢN SAO"),
    (
        "copy_mark",
        r"chung thuc ban sao dung voi ban chinh",
        "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH",
    ),
    ("copy_mark", r"cong chung", "CÔNG CHỨNG"),
    ("copy_mark", r"chung thuc", "CHỨNG THỰC"),
    ("circulation", r"xem xong tra lai", "XEM XONG TRẢ LẠI"),
    ("circulation", r"luu hanh noi bo", "LƯU HÀNH NỘI BỘ"),
    ("circulation", r"khong pho bien", "KHÔNG PHỔ BIẾN"),
    ("circulation", r"tai lieu thu hoi", "TÀI LIỆU THU HỒI"),
)
_DRAFT = re.compile(r"(?:ban )?du thao(?: lan(?: thu)?)?\s*:?\s*(\d{1,2}|[ivx]{1,4})?")


def notice_of(text: str) -> tuple[Notice, str] | None:
    """The copy mark or circulation note that a whole line, or a line of a stamp, is.

    >>> notice_of("SAO Y BẢN CHÍNH"), notice_of("(Lưu hành nội bộ)")
    (('copy_mark', 'SAO Y BẢN CHÍNH'), ('circulation', 'LƯU HÀNH NỘI BỘ'))
    >>> notice_of("DỰ THẢO LẦN 2")
    ('circulation', 'DỰ THẢO LẦN 2')
    >>> notice_of("Sao lục công văn số 5"), notice_of("DỰ THẢO NGHỊ QUYẾT"), notice_of("dự thảo")
    (None, None, None)
    """
    bare = text.strip(" .,:;*()[]-–“”\"'")
    folded = re.sub(r"\s+", " ", fold(bare))
    if not bare[:1].isupper():
        return None
    for kind, wording, written in _NOTICES:
        if re.fullmatch(wording, folded):
            return kind, written
    draft = _DRAFT.fullmatch(folded)
    if draft:
        return "circulation", re.sub(r"\s+", " ", bare).upper()
    return None


def _lines(parts: Parts, kind: Notice) -> Iterator[Field]:
    """The notices set in print: in capitals anywhere but inside the text, or over the title."""
    for block in parts.blocks:
        if block.role in ("table", "recipients", "noi_nhan"):
            continue
        for piece in block.pieces:
            said = notice_of(piece.text)
            apart = block.role in ("printed_mark", "other", "type", "margin") or is_caps(piece.text)
            if said and said[0] == kind and apart:
                yield found([piece], said[1], f"{kind}.printed", 0.9)


def _notice_field(parts: Parts, kind: Notice, missing: str) -> Field:
    for page in parts.pages:
        for mark in page.marks:
            if mark.kind not in ("copy_stamp", "stamp", "urgency", "secrecy"):
                continue
            for line in (mark.text or "").splitlines():
                said = notice_of(line)
                if said and said[0] == kind:
                    sure = round(0.95 * mark.confidence, 4)
                    return Field(
                        said[1], mark.text, sure, page.number, mark.box, "stamp", f"{kind}.mark"
                    )
    return next(_lines(parts, kind), None) or absent(missing, rule=f"{kind}.mark")


def copy_mark_field(parts: Parts) -> Field:
    """The field `copy_mark`: `SAO Y`, `SAO LỤC`, `TRÍCH SAO`, `BẢN SAO`, by stamp or in print."""
    return _notice_field(parts, "copy_mark", "không thấy dấu sao")


def circulation_field(parts: Parts) -> Field:
    """The field `circulation`: `XEM XONG TRẢ LẠI`, `LƯU HÀNH NỘI BỘ`, `DỰ THẢO LẦN 2`."""
    return _notice_field(parts, "circulation", "không thấy chỉ dẫn lưu hành")
