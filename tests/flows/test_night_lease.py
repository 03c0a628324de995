"""Two nights never work on one archive."""

import signal
import subprocess
import sys
import time

import pytest
from nights import working

from flows.night_lease import NightRunsError, holder, ledger_lease, night_lease
from pipeline.archive import leasing, open_archive
from pipeline.archive.leasing import Holder, LeaseLostError
from pipeline.archive.ledger_moves import move_ledger
from pipeline.archive.relearning.swap import swap_ledger
from pipeline.errors import ArchiveReadOnlyError
from pipeline.settings import Settings

HOLD = """
import sys, time
from nights import working
from pipeline.archive import leasing
from pipeline.settings import Settings
leasing.BEAT_SECONDS = 0.1
with working(Settings(archive=sys.argv[1])) as held:
    print("held", flush=True)
    try:
        while True:
            time.sleep(0.05)
            held.go_on()
    except leasing.LeaseLostError as error:
        print(error, flush=True)
"""


@pytest.fixture
def settings(tmp_path):
    """An archive in a folder."""
    return Settings(archive=str(tmp_path / "kho"))


@pytest.fixture
def other(tmp_path, settings, monkeypatch):
    """Another process that holds the archive."""
    monkeypatch.setenv("PYTHONPATH", ":".join(sys.path))
    command = [sys.executable, "-c", HOLD, settings.archive]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_night_is_refused_and_told_who_holds_the_archive(settings, other, monkeypatch):
    """The message names machine and process, and what to do."""
    monkeypatch.setattr(leasing, "_LOOK_SECONDS", 0.2)
    with pytest.raises(NightRunsError, match=rf"tiến trình {other.pid}.*đợi"):
        working(settings).__enter__()
    assert str(other.pid) in holder(settings)


def test_a_killed_night_lets_go_at_once(settings, other):
    """No stale lease stands in the way of the next night on the same machine."""
    other.kill()
    other.wait()
    began = time.monotonic()
    assert holder(settings) is None
    with working(settings):
        pass
    assert time.monotonic() - began < 1


def test_a_night_that_sleeps_too_long_loses_the_archive_and_says_so(settings, other, monkeypatch):
    """Stopped, it is watched and taken from; awake again it stops with a clear word."""
    monkeypatch.setattr(leasing, "_LOOK_SECONDS", 0.1)
    other.send_signal(signal.SIGSTOP)
    archive = open_archive(settings)
    watched = []
    with leasing.holding(
        archive.ledger.leases, "night", patience=0.6, watching=lambda *told: watched.append(told)
    ) as held:
        other.send_signal(signal.SIGCONT)
        assert "Đã mất quyền giữ night" in other.stdout.readline()
        held.check()
    ((who, seconds),) = watched
    assert (who.pid, seconds) == (other.pid, 0.6)
    archive.close()


def test_nobody_is_asked_for_more_than_a_moment(settings, other):
    """Who only asks is told at once also of a holder that cannot be seen dead."""
    other.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    assert str(other.pid) in holder(settings)
    assert time.monotonic() - began < 0.5


def test_asking_makes_no_archive(settings, tmp_path):
    """Nor a ledger in it."""
    assert holder(settings) is None
    assert list(tmp_path.iterdir()) == []


def test_who_may_be_dead_elsewhere_is_watched_and_the_person_told(settings, capsys):
    """Its machine cannot be asked; a line says for how long it is looked at."""
    archive = open_archive(settings)
    gone = Holder("may-02", 17, 1, "another boot")
    archive.ledger.leases.take("night", gone.as_text())
    with night_lease(settings, archive.ledger.leases, patience=1.0):
        pass
    assert "máy may-02, tiến trình 17" in (told := capsys.readouterr().err)
    assert "tối đa 1 giây" in told
    archive.close()


def test_a_lost_lease_is_noticed_where_it_is_asked_for(settings):
    """Whoever has it now has it by a token of its own."""
    with working(settings) as held:
        held.check()
        archive = open_archive(settings)
        leases = archive.ledger.leases
        assert leases.take("night", "x", over=leases.seen("night"))
        with pytest.raises(LeaseLostError, match="không đưa thêm gì vào kho"):
            held.check()
        assert held.lost
        archive.close()


def test_who_puts_another_ledger_in_its_place_holds_the_old_one_to_the_end(settings):
    """It is not given back: who asked the old one in between would begin on it."""
    open_archive(settings).close()
    url = f"sqlite:///{settings.archive}/ledger.sqlite"
    with ledger_lease(settings) as let_go:
        kept = swap_ledger(url, lambda _ledger: None, let_go)
        assert holder(settings) is None
    with leasing.leases_of(f"sqlite:///{kept}") as old:
        assert old.seen("night").held


def test_a_ledger_without_leases_and_a_damaged_one_can_be_worked_on(settings, tmp_path):
    """Nobody can hold either; what is wrong with it is told by who opens it."""
    open_archive(settings).close()
    with ledger_lease(settings):
        move_ledger(settings, "0016_queue_org", drop=True)
    assert holder(settings) is None
    with ledger_lease(settings):
        pass
    (tmp_path / "kho" / "ledger.sqlite").write_bytes(b"no ledger" * 1000)
    with ledger_lease(settings):
        pass


def test_an_archive_that_cannot_be_written_is_named(settings, tmp_path, monkeypatch):
    """Lack of rights is told at once, before any page is read."""

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.mkdir", refuse)
    with pytest.raises(ArchiveReadOnlyError):
        working(settings).__enter__()
