"""A run may be killed anywhere: nothing half done shows, and the next run makes it good."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import bagit
import pytest
from killing import run_until

from pipeline.archive import open_archive
from pipeline.archive.store import DOCUMENTS, SEAL
from pipeline.settings import Settings
from pipeline.values.document import Text
from pipeline.values.readings import PageResult

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_killed_at_any_touch_of_the_disk(tmp_path, sight):
    """Killed at every second touch of the disk, a document is invisible or whole, never half."""
    settings = Settings(archive=str(tmp_path / "kho"))
    archive = open_archive(settings)
    path, document = sight(archive)
    sha256, page = document.source.sha256, document.pages[0]
    archive.close()

    def night() -> None:
        mine = open_archive(settings)
        mine.sweep()
        if mine.ledger.file(sha256).state != "published":
            if mine.load_page(sha256, 1, "k") is None:
                mine.save_page(sha256, 1, "k", PageResult(page))
            mine.publish(document, path, {}, "k")
            mine.ledger.publish(sha256)
        mine.drop_pages(sha256)

    touch, kills = 0, 0
    while not run_until(touch, night):
        touch, kills = touch + 2, kills + 1
        after = open_archive(settings)
        assert after.documents() in ([], [document.id])
        assert after.load_page(sha256, 1, "k") in (None, PageResult(page))
        if after.documents():
            bagit.Bag(str(tmp_path / "kho" / DOCUMENTS / document.id)).validate()
            assert after.read_text(document.id)
        after.close()
    assert kills > 20

    last = open_archive(settings)
    assert last.documents() == [document.id]
    assert [row.id for row in last.ledger.documents()] == [document.id]
    assert last.ledger.file(sha256).state == "published"
    last.sweep()
    assert [left for left in (tmp_path / "kho/.staging").iterdir() if left.is_dir()] == []
    last.close()


def test_a_sweep_leaves_the_living_alone(folder_archive, sight):
    """What another run is building at this moment is not swept away."""
    from pipeline.export import write_bag

    path, document = sight(folder_archive)

    def build(bag: Path) -> None:
        assert folder_archive.sweep() == 0
        write_bag(document, path, {}, bag)

    assert folder_archive.store.publish(document.id, build)
    bag = folder_archive.store.folder / DOCUMENTS / document.id
    bagit.Bag(str(bag)).validate()


def test_a_sweep_removes_what_the_dead_left(folder_archive):
    """Half a bag of a killed run is removed; it is told how many."""
    left = folder_archive.store.folder / ".staging" / "dead" / "bag"
    left.mkdir(parents=True)
    (left / "bagit.txt").write_text("half")
    part = folder_archive.store.folder / ".staging" / "old.part"
    part.write_text("half")
    os.utime(part, (1, 1))
    fresh = part.with_name("fresh.part")
    fresh.write_text("being written")

    assert folder_archive.sweep() == 1
    assert list((folder_archive.store.folder / ".staging").iterdir()) == [fresh]


@pytest.fixture
def bucket_archive(s3_url, postgres_url):
    """An empty archive in a bucket."""
    opened = open_archive(Settings(archive=s3_url, database=postgres_url))
    yield opened
    opened.close()


@pytest.mark.server
@pytest.mark.parametrize("objects", [0, 1, 3, 6])
def test_an_upload_cut_short_is_not_visible(bucket_archive, sight, monkeypatch, objects, tmp_path):
    """Killed after so many objects, a bucket shows no document; the next run puts it right."""
    archive = bucket_archive
    path, document = sight(archive)
    put = archive.store._fs.put

    def cut(sources: list[str], targets: list[str], **options: object) -> None:
        put(sources[:objects], targets[:objects], **options)
        raise KeyboardInterrupt

    monkeypatch.setattr(archive.store._fs, "put", cut)
    half_read = replace(document, text=Text("của một lần chạy trước", ""))
    with pytest.raises(KeyboardInterrupt):
        archive.publish(half_read, path, {})
    archive.store.write(f"{DOCUMENTS}/{document.id}/data/evidence/stranger.png", b"left behind")
    monkeypatch.undo()
    assert archive.documents() == []
    assert not archive.has(document.id)

    assert archive.publish(document, path, {})

    archive.store._fs.get(
        archive.store.path(DOCUMENTS, document.id) + "/", f"{tmp_path}/", recursive=True
    )
    bagit.Bag(str(tmp_path)).validate()
    assert archive.read_text(document.id) == document.text.canonical + "\n"


@pytest.mark.server
def test_the_seal_is_the_last_object(bucket_archive, sight, monkeypatch):
    """Everything but the seal is there before the seal, which is written only where none is."""
    archive = bucket_archive
    path, document = sight(archive)
    fs = archive.store._fs
    pipe = fs.pipe_file
    seen: list[list[str]] = []

    def look(target: str, data: bytes, **options: object) -> None:
        if target.endswith(SEAL):
            seen.append(sorted(archive.store.objects(f"{DOCUMENTS}/{document.id}")))
            assert options == {"mode": "create"}
            pipe(target, b"somebody was faster")
        pipe(target, data, **options)

    monkeypatch.setattr(fs, "pipe_file", look)

    assert not archive.publish(document, path, {})
    assert "data/document.pdf" in seen[0]
    assert "tagmanifest-sha256.txt" in seen[0]
    assert SEAL not in seen[0]
    assert archive.store.read(f"{DOCUMENTS}/{document.id}/{SEAL}") == b"somebody was faster"


@pytest.mark.server
def test_a_bucket_is_swept_of_what_nobody_sealed(bucket_archive, monkeypatch):
    """Bags without a seal are removed after a day, not before; sealed ones stay."""
    from datetime import timedelta

    from pipeline.archive import bucket

    store = bucket_archive.store
    store.write(f"{DOCUMENTS}/dead/data/text.txt", b"half")
    store.write(f"{DOCUMENTS}/whole/{SEAL}", b"seal")
    assert store.sweep() == 0

    monkeypatch.setattr(bucket, "_ABANDONED", timedelta(0))
    assert store.sweep() == 1
    assert store.read(f"{DOCUMENTS}/dead/data/text.txt") is None
    assert store.published() == ["whole"]
