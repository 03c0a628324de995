"""What page processes do when documents of the archive are read again.

The pages come from the documents' own originals, and are finished one by one as in a night: a
checkpoint each, by file, page and configuration, so that a killed run reads no page twice.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flows.pages import PageTask, hole
from flows.work import Crops, LostCheckpointError, NightWorker, begin_page, keep_page
from pipeline.errors import PageError
from pipeline.values.document import Event
from pipeline.values.readings import PageResult

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.archive.ledger.versions_tables import VersionRow
    from pipeline.archive.versions.proposals import Ranges
    from pipeline.values.document import Document
    from pipeline.values.readings import PageReading

__all__ = ["AgainDone", "AgainTask", "AgainWorker", "ProposeTask"]

_DECIDED = ("cut_by_person", "judged_not_secret")
"""Events that tell what people decided."""


@dataclass(frozen=True, slots=True)
class AgainTask(PageTask):
    """A page to read again: `number` in its file, `index` in the original at `path`."""

    index: int = 1


@dataclass(frozen=True, slots=True)
class AgainDone:
    """A page that was read again.

    Attributes:
        number: Which.
        withheld: The degree of secrecy it bears; nothing of it was kept.
    """

    number: int
    withheld: str | None = None


@dataclass(frozen=True, slots=True)
class ProposeTask:
    """A file whose pages were all read again.

    Attributes:
        name: Of the file.
        rows: The versions of its documents, in the order of their pages.
        originals: Where the original of each lies now.
    """

    name: str
    rows: tuple[VersionRow, ...]
    originals: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class AgainWorker(NightWorker):
    """Reads and publishes as in any night, and reads again."""

    def work(self, task: Any) -> Any:
        """Read a page again, put new versions beside what stands, or what a night does."""
        match task:
            case AgainTask():
                return self._read_again(task)
            case ProposeTask():
                return self._propose(task)
        return NightWorker.work(self, task)  # `super()` finds no class with slots

    def _read_again(self, task: AgainTask) -> AgainDone:
        archive = self.archive
        begin_page(archive, task)
        started = time.monotonic()
        result, error = self._digitised_again(task)
        if result.reading.withheld is not None:
            return AgainDone(task.number, result.reading.withheld)
        keep_page(archive, task, result, error, time.monotonic() - started)
        return AgainDone(task.number)

    def _digitised_again(self, task: AgainTask) -> tuple[PageResult, PageError | None]:
        from pipeline.page import digitise_page

        settings = replace(self.settings, secrecy="flag") if task.cleared else self.settings
        try:
            result = digitise_page(
                task.path, task.index, settings, called=task.number, turned=task.turned
            )
        except PageError as failed:
            error = type(failed)(task.name, task.number, *failed.args[2:])
            return PageResult(hole(task, error)), error
        return result, None

    def _propose(self, task: ProposeTask) -> None:
        from pipeline.archive.versions.proposals import propose
        from pipeline.archive.versions.secret import take_back_warning
        from pipeline.document import documents_again
        from pipeline.export.own_pages import Leaf
        from pipeline.page import engine_events

        archive, settings = self.archive, self.settings
        sha256, config = task.rows[0].sha256, task.rows[0].config
        standing = [archive.read_document(row.id) for row in task.rows]
        readings = []
        for number in sorted(number for one in standing for number in one.source.pages):
            result = archive.load_page(sha256, number, config)
            if result is None:
                raise LostCheckpointError(task.name, number)
            readings.append(result.reading)
        events = (*engine_events(settings), Event("reading_settings", config))
        new = documents_again(standing, readings, events, settings.review, settings.judging)
        otherwise = _cut_otherwise(standing, readings)
        for row, old, document, path in zip(task.rows, standing, new, task.originals, strict=True):
            decided = document.with_events(self._decided(old))
            leaves = [Leaf(path, index) for index in range(1, len(old.source.pages) + 1)]
            crops = Crops(archive, sha256, config, document.pages)
            propose(archive, row, decided, leaves, crops, settings, otherwise)
            if archive.ledger.clearance(sha256) is not None:
                take_back_warning(archive, row)

    def _decided(self, standing: Document) -> list[Event]:
        """What people decided about a document, as it is put on record."""
        found = [event for event in standing.events if event.what in _DECIDED]
        clearance = self.archive.ledger.clearance(standing.source.sha256)
        if clearance is not None:
            moment = clearance.at.isoformat(timespec="seconds")
            found.append(Event("judged_not_secret", "", at=moment, who=clearance.who))
        return list(dict.fromkeys(found))


def _cut_otherwise(standing: Sequence[Document], readings: Sequence[PageReading]) -> Ranges | None:
    """How the machine would cut a file now; None where it is so, or a person has cut it."""
    from pipeline.document import split

    if any(one.cut.made == "person" for one in standing):
        return None
    now = [[page.number for page in share.pages] for share in split(readings)]
    return None if now == [list(one.source.pages) for one in standing] else now
