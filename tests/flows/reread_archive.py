"""An archive with documents to read again, and a door at which the test says what pages read as."""

from dataclasses import replace

import pytest
from drawn_scans import draw_page
from flows_drawing import letter

import pipeline.page
from flows import holding
from flows.again import AgainTask, AgainWorker
from flows.console import Silent
from flows.pool import JobDiedError, Outcome
from flows.rereading import Rereading
from pipeline.archive import InboxFile, open_archive
from pipeline.archive.versions.choice import Wanted, choose
from pipeline.document import documents
from pipeline.raster import open_scan
from pipeline.settings import Settings
from pipeline.values.readings import PageReading, PageResult

SIZE = (870, 1245)
turns = {}
"""Number of each page that was read to what a person had said of its turn."""
SECRET = PageResult(PageReading(3, (10, 10), 100, withheld="MẬT"))


class Pool:
    """Does jobs at once, in this process; `dies` are page numbers that kill their process."""

    def __init__(self, worker):
        self.worker, self.done, self.dies, self.stop_after = worker, [], set(), None

    def run(self, jobs, on_done):
        for job in jobs:
            if isinstance(job.task, AgainTask):
                if self.stop_after is not None and len(self.done) >= self.stop_after:
                    raise KeyboardInterrupt
                self.done.append((job.task.sha256[:4], job.task.number))
                if job.task.number in self.dies:
                    on_done(Outcome(job, 0.1, error=JobDiedError(-9)))
                    continue
            try:
                on_done(Outcome(job, 0.1, self.worker.work(job.task)))
            except (KeyboardInterrupt, AssertionError):
                raise
            except Exception as error:  # noqa: BLE001  # as the pool does
                on_done(Outcome(job, 0.1, error=error))


def reading(number):
    return replace(draw_page().reading, number=number, size_px=SIZE)


@pytest.fixture
def kho(tmp_path):
    """An archive with a stack of two documents and a letter of one page, read with `old`."""
    settings = Settings(archive=str(tmp_path / "kho"), state=str(tmp_path / "state"))
    opened = open_archive(settings)
    for name, data, cuts in (
        ("chồng.pdf", letter(7, pages=3), [(1, 2), (3,)]),
        ("thư.pdf", letter(8), [(1,)]),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        scan = replace(open_scan(path), name=name)
        found = path.stat()
        file = InboxFile(str(path), name, found.st_size, found.st_mtime_ns)
        opened.ledger.sight(file, scan.sha256)
        readings = [reading(number) for number in range(1, scan.pages + 1)]
        for document in documents(scan, readings, decided=cuts):
            opened.publish(document, path, {}, "old")
        opened.ledger.publish(scan.sha256)
        path.unlink()  # the inbox is emptied: all comes from the bags
    yield settings, opened
    opened.close()


@pytest.fixture
def door(monkeypatch):
    """What reading a page gives: number → result, or what makes it; else the page as it was."""
    results, seen = {}, []
    turns.clear()

    def digitise_page(path, number, settings, called=None, turned=None):
        seen.append((path.name, number, called, settings.secrecy))
        turns[called] = turned
        as_read = PageResult(replace(reading(called), rotation=turned or 0))
        result = results.get(called, as_read)
        return result() if callable(result) else result

    monkeypatch.setattr(pipeline.page, "digitise_page", digitise_page)
    monkeypatch.setattr(holding, "_open", {})
    yield results, seen
    for archive in holding._open.values():
        archive.close()


@pytest.fixture
def again(kho, door, tmp_path):
    """Reads again in this process."""
    settings, opened = kho
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    pool = Pool(AgainWorker(settings))

    def run(wanted=Wanted(), config="new", chosen=None):  # noqa: B008
        files, _ = choose(opened, wanted, config, settings.review)
        pool.worker = AgainWorker(settings)
        one = Rereading(settings, opened, pool, scratch, config)
        return one.run(files if chosen is None else chosen, Silent())

    return run, pool


def by_pages(opened):
    return {(row.pages, row.sha256[:4]): row for row in opened.ledger.documents()}


def stack_rows(opened):
    """The two documents of the stack."""
    rows = sorted(opened.ledger.documents(), key=lambda row: (row.sha256, row.pages))
    many = {row.sha256 for row in rows if row.pages != (1,)}
    return [row for row in rows if row.sha256 in many]
