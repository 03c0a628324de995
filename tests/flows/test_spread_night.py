"""A night on several machines: real Prefect, PostgreSQL and S3, two workers, one of them killed."""

from __future__ import annotations

import pytest
from flows_drawing import letters_for_all
from site_of_workers import Site, wait_until

from flows.configuration import load_settings
from pipeline.archive import open_archive
from pipeline.archive.leasing import Holder

pytestmark = [pytest.mark.slow, pytest.mark.server, pytest.mark.timeout(600)]

FILES = 16


@pytest.fixture
def environment(tmp_path, postgres_url, s3_url):
    """Of all workers: letters in the inbox, ledger and archive on servers."""
    return letters_for_all(tmp_path / "in", FILES, 8, s3_url, postgres_url)


def test_two_workers_share_a_night_and_one_is_killed(tmp_path, environment):
    """All is done, nothing twice: what the dead one had is done by the other, at the page."""
    site = Site(tmp_path / "site", environment)
    archive = open_archive(load_settings(environ=environment))
    ledger = archive.ledger
    try:
        site.start("a")
        site.start("b")
        run = site.begin_night()

        def one_is_killed():
            """Whoever is in the middle of a batch."""
            for row in ledger.leases.all():
                batch = ledger.batches.of(row.name.removeprefix("batch:"))
                if batch is not None and batch.state == "running":
                    site.kill(site.worker_of(Holder.of(row.holder).pid))
                    return True
            return False

        wait_until(one_is_killed, 240, site.said)
        wait_until(lambda: site.night_state(run) in ("COMPLETED", "FAILED"), 240, site.said)

        assert site.night_state(run) == "COMPLETED", site.said()
        assert ledger.counts() == {"published": FILES, "documents": FILES}
        assert len(archive.documents()) == FILES
        (night,) = ledger.nights()
        assert (night.state, night.counts["documents_published"]) == ("done", FILES)
        assert night.counts["pages_read"] == FILES
        batches = ledger.batches.standing(night.id)
        assert {one.state for one in batches} == {"done"}
        assert sum(one.attempts for one in batches) == len(batches) + 1
    finally:
        site.close()
        archive.close()
