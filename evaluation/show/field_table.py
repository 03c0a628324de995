"""The record field by field: how often each was right, given and wrong, or left empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluation.measure.field_outcomes import KEYS
from evaluation.measure.tabulate import Cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evaluation.measure.field_outcomes import FieldOutcome
    from evaluation.measure.figures import DocumentFigures
    from evaluation.measure.rows import Group

__all__ = ["MAIN_FIELDS", "field_counts", "field_outcomes", "field_table", "of_all"]

MAIN_FIELDS = ("org", "number", "symbol", "place", "date", "type", "signer")
"""The fields by which a document is found again."""


def field_table(groups: Mapping[str, Group], documents: Sequence[DocumentFigures]) -> Cells:
    """How often each field was exact, a column for each condition that has documents."""
    columns = {name: group.documents(documents) for name, group in groups.items()}
    columns = {name: found for name, found in columns.items() if found}
    lines = [["hồ sơ tách đúng", *(_found(column) for column in columns.values())]]
    for ink, said in (("print", "in"), ("pen", "bút")):
        for key in KEYS:
            cells = [_cell(field_outcomes(column, (key,), ink)) for column in columns.values()]
            if any(cell != "–" for cell in cells):
                lines.append([f"{key} ({said})", *cells])
    for ink, said in (("print", "in"), ("pen", "bút")):
        cells = [_cell(field_outcomes(column, MAIN_FIELDS, ink)) for column in columns.values()]
        lines.append([f"{len(MAIN_FIELDS)} trường chính ({said})", *cells])
    return Cells(["Trường", *columns], lines)


def field_counts(
    groups: Mapping[str, Group], documents: Sequence[DocumentFigures]
) -> dict[str, dict[str, dict[str, int]]]:
    """By condition, then by `key.ink`: how often each outcome."""
    counts: dict[str, dict[str, dict[str, int]]] = {}
    for name, group in groups.items():
        by_key = counts.setdefault(name, {})
        for document in group.documents(documents):
            for field in document.fields:
                by_outcome = by_key.setdefault(f"{field.key}.{field.ink}", {})
                by_outcome[field.outcome] = by_outcome.get(field.outcome, 0) + 1
    return counts


def field_outcomes(
    documents: Iterable[DocumentFigures], keys: tuple[str, ...], ink: str
) -> list[FieldOutcome]:
    """All comparisons of these fields in this ink."""
    return [f for d in documents for f in d.fields if f.key in keys and f.ink == ink]


def of_all(counted: tuple[int, int]) -> str:
    """`7/9`: seven of nine; a dash where there are none."""
    found, wanted = counted
    return f"{found}/{wanted}" if wanted else "–"


def _found(documents: list[DocumentFigures]) -> str:
    return of_all((sum(d.found for d in documents), len(documents)))


def _cell(outcomes: list[FieldOutcome]) -> str:
    """`7/9 !1`: seven of nine right, one of the others given and wrong."""
    if not outcomes:
        return "–"
    given_wrong = sum(o.outcome in ("wrong", "invented") for o in outcomes)
    right = f"{sum(o.correct for o in outcomes)}/{len(outcomes)}"
    return f"{right} !{given_wrong}" if given_wrong else right
