"""The operator's plan (kế hoạch xuất): fonds, files, rules, and values the machine cannot know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

__all__ = ["GivenValue", "Plan", "PlannedFile", "Rule", "Trouble"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that keeps an export from being whole, for a person.

    Attributes:
        where: File, sheet, row and column of the plan; or document and field.
        what: Is wrong.
        remedy: What to do, as it follows `Hãy`.
        file: Code of the hồ sơ it spoils; empty where it spoils all.
        document: Id, where one is concerned.
        field: Snake name, where one is concerned.
    """

    where: str
    what: str
    remedy: str
    file: str = ""
    document: str = ""
    field: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. Hãy {self.remedy}."


@dataclass(frozen=True, slots=True)
class Rule:
    """Documents that belong to a file: those that meet every condition that is set.

    Attributes:
        file: Code of the file.
        where: Place in the plan.
        folder: In the inbox, `/` at the end; its subfolders too.
        sheet: What the separator sheet before them says.
        numbers: First and last number, either may be open.
        dates: First and last day of issue.
        organ: Who issued them.
        type: Type of document.
        documents: Ids; a document that is named belongs here whatever other rules say.
    """

    file: str
    where: str
    folder: str | None = None
    sheet: str | None = None
    numbers: tuple[int | None, int | None] | None = None
    dates: tuple[date | None, date | None] | None = None
    organ: str | None = None
    type: str | None = None
    documents: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """It sets no condition, and so would take everything."""
        return not self.documents and all(
            one is None
            for one in (
                self.folder,
                self.sheet,
                self.numbers,
                self.dates,
                self.organ,
                self.type,
            )
        )


@dataclass(frozen=True, slots=True)
class GivenValue:
    """What an operator says in place of the machine.

    Attributes:
        field: As the operator names it: label, element or snake name.
        value: In the operator's form; dates and codes are brought to the profile's.
        by: Who says so.
        where: Place in the plan.
        document: Id; empty where it is of a file.
        file: Code; empty where it is of a document.
    """

    field: str
    value: str
    by: str
    where: str
    document: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file (hồ sơ) as the operator lists it.

    Attributes:
        code: Mã hồ sơ.
        given: Key of `FILES` → text; codes as codes, days as DD/MM/YYYY.
        where: Place in the plan.
        places: Key → its own place.
    """

    code: str
    given: Mapping[str, str]
    where: str
    places: Mapping[str, str] = field(default_factory=dict)

    def place(self, key: str) -> str:
        """Where a value stands, or would."""
        return self.places.get(key, self.where)


@dataclass(frozen=True, slots=True)
class Plan:
    """All of it.

    Attributes:
        name: Of its file; empty where there is none.
        by: Who made it.
        fonds: Key of `FONDS` → text.
        defaults: Key of `DEFAULTS` → text, for files that do not say.
        files: In the order they are listed.
        rules: In the order they are listed, those of the file list first.
        values: What the operator gives.
        notes: What was put right while it was read.
    """

    name: str = ""
    by: str = ""
    fonds: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    files: tuple[PlannedFile, ...] = ()
    rules: tuple[Rule, ...] = ()
    values: tuple[GivenValue, ...] = ()
    notes: tuple[str, ...] = ()

    def said(self, file: PlannedFile, key: str) -> str | None:
        """What the plan says of a file, by itself or by default."""
        return file.given.get(key) or self.defaults.get(key)
