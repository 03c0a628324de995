"""Where people cut a file, found again in the documents that came of it.

Every document of a cut says so in its events, the last cut last; what stood before lies under
`superseded/<id>/<moment of the cut>/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.archive.ledger.tables import CutRow, Version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.values.document import Document

__all__ = ["Past", "cuts_of"]

_CUT = "cut_by_person"


@dataclass(frozen=True, slots=True)
class Past:
    """A document of a file, one that stands or one that stood.

    Attributes:
        version: Id, pages and configuration of its reading.
        stamp: What it was superseded as; empty where it stands.
        cuts: Who cut the file, and when, before it came to be; the last one made it.
    """

    version: Version
    stamp: str
    cuts: tuple[tuple[datetime, str], ...]

    @classmethod
    def of(cls, document: Document, place: str, config: str) -> Past:
        """A document as it lies in a place of the archive."""
        parts = place.split("/")
        made = [
            (datetime.fromisoformat(event.at).astimezone(UTC), event.who)
            for event in document.events
            if event.what == _CUT and event.at and event.who
        ]
        version = Version(document.id, document.source.pages, config)
        return cls(version, parts[2] if len(parts) > 2 else "", tuple(sorted(made)))


def cuts_of(sha256: str, past: Sequence[Past]) -> list[CutRow]:
    """All decisions about a file, the first one first.

    Args:
        sha256: Of the file.
        past: All its documents.
    """
    moments = sorted({cut for one in past for cut in one.cuts})
    rows = []
    for at, who in moments:
        made = {one.version.pages for one in past if one.cuts and one.cuts[-1] == (at, who)}
        row = CutRow(sha256, at, who, tuple(sorted(made)), (), "done")
        before = [one.version for one in past if one.stamp == row.stamp]
        before.sort(key=lambda version: version.pages)
        rows.append(CutRow(sha256, at, who, row.pages, tuple(before), "done"))
    return rows
