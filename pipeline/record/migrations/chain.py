"""A record brought from its edition to another one, step by step."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from pipeline.record.migrations.editions import EDITIONS, NEWEST, edition_of, number_of
from pipeline.record.migrations.steps import STEPS

__all__ = ["BROUGHT_UP", "brought_to", "newest"]

BROUGHT_UP = "upgrade_record"
"""What the event of a record that was brought up says; its version names the edition."""


def newest(record: dict[str, Any]) -> dict[str, Any]:
    """A record of any released edition as this program writes them.

    One of today's edition is given back as it is.  Another one gets an event that names the
    edition it was written in: what that edition did not know is unknown, not absent.

    Raises:
        RecordVersionError: A newer program has written it.
        msgspec.ValidationError: It does not say its version.
    """
    return brought_to(record, NEWEST)


def brought_to(record: dict[str, Any], edition: str) -> dict[str, Any]:
    """A record of any released edition as one of another edition.

    On the way down what the older edition has no place for is lost, and with it the event of an
    earlier way up.

    Args:
        record: As JSON has it; left as it is.
        edition: One of `EDITIONS`.

    Raises:
        RecordVersionError: A newer program has written it.
        msgspec.ValidationError: It does not say its version.
    """
    start = edition_of(record)
    at, to = EDITIONS.index(start), EDITIONS.index(edition)
    if at == to:
        return record
    brought = deepcopy(record)
    events = brought.get("events")
    if at > to and isinstance(events, list):
        brought["events"] = [event for event in events if not _is_ours(event)]
    for step in STEPS[at:to]:
        brought = step.up(brought)
    for step in reversed(STEPS[to:at]):
        brought = step.down(brought)
    brought["schema_version"] = number_of(edition)
    if at < to == len(STEPS) and isinstance(events, list):
        said = {"what": BROUGHT_UP, "version": f"document.json {start}", "model_sha256": None}
        brought["events"].append(said | {"at": None, "who": None})
    return brought


def _is_ours(event: object) -> bool:
    return isinstance(event, dict) and event.get("what") == BROUGHT_UP
