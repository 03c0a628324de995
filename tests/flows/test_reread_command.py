"""`sohoa reread` as a clerk meets it."""

import json
from dataclasses import replace

import pytest
from flows_drawing import pdf
from nights import working
from reread_archive import SECRET, SIZE, Pool, reading, stack_rows

import pipeline.page
from flows import holding
from pipeline.archive import InboxFile, open_archive
from pipeline.archive.versions.proposals import proposed_document
from pipeline.document import documents
from pipeline.page import reading_key
from pipeline.raster import open_scan
from pipeline.settings import Settings
from pipeline.values.readings import PageReading, PageResult

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def machine(monkeypatch, door):
    """Commands read in this process."""
    made = []

    class Hired(Pool):
        def __init__(self, _settings, worker, _go_on):
            super().__init__(worker)
            made.append(self)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

    monkeypatch.setattr(holding, "WorkerPool", Hired)
    monkeypatch.setattr(pipeline.page, "engine_events", lambda _: ())
    monkeypatch.setattr(pipeline.page, "reading_key", lambda _: "new")
    return made


def test_a_dry_run_lists_and_changes_nothing(sohoa, kho, machine):
    _, opened = kho
    told = sohoa("reread", "--archive", "kho", "--dry-run")
    assert told.returncode == 0, told.stderr
    assert "2 tệp, 4 trang sẽ được đọc lại, dưới 1 phút" in told.stdout
    known = json.loads(sohoa("reread", "--archive", "kho", "--dry-run", "--json").stdout)
    assert (known["pages"], len(known["files"])) == (4, 2)
    less = json.loads(
        sohoa("reread", "--archive", "kho", "--dry-run", "--json", "--limit", 1).stdout
    )
    assert len(less["files"]) == 1
    assert opened.ledger.versions.all() == []
    assert machine == []


def test_the_whole_way_of_a_version(sohoa, kho, machine, door):
    """Read, listed, shown, left by --better-only, rejected or released; each told in words."""
    _, opened = kho
    first, second = stack_rows(opened)
    hole = PageReading(3, SIZE, 150, problem="trang hỏng")
    door[0][3] = PageResult(hole)
    where = ("--archive", "kho")

    read = sohoa("reread", *where)

    assert read.returncode == 0, read.stderr
    assert "Đã đọc lại 4 trang; 3 văn bản có bản mới chờ duyệt." in read.stdout
    listed = sohoa("reread", "--list", *where).stdout
    assert "3 bản đọc lại chờ duyệt: sohoa reread --list" in sohoa("status", *where).stdout
    assert "3 bản đọc lại chờ duyệt, 2 bản chắc chắn không kém" in listed
    shown = sohoa("reread", second.id, "--show", *where).stdout
    assert "Trang 3 không đọc được: trang hỏng" in shown
    assert "Cần người xem trước khi đưa vào dùng" in shown
    told = json.loads(sohoa("reread", second.id, "--show", "--json", *where).stdout)
    assert told["difference"]["pages"][0]["after"] == "trang hỏng"
    assert told["why"]

    tried = sohoa("reread", "--release", "--all", "--better-only", "--dry-run", *where)
    assert "2 bản đọc lại sẽ được đưa vào dùng nếu bỏ --dry-run; 1 bản để lại" in tried.stdout
    assert {row.config for row in opened.ledger.documents()} == {"old"}
    better = sohoa("reread", "--release", "--all", "--better-only", "--by", "Mai", *where)
    assert f"Để lại {second.id}: " in better.stdout
    assert "2 bản đọc lại đã được đưa vào dùng; 1 bản để lại" in better.stdout

    done = sohoa("reread", second.id, "--reject", "--by", "Mai", *where)
    assert "1 bản đọc lại đã được bỏ" in done.stdout
    late = sohoa("reread", second.id, "--release", *where)
    assert late.returncode == 2
    assert "không có bản đọc lại nào chờ duyệt (lần cuối: đã bỏ (Mai))" in late.stderr
    assert "Không có văn bản nào cần đọc lại." in sohoa("reread", *where).stdout
    every = json.loads(sohoa("reread", "--list", "--all", "--json", *where).stdout)
    assert sorted(row["state"] for row in every["versions"]) == ["rejected", "released", "released"]
    assert first.id in {row["id"] for row in every["versions"]}


def test_a_false_alarm_is_cleared_by_name(sohoa, kho, machine, door):
    """Secret first; then with a person's word read, and her name in the record."""
    _, opened = kho
    _, second = stack_rows(opened)
    door[0][3] = lambda: SECRET if door[1][-1][3] == "set_aside" else PageResult(reading(3))
    where = ("--archive", "kho")
    told = sohoa("reread", second.id, *where)
    assert "CÓ DẤU ĐỘ MẬT khi đọc lại" in told.stdout
    assert "--not-secret" in told.stdout
    assert opened.ledger.records.of([second.id])[0].grade == "must"
    assert sohoa("reread", "--not-secret", *where).returncode == 2

    sohoa("reread", second.id, "--not-secret", "--by", "Trần Văn Bé", *where)

    row = opened.ledger.versions.of(second.id)[0]
    assert row.state == "proposed"
    assert "Trần Văn Bé" in [event.who for event in proposed_document(opened, row).events]
    assert "secrecy" not in [n.cause for n in opened.ledger.records.of([second.id])[0].notes]


WRONG = (
    (("--list", "--show"), "không dùng cùng --list"),
    (("--show",), "đúng một mã văn bản"),
    (("--release",), "cho biết mã văn bản, hoặc --all"),
    (("x-0001", "--reject", "--all"), "cho biết mã văn bản, hoặc --all"),
    (("--all",), "chỉ cùng --release"),
    (("--better-only",), "chỉ cùng --release"),
    (("x-0001", "--must"), "không dùng cùng tiêu chí khác"),
    (("--before", "hôm qua"), "--before"),
    (("--least-below", "2"), "--least-below"),
    (("x-0001",), "kho không có văn bản này"),
    (("x-0001", "--show"), "không có bản đọc lại nào chờ duyệt"),
)


def test_wrong_words_are_told(sohoa, kho, machine):
    for options, said in WRONG:
        answer = sohoa("reread", *options, "--archive", "kho")
        assert answer.returncode == 2, options
        assert said in answer.stderr


def test_while_a_night_runs_nothing_is_decided_or_read(sohoa, kho, machine):
    settings, _ = kho
    with working(settings):
        for options in ((), ("--release", "--all")):
            answer = sohoa("reread", *options, "--archive", "kho")
            assert answer.returncode == 1
            assert "đang chạy" in answer.stderr


@pytest.mark.slow
def test_a_page_is_read_again_with_another_setting(sohoa, tmp_path):
    """Really read, by processes of its own: default first, then without second opinions."""
    settings = Settings(archive=str(tmp_path / "kho"))
    path = tmp_path / "thư.pdf"
    path.write_bytes(pdf(["ỦY BAN NHÂN DÂN TỈNH", "Kính gửi: Sở Nội vụ", "Về việc lưu trữ"]))
    opened = open_archive(settings)
    scan = replace(open_scan(path), name=path.name)
    found = path.stat()
    file = InboxFile(str(path), path.name, found.st_size, found.st_mtime_ns)
    opened.ledger.sight(file, scan.sha256)
    result = pipeline.page.digitise_page(path, 1, settings)
    (document,) = documents(scan, [result.reading], pipeline.page.engine_events(settings))
    opened.publish(document, path, result.crops, reading_key(settings))
    opened.ledger.publish(scan.sha256)
    where = ("--archive", "kho", "--workers", "1")
    assert "Không có văn bản nào" in sohoa("reread", *where).stdout
    other = {"SOHOA_RECOGNITION__SECOND_OPINION": "false"}

    read = sohoa("reread", *where, **other)

    assert "Đã đọc lại 1 trang; 1 văn bản có bản mới chờ duyệt." in read.stdout, read.stderr
    released = sohoa("reread", "--release", document.id, *where, **other)
    assert "1 bản đọc lại đã được đưa vào dùng" in released.stdout
    stands = opened.read_document(document.id)
    assert "read_again" in [event.what for event in stands.events]
    assert "Kính gửi: Sở Nội vụ" in stands.text.canonical
    assert "Không có văn bản nào" in sohoa("reread", *where, **other).stdout
    opened.close()
