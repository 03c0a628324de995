"""Cut a file of the archive anew, as a person says, without reading a page again.

Pages, evidence and originals are taken from the documents that stand.  The decision is put on
record first; then new documents are published, each whole and at once, those they take the place
of are kept under `superseded/`, and the ledger is told last.  At no moment is a page in no document
that can be seen, but for the instant between two renames.  A run that was killed at any line is
finished by `finish_cuts`.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.archive.decisions.following import follow_pages, with_left_behind
from pipeline.archive.ledger.tables import Version
from pipeline.archive.originals import original_in
from pipeline.archive.store import DOCUMENTS, SEAL, SUPERSEDED
from pipeline.archive.versions.proposals import void
from pipeline.document import documents
from pipeline.document.assemble import document_id
from pipeline.errors import ArchiveError, CutError
from pipeline.export import as_read, write_bag
from pipeline.export.own_pages import Leaf
from pipeline.record.schema import from_json
from pipeline.values.document import Event
from pipeline.values.scanned import Scan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.archive.archive import Archive
    from pipeline.archive.ledger.tables import CutRow
    from pipeline.archive.store import Store
    from pipeline.settings import Settings
    from pipeline.values.document import Document

__all__ = [
    "check_cut",
    "cut_event",
    "finish_cuts",
    "made_so_far",
    "planned",
    "recut",
    "standing",
]

log = logging.getLogger(__name__)


def standing(archive: Archive, sha256: str) -> list[Document]:
    """A file's documents as the archive has them, in the order of their first pages.

    Raises:
        ArchiveError: One of them is not there, or is damaged.
    """
    rows = archive.ledger.documents(sha256)
    bags = [_Bag(archive.store, f"{DOCUMENTS}/{row.id}", row.pages) for row in rows]
    return sorted((bag.document() for bag in bags), key=lambda found: found.source.pages[0])


def check_cut(name: str, found: Sequence[Document], pages: Sequence[Sequence[int]]) -> None:
    """See that a person's ranges hold every page of a file once.

    Args:
        name: Of the file, for the error.
        found: Its documents.
        pages: Page numbers of each new document.

    Raises:
        CutError: A page is named twice, left out, or not in the file.
    """
    known = {page.number for document in found for page in document.pages}
    asked = [number for numbers in pages for number in numbers]
    twice = sorted({number for number in asked if asked.count(number) > 1})
    if twice:
        raise CutError(name, f"trang {_said(twice)} nằm trong hai văn bản; mỗi trang chỉ một lần")
    if strangers := sorted(set(asked) - known):
        raise CutError(name, f"không có trang {_said(strangers)}; tệp có trang {_said(known)}")
    if left := sorted(known - set(asked)):
        raise CutError(
            name,
            f"còn sót trang {_said(left)}; mọi trang, kể cả trang trắng và tờ phân cách, phải "
            "thuộc một văn bản",
        )


def planned(
    found: Sequence[Document], pages: Sequence[Sequence[int]], event: Event, settings: Settings
) -> list[Document]:
    """The documents that would stand after a cut; nothing is written.

    Args:
        found: Those that stand.
        pages: Page numbers of each new document, all pages once.
        event: The cut, for their history.
        settings: Which fields are required, and where a scan is no longer good enough.
    """
    source = found[0].source
    readings = sorted((page for one in found for page in one.pages), key=lambda p: p.number)
    scan = Scan(Path(source.name), source.name, source.sha256, len(readings))
    events = as_read(found[0]).events
    return documents(scan, readings, (*events, event), settings.review, pages, settings.judging)


def cut_event(who: str, moment: str) -> Event:
    """What the record says of a person's cut: who, and when."""
    return Event("cut_by_person", "", at=moment, who=who)


def recut(
    archive: Archive, sha256: str, pages: Sequence[Sequence[int]], who: str, settings: Settings
) -> list[Document]:
    """Cut a file anew; who calls holds the archive's lock.

    Args:
        archive: Where it is.
        sha256: Of the file.
        pages: Page numbers of each document.
        who: Decided.
        settings: Which fields are required, and where a scan is no longer good enough.

    Returns:
        The documents that now stand; the same ones where a person said so before.

    Raises:
        CutError: The pages are not the file's, each once.
        ArchiveError: A document that stands is damaged; nothing was changed then.
    """
    found = standing(archive, sha256)
    if not found:
        raise CutError(sha256[:12], "kho chưa có văn bản nào của tệp này")
    check_cut(found[0].source.name, found, pages)
    asked = set(map(tuple, pages))
    decided = archive.ledger.cuts.of(sha256)
    if decided and asked == set(decided[0].pages) == {one.source.pages for one in found}:
        archive.ledger.cuts.drop_wish(sha256)
        return found  # said before, and so it stands
    for row in archive.ledger.documents(sha256):
        _Bag(archive.store, f"{DOCUMENTS}/{row.id}", row.pages).see_whole()
    stood = archive.ledger.documents(sha256)
    return _carry_out(archive, archive.ledger.cuts.decide(sha256, who, pages, stood), settings)


def finish_cuts(archive: Archive, settings: Settings) -> int:
    """Finish cuts that a killed run has begun, and make those that waited for now; how many."""
    rows = archive.ledger.cuts.pending()
    for row in rows:
        log.info("cut goes on file=%s", row.sha256)
        _carry_out(archive, row, settings)
    return len(rows) + sum(
        _granted(archive, wish, settings) for wish in archive.ledger.cuts.wishes()
    )


def made_so_far(archive: Archive, sha256: str) -> int:
    """How many of its documents the cut of a file that is under way has put in place."""
    row = next((one for one in archive.ledger.cuts.pending() if one.sha256 == sha256), None)
    if row is None:
        return 0
    event = cut_event(row.who, row.at.isoformat(timespec="microseconds"))
    ids = [document_id(sha256, pages[0]) for pages in row.pages]
    there = [archive.read_document(one) for one in ids if archive.has(one)]
    return sum(event in one.events for one in there)


def _granted(archive: Archive, wish: CutRow, settings: Settings) -> bool:
    """Make a cut that waited, where the file's documents still are those it was meant for."""
    stood = {(row.id, row.pages) for row in archive.ledger.documents(wish.sha256)}
    if stood == {(version.id, version.pages) for version in wish.before}:
        recut(archive, wish.sha256, wish.pages, wish.who, settings)
        return True
    log.info("cut no longer wanted file=%s by=%s", wish.sha256, wish.who)
    archive.ledger.cuts.drop_wish(wish.sha256)
    return False


def _carry_out(archive: Archive, row: CutRow, settings: Settings) -> list[Document]:
    """Bring the archive to what was decided, from wherever an earlier run has left it."""
    store = archive.store
    bags = [_old_bag(store, row, version) for version in row.before]
    found = [bag.document() for bag in bags]
    event = cut_event(row.who, row.at.isoformat(timespec="microseconds"))
    new = with_left_behind(archive, found, planned(found, row.pages, event, settings))
    ids = {document.id for document in new}
    before = {version.id for version in row.before}
    kept = _kept_bags(archive, row)
    # First what has a name of its own: no page is out of sight while others are put in place.
    for document in sorted(new, key=lambda one: one.id in before):
        if not _stands(store, document, event):
            _publish(store, row, document, bags, kept)
    for gone in sorted(before - ids):
        store.supersede(gone, row.stamp)
    configs = {version.config for version in row.before}
    # Pages of several readings make no document of one: it is taken for an old reading.
    config = configs.pop() if len(configs) == 1 else ""
    versions = [Version(one.id, one.source.pages, config) for one in new]
    void(archive, row.sha256, "tệp đã được cắt lại")
    # Before the cut is called done: a run that is killed here does it again, and does it once.
    follow_pages(archive, found, new, row.who)
    archive.ledger.cuts.carried_out(row, versions)
    for document in new:
        archive.make_known(document)
    archive.search.drop(sorted(before - ids))
    log.info("cut file=%s documents=%d by=%s", row.sha256, len(new), row.who)
    return new


@dataclass(frozen=True, slots=True)
class _Bag:
    """A document where it lies: in sight, or superseded."""

    store: Store
    home: str
    pages: tuple[int, ...]

    def document(self) -> Document:
        """Its record."""
        data = self.store.read(f"{self.home}/data/document.json")
        if data is None:
            raise ArchiveError(self.store.location, f"không có {self.home}")
        try:
            return from_json(data)
        except msgspec.MsgspecError as error:
            detail = f"{self.home}/data/document.json bị hỏng"
            raise ArchiveError(self.store.location, detail) from error

    def see_whole(self) -> None:
        """Look whether everything is there that a cut needs; `ArchiveError` names what is not."""
        there = set(self.store.names(f"{self.home}/data/evidence"))
        wanted = {name for page in self.document().pages for name in page.pictures}
        if missing := sorted(wanted - there):
            detail = f"{self.home} thiếu ảnh {', '.join(missing[:3])}"
            raise ArchiveError(self.store.location, detail)
        original_in(self.store, self.home)

    def original(self, folder: Path) -> Path:
        """Its own original as a local file, fetched once."""
        name = original_in(self.store, self.home)
        target = folder / f"{self.home.replace('/', '-')}-{Path(name).name}"
        if not target.exists():
            self.store.fetch(f"{self.home}/{name}", target)
        return target


def _old_bag(store: Store, row: CutRow, version: Version) -> _Bag:
    """A document that stood before a cut: where it stood, or where the cut has put it."""
    kept = f"{SUPERSEDED}/{version.id}/{row.stamp}"
    home = kept if store.exists(f"{kept}/{SEAL}") else f"{DOCUMENTS}/{version.id}"
    return _Bag(store, home, version.pages)


def _kept_bags(archive: Archive, row: CutRow) -> list[_Bag]:
    """What earlier cuts of the file have put aside: parts that are joined again are there whole."""
    earlier = [old for old in archive.ledger.cuts.of(row.sha256) if old.at < row.at]
    return [
        _Bag(archive.store, f"{SUPERSEDED}/{version.id}/{old.stamp}", version.pages)
        for old in earlier
        for version in old.before
        if archive.store.exists(f"{SUPERSEDED}/{version.id}/{old.stamp}/{SEAL}")
    ]


def _stands(store: Store, document: Document, event: Event) -> bool:
    """Whether an earlier run of this very cut has published a document."""
    if not store.has(document.id):
        return False
    there = _Bag(store, f"{DOCUMENTS}/{document.id}", ()).document()
    return event in there.events and there.source == document.source


def _publish(
    store: Store, row: CutRow, document: Document, bags: Sequence[_Bag], kept: Sequence[_Bag]
) -> None:
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        leaves = _leaves(document.source.pages, bags, kept, Path(folder))
        crops = _Evidence({number: bag for bag in bags for number in bag.pages}, document)

        def build(place: Path) -> None:
            write_bag(document.archived(row.at), leaves, crops, place)

        store.publish(document.id, build, version=row.stamp)


def _leaves(
    pages: tuple[int, ...], bags: Sequence[_Bag], kept: Sequence[_Bag], folder: Path
) -> list[Leaf]:
    """Where each page's original lies: in one file where one has them all, or in several."""
    whole = [bag for bag in (*bags, *kept) if set(pages) <= set(bag.pages)]
    exact = [bag for bag in whole if bag.pages == pages]
    if one := next(iter((*exact, *whole)), None):
        path = one.original(folder)
        return [Leaf(path, one.pages.index(number) + 1) for number in pages]
    of = {number: bag for bag in bags for number in bag.pages}
    return [
        Leaf(of[number].original(folder), of[number].pages.index(number) + 1) for number in pages
    ]


class _Evidence(Mapping[str, bytes]):
    """Pictures of a document's pages, read one by one from the documents they lie in."""

    def __init__(self, bags: Mapping[int, _Bag], document: Document) -> None:
        self._bag_of = {
            name: bags[page.number] for page in document.pages for name in page.pictures
        }

    def __getitem__(self, name: str) -> bytes:
        bag = self._bag_of[name]
        data = bag.store.read(f"{bag.home}/data/evidence/{name}")
        if data is None:
            raise ArchiveError(bag.store.location, f"{bag.home} thiếu ảnh {name}")
        return data

    def __iter__(self) -> Iterator[str]:
        return iter(self._bag_of)

    def __len__(self) -> int:
        return len(self._bag_of)


def _said(numbers: Sequence[int] | set[int]) -> str:
    """Page numbers for a person.

    >>> _said([1, 2, 3, 7]), _said({4})
    ('1-3, 7', '4')
    """
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and number == parts[-1][-1] + 1:
            parts[-1] = [parts[-1][0], number]
        else:
            parts.append([number])
    return ", ".join("-".join(map(str, part)) for part in parts)
