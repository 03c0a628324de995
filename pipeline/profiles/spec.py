"""What a profile is: tables of fields, each with its names, kind, length, need and source."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pipeline.profiles.codes import CodeTable
    from pipeline.profiles.facts import Facts
    from pipeline.profiles.plan import Plan, PlannedFile

__all__ = [
    "ALWAYS",
    "CELL",
    "DocumentEntry",
    "FieldSpec",
    "FileEntry",
    "Kind",
    "Need",
    "Profile",
    "Values",
    "fault_of",
]

CELL = 32_000
"""Signs that any cell of a workbook holds (Excel's own limit is 32,767)."""

Kind = Literal["str", "num", "date", "code", "codes"]
"""`codes`: one or several codes of a table, joined by `;`."""

Values = Mapping[str, str]
"""Snake name → what is written; fields that are null are not in it."""


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document (văn bản) in its place: in this file, so manieth."""

    facts: Facts
    file: PlannedFile
    ordinal: int
    plan: Plan


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file (hồ sơ) with the records of its documents, in order."""

    file: PlannedFile
    documents: tuple[DocumentEntry, ...]
    records: tuple[Values, ...]
    plan: Plan


@dataclass(frozen=True, slots=True)
class Need:
    """When a field must have a value.

    Attributes:
        field: Snake name of the field of the same record that decides; empty: always.
        values: It must have a value where that field has one of these.
    """

    field: str = ""
    values: tuple[str, ...] = ()

    def holds(self, record: Values) -> bool:
        """Whether the field is asked for in this record."""
        return not self.field or record.get(self.field) in self.values


ALWAYS = Need()


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a profile.

    Attributes:
        label: What a clerk calls it.
        xml: Element name.
        name: Snake name, column of CSV and key of a record.
        kind: What its values look like.
        most: Longest value in signs (digits of a number); None for dates and codes.
        get: Where the value comes from, when no operator gives it: of a `DocumentEntry`,
            a `FileEntry`, or (fonds) the plan.
        need: When it must have a value; None: never.
        codes: Of `code` and `codes`.
        reads: Key of `document.json`'s `fields` it is taken from, so that a missing value can be
            explained.
        own: It is ours, beyond what the regulation lists.
        width: Of its column, in signs; 0: as its kind needs.
    """

    label: str
    xml: str
    name: str
    kind: Kind
    most: int | None
    get: Callable[[Any], Any]
    need: Need | None = None
    codes: CodeTable | None = None
    reads: str = ""
    own: bool = False
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Profile:
    """What a regulation wants to have of files and documents.

    Attributes:
        name: `TT05`, `TT02`, `PARTY`.
        title: The regulation, for people.
        files: Of each hồ sơ.
        documents: Of each văn bản.
        fonds: Of the phông; empty where the profile has none.
        packages: A SIP is made of each file.
    """

    name: str
    title: str
    files: tuple[FieldSpec, ...]
    documents: tuple[FieldSpec, ...]
    fonds: tuple[FieldSpec, ...] = ()
    packages: bool = True

    @property
    def key(self) -> str:
        """In small letters: part of file names and of the command line."""
        return self.name.lower()


_DATE = re.compile(r"\d\d/\d\d/\d{4}", re.ASCII)


def _too_long(spec: FieldSpec, value: str) -> str:
    if spec.most is None or len(value) <= spec.most:
        return ""
    return f"dài {len(value)} ký tự, quá {spec.most}"


def _not_a_number(spec: FieldSpec, value: str) -> str:
    if not re.fullmatch(r"\d+", value, re.ASCII):
        return f"“{value}” không phải số"
    return _too_long(spec, value)


def _not_a_date(_spec: FieldSpec, value: str) -> str:
    fault = f"“{value}” không phải ngày DD/MM/YYYY"
    if not _DATE.fullmatch(value):
        return fault
    try:
        date(*map(int, reversed(value.split("/"))))
    except ValueError:
        return fault
    return ""


def _not_codes(spec: FieldSpec, value: str) -> str:
    known = spec.codes.words if spec.codes else {}
    parts = value.split(";") if spec.kind == "codes" else [value]
    unknown = [part for part in parts if part not in known]
    if unknown:
        told = spec.codes.told if spec.codes else ""
        return f"mã {', '.join(unknown)} không có trong bảng mã: {told}"
    return ""


_FAULTS: Mapping[Kind, Callable[[FieldSpec, str], str]] = {
    "str": _too_long,
    "num": _not_a_number,
    "date": _not_a_date,
    "code": _not_codes,
    "codes": _not_codes,
}


def fault_of(spec: FieldSpec, value: str) -> str:
    """What is wrong with a value, in Vietnamese; empty where nothing is."""
    return _FAULTS[spec.kind](spec, value)
