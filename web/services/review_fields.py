"""The fields of a record as a person looks at them: how each is typed, how sure it is said to be.

Every field of the schema has a form: a line, a date, a number, lines, named parts, or a list of
such. What a form cannot hold is not lost: it comes back as it was unless somebody types there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pipeline.record.fields import FIELDS
from pipeline.record.said import SYSTEMS

if TYPE_CHECKING:
    from pipeline.record.fields import FieldKind, FieldSpec

__all__ = ["FORMS", "Form", "Kind", "Part", "said", "sure_said", "typed"]

Kind = Literal["text", "long", "date", "number", "decimal", "numbers", "lines", "choice"]


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of a value: one input.

    Attributes:
        key: In the value.
        label: What a clerk calls it.
        kind: How it is typed.
    """

    key: str
    label: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Form:
    """How a field is typed.

    Attributes:
        shape: `one` input; named `parts`; `entries`, each with such parts; only `shown`.
        kind: Of the one input.
        parts: Of `parts` and `entries`.
        choices: Values and words of a `choice`.
    """

    shape: Literal["one", "parts", "entries", "shown"] = "one"
    kind: Kind = "text"
    parts: tuple[Part, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()


_PARTS: dict[str, tuple[Part, ...]] = {
    "incoming_stamp": (
        Part("receiver", "cơ quan nhận"),
        Part("number", "số đến"),
        Part("date", "ngày đến", "date"),
        Part("forwarded_to", "chuyển"),
        Part("file_number", "số hồ sơ"),
    ),
    "language": (Part("code", "mã"), Part("name", "tên")),
    "noi_nhan_details": (
        Part("text", "ghi là"),
        Part("kind", "loại"),
        Part("purpose", "để làm gì"),
        Part("purpose_printed", "để làm gì, như in"),
        Part("expanded", "viết đầy đủ"),
        Part("unit", "nơi lưu"),
        Part("copies", "số bản", "number"),
        Part("typist", "người đánh máy"),
    ),
    "instructions": (
        Part("text", "nội dung", "long"),
        Part("author", "người ghi"),
        Part("date", "ngày", "date"),
        Part("page", "trang", "number"),
    ),
    "cited_documents": (
        Part("type", "tên loại"),
        Part("type_code", "viết tắt"),
        Part("number", "số"),
        Part("symbol", "ký hiệu"),
        Part("number_symbol", "số, ký hiệu"),
        Part("date", "ngày", "date"),
        Part("issuer", "cơ quan"),
        Part("subject", "trích yếu"),
        Part("name", "tên gọi"),
        Part("mentions", "số lần", "number"),
        Part("printed", "như in"),
    ),
    "issuers": (
        Part("printed", "như in"),
        Part("name", "tên"),
        Part("canonical", "tên đầy đủ"),
        Part("parent", "cơ quan chủ quản"),
    ),
    "signers": (
        Part("authority", "thể thức ký"),
        Part("on_behalf_of", "thay mặt"),
        Part("title", "chức vụ"),
        Part("name", "họ tên"),
        Part("rank", "cấp bậc"),
        Part("academic", "học hàm, học vị"),
        Part("by", "cách ký"),
    ),
    "annexes": (Part("name", "tên"), Part("title", "tiêu đề"), Part("pages", "trang", "numbers")),
    "physical_state": (
        Part("hint", "tình trạng"),
        Part("page", "trang", "number"),
        Part("figure", "số đo", "decimal"),
        Part("unit", "đơn vị"),
    ),
}
"""What the parts of a value are called, in the order in which they are shown."""

_INPUTS: dict[FieldKind, Kind] = {"date": "date", "count": "number", "list": "lines"}


def form_of(spec: FieldSpec) -> Form:
    """How a field is typed."""
    if spec.key == "inferred":  # told from other fields: offered there
        return Form("shown")
    if spec.kind in ("entry", "entries"):
        return Form("parts" if spec.kind == "entry" else "entries", parts=_PARTS[spec.key])
    if spec.key == "system":
        return Form(kind="choice", choices=tuple(SYSTEMS.items()))
    return Form(kind="long" if spec.key == "subject" else _INPUTS.get(spec.kind, "text"))


FORMS: dict[str, Form] = {spec.key: form_of(spec) for spec in FIELDS}
"""How each field is typed."""


_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_CERTAIN = 0.95


def typed(kind: str, value: Any) -> str:
    """A value as it stands in an input: days as the paper has them, lists one under the other.

    >>> typed("date", "2021-07-30"), typed("numbers", [3, 4]), typed("text", None)
    ('30/07/2021', '3, 4', '')
    """
    if value is None:
        return ""
    if kind == "date" and (day := _ISO.fullmatch(str(value))):
        return f"{day[3]}/{day[2]}/{day[1]}"
    if kind == "numbers" and isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if kind == "lines" and isinstance(value, list | tuple):
        return "\n".join(map(str, value))
    return str(value)


def sure_said(confidence: float, line: float) -> str:
    """How sure a reading is, in words; below its line it waits for a person.

    >>> sure_said(0.97, 0.75), sure_said(0.8, 0.75), sure_said(0.5, 0.75)
    ('đọc chắc', 'đọc khá chắc', 'đọc không chắc')
    """
    if confidence < line:
        return "đọc không chắc"
    return "đọc chắc" if confidence >= _CERTAIN else "đọc khá chắc"


def said(form: Form, value: Any) -> str:
    """A value in one line, for reading.

    >>> said(FORMS["date"], "2021-07-30"), said(FORMS["noi_nhan"], ["Như trên", "Lưu: VT"])
    ('30/07/2021', 'Như trên; Lưu: VT')
    """
    if value is None:
        return ""
    if form.kind == "choice":
        return dict(form.choices).get(value, str(value))
    if form.shape == "one":
        return "; ".join(typed(form.kind, value).split("\n"))
    entries = value if isinstance(value, list | tuple) else [value]
    kinds = {part.key: part.kind for part in form.parts}
    return "; ".join(
        ", ".join(typed(kinds.get(key, "text"), one) for key, one in entry.items() if one)
        if isinstance(entry, dict)
        else str(entry)
        for entry in entries
    )
