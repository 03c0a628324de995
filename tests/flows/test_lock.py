"""Two nights never work on one archive."""

import subprocess
import sys

import pytest

from flows.lock import NightRunsError, night_lock, refuse_if_running
from pipeline.errors import ArchiveReadOnlyError
from pipeline.settings import Settings

HOLD = """
import sys, time
from flows.lock import night_lock
from pipeline.settings import Settings
with night_lock(Settings(archive=sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the archive."""
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_a_second_night_is_refused_and_told_who_holds_the_archive(tmp_path, holder):
    """The message names machine and process, and what to do."""
    settings = Settings(archive=str(tmp_path))
    for attempt in (lambda: night_lock(settings).__enter__(), lambda: refuse_if_running(settings)):
        with pytest.raises(NightRunsError, match=rf"tiến trình {holder.pid}.*đợi"):
            attempt()


def test_a_killed_night_lets_go(tmp_path, holder):
    """No stale lock stands in the way of the next night."""
    holder.kill()
    holder.wait()
    refuse_if_running(Settings(archive=str(tmp_path)))
    with night_lock(Settings(archive=str(tmp_path))):
        pass


def test_archives_in_buckets_are_told_apart(tmp_path):
    """Each bucket has a lock of its own on this machine."""
    one, other = (Settings(archive=f"s3://b/{n}", state=str(tmp_path)) for n in "12")
    with night_lock(one), night_lock(other), pytest.raises(NightRunsError):
        night_lock(one).__enter__()


def test_an_archive_that_cannot_be_written_is_named(tmp_path, monkeypatch):
    """Lack of rights is told at once, before any page is read."""

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.open", refuse)
    with pytest.raises(ArchiveReadOnlyError):
        night_lock(Settings(archive=str(tmp_path / "a"))).__enter__()
