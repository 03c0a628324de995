"""Values that the operator's plan gives of a file, its documents and the fonds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pipeline.profiles.codes import CodeTable
    from pipeline.profiles.plan import Plan
    from pipeline.profiles.spec import DocumentEntry, FileEntry

__all__ = ["FromFonds", "Planned", "digitised", "first_day", "last_day", "pages", "sheets"]


@dataclass(frozen=True, slots=True)
class Planned:
    """What the plan says of a file, by itself or by default; its documents have it too.

    Attributes:
        key: Of the plan's list of files.
        otherwise: Where the plan says nothing.
        words: The words of a code, for profiles that write words.
    """

    key: str
    otherwise: Callable[[Any], str | None] | None = None
    words: CodeTable | None = None

    def __call__(self, entry: FileEntry | DocumentEntry) -> str | None:
        """The value for a record."""
        said = entry.plan.said(entry.file, self.key)
        if not said and self.otherwise is not None:
            said = self.otherwise(entry)
        return self.words.words[said] if said and self.words is not None else said


@dataclass(frozen=True, slots=True)
class FromFonds:
    """What the plan says of the fonds."""

    key: str

    def __call__(self, plan: Plan) -> str | None:
        """The value for the record."""
        return plan.fonds.get(self.key)


def digitised(_entry: Any) -> str:
    """Trust (mức độ tin cậy) is provenance: what we have was digitised."""
    return "02"


def pages(entry: FileEntry) -> str | None:
    """Pages of all documents; None where one does not say."""
    return _sum(record.get("page_count") for record in entry.records)


def sheets(entry: FileEntry) -> str | None:
    """Sheets of all documents; None where one does not tell."""
    return _sum(one.facts.values.get("sheet_count") for one in entry.documents)


def first_day(entry: FileEntry) -> str | None:
    """Of its documents."""
    return min(_days(entry), key=_by_time, default=None)


def last_day(entry: FileEntry) -> str | None:
    """Of its documents."""
    return max(_days(entry), key=_by_time, default=None)


def _days(entry: FileEntry) -> list[str]:
    return [day for record in entry.records if (day := record.get("issued_date"))]


def _by_time(day: str) -> tuple[str, ...]:
    return tuple(reversed(day.split("/")))


def _sum(counts: Iterable[Any]) -> str | None:
    known = list(counts)
    if not known or not all(str(count).isdigit() for count in known):
        return None
    return str(sum(int(count) for count in known))
