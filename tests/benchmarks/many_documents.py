"""An archive of a hundred thousand documents, some of them with their bags.

    python tests/benchmarks/many_documents.py FOLDER [--count 100000] [--bags 300]

Ledger and index know all of them; only some have a bag, as a desk opens only some of them.  Ten
minutes.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pikepdf
from sqlalchemy import create_engine, insert

from evaluation.bench.finding import RATE, SEED, known_papers
from evaluation.bench.records import to_document
from pipeline.archive import InboxFile, open_archive
from pipeline.archive.archive import ledger_url
from pipeline.archive.ledger.causes_tables import causes
from pipeline.archive.ledger.queue import place_of
from pipeline.archive.ledger.queue_tables import review_queue
from pipeline.archive.ledger.records import KEPT, number_key
from pipeline.archive.ledger.tables import documents, files, records, sightings
from pipeline.archive.search.entries import entry_of
from pipeline.archive.spelling import key_of
from pipeline.digests import sha256_of
from pipeline.review_list import office_of
from pipeline.settings import Settings
from pipeline.values.document import ReviewNote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.archive import Archive
    from pipeline.values.document import Document

__all__ = ["FONDS", "made_up", "make_archive"]

FONDS = 7
_FOLDERS = 211
_BATCH = 500
_TABLES = (files, sightings, documents, records, review_queue)
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
_NOTES = (
    ("must", "number", "Chưa có số"),
    ("must", "subject", "Chưa có trích yếu"),
    ("should", "words", "3 chỗ đọc không chắc"),
    ("may", "words", "15 từ đọc không chắc"),
)


def made_up(count: int) -> Iterator[Document]:
    """The documents, always the same ones; a third of them wait for a person."""
    rng, doubts = random.Random(SEED), random.Random(SEED + 7)
    for at, (paper, bad) in enumerate(known_papers(count), 1):
        document = to_document(paper, rng, RATE) if bad else to_document(paper)
        name = f"phông {at % FONDS}/hồ sơ {at % _FOLDERS:03d}/{document.source.name}"
        grade, cause, what = doubts.choice(_NOTES)
        note = ReviewNote(what, "trang 1", "mờ", grade, cause, (cause,))
        review = (note,) if doubts.random() < 1 / 3 else ()
        source = replace(document.source, name=name)
        yield replace(document, source=source, review=review)


def make_archive(
    folder: Path, count: int, bags: int, tell: Callable[[str], None], *, index: bool = True
) -> list[str]:
    """Make it; ids of those that have a bag.

    Args:
        folder: Of the archive.
        count: Documents.
        bags: So many more have one.
        tell: Told how far it is.
        index: Make the index, too.
    """
    settings = Settings(archive=str(folder))
    archive = open_archive(settings)
    try:
        _fill_ledger(settings, count, tell)
        if index:
            _fill_index(archive, count, tell)
        return _publish(archive, folder, bags, tell)
    finally:
        archive.close()


def _fill_ledger(settings: Settings, count: int, tell: Callable[[str], None]) -> None:
    engine = create_engine(ledger_url(settings))
    with engine.begin() as connection:
        rows: list[tuple[dict, ...]] = []
        noted: list[dict] = []
        for at, document in enumerate(made_up(count), 1):
            rows.append(_rows(document, at))
            noted += _causes(document)
            if len(rows) == _BATCH or at == count:
                for table, values in zip(_TABLES, zip(*rows, strict=True), strict=True):
                    connection.execute(insert(table), list(values))
                if noted:
                    connection.execute(insert(causes), noted)
                noted = []
                rows = []
                if at % 10_000 == 0:
                    tell(f"ledger {at}")
    engine.dispose()


def _rows(document: Document, at: int) -> tuple[dict, ...]:
    came, source = _BEGAN + timedelta(seconds=at), document.source
    grade = document.review[0].grade if document.review else "none"
    return (
        {
            "sha256": source.sha256, "name": source.name, "size": 1000, "pages": 1,
            "state": "published", "attempts": 1, "first_seen": came, "updated": came,
        },
        {
            "id": key_of(f"/inbox/{source.name}"), "location": f"/inbox/{source.name}",
            "name": source.name, "size": 1000, "mtime_ns": at, "sha256": source.sha256,
            "first_seen": came, "last_seen": came,
        },
        {
            "id": document.id, "sha256": source.sha256, "pages": [1], "state": "published",
            "config": "k", "published_at": came,
        },
        {
            "id": document.id, "number_key": number_key(document.fields), "grade": grade,
            "fields": {k: document.fields[k].value for k in KEPT if k in document.fields},
            "notes": [msgspec.to_builtins(note) for note in document.review],
        },
        {
            "id": document.id, "place": place_of(document.review), "grade": grade,
            "org": document.fields["org"].value, "year": document.fields["date"].value[:4],
            "fonds": f"|{source.name.partition('/')[0]}|", "decided": 0, "signed": None,
        },
    )  # fmt: skip


def _causes(document: Document) -> list[dict]:
    office = office_of({k: document.fields[k].value for k in KEPT if k in document.fields})
    return [
        {
            "document": document.id, "place": place, "cause": note.cause, "office": office,
            "grade": note.grade, "minutes": note.minutes, "gain": note.gain,
        }
        for place, note in enumerate(document.review)
    ]  # fmt: skip


def _fill_index(archive: Archive, count: int, tell: Callable[[str], None]) -> None:
    index = archive.search.index
    with index.anew() as generation:
        batch = []
        for at, document in enumerate(made_up(count), 1):
            fonds = {document.source.name.partition("/")[0]}
            batch.append(entry_of(document, fonds=fonds, signed=at % 3 == 0))
            if len(batch) == _BATCH or at == count:
                index.add(batch, generation)
                batch = []
                if at % 10_000 == 0:
                    tell(f"index {at}")


def _publish(archive: Archive, folder: Path, bags: int, tell: Callable[[str], None]) -> list[str]:
    """Put some more whole into the archive; their scans are empty sheets."""
    made = []
    for at, document in enumerate(made_up(bags)):
        scan = folder / f"scan-{at:04d}.pdf"
        with pikepdf.new() as pdf:
            pdf.add_blank_page(page_size=(595, 842))
            pdf.docinfo["/Title"] = document.id
            pdf.save(scan)
        found, sha256 = scan.stat(), sha256_of(scan)
        source = replace(document.source, sha256=sha256)
        whole = replace(document, id=f"{sha256[:16]}-0001", source=source)
        archive.ledger.sight(
            InboxFile(str(scan), source.name, found.st_size, found.st_mtime_ns), sha256
        )
        archive.publish(whole, scan, {}, "k")
        scan.unlink()
        made.append(whole.id)
        if len(made) % 50 == 0:
            tell(f"bags {len(made)}")
    return made


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--bags", type=int, default=300)
    parser.add_argument("--no-index", action="store_true")
    options = parser.parse_args()
    say = lambda words: print(words, flush=True)  # noqa: E731, T201
    make_archive(options.folder, options.count, options.bags, say, index=not options.no_index)
