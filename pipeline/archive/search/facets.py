"""What documents are counted under: organ, type, year, folder, fonds, grade, signed.

A value is found by a token that is its hash, so that any name will do, on any database.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from pipeline.archive.listing import fonds_of_name
from pipeline.archive.search.expressions import Expr, all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "EVERYTHING",
    "FACETS",
    "FacetName",
    "Facets",
    "Within",
    "counted",
    "facet_token",
    "facet_values",
    "packed",
]

FacetName = Literal["org", "type", "year", "folder", "fonds", "grade", "signed"]
FACETS: tuple[FacetName, ...] = get_args(FacetName)
_BETWEEN = "\x1f"  # no value has it: fields are words, names of files have it as `\x1f`
_DIGITS = 20


def facet_values(
    *, org: str, kind: str, year: str, name: str, grade: str, signed: bool
) -> tuple[str, ...]:
    """A document's value of each facet, in their order; empty where it has none.

    Args:
        org: As printed.
        kind: Type, as printed.
        year: Of its date.
        name: Of its file within the inbox: the folder it lay in is how clerks know a file (hồ sơ).
        grade: Of its weightiest note.
        signed: Its record is signed off.
    """
    folder = name.rpartition("/")[0]
    told = (org, kind, year, folder, fonds_of_name(name), grade, "yes" if signed else "no")
    return tuple(value.replace(_BETWEEN, " ") for value in told)


def facet_token(name: FacetName, value: str) -> str:
    """The token of a facet's value."""
    said = f"{name}{_BETWEEN}{value}".encode("utf-8", "backslashreplace")
    return f"x:{hashlib.sha256(said).hexdigest()[:_DIGITS]}"


def packed(values: Iterable[str]) -> str:
    """Values of all facets as one text, for the index."""
    return _BETWEEN.join(values)


@dataclass(frozen=True, slots=True)
class Within:
    """Which documents are asked; others are neither found, nor counted, nor hinted at.

    Attributes:
        fonds: Only those of these fonds; None = of all.
        chosen: Only those with these values of these facets.
    """

    fonds: frozenset[str] | None = None
    chosen: tuple[tuple[FacetName, str], ...] = ()

    @property
    def expr(self) -> Expr | None:
        """What an index is asked for, beside the question; None = nothing."""
        parts: list[Expr] = [facet_token(name, value) for name, value in self.chosen]
        if self.fonds is not None:
            parts.append(any_of([facet_token("fonds", one) for one in sorted(self.fonds)]))
        return all_of(parts) if parts else None

    @property
    def nothing(self) -> bool:
        """No document at all may be asked."""
        return self.fonds is not None and not self.fonds


EVERYTHING = Within()


@dataclass(frozen=True, slots=True)
class Facets:
    """How many documents answer, by each facet; the most frequent first.

    Attributes:
        total: Documents.
        values: Facet → its values, and how many documents have each.
    """

    total: int
    values: dict[FacetName, tuple[tuple[str, int], ...]]

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        return {
            "total": self.total,
            **{name: [list(one) for one in values] for name, values in self.values.items()},
        }


def counted(rows: Iterable[str]) -> Facets:
    """Count documents.

    Args:
        rows: Of each document its values, `packed`.
    """
    together = Counter(rows)
    tables: tuple[Counter[str], ...] = tuple(Counter() for _ in FACETS)
    for row, number in together.items():
        for table, value in zip(tables, row.split(_BETWEEN), strict=True):
            table[value] += number
    values = {
        name: tuple(sorted(table.items(), key=lambda pair: (-pair[1], pair[0])))
        for name, table in zip(FACETS, tables, strict=True)
    }
    return Facets(together.total(), values)
