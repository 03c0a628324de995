"""What every archive promises, whatever it lies on."""

from __future__ import annotations

import json
import os
import threading
from typing import TYPE_CHECKING

import bagit
import pytest

from pipeline.archive import Archive, open_archive
from pipeline.archive.listing import InboxFile
from pipeline.archive.quarantine import reason_path
from pipeline.archive.store import DOCUMENTS
from pipeline.digests import sha256_of
from pipeline.errors import ArchiveError, EmptyFileError, LedgerVersionError, SettingsError
from pipeline.settings import Settings
from pipeline.values.readings import PageResult

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.values.document import Document

pytestmark = pytest.mark.timeout(120)


def test_a_published_document_is_there_with_everything(archive, sighted, tmp_path):
    """What was published can be listed, read and validated as a bag."""
    path, document = sighted

    assert archive.publish(document, path, {}, config="k1")

    assert archive.documents() == [document.id]
    assert archive.has(document.id)
    assert archive.read_text(document.id) == document.text.canonical + "\n"
    assert archive.read_json(document.id)["source"]["sha256"] == document.source.sha256
    assert document.id in archive.location(document.id)
    bag = bagit.Bag(str(copy_out(archive, document.id, tmp_path / "copy")))
    bag.validate()
    assert bag.info["External-Identifier"] == document.id
    (row,) = archive.ledger.documents(document.source.sha256)
    assert (row.id, row.pages, row.config) == (document.id, (1,), "k1")


def copy_out(archive: Archive, document_id: str, target: Path) -> Path:
    """A document's bag as a local folder."""
    archive.store._fs.get(
        archive.store.path(DOCUMENTS, document_id) + "/", str(target) + "/", recursive=True
    )
    return target


def test_publishing_twice_writes_once(archive, sighted):
    """A document that is there is left as it is, and publishing it again says so."""
    path, document = sighted
    assert archive.publish(document, path, {})
    before = objects(archive)

    assert not archive.publish(document, path, {})

    assert objects(archive) == before
    assert len(archive.ledger.documents()) == 1


def objects(archive: Archive) -> dict[str, tuple[int, object]]:
    """Every object under documents/ with its size and time."""
    found = archive.store._fs.find(archive.store.path(DOCUMENTS), detail=True)
    return {
        path: (entry["size"], entry.get("LastModified") or entry.get("mtime"))
        for path, entry in found.items()
    }


def test_a_document_whose_entry_was_lost_gets_it_back(archive, sighted, monkeypatch):
    """Killed between publishing and writing the ledger, the next run only writes the ledger."""
    path, document = sighted
    monkeypatch.setattr(archive.ledger, "record", dies)
    with pytest.raises(KeyboardInterrupt):
        archive.publish(document, path, {})
    assert archive.ledger.documents() == []
    monkeypatch.undo()

    assert not archive.publish(document, path, {})

    assert [row.id for row in archive.ledger.documents()] == [document.id]


def dies(*_args: object, **_kwargs: object) -> None:
    raise KeyboardInterrupt


def test_a_document_half_written_is_not_visible(archive, sighted, monkeypatch):
    """Killed while the bag was built, nothing shows; the next run publishes it whole."""
    path, document = sighted
    monkeypatch.setattr("pipeline.export.bag.text_file", dies)
    with pytest.raises(KeyboardInterrupt):
        archive.publish(document, path, {})
    monkeypatch.undo()
    assert archive.documents() == []
    assert not archive.has(document.id)
    with pytest.raises(ArchiveError):
        archive.read_text(document.id)

    assert archive.publish(document, path, {})
    assert archive.documents() == [document.id]


def test_of_two_publishers_one_wins_and_the_document_is_whole(archive, sighted, tmp_path):
    """Two at a time give one document."""
    path, document = sighted
    won: list[bool] = []
    threads = [
        threading.Thread(target=lambda: won.append(archive.publish(document, path, {})))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(won) == [False, False, True]
    bagit.Bag(str(copy_out(archive, document.id, tmp_path / "copy"))).validate()


def test_checkpoints_come_back_and_go(archive, scan):
    """A page that was saved is loaded as it was; another configuration's is not taken for it."""
    _, document = scan
    result = PageResult(document.pages[0], {"p0001-01-seal.png": b"\x89PNG"})
    archive.save_page("a" * 64, 1, "k1", result)
    archive.save_page("a" * 64, 2, "k1", result)

    assert archive.load_page("a" * 64, 1, "k1") == result
    assert archive.load_page("a" * 64, 1, "k2") is None
    assert archive.load_page("b" * 64, 1, "k1") is None

    archive.drop_pages("a" * 64)
    archive.drop_pages("a" * 64)
    assert archive.load_page("a" * 64, 1, "k1") is None


@pytest.mark.parametrize("damage", [lambda d: d[:-1], lambda d: d[:5], lambda _: b"", flip := None])
def test_a_damaged_checkpoint_is_none(archive, scan, damage):
    """A checkpoint that was cut short or changed is treated as absent: the page is read again."""
    _, document = scan
    archive.save_page("a" * 64, 1, "k1", PageResult(document.pages[0]))
    path = f"work/{'a' * 64}/k1/0001.msgpack"
    whole = archive.store.read(path)
    broken = damage(whole) if damage else whole[:-20] + bytes([whole[-20] ^ 1]) + whole[-19:]
    archive.store.write(path, broken)

    assert archive.load_page("a" * 64, 1, "k1") is None


HOSTILE = [
    "../../etc/passwd.pdf",
    "dòng\nhai.pdf",
    "ca\u0302\u0301p.pdf",
    ".ẩn.pdf",
    "a/b.pdf",
    "x" * 400,
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_scan_set_aside_leaves_a_reason_under_a_safe_name(archive, name):
    """However a file is called, its reason lies in quarantine/ and nowhere else."""
    place = archive.set_aside(name, None, EmptyFileError(name), size=0)

    (path,) = archive.store._fs.find(archive.store.path("quarantine"))
    assert place.rpartition("/")[2] == path.rpartition("/")[2]
    reason = json.loads(archive.store._fs.cat_file(path))
    assert reason["name"] == name
    assert (reason["code"], reason["size"]) == ("empty-file", 0)
    assert "tệp rỗng" in reason["reason"]

    archive.take_back(name)
    archive.take_back(name)
    assert archive.store.read(reason_path(name)) is None


def test_setting_aside_tells_the_ledger(archive, sighted):
    """A scan set aside is on record with code and reason, and can be given another chance."""
    path, document = sighted
    sha256 = document.source.sha256
    archive.set_aside(path.name, sha256, EmptyFileError(path.name))

    (row,) = archive.ledger.files("set_aside")
    assert (row.code, row.reason) == ("empty-file", str(EmptyFileError(path.name)))

    assert archive.ledger.retry() == [sha256]
    assert archive.ledger.file(sha256).state == "seen"


def test_a_report_is_kept(archive):
    """A night's report lies where it says."""
    place = archive.write_report("2026-11-22T220000", "<p>đêm</p>".encode())

    assert place.endswith("reports/2026-11-22T220000.html")
    assert archive.store.read("reports/2026-11-22T220000.html") == "<p>đêm</p>".encode()


def test_a_file_is_the_same_by_its_moment_or_by_its_bytes(archive, tmp_path):
    """Mounts of other machines may round moments; other bytes of the same length are not it."""
    path = tmp_path / "a.pdf"
    path.write_bytes(b"mot tep")
    sha256 = sha256_of(path)
    archive.ledger.sight(InboxFile(str(path), "a.pdf", 7, path.stat().st_mtime_ns), sha256)
    assert archive.is_unchanged(path, sha256)

    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert archive.is_unchanged(path, sha256)

    path.write_bytes(b"hai tep")
    os.utime(path, (1_700_000_001, 1_700_000_001))
    assert not archive.is_unchanged(path, sha256)
    path.write_bytes(b"mot tep nua")
    assert not archive.is_unchanged(path, sha256)
    path.unlink()
    assert not archive.is_unchanged(path, sha256)


def test_ids_from_people_do_not_lead_out_of_the_archive(archive):
    """An id that is a path is refused, not followed."""
    for bad in ("../ledger.sqlite", "a/../..", ".", ""):
        with pytest.raises(ArchiveError):
            archive.has(bad)


def test_opening_again_finds_everything(settings, sight):
    """An archive is what lies on disk and in the database, not what a process remembers."""
    first = open_archive(settings)
    path, document = sight(first)
    first.publish(document, path, {})
    first.close()

    second = open_archive(settings)
    assert second.documents() == [document.id]
    assert not second.publish(document, path, {})
    second.close()


def test_a_ledger_of_a_newer_program_is_refused(settings):
    """An old program does not write into a ledger it does not understand."""
    from sqlalchemy import text

    opened = open_archive(settings)
    opened.ledger._db.run(text("UPDATE sohoa_revision SET version_num = '0099_future'"))
    opened.close()

    with pytest.raises(LedgerVersionError, match="0099_future"):
        open_archive(settings)


@pytest.mark.parametrize(
    "database", ["nonsense", "oracle://x", "mysql+nothere://x", "sqlite://", "sqlite:///:memory:"]
)
def test_a_database_that_is_none_is_a_matter_of_settings(tmp_path, database):
    """A wrong URL is told by the name of the setting."""
    with pytest.raises(SettingsError, match="database"):
        open_archive(Settings(archive=str(tmp_path), database=database))


def test_a_bucket_needs_a_database():
    """An archive in a bucket has no folder for SQLite, and says so."""
    with pytest.raises(SettingsError, match="database"):
        open_archive(Settings(archive="s3://kho"))


def test_evidence_that_is_missing_is_a_programming_mistake(folder_archive, sight):
    """A mark whose crop was not given is not published without it."""
    from dataclasses import replace

    from pipeline.geometry import Box
    from pipeline.values.marks import MarkRecord

    path, document = sight(folder_archive)
    mark = MarkRecord("seal", Box(1, 1, 5, 5), 0.9, crop="p0001-01-seal.png")
    page = replace(document.pages[0], marks=(mark,))
    broken: Document = replace(document, pages=(page,))

    with pytest.raises(ValueError, match="p0001-01-seal"):
        folder_archive.publish(broken, path, {})
    assert folder_archive.documents() == []
