"""The ledger knows every file, page, document and night, also under many hands."""

from __future__ import annotations

import multiprocessing
import sqlite3
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipeline.archive import InboxFile
from pipeline.archive.ledger.batches import BatchRow
from pipeline.archive.ledger.ledger import Ledger
from pipeline.errors import EncryptedScanError, PageCorruptError

A, B = "a" * 64, "b" * 64
FILE = InboxFile("/hop nhan/công văn.pdf", "công văn.pdf", 1000, 1_700_000_000_123_456_789)


@pytest.fixture
def ledger(archive):
    """An empty ledger, on SQLite or PostgreSQL."""
    return archive.ledger


def test_a_file_once_hashed_is_known(ledger):
    """The second night needs no hash where place, size and time are the same."""
    assert ledger.known([FILE]) == {}
    row = ledger.sight(FILE, A)
    assert (row.sha256, row.name, row.state, row.attempts) == (A, "công văn.pdf", "seen", 0)
    assert abs((datetime.now(UTC) - row.first_seen).total_seconds()) < 60

    assert ledger.known([FILE]) == {FILE.location: A}
    assert ledger.known([replace(FILE, size=1001)]) == {}
    assert ledger.known([replace(FILE, mtime_ns=FILE.mtime_ns + 1)]) == {}
    assert ledger.known([replace(FILE, location="/other.pdf")]) == {}


def test_only_who_meets_a_file_moves_when_it_was_met(ledger):
    """To ask whether it is known is no meeting."""
    ledger.sight(FILE, A)
    since = datetime.now(UTC)
    assert ledger.known([FILE]) == {FILE.location: A}
    assert ledger.in_inbox(since) == (0, 0)
    assert ledger.meet([FILE]) == {FILE.location: A}
    assert ledger.in_inbox(since) == (1, 0)


def test_the_work_of_a_night_is_told_as_it_was_planned(ledger):
    """That of other nights is not."""
    work = {"files": [{"name": "công văn.pdf", "sizes": [1.5, None]}]}
    for night in ("m", "n"):
        rows = [
            BatchRow(f"{night}-{number}", night, 7, number, "read", "planned", 0, 3, work, None)
            for number in (2, 1)
        ]
        ledger.batches.plan(rows)
    ledger.batches.fail("n-1", "x", "y")
    assert list(ledger.batches.works("n")) == [("failed", 0, work), ("planned", 0, work)]


def test_thousands_of_files_are_known_at_once(ledger):
    """More files than one statement takes are looked up all the same."""
    many = [replace(FILE, location=f"/in/{n}.pdf") for n in range(900)]
    for file in many[::20]:
        ledger.sight(file, A)

    assert len(ledger.known(many)) == 45


def test_a_file_that_was_replaced_has_its_new_bytes(ledger):
    """Another scan under the old name is another file; the old one is still on record."""
    ledger.sight(FILE, A)
    newer = replace(FILE, size=5, mtime_ns=6)
    ledger.sight(newer, B)

    assert ledger.known([newer]) == {FILE.location: B}
    assert {row.sha256 for row in ledger.files()} == {A, B}


def test_the_same_bytes_under_two_names_are_one_file(ledger):
    """A file copied twice is read once, and known by both names."""
    ledger.sight(FILE, A)
    ledger.sight(replace(FILE, location="/in/bản sao.pdf", name="bản sao.pdf"), A)

    assert len(ledger.files()) == 1
    assert ledger.names(A) == ["công văn.pdf", "bản sao.pdf"]


@pytest.mark.parametrize(
    "location",
    [
        "/in/dòng\nhai.pdf",
        "/in/../x.pdf",
        "/in/Cong va\u0306n.pdf",
        "/in/\udcff\udcfe.pdf",
        "/" + "x" * 4000,
    ],
)
def test_hostile_paths_are_kept(ledger, location):
    """Line feeds, decomposed letters, bytes that are no text, and very long paths."""
    file = replace(FILE, location=location)
    ledger.sight(file, A)

    assert ledger.known([file]) == {location: A}


def test_states_of_a_file(ledger):
    """Seen, read, set aside, tried again, failed, published: with reasons and attempts."""
    ledger.sight(FILE, A)
    ledger.begin(A, 3)
    assert (ledger.file(A).state, ledger.file(A).pages, ledger.file(A).attempts) == (
        "reading",
        3,
        1,
    )
    ledger.set_aside(A, EncryptedScanError("công văn.pdf"))
    row = ledger.file(A)
    assert (row.state, row.code) == ("set_aside", "encrypted")
    assert "mật khẩu" in row.reason

    assert ledger.retry(A) == [A]
    assert (ledger.file(A).state, ledger.file(A).reason) == ("seen", None)
    ledger.fail(A, "archive-full", "Kho đã đầy")
    assert ledger.retry() == [A]
    ledger.begin(A, 3)
    ledger.publish(A)
    assert ledger.retry(A) == []
    assert ledger.retry() == []
    assert ledger.counts() == {"published": 1, "documents": 0}
    assert ledger.files("set_aside") == []
    assert ledger.file(B) is None


def test_a_page_is_tried_so_often_and_no_more(ledger):
    """Attempts are capped for good, whoever asks."""
    ledger.sight(FILE, A)
    assert [ledger.pages.claim(A, 1, "k", 2) for _ in range(4)] == [True, True, False, False]
    assert ledger.pages.of(A, "k")[1].attempts == 2
    assert ledger.pages.claim(A, 1, "other settings", 2)

    ledger.set_aside(A, EncryptedScanError("x"))
    ledger.retry(A)
    assert ledger.pages.claim(A, 1, "k", 2)


def test_a_page_that_is_done_stays_done(ledger):
    """Finishing twice, failing late or claiming again changes nothing."""
    ledger.sight(FILE, A)
    ledger.pages.claim(A, 1, "k", 2)
    ledger.pages.finish(A, 1, "k", 1.5)
    before = ledger.pages.of(A, "k")
    ledger.pages.finish(A, 1, "k", 99.0)
    ledger.pages.fail(A, 1, "k", PageCorruptError("x.pdf", 1, "JPEG"))

    assert not ledger.pages.claim(A, 1, "k", 2)
    assert ledger.pages.of(A, "k") == before
    assert (before[1].state, before[1].seconds) == ("done", 1.5)

    ledger.pages.finish(A, 2, "k", 0.5)  # nobody claimed it: a checkpoint was found
    assert ledger.pages.of(A, "k")[2].state == "done"


def test_why_a_page_failed_is_on_record(ledger):
    """Code and reason are kept; a later success clears them."""
    ledger.sight(FILE, A)
    ledger.pages.claim(A, 4, "k", 3)
    ledger.pages.fail(A, 4, "k", PageCorruptError("x.pdf", 4, "JPEG"), 2.0)
    row = ledger.pages.of(A, "k")[4]
    assert (row.state, row.code, row.attempts) == ("failed", "page-corrupt", 1)
    assert "trang 4" in row.reason

    assert ledger.pages.claim(A, 4, "k", 3)
    ledger.pages.finish(A, 4, "k", 1.0)
    assert ledger.pages.of(A, "k")[4].reason is None


@pytest.mark.parametrize(
    "name", ["bad\udcff\udcfe.pdf", "bad\\xff.pdf", "100%FF.pdf", "dòng\n.pdf"]
)
def test_places_come_back_as_they_were(ledger, name):
    """Bytes that are no text are spelt so that the file is found again, and by no other name."""
    file = replace(FILE, location=f"/in/{name}")
    ledger.sight(file, A)

    assert ledger.places(A) == {file.location: (file.size, file.mtime_ns)}


def test_what_was_left_lying_is_known_until_it_goes(ledger):
    """An entry is news in its first night, and again when its reason changes."""
    pipe = ("/in/bad\udcff", "bad\\xff", "not-a-file", "không phải tệp thường (ống FIFO)")
    many = [(f"/in/{n}.zip", f"{n}.zip", "not-a-scan", "không phải tệp quét") for n in range(900)]
    ledger.entries.note("night 1", [pipe, *many])
    ledger.entries.note("night 1", [pipe, *many])
    ledger.entries.note("night 2", [pipe, (*many[0][:3], "lý do khác")])

    rows = {row.name: row for row in ledger.entries.all()}
    assert set(rows) == {"bad\\xff", "0.zip"}
    assert rows["bad\\xff"].location == "file:///in/bad%FF"
    assert (rows["bad\\xff"].first_night, rows["bad\\xff"].last_night) == ("night 1", "night 2")
    assert (rows["0.zip"].first_night, rows["0.zip"].reason) == ("night 2", "lý do khác")
    ledger.entries.note("night 3", [])
    assert ledger.entries.all() == []


def test_files_of_the_last_look_are_counted(ledger):
    """How many, and how many of them twice; those that were there before and went are not."""
    ledger.sight(replace(FILE, location="/in/old.pdf"), B)
    since = datetime.now(UTC)
    for name in ("a", "b", "c"):
        ledger.sight(replace(FILE, location=f"/in/{name}.pdf"), A)

    assert ledger.in_inbox(since) == (3, 2)


def test_a_lost_document_is_lost_until_it_is_there_again(ledger):
    """Its file is opened again; recording it again ends the loss, and changes no other document."""
    ledger.sight(FILE, A)
    ledger.begin(A, 2)
    ledger.publish(A)
    ledger.record("doc-0001", A, (1,), "k1")
    ledger.record("doc-0002", A, (2,), "k1")
    ledger.miss(["doc-0001"])
    ledger.reopen(A)
    assert (ledger.file(A).state, ledger.file(A).attempts) == ("seen", 0)
    assert [row.state for row in ledger.documents(A)] == ["missing", "published"]

    ledger.record("doc-0001", A, (1,), "k2")
    ledger.record("doc-0002", A, (2,), "k2")
    rows = {row.id: (row.state, row.config) for row in ledger.documents(A)}
    assert rows == {"doc-0001": ("published", "k2"), "doc-0002": ("published", "k1")}
    ledger.set_aside(A, EncryptedScanError("x"))
    ledger.reopen(A)
    assert ledger.file(A).state == "set_aside"


def test_documents_and_nights(ledger):
    """What was published by which reading, and what every night did."""
    ledger.sight(FILE, A)
    ledger.record("doc-0001", A, (1, 2), "k1")
    ledger.record("doc-0001", A, (1, 2), "k2")
    (row,) = ledger.documents(A)
    assert (row.id, row.pages, row.config) == ("doc-0001", (1, 2), "k1")
    assert ledger.documents(B) == []

    ledger.start_night("2026-11-20")  # killed
    ledger.start_night("2026-11-21")
    ledger.end_night("2026-11-21", {"pages": 7})
    for _ in range(2):
        ledger.start_night("2026-11-22")
    ledger.end_night("2026-11-20", {"pages": 1})  # by a process that was thought dead
    newest, older, killed = ledger.nights()
    assert (newest.state, newest.ended) == ("running", None)
    assert (older.state, older.counts) == ("done", {"pages": 7})
    assert (killed.state, killed.counts) == ("failed", {})
    assert len(ledger.nights(last=1)) == 1


def claim_all(url, barrier, won) -> None:
    """Claim the same pages as everybody else, in a process of one's own."""
    barrier.wait()
    ledger = Ledger(url)
    ledger.sight(FILE, A)
    for number in range(20):
        if ledger.pages.claim(A, number, "k", 2):
            won.put(number)
    ledger.close()


@pytest.mark.slow
def test_many_processes_at_once(settings, tmp_path):
    """Processes that open a new ledger and claim the same pages share the attempts exactly."""
    url = settings.database or f"sqlite:///{tmp_path}/ledger.sqlite"
    context = multiprocessing.get_context("spawn")
    barrier, won = context.Barrier(3), context.Queue()
    workers = [context.Process(target=claim_all, args=(url, barrier, won)) for _ in range(3)]
    for worker in workers:
        worker.start()
    claims = sorted(won.get(timeout=60) for _ in range(40))
    for worker in workers:
        worker.join(30)

    assert [worker.exitcode for worker in workers] == [0] * 3
    assert claims == sorted([*range(20), *range(20)])
    assert won.empty()


@pytest.mark.parametrize("held", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE", "BEGIN; SELECT * FROM t"])
def test_a_new_sqlite_ledger_waits_for_who_is_in_it(tmp_path, held):
    """The change to write-ahead logging waits, where SQLite itself would give up at once."""
    path = tmp_path / "ledger.sqlite"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE t (x)")
    for statement in held.split("; "):
        other.execute(statement).fetchall()
    release = threading.Timer(0.5, other.execute, ["COMMIT"])
    release.start()

    Ledger(f"sqlite:///{path}").close()

    release.join()
    other.close()
    assert sqlite3.connect(path).execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_sqlite_waits_for_others(tmp_path):
    """The settings that make SQLite fit for several processes are on."""
    ledger = Ledger(f"sqlite:///{tmp_path}/ledger.sqlite")
    with ledger._db.engine.connect() as connection:
        for pragma, value in (
            ("journal_mode", "wal"),
            ("busy_timeout", 30000),
            ("foreign_keys", 1),
        ):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    ledger.close()
