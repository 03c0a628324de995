"""The inbox: what is a scan, what is not, and what is still being copied."""

from __future__ import annotations

import os
import threading
import time
import unicodedata
from pathlib import Path

import pytest

from pipeline.archive import InboxFile, fetch, is_settled, list_inbox, look_into, settled
from pipeline.archive.objects import open_bucket
from pipeline.errors import SettingsError, StillCopyingError

PDF = b"%PDF-1.7 ..."


def put(folder: Path, *names: str) -> None:
    """Files in the inbox, long settled."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PDF)
        os.utime(path, (1_700_000_000, 1_700_000_000))


def names(folder: Path) -> list[str]:
    """What would be read."""
    return [file.name for file in list_inbox(str(folder))]


def test_scans_are_found_in_subfolders_whatever_their_case(tmp_path):
    """`.pdf` and `.PDF`, here and below, in the order of their names."""
    put(tmp_path, "b.pdf", "A.PDF", "tập 1/c d.Pdf")

    assert names(tmp_path) == ["A.PDF", "b.pdf", "tập 1/c d.Pdf"]
    first = list_inbox(str(tmp_path))[0]
    assert Path(first.location).read_bytes() == PDF
    assert first.size == len(PDF)
    assert first.mtime_ns == 1_700_000_000 * 10**9


def test_hidden_and_unfinished_files_are_passed_over(tmp_path):
    """What copying programs and systems leave about is no scan and no news."""
    put(
        tmp_path,
        ".hidden.pdf",
        ".git/x.pdf",
        "a.pdf.part",
        "b.pdf.crdownload",
        "c.pdf~",
        "~$d.docx",
    )

    assert look_into(str(tmp_path)).files == ()
    assert look_into(str(tmp_path)).ignored == ()


def test_other_files_are_named_as_ignored(tmp_path):
    """A Word file or a picture is not read, and somebody is told."""
    put(tmp_path, "a.pdf", "b.docx", "c/ảnh.jpg")
    listing = look_into(str(tmp_path))

    assert [(one.name, one.reason) for one in listing.ignored] == [
        ("b.docx", "không phải tệp PDF"),
        ("c/ảnh.jpg", "không phải tệp PDF"),
    ]


def test_names_are_readable_and_locations_lead_to_the_file(tmp_path):
    """Decomposed letters, line feeds, and bytes that are no text."""
    decomposed = unicodedata.normalize("NFD", "công văn.pdf")
    put(tmp_path, decomposed, "dòng\nhai.pdf", os.fsdecode(b"\xff\xfe.pdf"), "..x.pdf", "a b.pdf")
    files = list_inbox(str(tmp_path))

    assert "công văn.pdf" in [file.name for file in files]
    assert "dòng\nhai.pdf" in [file.name for file in files]
    assert "\ufffd\ufffd.pdf" in [file.name for file in files]
    assert "..x.pdf" not in [file.name for file in files]  # hidden
    assert all(Path(file.location).read_bytes() == PDF for file in files)
    assert all(file.name.encode() for file in files)


def test_links_do_not_lead_out(tmp_path):
    """A link to elsewhere is not followed; one within the inbox is a file like any other."""
    inside, outside = tmp_path / "in", tmp_path / "out"
    put(inside, "a.pdf")
    put(outside, "secret.pdf")
    (inside / "link.pdf").symlink_to(inside / "a.pdf")
    (inside / "away.pdf").symlink_to(outside / "secret.pdf")
    (inside / "folder").symlink_to(outside)
    (inside / "loop").symlink_to(inside)
    (inside / "broken.pdf").symlink_to(inside / "none.pdf")
    listing = look_into(str(inside))

    assert [file.name for file in listing.files] == ["a.pdf", "link.pdf"]
    assert {one.name for one in listing.ignored} == {"away.pdf", "folder", "loop", "broken.pdf"}


def test_things_that_are_no_files_are_ignored(tmp_path):
    """A named pipe called .pdf does not stop the night."""
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "folder.pdf").mkdir()

    assert look_into(str(tmp_path)).files == ()
    assert [one.name for one in look_into(str(tmp_path)).ignored] == ["pipe.pdf"]


def test_an_inbox_that_is_not_there_is_a_matter_of_settings(tmp_path):
    """A wrong inbox is told by the name of the setting."""
    with pytest.raises(SettingsError, match="inbox"):
        list_inbox(str(tmp_path / "none"))


def test_old_files_need_no_wait(tmp_path):
    """A file untouched for long is whole at once."""
    put(tmp_path, "a.pdf")
    (file,) = list_inbox(str(tmp_path))
    start = time.monotonic()

    # Its moment of change is now, so it counts from then.
    assert is_settled(file, 0.2)
    time.sleep(0.3)
    start = time.monotonic()
    assert is_settled(file, 0.2)
    assert time.monotonic() - start < 0.1


def test_many_young_files_wait_once(tmp_path):
    """A hundred files that just arrived cost one wait, not a hundred."""
    put(tmp_path, *(f"{n}.pdf" for n in range(100)))
    start = time.monotonic()
    whole, copying = settled(list_inbox(str(tmp_path)), 0.3)

    assert (len(whole), copying) == (100, [])
    assert 0.3 <= time.monotonic() - start < 1.5


def test_a_file_that_grows_is_still_being_copied(tmp_path):
    """Written to during the wait, even with its time set back, a file is left for another night."""
    put(tmp_path, "a.pdf", "b.pdf")
    files = list_inbox(str(tmp_path))

    def copy_on() -> None:
        with (tmp_path / "a.pdf").open("ab") as file:
            file.write(b"more")
        os.utime(tmp_path / "a.pdf", (1_700_000_000, 1_700_000_000))

    writer = threading.Timer(0.15, copy_on)
    writer.start()
    whole, copying = settled(files, 0.4)
    writer.join()

    assert [file.name for file in whole] == ["b.pdf"]
    assert [file.name for file in copying] == ["a.pdf"]


def test_a_file_that_changed_since_the_listing_or_is_gone_is_left(tmp_path):
    """What was listed is no longer there: nothing to read this night."""
    put(tmp_path, "a.pdf", "b.pdf")
    first, second = list_inbox(str(tmp_path))
    Path(first.location).unlink()
    Path(second.location).write_bytes(b"another")

    assert settled([first, second], 0.05) == ([], [first, second])


def test_a_local_file_is_read_where_it_lies(tmp_path):
    """Nothing is copied from a folder."""
    put(tmp_path, "a.pdf")
    (file,) = list_inbox(str(tmp_path))

    assert fetch(file, tmp_path / "work") == Path(file.location)
    assert not (tmp_path / "work").exists()


@pytest.mark.server
def test_an_inbox_in_a_bucket(s3_url, tmp_path):
    """Objects are listed by the same rules, fetched whole, and always settled."""
    fs, root = open_bucket(s3_url)
    for name in ("a.pdf", "tập/B.PDF", "c.docx", ".d.pdf", "e.part", "dòng\nhai.pdf"):
        fs.pipe_file(f"{root}/{name}", PDF)
    listing = look_into(s3_url)

    assert [file.name for file in listing.files] == ["a.pdf", "dòng\nhai.pdf", "tập/B.PDF"]
    assert [one.name for one in listing.ignored] == ["c.docx"]
    assert settled(listing.files, 60) == (list(listing.files), [])
    for file in listing.files:
        assert fetch(file, tmp_path / "work").read_bytes() == PDF
        assert abs(file.mtime_ns / 1e9 - time.time()) < 600


@pytest.mark.server
def test_an_object_that_changed_since_the_listing_is_not_read(s3_url, tmp_path):
    """A fetch that gives other bytes than were listed is told as still being copied."""
    fs, root = open_bucket(s3_url)
    fs.pipe_file(f"{root}/a.pdf", PDF)
    (file,) = list_inbox(s3_url)
    fs.pipe_file(f"{root}/a.pdf", PDF + b"more")

    with pytest.raises(StillCopyingError):
        fetch(file, tmp_path / "work")
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.server
def test_a_bucket_that_is_not_there(s3_url, tmp_path):
    """A wrong bucket is told by the name of the setting."""
    with pytest.raises(SettingsError, match="inbox"):
        list_inbox("s3://khong-co/hop-nhan")


def test_settled_takes_any_file():
    """A file made up by a program, gone by now, is not settled."""
    assert not is_settled(InboxFile("/nowhere/a.pdf", "a.pdf", 1, 1), 0.0)
