"""The bars on many workers: all done and nothing twice under kills, and two worth nearly two.

`SOHOA_BENCHMARKS=1 pytest tests/benchmarks/test_many_workers.py -s`, on a quiet machine; with
`MANY_DOCUMENTS=100 MANY_KILL_SECONDS=60` a smaller run of the same on a busy one.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import time
from pathlib import Path

import pikepdf
import pytest
from site_of_workers import Site
from sqlalchemy import func, select

from flows.configuration import load_settings
from pipeline.archive import open_archive
from pipeline.archive.ledger.tables import pages

SAMPLE = Path(__file__).parents[2] / "samples" / "scans" / "clean-state-letter.pdf"
DOCUMENTS = int(os.environ.get("MANY_DOCUMENTS", "2000"))
KILL_SECONDS = float(os.environ.get("MANY_KILL_SECONDS", "20"))
ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.server,
    pytest.mark.timeout(7200),
    pytest.mark.skipif(
        os.environ.get("SOHOA_BENCHMARKS") != "1",
        reason="takes an hour; set SOHOA_BENCHMARKS=1 to measure",
    ),
]


@pytest.fixture(scope="module")
def inbox(tmp_path_factory):
    """One page of a drawn letter, so many times, each other bytes."""
    folder = tmp_path_factory.mktemp("inbox")
    with pikepdf.open(SAMPLE) as letter:
        del letter.pages[1:]
        for number in range(DOCUMENTS):
            letter.docinfo["/Keywords"] = str(number)
            letter.save(folder / f"{number:05d}.pdf", deterministic_id=True)
    return folder


@pytest.fixture
def environment(inbox, postgres_url, s3_url):
    """Of all workers: one page process each, so that a worker is worth a core."""
    return {
        "SOHOA_INBOX": str(inbox),
        "SOHOA_ARCHIVE": s3_url,
        "SOHOA_DATABASE": postgres_url,
        "SOHOA_WORKERS": "1",
    }


@pytest.fixture
def site(tmp_path, environment):
    """A server without workers; those that are started ask as often as installed ones."""
    site = Site(tmp_path / "site", environment, ask_seconds=2)
    yield site
    site.close()


@pytest.fixture
def archive(environment):
    opened = open_archive(load_settings(environ=environment))
    yield opened
    opened.close()


def is_whole(archive, documents):
    """All in the archive, none twice, none lost."""
    assert archive.ledger.counts() == {"published": documents, "documents": documents}
    assert len(archive.documents()) == documents
    (night,) = archive.ledger.nights()
    assert (night.state, night.counts["documents_published"]) == ("done", documents)
    return night


def test_nothing_is_lost_or_done_twice_while_workers_are_killed(site, archive):
    """Four of them, one killed every 20 seconds and started again."""
    names = ["a", "b", "c", "d"]
    for name in names:
        site.start(name)
    run, dice, kills = site.begin_night(), random.Random(14), 0
    began = last = time.monotonic()
    while site.night_state(run) not in ENDED:
        time.sleep(1.0)
        if time.monotonic() - last >= KILL_SECONDS:
            name, last = dice.choice(names), time.monotonic()
            site.kill(name)
            site.start(name)
            kills += 1
    assert site.night_state(run) == "COMPLETED", site.said()
    night = is_whole(archive, DOCUMENTS)
    batches = archive.ledger.batches.standing(night.id)
    attempts = sum(one.attempts for one in batches)
    sys.stderr.write(
        f"\n{DOCUMENTS} documents, {kills} kills, {time.monotonic() - began:.0f} s, "
        f"{len(batches)} batches in {attempts} attempts\n"
    )


def pages_a_second(site, archive, workers):
    """While it reads: from the first page finished to the last."""
    for name in workers:
        site.start(name)
    began = archive.ledger.nights()
    assert began == []
    run = site.begin_night()
    while site.night_state(run) not in ENDED:
        time.sleep(5.0)
    assert site.night_state(run) == "COMPLETED", site.said()
    is_whole(archive, DOCUMENTS)
    moments = func.min(pages.c.finished_at), func.max(pages.c.finished_at)
    ((number, first, last),) = archive.ledger._db.run(select(func.count(), *moments))
    return (number - 1) / (last - first).total_seconds()


RATES: dict[int, float] = {}


@pytest.mark.parametrize("number", [1, 2])
def test_two_workers_are_worth_nearly_two(site, archive, number):
    """On two cores, each with one page process; servers and coordinator take their share, too."""
    RATES[number] = pages_a_second(site, archive, ["a", "b"][:number])
    sys.stderr.write(f"\n{number} workers: {RATES[number]:.2f} pages a second\n")
    shutil.rmtree(site.folder, ignore_errors=True)
    if number == 2:
        assert RATES[2] / RATES[1] >= 1.85, RATES
