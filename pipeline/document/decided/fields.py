"""Values of the record as people decided them, the machine's beneath."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.values.decisions import Decision
    from pipeline.values.document import Field

__all__ = ["PERSON", "decided_fields"]

PERSON = "person"
"""`rule` of a field that a person has decided."""


def decided_fields(
    fields: Mapping[str, Field], decisions: Iterable[Decision]
) -> tuple[dict[str, Field], frozenset[str]]:
    """Lay decisions over the record.

    Args:
        fields: As read.
        decisions: Those that hold, oldest first.

    Returns:
        The record, and the keys of what was decided.  A value that gave way is the first of the
        field's alternatives; where nothing stands the reason names the person.
    """
    record = dict(fields)
    settled = set()
    for decision in decisions:
        target = decision.change.target
        if target.kind == "field" and target.key in record:
            record[target.key] = _decided(fields[target.key], decision)
            settled.add(target.key)
    return record, frozenset(settled)


def _decided(read: Field, decision: Decision) -> Field:
    change = decision.change
    value = None
    if change.act == "confirm":
        value = change.before  # what the person saw, whatever another reading says now
    elif change.act == "correct":
        value = change.after
    others = [one for one in (read.value, *read.alternatives) if one is not None]
    beneath = tuple(one for i, one in enumerate(others) if one != value and one not in others[:i])
    if value is None:
        reason = _REASONS[change.act].format(who=decision.who)
        said = {"value": None, "confidence": 0.0, "reason": reason}
    else:
        said = {"value": value, "confidence": 1.0, "reason": None}
    laid: dict[str, Any] = {**said, "rule": PERSON, "alternatives": beneath}
    return replace(read, **laid)


_REASONS = {
    "confirm": "{who} đã xem: văn bản không có",
    "correct": "{who} đã xem: văn bản không có",
    "unreadable": "{who} đã xem: không đọc được",
}
