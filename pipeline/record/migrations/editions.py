"""Which editions of `document.json` were released, and how a record tells its own.

From version 2 on `schema_version` says it.  Before, the format grew four times between releases
and all five editions say 1; they are told apart by keys that every record of an edition has, for
each key is always written.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import msgspec

from pipeline.errors import RecordVersionError
from pipeline.record.migrations.parts import pages_of, zones_of

__all__ = ["EDITIONS", "NEWEST", "VERSION", "edition_of", "number_of", "released_schema"]

EDITIONS = ("1a", "1b", "1c", "1d", "1e", "2")
"""In the order of their release; the number is `schema_version`."""

NEWEST = EDITIONS[-1]


def number_of(edition: str) -> int:
    """The `schema_version` of an edition.

    >>> [number_of(edition) for edition in EDITIONS]
    [1, 1, 1, 1, 1, 2]
    """
    return int(edition.rstrip("abcde"))


VERSION = number_of(NEWEST)
"""The `schema_version` that this program writes."""


def edition_of(record: dict[str, Any]) -> str:
    """The edition of a record, as JSON has it.

    A record in which two editions look alike (one without any zone has no rows to tell by) is of
    the older one: there is nothing in it that the step between them would change.

    >>> edition_of({"schema_version": 1, "pages": [{"withheld": None, "zones": []}]})
    '1b'

    Raises:
        RecordVersionError: A newer program has written it.
        msgspec.ValidationError: It does not say its version.
    """
    said = record.get("schema_version")
    if not isinstance(said, int) or isinstance(said, bool) or said < 1:
        raise msgspec.ValidationError(f"Expected a version, got {said!r} - at `$.schema_version`")
    if said > VERSION:
        raise RecordVersionError(str(record.get("id")), said, VERSION)
    if said > 1:
        return str(said)
    pages = pages_of(record)
    if "cut" in record:
        return "1e"
    if any("unread" in page for page in pages):
        return "1d"
    if any("rows" in zone for page in pages for zone in zones_of(page)):
        return "1c"
    return "1b" if any("withheld" in page for page in pages) else "1a"


def released_schema(edition: str) -> dict[str, Any]:
    """The JSON Schema of an edition before today's, as it was released."""
    kept = files(__package__) / "schemas" / f"{edition}.json"
    schema: dict[str, Any] = json.loads(kept.read_bytes())
    return schema
