"""A plan as its file has it: tables of rows of cells, each with its place; nothing understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.profiles.cells import tidy
from pipeline.profiles.plan import Trouble
from pipeline.profiles.plan_columns import TABLES
from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.profiles.plan_columns import Column, PlanTable

__all__ = ["RawCell", "RawPlan", "RawRow", "column_named", "table_named"]


class RawCell(NamedTuple):
    """A cell's value and where it stands."""

    value: Any
    where: str


class RawRow(NamedTuple):
    """A row: where it stands, and column key → cell."""

    where: str
    cells: Mapping[str, RawCell]


@dataclass(slots=True)
class RawPlan:
    """What a file holds.

    Attributes:
        name: Of the file.
        tables: Key of `TABLES` → rows; tables that go down have one row.
        troubles: What cannot be read at all.
        notes: What was passed over or put right.
    """

    name: str
    tables: dict[str, list[RawRow]] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def complain(self, where: str, what: str, remedy: str) -> None:
        """Put a trouble on the list."""
        self.troubles.append(Trouble(where, what, remedy))


def table_named(said: str) -> PlanTable | None:
    """The table of the plan that a sheet's name or a key means."""
    folded = _same(said)
    return next((t for t in TABLES.values() if folded in (_same(t.key), _same(t.label))), None)


def column_named(table: PlanTable, said: str) -> tuple[Column | None, str]:
    """The column that a head means; where none, what may have been meant."""
    folded = _same(said)
    known = {_same(name): c for c in table.columns for name in (c.key, c.label)}
    if folded in known:
        return known[folded], ""
    near = get_close_matches(folded, known, n=1)
    return None, known[near[0]].label if near else ""


def _same(text: str) -> str:
    """A head's name: in any case, with or without marks, stars and spaces as they come."""
    return " ".join(fold(tidy(text)).replace("*", " ").replace("_", " ").split())
