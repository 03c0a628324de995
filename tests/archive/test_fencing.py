"""Who was taken for dead and wakes publishes nothing, and damages nothing that others published."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import bagit
import pytest

from pipeline.archive import Archive, InboxFile, leasing, open_archive
from pipeline.archive import archive as archive_room
from pipeline.archive.bucket import BucketStore
from pipeline.archive.ledger import packings as packing_room
from pipeline.archive.ledger.leases import LeaseLostError
from pipeline.archive.ledger.tables import documents, packings
from pipeline.archive.store import DOCUMENTS, SEAL
from pipeline.archive.uploading import upload
from pipeline.record.schema import from_json, to_json
from pipeline.settings import Settings
from pipeline.values.readings import PageReading, PageResult

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.timeout(120)


def files_of(archive: Archive, document_id: str) -> dict[str, bytes]:
    """A bag's objects."""
    place = f"{DOCUMENTS}/{document_id}"
    return {name: archive.store.read(f"{place}/{name}") for name in archive.store.objects(place)}


def taken_over(archive):
    """Somebody else takes the night."""
    leases = archive.ledger.leases
    return leases.take("night", "another", over=leases.seen("night"))


@pytest.fixture
def lease(archive):
    """We hold the night."""
    return archive.ledger.leases.take("night", "us")


@pytest.fixture
def late(monkeypatch):
    """Each time somebody packs, it is an hour later."""
    hours = iter(range(24))
    monkeypatch.setattr(
        packing_room, "now", lambda: datetime(2026, 11, 29, next(hours), tzinfo=UTC)
    )


def test_a_document_is_packed_twice_to_the_same_bytes(archive, sighted, late, monkeypatch, lease):
    """Killed with the bag built, and packed again later: the moment is the first one's."""
    path, document = sighted
    packed = []
    write_bag = archive_room.write_bag

    def write(document, original, crops, folder):
        write_bag(document, original, crops, folder)
        found = [file for file in folder.rglob("*") if file.is_file()]
        packed.append({str(file.relative_to(folder)): file.read_bytes() for file in found})
        if len(packed) == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(archive_room, "write_bag", write)
    with pytest.raises(KeyboardInterrupt):
        archive.under(lease).publish(document, path, {})
    assert archive.documents() == []

    assert archive.under(lease).publish(document, path, {})

    first, second = packed
    assert first == second
    assert files_of(archive, document.id) == first
    assert archive.read_json(document.id)["archived_at"] == "2026-11-29T00:00:00+00:00"
    assert archive.ledger._db.run(packings.select()) == []


def test_what_a_kill_left_of_a_packing_goes_with_the_next_sweep(archive, sighted, monkeypatch):
    """Killed between the record and that."""
    path, document = sighted
    with monkeypatch.context() as patch:
        patch.setattr(archive.ledger.packings, "forget", lambda _id: None)
        archive.publish(document, path, {})
    archive.ledger.packings.moment_of("not yet published")
    archive.sweep()
    (left,) = archive.ledger._db.run(packings.select())
    assert left.id == "not yet published"


@pytest.mark.parametrize("when", ["before", "while packing", "before the record"])
def test_without_the_lease_nothing_is_published(archive, sighted, monkeypatch, lease, when):
    """Wherever it was lost; the next holder goes on, and there is one document."""
    path, document = sighted
    ours = archive.under(lease)
    other = []

    def after(work):
        def wrapped(*args, **kwargs):
            done = work(*args, **kwargs)
            other.append(taken_over(archive))
            return done

        return wrapped

    with monkeypatch.context() as patch:
        if when == "before":
            other.append(taken_over(archive))
        elif when == "while packing":
            patch.setattr(archive_room, "write_bag", after(archive_room.write_bag))
        else:
            patch.setattr(ours.store, "publish", after(ours.store.publish))
        with pytest.raises(LeaseLostError, match="night"):
            ours.publish(document, path, {})
    assert archive.ledger._db.run(documents.select()) == []
    assert (archive.documents() == []) == (when != "before the record")

    archive.under(*other).publish(document, path, {})

    assert archive.documents() == [document.id]
    assert len(archive.ledger.documents()) == 1


def test_nothing_is_moved_or_replaced_without_the_lease(archive, sighted, lease):
    """Versions, releases and repairs, too."""
    path, document = sighted
    store = archive.under(lease).store
    archive.publish(document, path, {})
    before = files_of(archive, document.id)

    def build(folder: Path) -> None:
        folder.mkdir()
        (folder / SEAL).write_bytes(b"another bag")

    archive.store.propose(document.id, "v1", build)
    taken_over(archive)
    for act in (
        lambda: store.propose(document.id, "v2", build),
        lambda: store.release(document.id, "v1", "old"),
        lambda: store.supersede(document.id, "old"),
        lambda: store.withdraw(document.id, "v1"),
        lambda: store.replace(f"{DOCUMENTS}/{document.id}", build, "damaged/x"),
        lambda: store.move(f"{DOCUMENTS}/{document.id}", "damaged/y"),
        lambda: store.publish(document.id, build, version="older"),
        lambda: store.publish("new", build),
    ):
        with pytest.raises(LeaseLostError):
            act()
    assert archive.documents() == [document.id]
    assert files_of(archive, document.id) == before
    assert archive.store.proposals() == [(document.id, "v1")]


def test_the_first_reading_of_a_page_stays(archive):
    """A second one may come late; a hole, and what is no checkpoint, give way."""

    def kept():
        result = archive.load_page("ab", 1, "k")
        return None if result is None else (result.reading.dpi, result.reading.problem)

    def read(dpi, problem=None):
        archive.save_page("ab", 1, "k", PageResult(PageReading(1, (8, 8), dpi, problem=problem)))

    read(0.0, "hỏng")
    read(150.0)
    assert kept() == (150.0, None)
    read(300.0)
    read(0.0, "hỏng")
    assert kept() == (150.0, None)
    (name,) = archive.store.objects("work/ab")
    archive.store.write(f"work/ab/{name}", b"half a checkpoint")
    assert kept() is None
    read(300.0)
    assert kept() == (300.0, None)


def test_checkpoints_of_a_published_file_go_with_the_next_sweep(archive, sighted):
    """Left by a kill, or by who woke late; others stay."""
    path, document = sighted
    archive.publish(document, path, {})
    page = PageResult(PageReading(1, (8, 8), 150.0))
    for sha256 in (document.source.sha256, "ab" * 32):
        archive.save_page(sha256, 1, "k", page)
    archive.ledger.publish(document.source.sha256)
    archive.sweep()
    (left,) = archive.store.objects("work")
    assert left.startswith("ab" * 32)


ZOMBIE = """
import os, pathlib, signal, sys
from pipeline.archive import open_archive
from pipeline.archive.leasing import Holder
from pipeline.record.schema import from_json
from pipeline.settings import Settings

place, database, scan, record = sys.argv[1:]
archive = open_archive(Settings(archive=place, database=database))
lease = archive.ledger.leases.take("night", Holder.me().as_text())
put = archive.store._fs.put

def half(sources, targets, **how):
    middle = len(sources) // 2
    put(sources[:middle], targets[:middle], **how)
    print("stopped", flush=True)
    os.kill(os.getpid(), signal.SIGSTOP)
    put(sources[middle:], targets[middle:], **how)

archive.store._fs.put = half
document = from_json(pathlib.Path(record).read_bytes())
try:
    archive.under(lease).publish(document, pathlib.Path(scan), {})
except Exception as error:
    print(type(error).__name__, flush=True)
else:
    print("published", flush=True)
"""


@pytest.fixture
def zombie(s3_url, postgres_url, scan, tmp_path):
    """A process stopped in the middle of bringing a document to a bucket; the archive; the scan."""
    path, document = scan
    archive = open_archive(Settings(archive=s3_url, database=postgres_url))
    found = path.stat()
    file = InboxFile(str(path), path.name, found.st_size, found.st_mtime_ns)
    archive.ledger.sight(file, document.source.sha256)
    (tmp_path / "record.json").write_bytes(to_json(document))
    command = [sys.executable, "-c", ZOMBIE, s3_url, postgres_url, path, tmp_path / "record.json"]
    with subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:  # fmt: skip
        assert process.stdout.readline() == "stopped\n"
        yield process, archive, path, from_json(to_json(document))
        process.kill()
    archive.close()


@pytest.mark.server
@pytest.mark.parametrize("superseded", [False, True])
def test_a_worker_that_wakes_in_the_middle_of_an_upload(zombie, tmp_path, superseded):
    """Another one has long published the document, or even a newer version of it."""
    process, archive, path, document = zombie
    assert archive.documents() == []
    half = files_of(archive, document.id)
    assert half
    with leasing.holding(archive.ledger.leases, "night", patience=0.5) as held:
        ours = archive.under(held.lease)
        assert ours.publish(document, path, {})
        assert half.items() <= files_of(archive, document.id).items()  # packed to the same bytes
        if superseded:
            newer = document.archived(datetime(2030, 1, 1, tzinfo=UTC))
            ours.store.publish(
                document.id,
                lambda folder: archive_room.write_bag(newer, path, {}, folder),
                version="older",
            )
        before = files_of(archive, document.id)
        process.send_signal(signal.SIGCONT)
        told = process.stdout.readline()
        assert told in ("LeaseLostError\n", "ArchiveError\n")
        assert files_of(archive, document.id) == before
    assert len(archive.ledger.documents()) == 1
    archive.store._fs.get(
        archive.store.path(DOCUMENTS, document.id) + "/", f"{tmp_path}/copy/", recursive=True
    )
    bagit.Bag(f"{tmp_path}/copy").validate()


@pytest.mark.server
def test_what_lies_there_otherwise_is_replaced_only_as_it_was_seen(s3_url, tmp_path):
    """Left by another program's run: replaced; changed by another one since: left alone."""
    store = BucketStore(s3_url)
    fs, home = store._fs, store.path("documents/d")
    files = {}
    for name in ("a", "b", SEAL):
        files[name] = tmp_path / name
        files[name].write_text(f"new {name}")
    fs.pipe_file(f"{home}/a", b"old a")
    fs.pipe_file(f"{home}/stranger", b"old")
    assert upload(fs, home, files, lambda: None)
    assert fs.cat_file(f"{home}/a") == b"new a"
    assert set(store.objects("documents/d")) == {"a", "b", SEAL}

    fs.rm(f"{home}/{SEAL}")
    fs.pipe_file(f"{home}/a", b"old a")
    put = fs.pipe_file

    def late(place, data, **how):
        if "IfMatch" in how:
            put(place, b"of another")
        return put(place, data, **how)

    fs.pipe_file = late
    try:
        with pytest.raises(OSError, match=r"(?i)condition"):
            upload(fs, home, files, lambda: None)
    finally:
        del fs.pipe_file
    assert fs.cat_file(f"{home}/a") == b"of another"
