"""A night in this process, without Prefect and page processes: seconds become milliseconds."""

from __future__ import annotations

from contextlib import closing

import pipeline.page
from flows.giving_out import Here
from flows.night import Night
from flows.pool import Outcome
from flows.work import NightWorker
from pipeline.archive import open_archive
from pipeline.archive.leasing import holding
from pipeline.archive.ledger.leases import NIGHT
from pipeline.values.readings import PageReading, PageResult


class Inside:
    """A pool that does jobs at once, in this process."""

    def __init__(self, worker):
        self.worker, self.tasks = worker, []

    def run(self, jobs, on_done):
        for job in jobs:
            self.tasks.append(job.task)
            try:
                outcome = Outcome(job, 0.1, self.worker.work(job.task))
            except Exception as error:  # noqa: BLE001
                outcome = Outcome(job, 0.1, error=error)
            on_done(outcome)


def night_inside(settings, folder, name, prepare=lambda _night: None):
    """One night, as far as its report.

    Args:
        settings: Of the night.
        folder: For its copies of scans.
        name: Of the night.
        prepare: Is given the night before it begins.

    Returns:
        What it did, and the tasks it gave out.
    """
    with closing(open_archive(settings)) as archive:
        workers = Inside(NightWorker(settings))
        scratch = folder / "scratch"
        scratch.mkdir(exist_ok=True)
        with holding(archive.ledger.leases, NIGHT) as held:
            now = Night(settings, archive, workers, scratch, "k", held.lease)
            now.facts.night = name
            archive.ledger.start_night(name)
            prepare(now)
            now.take_stock()
            giving_out = Here(now.worker)
            now.plan(giving_out)
            now.do_batches(giving_out)
            now.write_report()
            now.deliver()
            archive.ledger.batches.forget(name, held.lease)
        archive.ledger.end_night(name, now.facts.counts())
        return now.facts, workers.tasks


def blank_pages(patch):
    """Every page is read as a blank A5 at 150 dpi, in no time."""

    def digitise_page(_path, number, _settings, turned=None):
        return PageResult(PageReading(number, (870, 1245), 150.0))

    patch.setattr(pipeline.page, "digitise_page", digitise_page)
