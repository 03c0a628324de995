"""A question answered by an index: the same hits in the same order, whatever database it is in."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from pipeline.archive.search.expressions import EVERY, all_of
from pipeline.archive.search.facets import EVERYTHING, NOTHING
from pipeline.archive.search.leaves import Leaves, leaves
from pipeline.archive.search.parsing import parse
from pipeline.archive.search.plan import Asking, askings, last_resorts, strict
from pipeline.archive.search.ranking import (
    NOWHERE,
    Place,
    Terms,
    best_place,
    holds_phrases,
    likeness,
    terms_of,
)
from pipeline.archive.search.snippets import Snippet, from_field, from_pages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.archive.search.expressions import Expr
    from pipeline.archive.search.facets import Facets, Within
    from pipeline.archive.search.index import Index, Row
    from pipeline.archive.search.query import Node

__all__ = ["Answer", "Hit", "Order", "search"]

_POOL = 200  # so many at least are weighed, if so many are found
_WEIGHED = 60  # ... by their text
_FEW = 3  # fewer than so many hits: what only looks like it is shown too
_NEXT = 0.1  # the most that closeness adds to an asking's worth
# The most that something is worth which only looks like it: words that stand together but for a
# misread letter come before documents that have them all somewhere, far from each other.
_LIKENESS = 0.36
_TOGETHER = 0.9  # words that are less close do not stand together
_APART = {0.8: 0.5, 0.7: 0.35}
_OTHER_YEAR = 0.75  # a name that only looks like it, of another year: behind scattered words
_CLOSE = 0.5  # words of a hit that weighs less are scattered over it


Order = Literal["best", "newest", "oldest"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that answers.

    Attributes:
        id: Of the document.
        name: Of its file.
        score: 0–1; only its order means something.
        kind: `exact`: as it was typed; `folded`: but for accents; `fuzzy`: it only looks like it.
        snippet: What of it, and where.
        fields: Of its record, those a clerk knows it by.
        pages: Its page numbers in the file.
        turned: Page number → degrees clockwise to upright, of pages that do not stand upright.
    """

    id: str
    name: str
    score: float
    kind: str
    snippet: Snippet
    fields: dict[str, str]
    pages: tuple[int, ...]
    turned: dict[int, int]

    def as_dict(self) -> dict[str, Any]:
        """For `--json`; `box` goes round all `boxes`."""
        boxes = self.snippet.boxes
        box = None
        if boxes:
            left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
            right, bottom = max(b[0] + b[2] for b in boxes), max(b[1] + b[3] for b in boxes)
            box = [left, top, right - left, bottom - top]
        return {
            "id": self.id,
            "name": self.name,
            "page": self.snippet.page,
            "snippet": self.snippet.text,
            "score": self.score,
            "kind": self.kind,
            "marks": [list(mark) for mark in self.snippet.marks],
            "box": box,
            "boxes": [list(one) for one in boxes],
            "fields": self.fields,
            "pages": list(self.pages),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What an index says to a question.

    Attributes:
        hits: The best first.
        more: There are more than were asked for.
        facets: Where they were asked for.
    """

    hits: tuple[Hit, ...]
    more: bool = False
    facets: Facets | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """A document while it is weighed."""

    asking: Asking
    key: int
    weight: float = 0.0
    place: Place = NOWHERE
    in_head: float = 0.0


def search(
    index: Index,
    text: str,
    *,
    limit: int = 20,
    skip: int = 0,
    order: Order = "best",
    facets: bool = False,
    within: Within = EVERYTHING,
) -> Answer:
    """Answer a question.

    Args:
        index: Where to look.
        text: The question, see `parsing`; empty: everything that is asked, the newest first.
        limit: Hits at most.
        skip: Hits before them.
        order: The best first, or by date.
        facets: Count all documents that answer, too.
        within: Which documents are asked.

    Raises:
        QueryError: The question cannot be understood.
        SearchIndexError: There is no index that can be used.
    """
    node = parse(text) if text.strip() else None
    only = within.expr(index.fonds() if within.fonds is not None else ())
    if only is None:
        return Answer((), facets=NOTHING if facets else None)
    meant = all_of([strict(node) if node else EVERY, only])
    most = max(limit, 1) + skip
    if node is None or order != "best":
        terms = resort = terms_of(leaves(node) if node else Leaves())
        hits = _by_date(index, meant, terms, most, oldest=order == "oldest")
    else:
        terms, resort, hits = _best(index, node, only, most)
    return Answer(
        tuple(_shown(index, hits[skip:most], terms, resort)),
        more=len(hits) > most,
        facets=index.facets(meant) if facets else None,
    )


def _best(index: Index, node: Node, only: Expr, most: int) -> tuple[Terms, Terms, list[_Found]]:
    """What answers, the best first; what only looks like it where there is hardly anything."""
    found = leaves(node)
    terms = resort = terms_of(found)
    hits = _weighed(index, _only(askings(node), only), terms, most)
    sure = any(hit.asking.sure for hit in hits)
    scattered = all(hit.weight < _CLOSE for hit in hits)
    if (len(hits) < _FEW or scattered) and not sure and found.plain:
        near = cache(index.near)
        resort = terms_of(found, near)
        known = {hit.key for hit in hits}
        ways = _only(last_resorts(node, near), only)
        hits = sorted([*hits, *_weighed(index, ways, resort, most, known)], key=_order)
    return terms, resort, hits


def _only(ways: Iterable[Asking], only: Expr) -> list[Asking]:
    """The same ways to ask, of some documents alone."""
    return [replace(asking, expr=all_of([asking.expr, only])) for asking in ways]


def _by_date(index: Index, expr: Expr, terms: Terms, most: int, *, oldest: bool) -> list[_Found]:
    """All that answer strictly, in the order of their dates; more than `most` where there are."""
    asking = Asking(0.3, "folded", expr)
    keys = index.match(expr, most + 1, oldest=oldest)
    place = {key: at for at, key in enumerate(keys)}
    found = _with_text(index, [_Found(asking, key) for key in keys], terms)
    return sorted(found, key=lambda one: place[one.key])


def _weighed(
    index: Index,
    ways: Iterable[Asking],
    terms: Terms,
    limit: int,
    known: Iterable[int] = (),
) -> list[_Found]:
    """Documents that answer, in their order; more than `limit` where there are more."""
    pool: dict[int, Asking] = {}
    left = set(known)
    wanted = max(_POOL, 2 * limit)
    for asking in ways:
        for key in index.match(asking.expr, wanted):
            if key not in left:
                pool.setdefault(key, asking)
        if len(pool) >= wanted:
            break
    found = [_Found(asking, key) for key, asking in pool.items()]
    found.sort(key=lambda one: (-one.asking.worth, -one.key))
    enough = max(_WEIGHED, limit + 1)
    weighed: list[_Found] = []
    for start in range(0, len(found), enough):
        weighed += _with_text(index, found[start : start + enough], terms)
        if len(weighed) > limit:
            break
    return sorted(weighed, key=_order)


def _order(one: _Found) -> tuple[float, float, int]:
    return (-_score(one), -one.asking.worth, -one.key)


def _score(one: _Found) -> float:
    """An asking's worth and a bit for how close the words stand; likeness goes by that alone."""
    if one.asking.kind == "fuzzy":
        return round(_LIKENESS * one.weight, 4)
    return round(one.asking.worth + _NEXT * min(one.weight, 0.999), 4)


def _with_text(index: Index, found: list[_Found], terms: Terms) -> list[_Found]:
    """The same, weighed by where their words stand; phrases that do not stand there drop out."""
    keys = [one.key for one in found]
    rows, bodies = index.rows(keys), index.bodies(keys)
    weighed = []
    for one in found:
        if one.key not in rows or one.key not in bodies:
            continue  # taken out in this moment
        head, body = rows[one.key].head, bodies[one.key]
        loose = one.asking.kind == "fuzzy"
        if not loose and not holds_phrases(terms, head, body):
            continue
        recorded, place = best_place(terms, head), best_place(terms, body)
        closest = max(recorded.closeness, place.closeness)
        beside = max(recorded.together, place.together) * max(recorded.share, place.share)
        # A record that has every word is meant, even where they stand in different fields of it.
        weight = round(0.5 * max(recorded.share**4, closest) + 0.25 * closest + 0.25 * beside, 4)
        if loose:
            weight = max(weight, likeness(terms.named, head), likeness(terms.named, body))
            if terms.years and str(rows[one.key].year) not in terms.years:
                weight = round(_OTHER_YEAR * weight, 4)
        asking = one.asking
        if terms.only_words and closest < _TOGETHER and asking.worth in _APART:
            # Each pair of neighbours stands somewhere, but not one behind the other.
            asking = replace(asking, worth=_APART[asking.worth])
        weighed.append(_Found(asking, one.key, weight, place, recorded.closeness))
    return weighed


def _shown(index: Index, found: list[_Found], terms: Terms, resort: Terms) -> Iterable[Hit]:
    keys = [one.key for one in found]
    rows, bodies, lines = index.rows(keys), index.bodies(keys), index.lines(keys)
    for one in found:
        if one.key not in rows or one.key not in lines:
            continue
        row = rows[one.key]
        told = json.loads(row.shown)
        meant = resort if one.asking.kind == "fuzzy" else terms
        snippet = _snippet(one, row, told, meant)
        if snippet is None:
            snippet = from_pages(lines[one.key], bodies[one.key], one.place, meant)
        yield Hit(
            row.id,
            row.name,
            _score(one),
            one.asking.kind,
            snippet,
            told["fields"],
            tuple(told["pages"]),
            {int(page): degrees for page, degrees in told["turned"].items()},
        )


def _snippet(one: _Found, row: Row, told: dict[str, Any], terms: Terms) -> Snippet | None:
    """From the record, where the words stand closer there than on the pages; None otherwise."""
    if one.place.closeness > 0 and one.place.closeness >= one.in_head:
        return None
    best: Snippet | None = None
    for key in ("subject", "number", "signer", "org", "type", "date"):
        if key in told["places"]:
            page, box, text = told["places"][key]
            snippet = from_field(text, page, box, terms)
            if best is None or len(snippet.marks) > len(best.marks):
                best = snippet
    if best is not None and best.marks:
        return best
    if one.place.closeness > 0:
        return None
    page = told["pages"][0] if told["pages"] else None
    said = from_field(told["fields"].get("subject") or row.name, page, None, terms)
    return said if said.marks or best is None else best
