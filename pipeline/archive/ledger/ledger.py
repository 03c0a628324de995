"""The ledger: every file ever seen, every page ever tried, every document ever published.

It is the truth about what was done; objects and checkpoints are the truth about what was found.
Every method is one statement and may be repeated: a killed night leaves nothing half written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal, select, update

from pipeline.archive.ledger.asides import AsideLedger
from pipeline.archive.ledger.batches import BatchLedger
from pipeline.archive.ledger.causes import CauseLedger
from pipeline.archive.ledger.cuts import CutLedger
from pipeline.archive.ledger.database import Database
from pipeline.archive.ledger.decisions import DecisionLedger
from pipeline.archive.ledger.deliveries import DeliveryLedger
from pipeline.archive.ledger.desk_counts import DeskCounts
from pipeline.archive.ledger.entries import EntryLedger
from pipeline.archive.ledger.events import EventLedger, telling
from pipeline.archive.ledger.fixity import FixityLedger
from pipeline.archive.ledger.fonds import FondsLedger
from pipeline.archive.ledger.gauges import Gauges
from pipeline.archive.ledger.leases import LeaseLedger, all_hold
from pipeline.archive.ledger.likeness import LikenessLedger
from pipeline.archive.ledger.manifests import ManifestLedger
from pipeline.archive.ledger.nights import NightLedger
from pipeline.archive.ledger.packings import PackingLedger
from pipeline.archive.ledger.pages import PageLedger
from pipeline.archive.ledger.queue import QueueLedger
from pipeline.archive.ledger.records import RecordLedger
from pipeline.archive.ledger.tables import (
    ClearanceRow,
    DocumentRow,
    FileRow,
    FileState,
    NightRow,
    clearances,
    documents,
    files,
    nights,
    now,
    sightings,
)
from pipeline.archive.ledger.uploads import UploadLedger
from pipeline.archive.ledger.versions import VersionLedger
from pipeline.archive.ledger.webhooks import WebhookLedger
from pipeline.archive.relearning.new_ledger import RelearnLedger
from pipeline.archive.spelling import key_of, place_of, spelt
from pipeline.archive.states import FILES
from pipeline.steps import Step, reached

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from pipeline.archive.ledger.leases import Lease
    from pipeline.archive.listing import InboxFile
    from pipeline.errors import DigitiseError

__all__ = ["Ledger"]

_SEEN = (sightings.c.id, sightings.c.size, sightings.c.mtime_ns, sightings.c.sha256)
_AT_ONCE = 400  # SQLite takes no more than 999 values in a statement on old versions


def _may(statement: str) -> ColumnElement[bool]:
    """Whether a file is in a state that a statement may begin in."""
    return files.c.state.in_(FILES.before(f"Ledger.{statement}"))


class Ledger:
    """The ledger in one database.

    Args:
        url: SQLAlchemy's: `sqlite:///…`, `postgresql+psycopg://…`.

    Attributes:
        url: As given.
        pages: What is known of single pages.
        entries: What lies in the inbox and is no file yet.
        records: What a person has to look at in which document.
        queue: In which order.
        causes: What many documents share that a person has to look at.
        cuts: Where a person said that documents begin.
        decisions: What people decided of documents.
        versions: Documents that were read again.
        likeness: Which documents are one paper.
        events: What other programs are told of.
        webhooks: Which programs those are.
        manifests: Lists of what a contractor delivers.
        deliveries: To whom reports of nights went.
        uploads: Files that other programs sent.
        fixity: When each bag was last looked through.
        fonds: Where the files of documents lay, and which are withheld.
        asides: Files that wait for a person, and what people did with them.
        work: How far the night at work is.
        leases: Who may do what only one may do.
        batches: What a night gave out, and how far that is.
        packings: When documents were first packed.
        desk: What the desk's morning page counts.
        gauges: What monitoring asks.
        relearn: Rows made again from what the archive knows.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._db = Database(url)
        self.pages = PageLedger(self._db)
        self.entries = EntryLedger(self._db)
        self.records = RecordLedger(self._db)
        self.queue = QueueLedger(self._db)
        self.causes = CauseLedger(self._db)
        self.cuts = CutLedger(self._db)
        self.decisions = DecisionLedger(self._db)
        self.versions = VersionLedger(self._db)
        self.likeness = LikenessLedger(self._db)
        self.events = EventLedger(self._db)
        self.webhooks = WebhookLedger(self._db)
        self.manifests = ManifestLedger(self._db)
        self.deliveries = DeliveryLedger(self._db)
        self.uploads = UploadLedger(self._db)
        self.fixity = FixityLedger(self._db)
        self.fonds = FondsLedger(self._db)
        self.asides = AsideLedger(self._db)
        self.work = NightLedger(self._db)
        self.leases = LeaseLedger(self._db)
        self.batches = BatchLedger(self._db)
        self.packings = PackingLedger(self._db)
        self.desk = DeskCounts(self._db)
        self.gauges = Gauges(self._db)
        self.relearn = RelearnLedger(self._db)

    def close(self) -> None:
        """Let go of the database."""
        self._db.close()

    # Files

    def known(self, found: Iterable[InboxFile]) -> dict[str, str]:
        """Location → SHA-256 of files that are as they were when they were hashed.

        Same place, same size, same moment of writing: then the bytes are the same, and a second
        night need not read them again.
        """
        return self._as_hashed(found, select(*_SEEN))

    def meet(self, found: Iterable[InboxFile]) -> dict[str, str]:
        """The same; and the ledger remembers that something lies at these places now."""
        return self._as_hashed(found, update(sightings).values(last_seen=now()).returning(*_SEEN))

    def _as_hashed(self, found: Iterable[InboxFile], asked: Any) -> dict[str, str]:
        hashes: dict[str, str] = {}
        waiting = list(found)
        for start in range(0, len(waiting), _AT_ONCE):
            part = {key_of(file.location): file for file in waiting[start : start + _AT_ONCE]}
            for row in self._db.run(asked.where(sightings.c.id.in_(part))):
                file = part[row.id]
                if (row.size, row.mtime_ns) == (file.size, file.mtime_ns):
                    hashes[file.location] = row.sha256
        return hashes

    def sight(self, file: InboxFile, sha256: str) -> FileRow:
        """Put on record that these bytes lie there under that name; what is known of them."""
        moment = now()
        self._db.run(
            self._db.insert(files)
            .values(
                sha256=sha256,
                name=file.name,
                size=file.size,
                state="seen",
                attempts=0,
                first_seen=moment,
                updated=moment,
            )
            .on_conflict_do_nothing()
        )
        reached(Step.FILE_KNOWN, file=sha256)
        seen = {
            "location": spelt(file.location),
            "name": file.name,
            "size": file.size,
            "mtime_ns": file.mtime_ns,
            "sha256": sha256,
            "last_seen": moment,
        }
        self._db.run(
            self._db.insert(sightings)
            .values(id=key_of(file.location), first_seen=moment, **seen)
            .on_conflict_do_update(index_elements=["id"], set_=seen)
        )
        self.queue.lies(sha256)
        reached(Step.FILE_SIGHTED, file=sha256)
        found = self.file(sha256)
        if found is None:
            raise LookupError(sha256)
        return found

    def file(self, sha256: str) -> FileRow | None:
        """What is known of a file."""
        rows = self._db.run(select(files).where(files.c.sha256 == sha256))
        return FileRow(*rows[0]) if rows else None

    def files(self, state: FileState | None = None) -> list[FileRow]:
        """All files, or those in one state, in the order they came."""
        wanted = select(files).order_by(files.c.first_seen, files.c.sha256)
        if state is not None:
            wanted = wanted.where(files.c.state == state)
        return [FileRow(*row) for row in self._db.run(wanted)]

    def names(self, sha256: str) -> list[str]:
        """Every name these bytes were seen under."""
        rows = self._db.run(
            select(sightings.c.name)
            .where(sightings.c.sha256 == sha256)
            .order_by(sightings.c.first_seen, sightings.c.name)
        )
        return [row.name for row in rows]

    def places(self, sha256: str) -> dict[str, tuple[int, int]]:
        """Every place these bytes were seen at → size and moment of writing, the last one first."""
        rows = self._db.run(
            select(sightings.c.location, sightings.c.size, sightings.c.mtime_ns)
            .where(sightings.c.sha256 == sha256)
            .order_by(sightings.c.last_seen.desc(), sightings.c.location)
        )
        return {place_of(row.location): (row.size, row.mtime_ns) for row in rows}

    def in_inbox(self, since: datetime) -> tuple[int, int]:
        """Files met since then, and how many of them say what another one says too."""
        met = sightings.c.last_seen >= since
        wanted = select(func.count(), func.count(sightings.c.sha256.distinct())).where(met)
        ((number, different),) = self._db.run(wanted)
        return number, number - different

    def begin(self, sha256: str, pages: int) -> None:
        """A night begins to read a file; one more attempt."""
        self._move("begin", sha256, state="reading", pages=pages, attempts=files.c.attempts + 1)
        reached(Step.FILE_BEGUN, file=sha256)

    def publish(self, sha256: str) -> None:
        """All documents of a file are in the archive."""
        self._move("publish", sha256, state="published", code=None, reason=None)
        reached(Step.FILE_PUBLISHED, file=sha256)

    def set_aside(self, sha256: str, error: DigitiseError) -> None:
        """A file waits for a person; other programs are told when it did not before."""
        this = (files.c.sha256 == sha256) & _may("set_aside")
        news = select(files.c.sha256).where(this, files.c.state != "set_aside").exists()
        waits = {"state": "set_aside", "code": error.code, "reason": str(error), "updated": now()}
        self._db.run_together(
            [
                *telling(self._db, "scan.set_aside", sha256=sha256, when=news),
                (update(files).where(this).values(**waits), None),
            ]
        )

    def clear(self, sha256: str, who: str) -> None:
        """A person decides that a file's mark of secrecy is none; the first decision stays."""
        decision = self._db.insert(clearances).values(sha256=sha256, who=who, at=now())
        self._db.run(decision.on_conflict_do_nothing())

    def clearance(self, sha256: str) -> ClearanceRow | None:
        """Who decided that this file is not secret; None where nobody did."""
        rows = self._db.run(select(clearances).where(clearances.c.sha256 == sha256))
        return ClearanceRow(*rows[0]) if rows else None

    def fail(self, sha256: str, code: str, reason: str) -> None:
        """A file could not be finished by our own doing; the next night tries again."""
        self._move("fail", sha256, state="failed", code=code, reason=reason)

    def leave(self, hashes: Sequence[str]) -> None:
        """A night halted before it came to these files: that was no attempt."""
        for start in range(0, len(hashes), _AT_ONCE):
            these = files.c.sha256.in_(hashes[start : start + _AT_ONCE])
            waits = {"state": "seen", "attempts": files.c.attempts - 1}
            self._db.run(
                update(files)
                .where(these, files.c.state == "reading")
                .values(updated=now(), **waits)
            )

    def retry(self, sha256: str | None = None) -> list[str]:
        """Give files another chance: one, or all that were set aside or failed.

        A published file is not read again.

        Returns:
            Their hashes.
        """
        wanted = update(files).where(files.c.state.in_(("set_aside", "failed")))
        if sha256 is not None:
            wanted = update(files).where(files.c.sha256 == sha256, _may("retry"))
        rows = self._db.run(
            wanted.values(
                state="seen", code=None, reason=None, attempts=0, updated=now()
            ).returning(files.c.sha256)
        )
        again = [row.sha256 for row in rows]
        self.pages.forget(again)
        return again

    def reopen(self, sha256: str) -> None:
        """A file whose documents were lost is read again; no other state is touched."""
        self._move("reopen", sha256, state="seen", attempts=0)

    def counts(self) -> dict[str, int]:
        """Files by state, and documents."""
        by_state = self._db.run(select(files.c.state, func.count()).group_by(files.c.state))
        found = {str(state): int(number) for state, number in by_state}
        (published,) = self._db.run(select(func.count()).select_from(documents))
        return {**found, "documents": int(published[0])}

    def _move(self, statement: str, sha256: str, **values: Any) -> None:
        """From a state that the statement may begin in; from any other it changes nothing."""
        this = (files.c.sha256 == sha256) & _may(statement)
        self._db.run(update(files).where(this).values(updated=now(), **values))

    # Documents

    def record(
        self,
        document_id: str,
        sha256: str,
        pages: Sequence[int],
        config: str,
        under: Sequence[Lease] = (),
    ) -> None:
        """A document is in the archive, or is again; saying so twice changes nothing.

        Args:
            document_id: Of the document.
            sha256: Of its file.
            pages: Page numbers in it.
            config: What they were read with.
            under: Leases without which nothing is put on record.

        Raises:
            LeaseLostError: One of them is lost.
        """
        state = {"state": "published", "config": config, "published_at": now()}
        row = {"id": document_id, "sha256": sha256, "pages": list(pages), **state}
        told = select(*(literal(value, documents.c[name].type) for name, value in row.items()))
        rows = self._db.run(
            self._db.insert(documents)
            .from_select(list(row), told.where(all_hold(under)))
            .on_conflict_do_update(
                index_elements=["id"], set_=state, where=documents.c.state == "missing"
            )
            .returning(documents.c.id)
        )
        if not rows:  # it was on record, or we may not say so
            self.leases.check(under)
        reached(Step.DOCUMENT_RECORDED, document=document_id)

    def miss(self, ids: Sequence[str]) -> None:
        """These documents are no longer in the archive."""
        for start in range(0, len(ids), _AT_ONCE):
            gone = documents.c.id.in_(ids[start : start + _AT_ONCE])
            self._db.run(update(documents).where(gone).values(state="missing"))

    def published(self) -> int:
        """How many documents are in the archive, as far as is known."""
        there = select(func.count()).select_from(documents)
        return int(self._db.run(there.where(documents.c.state == "published"))[0][0])

    def documents(self, sha256: str | None = None) -> list[DocumentRow]:
        """All documents, or those of one file."""
        wanted = select(documents).order_by(documents.c.published_at, documents.c.id)
        if sha256 is not None:
            wanted = wanted.where(documents.c.sha256 == sha256)
        found = (row._asdict() for row in self._db.run(wanted))
        return [DocumentRow(**row | {"pages": tuple(row["pages"])}) for row in found]

    def documents_after(self, after: tuple[datetime, str] | None, limit: int) -> list[DocumentRow]:
        """The next documents of the archive in the order they came.

        Args:
            after: Moment and id of the last one that was seen.
            limit: So many at most.
        """
        wanted = select(documents).where(documents.c.state == "published")
        if after is not None:
            moment, last = after
            same = (documents.c.published_at == moment) & (documents.c.id > last)
            wanted = wanted.where((documents.c.published_at > moment) | same)
        rows = self._db.run(wanted.order_by(documents.c.published_at, documents.c.id).limit(limit))
        found = (row._asdict() for row in rows)
        return [DocumentRow(**row | {"pages": tuple(row["pages"])}) for row in found]

    def document(self, document_id: str) -> DocumentRow | None:
        """What is known of a document."""
        rows = self._db.run(select(documents).where(documents.c.id == document_id))
        found = [row._asdict() for row in rows]
        return DocumentRow(**found[0] | {"pages": tuple(found[0]["pages"])}) if found else None

    # Nights

    def start_night(self, night: str) -> None:
        """A night begins; a night begun again goes on as it was, and any other was killed."""
        killed = (nights.c.id != night) & (nights.c.state == "running")
        self._db.run(update(nights).where(killed).values(state="failed"))
        self._db.run(
            self._db.insert(nights)
            .values(id=night, started=now(), state="running", counts={})
            .on_conflict_do_nothing()
        )
        reached(Step.NIGHT_BEGUN, night=night)

    def end_night(self, night: str, counts: Mapping[str, Any], state: str = "done") -> None:
        """A night is over: what it did."""
        self._db.run(
            update(nights)
            .where(nights.c.id == night, nights.c.state == "running")
            .values(ended=now(), state=state, counts=dict(counts))
        )
        reached(Step.NIGHT_ENDED, night=night)

    def nights(self, last: int = 10) -> list[NightRow]:
        """The last nights, the newest first."""
        rows = self._db.run(select(nights).order_by(nights.c.started.desc()).limit(last))
        return [NightRow(*row) for row in rows]

    def night(self, night: str) -> NightRow | None:
        """One of them."""
        rows = self._db.run(select(nights).where(nights.c.id == night))
        return NightRow(*rows[0]) if rows else None
