"""Documents that were read again because a person turned a page: what needs no second word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.archive.versions.proposals import compared, proposed_document, release
from pipeline.archive.versions.secret import is_undecided
from pipeline.values.decisions import standing as holding

if TYPE_CHECKING:
    from pipeline.archive.archive import Archive
    from pipeline.archive.ledger.versions_tables import VersionRow
    from pipeline.archive.turns import ReadWith
    from pipeline.settings import Settings
    from pipeline.values.document import Document

__all__ = ["release_turned"]


def release_turned(archive: Archive, row: VersionRow, file: ReadWith, settings: Settings) -> bool:
    """Release a version that differs by nothing but the page a person turned, in that one's name.

    Whoever turned the page has looked at it and said that it could not be read the other way up:
    to ask again whether its text may be taken is to ask the same twice.  What else the reading
    changes nobody has seen; such a version waits like any other.

    Args:
        archive: Who calls holds its lock.
        row: The version.
        file: What its pages were read with.
        settings: How sure fields must be.

    Returns:
        Whether it was released.
    """
    who = _who_turned(archive, row.sha256)
    if who is None or row.state != "proposed" or is_undecided(archive, row):
        return False
    if archive.decisions.signed(row.id) is not None:
        return False
    standing, new = archive.read_document(row.id), proposed_document(archive, row)
    if not _only_turned(standing, new, file):
        return False
    sure = compared(archive, row, settings).fields
    if any(change.was_sure and not change.is_same_value for change in sure):
        return False
    release(archive, row, who)
    return True


def _who_turned(archive: Archive, sha256: str) -> str | None:
    """Who last turned a page of a file."""
    turns = [
        one
        for row in archive.ledger.documents(sha256)
        for one in holding(archive.decisions.of(row.id))
        if one.change.act == "turn"
    ]
    return max(turns, key=lambda one: one.at).who if turns else None


def _only_turned(standing: Document, new: Document, file: ReadWith) -> bool:
    """Whether all pages read as they did, but for those turned, which read as surely or better."""
    if (standing.source, standing.cut) != (new.source, new.cut):
        return False
    for before, after in zip(standing.pages, new.pages, strict=True):
        turned = file.turned.get(after.number)
        if turned is None or before.rotation == turned:
            if before != after:
                return False
        elif after.problem is not None or (after.confidence or 0.0) < (before.confidence or 0.0):
            return False
    return True
