"""What must hold of an archive whatever died in it: at any moment, and when all is quiet again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recorded_moves import forbidden_moves
from sqlalchemy import func, select, text

from pipeline.archive.checkpoints import checkpoint_path
from pipeline.archive.fixity.agreement import check_agreement, strays
from pipeline.archive.fixity.checking import check_bag
from pipeline.archive.leasing import Holder
from pipeline.archive.ledger.events_tables import events
from pipeline.archive.ledger.likeness_tables import fingerprints
from pipeline.archive.ledger.queue_tables import review_queue
from pipeline.archive.ledger.tables import packings, pages, records
from pipeline.archive.store import DOCUMENTS, SEAL, WORK
from pipeline.settings import Raster

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pipeline.archive import Archive
    from pipeline.archive.ledger.tables import FileRow

__all__ = ["Broken", "Seen", "check_at_any_moment", "check_invariants"]


@dataclass(slots=True)
class Broken:
    """What does not hold, in words.

    Attributes:
        lost: Documents, or pages of them, that were there or ought to be and are not.
        twice: What is there twice.
        half: What is to be seen and not whole, or on record and not there.
        else_: Leftovers, dead holders, moves that no table allows.
    """

    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    else_: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.lost or self.twice or self.half or self.else_)

    def add(self, other: Broken) -> None:
        """As one."""
        self.lost += other.lost
        self.twice += other.twice
        self.half += other.half
        self.else_ += other.else_


@dataclass(frozen=True, slots=True)
class Seen:
    """Visible documents, each as its payload's digests: nothing of it may change any more."""

    documents: Mapping[str, str] = field(default_factory=dict)


def check_at_any_moment(archive: Archive, before: Seen) -> tuple[Broken, Seen]:
    """Look at an archive in which nobody is at work, after whatever died.

    Args:
        archive: Open.
        before: What was visible when it was looked at last.

    Returns:
        What does not hold, and what is visible now.
    """
    broken, ledger = Broken(), archive.ledger
    visible = archive.documents()
    for document in visible:
        found = check_bag(archive, f"{DOCUMENTS}/{document}", Raster())
        # What a killed night has not put on record yet is no damage.
        broken.half += [f"{document}: {one.what}" for one in found if one.code != "no-row"]
    rows = {row.id: row for row in ledger.documents()}
    broken.lost += [f"{one}: on record, not there" for one in rows.keys() - set(visible)]
    now = {document: _digest(archive, document) for document in visible}
    broken.lost += [f"{one}: was visible" for one in before.documents.keys() - now.keys()]
    broken.twice += [
        f"{one}: written again" for one, digest in before.documents.items()
        if now.get(one, digest) != digest
    ]  # fmt: skip
    broken.twice += _pages_twice(archive, visible)
    for file in ledger.files():
        broken.add(_file(archive, file))
    broken.else_ += [f"move {move} x{n}" for move, n in forbidden_moves(ledger._db).items()]
    return broken, Seen(now)


def check_invariants(
    archive: Archive, expected: Mapping[str, str], before: Seen, scratch: Iterable[Path] = ()
) -> Broken:
    """Look at an archive whose last night came to its end in peace.

    Args:
        archive: Open.
        expected: Document → its text, as a night in peace makes them.
        before: What was visible when it was looked at last.
        scratch: Folders for temporary files of all who worked on it.
    """
    broken, _ = check_at_any_moment(archive, before)
    ledger = archive.ledger
    visible = set(archive.documents())
    broken.lost += [f"{one}: never came" for one in expected.keys() - visible]
    broken.twice += [f"{one}: nobody knows it" for one in visible - expected.keys()]
    for document in visible & expected.keys():
        if archive.read_text(document) != expected[document]:
            broken.half.append(f"{document}: another text")
    broken.half += [f"{one.id or one.place}: {one.what}" for one in check_agreement(archive)]
    for name, known in _known(archive).items():
        broken.lost += [f"{one}: not among {name}" for one in visible - set(known)]
        broken.twice += [f"{one}: {n} times in {name}" for one, n in known.items() if n > 1]
        broken.else_ += [f"{one}: strange in {name}" for one in known.keys() - visible]
    broken.lost += [
        f"{file.name}: {file.state} {file.reason or ''}"
        for file in ledger.files() if file.state not in {"published", "set_aside"}
    ]  # fmt: skip
    broken.else_ += _left_over(archive)
    broken.else_ += [
        f"left in {folder}: {one.name}"
        for folder in scratch
        for one in folder.iterdir()
        # Python itself tries a temporary folder with a file of these bytes, and then removes it.
        if not (one.is_file() and one.read_bytes() == b"blat")
    ]
    return broken


def _digest(archive: Archive, document: str) -> str:
    place = f"{DOCUMENTS}/{document}"
    return repr(archive.store.read(f"{place}/manifest-sha256.txt"))


def _pages_twice(archive: Archive, visible: Sequence[str]) -> list[str]:
    """Pages of a file that two visible documents have."""
    covered: Counter[tuple[str, int]] = Counter()
    for document in visible:
        source = archive.read_document(document).source
        covered.update((source.sha256, number) for number in source.pages)
    return [
        f"{sha[:8]} page {page}: in {n} documents" for (sha, page), n in covered.items() if n > 1
    ]


def _file(archive: Archive, file: FileRow) -> Broken:
    """What a file's state says is so."""
    broken = Broken()
    ledger = archive.ledger
    there = {number for row in ledger.documents(file.sha256) for number in row.pages}
    if file.state == "published" and there != set(range(1, (file.pages or 0) + 1)):
        broken.lost.append(f"{file.name}: published with pages {sorted(there)}")
    if file.state in {"reading", "failed"}:
        for row in ledger._db.run(select(pages).where(pages.c.sha256 == file.sha256)):
            path = checkpoint_path(file.sha256, row.number, row.config)
            kept = archive.load_page(file.sha256, row.number, row.config)
            if row.state == "done" and kept is None and row.number not in there:
                broken.lost.append(f"{file.name}: page {row.number} done, without {path}")
    return broken


def _known(archive: Archive) -> dict[str, Counter[str]]:
    """Where else every document must stand, once."""
    db = archive.ledger._db
    rows = {
        "records": db.run(select(records.c.id)),
        "queue": db.run(select(review_queue.c.id)),
        "fingerprints": db.run(select(fingerprints.c.document.distinct())),
        "events": db.run(select(events.c.document).where(events.c.kind == "document.archived")),
    }
    return {name: Counter(row[0] for row in found) for name, found in rows.items()}


def _left_over(archive: Archive) -> list[str]:
    """Leases of the dead, nights and batches that are over, files that nobody will remove."""
    ledger, store = archive.ledger, archive.store
    left = [f"{row.name} is held by {Holder.of(row.holder)}" for row in ledger.leases.all()]
    left += [f"night {row.id} is running" for row in ledger.nights(1000) if row.state == "running"]
    batches = ledger._db.run(text("SELECT id, state FROM batches"))
    left += [f"batch {row[0]} is {row[1]}" for row in batches if row[1] in {"planned", "running"}]
    left += [f"checkpoint {name}" for name in store.objects(WORK)]
    packed = ledger._db.run(select(packings.c.id))
    left += [f"packing of {row[0]}" for row in packed if not archive.has(row[0])]
    left += [f"stray {name}" for name in strays(store)]
    left += [f"staging {name}" for name in store.objects(".staging")]
    unsealed = {name.partition("/")[0] for name in store.objects(DOCUMENTS)}
    left += [f"without {SEAL}: {name}" for name in unsealed if not store.has(name)]
    indexed = archive.search.count()
    there = len(archive.documents())
    if indexed != there:
        left.append(f"{indexed} documents in the index of {there}")
    return left


def claims(archive: Archive) -> int:
    """How often a page was begun to be read, over all pages."""
    ((found,),) = archive.ledger._db.run(select(func.coalesce(func.sum(pages.c.attempts), 0)))
    return int(found)
