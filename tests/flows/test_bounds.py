"""Bounds of page processes: memory, temporary files, and how many giants work side by side."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from flows.memory import bound_of, memory_of
from flows.pages import PageTask, as_page_error, as_scan_error
from flows.pool import Job, JobTooBigError, Outcome, WorkerPool
from flows.scratch import scratch_folder, sweep
from pipeline.errors import PageTooHeavyError, ScanTooHeavyError
from pipeline.raster.programs import run as program
from pipeline.settings import Bounds, Raster, Settings
from pipeline.values.scanned import PageSize

SETTINGS = Settings(workers=2, bounds=Bounds(process_mb=1200, least_mb=600, scratch_mb=30))


@dataclass(frozen=True)
class Glutton:
    """Takes what the task says: memory, room on the disk, or time beside others."""

    def warm(self):
        """Nothing."""

    def work(self, task):
        match task:
            case ("memory", megabytes):
                return int(np.ones(megabytes << 20, np.uint8)[-1])
            case ("program", megabytes):
                eat = f"x = b'1' * ({megabytes} << 20)"
                return subprocess.run([sys.executable, "-c", eat], check=False).returncode
            case ("poppler", megabytes):
                eat = f"import sys\ntry: b'1' * ({megabytes} << 20)\n"
                eat += "except MemoryError: sys.exit('Out of memory')"
                command = [sys.executable, "-c", eat]
                return program(command, (Path("x.pdf"), 1), Raster()).complaint
            case ("disk", megabytes):
                with tempfile.NamedTemporaryFile(prefix="sohoa-") as file:
                    for _ in range(megabytes):
                        file.write(bytes(1 << 20))
                    file.flush()
                    time.sleep(1.0)
                return "written"
            case ("leave", name):
                (Path(tempfile.gettempdir()) / name).mkdir()
                return tempfile.gettempdir()
            case ("together", log):
                with Path(log).open("a") as file:
                    file.write("+")
                    file.flush()
                    time.sleep(0.4)
                    file.write("-")
        return task


def run(*jobs, settings=SETTINGS):
    """All outcomes, in the order of the jobs."""
    ends = []
    with WorkerPool(settings, Glutton()) as workers:
        workers.run(jobs, ends.append)
    return sorted(ends, key=lambda end: jobs.index(end.job))


def bounded(*task, memory_mb=100.0, most_mb=600.0):
    return Job(task, 30.0, memory_mb=memory_mb, most_mb=most_mb)


@pytest.mark.slow
def test_a_job_that_wants_too_much_memory_is_stopped_and_the_next_goes_on():
    """The job's own bound holds; one that is granted more may take it in the same process."""
    much, granted, after = run(
        bounded("memory", 900), bounded("memory", 900, most_mb=1100), bounded("memory", 10)
    )
    assert isinstance(much.error, JobTooBigError)
    assert much.error.args == ("memory", 600.0)
    assert much.job.attempts == 0  # trying again would not help
    assert (granted.error, granted.value) == (None, 1)
    assert after.error is None


@pytest.mark.slow
def test_no_job_passes_the_bound_of_its_process():
    """Not even one without a bound of its own; and a program that it starts is bound as well."""
    whole, program, small = run(
        Job(("memory", 2000), 30.0), Job(("program", 2000), 30.0), Job(("program", 10), 30.0)
    )
    assert isinstance(whole.error, JobTooBigError)
    assert program.value != 0
    assert small.value == 0


@pytest.mark.slow
def test_a_program_may_have_no_more_than_the_page_it_runs_for():
    """Its own bound is the highest; the job's holds below, and a larger page's job grants more."""
    small, large = run(bounded("poppler", 900), bounded("poppler", 900, most_mb=1190.0))
    assert isinstance(small.error, PageTooHeavyError)
    assert large.error is None


@pytest.mark.slow
def test_a_job_that_fills_the_temporary_folder_is_killed_once():
    """It is too big, not crashed; an unbounded one (a document in the making) may write as much."""
    filled, free, little = run(bounded("disk", 200), Job(("disk", 200), 30.0), bounded("disk", 5))
    assert isinstance(filled.error, JobTooBigError)
    assert filled.error.args == ("disk", 30)
    assert free.value == little.value == "written"


@pytest.mark.slow
def test_a_crew_leaves_nothing_in_the_temporary_folder(monkeypatch, tmp_path):
    """What a job forgot is removed after it, and all folders with the pool."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    first, second = run(bounded("leave", "a"), bounded("leave", "a"))
    assert first.error is second.error is None
    assert first.value.startswith(str(tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_giants_are_done_alone_and_small_ones_side_by_side(monkeypatch, tmp_path):
    """Memory decides how many work at a time; a giant that fits nowhere is done all the same."""
    monkeypatch.setattr("flows.pool.free_mb", lambda: 1000.0)
    log = tmp_path / "log"
    run(*[bounded("together", str(log), memory_mb=600.0)] * 3, bounded("x", memory_mb=5000.0))
    assert log.read_text() == "+-" * 3
    log.unlink()
    run(*[bounded("together", str(log), memory_mb=300.0)] * 6)
    assert "++" in log.read_text()


def test_what_was_too_big_is_told_in_a_clerks_words():
    """Neither a crash nor an unforeseen error."""
    page = Job(PageTask(Path("x.pdf"), "tờ 1.pdf", 3), 1.0)
    error = as_page_error(Outcome(page, 0.0, error=JobTooBigError("memory", 900)))
    assert isinstance(error, PageTooHeavyError)
    assert str(error).startswith("tờ 1.pdf, trang 3: trang cần quá nhiều bộ nhớ (hơn 900 MB)")
    error = as_scan_error(Outcome(page, 0.0, error=JobTooBigError("disk", 400)), "tờ 1.pdf")
    assert isinstance(error, ScanTooHeavyError)
    assert str(error).startswith("tờ 1.pdf: tệp cần quá nhiều chỗ trên đĩa tạm (hơn 400 MB)")


def test_memory_is_expected_by_the_size_of_a_page():
    """More pixels, more memory; an A4 is no giant at 600 dpi, an A0 is, and both are granted it."""
    settings = Settings()
    a4, a0 = 8.27 * 11.69, 33.1 * 46.8
    expected = [
        memory_of(size, settings)
        for size in (
            PageSize(8.7, 3, a4),
            PageSize(34.8, 3, a4),
            PageSize(81.0, 3, 900.0),
            PageSize(117.0, 3, a0),
        )
    ]
    assert expected == sorted(expected)
    assert expected[1] < 450
    assert 850 < expected[2] < 1000
    assert bound_of(expected[0], settings) == settings.bounds.least_mb
    assert expected[3] * 1.4 < bound_of(expected[3], settings) <= settings.bounds.process_mb
    assert memory_of(PageSize(0.0, 3, a4), settings) < expected[0]


OWNER = """
import os, sys, tempfile
tempfile.tempdir = {folder!r}
from flows.scratch import scratch_folder
with scratch_folder() as folder:
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def owner(tmp_path, monkeypatch):
    """A living process with a scratch folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER.format(folder=str(tmp_path))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    folder = Path(process.stdout.readline().strip())
    (folder / "file").write_bytes(b"x")
    yield process, folder
    process.kill()
    process.communicate()


def test_a_dead_owners_folder_is_swept_and_a_living_ones_is_not(owner):
    """`kill -9` can remove nothing; the next night does, and only then."""
    process, folder = owner
    with scratch_folder() as ours:
        assert sweep() == []
        assert (folder / "file").exists()
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert sweep() == [folder]
        assert not folder.exists()
        assert ours.exists()
    assert not ours.exists()


def test_only_what_is_ours_is_swept(tmp_path, monkeypatch):
    """Other names, links, files, another user's folders, and fresh ones without a lock stay."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "other").mkdir()
    (tmp_path / "sohoa-file").touch()
    (tmp_path / "sohoa-link").symlink_to(tmp_path / "other")
    (tmp_path / "sohoa-fresh").mkdir()
    foreign = tmp_path / "sohoa-foreign"
    foreign.mkdir()
    os.utime(foreign, (0, 0))
    user = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)
    assert sweep() == []
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert sweep() == [foreign]
    assert len(list(tmp_path.iterdir())) == 4


def test_a_folder_whose_owner_died_before_he_locked_it_is_swept(tmp_path, monkeypatch):
    """`kill -9` right after the folder was made, or its lock's file."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    without = tmp_path / "sohoa-own-without"
    unlocked = tmp_path / "sohoa-own-unlocked"
    without.mkdir()
    unlocked.mkdir()
    (unlocked / ".owner").touch()
    assert sorted(sweep()) == [unlocked, without]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_swept_while_it_is_made_is_made_again(tmp_path, monkeypatch):
    """Both sides of its lock: before the file is there, and before it is locked."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    make, opened = tempfile.mkdtemp, Path.open
    made = []

    def swept_then_made(**named):
        folder = make(**named)
        made.append(folder)
        if len(made) == 1:
            assert sweep() == [Path(folder)]
        return folder

    def opened_then_swept(path, *told):
        file = opened(path, *told)
        if len(made) == 2 and str(path.parent) == made[1] and path.parent.exists():
            made.append("swept")
            assert sweep() == [path.parent]
        return file

    monkeypatch.setattr(tempfile, "mkdtemp", swept_then_made)
    monkeypatch.setattr(Path, "open", opened_then_swept)
    with scratch_folder() as folder:
        assert made[2] == "swept"
        assert str(folder) == made[3]
        assert sweep() == []
        assert folder.exists()
    assert list(tmp_path.iterdir()) == []


def test_two_may_sweep_at_once(tmp_path, monkeypatch):
    """A folder that another one removes meanwhile is no error."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for number in range(40):
        folder = tmp_path / f"sohoa-{number}"
        folder.mkdir()
        os.utime(folder, (0, 0))
    found = []
    threads = [threading.Thread(target=lambda: found.append(len(sweep()))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert list(tmp_path.iterdir()) == []
