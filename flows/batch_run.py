"""A batch as a run that any worker takes up: thin over `flows.batch_work`."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from prefect import flow

from flows.batch_work import BatchWorker
from flows.configuration import keep_to_ourselves, load_settings, one_thread_each
from flows.pool import WorkerPool
from flows.scratch import scratch_folder, sweep
from flows.work import NightWorker
from pipeline.archive import open_archive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.settings import Settings

__all__ = ["batch", "batch_worker"]


@contextmanager
def batch_worker(settings: Settings) -> Iterator[BatchWorker]:
    """Archive and page processes for a batch of a night that another process holds.

    Raises:
        DigitiseError: Archive or engine cannot be used.
    """
    from pipeline.page import reading_key

    with ExitStack() as stack:
        archive = open_archive(settings)
        stack.callback(archive.close)
        sweep()
        config = reading_key(settings)
        scratch = stack.enter_context(scratch_folder())

        def go_on() -> None:
            worker.go_on()

        workers = stack.enter_context(WorkerPool(settings, NightWorker(settings), go_on))
        worker = BatchWorker(settings, archive, workers, scratch, config, elsewhere=True)
        yield worker


@flow(name="batch", flow_run_name="{batch_id}", validate_parameters=False, persist_result=False)
def batch(batch_id: str) -> None:
    """Do one batch; settings come from the environment of the worker."""
    one_thread_each()
    settings = load_settings()
    keep_to_ourselves(settings)
    with batch_worker(settings) as worker:
        worker.do(batch_id)
