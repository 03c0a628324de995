"""A page that bears MẬT: its whole file is set aside, and nothing that it says is anywhere."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
from drawn_paper import Sheet
from drawn_scans import draw_page
from flows_drawing import letter, pdf
from killing import run_until

import samples.draw
from flows import holding
from flows.batch_work import first_pages_first
from flows.closing_words import closing_words
from flows.configuration import load_settings
from flows.giving_out import Here
from flows.night import Night
from flows.night_facts import FileTrouble, NightFacts
from flows.pages import PageTask
from flows.report import render_report
from flows.stocktaking import FileWork
from flows.work import NightWorker, PublishTask, keep_page
from pipeline.archive import InboxFile, open_archive
from pipeline.archive.leasing import Holder
from pipeline.archive.ledger.leases import NIGHT
from pipeline.archive.turns import ReadWith
from pipeline.errors import SecretScanError, SettingsError
from pipeline.geometry import Box
from pipeline.layout.naming import Block
from pipeline.page import read_traced, reading_key, secrecy
from pipeline.page.secrecy import UNREAD, printed_secret, stamped_secret
from pipeline.recognition.engine import EngineLine, EngineWord
from pipeline.settings import Settings
from pipeline.values.marks import Mark
from pipeline.values.readings import PageReading, PageResult
from pipeline.values.scanned import Page, Scan

SAID = "Thường trực Quận ủy"
"""Words of the drawn pages that must be nowhere once their file is set aside."""


def stamp(kind="secrecy", text=None, x=100, confidence=0.6):
    """A stamp of 20 × 8 mm in the head of a page."""
    return Mark(kind, Box(x, 120, 160, 60), np.ones((60, 160), dtype=bool), "red", confidence, text)


@pytest.mark.parametrize(
    ("marks", "degree"),
    [
        ([stamp(text="MẬT")], "MẬT"),
        ([stamp(text="MẬT"), stamp(text="TUYỆT MẬT")], "TUYỆT MẬT"),
        ([stamp()], UNREAD),
        ([stamp(text="M..T")], UNREAD),
        ([stamp(), stamp(text="TỐI MẬT")], "TỐI MẬT"),
        ([stamp(text="GIẢI MẬT\nTừ: 3/2/2019")], None),
        ([stamp(text="GIẢI MẬT"), stamp(text="MẬT")], "MẬT"),
        ([stamp("urgency", "HỎA TỐC"), stamp("incoming_stamp", "ĐẾN")], None),
        ([stamp("urgency", None)], UNREAD),  # by its shape it may be either
        ([stamp("stamp", "SAO Y\nMẬT")], "MẬT"),
    ],
)
def test_a_stamp_of_secrecy_counts_even_unread(marks, degree):
    """The highest degree tells; what is unsure is secret; urgency and GIẢI MẬT are not."""
    found = stamped_secret(marks)

    assert (found and found.degree) == degree


@pytest.mark.parametrize(
    ("text", "y", "degree"),
    [
        ("MẬT", 200, "MẬT"),
        ("MẬT - KHẨN", 200, "MẬT"),
        ("| TỐI MẬT |", 200, "TỐI MẬT"),
        ("Độ mật: Tuyệt mật", 200, "TUYỆT MẬT"),
        ("MẬT", 900, None),  # in the body
        ("mật.", 200, None),  # the end of a paragraph
        ("- Mật", 200, None),  # an item of a list
        ("MẶT TRẬN TỔ QUỐC VIỆT NAM", 200, None),
        ("BẢO VỆ BÍ MẬT NHÀ NƯỚC", 200, None),
    ],
)
def test_a_printed_degree_counts_in_the_head_of_the_page(text, y, degree):
    """As a line or part of a line of its own; words of titles and of the body state nothing."""
    words = tuple(EngineWord(word, Box(0, y, 20, 20), 0.9) for word in text.split())
    block = Block("letterhead_left", Box(0, 0, 500, 999), (EngineLine(words, Box(0, y, 90, 20)),))

    found = printed_secret([block], 1000)

    assert (found and found.degree) == degree


@pytest.fixture
def stamped_page(monkeypatch):
    """A letter on which a stage before finds a mark that may be MẬT; settings → its trace."""
    from pipeline.page import reading

    sheet = Sheet(dpi=150)
    sheet.body(60, 8)
    true_clean = reading.clean_evened

    def clean_evened(*args, **told):
        page = true_clean(*args, **told)
        return replace(page, marks=(*page.marks, stamp(text="MẬT")))

    monkeypatch.setattr(reading, "clean_evened", clean_evened)
    return lambda settings: read_traced(Page(1, sheet.gray, 150), settings)


@pytest.mark.slow
def test_nothing_leaves_the_process_of_a_secret_page_but_that_it_is_secret(stamped_page):
    """No line, no crop, no other mark: size, degree, and the place of the mark."""
    result = stamped_page(Settings()).result

    assert result.crops == {}
    assert result.reading.withheld == "MẬT"
    assert (result.reading.zones, result.reading.confidence) == ((), None)
    (mark,) = result.reading.marks
    assert (mark.kind, mark.text, mark.crop, mark.cutout) == ("secrecy", None, None, None)
    assert mark.box.area


@pytest.mark.slow
def test_a_cleared_machine_reads_and_says_so(stamped_page):
    """With `flag` the page is read like any other; the mark is in its reading."""
    reading = stamped_page(Settings(secrecy="flag")).result.reading

    assert reading.withheld is None
    assert len(reading.lines) == 8
    assert [mark.text for mark in reading.marks if mark.kind == "secrecy"] == ["MẬT"]


def test_the_policy_is_a_setting_that_cannot_be_misspelt(tmp_path, monkeypatch):
    """From the environment and TOML; another word opens no door; checkpoints are not mixed."""
    monkeypatch.chdir(tmp_path)
    assert load_settings(environ={}).secrecy == "set_aside"
    assert load_settings(environ={"SOHOA_SECRECY": "flag"}).secrecy == "flag"
    (tmp_path / "a.toml").write_text('secrecy = "flag"\n')
    assert load_settings(tmp_path / "a.toml", environ={}).secrecy == "flag"
    with pytest.raises(SettingsError, match="set_aside, flag"):
        load_settings(environ={"SOHOA_SECRECY": "flags"})
    assert reading_key(Settings()) != reading_key(Settings(secrecy="flag"))


@pytest.fixture
def filed(tmp_path):
    """Settings of an archive that knows a scan of two pages; the scan."""
    path = tmp_path / "mật.pdf"
    path.write_bytes(b"scan")
    sha256 = hashlib.sha256(b"scan").hexdigest()
    settings = Settings(archive=str(tmp_path / "kho"))
    archive = open_archive(settings)
    archive.ledger.sight(InboxFile(str(path), path.name, 4, path.stat().st_mtime_ns), sha256)
    archive.ledger.begin(sha256, 2)
    archive.close()
    return settings, Scan(path, path.name, sha256, 2)


def everywhere(settings):
    """All bytes that an archive holds, SQLite's included."""
    found = b""
    for folder, _, names in os.walk(settings.archive):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:  # noqa: PTH118, PTH123
                found += file.read()
    return found


def said_in(settings):
    """Whether words of a page are anywhere in the archive."""
    return SAID.encode() in everywhere(settings)


READ = PageResult(draw_page(2).reading, {"p0002-01-seal.png": SAID.encode()})
SECRET = PageResult(PageReading(1, (10, 10), 100, withheld="MẬT"))


def test_what_was_read_of_other_pages_goes(filed):
    """Withholding removes checkpoints, tells a person in the quarantine, and bars publishing."""
    settings, scan = filed
    archive = open_archive(settings)
    archive.save_page(scan.sha256, 2, "k", READ)
    assert said_in(settings)

    archive.withhold(scan.sha256, SecretScanError(scan.name, 1, "MẬT"))

    assert not said_in(settings)
    assert archive.withholds(scan.sha256)
    reason = json.loads(archive.store.read(f"quarantine/{scan.name}.reason.json"))
    assert (reason["code"], reason["sha256"]) == ("secret", scan.sha256)
    for words in ("trang 1", "MẬT", "Thông tư 02/2019", "--not-secret", "SOHOA_SECRECY"):
        assert words in reason["reason"]
    archive.close()


def test_a_withheld_page_is_never_published(filed):
    """Whatever brought it there, the last door is shut too."""
    from drawn_scans import document_of

    settings, scan = filed
    archive = open_archive(settings)
    document = document_of(scan.path, [SECRET.reading])
    with pytest.raises(SecretScanError):
        archive.publish(document, scan.path, {})
    assert archive.documents() == []
    archive.close()


@pytest.mark.slow
def test_killed_between_finding_and_setting_aside(filed):
    """Killed at any touch of the disk, the next opening leaves no word of a withheld file.

    Before the ledger has the file as withheld, its pages are pages like others, and the page
    that bears the mark is read again; nothing of that page was ever written.
    """
    settings, scan = filed

    def find():
        mine = open_archive(settings)
        mine.save_page(scan.sha256, 2, "k", READ)
        mine.withhold(scan.sha256, SecretScanError(scan.name, 1, "MẬT"))

    touch, known = 0, 0
    while not run_until(touch, find):
        touch += 1
        after = open_archive(settings)
        after.sweep()
        if after.withholds(scan.sha256):
            known += 1
            assert not said_in(settings)
            assert after.store.exists(f"quarantine/{scan.name}.reason.json")
            after.ledger.retry(scan.sha256)
            after.take_back(scan.name)
        after.drop_pages(scan.sha256)
        after.close()
    assert known > 5
    last = open_archive(settings)
    assert last.withholds(scan.sha256)
    assert not said_in(settings)
    last.close()


@pytest.fixture
def worker(filed, monkeypatch):
    """A page worker whose reading of a page is what the test says."""
    settings, scan = filed
    worker = NightWorker(settings)
    monkeypatch.setattr(holding, "_open", {})
    results = {}

    def digitise_page(_path, number, _settings, turned=None):
        result = results[number]
        return result() if callable(result) else result

    import pipeline.page

    monkeypatch.setattr(pipeline.page, "digitise_page", digitise_page)
    tasks = {n: PageTask(scan.path, scan.name, n, scan.sha256, config="k") for n in (1, 2)}
    yield worker, tasks, results, settings
    for archive in holding._open.values():
        archive.close()


def test_once_a_page_is_secret_no_other_is_read(worker):
    """The mark's page withholds the file; a page that comes after is not even looked at."""
    worker, tasks, results, settings = worker
    results[1] = SECRET

    first = worker.work(tasks[1])
    second = worker.work(tasks[2])  # `results` has nothing for it

    assert (first.withheld, second.withheld) == (True, True)
    assert not said_in(settings)


def test_a_page_finished_in_the_moment_of_finding_is_not_kept(worker):
    """One process finds the mark while another writes its page: that page goes too."""
    worker, tasks, results, settings = worker

    def found_meanwhile():
        results[1] = SECRET
        worker.work(tasks[1])
        return READ

    results[2] = found_meanwhile

    assert worker.work(tasks[2]).withheld
    assert not said_in(settings)


def test_pages_written_while_checkpoints_are_removed(filed):
    """Writers and removers of the same folder never stumble over each other."""
    import threading

    settings, scan = filed
    archive = open_archive(settings)
    stop, wrong = threading.Event(), []

    def write():
        while not stop.is_set():
            try:
                archive.save_page(scan.sha256, 2, "k", READ)
            except Exception as error:  # noqa: BLE001
                wrong.append(error)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        for _ in range(40):
            archive.drop_pages(scan.sha256)
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    archive.drop_pages(scan.sha256)
    assert wrong == []
    assert not said_in(settings)
    archive.close()


class WorkerPool:
    """Does jobs at once, in this process."""

    def __init__(self, worker):
        self.worker = worker

    def run(self, jobs, on_done):
        """One after the other."""
        from flows.pool import Outcome

        for job in jobs:
            on_done(Outcome(job, 0.1, self.worker.work(job.task)))


def night_of(worker, settings, scan, archive):
    """A night that has this one file to do."""
    lease = archive.ledger.leases.take(NIGHT, Holder.me().as_text())
    inbox = scan.path.parent
    here = replace(settings, inbox=str(inbox))
    night = Night(here, archive, WorkerPool(worker), inbox, "k", lease)
    night._stock.work[scan.sha256] = FileWork(scan, (1, 2), str(scan.path), read_with=ReadWith("k"))
    return night


def test_the_whole_file_is_set_aside(worker, filed):
    """Also when its other pages were read before: nothing published, told first, counted."""
    worker, _, results, settings = worker
    _, scan = filed
    results[1], results[2] = READ, SECRET
    archive = open_archive(settings)
    night = night_of(worker, settings, scan, archive)

    here = Here(night.worker)
    night.plan(here)
    night.do_batches(here)

    assert archive.documents() == []
    assert not said_in(settings)
    (trouble,) = night.facts.files_withheld
    assert (trouble.name, trouble.code) == (scan.name, "secret")
    assert "trang 2" in trouble.reason
    assert night.facts.as_dict()["secret_files"] == 1
    assert not night.facts.nothing_new
    archive.close()


def test_first_pages_are_read_first():
    """Marks stand on first pages: these come before all others, so that little is read in vain."""
    todo = {"a": (1, 2), "b": (1, 2), "c": (2, 3, 1)}
    tasks = [
        PageTask("x.pdf", "x.pdf", number, sha256)
        for sha256, numbers in todo.items()
        for number in numbers
    ]

    # The third file's first page was begun before, and may be what killed that night.
    order = [(page.sha256, page.number) for page in first_pages_first(tasks)]
    assert order == [("a", 1), ("b", 1), ("a", 2), ("b", 2), ("c", 2), ("c", 3), ("c", 1)]


def test_a_false_alarm_gets_in_on_a_persons_word(worker, filed):
    """Cleared, the file's pages are read whatever they bear, and its documents say who and when."""
    worker, tasks, results, settings = worker
    _, scan = filed
    results[1] = SECRET
    worker.work(tasks[1])
    archive = open_archive(settings)

    archive.ledger.clear(scan.sha256, "Trần Văn Bé")
    archive.ledger.retry(scan.sha256)

    seen = []
    results.clear()
    import pipeline.page

    with patch.object(
        pipeline.page, "digitise_page", lambda _p, _n, s, turned: seen.append(s.secrecy) or READ
    ):
        assert not worker.work(replace(tasks[2], cleared=True)).withheld
    assert seen == ["flag"]
    for number in (1, 2):
        page = PageResult(draw_page(number).reading)
        keep_page(archive, tasks[number], page, None, 0.1)
    with patch.object(type(archive), "publish") as publish, contextlib.suppress(KeyError):
        worker.work(PublishTask(scan, "k"))
        (document, *_), _ = publish.call_args
        event = document.events[-1]
        assert (event.what, event.who) == ("judged_not_secret", "Trần Văn Bé")
        assert event.at == archive.ledger.clearance(scan.sha256).at.isoformat(timespec="seconds")
    archive.close()


REASON = str(SecretScanError("<b>mật</b>.pdf", 3, "TỐI MẬT"))


def test_the_report_tells_secret_files_first():
    """A section of its own above all others; files of earlier nights are brought to mind."""
    facts = NightFacts("2026-11-22T220000", pages_read=1, withheld_before=2)
    facts.files_set_aside.append(FileTrouble("rỗng.pdf", "empty-file", "rỗng.pdf: tệp rỗng."))
    facts.files_withheld.append(FileTrouble("<b>mật</b>.pdf", "secret", REASON))

    page = render_report(facts, "./kho")
    words = closing_words(facts, Settings())

    assert page.index("Tài liệu có dấu độ mật") < page.index("Tệp để riêng")
    assert "&lt;b&gt;mật" in page
    assert "Còn 2 tệp có dấu độ mật từ trước" in page
    assert "CÓ DẤU ĐỘ MẬT" in words
    assert "trang 3" in words
    assert words.index("CÓ DẤU ĐỘ MẬT") < words.index("rỗng.pdf")


def test_status_and_retry_treat_secret_files_apart(sohoa, filed):
    """Told first and counted; `--all` leaves them; a person's word is asked for by name."""
    settings, scan = filed
    archive = open_archive(settings)
    archive.withhold(scan.sha256, SecretScanError(scan.name, 1, "MẬT"))
    archive.close()
    kho = ("--archive", settings.archive)

    assert sohoa("status", *kho)[1].index("CÓ DẤU ĐỘ MẬT") > 0
    assert json.loads(sohoa("status", *kho, "--json")[1])["secret_files"] == 1
    told = sohoa("retry", "--all", *kho)[1]
    assert "1 tệp có dấu độ mật vẫn để riêng" in told
    assert sohoa("retry", "--all", "--not-secret", *kho)[0] == 2
    assert sohoa("retry", scan.sha256[:8], "--not-secret", "--by", " ", *kho)[0] == 2
    assert sohoa("retry", scan.sha256[:8], "--not-secret", "--dry-run", *kho)[0] == 0
    archive = open_archive(settings)
    assert archive.withholds(scan.sha256)
    assert archive.ledger.clearance(scan.sha256) is None
    archive.close()

    code, told, _ = sohoa("retry", scan.sha256[:8], "--not-secret", "--by", "Trần Văn Bé", *kho)

    assert code == 0
    assert "1 tệp sẽ được đọc lại" in told
    archive = open_archive(settings)
    assert archive.ledger.clearance(scan.sha256).who == "Trần Văn Bé"
    assert archive.ledger.file(scan.sha256).state == "seen"
    assert not archive.store.exists(f"quarantine/{scan.name}.reason.json")
    archive.close()


def test_a_person_can_only_clear_what_was_withheld(sohoa, filed):
    """`--not-secret` for a file that waits for another reason is a slip, and is told."""
    from pipeline.errors import EmptyFileError

    settings, scan = filed
    archive = open_archive(settings)
    archive.set_aside(scan.name, scan.sha256, EmptyFileError(scan.name))
    archive.close()

    code, _, told = sohoa("retry", scan.name, "--not-secret", "--archive", settings.archive)

    assert code == 2
    assert "lý do khác" in told


HEAD = ["ỦY BAN NHÂN DÂN TỈNH AN BÌNH", "Số: 7/UBND-VX", "MẬT", "Kính gửi: Sở Nội vụ"]
STACK = (["Phụ lục mở đầu", "Cửu chương thứ nhất"], ["Trang hai", "Cửu chương thứ hai"], HEAD)


@pytest.mark.slow
def test_reading_to_the_screen_is_refused(sohoa, tmp_path):
    """Not a word, no picture, an exit code of its own; unless a person says so."""
    (tmp_path / "mật.pdf").write_bytes(pdf(*STACK))

    code, out, err = sohoa("read", "mật.pdf", "--cleaned", "xem", "--workers", "1")

    assert (code, out) == (6, "")
    assert "--allow-secret" in err
    assert "chương" not in err
    assert list((tmp_path / "xem").iterdir()) == []
    with patch.dict(os.environ):
        code, out, _ = sohoa(
            "read", "mật.pdf", "--pages", "2-3", "--allow-secret", "--cleaned", "xem"
        )
    assert code == 0
    assert "Cửu chương thứ hai" in out
    assert {path.name for path in (tmp_path / "xem").iterdir()} >= {
        "p0002.cleaned.png",
        "p0003.print.png",
    }


@pytest.mark.slow
def test_a_night_with_secret_files(tmp_path, monkeypatch):
    """The real command: a stack and a stamped letter are set aside, another letter is published."""
    inbox = tmp_path / "hộp nhận"
    inbox.mkdir()
    (inbox / "mật.pdf").write_bytes(pdf(*STACK))
    plan = samples.draw.plan_marks
    monkeypatch.setattr(
        samples.draw,
        "plan_marks",
        lambda rng, condition: (replace(plan(rng, condition)[0], boxed="TỐI MẬT"), 0.8),
    )
    samples.draw.write_scan(samples.draw.draw_document("stamped", 12), inbox, "đóng dấu")
    (inbox / "thường.pdf").write_bytes(letter(3))
    settings = Settings(archive=str(tmp_path / "kho"))

    night = subprocess.run(
        [sys.executable, "-m", "flows.cli", "ingest", "--json"],
        env={
            **os.environ,
            "SOHOA_STATE": str(tmp_path / "state"),
            "SOHOA_ARCHIVE": settings.archive,
            "SOHOA_INBOX": str(inbox),
            "SOHOA_SETTLE_SECONDS": "0",
            "SOHOA_WORKERS": "2",
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert night.returncode == 0, night.stderr
    told = json.loads(night.stdout)
    assert told["secret_files"] == 2
    reasons = {file["name"]: file["reason"] for file in told["files_withheld"]}
    assert "trang 3 có dấu độ mật (MẬT)" in reasons["mật.pdf"]
    assert "trang 1 có dấu độ mật (TỐI MẬT)" in reasons["đóng dấu.pdf"]
    assert [document["name"] for document in told["documents"]] == ["thường.pdf"]
    assert "chương".encode() not in everywhere(settings)
    report = (tmp_path / "kho" / "reports" / f"{told['night']}.html").read_text()
    assert "Tài liệu có dấu độ mật" in report


def test_degrees_are_ordered():
    """`max` over findings takes the higher degree, and any read one above an unread one."""
    order = [
        secrecy._height(secrecy.Secret(d, Box(0, 0, 1, 1), 1.0))
        for d in (UNREAD, "MẬT", "TỐI MẬT", "TUYỆT MẬT")
    ]
    assert order == sorted(order)
