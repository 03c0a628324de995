"""The Prefect server killed, and the lines to it cut, while workers of many machines read.

Prefect only hands batches out: while nobody reaches it what is under way goes on, and when it is
there again the night is given out to its end, each document once.
"""

from __future__ import annotations

import os
import random
import signal
import time

import pytest
from flows_drawing import letters_for_all
from network import line_to
from site_of_workers import Site, wait_until

from flows.configuration import load_settings
from pipeline.archive import open_archive

pytestmark = [
    pytest.mark.slow,
    pytest.mark.server,
    pytest.mark.timeout(3600),
    pytest.mark.skipif("SOHOA_KILLS" not in os.environ, reason="with make test-kill"),
]
FILES = 24
STRIKES = 5


@pytest.fixture
def environment(tmp_path, postgres_url, s3_url):
    """Of all workers: letters in the inbox, ledger and archive on servers."""
    return letters_for_all(tmp_path / "in", FILES, 2, s3_url, postgres_url)


@pytest.mark.parametrize("what", ["cut", "silent", "killed"])
def test_a_night_outlives_a_server_that_is_away(tmp_path, environment, what):
    """Away again and again for some seconds, from its first batch on."""
    site, dice = Site(tmp_path / "site", environment), random.Random(what)
    archive = open_archive(load_settings(environ=environment))
    ledger = archive.ledger
    try:
        with line_to(site.server.port, tmp_path / "line") as line:
            site.lead(line)
            site.start("a")
            site.start("b")
            run = site.begin_night()
            wait_until(lambda: is_under_way(ledger), 240, site.said)
            for _ in range(STRIKES):
                if what == "killed":
                    os.kill(site.server.child.pid, signal.SIGKILL)
                    time.sleep(dice.uniform(0, 5))
                    site.server.begin()
                    site.server.wait_ready()
                else:
                    line.be(what)
                    time.sleep(dice.uniform(2, 10))
                    line.be("whole")
                time.sleep(dice.uniform(1, 6))
            wait_until(lambda: night_of(ledger).state != "running", 600, site.said)
            wait_until(lambda: site.night_state(run) == "COMPLETED", 180, site.said)

        assert ledger.counts() == {"published": FILES, "documents": FILES}, site.said()
        assert len(archive.documents()) == FILES
        assert night_of(ledger).counts["documents_published"] == FILES
        assert {one.state for one in ledger.batches.standing(night_of(ledger).id)} == {"done"}
    finally:
        site.close()
        archive.close()


def is_under_way(ledger):
    """Whether a batch is done by somebody."""
    return any(
        one.state == "running"
        for night in ledger.nights()
        for one in ledger.batches.standing(night.id)
    )


def night_of(ledger):
    """The only one."""
    (night,) = ledger.nights()
    return night
