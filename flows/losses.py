"""What is missing: documents that left the archive, and entries that the inbox keeps to itself."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flows.night_facts import FileTrouble, LostDocument, plain_name
from pipeline.archive.spelling import spelt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flows.night_facts import NightFacts
    from pipeline.archive import Archive, InboxFile, NotTaken
    from pipeline.archive.ledger.ledger import Ledger

__all__ = ["Losses", "note_left"]

log = logging.getLogger(__name__)


class Losses:
    """Documents that the ledger knows and the archive has no more; one listing a night.

    Attributes:
        files: Hashes of the files they were made of.
    """

    def __init__(self, archive: Archive) -> None:
        """Compare."""
        self._ledger = archive.ledger
        self._rows = archive.missing()
        self.files = {row.sha256 for row in self._rows}

    def reopen(self) -> None:
        """Files that lost a document since the last night are to be read again, once.

        Before `tell` puts the loss on record: a document that its pages no longer give stays lost,
        and its file is not read in vain every night.  A file that lies in another inbox, or comes
        back later, waits as unfinished until a night meets it.
        """
        for sha256 in {row.sha256 for row in self._rows if row.state != "missing"}:
            self._ledger.reopen(sha256)

    def tell(self, found: set[str], facts: NightFacts) -> None:
        """Put every loss on record; `found` are the files that can be read this night."""
        for row in self._rows:
            file = self._ledger.file(row.sha256)
            name = plain_name(file.name if file else row.id)
            news = row.state != "missing"
            facts.lost.append(LostDocument(row.id, name, row.sha256 in found, news))
            log.warning("document missing id=%s scan_found=%s", row.id, row.sha256 in found)
        self._ledger.miss([row.id for row in self._rows])


def note_left(
    ledger: Ledger,
    not_taken: Iterable[NotTaken],
    waiting: Iterable[tuple[InboxFile, FileTrouble]],
    facts: NightFacts,
) -> None:
    """Put on record what is left lying in the inbox, for `status`; tell what is new about it."""
    entries = list(not_taken)
    facts.files_not_taken = [
        FileTrouble(plain_name(entry.name), entry.code, entry.reason) for entry in entries
    ]
    left = [(entry.location, entry.name, entry.code, entry.reason) for entry in entries]
    left += [
        (file.location, file.name, trouble.code, trouble.bare_reason) for file, trouble in waiting
    ]
    ledger.entries.note(facts.night, left)
    news = {row.location for row in ledger.entries.all() if row.first_night == facts.night}
    facts.news_not_taken = sum(
        not entry.is_chaff and spelt(entry.location) in news for entry in entries
    )
