"""Files that are sent come to lie in the inbox: whole, once, under a name that does no harm."""

import os
from pathlib import Path

import pytest

from pipeline.archive import list_inbox, open_archive
from pipeline.archive.receiving import Arrival, NotSentError, TooLargeError, arrival, take_in
from pipeline.archive.receiving.naming import name_of
from pipeline.errors import ArchiveFullError
from pipeline.settings import Settings

PDF = b"%PDF-1.7\n" + bytes(5000)


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.server)])
def inbox(request, tmp_path):
    """An empty inbox."""
    if request.param == "s3":
        return f"{request.getfixturevalue('s3_url')}/inbox"
    (tmp_path / "hộp").mkdir()
    return str(tmp_path / "hộp")


@pytest.fixture
def kho(tmp_path):
    """An archive, for its ledger."""
    opened = open_archive(Settings(archive=str(tmp_path / "kho")))
    yield opened
    opened.close()


def send(kho, inbox, data, name="công văn 55.pdf", fonds="", most=10_000):
    with Arrival(inbox, most, name) as coming:
        for start in range(0, len(data), 1000):
            coming.write(data[start : start + 1000])
        return take_in(kho, coming, name, fonds, "máy quét 1")


def names(inbox):
    try:
        return [file.name for file in list_inbox(inbox)]
    except Exception:  # noqa: BLE001  # a bucket's folder is there with its first object
        return []


def leftovers(inbox):
    return (
        [] if inbox.startswith("s3") else [p for p in Path(inbox).rglob("*") if ".nhan" in p.name]
    )


def test_a_file_lies_there_under_its_name_once(kho, inbox):
    first = send(kho, inbox, PDF, fonds="ubnd")
    assert first.is_new
    assert names(inbox) == ["ubnd/công văn 55.pdf"]
    assert not send(kho, inbox, PDF, name="another.pdf").is_new
    assert names(inbox) == ["ubnd/công văn 55.pdf"]
    (row,) = kho.ledger.uploads.scans(10)
    assert (row.state, row.sent_by, row.sent_to) == ("waiting", "máy quét 1", "ubnd")
    assert row.size == len(PDF)
    assert not leftovers(inbox)


def test_another_file_of_the_same_name_lies_beside_it(kho, inbox):
    send(kho, inbox, PDF)
    send(kho, inbox, PDF + b"x")
    assert names(inbox) == ["công văn 55 (2).pdf", "công văn 55.pdf"]


def test_a_file_that_was_lost_may_be_sent_again(kho, tmp_path):
    inbox = tmp_path / "hộp"
    inbox.mkdir()
    send(kho, str(inbox), PDF)
    (inbox / "công văn 55.pdf").unlink()
    assert send(kho, str(inbox), PDF).is_new
    assert names(str(inbox)) == ["công văn 55.pdf"]


@pytest.mark.parametrize("killed_after", ["coming", "put"])
def test_sent_again_after_a_kill_it_lies_there_once(kho, tmp_path, monkeypatch, killed_after):
    """Killed before or after the file came to its name: the next try makes it good."""
    inbox = tmp_path / "hộp"
    inbox.mkdir()
    broken = {"coming": (Arrival, "put"), "put": (type(kho.ledger.uploads), "arrived")}
    owner, method = broken[killed_after]

    def killed(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(owner, method, killed)
        with pytest.raises(KeyboardInterrupt):
            send(kho, str(inbox), PDF)
    assert not kho.ledger.uploads.scans(10)

    assert send(kho, str(inbox), PDF).is_new == (killed_after == "coming")
    assert names(str(inbox)) == ["công văn 55.pdf"]
    assert [row.state for row in kho.ledger.uploads.scans(10)] == ["waiting"]


def test_nothing_is_left_of_what_broke_off_or_was_refused(kho, inbox):
    def broken():
        with Arrival(inbox, 10_000) as coming:
            coming.write(PDF)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        broken()
    with pytest.raises(TooLargeError):
        send(kho, inbox, bytes(20_000))
    with pytest.raises(TooLargeError), Arrival(inbox, 10_000) as coming:
        coming.expect(5 << 30)
    for data in (b"", b"PK\3\4" + bytes(100), b"<html>"):
        with pytest.raises(NotSentError, match="không phải PDF"):
            send(kho, inbox, data)
    for fonds in ("../etc", "a/b", ".ẩn", "~tạm", "con:"):
        with pytest.raises(NotSentError):
            send(kho, inbox, PDF, fonds=fonds)
    assert not names(inbox)
    assert not leftovers(inbox)


def test_no_room_is_told_before_anything_is_sent(kho, tmp_path, monkeypatch):
    monkeypatch.setattr(arrival, "_LEAVE_FREE", 1 << 60)
    with pytest.raises(ArchiveFullError):
        send(kho, str(tmp_path), PDF)


def test_what_a_killed_desk_left_is_swept_the_next_day(kho, tmp_path):
    old, young = tmp_path / ".nhan-1.part", tmp_path / ".nhan-2.part"
    for part in (old, young):
        part.touch()
    os.utime(old, (0, 0))
    send(kho, str(tmp_path), PDF)
    assert not old.exists()
    assert young.exists()


def test_no_file_comes_to_lie_outside(kho, tmp_path):
    inbox, outside = tmp_path / "hộp", tmp_path / "ngoài"
    inbox.mkdir()
    outside.mkdir()
    (inbox / "ubnd").symlink_to(outside)
    with pytest.raises(NotSentError, match="liên kết"):
        send(kho, str(inbox), PDF, fonds="ubnd")
    assert not list(outside.iterdir())


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        ("công văn 55.pdf", "công văn 55.pdf"),
        ("quét.TIFF", "quét.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\scan\\a.pdf", "a.pdf"),
        ("", "ban-quet.pdf"),
        ("...", "ban-quet.pdf"),
        (".pdf", "pdf.pdf"),
        ("~$tạm.pdf", "$tạm.pdf"),
        ("a.part", "a.part.pdf"),
    ],
)
def test_names(said, becomes):
    assert name_of(said, "pdf") == becomes


@pytest.mark.parametrize("said", ["a\0b\n\u202e.pdf", "ế" * 500 + ".pdf", "\ud800.pdf", "a/" * 900])
def test_any_name_becomes_one_that_a_file_may_have(kho, tmp_path, said):
    send(kho, str(tmp_path), PDF, name=said)
    (name,) = names(str(tmp_path))
    assert len(name.encode()) < 200
    assert name.isprintable()
