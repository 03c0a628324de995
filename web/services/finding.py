"""Documents found for a person: by question, narrowed by what they are counted under."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, get_args
from urllib.parse import urlencode

from pipeline.archive.fonds import hidden_from
from pipeline.archive.search.facets import FACETS, Within
from pipeline.archive.search.searching import Order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.archive.search.facets import FacetName, Facets
    from pipeline.archive.search.searching import Hit
    from pipeline.values.people import Who
    from web.desk import Desk

__all__ = [
    "A_PAGE",
    "MOST_PAGES",
    "Asked",
    "Found",
    "Narrowing",
    "find",
    "narrowings",
]

A_PAGE = 20
MOST_PAGES = 50
"""Whoever turns so many pages asks for too much: a word more finds it sooner."""
_VALUES = 40  # of a facet shown at most

NAMES: dict[FacetName, str] = {
    "org": "Cơ quan",
    "type": "Loại",
    "year": "Năm",
    "folder": "Hồ sơ (thư mục)",
    "fonds": "Phông",
    "grade": "Cần xem",
    "signed": "Duyệt",
}
_SAID: dict[tuple[FacetName, str], str] = {
    ("grade", "must"): "Phải xem",
    ("grade", "should"): "Nên xem",
    ("grade", "may"): "Có thể xem",
    ("grade", "none"): "Không cần xem",
    ("signed", "yes"): "Đã duyệt",
    ("signed", "no"): "Chưa duyệt",
    ("folder", ""): "(ngoài thư mục)",
    ("fonds", ""): "(ngoài thư mục)",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks for; the address of a page of answers says all of it.

    Attributes:
        text: The question, see docs/search.md; may be empty.
        chosen: Values of facets that hits must have.
        order: The best first, or by date.
        page: Of the answer, from 1.
    """

    text: str = ""
    chosen: tuple[tuple[FacetName, str], ...] = ()
    order: Order = "best"
    page: int = 1

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Asked:
        """What an address asks for; whatever it says that nobody could mean is left out."""
        order = parameters.get("order", "best")
        page = parameters.get("page", "1")
        return cls(
            " ".join(parameters.get("q", "").split()),
            tuple((name, parameters[name]) for name in FACETS if name in parameters),
            order if order in get_args(Order) else "best",  # type: ignore[arg-type]
            min(max(int(page), 1), MOST_PAGES) if page.isascii() and page.isdecimal() else 1,
        )

    @property
    def nothing(self) -> bool:
        """Neither words nor a value."""
        return not self.text and not self.chosen

    @property
    def query(self) -> str:
        """As the part of an address behind `?`."""
        told: list[tuple[str, str]] = [("q", self.text), *self.chosen]
        if self.order != "best":
            told.append(("order", self.order))
        if self.page > 1:
            told.append(("page", str(self.page)))
        return urlencode(told)

    def with_value(self, name: FacetName, value: str) -> Asked:
        """Only those with this value, too."""
        return replace(self, chosen=(*self.without(name).chosen, (name, value)), page=1)

    def without(self, name: FacetName) -> Asked:
        """Whatever value of this facet they have."""
        left = tuple(pair for pair in self.chosen if pair[0] != name)
        return replace(self, chosen=left, page=1)

    def in_order(self, order: Order) -> Asked:
        """The same in another order, from the beginning."""
        return replace(self, order=order, page=1)

    def at(self, page: int) -> Asked:
        """Another page of it."""
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of an answer.

    Attributes:
        asked: The question.
        hits: On this page.
        more: There is another page.
        facets: Counts of all that answer.
        missing: So many documents of the archive are not in the index; None of who does not see
            all of it.
    """

    asked: Asked
    hits: tuple[Hit, ...]
    more: bool
    facets: Facets
    missing: int | None


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A facet as it is shown beside the hits.

    Attributes:
        name: Of the facet.
        title: The same for a clerk.
        values: (value, as it is shown, documents), those that are shown.
        hidden: So many more values.
        chosen: The value that hits must have, as it is shown; None = any.
    """

    name: FacetName
    title: str
    values: tuple[tuple[str, str, int], ...]
    hidden: int
    chosen: str | None


def find(desk: Desk, who: Who, asked: Asked) -> Found:
    """Answer a person's question from the documents that this person may see.

    Raises:
        QueryError: The question cannot be understood.
        SearchIndexError: There is no index that can be used.
    """
    search = desk.archive.search
    answer = search.search(
        asked.text,
        limit=A_PAGE,
        skip=(asked.page - 1) * A_PAGE,
        order=asked.order,
        facets=True,
        within=Within(who.fonds, asked.chosen, hidden_from(desk.archive, who)),
    )
    if answer.facets is None:
        raise ValueError("facets were asked for and are not there")
    missing = None
    if who.fonds is None:
        missing = max(0, desk.archive.ledger.published() - search.count())
    return Found(asked, answer.hits, answer.more, answer.facets, missing)


def narrowings(found: Found) -> tuple[Narrowing, ...]:
    """The facets of an answer; one that would narrow nothing is left out unless it was chosen."""
    chosen = dict(found.asked.chosen)
    shown = []
    for name, title in NAMES.items():
        values = found.facets.values[name]
        if len(values) < 2 and name not in chosen:
            continue
        if name == "year":
            values = tuple(sorted(values, reverse=True))
        said = tuple((value, said_of(name, value), count) for value, count in values[:_VALUES])
        hidden = max(0, len(values) - _VALUES)
        mine = said_of(name, chosen[name]) if name in chosen else None
        shown.append(Narrowing(name, title, said, hidden, mine))
    return tuple(shown)


def said_of(name: FacetName, value: str) -> str:
    """A facet's value for a clerk."""
    return _SAID.get((name, value)) or value or "(không rõ)"
