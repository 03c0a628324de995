"""Which pages are looked at together, and their reading in figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from evaluation.measure.distances import Score

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evaluation.measure.boundaries import Boundaries
    from evaluation.measure.coverage import PageCoverage
    from evaluation.measure.figures import DocumentFigures, EngineName, PageFigures
    from evaluation.truth.case import Look

__all__ = ["COLOUR", "NO_COLOUR", "Group", "Row", "groups_of", "row_of"]

DRAWN, REAL = "mọi trang vẽ", "mọi bản quét thật"
FAMILIES: dict[str, frozenset[str]] = {
    "vẽ: chữ nhạt": frozenset(
        {
            *("pale110", "pale150", "pale190", "pale210", "pale", "stripes", "grey_paper"),
            *("carbon", "bilevel_pale", "verso_pale"),
        }
    ),
    "vẽ: chữ nhỏ, ít dpi": frozenset({"small", "low_dpi", "dpi90", "dpi130"}),
}
"""Drawn conditions that are hard for the same reason, by their name or by what follows `kind+`."""
COLOUR: frozenset[Look] = frozenset({"colour"})
NO_COLOUR: frozenset[Look] = frozenset({"grey", "bilevel"})


@dataclass(frozen=True, slots=True)
class Group:
    """Pages or documents that are summed up together; None where anything goes.

    Attributes:
        drawn: Our generator made them.
        condition: As in `Case`.
        looks: How they were scanned.
        marked: They bear stamps or pen.
        family: Key of `FAMILIES`.
    """

    drawn: bool | None = None
    condition: str | None = None
    looks: frozenset[Look] | None = None
    marked: bool | None = None
    family: str | None = None

    def pages(self, pages: Iterable[PageFigures]) -> list[PageFigures]:
        """Those that belong to it."""
        return [p for p in pages if self._has(p) and self.marked in (None, p.marked)]

    def documents(self, documents: Iterable[DocumentFigures]) -> list[DocumentFigures]:
        """Those that belong to it; of a document it is not asked whether it bears marks."""
        return [d for d in documents if self._has(d)]

    def coverage(self, pages: Iterable[PageCoverage]) -> list[PageCoverage]:
        """Those that belong to it; it is not asked whether they bear marks."""
        return [page for page in pages if self._has(page)]

    def files(self, files: Iterable[Boundaries]) -> list[Boundaries]:
        """Those that belong to it."""
        return [file for file in files if self._has(file)]

    def _has(self, item: PageFigures | DocumentFigures | PageCoverage | Boundaries) -> bool:
        return (
            self.drawn in (None, item.drawn)
            and self.condition in (None, item.condition)
            and (self.looks is None or item.look in self.looks)
            and (self.family is None or _of_family(item.condition, self.family))
        )


def _of_family(condition: str, family: str) -> bool:
    return condition.rpartition("+")[2] in FAMILIES[family]


def groups_of(pages: Iterable[PageFigures | PageCoverage]) -> dict[str, Group]:
    """The rows of a report by name: every condition, families of them, all drawn, all real pages.

    A row that would be the same as another is left out.
    """
    names: dict[str, Group] = {}
    known = list(pages)
    for drawn, whole in ((True, DRAWN), (False, REAL)):
        found = sorted({page.condition for page in known if page.drawn == drawn})
        names |= {name: Group(drawn, name) for name in found}
        for family in FAMILIES if drawn else ():
            if 1 < sum(_of_family(name, family) for name in found) < len(found):
                names[family] = Group(drawn, family=family)
        if len(found) > 1:
            names[whole] = Group(drawn)
    return names


@dataclass(frozen=True, slots=True)
class Row:
    """A condition as one engine read it.

    `rates` are means over printed pages, each page weighing the same as in the yardstick;
    `pooled` are those of all pages as one text.
    """

    condition: str
    engine: EngineName
    pages: int
    rates: Mapping[str, float]
    pooled: Mapping[str, float]
    exact: Mapping[str, tuple[int, int]]
    blank_pages: int
    blank_letters: int
    cpu_seconds: float
    problems: int


def row_of(name: str, engine: EngineName, pages: Sequence[PageFigures]) -> Row:
    """The figures of some pages that one engine read."""
    printed = [page.score for page in pages if page.printed]
    together = reduce(add, printed, Score(pages=0))
    rates = [score.rates() for score in printed]
    mean = {key: sum(r[key] for r in rates) / max(1, len(rates)) for key in Score().rates()}
    exact: dict[str, tuple[int, int]] = {}
    for page in pages:
        for tokens in page.exact:
            found, wanted = exact.get(tokens.kind, (0, 0))
            exact[tokens.kind] = (found + tokens.found, wanted + tokens.wanted)
    return Row(
        condition=name,
        engine=engine,
        pages=len(pages),
        rates=mean,
        pooled=together.rates(),
        exact=exact,
        blank_pages=len(pages) - len(printed),
        blank_letters=sum(page.score.extra for page in pages if not page.printed),
        cpu_seconds=sum(page.cpu_seconds for page in pages),
        problems=sum(page.problem is not None for page in pages),
    )
