"""The inbox: what is a scan, what is not, and what is still being copied."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import threading
import time
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.archive import InboxFile, fetch, is_settled, list_inbox, look_into, settled
from pipeline.archive.listing import moment
from pipeline.archive.objects import open_bucket
from pipeline.archive.quarantine import reason_path
from pipeline.errors import GoneScanError, SettingsError, UnreadableScanError
from pipeline.values.scanned import SCAN_SUFFIXES

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


def why(folder: Path) -> dict[str, tuple[str, str]]:
    """What is not taken: name → code and reason."""
    return {one.name: (one.code, one.reason) for one in look_into(str(folder)).not_taken}


def test_hidden_and_unfinished_files_are_counted_and_no_news(tmp_path):
    """What copying programs and systems leave about is no scan; it is counted all the same."""
    unfinished = ("a.pdf.part", "b.pdf.crdownload", "c.pdf~", "~$d.docx")
    put(tmp_path, ".hidden.pdf", ".git/x.pdf", ".git/y.pdf", *unfinished)
    listing = look_into(str(tmp_path))

    assert listing.files == ()
    assert {name: code for name, (code, _) in why(tmp_path).items()} == {
        ".hidden.pdf": "hidden",
        ".git": "hidden",
        **dict.fromkeys(unfinished, "unfinished"),
    }
    assert all(one.is_chaff for one in listing.not_taken)


def test_pictures_are_scans_and_other_files_are_not(tmp_path):
    """Endings of scans in any case; all else is not taken, by its ending."""
    put(tmp_path, *(f"ảnh{suffix.upper()}" for suffix in SCAN_SUFFIXES))
    put(tmp_path, "b.docx", "c/d.pdf.zip", "pdf", "e." + "x" * 200, "f.pdf ")
    listing = look_into(str(tmp_path))

    assert {file.suffix for file in listing.files} == set(SCAN_SUFFIXES)
    assert why(tmp_path) == {
        "b.docx": ("not-a-scan", "không phải tệp quét (đuôi .docx)"),
        "c/d.pdf.zip": ("not-a-scan", "không phải tệp quét (đuôi .zip)"),
        "pdf": ("not-a-scan", "không phải tệp quét (tên không có đuôi quen thuộc)"),
        "e." + "x" * 200: ("not-a-scan", "không phải tệp quét (tên không có đuôi quen thuộc)"),
        "f.pdf ": ("not-a-scan", "không phải tệp quét (đuôi .pdf )"),
    }
    assert not any(one.is_chaff for one in listing.not_taken)


def test_names_are_readable_and_locations_lead_to_the_file(tmp_path):
    """Decomposed letters, line feeds, and bytes that are no text."""
    decomposed = unicodedata.normalize("NFD", "công văn.pdf")
    put(tmp_path, decomposed, "dòng\nhai.pdf", os.fsdecode(b"\xff\xfe.pdf"), "..x.pdf", "a b.pdf")
    files = list_inbox(str(tmp_path))

    assert "công văn.pdf" in [file.name for file in files]
    assert "dòng\nhai.pdf" in [file.name for file in files]
    assert "\\xff\\xfe.pdf" in [file.name for file in files]
    assert "..x.pdf" not in [file.name for file in files]  # hidden
    assert all(Path(file.location).read_bytes() == PDF for file in files)
    assert all(file.name.encode() for file in files)


def test_two_names_that_differ_in_odd_bytes_stay_two_names(tmp_path):
    """Nobody's reasons are written over another's, and every library can open the file."""
    raw = (b"bad\xff.pdf", b"bad\xfe.pdf", b"bad\\xfe.PDF")
    put(tmp_path / "in", *(os.fsdecode(name) for name in raw))
    files = list_inbox(str(tmp_path / "in"))

    assert len({reason_path(file.name) for file in files}) == 3
    for file in files:
        path = fetch(file, tmp_path / "work")
        assert str(path).encode()  # no library is given bytes that are no text
        assert path.suffix.lower() == ".pdf"
        assert path.read_bytes() == PDF
        assert fetch(file, tmp_path / "work") == path


def test_links_do_not_lead_out_or_in_a_circle(tmp_path):
    """A link to elsewhere is not followed; one within the inbox is a file like any other."""
    inside, outside = tmp_path / "in", tmp_path / "out"
    put(inside, "a.pdf")
    put(outside, "secret.pdf")
    (inside / "link.pdf").symlink_to(inside / "a.pdf")
    (inside / "away.pdf").symlink_to(outside / "secret.pdf")
    (inside / "folder").symlink_to(outside)
    (inside / "up").symlink_to(inside)
    (inside / "broken.pdf").symlink_to(inside / "none.pdf")
    (inside / "loop.pdf").symlink_to(inside / "loop.pdf")
    (inside / "one.pdf").symlink_to(inside / "two.pdf")
    (inside / "two.pdf").symlink_to(inside / "one.pdf")
    (inside / "through.pdf").symlink_to(inside / "a.pdf" / "b.pdf")
    (inside / "long.pdf").symlink_to("x" * 300)
    listing = look_into(str(inside))

    assert [file.name for file in listing.files] == ["a.pdf", "link.pdf"]
    assert {name: code for name, (code, _) in why(inside).items()} == {
        "away.pdf": "link-out",
        "folder": "link-out",
        "up": "link-to-folder",
        "broken.pdf": "link-broken",
        "loop.pdf": "link-loop",
        "one.pdf": "link-loop",
        "two.pdf": "link-loop",
        "through.pdf": "link-broken",
        "long.pdf": "link-broken",
    }
    assert all("Errno" not in reason for _, reason in why(inside).values())


def test_things_that_are_no_files_are_not_taken(tmp_path, monkeypatch):
    """A named pipe or a socket called .pdf does not stop the night."""
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "folder.pdf").mkdir()
    monkeypatch.chdir(tmp_path)  # names of sockets must be short
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("plug.pdf")
        assert look_into(str(tmp_path)).files == ()
    assert why(tmp_path) == {
        "pipe.pdf": ("not-a-file", "không phải tệp thường (ống FIFO)"),
        "plug.pdf": ("not-a-file", "không phải tệp thường (socket)"),
    }


@pytest.mark.parametrize("number", [errno.EACCES, errno.ESTALE, errno.ENAMETOOLONG, errno.ENOENT])
def test_what_the_system_refuses_is_that_entrys_fate(tmp_path, monkeypatch, number):
    """A file that cannot be asked after, a folder that cannot be listed: the others are read."""
    put(tmp_path, "a.pdf", "b.pdf", "c/d.pdf")
    lstat, scandir = os.lstat, os.scandir

    def refuse(path: str, *rest: object, **named: object) -> object:
        if os.fspath(path).endswith(("b.pdf", "/c")):
            raise OSError(number, os.strerror(number), path)
        return lstat(path, *rest, **named) if named or rest else lstat(path)

    def refuse_folder(path: str) -> object:
        if os.fspath(path).endswith("/c"):
            raise OSError(number, os.strerror(number), path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse_folder)
    assert names(tmp_path) == ["a.pdf", "b.pdf"]
    assert why(tmp_path)["c"][0] == "unreadable-folder"

    monkeypatch.setattr(os, "lstat", refuse)
    assert names(tmp_path) == ["a.pdf"]
    assert {code for code, _ in why(tmp_path).values()} == {"unreadable"}
    assert os.strerror(number) not in str(why(tmp_path))


@pytest.mark.slow
def test_folders_deeper_than_a_path_may_be_long(tmp_path):
    """More folders in each other than Python may call or the system may name: told, not fatal."""
    put(tmp_path, "a.pdf")
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(2100):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    try:
        assert names(tmp_path) == ["a.pdf"]
        (refused,) = why(tmp_path).values()
        assert "tên quá dài" in refused[1]
    finally:
        subprocess.run(["rm", "-rf", str(tmp_path / "d")], check=True)


def test_a_clock_gone_mad_does_not_stop_the_night(tmp_path, archive):
    """A moment of writing that no database can hold is cut to one that it can."""
    put(tmp_path, "a.pdf")
    mad = os.stat_result((0o100644, 1, 1, 1, 0, 0, 9, 0, 0, 0), {"st_mtime_ns": 2**70})
    assert moment(mad) == 2**63 - 1
    (file,) = list_inbox(str(tmp_path))

    archive.ledger.sight(replace(file, mtime_ns=moment(mad)), "a" * 64)
    assert archive.ledger.places("a" * 64) == {file.location: (len(PDF), 2**63 - 1)}


def test_an_inbox_that_is_not_there_is_a_matter_of_settings(tmp_path):
    """A wrong inbox is told by the name of the setting."""
    with pytest.raises(SettingsError, match="inbox"):
        list_inbox(str(tmp_path / "none"))


def test_an_inbox_that_may_not_be_opened_is_told(tmp_path):
    """An inbox that is a file, or a link in a circle, is no empty inbox."""
    put(tmp_path, "a.pdf")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")

    for place in ("a.pdf", "loop"):
        with pytest.raises(SettingsError, match="đọc được"):
            list_inbox(str(tmp_path / place))


def test_a_file_that_cannot_be_fetched_went_or_is_closed_to_us(tmp_path, monkeypatch):
    """Two fates, each with its own words."""
    put(tmp_path, "a.pdf", "b.pdf")
    gone, closed = list_inbox(str(tmp_path))
    Path(gone.location).unlink()

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    with pytest.raises(GoneScanError):
        fetch(gone, tmp_path / "work")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadableScanError, match="không có quyền"):
        fetch(closed, tmp_path / "work")


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
    assert {one.name: one.code for one in listing.not_taken} == {
        ".d.pdf": "hidden",
        "c.docx": "not-a-scan",
        "e.part": "unfinished",
    }
    assert settled(listing.files, 60) == (list(listing.files), [])
    for file in listing.files:
        copy = fetch(file, tmp_path / "work")
        assert copy.read_bytes() == PDF
        assert (copy.suffix, moment(copy.stat())) == (".pdf", file.mtime_ns)
        assert abs(file.mtime_ns / 1e9 - time.time()) < 600


@pytest.mark.server
def test_an_object_that_changed_since_the_listing_is_not_read(s3_url, tmp_path):
    """A fetch that gives other bytes than were listed, or none, is told as gone or changed."""
    fs, root = open_bucket(s3_url)
    fs.pipe_file(f"{root}/a.pdf", PDF)
    (file,) = list_inbox(s3_url)
    fs.pipe_file(f"{root}/a.pdf", PDF + b"more")

    with pytest.raises(GoneScanError):
        fetch(file, tmp_path / "work")
    fs.rm(f"{root}/a.pdf")
    with pytest.raises(GoneScanError):
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
