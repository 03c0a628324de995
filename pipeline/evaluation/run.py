"""Read a folder whose truth is known, judge it, and set it beside plain Tesseract."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import TimeoutError as LateError
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pebble import ProcessExpired, ProcessPool

from pipeline.errors import PageCrashedError, PageTookTooLongError
from pipeline.evaluation.cases import cases_in
from pipeline.evaluation.html import PageView, page_folder, picture_root, write_html
from pipeline.evaluation.judge import PageReadings, judge
from pipeline.evaluation.reading import Ours, Plain, one_thread, read_ours, read_plain
from pipeline.evaluation.report import Report
from pipeline.raster import open_scan

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path

    from pipeline.evaluation.cases import Case, TruePage
    from pipeline.settings import Settings

__all__ = ["evaluate_folder"]

PLAIN_SECONDS = 600.0
"""Plain Tesseract has no deadline of its own; this one only keeps an evaluation from hanging."""


def evaluate_folder(
    folder: Path,
    settings: Settings,
    *,
    baseline: bool = True,
    html: Path | None = None,
    limit: int | None = None,
    workers: int = 1,
    progress: Callable[[int, int, str], None] | None = None,
) -> Report:
    """Read every page of a folder whose truth is known, and measure.

    Args:
        folder: Drawn samples or transcribed scans, see `cases`.
        settings: Of the pipeline.
        baseline: Read the same pages with plain Tesseract as well.
        html: Folder, or file ending in `.html`, for pages on which a person sees every difference.
        limit: No further file is taken up once so many pages are reached.
        workers: Processes.
        progress: Called with pages done, pages in all, and the name of the last one.

    Raises:
        NoTruthError: Nothing in the folder has a truth.
        TruthUnreadableError: A truth is damaged.
        ScanError: A PDF that has a truth cannot be opened.
    """
    cases = _limited(cases_in(folder), limit)
    # All are opened before the first page is read: a broken one is told at once.
    scans = {case.name: open_scan(case.path) for case in cases}
    total = sum(len(case.pages) for case in cases)
    report = Report(str(folder))
    views: list[PageView] = []
    # Spawned, so that the thread limit holds before any engine is loaded; a crash costs a page.
    context = multiprocessing.get_context("spawn")
    with one_thread(), ProcessPool(max_workers=max(1, workers), context=context) as pool:
        started = [
            (case, page, _start(pool, case, page, settings, baseline=baseline, html=html))
            for case in cases
            for page in case.pages
        ]
        readings: list[PageReadings] = []
        for done, (case, page, jobs) in enumerate(started, 1):
            readings.append(jobs.readings(case, page, settings))
            views.append(PageView(case, page, readings[-1].ours.pictures))
            if progress:
                progress(done, total, f"{case.name}, trang {page.number}")
            if len(readings) == len(case.pages):
                pages, documents = judge(case, scans[case.name], readings)
                report = replace(
                    report,
                    pages=(*report.pages, *pages),
                    documents=(*report.documents, *documents),
                )
                readings = []
    if html is not None:
        write_html(report, views, html)
    return report


def _limited(cases: tuple[Case, ...], limit: int | None) -> tuple[Case, ...]:
    """Whole files, until `limit` pages are reached: half a document has no record."""
    if limit is None:
        return cases
    kept: list[Case] = []
    for case in cases:
        if sum(len(c.pages) for c in kept) >= limit:
            break
        kept.append(case)
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class _Jobs:
    """What was asked of the worker processes for one page."""

    ours: Future[Ours]
    plain: Future[Plain] | None

    def readings(self, case: Case, page: TruePage, settings: Settings) -> PageReadings:
        """Wait for the engines; a page that killed its process counts as not read."""
        where = f"{case.path.name}, trang {page.number}"
        try:
            ours = self.ours.result()
        except LateError:
            seconds = settings.deadlines.page_seconds
            late = PageTookTooLongError(case.path.name, page.number, seconds)
            ours = Ours(None, seconds, str(late))
        except ProcessExpired as died:
            ours = Ours(
                None, 0.0, str(PageCrashedError(case.path.name, page.number, died.exitcode))
            )
        try:
            plain = self.plain.result() if self.plain else None
        except (LateError, ProcessExpired) as error:
            plain = Plain("", PLAIN_SECONDS, f"{where}: {error}")
        return PageReadings(page, ours, plain)


def _start(
    pool: ProcessPool,
    case: Case,
    page: TruePage,
    settings: Settings,
    *,
    baseline: bool,
    html: Path | None,
) -> _Jobs:
    """Hand one page to the worker processes."""
    where = (case.path, page.number, settings)
    views = None if html is None else picture_root(html) / page_folder(case, page)
    seconds = settings.deadlines.page_seconds * (1 if views is None else 2)
    return _Jobs(
        ours=pool.schedule(read_ours, args=(*where, views), timeout=seconds),
        plain=pool.schedule(read_plain, args=where, timeout=PLAIN_SECONDS) if baseline else None,
    )
