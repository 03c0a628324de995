"""Disks that are full in the middle of a night, and clocks that jump: nothing is lost by either."""

import itertools
import os
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import stories
from killing import FULL
from stories import Story, peace

pytestmark = [pytest.mark.slow, pytest.mark.timeout(4 * 3600)]

ASKED = int(os.environ.get("SOHOA_KILLS", "0"))
STRIKES = ASKED // 25 or 1
A_STORY = 3 if ASKED else 1
RARELY = pytest.mark.skipif(not ASKED, reason="with make test-kill")
ROOM = "6m"
"""Of the small disk: an archive of these documents takes two."""
HOUR, YEAR = 3600, 365 * 86400


@pytest.fixture(scope="module")
def quiet(inbox, tmp_path_factory):
    """A night in peace."""
    return peace(tmp_path_factory.mktemp("quiet") / "peace", inbox)


@pytest.fixture
def small_disk(tmp_path):
    """A folder with little room."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", folder]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let tests mount")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.parametrize(
    "which", ["archive", *(pytest.param(one, marks=RARELY) for one in ("ledger", "scratch"))]
)
def test_a_full_disk_costs_a_night_and_no_document(quiet, inbox, tmp_path, small_disk, which):
    """Full from a boundary on that a seed chooses; there is room again in the next night."""
    ballast = small_disk / "ballast"
    steps = sorted(label for label in quiet.reached if "-" in label)
    struck = Counter()
    for number in itertools.count():
        seed = random.Random(f"{which} {number}")
        place = small_disk / f"story-{number}"
        place.mkdir()
        story = Story.begun(
            tmp_path / f"story-{number}",
            inbox,
            archive=str(place / "kho") if which == "archive" else "",
            database=f"sqlite:///{place}/ledger.sqlite" if which == "ledger" else "",
        )
        if which == "scratch":
            story.environment |= {"TMPDIR": str(place), "SOHOA_STATE": str(place / "state")}
        for _ in range(A_STORY):
            full = story.kill(seed, quiet, steps, "", (str(ballast), FULL))
            ballast.unlink(missing_ok=True)
            struck[story.code] += full
            story.look()
        story.end(quiet)
        assert not story.broken, (number, story.kills, story.broken)
        subprocess.run(["rm", "-r", place], check=True)
        if struck.total() >= STRIKES:
            break


@pytest.mark.parametrize(
    "jump",
    [-YEAR, *(pytest.param(one, marks=RARELY) for one in (HOUR, -HOUR, YEAR))],
)
def test_a_clock_that_jumps_changes_nothing(quiet, inbox, tmp_path, monkeypatch, jump):
    """Every clock that the program asks jumps in the middle of the night, and back before the next.

    What goes on is decided by leases' beats, by locks and by what is there; clocks are for people.
    """
    steps = sorted(label for label in quiet.reached if "-" in label)
    struck = 0
    for number in itertools.count():
        seed = random.Random(f"{jump} {number}")
        story = Story.begun(tmp_path / f"story-{number}", inbox)
        clock = story.folder / "clock"
        monkeypatch.setattr(stories, "PREPARED", [lambda: jumping(clock)])  # noqa: B023
        clock.write_text("0")
        for _ in range(A_STORY):
            told = (str(clock), str(jump))
            struck += story.kill(seed, quiet, steps, "", told)
            assert story.code == 0, (story.folder / "log").read_text()[-3000:]
            clock.write_text("0")
            story.look()
        # Another one is killed while its clock is wrong.
        clock.write_text(str(jump))
        story.kill(seed, quiet, steps, "night")
        clock.write_text("0")
        story.end(quiet)
        assert not story.broken, (number, story.kills, story.broken)
        if struck >= STRIKES:
            break


def jumping(control):
    """From now on this process, and what is forked from it, asks a clock that may jump."""
    real = time.time

    def ahead():
        return float(control.read_text() or 0)

    class Jumped(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(seconds=ahead())

    def now():
        return datetime.now(UTC) + timedelta(seconds=ahead())

    from pipeline.archive.ledger import tables

    plain = tables.now
    time.time = lambda: real() + ahead()
    for name, module in list(sys.modules.items()):
        if name.startswith(("pipeline.", "flows.")):
            if vars(module).get("now") is plain:
                module.now = now
            if vars(module).get("datetime") is datetime:
                module.datetime = Jumped
