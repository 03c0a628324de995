"""Read a folder whose truth is known, judge it, and set it beside plain Tesseract."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import TimeoutError as LateError
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pebble import ProcessExpired, ProcessPool

from evaluation.bench.judge import PageReadings, judge
from evaluation.bench.ours_and_plain import Ours, Plain, one_thread, read_ours, read_plain
from evaluation.show.ablation import VariantFigures, variants_of
from evaluation.show.html import PageView, page_folder, picture_root, write_html
from evaluation.show.report import Report
from evaluation.truth.cases import cases_in
from pipeline.errors import CorruptScanError, PageCrashedError, PageTookTooLongError
from pipeline.mutterings import mutter_into
from pipeline.processes import bound_memory, die_with_parent, no_core_files
from pipeline.raster import open_scan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from evaluation.measure.figures import PageFigures
    from evaluation.show.ablation import Variant
    from evaluation.truth.case import Case, TruePage
    from pipeline.settings import Settings
    from pipeline.values.scanned import Scan

__all__ = ["evaluate_folder"]

PLAIN_SECONDS = 600.0
"""Plain Tesseract has no deadline of its own; this one only keeps an evaluation from hanging."""


def evaluate_folder(
    folder: Path,
    settings: Settings,
    *,
    every_page: bool = False,
    baseline: bool = True,
    ablation: bool = False,
    html: Path | None = None,
    limit: int | None = None,
    workers: int = 1,
    log: Path | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> Report:
    """Read every page of a folder whose truth is known, and measure.

    Of a folder without any truth every page is read, to see what is passed over.

    Args:
        folder: Drawn samples or scans, transcribed or not, see `cases`.
        settings: Of the pipeline.
        every_page: Read pages without a truth as well.
        baseline: Read the same pages with plain Tesseract as well; without it nothing is known of
            words passed over.
        ablation: Read them with every step of ink cleaning turned off, one by one and together.
        html: Folder, or file ending in `.html`, for pages on which a person sees every difference.
        limit: No further file is taken up once so many pages are reached.
        workers: Processes.
        log: File that takes what libraries say in them; None: it is said where we stand.
        progress: Called with pages done, pages in all, and the name of the last one.

    Raises:
        NothingToMeasureError: The folder has no PDF.
        TruthUnreadableError: A truth is damaged.
        ScanError: A PDF cannot be opened.
    """
    found = cases_in(folder, every_page=every_page)
    report = Report(str(folder))
    views: list[PageView] = []
    variants = variants_of(settings) if ablation else ()
    without: dict[str, tuple[PageFigures, ...]] = {variant.name: () for variant in variants}
    asked = _Asked(settings, variants, baseline=baseline, html=html)
    # Spawned, so that the thread limit holds before any engine is loaded; a crash costs a page.
    context = multiprocessing.get_context("spawn")
    begun = (os.getpid(), settings.bounds.process_mb, log)
    hired = ProcessPool(max(1, workers), initializer=_begin, initargs=begun, context=context)
    with one_thread(), hired as pool:
        # All are opened before the first page is read: a broken one is told at once.
        cases, scans = _taken(pool, found, settings, limit)
        total = sum(len(case.pages) for case in cases)
        started = [
            (case, page, _start(pool, case, page, asked)) for case in cases for page in case.pages
        ]
        readings: list[PageReadings] = []
        others: list[tuple[Ours, ...]] = []
        for done, (case, page, jobs) in enumerate(started, 1):
            readings.append(jobs.readings(case, page, settings))
            others.append(jobs.without(case, page, settings))
            views.append(PageView(case, page, readings[-1].ours.pictures))
            if progress:
                progress(done, total, f"{case.name}, trang {page.number}")
            if len(readings) == len(case.pages):
                judged = judge(case, scans[case.name], readings)
                report = replace(
                    report,
                    pages=(*report.pages, *judged.pages),
                    documents=(*report.documents, *judged.documents),
                    coverage=(*report.coverage, *judged.coverage),
                    boundaries=(
                        *report.boundaries,
                        *((judged.boundaries,) if judged.boundaries else ()),
                    ),
                )
                for i, name in enumerate(without):
                    turned_off = [
                        PageReadings(reading.page, other[i], None)
                        for reading, other in zip(readings, others, strict=True)
                    ]
                    without[name] += judge(case, scans[case.name], turned_off).pages
                readings, others = [], []
    report = replace(
        report, variants=tuple(VariantFigures(name, read) for name, read in without.items())
    )
    if html is not None:
        write_html(report, views, html)
    return report


def _taken(
    pool: ProcessPool, cases: Sequence[Case], settings: Settings, limit: int | None
) -> tuple[list[Case], dict[str, Scan]]:
    """Files with all their pages, opened; whole ones until `limit` pages are reached.

    Half a document has no record.
    """
    taken: list[Case] = []
    scans: dict[str, Scan] = {}
    for case in cases:
        if limit is not None and sum(len(c.pages) for c in taken) >= limit:
            break
        scans[case.name] = _opened(pool, case, settings)
        taken.append(case.with_every_page(scans[case.name].pages))
    return taken, scans


def _begin(parent: int, most_mb: int, log: Path | None) -> None:
    """First thing in a worker process."""
    die_with_parent(parent)
    if log is not None:
        mutter_into(log)
    no_core_files()
    bound_memory(most_mb, for_good=True)


def _opened(pool: ProcessPool, case: Case, settings: Settings) -> Scan:
    """A file of the folder, opened where it may be killed."""
    opening = pool.schedule(open_scan, args=(case.path,), timeout=settings.deadlines.page_seconds)
    try:
        scan: Scan = opening.result()
    except (LateError, ProcessExpired, MemoryError) as error:
        raise CorruptScanError(case.path.name, "mở tệp này làm chương trình bị ngắt") from error
    return scan


@dataclass(frozen=True, slots=True)
class _Asked:
    """By whom every page is to be read, and where pictures of it go."""

    settings: Settings
    variants: tuple[Variant, ...]
    baseline: bool
    html: Path | None


@dataclass(frozen=True, slots=True)
class _Jobs:
    """What was asked of the worker processes for one page."""

    ours: Future[Ours]
    plain: Future[Plain] | None
    variants: tuple[Future[Ours], ...]

    def readings(self, case: Case, page: TruePage, settings: Settings) -> PageReadings:
        """Wait for the engines; a page that killed its process counts as not read."""
        where = f"{case.path.name}, trang {page.number}"
        ours = _awaited(self.ours, case, page, settings)
        try:
            plain = self.plain.result() if self.plain else None
        except (LateError, ProcessExpired) as error:
            plain = Plain("", PLAIN_SECONDS, f"{where}: {error}")
        return PageReadings(page, ours, plain)

    def without(self, case: Case, page: TruePage, settings: Settings) -> tuple[Ours, ...]:
        """Wait for the readings with steps turned off."""
        return tuple(_awaited(future, case, page, settings) for future in self.variants)


def _awaited(future: Future[Ours], case: Case, page: TruePage, settings: Settings) -> Ours:
    """A page as it was read; one that killed its process counts as not read."""
    try:
        return future.result()
    except LateError:
        seconds = settings.deadlines.page_seconds
        late = PageTookTooLongError(case.path.name, page.number, seconds)
        return Ours(None, seconds, str(late))
    except ProcessExpired as died:
        crashed = PageCrashedError(case.path.name, page.number, died.exitcode)
        return Ours(None, 0.0, str(crashed))


def _start(pool: ProcessPool, case: Case, page: TruePage, asked: _Asked) -> _Jobs:
    """Hand one page to the worker processes."""
    where = (case.path, page)
    views = None if asked.html is None else picture_root(asked.html) / page_folder(case, page)
    limit = asked.settings.deadlines.page_seconds
    seconds = limit * (1 if views is None else 2)
    return _Jobs(
        ours=pool.schedule(read_ours, args=(*where, asked.settings, views), timeout=seconds),
        plain=pool.schedule(
            read_plain, args=(case.path, page.number, asked.settings), timeout=PLAIN_SECONDS
        )
        if asked.baseline
        else None,
        variants=tuple(
            pool.schedule(read_ours, args=(*where, variant.settings), timeout=limit)
            for variant in asked.variants
        ),
    )
