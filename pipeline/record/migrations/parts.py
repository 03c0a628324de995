"""Parts of a record as JSON has it.

What is not as it should be is passed over: the conversion that follows says what does not fit.
"""

from __future__ import annotations

from typing import Any

__all__ = ["events_of", "lines_of", "marks_of", "notes_of", "pages_of", "zones_of"]

Part = dict[str, Any]


def _parts(whole: Part, key: str) -> list[Part]:
    found = whole.get(key)
    return [part for part in found if isinstance(part, dict)] if isinstance(found, list) else []


def pages_of(record: Part) -> list[Part]:
    """Its pages."""
    return _parts(record, "pages")


def zones_of(page: Part) -> list[Part]:
    """The zones of a page."""
    return _parts(page, "zones")


def lines_of(page: Part) -> list[Part]:
    """The lines of all its zones."""
    return [line for zone in zones_of(page) for line in _parts(zone, "lines")]


def marks_of(page: Part) -> list[Part]:
    """The marks of a page."""
    return _parts(page, "marks")


def notes_of(record: Part) -> list[Part]:
    """What a person must look at."""
    return _parts(record, "review")


def events_of(record: Part) -> list[Part]:
    """What was done to it."""
    return _parts(record, "events")
