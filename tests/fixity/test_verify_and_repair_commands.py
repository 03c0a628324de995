"""`sohoa verify` and `sohoa repair` as an operator meets them, and the nights beside them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nights import TOLD_NIGHT, working
from small_archives import draw_stack, put
from sqlalchemy import update

from flows import holding
from flows.checking import Checker, look_through
from flows.console import Silent
from flows.pool import JobDiedError, Outcome
from pipeline.archive import open_archive
from pipeline.archive.fixity.agreement import check_agreement
from pipeline.archive.fixity.checking import due, places
from pipeline.archive.ledger.fixity_tables import fixity
from pipeline.archive.ledger.tables import documents
from pipeline.archive.people import open_people
from pipeline.archive.recut import recut
from pipeline.settings import Settings


class Here:
    """A pool of none: work is done in this process."""

    def __init__(self, settings):
        self.worker = Checker(settings)

    def run(self, jobs, on_done):
        for job in jobs:
            on_done(Outcome(job, 0.0, self.worker.work(job.task)))


@pytest.fixture
def settings(kho, tmp_path) -> Settings:
    holding._open.clear()
    return Settings(archive=str(kho), state=str(tmp_path / "state"))


@pytest.fixture
def sohoa(kho, monkeypatch, capfd, tmp_path):
    """Run a command in this process, bags looked through in it too; exit code and stdout."""
    from unittest.mock import patch

    from flows.cli import main

    holding._open.clear()

    class Pool(Here):
        def __init__(self, settings, worker, go_on=None):
            super().__init__(settings)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

    monkeypatch.setattr("flows.pool.WorkerPool", Pool)
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        with (
            patch.dict(os.environ, {"SOHOA_STATE": str(tmp_path / "state")}),
            patch.object(sys, "argv", ["sohoa", *arguments, "--archive", str(kho)]),
            pytest.raises(SystemExit) as end,
        ):
            main()
        said = capfd.readouterr()
        return end.value.code, said.out, said.err

    return run


def a_text(kho: Path) -> Path:
    return min((kho / "documents").glob("*/data/text.txt"))


def test_whole_is_0_and_damaged_is_1(sohoa, kho):
    """The contract: id, file and what, for programs; the remedy for people."""
    code, out, _ = sohoa("verify")
    assert (code, "Còn nguyên vẹn: 4" in out) == (0, True)
    assert json.loads(sohoa("verify", "--json")[1])["damaged"] == []
    text = a_text(kho)
    text.write_text("khác")

    code, out, _ = sohoa("verify", "--json")

    assert code == 1
    (damage,) = json.loads(out)["damaged"]
    assert damage["id"] == text.parts[-3]
    assert (damage["file"], damage["code"]) == ("data/text.txt", "changed")
    assert damage["what"]
    code, out, _ = sohoa("verify", text.parts[-3])
    assert code == 1
    assert "→ sohoa repair" in out
    other = next(one for one in (kho / "documents").iterdir() if one.name != text.parts[-3])
    assert sohoa("verify", other.name)[0] == 0
    assert sohoa("verify", "khong-co")[0] == 2
    for slip in ("../x", "..", "", "/etc", f"../documents/{other.name}"):
        assert sohoa("verify", slip)[0] == sohoa("repair", slip)[0] == 2
    assert sohoa("verify", "--share", "2")[0] == 2


def test_days_that_are_none_are_refused(sohoa, monkeypatch):
    monkeypatch.setenv("SOHOA_FIXITY__WITHIN_DAYS", "-1")
    code, _, err = sohoa("verify")
    assert code == 3
    assert "fixity.within_days" in err


def test_a_quick_look_reads_nothing_and_sees_names_and_sizes(sohoa, kho):
    text = a_text(kho)
    whole = text.read_bytes()
    text.write_bytes(b"x" * len(whole))
    assert sohoa("verify", "--quick")[0] == 0
    text.write_bytes(whole + b"x")
    assert sohoa("verify", "--quick")[0] == 1


def test_what_is_not_ours_is_told_and_no_damage(sohoa, kho):
    (kho / "Thumbs.db").write_bytes(b"")
    open_people(
        Settings(archive=str(kho))
    ).close()  # accounts are no stray: they are in no backup of bags
    old = kho / ".staging/abc/bag/data"
    old.mkdir(parents=True)
    (old / "text.txt").write_text("x")
    os.utime(old / "text.txt", (0, 0))

    code, out, _ = sohoa("verify", "--json")

    assert code == 0
    assert json.loads(out)["strays"] == ["Thumbs.db", ".staging/abc"]


def test_repair_mends_all_that_verify_finds(sohoa, kho):
    """A dry run first; then bags, rows and reasons; a second run finds nothing."""
    text = a_text(kho)
    whole = text.read_bytes()
    text.unlink()
    with closing(open_archive(Settings(archive=str(kho)))) as opened:
        row = opened.ledger.documents()[-1]
        opened.ledger._db.run(update(documents).where(documents.c.id == row.id).values(pages=[9]))

    code, out, _ = sohoa("repair", "--dry-run")
    assert code == 0
    assert "Chưa làm gì cả" in out
    assert not text.exists()

    code, out, _ = sohoa("repair")
    assert (code, text.read_bytes()) == (0, whole)
    assert "đúng từng byte như cũ" in out
    with closing(open_archive(Settings(archive=str(kho)))) as opened:
        assert opened.ledger.document(row.id).pages == row.pages
    assert "Không có gì hỏng" in sohoa("repair")[1]
    assert sohoa("verify")[0] == 0


def test_repair_ends_with_1_while_something_is_damaged(sohoa, kho):
    """An original comes back from a backup only."""
    original = a_text(kho).with_name("original.pdf")
    original.write_bytes(original.read_bytes() + b"x")
    code, out, _ = sohoa("repair", "--json")
    assert code == 1
    (left,) = json.loads(out)["damaged"]
    assert (left["file"], left["lost"]) == ("data/original.pdf", True)


def test_repair_waits_for_the_night(sohoa, settings):
    with working(settings):
        code, _, err = sohoa("repair")
    assert code == 1
    assert "đang chạy" in err


def test_a_document_put_away_while_it_is_looked_through_is_no_damage(archive, settings, kho):
    """First look: half of its files are gone. Second look: it lies among the superseded, whole."""
    moved = min((kho / "documents").iterdir())

    class Busy(Here):
        def run(self, jobs, on_done):
            for job in jobs:
                if job.task.place == f"documents/{moved.name}" and moved.exists():
                    (moved / "data/text.txt").rename(kho / "text.txt")
                    super().run([job], on_done)
                    (kho / "text.txt").rename(moved / "data/text.txt")
                    archive.store.supersede(moved.name, "20260101T000000000000Z")
                else:
                    super().run([job], on_done)

    done = look_through(archive, list(places(archive)), Busy(settings), Silent())

    assert done.damages == []
    assert archive.ledger.fixity.damaged() == []


def test_a_process_that_dies_over_a_bag_is_told(archive, settings):
    """Nothing is known of it then, and that is no proof that it is whole."""

    class Dying:
        def run(self, jobs, on_done):
            for job in jobs:
                on_done(Outcome(job, 0.0, error=JobDiedError(-9)))

    place = next(iter(places(archive)))
    (damage,) = look_through(archive, [place], Dying(), Silent()).damages
    assert damage.code == "unreadable"


def test_all_are_looked_through_within_the_days(archive, settings):
    """Oldest first, a share a night."""
    moment = datetime.now(UTC)
    assert due(archive, 4, moment) == []  # written today
    seen: list[str] = []
    for night in range(1, 5):
        now = moment + timedelta(days=night)
        for place in due(archive, 4, now):
            archive.ledger.fixity.looked(place, ())
            seen.append(place)
            archive.ledger._db.run(
                update(fixity).where(fixity.c.place == place).values(checked_at=now)
            )
    assert set(seen) == set(places(archive))
    assert len(seen) <= 5
    assert len(set(seen[:4])) == 4


def test_damage_is_a_must_in_status(sohoa, kho, archive, settings):
    """With what is wrong, where, and what to do; and status tells how far the archive was seen."""
    text = a_text(kho)
    text.unlink()
    assert sohoa("verify")[0] == 1

    told = json.loads(sohoa("status", "--json")[1])

    assert told["looked_through"]["documents"] == 3
    assert [damage["file"] for damage in told["damaged"]] == ["data/text.txt"]
    entry = told["review"][0]
    assert (entry["grade"], entry["cause"]) == ("must", "damaged")
    assert "data/text.txt" in entry["documents"][0]["what"]
    assert "sohoa repair" in entry["documents"][0]["why"]
    out = sohoa("status")[1]
    assert "Kiểm tra toàn vẹn: 3 văn bản" in out
    assert "HỎNG TRONG KHO 1 chỗ" in out


@pytest.mark.slow
def test_after_a_lost_ledger_a_night_reads_no_page_and_looks_through_its_share(
    kho, inbox, tmp_path
):
    """Ledger deleted, `repair --ledger`, a night over the same inbox: nothing is read again."""
    before = {path: path.read_bytes() for path in kho.rglob("documents/**/*") if path.is_file()}
    (kho / "ledger.sqlite").unlink()
    (tmp_path / "night.py").write_text(
        TOLD_NIGHT.replace("night.write_report()", "night.look_through(); night.write_report()")
    )
    environment = {
        **os.environ,
        "SOHOA_STATE": str(tmp_path / "state"),
        "SOHOA_ARCHIVE": str(kho),
        "SOHOA_INBOX": str(inbox[0].path.parent),
        "SOHOA_SETTLE_SECONDS": "0",
        "SOHOA_FIXITY__WITHIN_DAYS": "1",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }

    def run(*command):
        return subprocess.run(
            [sys.executable, *command], env=environment, cwd=tmp_path,
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    said = run("-m", "flows.cli", "repair", "--ledger", "--json")
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout)["documents"] == 3
    text = a_text(kho)
    text.unlink()
    with closing(open_archive(Settings(archive=str(kho)))) as opened:
        long_ago = datetime.now(UTC) - timedelta(days=30)
        opened.ledger._db.run(update(documents).values(published_at=long_ago))

    night = run("night.py")

    assert night.returncode == 0, night.stderr
    facts = json.loads(night.stdout)
    assert (facts["pages_read"], facts["documents_published"]) == (0, 0)
    assert facts["published_before"] == 2
    assert facts["looked_through"] == 3
    (damage,) = facts["damages"]
    assert damage["file"] == "data/text.txt"
    assert [entry["cause"] for entry in facts["review"]] == ["damaged"]
    report = Path(facts["report"]).read_text()
    assert "Hỏng trong kho" in report
    del before[text]
    assert before.items() <= {path: path.read_bytes() for path in before}.items()


@pytest.mark.slow
def test_verify_beside_a_night_at_work_raises_no_false_alarm(settings, kho, tmp_path):
    """Files come in and are cut anew, over and over, while everything is looked through."""
    stop = threading.Event()
    failed: list[Exception] = []

    def work():
        try:
            with closing(open_archive(settings)) as opened:
                for number in range(4, 100):
                    stack = draw_stack(tmp_path / f"mới {number}.pdf", 2, number)
                    put(opened, stack, [(1, 2)])
                    recut(opened, stack.scan.sha256, [(1,), (2,)], "Mai", Settings())
                    recut(opened, stack.scan.sha256, [(1, 2)], "Lan", Settings())
                    if stop.is_set():
                        return
        except Exception as error:  # noqa: BLE001  # told in the test's own thread
            failed.append(error)

    night = threading.Thread(target=work)
    with closing(open_archive(settings)) as opened:
        night.start()
        found, rounds = [], 0
        while rounds < 6 and night.is_alive():
            found += look_through(opened, list(places(opened)), Here(settings), Silent()).damages
            found += check_agreement(opened, None, lambda: time.sleep(0.5))
            rounds += 1
        stop.set()
        night.join()
    assert failed == []
    assert found == []
    assert rounds == 6
