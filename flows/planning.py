"""A night's work cut into batches, in the order in which they are given out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flows.batch_values import BatchWork, FileShare, as_json
from pipeline.archive.ledger.batches import BatchRow
from pipeline.archive.spelling import spelt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flows.stocktaking import FileWork

__all__ = ["LEAST_PAGES", "Plan", "batch_size", "inbox_root"]

LEAST_PAGES = 20
"""A batch that another machine does costs 5 seconds of a processor before its first page, which is
what so many pages take (measured, decision 0030)."""


def batch_size(pages: int, workers: int, most: int) -> int:
    """Pages in a batch.

    Two for each worker, so that none waits long at the end; not so small that starting it costs
    more than reading, and not so large that much is begun when a night has to stop.

    >>> batch_size(2_000, 4, 500), batch_size(100_000, 4, 500), batch_size(30, 4, 500)
    (250, 500, 20)
    >>> batch_size(2_000, 4, 8)
    8
    """
    return min(most, max(LEAST_PAGES, -(-pages // (2 * workers))))


def inbox_root(inbox: str) -> str:
    """What the places of an inbox begin with."""
    return f"{inbox.rstrip('/') if '://' in inbox else Path(inbox).resolve()}/"


class Plan:
    """Batches of one night.

    A file is in one batch if it has room in one.  The pages of a larger one are read by several,
    and its documents made by a batch of its own, when these are done.
    """

    def __init__(self, night: str, token: int, config: str, inbox: str, most: int) -> None:
        """Prepare.

        Args:
            night: Its name.
            token: Of its lease.
            config: `reading_key` of its settings.
            inbox: Of its settings.
            most: Pages in a batch.
        """
        self._night, self._token, self._config, self._most = night, token, config, most
        self._root = inbox_root(inbox)
        self._number = 0

    def batches(self, files: Iterable[FileWork]) -> Iterator[BatchRow]:
        """Files, in their order, as batches."""
        shares: list[FileShare] = []
        room = self._most
        for file in files:
            size = max(1, len(file.todo))  # to be published only, it is work as well
            if size > room and shares:
                yield self._batch(shares)
                shares, room = [], self._most
            if size > self._most:
                yield from self._split(file)
                continue
            shares.append(self._share(file, file.todo, publish=True))
            room -= size
        if shares:
            yield self._batch(shares)

    def _split(self, file: FileWork) -> Iterator[BatchRow]:
        after = []
        for start in range(0, len(file.todo), self._most):
            share = self._share(file, file.todo[start : start + self._most], publish=False)
            batch = self._batch([share])
            after.append(batch.id)
            yield batch
        yield self._batch([self._share(file, (), publish=True)], tuple(after))

    def _share(self, file: FileWork, todo: tuple[int, ...], *, publish: bool) -> FileShare:
        scan = file.scan
        return FileShare(
            sha256=scan.sha256,
            name=scan.name,
            place=spelt(file.location.removeprefix(self._root)),
            pages=scan.pages,
            todo=todo,
            sizes=tuple(scan.sizes[number - 1] for number in todo) if scan.sizes else (),
            read_with=file.read_with,
            cleared=file.cleared,
            publish=publish,
        )

    def _batch(self, shares: Iterable[FileShare], after: tuple[str, ...] = ()) -> BatchRow:
        self._number += 1
        files = tuple(shares)
        return BatchRow(
            id=f"{self._night}-{self._number:04d}",
            night=self._night,
            night_token=self._token,
            number=self._number,
            kind="publish" if after else "read",
            state="planned",
            attempts=0,
            pages=files[0].pages if after else sum(len(file.todo) for file in files),
            work=as_json(BatchWork(self._config, files, after)),
            facts=None,
        )
