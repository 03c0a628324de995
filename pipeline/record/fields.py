"""The record of one document: every field of the contract, read or null with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from pipeline.record.annexes import annexes_field
from pipeline.record.citations import citations_field
from pipeline.record.copies import noi_nhan_details_field
from pipeline.record.date import place_and_date
from pipeline.record.document_type import type_code_field, type_field
from pipeline.record.inferred import inferred_field
from pipeline.record.issuers import issuers_field
from pipeline.record.language import language_field
from pipeline.record.lists import noi_nhan_field, recipients_field
from pipeline.record.marks import (
    degree_field,
    handwriting_field,
    incoming_stamp_field,
    instructions_field,
)
from pipeline.record.notices import circulation_field, copy_mark_field
from pipeline.record.number import number_and_symbol, year_field
from pipeline.record.organ import organs, system_of
from pipeline.record.sheets import (
    page_count_field,
    physical_state_field,
    sheet_count_field,
)
from pipeline.record.signers import Signers, signer_fields
from pipeline.record.subject import subject_field

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.record.parts import Parts
    from pipeline.values.document import Field

__all__ = ["FIELDS", "FIELD_KEYS", "FieldKind", "FieldSpec", "read_fields"]


class Readings:
    """What fields are read from; fields that are read together are read once.

    Attributes:
        parts: The document, sorted.
    """

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    @cached_property
    def organs(self) -> tuple[Field, Field]:
        """The organ above, and the one that issued the document."""
        return organs(self.parts)

    @cached_property
    def type(self) -> Field:
        """The type of document."""
        return type_field(self.parts)

    @cached_property
    def subject(self) -> Field:
        """What it is about."""
        return subject_field(self.parts)

    @cached_property
    def number_and_symbol(self) -> tuple[Field, Field]:
        """From one line; organ and type tell which symbols are likely."""
        parent, org = self.organs
        issuer = org.value or parent.value
        return number_and_symbol(self.parts, issuer=issuer, kind=self.type.value)

    @cached_property
    def place_and_date(self) -> tuple[Field, Field]:
        """From one line."""
        return place_and_date(self.parts)

    @cached_property
    def signer(self) -> Signers:
        """Authority, title and name of the main signature; all who signed."""
        return signer_fields(self.parts)

    @cached_property
    def noi_nhan(self) -> Field:
        """Who gets a copy."""
        return noi_nhan_field(self.parts)

    @cached_property
    def incoming(self) -> Field:
        """The stamp of who received it."""
        return incoming_stamp_field(self.parts)

    @cached_property
    def cited(self) -> Field:
        """Documents it leans on."""
        number, symbol = self.number_and_symbol
        return citations_field(self.parts, (number.value, symbol.value))


FieldKind = Literal["text", "date", "count", "list", "entry", "entries"]
"""`list`: of texts; `entry`: named parts; `entries`: a list of such."""

_KINDS: dict[str, FieldKind] = {
    "date": "date",
    **dict.fromkeys(("page_count", "sheet_count"), "count"),
    **dict.fromkeys(("recipients", "noi_nhan", "handwriting"), "list"),
    **dict.fromkeys(("incoming_stamp", "language"), "entry"),
    **dict.fromkeys(
        (
            *("noi_nhan_details", "instructions", "cited_documents", "issuers", "signers"),
            *("annexes", "physical_state", "inferred"),
        ),
        "entries",
    ),
}


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of the record.

    Attributes:
        key: Of `document.json`'s `fields`.
        label: What a clerk calls it.
        read: Its extractor.
        compared: How it is judged beside a truth: to the letter, in any case, or not at all.
    """

    key: str
    label: str
    read: Callable[[Readings], Field]
    compared: Literal["exact", "any_case"] | None = "exact"

    @property
    def kind(self) -> FieldKind:
        """What its values are."""
        return _KINDS.get(self.key, "text")


def _system(read: Readings) -> Field:
    parent, org = read.organs
    return system_of(read.parts, org.value, parent.value)


def _issuers(read: Readings) -> Field:
    return issuers_field(read.parts, read.organs[1], read.subject)


def _type_code(read: Readings) -> Field:
    return type_code_field(read.parts, read.type)


def _noi_nhan_details(read: Readings) -> Field:
    return noi_nhan_details_field(read.noi_nhan, read.organs[1].value)


def _inferred(read: Readings) -> Field:
    return inferred_field(
        read.parts,
        {
            "system": _system(read),
            "type": read.type,
            "symbol": read.number_and_symbol[1],
            "place": read.place_and_date[0],
            "date": read.place_and_date[1],
            "subject": read.subject,
            "authority": read.signer.authority,
            "signer": read.signer.signer,
            "cited_documents": read.cited,
        },
    )


def _untold(key: str, label: str, read: Callable[[Readings], Field]) -> FieldSpec:
    """A field that no transcription has: it is not compared."""
    return FieldSpec(key, label, read, compared=None)


FIELDS: tuple[FieldSpec, ...] = (
    FieldSpec("system", "hệ thống văn bản", _system),
    FieldSpec("parent_org", "cơ quan chủ quản", lambda r: r.organs[0], compared="any_case"),
    FieldSpec("org", "cơ quan ban hành", lambda r: r.organs[1], compared="any_case"),
    FieldSpec("number", "số văn bản", lambda r: r.number_and_symbol[0]),
    FieldSpec("symbol", "ký hiệu", lambda r: r.number_and_symbol[1]),
    FieldSpec("place", "địa danh", lambda r: r.place_and_date[0]),
    FieldSpec("date", "ngày văn bản", lambda r: r.place_and_date[1]),
    FieldSpec("type", "tên loại", lambda r: r.type),
    FieldSpec("subject", "trích yếu", lambda r: r.subject),
    FieldSpec("recipients", "nơi gửi", lambda r: recipients_field(r.parts)),
    FieldSpec("authority", "thể thức ký", lambda r: r.signer.authority),
    FieldSpec("title", "chức vụ người ký", lambda r: r.signer.title),
    FieldSpec("signer", "người ký", lambda r: r.signer.signer),
    FieldSpec("noi_nhan", "nơi nhận", lambda r: r.noi_nhan),
    _untold("noi_nhan_details", "chi tiết nơi nhận", _noi_nhan_details),
    FieldSpec("incoming_stamp", "dấu đến", lambda r: r.incoming),
    FieldSpec("urgency", "độ khẩn", lambda r: degree_field(r.parts, "urgency")),
    FieldSpec("secrecy", "độ mật", lambda r: degree_field(r.parts, "secrecy")),
    FieldSpec("handwriting", "bút phê", lambda r: handwriting_field(r.parts), compared=None),
    _untold("instructions", "bút phê số", lambda r: instructions_field(r.parts)),
    FieldSpec("cited_documents", "văn bản dẫn chiếu", lambda r: r.cited, compared=None),
    FieldSpec("year", "năm trên dòng số", lambda r: year_field(r.parts), compared=None),
    FieldSpec("issuers", "các cơ quan ban hành", _issuers, compared=None),
    FieldSpec("type_code", "chữ viết tắt tên loại", _type_code, compared=None),
    FieldSpec("copy_mark", "dấu sao", lambda r: copy_mark_field(r.parts), compared=None),
    FieldSpec(
        "circulation", "chỉ dẫn lưu hành", lambda r: circulation_field(r.parts), compared=None
    ),
    FieldSpec("signers", "những người ký", lambda r: r.signer.signers, compared=None),
    _untold("annexes", "phụ lục", lambda r: annexes_field(r.parts)),
    _untold("language", "ngôn ngữ", lambda r: language_field(r.parts)),
    _untold("page_count", "số trang", lambda r: page_count_field(r.parts)),
    _untold("sheet_count", "số tờ", lambda r: sheet_count_field(r.parts)),
    _untold("physical_state", "tình trạng vật lý", lambda r: physical_state_field(r.parts)),
    _untold("inferred", "suy đoán", _inferred),
)
"""Every field, in the order in which it is written and shown."""

FIELD_KEYS: tuple[str, ...] = tuple(spec.key for spec in FIELDS)


def read_fields(parts: Parts) -> dict[str, Field]:
    """Read the record of a document that was sorted into its parts.

    Returns:
        One `Field` for every key of `FIELD_KEYS`, in that order.
    """
    readings = Readings(parts)
    return {spec.key: spec.read(readings) for spec in FIELDS}
