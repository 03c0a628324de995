"""How often the machine was right where people have looked, over a whole archive."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from evaluation.measure.people_said import PeopleSaid, people_said
from pipeline.errors import DigitiseError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.archive import Archive

__all__ = ["measure_corrections"]

log = logging.getLogger(__name__)


def measure_corrections(archive: Archive, advance: Callable[[], None] = lambda: None) -> PeopleSaid:
    """Hold every decision that stands against the reading beneath it.

    Args:
        archive: Where both are.
        advance: Told of each document.
    """
    parts = []
    for decisions in archive.ledger.decisions.all():
        name = decisions[0].document
        try:
            if archive.has(name):
                parts.append(people_said(archive.read_document(name), decisions))
        except DigitiseError as error:  # one damaged record must not stop the others
            log.warning("not measured document=%s error=%s", name, error)
        advance()
    return sum(parts, PeopleSaid())
