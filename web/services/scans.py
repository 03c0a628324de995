"""Scanned files as programs see them: sent, waiting, read, set aside, and what they became."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.archive.fonds import fonds_of_file, fonds_of_name, hidden_from, visible
from pipeline.errors import SecretScanError

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.archive.ledger.uploads import ScanRow
    from pipeline.values.people import Who
    from web.desk import Desk

__all__ = ["STATES", "Scan", "scan_of", "scans"]

STATES = {
    "waiting": "Đang chờ đêm tới",
    "seen": "Đang chờ đọc",
    "reading": "Đang đọc dở",
    "published": "Đã vào kho",
    "set_aside": "Để riêng, chờ người xem",
    "failed": "Chưa xong, đêm sau thử lại",
}
"""A file's states, and what a clerk is told."""
_AT_ONCE = 100
_LOOKS = 20


@dataclass(frozen=True, slots=True)
class Scan:
    """A file.

    Attributes:
        row: As the ledger has it.
        reason: Why it was set aside, where this person may know.
        documents: Ids of what it became, of those that this person sees.
    """

    row: ScanRow
    reason: str | None
    documents: tuple[str, ...]


def scan_of(desk: Desk, who: Who, sha256: str) -> Scan | None:
    """One file; None where there is none that this person sees."""
    row = desk.archive.ledger.uploads.scan(sha256)
    return None if row is None else _scan(desk, who, row)


def scans(
    desk: Desk,
    who: Who,
    limit: int,
    before: tuple[datetime, str] | None = None,
    state: str | None = None,
) -> tuple[list[Scan], tuple[datetime, str] | None]:
    """Files that this person sees, the last first, and where the next ones begin.

    Args:
        desk: Whose files.
        who: Asks.
        limit: So many at most.
        before: Where the last answer ended.
        state: Only those in it.
    """
    found: list[Scan] = []
    for _ in range(_LOOKS):
        rows = desk.archive.ledger.uploads.scans(_AT_ONCE, before, state)
        for row in rows:
            before = (row.came, row.sha256)
            scan = _scan(desk, who, row)
            if scan is not None:
                found.append(scan)
            if len(found) == limit:
                return found, before
        if len(rows) < _AT_ONCE:
            return found, None
    return found, before


def _scan(desk: Desk, who: Who, row: ScanRow) -> Scan | None:
    """A file as this person sees it; None of one that this person does not see.

    Of what bears a mark of secrecy, or may, nobody learns that it is there but who administers,
    and who sent it: that program is told that it waits, and not why.
    """
    if not _is_of_theirs(desk, who, row):
        return None
    standing = [found.id for found in desk.archive.ledger.documents(row.sha256)]
    documents = tuple(visible(desk.archive, who, standing))
    hidden = hidden_from(desk.archive, who)
    secret = row.code == SecretScanError.code or not hidden.isdisjoint(standing)
    if secret and not who.may("administer"):
        # A reason names the mark of secrecy and the page that bears it.
        return Scan(row, None, documents) if row.sent_by == who.name else None
    return Scan(row, row.reason, documents)


def _is_of_theirs(desk: Desk, who: Who, row: ScanRow) -> bool:
    if who.fonds is None:
        return True
    if row.state == "waiting":
        return who.sees(frozenset({fonds_of_name(row.name)}))
    return who.sees(fonds_of_file(desk.archive, row.sha256))
