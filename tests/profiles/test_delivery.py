"""An export lies whole or not at all: killed, out of room, begun again, done twice."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from drawn_scans import document_of, draw_page
from killing import run_until
from made_facts import CODE, drafted, facts, plan, planned

from pipeline.errors import ExportError, ExportFullError
from pipeline.profiles import PROFILES, TT02, TT05
from pipeline.profiles import delivery as room
from pipeline.profiles.delivery import STAGING, deliver
from pipeline.profiles.facts import Stored
from pipeline.profiles.manifest import MANIFEST, manifest_of, spoilt
from pipeline.profiles.plan import Rule


class Shelf:
    """Documents that lie in a folder; says how often it was asked."""

    def __init__(self, folder: Path, documents):
        self.folder, self.fetched = folder, []
        self.facts = tuple(map(self._made, documents))

    def _made(self, one):
        path = self.folder / f"{one.id}.pdf"
        with pikepdf.new() as pdf:
            pdf.add_blank_page(page_size=(300, 400))
            pdf.docinfo["/Title"] = one.id
            pdf.save(path, deterministic_id=True)
        data = path.read_bytes()
        return replace(one, pdf=Stored(hashlib.sha256(data).hexdigest(), len(data)))

    def fetch(self, one, target):
        self.fetched.append(one.id)
        shutil.copyfile(self.folder / f"{one.id}.pdf", target)

    def document(self, one):
        drawn = draw_page()
        return replace(
            document_of(self.folder / f"{one.id}.pdf", [drawn.reading]), id=one.id,
            archived_at=one.published,
        )  # fmt: skip


@pytest.fixture
def shelf(tmp_path):
    home = tmp_path / "kho"
    home.mkdir()
    return Shelf(home, [facts(1), facts(2), facts(3)])


def two_files():
    rules = [Rule("A.01", "dòng 2", numbers=(1, 2)), Rule("B.02", "dòng 3", numbers=(3, 3))]
    return plan(planned("A.01"), planned("B.02"), rules=rules)


def send(shelf, out, profile=TT05, a_plan=None, done=lambda _: None):
    used = a_plan or two_files()
    return deliver(drafted(profile, shelf.facts, used), used, shelf, out, done)


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda p: p.name)
def test_what_is_written(shelf, tmp_path, profile):
    out, told = tmp_path / "giao", []
    assert send(shelf, out, profile, done=told.append)
    key = profile.key
    names = set(tree(out))
    assert {f"{key}.xlsx", f"{key}.xml", f"{key}.xsd", f"{key}-ho-so.csv", "xuat.json"} <= names
    assert {
        "ho-so/A.01/A.01.0000001.pdf",
        "ho-so/A.01/A.01.0000002.pdf",
        "ho-so/A.01/A.01.pdf",
        "ho-so/A.01/ho-so.json",
        "ho-so/A.01/manifest-sha256.txt",
        "ho-so/B.02/B.02.0000001.pdf",
    } <= names
    assert len([name for name in names if name.startswith("ho-so/A.01/sip/")]) == 1
    assert f"{key}-phong.csv" in names or not profile.fonds
    assert not (out / STAGING).exists()
    assert told == [2, 1]
    whole = pikepdf.open(out / "ho-so/A.01/A.01.pdf")
    assert len(whole.pages) == 2
    facts_told = json.loads((out / "xuat.json").read_bytes())
    assert [file["code"] for file in facts_told["files"]] == ["A.01", "B.02"]


def test_documents_are_byte_for_byte_the_archives(shelf, tmp_path):
    send(shelf, tmp_path / "giao")
    for n, name in ((1, "A.01/A.01.0000001"), (3, "B.02/B.02.0000001")):
        sent = (tmp_path / f"giao/ho-so/{name}.pdf").read_bytes()
        assert sent == (shelf.folder / f"{facts(n).id}.pdf").read_bytes()


def test_the_manifest_is_one_that_sha256sum_reads(shelf, tmp_path):
    out = tmp_path / "giao"
    send(shelf, out)
    for folder in (out, out / "ho-so/A.01"):
        said = subprocess.run(["sha256sum", "-c", "--quiet", MANIFEST], cwd=folder, check=False)
        assert said.returncode == 0
    assert set(manifest_of(out)) == set(tree(out)) - {MANIFEST}


def test_the_same_export_is_the_same_bytes(shelf, tmp_path):
    send(shelf, tmp_path / "a")
    send(shelf, tmp_path / "b")
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


def test_exporting_again_touches_nothing(shelf, tmp_path):
    out = tmp_path / "giao"
    send(shelf, out)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    shelf.fetched.clear()
    assert not send(shelf, out)
    assert shelf.fetched == []
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


def test_a_file_that_is_there_already_is_refused_by_its_code(shelf, tmp_path):
    out = tmp_path / "giao"
    send(shelf, out)
    before = tree(out)
    changed = plan(planned("A.01", title="Tên khác"), rules=[Rule("A.01", "", folder="hop1/")])
    with pytest.raises(ExportError, match=r"hồ sơ A\.01 đã có ở đó.*chọn thư mục khác"):
        send(shelf, out, a_plan=changed)
    assert tree(out) == before


def test_a_folder_with_other_things_in_it_is_refused(shelf, tmp_path):
    out = tmp_path / "giao"
    (out / "ho-so/A.01").mkdir(parents=True)
    with pytest.raises(ExportError, match=r"hồ sơ A\.01 đã có ở đó"):
        send(shelf, out)
    other = tmp_path / "khác"
    other.mkdir()
    (other / "thư.docx").write_bytes(b"x")
    with pytest.raises(ExportError, match=r"đã có thư\.docx; hãy chọn thư mục trống"):
        send(shelf, other)
    assert list(tree(other)) == ["thư.docx"]


def test_an_export_that_somebody_changed_is_told(shelf, tmp_path):
    out = tmp_path / "giao"
    send(shelf, out)
    (out / "tt05.xlsx").write_bytes(b"x")
    (out / "ho-so/B.02/B.02.0000001.pdf").unlink()
    with pytest.raises(ExportError, match=r"ho-so/B\.02/B\.02\.0000001\.pdf, tt05\.xlsx"):
        send(shelf, out)


def test_a_pdf_that_is_no_longer_as_it_was_is_not_sent(shelf, tmp_path):
    (shelf.folder / f"{facts(3).id}.pdf").write_bytes(b"%PDF-1.4 other")
    with pytest.raises(ExportError, match="sohoa verify"):
        send(shelf, tmp_path / "giao")
    assert not (tmp_path / "giao" / MANIFEST).exists()


def test_a_draft_with_troubles_is_never_written(shelf, tmp_path):
    used = plan(planned(title=""))
    with pytest.raises(ValueError, match="troubles"):
        deliver(drafted(TT05, shelf.facts, used), used, shelf, tmp_path / "giao", lambda _: None)
    assert not (tmp_path / "giao").exists()


def interrupted(shelf, out, at):
    """An export that stops as it fetches its `at`-th document."""
    fetch = shelf.fetch

    def stop(one, target):
        if len(shelf.fetched) == at:
            raise KeyboardInterrupt
        fetch(one, target)

    shelf.fetch = stop
    with pytest.raises(KeyboardInterrupt):
        send(shelf, out)
    shelf.fetch = fetch


def test_what_was_whole_is_not_made_again(shelf, tmp_path):
    out = tmp_path / "giao"
    interrupted(shelf, out, 2)
    assert [entry.name for entry in out.iterdir()] == [STAGING]
    shelf.fetched.clear()
    assert send(shelf, out)
    assert shelf.fetched == [facts(3).id]
    send(shelf, tmp_path / "neu")
    assert tree(out) == tree(tmp_path / "neu")


def test_what_was_whole_and_spoilt_since_is_made_again(shelf, tmp_path):
    out = tmp_path / "giao"
    interrupted(shelf, out, 2)
    (out / STAGING / "ho-so/A.01/A.01.pdf").write_bytes(b"spoilt")
    shelf.fetched.clear()
    send(shelf, out)
    assert len(shelf.fetched) == 3
    assert spoilt(out) == []


def test_another_plan_takes_nothing_over_that_changed(shelf, tmp_path):
    out = tmp_path / "giao"
    interrupted(shelf, out, 2)
    rules = [Rule("A.01", "", numbers=(1, 2)), Rule("C.03", "", numbers=(3, 3))]
    changed = plan(planned("A.01", title="Tên khác"), planned("C.03"), rules=rules)
    send(shelf, out, a_plan=changed)
    assert "Tên khác" in (out / "ho-so/A.01/ho-so.json").read_text()
    send(shelf, tmp_path / "neu", a_plan=changed)
    assert tree(out) == tree(tmp_path / "neu")


@pytest.mark.slow
def test_killed_at_any_touch_of_the_disk(shelf, tmp_path, monkeypatch):
    """Wherever it is killed, there is no manifest or everything in it; the next run ends it."""
    monkeypatch.setattr(room, "sync", lambda _folder: None)  # hundreds of times to the disk
    out, whole = tmp_path / "giao", tmp_path / "whole"
    send(shelf, whole)
    touch, kills = 0, 0
    while not run_until(touch, lambda: send(shelf, out)):
        touch, kills = touch + 1 + touch // 8, kills + 1
        if (out / MANIFEST).exists():
            assert spoilt(out) == []
        if kills % 3 == 0:  # every third time from the beginning
            shutil.rmtree(out, ignore_errors=True)
    assert kills > 15
    assert tree(out) == tree(whole)


@pytest.mark.parametrize("entries", range(1, 9))
def test_killed_while_it_is_put_in_place(shelf, tmp_path, monkeypatch, entries):
    out = tmp_path / "giao"
    rename, moved = Path.rename, []

    def cut(self, target):
        if Path(target).parent == out:
            if len(moved) == entries:
                raise KeyboardInterrupt
            moved.append(target)
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", cut)
    with pytest.raises(KeyboardInterrupt):
        send(shelf, out)
    monkeypatch.undo()
    assert not (out / MANIFEST).exists()
    other = plan(planned("A.01"), rules=[Rule("A.01", "", folder="hop1/")])
    with pytest.raises(ExportError, match=r"còn dở|đã có"):
        send(shelf, out, a_plan=other)
    shelf.fetched.clear()
    assert send(shelf, out)
    assert shelf.fetched == []
    assert spoilt(out) == []
    assert not (out / STAGING).exists()


@pytest.mark.parametrize("most", [300, 9_000, 100_000])
def test_a_full_disk_is_told_and_leaves_nothing_that_looks_whole(shelf, tmp_path, most):
    """A limit on the size of files stands for a disk without room: a PDF, a package, a table."""
    out = tmp_path / "giao"
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, limit[1]))
        with pytest.raises(ExportFullError, match="chạy lại cùng lệnh"):
            send(shelf, out)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, old)
    assert [entry.name for entry in out.iterdir()] == [STAGING]
    assert not list(out.rglob("ho-so/*"))
    assert send(shelf, out)
    assert spoilt(out) == []


def test_what_was_whole_before_the_disk_was_full_stays(shelf, tmp_path):
    out = tmp_path / "giao"
    fetch = shelf.fetch

    def full(one, target):
        if one.id == facts(3).id:
            raise OSError(errno.ENOSPC, "No space left on device")
        fetch(one, target)

    shelf.fetch = full
    with pytest.raises(ExportFullError, match="ổ đĩa hết chỗ"):
        send(shelf, out)
    assert [entry.name for entry in (out / STAGING / "ho-so").iterdir()] == ["A.01"]
    shelf.fetch, shelf.fetched = fetch, []
    assert send(shelf, out)
    assert shelf.fetched == [facts(3).id]


def test_too_little_room_is_seen_before_anything_is_copied(shelf, tmp_path, monkeypatch):
    usage = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(ExportFullError, match="cần khoảng"):
        send(shelf, tmp_path / "giao")
    assert shelf.fetched == []


def test_two_exports_at_once_do_not_mix(shelf, tmp_path):
    out = tmp_path / "giao"
    fetch = shelf.fetch

    def meanwhile(one, target):
        with pytest.raises(ExportError, match="một lần xuất khác đang ghi"):
            send(Shelf(shelf.folder, [facts(1), facts(2), facts(3)]), out)
        fetch(one, target)

    shelf.fetch = meanwhile
    assert send(shelf, out)


def test_a_folder_that_may_not_be_written_is_told(shelf, tmp_path):
    blocked = tmp_path / "tệp"
    blocked.write_bytes(b"")
    with pytest.raises(ExportError, match=r"không phải thư mục|đã có"):
        send(shelf, blocked / "giao")


def test_codes_of_files_make_names_that_windows_takes(shelf, tmp_path):
    used = plan(planned("01/HS-ĐU 2019"), rules=[Rule("01/HS-ĐU 2019", "", folder="hop1/")])
    send(shelf, tmp_path / "giao", TT02, used)
    names = {path.name for path in (tmp_path / "giao/ho-so").rglob("*.pdf")}
    assert "01-HS-DU-2019.0000001.pdf" in names
    assert all(name.isascii() and not set(name) & set('\\/:*?"<>|') for name in names)
    assert CODE.isascii()
    assert os.sep == "/"
