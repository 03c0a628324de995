"""Every field given in documents that were read and kept: its doubts, and whether it is right."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from evaluation.measure.field_outcomes import compare_fields
from pipeline.document.assemble import parts_of
from pipeline.document.stack import split
from pipeline.record.checks import cross_checks
from pipeline.record.doubts import DOUBTS
from pipeline.record.fields import read_fields
from pipeline.record.trust import contradictions, evidence_of
from pipeline.values.readings import PageReading

from .read import READINGS, TRUTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import Any

    from pipeline.record.parts import Parts


@dataclass(frozen=True, slots=True)
class Row:
    """One field that an extractor gave.

    Attributes:
        document: Name of its file and its first page.
        drawn: By our generator.
        key: Of the field.
        rule: That found it.
        ink: As the record says.
        doubts: In the order of `DOUBTS`.
        own: How probably its figures were read rightly; 1 where nobody says so.
        right: What was given is right.
    """

    document: str
    drawn: bool
    key: str
    rule: str
    ink: str
    doubts: tuple[float, ...]
    own: float
    right: bool


def rows_in(folders: Iterable[Path]) -> list[Row]:
    """The given fields of every document kept in some folders."""
    decoder = msgspec.json.Decoder(list[PageReading])
    rows: list[Row] = []
    for path in sorted(path for folder in folders for path in folder.glob(f"*{TRUTH}")):
        truth = json.loads(path.read_text("utf-8"))
        readings = path.with_name(path.name.removesuffix(TRUTH) + READINGS)
        pages = decoder.decode(readings.read_bytes())
        for wanted, parts in _documents(truth["documents"], pages):
            name = f"{truth['name']} {wanted['pages'][0]}"
            rows += _rows(name, truth["drawn"], wanted["fields"], parts)
    return rows


def _documents(
    truths: Iterable[Mapping[str, Any]], pages: list[PageReading]
) -> Iterator[tuple[Mapping[str, Any], Parts]]:
    """Each true document with ours: the one that holds its first page."""
    whole = split(pages) if pages else []
    for truth in truths:
        numbers = truth["pages"]
        alone = [page for page in pages if page.number in numbers]
        shares = split(alone) if truth["alone"] and alone else whole
        mine = next((s for s in shares if any(p.number == numbers[0] for p in s.pages)), None)
        if mine is not None:
            yield truth, parts_of(mine.pages)


def _rows(name: str, drawn: bool, wanted: Mapping[str, Any], parts: Parts) -> Iterator[Row]:
    fields = read_fields(parts)
    flags = contradictions(cross_checks(parts, fields))
    for outcome in compare_fields(wanted, fields):
        field = fields[outcome.key]
        if outcome.kept is None or field.ink is None:
            continue
        doubts, own = evidence_of(outcome.key, field, parts, fields, flags[outcome.key])
        yield Row(
            name,
            drawn,
            outcome.key,
            field.rule or "",
            field.ink,
            tuple(doubts[name] for name in DOUBTS),
            own,
            outcome.kept,
        )
