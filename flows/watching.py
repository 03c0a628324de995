"""The night as it goes, again and again: for `sohoa status --watch`."""

from __future__ import annotations

import sys
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flows.backlog_words import duration_said
from flows.closing_words import NIGHT_STATES
from flows.console import harmless, say
from pipeline.archive.leasing import DEAD_SECONDS, Holder
from pipeline.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.archive import Archive
    from pipeline.archive.ledger.tables import NightRow

__all__ = ["AtWork", "Look", "Pace", "lines", "look", "watch"]

EVERY_SECONDS = 2.0
WITHIN_SECONDS = 300.0
"""The pace is that of so long a while: several pages of each worker, and soon true again when a
worker comes or goes."""


NOBODY_READS = (
    "Chưa máy nào đọc lô nào. Nếu đêm chia cho nhiều máy, hãy xem các máy đọc có đang chạy không: "
    "hồ doc-trang của Prefect, hay chạy sohoa doctor trên máy đọc."
)


@dataclass(frozen=True, slots=True)
class AtWork:
    """Somebody who holds a lease: of what, who, since how long without a sign of life (seconds)."""

    name: str
    who: str
    silent: float


@dataclass(frozen=True, slots=True)
class Look:
    """How things stand at a moment.

    Attributes:
        night: At work, or the last one; None where there never was one.
        holders: Who holds the night and batches.
        planned: Batches that wait, and their pages.
        running: Batches at work, and their pages.
        done: Pages that were ever read.
        failed: Pages that stay holes.
        files: By state.
        must: Documents that a person must look at.
    """

    night: NightRow | None
    holders: tuple[AtWork, ...]
    planned: tuple[int, int]
    running: tuple[int, int]
    done: int
    failed: int
    files: dict[str, int]
    must: int

    @property
    def left(self) -> int:
        """Pages in batches that are not over; of running ones some are read already."""
        return self.planned[1] + self.running[1]

    @property
    def is_idle(self) -> bool:
        """Whether a night runs, and nobody does any of its batches."""
        runs = self.night is not None and self.night.state == "running"
        return runs and self.planned[0] > 0 and not self.running[0]


@dataclass(slots=True)
class Pace:
    """Pages a second over the last while, from what was seen."""

    seen: deque[tuple[float, int]] = field(default_factory=deque)

    def after(self, pages: int, moment: float) -> float | None:
        """Put down how many pages had come to an end by then.

        Returns:
            Pages a second; None before there is anything to compare with, or where nothing moves.
        """
        self.seen.append((moment, pages))
        while moment - self.seen[0][0] > WITHIN_SECONDS:
            self.seen.popleft()
        began, before = self.seen[0]
        if moment == began or pages == before:
            return None
        return (pages - before) / (moment - began)


def look(archive: Archive) -> Look:
    """Ask the ledger."""
    ledger = archive.ledger
    pages, queue = ledger.gauges.pages(), ledger.gauges.batches()
    silent = {lease.name: lease.silent for lease in ledger.gauges.leases()}
    holders = tuple(
        AtWork(row.name, str(Holder.of(row.holder)), silent.get(row.name, 0.0))
        for row in ledger.leases.all()
    )
    files: dict[str, int] = {}
    for (state, _), number in ledger.gauges.files().items():
        files[state] = files.get(state, 0) + number
    return Look(
        next(iter(ledger.nights(1)), None),
        holders,
        queue.get("planned", (0, 0)),
        queue.get("running", (0, 0)),
        pages.states["done"],
        pages.states["failed"],
        files,
        ledger.desk.grades().get("must", 0),
    )


def lines(now: Look, pace: float | None) -> list[str]:
    """What a person is shown."""
    night = now.night
    told = (
        ["Chưa có đêm nào."] if night is None else [f"Đêm {night.id}: {NIGHT_STATES[night.state]}."]
    )
    speed = "chưa đo được" if pace is None else f"{pace:.2f} trang/giây"
    told.append(f"Trang đã đọc {now.done}, không đọc được {now.failed}; tốc độ {speed}.")
    if now.left:
        ahead = "" if pace is None else f", cần {duration_said(now.left / pace)}"
        told.append(
            f"Lô: {now.running[0]} đang làm ({now.running[1]} trang), {now.planned[0]} đang chờ "
            f"({now.planned[1]} trang){ahead}."
        )
    if now.is_idle:
        told.append(NOBODY_READS)
    for one in now.holders:
        sign = f", im lặng {one.silent:.0f} giây" if one.silent > DEAD_SECONDS / 2 else ""
        batch = one.name.partition(":")[2]
        told.append(f"  {f'Lô {batch}' if batch else 'Đêm'}: {one.who}{sign}")
    files = now.files
    told.append(
        f"Tệp: {files.get('published', 0)} trong kho, {files.get('reading', 0)} đang đọc dở, "
        f"{files.get('seen', 0)} chờ đọc, {files.get('set_aside', 0)} để riêng, "
        f"{files.get('failed', 0)} để đêm sau."
    )
    told.append(f"Phải có người xem: {now.must} văn bản.")
    return told


def watch(archive: Archive, again: Callable[[float], object] = time.sleep) -> None:
    """Show the night until Ctrl-C: in place on a terminal, else as lines that follow each other.

    Args:
        archive: Open.
        again: Waits so many seconds; what it raises ends the watch.
    """
    if not sys.stdout.isatty():
        _follow(archive, _write, again)
        return
    from rich.live import Live
    from rich.text import Text

    with Live(auto_refresh=False) as live:
        _follow(
            archive,
            lambda told: live.update(Text(harmless("\n".join(told))), refresh=True),
            again,
        )


def _write(told: list[str]) -> None:
    say("\n".join([*told, ""]))
    sys.stdout.flush()  # whoever reads the pipe reads it now


def _follow(
    archive: Archive, show: Callable[[list[str]], None], again: Callable[[float], object]
) -> None:
    pace = Pace()
    while True:
        try:
            now = look(archive)
            show(lines(now, pace.after(now.done + now.failed, time.monotonic())))
        except ArchiveError as error:
            # The database starts again, or the network went: whoever watches goes on watching.
            show([str(error), "Đang thử lại…"])
        again(EVERY_SECONDS)
