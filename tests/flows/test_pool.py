"""The pool of killable processes, with workers that crash, hang and answer on demand."""

import logging
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import pytest

from flows.configuration import page_log
from flows.memory import worker_count
from flows.pool import JOBS_A_PAGE, Job, JobDiedError, JobLateError, WorkerPool
from pipeline.errors import MissingLanguageError
from pipeline.settings import Deadlines, Settings

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Actor:
    """Does what the task says: a word, or a word and a file that remembers."""

    broken: bool = False

    def warm(self):
        if self.broken:
            raise MissingLanguageError("vie", "/nowhere")

    def work(self, task):
        match task:
            case "die":
                os.kill(os.getpid(), signal.SIGKILL)
            case "shout":
                os.write(1, b"a library on stdout\n")
                os.write(2, b"a library on stderr\n")
                subprocess.run(["sh", "-c", "echo a program >&2"], check=True)
                logging.getLogger("pipeline.x").info("a record of ours")
            case "exit":
                os._exit(7)
            case "hang":
                # A C call that never comes back: no Python signal handler gets to run.
                signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
                time.sleep(600)
            case ("die once", file):
                if not Path(file).exists():
                    Path(file).touch()
                    os._exit(1)
            case "complain":
                raise ValueError("no such page")
            case "pid":
                return os.getpid()
        return task


def settings(**deadlines):
    return Settings(workers=2, deadlines=replace(Deadlines(), **deadlines))


def in_state(folder):
    """Settings whose logs lie there."""
    return replace(settings(), state=str(folder))


def run(tasks, *, worker=Actor(), seconds=20.0, **deadlines):
    """All outcomes by task."""
    ends = []
    jobs = [Job(task, seconds) for task in tasks]
    with WorkerPool(settings(**deadlines), worker) as workers:
        workers.run(jobs, ends.append)
    assert len(ends) == len(jobs)
    return {outcome.job.task: outcome for outcome in ends}


def test_a_crash_and_a_hang_cost_their_own_job_only(tmp_path):
    """Pages among which one kills its process, one exits and one hangs are all accounted for."""
    good = list(range(12))
    once = ("die once", str(tmp_path / "seen"))
    started = time.monotonic()
    ends = run([*good[:6], "die", "hang", "exit", "complain", once, *good[6:]], seconds=1.5)

    assert [ends[n].value for n in good] == good
    assert isinstance(ends["die"].error, JobDiedError)
    assert isinstance(ends["exit"].error, JobDiedError)
    assert ends["exit"].error.args == (7,)
    assert isinstance(ends["hang"].error, JobLateError)
    assert [ends[t].job.attempts for t in ("die", "exit", "hang")] == [2, 2, 2]
    assert isinstance(ends["complain"].error, ValueError)
    assert ends["complain"].job.attempts == 0  # a computation is not tried again
    assert ends[once].value == once
    assert ends[once].job.attempts == 1
    assert time.monotonic() - started < 40


def test_processes_are_replaced_after_so_many_jobs():
    """No process does more than its share, so that leaks of native code stay small."""
    ends = []
    with WorkerPool(settings(worker_pages=1), Actor()) as workers:
        workers.run([Job("pid", 20.0)] * 6, ends.append)
        workers.run([Job("pid", 20.0)] * 6, ends.append)
    pids = [outcome.value for outcome in ends]
    assert max(pids.count(pid) for pid in pids) <= JOBS_A_PAGE
    assert len(set(pids)) <= 1 + len(pids) // JOBS_A_PAGE


def test_what_goes_wrong_in_warming_is_told_in_words():
    """A missing language is an error with a remedy, not a broken pool."""
    ends = run(["a"], worker=Actor(broken=True))
    assert isinstance(ends["a"].error, MissingLanguageError)
    assert "SOHOA_TESSDATA" in str(ends["a"].error)


NIGHT = """
import sys
sys.path.insert(0, {folder!r})
from test_pool import Actor, settings
from flows.configuration import page_log
from flows.pool import WorkerPool, Job
if __name__ == "__main__":
    print("begun", flush=True)
    with WorkerPool(settings(), Actor()) as pool:
        pool.run([Job("hang", 600.0)] * 2, print)
"""


def test_page_processes_die_with_a_killed_night(tmp_path):
    """`kill -9` of the night leaves no process behind."""
    script = tmp_path / "night.py"
    script.write_text(NIGHT.format(folder=str(Path(__file__).parent)))
    night = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE)
    try:
        assert night.stdout.readline() == b"begun\n"
        mother = psutil.Process(night.pid)
        until = time.monotonic() + 30
        # Two page processes and multiprocessing's own resource tracker.
        while len(mother.children()) < 3 and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(2.0)  # let them reach the hang
        family = mother.children(recursive=True)
        assert len(family) >= 3
    finally:
        night.kill()
        night.wait()
        night.stdout.close()
    _, alive = psutil.wait_procs(family, timeout=5)
    assert alive == []


def test_the_number_of_processes_follows_the_wish_and_the_machine(monkeypatch):
    """A number asked for is kept; otherwise cores and memory decide, and one always works."""
    assert worker_count(7) == 7
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(16)))
    monkeypatch.setattr("flows.memory.free_mb", lambda: 1600.0)
    assert worker_count(0) == 4
    monkeypatch.setattr("flows.memory.free_mb", lambda: 100.0)
    assert worker_count(0) == 1


def test_what_libraries_say_goes_to_the_log_and_to_no_terminal(tmp_path, capfd):
    """Of libraries, of programs they start, and records of our own; ours is not turned."""
    log = page_log(in_state(tmp_path))
    with WorkerPool(in_state(tmp_path), Actor()) as workers:
        workers.run([Job("shout", 30.0)], lambda _: None)
    os.write(1, b"a result\n")
    assert tuple(capfd.readouterr()) == ("a result\n", "")
    said = log.read_text()
    for words in ("a library on stdout", "a library on stderr", "a program", "a record of ours"):
        assert words in said


def test_a_log_that_has_grown_is_put_aside_and_one_that_cannot_be_written_stops_nothing(tmp_path):
    """Two are kept at most; without a place for one pages are read all the same."""
    log = page_log(in_state(tmp_path))
    log.parent.mkdir()
    log.write_bytes(b"x" * 10_000_001)
    done = []
    with WorkerPool(in_state(tmp_path), Actor()) as workers:
        workers.run([Job("shout", 30.0)], done.append)
    assert sorted(path.name for path in log.parent.iterdir()) == ["pages.log", "pages.log.1"]
    assert b"a program" in log.read_bytes()
    (tmp_path / "no folder").write_text("")
    with WorkerPool(in_state(tmp_path / "no folder"), Actor()) as workers:
        workers.run([Job("shout", 30.0)], done.append)
    assert [outcome.error for outcome in done] == [None, None]
