"""From a question's tree to what an index is asked for: tokens joined by and, or, without.

A question is asked several times, strictest first; what an earlier asking finds ranks before what
only a later one does.  The last resort allows a misread letter, then a missing word.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Literal

from pipeline.archive.search.entries import PREFIX
from pipeline.archive.search.expressions import EVERY, Expr, Without, all_of, any_of
from pipeline.archive.search.keys import is_code, type_at
from pipeline.archive.search.leaves import forms_of, leaves
from pipeline.archive.search.query import (
    And,
    InField,
    Node,
    Not,
    Number,
    Or,
    Phrase,
    Review,
    When,
    Word,
)
from pipeline.archive.search.words import Form, is_number, joined, pairs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["Asking", "askings", "last_resorts", "strict"]

_MOST_LEFT_OUT, _LONG = 10, 7  # words of a question: beyond, its parts are asked for
_LONGEST_NAME = 5  # syllables
_MOST_WAYS = 80  # more would cost more than it finds

Kind = Literal["exact", "folded", "fuzzy"]


@dataclass(frozen=True, slots=True)
class _Mode:
    """How strictly words are meant.

    Attributes:
        exact: As they are written, marks included.
        head: In the record.
        together: Each right behind the one before, as they are typed.
        breaks: ... but for so many places: a name and a year are two clusters.
        number: Numbers are the document's own.
        near: Of each folded word, other words it may stand for.
    """

    exact: bool = False
    head: bool = False
    together: bool = False
    breaks: int = 0
    number: bool = False
    near: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asking:
    """One way to ask.

    Attributes:
        worth: 0–1; what is found so ranks before all that only less worthy ways find.
        kind: How strict it is.
        expr: What an index is asked for.
        sure: What is found so is meant: it bears the number, has the words together, or has them
            all in its record.
    """

    worth: float
    kind: Kind
    expr: Expr
    sure: bool = False


def askings(node: Node) -> list[Asking]:
    """All strict ways to ask a question, the strictest first; none is there twice."""
    found = leaves(node)
    marked = any(form.exact for form in found.forms)
    worded = bool(found.forms)
    loose: Kind = "folded" if worded else "exact"
    ways: list[tuple[float, Kind, _Mode]] = []
    if found.numbers or _runs(node):
        ways.append((0.9, "exact", _Mode(number=True)))
    if marked:
        ways.append((0.8, "exact", _Mode(exact=True, together=True)))
    if worded:
        ways.append((0.7, "folded", _Mode(together=True)))
    if marked:
        ways.append((0.6, "exact", _Mode(exact=True, head=True)))
        ways.append((0.5, "exact", _Mode(exact=True)))
    ways.append((0.4, loose, _Mode(head=True)))
    if worded:
        ways.append((0.35, loose, _Mode(together=True, breaks=1)))
        ways.append((0.33, loose, _Mode(together=True, breaks=2)))
    ways.append((0.3, loose, _Mode()))
    seen: set[Expr] = set()
    result = []
    for worth, kind, mode in ways:
        expr = _expr(node, mode)
        if expr not in seen:
            seen.add(expr)
            sure = mode.number or mode.head or (mode.together and mode.breaks < 2)
            result.append(Asking(worth, kind, expr, sure))
    return result


def strict(node: Node) -> Expr:
    """The question as it is meant without ranking: what is counted."""
    return _expr(node, _Mode())


def last_resorts(node: Node, near: Callable[[str], tuple[str, ...]]) -> list[Asking]:
    """Ways to ask for what only looks like it, the nearer first."""
    found = leaves(node)
    mode = _Mode(near={word: near(word) for word in sorted(found.plain)})
    ways: list[Asking] = []
    items = node.nodes if isinstance(node, And) else (node,)
    # A misread word is a missing word: what is left is taken as it is.
    firm = [_expr(one, _Mode()) for one in items if not isinstance(one, Word | Phrase | Number)]
    loose = [
        form for one in items if isinstance(one, Word | Phrase | Number) for form in forms_of(one)
    ]
    words = list(dict.fromkeys(form.folded for form in loose))
    beside = list(pairs(words))
    name = found.named
    if 0 < len(name) <= _LONGEST_NAME:  # of whose syllables one was misread
        parts = [name[1:], name[:-1]]
        signed = [all_of(f"{PREFIX['signer']}{word}" for word in part) for part in parts]
        beside_it = [all_of(pairs(part)) for part in parts]
        both = [all_of(pair) for pair in zip(signed, beside_it, strict=True)]
        firm_too = [*firm, *(f"d:{year}" for year in found.years)]
        ways.append(Asking(0.23, "fuzzy", all_of([*firm_too, any_of(both)])))
        ways.append(Asking(0.22, "fuzzy", all_of([*firm_too, any_of(beside_it)])))
    ways.append(Asking(0.2, "fuzzy", _expr(node, mode)))
    for worth, missing in ((0.15, 1), (0.1, 2)):
        kept = len(words) - missing
        if kept < max(2, missing + 1) or len(words) > _MOST_LEFT_OUT:
            continue
        rests = list(combinations(words, kept))
        # First those of which two that were named together stand together.
        near_by = [
            all_of([pair, *rest])
            for rest in rests
            for pair in beside
            if set(pair.split("_")) <= set(rest)
        ]
        if len(near_by) <= _MOST_WAYS:
            ways.append(Asking(worth + 0.02, "fuzzy", all_of([*firm, any_of(near_by)])))
        ways.append(Asking(worth, "fuzzy", all_of([*firm, any_of(map(all_of, rests))])))
    if len(words) >= _LONG:  # a long remembered sentence: some of it stands together
        fours = [all_of([*words[i : i + 4], *beside[i : i + 3]]) for i in range(len(words) - 3)]
        ways.append(Asking(0.05, "fuzzy", all_of([*firm, any_of(fours)])))
    return ways


def _expr(node: Node, mode: _Mode) -> Expr:  # noqa: PLR0911  # one return a kind of node
    match node:
        case Word(form=form):
            return _word(form, mode)
        case Phrase(forms=forms):
            return _phrase(forms, mode)
        case Number():
            return _number(node, mode)
        case When():
            return _when(node, mode)
        case InField(name=name, forms=forms):
            prefix = PREFIX[name]
            return all_of(
                any_of([prefix + word for word in (one.folded, *mode.near.get(one.folded, ()))])
                for one in forms
            )
        case Review(grades=grades):
            return any_of([f"g:{grade}" for grade in grades])
        case Not(node=inner):
            return Without(EVERY, _expr(inner, _Mode(exact=True)))
        case Or(nodes=nodes):
            return any_of([_expr(one, mode) for one in nodes])
        case And(nodes=nodes):
            return _and(nodes, mode)


def _word(form: Form, mode: _Mode) -> Expr:
    parts: list[Expr] = []
    if mode.head:
        parts.append(f"h:{form.folded}")
    if mode.exact and form.exact:
        parts.append(f"={form.exact}")
    if not parts:
        return any_of([form.folded, *mode.near.get(form.folded, ())])
    return all_of(parts)


def _phrase(said: tuple[Form, ...], mode: _Mode) -> Expr:
    words = all_of(_word(form, mode) for form in said)
    if mode.near:
        return words
    return all_of([words, *pairs([form.folded for form in said])])


def _number(node: Number, mode: _Mode) -> Expr:
    if not node.parts[0]:
        return f"y:{joined(node.parts)}"
    own = f"n:{joined(node.parts)}"
    if mode.near:
        compact = joined(node.parts)
        near = [f"n:{word}" for word in mode.near.get(compact, ())]
        return any_of([own, *near])
    if node.own or mode.number or mode.head:
        return own
    return any_of([own, all_of(pairs(node.parts)) if node.parts[1:] else node.parts[0]])


def _when(node: When, mode: _Mode) -> Expr:
    dated = any_of(_days(node.first, node.last))
    if not node.said or mode.head:
        return dated
    return any_of([dated, all_of(pairs(node.said))])


def _days(first: date, last: date) -> list[Expr]:
    """A span as whole years, whole months and days."""
    found: list[Expr] = []
    day = first
    while day <= last:
        if day.month == 1 and day.day == 1 and date(day.year, 12, 31) <= last:
            found.append(f"d:{day:%Y}")
            if day.year == last.year:
                break
            day = date(day.year + 1, 1, 1)
            continue
        following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
        if day.day == 1 and following - timedelta(days=1) <= last:
            found.append(f"d:{day:%Y%m}")
            day = following
        else:
            found.append(f"d:{day:%Y%m%d}")
            day += timedelta(days=1)
    return found


def _and(nodes: Sequence[Node], mode: _Mode) -> Expr:
    taken = [node.node for node in nodes if isinstance(node, Not)]
    meant = [node for node in nodes if not isinstance(node, Not)]
    parts = [_expr(node, mode) for node in meant]
    if mode.number:
        for at, length in _runs(And(tuple(meant))).items():
            run = meant[at : at + length]
            parts[at] = f"n:{joined([part for one in run for part in _parts(one)])}"
    if mode.together:
        beside = [
            f"{one.form.folded}_{two.form.folded}"
            for one, two in pairwise(meant)
            if isinstance(one, Word) and isinstance(two, Word) and two.follows
        ]
        if mode.breaks:
            kept = len(beside) - mode.breaks
            # Of a name of three words one pair is not most of it.
            some = combinations(beside, kept) if 1 < kept < _MOST_LEFT_OUT else ()
            parts += [any_of(all_of(part) for part in some)] if some else beside
        else:
            parts += beside
    found = all_of(parts)
    if not taken:
        return found
    return Without(found, any_of([_expr(node, _Mode(exact=True)) for node in taken]))


def _parts(node: Node) -> tuple[str, ...]:
    if isinstance(node, Number):
        return node.parts
    return (node.form.folded,) if isinstance(node, Word) else ()


def _runs(node: Node) -> dict[int, int]:
    """Where among words a document's number stands (`1943 cv qu`): place → how many of them.

    With one symbol part behind it, or alone behind the name or code of a type (`công văn 1943`).
    """
    nodes = node.nodes if isinstance(node, And) else (node,)
    words = [parts[0] if len(parts := _parts(one)) == 1 else "" for one in nodes]
    found: dict[int, int] = {}
    for at, one in enumerate(nodes):
        if not is_number(words[at]) or not isinstance(one, Word | Number):
            continue
        after = words[at + 1] if at + 1 < len(words) else ""
        if after and is_code(after):
            found[at] = 2
        elif isinstance(one, Word) and (at == len(nodes) - 1 == 0 or _named(words, at)):
            found[at] = 1
    return found


def _named(words: list[str], at: int) -> bool:
    if at and is_code(words[at - 1]):
        return True
    return any(at - size >= 0 and type_at(words[:at], at - size) == size for size in (2, 3))
