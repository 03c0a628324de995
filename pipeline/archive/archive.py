"""The archive: documents, checkpoints, quarantine and reports in a store, the ledger beside it."""

from __future__ import annotations

import copy
import logging
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.archive.bucket import BucketStore
from pipeline.archive.checkpoints import checkpoint_path, pack_page, unpack_page, work_path
from pipeline.archive.decisions import Decisions
from pipeline.archive.folder import FolderStore
from pipeline.archive.inbox import unreadable
from pipeline.archive.ledger.ledger import Ledger
from pipeline.archive.listing import moment
from pipeline.archive.quarantine import Reason, reason_file, reason_path, safe_name
from pipeline.archive.search.keeping import ArchiveIndex, index_beside, kept_as
from pipeline.archive.store import DOCUMENTS, WORK, Store
from pipeline.digests import kept_sha256_of
from pipeline.document.decided import decided
from pipeline.errors import ArchiveError, GoneScanError, SecretScanError, SettingsError
from pipeline.export import write_bag
from pipeline.likeness import prints_of
from pipeline.record.migrations import newest
from pipeline.record.schema import from_json
from pipeline.steps import Step, reached

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.archive.ledger.leases import Lease
    from pipeline.archive.ledger.tables import DocumentRow
    from pipeline.errors import DigitiseError
    from pipeline.settings import Settings
    from pipeline.values.document import Document
    from pipeline.values.readings import PageResult

__all__ = ["Archive", "ledger_url", "open_archive", "open_store"]

log = logging.getLogger(__name__)


def open_archive(settings: Settings) -> Archive:
    """The archive the settings name, made where it is missing (a bucket must be there).

    Raises:
        SettingsError: An archive in a bucket without a database.
        LedgerVersionError: A newer program has written its ledger.
        ArchiveError: It cannot be reached, or is full, or read-only.
    """
    url = ledger_url(settings)
    return Archive(open_store(settings), Ledger(url))


def open_store(settings: Settings) -> Store:
    """Where the documents of an archive lie, without its ledger."""
    place = settings.archive
    return BucketStore(place) if place.startswith("s3://") else FolderStore(Path(place))


def ledger_url(settings: Settings) -> str:
    """Where the ledger of an archive is: in a database, or in SQLite inside the folder.

    Raises:
        SettingsError: An archive in a bucket without a database.
    """
    if settings.database:
        return settings.database
    if settings.archive.startswith("s3://"):
        raise SettingsError("database", "", "postgresql+psycopg://… khi kho là s3://…")
    return f"sqlite:///{Path(settings.archive).absolute()}/ledger.sqlite"


class Archive:
    """Where everything lands.

    Attributes:
        store: Objects.
        ledger: What was seen and done.
        search: The index of its documents: never the truth.
        decisions: What people decided of its documents.
        leases: Without which nothing of it becomes visible or goes; see `under`.

    All methods may be repeated; a run that was killed between any two lines is made good by the
    next one.
    """

    def __init__(self, store: Store, ledger: Ledger) -> None:
        self.store = store
        self.ledger = ledger
        self.search = ArchiveIndex(index_beside(ledger.url))
        self.decisions = Decisions(self)
        self.leases: tuple[Lease, ...] = ()

    def under(self, *leases: Lease) -> Archive:
        """The same archive, for a run that must not touch it any more when these are lost.

        They are asked for right before a document is to be seen, moved or replaced, and in the
        statement that puts it on record.
        """
        bound = copy.copy(self)
        bound.leases = leases
        bound.store = self.store.asking(lambda: self.ledger.leases.check(leases))
        bound.decisions = Decisions(bound)
        return bound

    def close(self) -> None:
        """Let go of the ledger's database."""
        self.search.close()
        self.ledger.close()

    # Documents

    def publish(
        self,
        document: Document,
        original: Path,
        crops: Mapping[str, bytes],
        config: str = "",
    ) -> bool:
        """Put a document into the archive, whole and at once.

        Args:
            document: What it says.
            original: The scanned file, a local path.
            crops: Its evidence, file name to PNG.
            config: `reading_key` of the settings it was read with.

        Returns:
            False when it was there already; nothing is written then.

        Raises:
            SecretScanError: It has a page that was withheld; nothing is written.
            GoneScanError: The original went, or was replaced.
            UnreadableScanError: The original may not be read.
            CorruptScanError: The original cannot be rewritten as PDF.
            LeaseLostError: Another one does our work now; what it has published stands.
            ArchiveError: No room, no right, no answer.
        """
        for page in document.pages:
            if page.withheld is not None:
                raise SecretScanError(document.source.name, page.number, page.withheld)
        new = False
        if not self.has(document.id):
            try:
                original.open("rb").close()
            except OSError as error:
                raise unreadable(document.source.name, error) from error

            def build(folder: Path) -> None:
                moment = self.ledger.packings.moment_of(document.id, self.leases)
                reached(Step.PACKING_FIXED, document=document.id)
                write_bag(document.archived(moment), original, crops, folder)
                # Pages of a stack have no hash of their own that would tell.
                if not self.is_unchanged(original, document.source.sha256):
                    raise GoneScanError(document.source.name)
                reached(Step.BAG_BUILT, document=document.id)

            new = self.store.publish(document.id, build)
            reached(Step.DOCUMENT_VISIBLE, document=document.id)
        # Also when it was there: a run may have been killed just before this line.
        source = document.source
        self.ledger.record(document.id, source.sha256, source.pages, config, self.leases)
        self.ledger.packings.forget(document.id)
        self.make_known(document)
        log.info("published document=%s new=%s", document.id, new)
        return new

    def make_known(self, document: Document) -> None:
        """Keep of a published document all by which it is found again, compared and reviewed.

        Args:
            document: As it was read; what people decided of it is laid over it here.
        """
        made = self.decisions.of(document.id)
        shown = decided(document, made)
        self.ledger.records.keep(shown, made)
        reached(Step.RECORD_KEPT, document=document.id)
        self.ledger.queue.keep(shown, made)
        reached(Step.QUEUE_KEPT, document=document.id)
        self.ledger.likeness.keep(document.id, prints_of(document))
        reached(Step.LIKENESS_KEPT, document=document.id)
        self.make_found(shown)
        reached(Step.INDEX_KEPT, document=document.id)

    def make_found(self, shown: Document) -> None:
        """Tell the index of a document as people have decided it, and who may find it."""
        self.search.keep(kept_as(self, [shown])[0])

    def has(self, document_id: str) -> bool:
        """Whether a document is in the archive."""
        return self.store.has(self._checked(document_id))

    def documents(self) -> list[str]:
        """Ids of all documents a reader can see."""
        return self.store.published()

    def read_text(self, document_id: str) -> str:
        """A document's canonical text."""
        return self._payload(document_id, "text.txt").decode()

    def read_json(self, document_id: str) -> dict[str, Any]:
        """A document's record, as today's program writes it.

        Raises:
            ArchiveError: There is none, or it is not as any program wrote them.
            RecordVersionError: A newer program has written it.
        """
        data = self._payload(document_id, "document.json")
        with self._understood(document_id):
            return newest(msgspec.json.decode(data, type=dict[str, Any]))

    def read_document(self, document_id: str) -> Document:
        """A document as it was published: the machine's reading.

        Raises:
            ArchiveError: There is none, or its record is not as any program wrote them.
            RecordVersionError: A newer program has written it.
        """
        data = self._payload(document_id, "document.json")
        with self._understood(document_id):
            return from_json(data)

    def read_decided(self, document_id: str) -> Document:
        """A document as people see it: as it was read, with what they decided laid over.

        Raises:
            ArchiveError: There is none, or its record is not as any program wrote them.
            RecordVersionError: A newer program has written it.
        """
        return self.decisions.laid_over(self.read_document(document_id))

    def missing(self) -> list[DocumentRow]:
        """Documents that were published and are no longer there; one listing of the store."""
        rows = self.ledger.documents()
        there = set(self.store.published()) if rows else set()
        return [row for row in rows if row.id not in there]

    def location(self, document_id: str) -> str:
        """Where a person finds a document."""
        return self.store.url(f"{DOCUMENTS}/{self._checked(document_id)}")

    # Checkpoints

    def save_page(self, sha256: str, number: int, config: str, result: PageResult) -> None:
        """Keep a finished page, so that no run reads it twice.

        The first reading stays: who was taken for dead and wakes with another one does not change
        the page under whoever packs it.  What is no whole page gives way.
        """
        path, data = checkpoint_path(sha256, number, config), pack_page(result)
        if not self.store.create(path, data):
            kept = self.load_page(sha256, number, config)
            if kept is None or kept.reading.problem is not None:
                self.store.write(path, data)
        reached(Step.CHECKPOINT_WRITTEN, file=sha256, page=number)

    def load_page(self, sha256: str, number: int, config: str) -> PageResult | None:
        """A page as it was finished, or None: it is to be read."""
        data = self.store.read(checkpoint_path(sha256, number, config))
        return None if data is None else unpack_page(data)

    def drop_pages(self, sha256: str) -> None:
        """Remove a file's checkpoints: its documents are published, or it is withheld."""
        self.store.remove(work_path(sha256))
        reached(Step.PAGES_DROPPED, file=sha256)

    # Scans

    def is_unchanged(self, path: Path, sha256: str) -> bool:
        """Whether a file is as it was when it was hashed: readable, as long, and written then.

        Mounts of other machines round moments, and programs that copy or save a file touch it:
        where it was written at another moment its bytes tell.
        """
        seen = self.ledger.places(sha256).values()
        try:
            found = path.stat()
            path.open("rb").close()
            if (found.st_size, moment(found)) in seen:
                return True
            return any(found.st_size == size for size, _ in seen) and (
                kept_sha256_of(path) == sha256
            )
        except OSError:
            return False

    # Secret files

    def withhold(self, sha256: str, error: SecretScanError) -> None:
        """Set a secret file aside, and remove what was read of its other pages.

        The ledger first: from then on nobody keeps a page of it, and whoever wrote one in the
        same moment finds the file withheld and removes it again. A run that was killed behind any
        line is made good by the next `sweep`.
        """
        self.ledger.set_aside(sha256, error)
        reached(Step.FILE_WITHHELD, file=sha256)
        self._clean_up(sha256)

    def withholds(self, sha256: str) -> bool:
        """Whether a file is set aside as secret: nothing of it may be kept."""
        row = self.ledger.file(sha256)
        return row is not None and row.state == "set_aside" and row.code == SecretScanError.code

    def _clean_up(self, sha256: str) -> None:
        self.drop_pages(sha256)
        row = self.ledger.file(sha256)
        if row is None:
            raise LookupError(sha256)
        path = reason_path(row.name)
        if not self.store.exists(path):
            reason = Reason(row.code or "", row.reason or "")
            self.store.write(path, reason_file(row.name, sha256, row.size, reason))

    # Beside the documents

    def set_aside(
        self, name: str, sha256: str | None, error: DigitiseError, size: int | None = None
    ) -> str:
        """Put on record that a scan waits for a person; the scan stays where it is.

        Returns:
            Where the reason lies.
        """
        path = reason_path(name)
        reason = Reason(error.code, str(error))
        self.store.write(path, reason_file(name, sha256, size, reason))
        reached(Step.REASON_WRITTEN, file=sha256)
        if sha256 is not None:
            self.ledger.set_aside(sha256, error)
            reached(Step.FILE_ASIDE, file=sha256)
        return self.store.url(path)

    def take_back(self, name: str) -> None:
        """A scan no longer waits: it was replaced, or is tried again."""
        self.store.remove(reason_path(name))

    def write_report(self, name: str, html: bytes) -> str:
        """Keep a night's report; where it lies."""
        self.ledger.leases.check(self.leases)
        path = f"reports/{safe_name(name)}.html"
        self.store.write(path, html)
        reached(Step.REPORT_WRITTEN, night=name)
        return self.store.url(path)

    def read_report(self, name: str) -> bytes | None:
        """A night's report; None where there is none."""
        return self.store.read(f"reports/{safe_name(name)}.html")

    def sweep(self) -> int:
        """Remove what killed runs left half built; how many documents' worth."""
        for row in self.ledger.files("set_aside"):
            if row.code == SecretScanError.code:
                self._clean_up(row.sha256)
        self.decisions.finish()
        self.ledger.packings.forget_published()
        self._drop_left_pages()
        return self.store.sweep({row.id for row in self.ledger.documents()})

    def _drop_left_pages(self) -> None:
        """Checkpoints of published files, but for those of a reading again that is under way.

        A run left them that was killed before it removed them, or that woke when another one had.
        """
        again = {row.sha256 for row in self.ledger.versions.all("reading")}
        for sha256 in {name.partition("/")[0] for name in self.store.objects(WORK)}:
            row = self.ledger.file(sha256)
            if row is not None and row.state == "published" and sha256 not in again:
                self.drop_pages(sha256)

    def _payload(self, document_id: str, name: str) -> bytes:
        path = f"{DOCUMENTS}/{self._checked(document_id)}/data/{name}"
        data = self.store.read(path) if self.has(document_id) else None
        if data is None:
            raise ArchiveError(self.store.location, f"không có {path}")
        return data

    @contextmanager
    def _understood(self, document_id: str) -> Iterator[None]:
        try:
            yield
        except msgspec.MsgspecError as error:
            path = f"{DOCUMENTS}/{document_id}/data/document.json"
            raise ArchiveError(self.store.location, f"không hiểu {path} ({error})") from error

    def _checked(self, document_id: str) -> str:
        """An id comes from people too, and is part of a path."""
        if not document_id or document_id != safe_name(document_id):
            raise ArchiveError(self.store.location, f"không có tài liệu {document_id!r}")
        return document_id
