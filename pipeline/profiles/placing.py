"""Documents into files (hồ sơ) by the operator's rules, and in order; what fits no rule is told."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline.profiles.codes import TYPES
from pipeline.profiles.plan import Plan, PlannedFile, Rule
from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from pipeline.profiles.facts import Facts

__all__ = ["Ambiguous", "Placement", "from_folders", "place"]


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A document that rules of several files claim."""

    facts: Facts
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """Which document stands where.

    Attributes:
        files: In the plan's order, each with its documents in order.
        unplaced: Documents that no rule takes.
        ambiguous: Documents that several files claim; they stand in none.
        unknown: (rule, id) of documents that a rule names and the archive does not have.
    """

    files: tuple[tuple[PlannedFile, tuple[Facts, ...]], ...]
    unplaced: tuple[Facts, ...] = ()
    ambiguous: tuple[Ambiguous, ...] = ()
    unknown: tuple[tuple[Rule, str], ...] = ()

    def only(self, codes: Collection[str]) -> Placement:
        """The same for some files alone."""
        return Placement(
            tuple((file, inside) for file, inside in self.files if file.code in codes),
            (),
            tuple(a for a in self.ambiguous if any(rule.file in codes for rule in a.rules)),
            tuple((rule, document) for rule, document in self.unknown if rule.file in codes),
        )


def place(documents: Iterable[Facts], plan: Plan) -> Placement:
    """Put each document into its file.

    A rule that names a document outweighs all others; of the others all that take it must mean
    one file.
    """
    book = _Book(plan.rules)
    inside: dict[str, list[Facts]] = defaultdict(list)
    unplaced: list[Facts] = []
    ambiguous: list[Ambiguous] = []
    met: set[str] = set()
    for one in documents:
        met.add(one.id)
        taken = book.rules_for(one)
        wanted = {rule.file for rule in taken}
        if not wanted:
            unplaced.append(one)
        elif len(wanted) > 1:
            ambiguous.append(Ambiguous(one, tuple(taken)))
        else:
            inside[wanted.pop()].append(one)
    return Placement(
        tuple((file, _ordered(inside[file.code], file, plan)) for file in plan.files),
        tuple(unplaced),
        tuple(ambiguous),
        tuple((rule, n) for rule in plan.rules for n in sorted(rule.documents - met)),
    )


def from_folders(documents: Sequence[Facts]) -> Plan:
    """A plan nobody made: each folder of the inbox as a file, with everything else to be filled in.

    It shows an operator what is there, and is what the template is filled with.
    """
    folders = dict.fromkeys(one.folder for one in documents)
    files, rules = [], []
    for number, folder in enumerate(sorted(folders), 1):
        code = f"{number:02d}"
        name = folder.strip("/") or "hộp nhận"
        ids = frozenset(one.id for one in documents if one.folder == folder)
        files.append(PlannedFile(code, {"code": code, "notation": code}, f"thư mục {name}"))
        rules.append(Rule(code, f"thư mục {name}", documents=ids))
    return Plan(files=tuple(files), rules=tuple(rules))


class _Book:
    """The rules, those found at once that name documents or a folder."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_id: dict[str, list[Rule]] = defaultdict(list)
        self._by_folder: dict[str, list[Rule]] = defaultdict(list)
        self._others: list[Rule] = []
        for rule in rules:
            for document in rule.documents:
                self._by_id[document].append(rule)
            if rule.documents:
                continue
            if rule.folder is not None:
                self._by_folder[rule.folder].append(rule)
            else:
                self._others.append(rule)

    def rules_for(self, facts: Facts) -> list[Rule]:
        """Those that take a document."""
        if facts.id in self._by_id:
            return self._by_id[facts.id]
        parts = facts.folder.split("/")[:-1]
        folders = ["".join(f"{part}/" for part in parts[:n]) for n in range(len(parts) + 1)]
        near = [rule for folder in folders for rule in self._by_folder.get(folder, ())]
        return [rule for rule in (*near, *self._others) if _takes(rule, facts)]


def _takes(rule: Rule, facts: Facts) -> bool:
    """Whether a document meets every condition; the folder has been looked at."""
    issued, number = facts.values.get("date"), _number(facts)
    return (
        (rule.sheet is None or _same(rule.sheet, facts.sheet))
        and (rule.numbers is None or _within(rule.numbers, number))
        and (rule.dates is None or _within(rule.dates, _day(issued)))
        and (rule.organ is None or any(_same(rule.organ, name) for name in _organs(facts)))
        and (rule.type is None or _is_type(rule.type, facts.values.get("type")))
    )


def _within(ends: tuple[Any, Any], value: Any) -> bool:
    first, last = ends
    return (
        value is not None and (first is None or first <= value) and (last is None or value <= last)
    )


def _same(said: str, read: str | None) -> bool:
    return read is not None and fold(" ".join(said.split())) == fold(" ".join(read.split()))


def _organs(facts: Facts) -> list[str]:
    """Every name of who issued a document."""
    issuers = facts.values.get("issuers") or []
    names = [one.get(key) for one in issuers for key in ("printed", "name", "canonical")]
    return [name for name in (facts.values.get("org"), *names) if name]


def _is_type(said: str, read: str | None) -> bool:
    """By its name, or by its code in TT05's table."""
    if _same(said, read):
        return True
    code = TYPES.code(said)
    return code is not None and read is not None and TYPES.code(read) == code


def _number(facts: Facts) -> int | None:
    """The figures a number begins with: of `12a` 12."""
    match = re.match(r"\d+", str(facts.values.get("number") or ""))
    return int(match[0]) if match else None


def _day(issued: Any) -> date | None:
    try:
        return date.fromisoformat(str(issued))
    except ValueError:
        return None


def _paper(facts: Facts) -> tuple[Any, ...]:
    """Where it lay: figures in names of files count as figures (`2.pdf` before `10.pdf`)."""
    parts = re.split(r"(\d+)", facts.source)
    name = tuple((int(p), "") if p.isdigit() else (-1, fold(p)) for p in parts)
    return (name, facts.sha256, facts.pages[:1], facts.id)


_LAST = date.max
_ORDERS: Mapping[str, Callable[[Facts], Any]] = {
    "date": lambda one: (
        _day(one.values.get("date")) or _LAST,
        _number(one) is None,
        _number(one) or 0,
        str(one.values.get("number") or ""),
        _paper(one),
    ),
    "number": lambda one: (
        _number(one) is None,
        _number(one) or 0,
        str(one.values.get("number") or ""),
        _day(one.values.get("date")) or _LAST,
        _paper(one),
    ),
    "paper": _paper,
}


def _ordered(inside: list[Facts], file: PlannedFile, plan: Plan) -> tuple[Facts, ...]:
    """By day unless the plan says otherwise; what has no day (or number) stands last."""
    return tuple(sorted(inside, key=_ORDERS[plan.said(file, "order") or "date"]))
