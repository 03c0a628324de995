"""Disks that are full, archives that may not be written, stores that do not answer."""

from __future__ import annotations

import errno
import os
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from pipeline.archive import Archive, open_archive
from pipeline.archive.objects import archive_errors
from pipeline.errors import (
    ArchiveError,
    ArchiveFullError,
    ArchiveReadOnlyError,
    EmptyFileError,
    GoneScanError,
)
from pipeline.settings import Settings
from pipeline.values.readings import PageResult

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """A file system on a folder for a while; skips where that is not allowed."""
    done = subprocess.run(["mount", *options, folder], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"this machine does not let tests mount: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder with one megabyte of room."""
    folder = tmp_path / "small"
    folder.mkdir()
    with mounted(folder, "-t", "tmpfs", "-o", "size=1m", "tmpfs"):
        yield folder


def fill(folder: Path, leave: int) -> None:
    """Take all room but so many bytes."""
    free = os.statvfs(folder)
    (folder / "ballast").write_bytes(b"x" * (free.f_bavail * free.f_bsize - leave))


@pytest.mark.parametrize("leave", [0, 8192, 20_000, 40_000, 60_000, 80_000])
def test_a_full_disk_says_so_and_leaves_nothing_half_done(small_disk, sight, leave):
    """Wherever the room ends while a document is written, it is not visible, and can be later."""
    archive = open_archive(Settings(archive=str(small_disk / "kho")))
    path, document = sight(archive)
    fill(small_disk, leave)

    with pytest.raises(ArchiveFullError, match="đầy"):
        archive.publish(document, path, {})

    assert archive.documents() == []
    assert list((small_disk / "kho" / ".staging").iterdir()) == []
    (small_disk / "ballast").unlink()
    assert archive.publish(document, path, {})
    archive.close()


def test_a_full_disk_takes_no_checkpoint_and_keeps_those_there(small_disk, scan):
    """A checkpoint that finds no room is told as a full archive; another one still loads."""
    archive = open_archive(Settings(archive=str(small_disk / "kho")))
    page = scan[1].pages[0]
    archive.save_page("a" * 64, 1, "k", PageResult(page))
    fill(small_disk, 0)

    with pytest.raises(ArchiveFullError):
        archive.save_page("a" * 64, 2, "k", PageResult(page, {"a.png": b"x" * 50_000}))

    assert archive.load_page("a" * 64, 1, "k") == PageResult(page)
    assert archive.load_page("a" * 64, 2, "k") is None
    archive.close()


def test_a_full_disk_under_the_ledger_is_a_full_archive(small_disk, sight):
    """SQLite without room is told in the same words."""
    archive = open_archive(Settings(archive=str(small_disk / "kho")))
    _, document = sight(archive)
    fill(small_disk, 0)

    def claim_many() -> None:
        for number in range(1000):
            archive.ledger.pages.claim(document.source.sha256, number, "k" * 60, 2)

    with pytest.raises(ArchiveFullError):
        claim_many()
    archive.close()


def test_a_read_only_archive_says_so(tmp_path, sight, scan):
    """An archive that may only be read is told as such, by every way of writing to it."""
    folder = tmp_path / "kho"
    archive = open_archive(Settings(archive=str(folder)))
    path, document = sight(archive)
    archive.close()
    with mounted(folder, "--bind", folder):
        subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
        with pytest.raises(ArchiveReadOnlyError, match="chỉ cho đọc"):
            open_archive(Settings(archive=str(folder))).publish(document, path, {})
        store = archive.store
        for write in (
            lambda: store.write("reports/x.html", b"x"),
            lambda: store.publish(document.id, lambda bag: bag.mkdir()),
            lambda: Archive(store, archive.ledger).set_aside("a.pdf", None, EmptyFileError("a")),
        ):
            with pytest.raises(ArchiveReadOnlyError):
                write()
        assert store.published() == []


def test_an_archive_whose_place_is_a_file_says_so(tmp_path):
    """A folder that cannot be made is an archive's error, not a traceback."""
    (tmp_path / "kho").write_bytes(b"")

    with pytest.raises(ArchiveError):
        open_archive(Settings(archive=str(tmp_path / "kho")))


def test_an_original_that_is_gone_is_not_the_archives_fault(folder_archive, sight, tmp_path):
    """A scan that cannot be read any more is told by its name."""
    _, document = sight(folder_archive)

    with pytest.raises(GoneScanError, match="công văn 55"):
        folder_archive.publish(document, tmp_path / "gone.pdf", {})


@pytest.mark.parametrize(
    ("error", "wanted"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), ArchiveFullError),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), ArchiveFullError),
        (OSError(errno.EROFS, "Read-only file system"), ArchiveReadOnlyError),
        (PermissionError("Access Denied."), ArchiveReadOnlyError),
        (OSError("An error occurred (507) when calling PutObject"), ArchiveFullError),
        (OSError(errno.EIO, "Input/output error"), ArchiveError),
        (TimeoutError("read timed out"), ArchiveError),
    ],
)
def test_refusals_are_told_apart(error, wanted):
    """Full, locked and broken stores are different errors with the archive's name in them."""
    with pytest.raises(ArchiveError, match="s3://kho") as told, archive_errors("s3://kho"):
        raise error
    assert type(told.value) is wanted


def test_our_own_errors_pass_through():
    """An error that already is one of ours is not wrapped."""
    with pytest.raises(EmptyFileError), archive_errors("kho"):
        raise EmptyFileError("a.pdf")


@pytest.mark.server
def test_a_store_that_does_not_know_us_says_so(s3_url, postgres_url, monkeypatch):
    """A wrong secret is a lack of rights, told at the door."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    with fresh_connections(), pytest.raises(ArchiveReadOnlyError):
        open_archive(Settings(archive=s3_url, database=postgres_url))


@pytest.mark.server
def test_a_key_that_may_only_read_cannot_publish(s3_url, postgres_url, sight, monkeypatch):
    """A reader's key opens the archive, and is told when it writes."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "reader")
    with fresh_connections():
        archive = open_archive(Settings(archive=s3_url, database=postgres_url))
        path, document = sight(archive)
        with pytest.raises(ArchiveReadOnlyError):
            archive.publish(document, path, {})
        archive.close()


@pytest.mark.server
def test_a_bucket_that_is_not_there_says_so(s3_url, postgres_url):
    """A bucket is made by its administrator, not by us."""
    with pytest.raises(ArchiveError, match="khong-co"):
        open_archive(Settings(archive="s3://khong-co/kho", database=postgres_url))


def test_a_store_that_does_not_answer_says_so(monkeypatch):
    """No server at the end point: an archive's error, after a few tries, not after minutes."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    with fresh_connections(), pytest.raises(ArchiveError, match="s3://kho"):
        open_archive(Settings(archive="s3://kho", database="sqlite://"))


def test_a_database_that_does_not_answer_says_so(tmp_path):
    """No PostgreSQL at the address: an archive's error that does not show the password."""
    url = "postgresql+psycopg://sohoa:geheim@127.0.0.1:9/sohoa"
    with pytest.raises(ArchiveError, match="127") as told:
        open_archive(Settings(archive=str(tmp_path / "kho"), database=url))
    assert "geheim" not in str(told.value)


@contextmanager
def fresh_connections() -> Iterator[None]:
    """Connections are kept by address; another key or end point needs others."""
    from s3fs import S3FileSystem

    S3FileSystem.clear_instance_cache()
    try:
        yield
    finally:
        S3FileSystem.clear_instance_cache()
