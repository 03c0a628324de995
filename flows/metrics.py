"""What Prometheus is told, made from the ledger at each question.

Any process on any machine that reaches the ledger can answer: workers keep no figures of their own,
so none are lost with them, and none are told twice.
"""

from __future__ import annotations

import shutil
import time
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest, start_http_server
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)
from prometheus_client.registry import Collector

from pipeline.archive.ledger.gauges import CONFIDENCES
from pipeline.errors import ArchiveError
from pipeline.state_folder import state_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_client.metrics_core import Metric

    from pipeline.archive import Archive
    from pipeline.settings import Settings

__all__ = ["LedgerCollector", "exposition", "serve"]


class LedgerCollector(Collector):
    """Asks the ledger when it is asked itself; a ledger that does not answer is told as such."""

    def __init__(self, archive: Archive, settings: Settings) -> None:
        self._archive, self._settings = archive, settings

    def collect(self) -> Iterator[Metric]:
        """Every figure; see docs/monitoring.md."""
        began = time.perf_counter()
        up = GaugeMetricFamily("sohoa_ledger_up", "Whether the ledger answers")
        try:
            found = [*self._pages(), *self._files(), *self._documents(), *self._night()]
        except ArchiveError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield from (up, *found, *self._room())
        took = GaugeMetricFamily("sohoa_scrape_seconds", "What these figures took to gather")
        took.add_metric([], time.perf_counter() - began)
        yield took

    def _pages(self) -> Iterator[Metric]:
        told = self._archive.ledger.gauges.pages()
        ended = CounterMetricFamily("sohoa_pages", "Pages that came to an end", labels=["state"])
        for state in ("done", "failed"):
            ended.add_metric([state], told.states[state])
        yield ended
        seconds = CounterMetricFamily("sohoa_page_seconds", "Seconds that pages took to read")
        seconds.add_metric([], told.seconds)
        yield seconds
        failures = CounterMetricFamily(
            "sohoa_page_failures", "Pages that stay holes, by reason", labels=["code"]
        )
        for code, number in sorted(told.failures.items()):
            failures.add_metric([code], number)
        yield failures
        classes, so_far = [], 0
        for bound in CONFIDENCES:
            so_far += told.confidences[bound]
            classes.append((str(bound), float(so_far)))
        sure = HistogramMetricFamily("sohoa_page_confidence", "How sure pages were read")
        sure.add_metric([], [*classes, ("+Inf", float(so_far))], told.confidence)
        yield sure

    def _files(self) -> Iterator[Metric]:
        states = GaugeMetricFamily("sohoa_files", "Files by state", labels=["state"])
        reasons = GaugeMetricFamily(
            "sohoa_files_waiting", "Files set aside or failed, by reason", labels=["state", "code"]
        )
        counts: dict[str, int] = {}
        for (state, code), number in sorted(self._archive.ledger.gauges.files().items()):
            counts[state] = counts.get(state, 0) + number
            if state in ("set_aside", "failed"):
                reasons.add_metric([state, code], number)
        for state in ("seen", "reading", "published", "set_aside", "failed"):
            states.add_metric([state], counts.get(state, 0))
        yield states
        yield reasons

    def _documents(self) -> Iterator[Metric]:
        ledger = self._archive.ledger
        states = GaugeMetricFamily("sohoa_documents", "Documents by state", labels=["state"])
        found = ledger.gauges.documents()
        for state in ("published", "missing"):
            states.add_metric([state], found.get(state, 0))
        yield states
        grades = GaugeMetricFamily(
            "sohoa_documents_to_review", "Documents by how pressing a person is", labels=["grade"]
        )
        waiting = ledger.desk.grades()
        for grade in ("must", "should", "may", "none"):
            grades.add_metric([grade], waiting.get(grade, 0))
        yield grades
        minutes = GaugeMetricFamily(
            "sohoa_review_minutes", "Minutes of a person that wait", labels=["grade", "cause"]
        )
        for cause in ledger.desk.causes():
            minutes.add_metric([cause.grade, cause.cause], cause.minutes)
        yield minutes

    def _night(self) -> Iterator[Metric]:
        gauges = self._archive.ledger.gauges
        number = GaugeMetricFamily("sohoa_batches", "Batches not over, by state", labels=["state"])
        pages = GaugeMetricFamily("sohoa_batch_pages", "Pages of these batches", labels=["state"])
        found = gauges.batches()
        for state in ("planned", "running"):
            these, theirs = found.get(state, (0, 0))
            number.add_metric([state], these)
            pages.add_metric([state], theirs)
        yield from (number, pages)
        held = GaugeMetricFamily("sohoa_leases", "Leases that are held", labels=["kind"])
        silent = GaugeMetricFamily(
            "sohoa_lease_silence_seconds", "The longest without a sign of life", labels=["kind"]
        )
        ages: dict[str, list[float]] = {"night": [], "batch": []}
        for lease in gauges.leases():
            ages.setdefault(lease.name.partition(":")[0], []).append(lease.silent)
        for kind, silences in ages.items():
            held.add_metric([kind], len(silences))
            silent.add_metric([kind], max(silences, default=0.0))
        yield from (held, silent)
        nights = CounterMetricFamily("sohoa_nights", "Nights by how they ended", labels=["state"])
        last = GaugeMetricFamily(
            "sohoa_night_ended_timestamp_seconds", "When the last one ended so", labels=["state"]
        )
        for state, (many, ended) in sorted(gauges.nights().items()):
            nights.add_metric([state], many)
            if ended is not None:
                last.add_metric([state], ended.astimezone(UTC).timestamp())
        yield from (nights, last)

    def _room(self) -> Iterator[Metric]:
        free = GaugeMetricFamily("sohoa_free_bytes", "Room that is left", labels=["place"])
        places = {"state": state_folder(self._settings)}
        if "://" not in self._settings.archive:
            places["archive"] = Path(self._settings.archive)
        for name, folder in places.items():
            if folder.is_dir():
                free.add_metric([name], shutil.disk_usage(folder).free)
        yield free


def exposition(archive: Archive, settings: Settings) -> str:
    """All figures as text, as Prometheus reads them."""
    registry = CollectorRegistry()
    registry.register(LedgerCollector(archive, settings))
    return generate_latest(registry).decode()


def serve(archive: Archive, settings: Settings, host: str, port: int) -> int:
    """Answer under `/metrics` from now on, in threads of this process.

    Returns:
        The port that is listened on.

    Raises:
        OSError: It is taken.
    """
    registry = CollectorRegistry()
    registry.register(LedgerCollector(archive, settings))
    server, _ = start_http_server(port, addr=host, registry=registry)
    return int(server.server_port)
