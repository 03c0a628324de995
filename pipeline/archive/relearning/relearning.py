"""A lost ledger made again from the archive: documents, what people decided, what waits.

Bags know what they were made of, and what people decided stands in them as events.  What nobody
but the ledger knew is gone and not invented: nights, attempts, where files that left the inbox
once lay, and the size of a file of which the archive has only parts.
"""

from __future__ import annotations

import logging
import tempfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.archive.decisions import recall_decisions
from pipeline.archive.fixity.agreement import QUARANTINE
from pipeline.archive.fixity.checking import document_of, places
from pipeline.archive.fixity.damage import RECORD
from pipeline.archive.inbox import fetch
from pipeline.archive.ledger.tables import DocumentRow, now
from pipeline.archive.listing import list_inbox
from pipeline.archive.quarantine import read_reason
from pipeline.archive.relearning.past_cuts import Past, cuts_of
from pipeline.archive.store import DOCUMENTS, SEAL, SUPERSEDED, WORK
from pipeline.archive.twins import recall
from pipeline.digests import sha256_of
from pipeline.errors import ArchiveError, PageCorruptError, ScanError, SettingsError
from pipeline.record.schema import from_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pipeline.archive.archive import Archive
    from pipeline.archive.listing import InboxFile
    from pipeline.archive.relearning.old_ledger import Known
    from pipeline.values.document import Document

__all__ = ["Relearnt", "config_of", "relearn", "relearn_file", "remember"]

log = logging.getLogger(__name__)

_CLEARED = "judged_not_secret"


@dataclass(slots=True)
class Relearnt:
    """What a ledger was told.

    Attributes:
        documents: That lie in the archive.
        files: They were made of.
        aside: Files that wait for a person.
        decisions: Of people: corrections, cuts, clearances, words on documents scanned twice.
        sightings: Files of the inbox that were known again.
        pages_kept: Finished pages of files that are not published yet.
        gaps: Files of which some pages are in no document: the next night looks for them.
        unreadable: Bags whose record is damaged; `sohoa verify` tells more.
        missing: Documents that the old ledger knew and the archive has no more: they stay on
            record, so that verify and the next night miss them.
    """

    documents: int = 0
    files: int = 0
    aside: int = 0
    decisions: int = 0
    sightings: int = 0
    pages_kept: int = 0
    gaps: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _File:
    name: str
    pages: set[int] = field(default_factory=set)
    past: list[Past] = field(default_factory=list)


def relearn(
    archive: Archive,
    inbox: str,
    on_step: Callable[[], None] = lambda: None,
    before: Iterable[Known] = (),
) -> Relearnt:
    """Tell an empty ledger what the archive knows; no page is read.

    Args:
        archive: With a ledger that knows nothing yet.
        inbox: Where files may lie that are known again by their bytes; there may be none.
        before: Documents that the old ledger knew, as far as it can still be asked.
        on_step: Called for each bag.

    Raises:
        ArchiveError: The archive cannot be read, or the ledger not be written.
    """
    told = Relearnt()
    # First: what is made known of a document is what people decided of it.
    for recalled in (recall_decisions, recall):
        words, unreadable = recalled(archive)
        told.decisions += words
        told.unreadable += unreadable
    _relearn_bags(archive, _all_bags(archive, on_step), told)
    _aside(archive, told)
    _look_into_inbox(archive, inbox, told)
    _keep_missing(archive, before, told)
    log.info("ledger relearnt documents=%d files=%d", told.documents, told.files)
    return told


def _keep_missing(archive: Archive, before: Iterable[Known], told: Relearnt) -> None:
    """Loss of documents must not become silence because the ledger is made anew."""
    there = {row.id for row in archive.ledger.documents()}
    for known in before:
        row = known.row
        if row.id not in there:
            archive.ledger.relearn.file(row.sha256, known.name, row.published_at)
            archive.ledger.relearn.document(row)  # the next night looks for its scan
            told.missing.append(row.id)


def relearn_file(archive: Archive, document_id: str) -> None:
    """The same for the one file that a document was made of, whatever is known of it."""
    file = document_id.partition("-")[0]
    bags = [one for one in _all_bags(archive) if document_of(one).startswith(file)]
    _relearn_bags(archive, bags, Relearnt())


def _all_bags(archive: Archive, on_step: Callable[[], None] = lambda: None) -> Iterator[str]:
    for place in places(archive):
        on_step()
        if place.startswith((f"{DOCUMENTS}/", f"{SUPERSEDED}/")):
            yield place


def _relearn_bags(archive: Archive, bags: Iterable[str], told: Relearnt) -> None:
    """Documents, those that stood before them, and what people decided about their files."""
    files: dict[str, _File] = {}
    for place in bags:
        document = _document(archive, place)
        if document is None:
            told.unreadable.append(place)
            continue
        source = document.source
        file = files.setdefault(source.sha256, _File(source.name))
        file.past.append(Past.of(document, place, config_of(document)))
        if place.startswith(f"{DOCUMENTS}/"):
            remember(archive, document)
            file.pages |= set(source.pages)
            told.documents += 1
        told.decisions += _clear(archive, document)
    for sha256, file in files.items():
        told.decisions += _of_file(archive, sha256, file, told)
    told.files = len(files)


def remember(archive: Archive, document: Document) -> None:
    """Put a document on record as it lies in the archive, with what a person has to look at."""
    source, ledger = document.source, archive.ledger
    came = _moment(document.archived_at)
    if came is None:
        seal = archive.store.objects(f"{DOCUMENTS}/{document.id}").get(SEAL)
        came = seal.written if seal is not None else now()
    known = ledger.document(document.id)
    config = config_of(document) or (known.config if known is not None else "")
    ledger.relearn.file(source.sha256, source.name, came)
    ledger.relearn.document(
        DocumentRow(document.id, source.sha256, source.pages, "published", config, came)
    )
    archive.make_known(document)


def config_of(document: Document) -> str:
    """`reading_key` that a document was last read with; empty where its record does not tell."""
    for event in reversed(document.events):
        if event.what in ("read_again", "reading_settings"):
            return event.version
    return ""


def _document(archive: Archive, place: str) -> Document | None:
    data = archive.store.read(f"{place}/{RECORD}")
    try:
        return None if data is None else from_json(data)
    except (msgspec.MsgspecError, ValueError, TypeError) as error:
        log.warning("not relearnt place=%s why=%s", place, error)
        return None


def _clear(archive: Archive, document: Document) -> int:
    """Decisions that a document's file is not secret; how many were news."""
    sha256, news = document.source.sha256, 0
    for event in document.events:
        at = _moment(event.at)
        if event.what == _CLEARED and event.who and at is not None:
            known = archive.ledger.file(sha256) is not None
            if known and archive.ledger.clearance(sha256) is None:
                archive.ledger.relearn.clearance(sha256, event.who, at)
                news += 1
    return news


def _of_file(archive: Archive, sha256: str, file: _File, told: Relearnt) -> int:
    """What all documents of a file tell together; how many decisions."""
    relearn_ledger = archive.ledger.relearn
    if not file.pages:
        return 0  # all of its documents were lost; what was superseded brings none back
    last = max(file.pages)
    whole = file.pages == set(range(1, last + 1))
    relearn_ledger.extent(sha256, last, "published" if whole else "seen")
    if not whole:
        told.gaps.append(file.name)
    rows = cuts_of(sha256, file.past)
    relearn_ledger.cuts(rows)
    return len(rows)


def _aside(archive: Archive, told: Relearnt) -> None:
    for name in archive.store.names(QUARANTINE):
        found = read_reason(archive.store.read(f"{QUARANTINE}/{name}"))
        if found is None:
            told.unreadable.append(f"{QUARANTINE}/{name}")
        elif found.sha256 is not None:
            archive.ledger.relearn.aside(found, found.sha256, now())
            told.aside += 1


def _look_into_inbox(archive: Archive, inbox: str, told: Relearnt) -> None:
    """Files whose bytes are known, so that no night takes them for new ones."""
    try:
        listed = list_inbox(inbox)
    except (SettingsError, ArchiveError) as error:
        log.warning("inbox not looked into why=%s", error)
        return
    begun = set(archive.store.names(WORK))
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        for file in listed:
            sha256 = _hashed(file, Path(folder))
            if sha256 is None or not (sha256 in begun or archive.ledger.file(sha256)):
                continue
            archive.ledger.sight(file, sha256)
            archive.ledger.relearn.size(sha256, file.size)
            told.sightings += 1
            if sha256 in begun:
                told.pages_kept += _finished(archive, sha256, file.name)


def _hashed(file: InboxFile, folder: Path) -> str | None:
    try:
        path = fetch(file, folder)
        digest = sha256_of(path)
    except (ScanError, OSError) as error:
        log.warning("not known again name=%r why=%s", file.name, error)
        return None
    if path.parent == folder:
        path.unlink()
    return digest


def _finished(archive: Archive, sha256: str, name: str) -> int:
    """Pages that were finished and not published yet: none of them is to be read again."""
    kept = 0
    for config in archive.store.names(f"{WORK}/{sha256}"):
        for entry in archive.store.names(f"{WORK}/{sha256}/{config}"):
            number = int(entry.partition(".")[0]) if entry[:4].isdigit() else 0
            result = archive.load_page(sha256, number, config) if number else None
            if result is None:
                continue
            pages = archive.ledger.pages
            if result.reading.problem is None:
                pages.finish(sha256, number, config, 0.0)
            else:
                error = PageCorruptError(name, number, result.reading.problem)
                pages.fail(sha256, number, config, error)
            kept += 1
    return kept


def _moment(said: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(said) if said else None
    except ValueError:
        return None
