"""From the archive to an export: documents looked at, placed and drafted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import ArchiveError, ArchiveFullError, ExportFullError
from pipeline.profiles.drafting import draft
from pipeline.profiles.facts import Stored, facts_of, under_sheets
from pipeline.profiles.placing import from_folders, place

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from pipeline.archive import Archive
    from pipeline.archive.ledger.tables import DocumentRow
    from pipeline.profiles.facts import Facts
    from pipeline.profiles.plan import Plan
    from pipeline.profiles.records import Allowed, Draft
    from pipeline.profiles.spec import Profile
    from pipeline.values.document import Document

__all__ = ["Asked", "FromArchive", "drafted", "looked_at"]

_PDF = "data/document.pdf"


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the archive is to be exported.

    Attributes:
        ids: Only these documents; empty: all.
        files: Only these files (hồ sơ), by code; empty: all.
        allowed: What passes although it is not whole or open.
        whole_only: Files with troubles are held back, so that the others can go.
    """

    ids: frozenset[str]
    files: frozenset[str]
    allowed: Allowed
    whole_only: bool


class FromArchive:
    """Documents out of an archive, in a folder or a bucket."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def fetch(self, facts: Facts, target: Path) -> None:
        """Copy a document's two-layer PDF to a local file."""
        try:
            self._archive.store.fetch(f"documents/{facts.id}/{_PDF}", target)
        except ArchiveFullError as error:  # it is the copy that found no room
            raise ExportFullError(str(target.parent), error.args[1]) from error

    def document(self, facts: Facts) -> Document:
        """The document, for its history."""
        return self._archive.read_decided(facts.id)


def looked_at(
    archive: Archive,
    asked: Asked,
    begin: Callable[[int], None] = lambda _: None,
    advance: Callable[[], None] = lambda: None,
) -> tuple[Facts, ...]:
    """What profiles ask of every document; of each file scanned, together and in order.

    Args:
        archive: Where they are.
        asked: Which of them.
        begin: Told how many documents there are to look at.
        advance: Told of each.

    Raises:
        ArchiveError: A document is asked for that is not there, or one cannot be read.
    """
    rows = _with_neighbours(archive, asked.ids) if asked.ids else archive.ledger.documents()
    ids = sorted({*asked.ids, *(row.id for row in rows)}) if asked.ids else archive.documents()
    begin(len(ids))
    published = {row.id: row.published_at.isoformat() for row in rows}
    found = under_sheets(_facts(archive, ids, published, advance))
    # All are looked at, for a sheet parts the documents behind it; then those asked for are kept.
    return tuple(one for one in found if not asked.ids or one.id in asked.ids)


def _with_neighbours(archive: Archive, ids: Collection[str]) -> list[DocumentRow]:
    """What the ledger knows of documents and of the others of their files, as far as they stand."""
    if unknown := sorted(one for one in ids if not archive.has(one)):
        raise ArchiveError(archive.store.location, f"không có văn bản {', '.join(unknown[:5])}")
    known = (archive.ledger.document(one) for one in ids)
    files = {row.sha256 for row in known if row is not None}
    rows = (row for sha256 in files for row in archive.ledger.documents(sha256))
    return [row for row in rows if row.state == "published"]


def _facts(
    archive: Archive,
    ids: Collection[str],
    published: dict[str, str],
    advance: Callable[[], None],
) -> Iterator[Facts]:
    for document_id in ids:
        document = archive.read_decided(document_id)
        path = f"documents/{document_id}"
        manifest = (archive.store.read(f"{path}/manifest-sha256.txt") or b"").decode()
        hashes = {name: sha for sha, _, name in (e.partition("  ") for e in manifest.splitlines())}
        if _PDF not in hashes:
            raise ArchiveError(archive.store.location, f"{path} thiếu {_PDF} trong bản kê")
        since = document.archived_at or published.get(document_id)
        if since is None:  # published by an older program, and the ledger was lost since
            remedy = "hãy chạy `sohoa repair --ledger`"
            raise ArchiveError(archive.store.location, f"không rõ {path} vào kho khi nào; {remedy}")
        pdf = Stored(hashes[_PDF], archive.store.size(f"{path}/{_PDF}"))
        yield facts_of(document, pdf, since)
        advance()


def drafted(
    profile: Profile, plan: Plan | None, documents: tuple[Facts, ...], asked: Asked
) -> tuple[Plan, Draft]:
    """The records, and what keeps them from being whole; without a plan, a file for each folder."""
    used = from_folders(documents) if plan is None else plan
    placed = place(documents, used)
    if asked.files:
        placed = placed.only(asked.files)
    made = draft(profile, used, placed, asked.allowed)
    return used, made.whole_only() if asked.whole_only else made
