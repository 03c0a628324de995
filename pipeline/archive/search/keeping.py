"""The index beside an archive: kept up to date as documents come and go, made again when lost.

It is never the truth: a document is published whether or not the index takes it, and what it did
not take the next night puts in.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import make_url

from pipeline.archive.fonds import fonds_of, fonds_of_name
from pipeline.archive.search.entries import entry_of
from pipeline.archive.search.facets import EVERYTHING, fonds_value
from pipeline.archive.search.searching import search
from pipeline.archive.search.sqlite_index import SqliteIndex
from pipeline.errors import ArchiveError, DigitiseError, SearchIndexError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.archive.archive import Archive
    from pipeline.archive.search.entries import Entry
    from pipeline.archive.search.facets import Within
    from pipeline.archive.search.index import Index
    from pipeline.archive.search.searching import Answer, Order
    from pipeline.values.document import Document

__all__ = ["ArchiveIndex", "Kept", "catch_up", "index_beside", "kept_as", "rebuild"]

log = logging.getLogger(__name__)

_BATCH = 50  # documents a transaction: few enough that nobody waits long


def index_beside(ledger: str) -> Index:
    """The index that belongs to a ledger: in its PostgreSQL, or in a file beside its SQLite.

    Args:
        ledger: URL of the ledger's database.
    """
    url = make_url(ledger)
    if url.get_backend_name() == "postgresql":
        # With psycopg it loads for a tenth of a second, which no archive in a folder needs.
        from pipeline.archive.search.postgres_index import PostgresIndex  # noqa: PLC0415

        return PostgresIndex(ledger)
    return SqliteIndex(Path(url.database or "ledger.sqlite").with_name("search.sqlite"))


class Kept(NamedTuple):
    """A document as people have decided it, and what the archive alone knows of it.

    Attributes:
        document: It.
        fonds: Of its file.
        signed: Its record is signed off.
    """

    document: Document
    fonds: frozenset[str]
    signed: bool


def kept_as(archive: Archive, shown: Sequence[Document]) -> list[Kept]:
    """Documents with what the index has to know beside them.

    Args:
        archive: Where they are.
        shown: As people have decided them.
    """
    fonds = fonds_of(archive, [document.id for document in shown])
    return [
        Kept(
            document,
            fonds.get(document.id) or frozenset({fonds_of_name(document.source.name)}),
            archive.decisions.signed(document.id) is not None,
        )
        for document in shown
    ]


def _entry(kept: Kept) -> Entry:
    return entry_of(kept.document, fonds=kept.fonds, signed=kept.signed)


class ArchiveIndex:
    """What an archive tells its index, and asks of it.

    Args:
        index: The index.
    """

    def __init__(self, index: Index) -> None:
        self.index = index

    def close(self) -> None:
        """Let go of the index."""
        self.index.close()

    def keep(self, kept: Kept) -> None:
        """A document is in the archive, or stands there in another version.  Never an error."""
        try:
            self.index.add([_entry(kept)])
        except Exception as error:  # noqa: BLE001  # the archive has it; the next night catches up
            log.warning("not indexed document=%s error=%s", kept.document.id, error)

    def drop(self, ids: Sequence[str]) -> None:
        """Documents are out of sight.  Never an error."""
        try:
            self.index.remove(ids)
        except Exception as error:  # noqa: BLE001
            log.warning("not taken out of the index documents=%s error=%s", ids, error)

    def search(
        self,
        text: str,
        *,
        limit: int = 20,
        skip: int = 0,
        order: Order = "best",
        facets: bool = False,
        within: Within = EVERYTHING,
    ) -> Answer:
        """See `searching.search`."""
        return search(
            self.index, text, limit=limit, skip=skip, order=order, facets=facets, within=within
        )

    def count(self) -> int:
        """Documents in the index.

        Raises:
            SearchIndexError: There is none that can be used.
        """
        return self.index.count()


def catch_up(
    archive: Archive,
    begin: Callable[[int], None] = lambda _: None,
    advance: Callable[[], None] = lambda: None,
) -> list[str]:
    """Put in what the index lacks and take out what is no longer there.

    Args:
        archive: Whose index.
        begin: Told how many documents there are to read.
        advance: Told of each that was read.

    Returns:
        Ids of documents whose record cannot be read.

    Raises:
        ArchiveError: Archive or index cannot be used.
    """
    index = archive.search.index
    try:
        index.open_or_make()
        known = index.ids()
    except SearchIndexError as error:
        log.warning("index is made anew error=%s", error)
        return rebuild(archive, begin, advance)
    there = archive.documents()
    if gone := sorted(known - set(there)):
        index.remove(gone)
    lacking = [one for one in there if one not in known]
    lacking += _elsewhere(archive, sorted(known.intersection(there)))
    if lacking:
        log.info("index catches up documents=%d", len(lacking))
    begin(len(lacking))
    unread: list[str] = []
    for batch in _batches(_entries(archive, lacking, unread, advance)):
        index.add(batch)
    return unread


def _elsewhere(archive: Archive, ids: Sequence[str]) -> list[str]:
    """Documents whose file was met in another fonds since the index took them."""
    kept = archive.search.index.fonds_of_each()
    fonds = fonds_of(archive, ids)
    return [one for one in ids if one in fonds and fonds_value(fonds[one]) != kept.get(one)]


def rebuild(
    archive: Archive,
    begin: Callable[[int], None] = lambda _: None,
    advance: Callable[[], None] = lambda: None,
) -> list[str]:
    """Make the index anew from the archive's documents; until it is whole the old one answers.

    Arguments, return and errors as of `catch_up`.
    """
    index = archive.search.index
    if isinstance(index, SqliteIndex):
        try:
            index.open_or_make()
            index.ids()
        except SearchIndexError:
            index.throw_away()  # it is broken, or of another version: nobody can use it
    there = archive.documents()
    begin(len(there))
    unread: list[str] = []
    with index.anew() as generation:
        for batch in _batches(_entries(archive, there, unread, advance)):
            index.add(batch, generation)
    # What was published in the meantime went into the old one.
    known, there = index.ids(), archive.documents()
    late = [one for one in there if one not in known and one not in unread]
    for batch in _batches(_entries(archive, late, unread, lambda: None)):
        index.add(batch)
    if gone := sorted(known - set(there)):
        index.remove(gone)
    return unread


def _entries(
    archive: Archive, ids: Sequence[str], unread: list[str], advance: Callable[[], None]
) -> Iterator[Entry]:
    for document_id in ids:
        try:
            shown = archive.read_decided(document_id)
            yield _entry(kept_as(archive, [shown])[0])
        except DigitiseError as error:
            if isinstance(error, ArchiveError) and not archive.has(document_id):
                continue  # taken out of sight in this moment
            log.warning("not indexed document=%s error=%s", document_id, error)
            unread.append(document_id)
        finally:
            advance()


def _batches(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    batch: list[Entry] = []
    for entry in entries:
        batch.append(entry)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
