"""A document's record and pages, and the archive's documents in the order they came."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.archive.fonds import visible
from pipeline.errors import ArchiveError
from pipeline.record.schema import to_json

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.archive.ledger.tables import RecordRow
    from pipeline.values.people import Who
    from web.desk import Desk

__all__ = ["Listed", "Record", "listed_after", "page_of", "record_of"]

_AT_ONCE = 200
_LOOKS = 20


@dataclass(frozen=True, slots=True)
class Record:
    """A document's record.

    Attributes:
        seen: Number of the newest decision.
        signed: It is signed off.
        decided: `document.json` with what people decided laid over it.
        machine: Fields that people decided of, as they were read.
        pages: Their numbers in the scanned file.
    """

    seen: int
    signed: bool
    decided: dict[str, Any]
    machine: dict[str, Any]
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """Some documents, and the last one's moment and id; None where no other follows."""

    rows: tuple[RecordRow, ...]
    last: tuple[datetime, str] | None


def record_of(desk: Desk, document_id: str) -> Record:
    """A document's record.

    Raises:
        ArchiveError: There is none, or it cannot be read.
    """
    archive = desk.archive
    reading, known = archive.read_document(document_id), archive.decisions.of(document_id)
    decided = _plain(archive.decisions.laid_over(reading))
    machine = _plain(reading)["fields"]
    changed = {one.change.target.key for one in known if one.change.target.kind == "field"}
    return Record(
        seen=len(known),
        signed=archive.decisions.signed(document_id) is not None,
        decided=decided,
        machine={key: machine[key] for key in sorted(changed & machine.keys())},
        pages=tuple(page["number"] for page in decided["pages"]),
    )


def page_of(desk: Desk, document_id: str, number: int) -> dict[str, Any] | None:
    """What a page says, decided; None where the document has no such page."""
    pages = _plain(desk.archive.read_decided(document_id))["pages"]
    found: list[dict[str, Any]] = [page for page in pages if page["number"] == number]
    return found[0] if found else None


def listed_after(desk: Desk, who: Who, after: tuple[datetime, str] | None, limit: int) -> Listed:
    """The next documents that a person sees, in the order they came into the archive."""
    ledger, found = desk.archive.ledger, list[str]()
    for _ in range(_LOOKS):
        rows = ledger.documents_after(after, _AT_ONCE)
        seen = set(visible(desk.archive, who, [row.id for row in rows]))
        for row in rows:
            after = (row.published_at, row.id)
            if row.id in seen:
                found.append(row.id)
            if len(found) == limit:
                return Listed(_records(desk, found), after)
        if len(rows) < _AT_ONCE:
            return Listed(_records(desk, found), None)
    return Listed(_records(desk, found), after)


def _records(desk: Desk, ids: list[str]) -> tuple[RecordRow, ...]:
    rows = {row.id: row for row in desk.archive.ledger.records.of(ids)}
    return tuple(rows[one] for one in ids if one in rows)


def _plain(document: Any) -> dict[str, Any]:
    found = json.loads(to_json(document))
    if not isinstance(found, dict):
        raise ArchiveError(document.id, "hồ sơ không phải đối tượng JSON")
    return found
