"""A record filled in, by the machine or by an operator, and where an operator would fill it in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.profiles.cells import CellError, day_of, written
from pipeline.profiles.plan_columns import DEFAULTS, FILES, FONDS, label_of
from pipeline.profiles.planned import FromFonds, Planned
from pipeline.profiles.shown import shown
from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.profiles.spec import FieldSpec

__all__ = ["GIVE", "filled", "in_form", "named", "where_to_give"]

GIVE = "điền ở trang “Giá trị” của kế hoạch (cột Trường: {label})"
"""What to do about a value that only the sheet of values can give."""


def filled(specs: Iterable[FieldSpec], entry: Any) -> dict[str, str]:
    """What the machine knows, under snake names; nulls are left out."""
    record: dict[str, str] = {}
    for spec in specs:
        value = spec.get(entry)
        if value is not None and value != "":
            record[spec.name] = shown(str(value))
    return record


def where_to_give(spec: FieldSpec) -> str:
    """Where in the plan a missing value is to be filled in."""
    if isinstance(spec.get, FromFonds):
        return f"điền mục “{label_of(FONDS, spec.get.key)}” ở trang “{FONDS.label}” của kế hoạch"
    if isinstance(spec.get, Planned):
        by_default = label_of(DEFAULTS, spec.get.key)
        default = f", hoặc cho mọi hồ sơ ở trang “{DEFAULTS.label}”" if by_default else ""
        column = label_of(FILES, spec.get.key)
        return f"điền cột “{column}” ở trang “{FILES.label}” của kế hoạch{default}"
    return GIVE.format(label=spec.label)


def named(specs: Iterable[FieldSpec], said: str) -> FieldSpec | None:
    """The field an operator means: by label, element or snake name, in any case."""
    folded = fold(said)
    return next((s for s in specs if folded in (fold(s.label), fold(s.xml), fold(s.name))), None)


def in_form(spec: FieldSpec, value: str) -> str:
    """A given value in the profile's form; what is not of its kind stays, and is found."""
    if spec.kind == "date":
        try:
            day = day_of(value)
        except CellError:
            return value
        return written(day)
    if spec.kind in ("code", "codes") and spec.codes is not None:
        parts = value.split(";") if spec.kind == "codes" else [value]
        return ";".join(spec.codes.code(part) or part for part in parts)
    return shown(value)
