"""Processes that draw pages: each picture once, and the one that somebody waits for first.

Files of strangers are opened here, so it happens in processes that are bounded and may be killed: a
crash or a hang costs that one picture. They end when nobody has asked for a while, and give their
memory back.
"""

from __future__ import annotations

import itertools
import logging
import multiprocessing
import os
import queue
import tempfile
import threading
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as LateError
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pebble import ProcessExpired, ProcessPool

from pipeline.archive.pictures.layers import draw_layer
from pipeline.archive.pictures.pyramid import write_pyramid
from pipeline.archive.pictures.sheets import sheet_of
from pipeline.errors import PageCrashedError, PageTooHeavyError, PageTookTooLongError
from pipeline.processes import bound_memory, die_with_parent, no_core_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.archive.archive import Archive
    from pipeline.archive.pictures.cache import PictureCache, PictureKey
    from pipeline.archive.pictures.layers import Layer, Sheet
    from pipeline.archive.pictures.pyramid import Pyramid
    from pipeline.settings import Raster, Settings

__all__ = ["BESIDE", "NOW", "SOON", "Drawer", "NoSuchPageError"]

log = logging.getLogger(__name__)

NOW, BESIDE, SOON = 0, 1, 2
"""Somebody waits for the picture; waits for it beside another one; will probably want it."""

_REST_SECONDS = 60.0
_WORKER_PAGES = 100
_MOST_WAITING = 400
_FULL_TRIMMED_TO = 0.5


class NoSuchPageError(LookupError):
    """The document has no page of this number: (document, page)."""


@dataclass(slots=True)
class _Order:
    """A picture that was asked for, and everybody who waits for it."""

    key: PictureKey
    done: Future[Pyramid]
    urgency: int
    taken: bool = False


class Drawer:
    """Draws what the cache does not have.

    Args:
        archive: Where the documents lie.
        cache: Where pictures go.
        settings: Limits on pages and processes; how many draw at once.
        afterwards: Done after each picture, when nobody waits for it any more.
    """

    def __init__(
        self,
        archive: Archive,
        cache: PictureCache,
        settings: Settings,
        afterwards: Callable[[], None] = lambda: None,
    ) -> None:
        self._archive, self._cache, self._settings = archive, cache, settings
        self._afterwards = afterwards
        self._workers = settings.pictures.workers or max(1, (os.cpu_count() or 1) // 2)
        self._waiting: queue.PriorityQueue[tuple[int, int, _Order | None]] = queue.PriorityQueue()
        self._orders: dict[PictureKey, _Order] = {}
        self._count = itertools.count()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._pool: ProcessPool | None = None
        self._busy = 0
        self._closed = False
        self._written = 0.0

    def draw(self, key: PictureKey, urgency: int = NOW) -> Future[Pyramid]:
        """A picture, drawn once however many ask for it.

        Args:
            key: Which.
            urgency: `NOW`, `BESIDE` or `SOON`. What will probably be wanted is left out when many
                wait.

        Returns:
            What will hold the picture, or why there is none: `NoSuchPageError`, an `ArchiveError`,
            a `ScanError` or `PageError`; `CancelledError` when the desk closes.
        """
        with self._lock:
            order = self._orders.get(key)
            if order is None:
                order = _Order(key, Future(), urgency)
                if self._closed or (urgency == SOON and len(self._orders) >= _MOST_WAITING):
                    order.done.cancel()
                    return order.done
                self._orders[key] = order
            elif order.taken or urgency >= order.urgency:
                return order.done
            order.urgency = min(order.urgency, urgency)
            # Again, where it waited for its turn behind others: whoever takes it first draws it.
            self._waiting.put((urgency, next(self._count), order))
            if len(self._threads) < self._workers:
                thread = threading.Thread(target=self._serve, name="pictures", daemon=True)
                self._threads.append(thread)
                thread.start()
        return order.done

    def close(self) -> None:
        """Draw no more; whoever waits is told."""
        with self._lock:
            self._closed = True
            orders, self._orders = list(self._orders.values()), {}
            pool, self._pool = self._pool, None
            for _ in self._threads:
                self._waiting.put((-1, next(self._count), None))
        for order in orders:
            order.done.cancel()
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()
        for thread in self._threads:
            thread.join(10)

    def _serve(self) -> None:
        while True:
            try:
                _, _, order = self._waiting.get(timeout=_REST_SECONDS)
            except queue.Empty:
                self._rest()
                continue
            if order is None:
                return
            with self._lock:
                if order.taken or self._closed:
                    continue
                order.taken = True
                self._busy += 1
            try:
                self._answer(order)
            finally:
                with self._lock:
                    self._busy -= 1
                    self._orders.pop(order.key, None)
            self._afterwards()

    def _answer(self, order: _Order) -> None:
        try:
            found = self._cache.find(order.key) or self._drawn(order.key)
        except BaseException as error:  # noqa: BLE001  # whoever waits is told, whatever it was
            with suppress(Exception):  # ... or gave up
                order.done.set_exception(error)
        else:
            with suppress(Exception):
                order.done.set_result(found)

    def _drawn(self, key: PictureKey) -> Pyramid:
        try:
            return self._drawn_into(key)
        except OSError as error:
            # Full, most likely; anything else happens again.
            log.warning("picture not kept key=%s error=%s", key, error)
            self._cache.trim(self._settings.pictures.cache_mb * 1e6 * _FULL_TRIMMED_TO)
            return self._drawn_into(key)

    def _drawn_into(self, key: PictureKey) -> Pyramid:
        with self._cache.aside() as aside:
            folders = (aside, self._cache.home(key))
            sheet = sheet_of(self._archive, key.document, key.page, key.layer, folders)
            if sheet is None:
                raise NoSuchPageError(key.document, key.page)
            target = aside / "drawn"
            self._in_process(sheet, key, target)
            size = target.stat().st_size
            found = self._cache.keep(key, target)
        self._cache.forget(key.document, but=key.version)
        self._written += size
        if self._written > 0.02e6 * self._settings.pictures.cache_mb:
            self._written = 0.0
            self._cache.trim()
        return found

    def _in_process(self, sheet: Sheet, key: PictureKey, target: Path) -> None:
        """Draw in a process of its own; how it was lost is the page's error."""
        seconds = self._settings.raster.program_seconds
        job = self._ready().schedule(
            _draw, (sheet, key.layer, target, self._settings.raster), timeout=seconds
        )
        where = (key.document, key.page)
        try:
            job.result()
        except LateError:
            raise PageTookTooLongError(*where, seconds) from None
        except ProcessExpired as error:
            raise PageCrashedError(*where, f"mã {error.exitcode}") from None
        except MemoryError:
            most = self._settings.bounds.process_mb
            raise PageTooHeavyError(*where, "bộ nhớ", most) from None

    def _ready(self) -> ProcessPool:
        with self._lock:
            if self._closed:
                raise CancelledError
            if self._pool is None or not self._pool.active:
                self._pool = ProcessPool(
                    max_workers=self._workers,
                    max_tasks=_WORKER_PAGES,
                    initializer=_begin,
                    initargs=(os.getpid(), self._settings.bounds.process_mb),
                    context=multiprocessing.get_context("spawn"),
                )
            return self._pool

    def _rest(self) -> None:
        """Let the processes go when nobody has asked for a while."""
        with self._lock:
            if self._busy or not self._waiting.empty():
                return
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()  # type: ignore[no-untyped-call]
            pool.join()


def _begin(parent: int, most_mb: float) -> None:
    die_with_parent(parent)
    no_core_files()
    bound_memory(most_mb, for_good=True)


def _draw(sheet: Sheet, layer: Layer, target: Path, raster: Raster) -> None:
    """Draw a layer and write it, whole; what is written on the way goes with `target`'s folder."""
    tempfile.tempdir = str(target.parent)
    image = draw_layer(sheet, layer, raster)
    with target.open("wb") as file:
        write_pyramid(image, file)
        file.flush()
        os.fsync(file.fileno())
