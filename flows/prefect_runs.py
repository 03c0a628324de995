"""Runs of batches as Prefect's server knows them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType, WorkerStatus
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound, PrefectException
from prefect.states import Crashed

from flows.pools import BATCH_DEPLOYMENTS, BATCHES
from flows.spreading import RunsAwayError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from pipeline.archive.ledger.batches import BatchKind

__all__ = ["PrefectRuns"]


class PrefectRuns:
    """Runs on the work pool of batches."""

    def begin(self, batch_id: str, kind: BatchKind, key: str) -> UUID:
        """See `Runs`."""
        with _server():
            run = run_deployment(
                f"batch/{BATCH_DEPLOYMENTS[kind]}",
                parameters={"batch_id": batch_id},
                timeout=0,
                idempotency_key=key,
                as_subflow=False,  # as one it would put a task run of its own into the database
            )
        return run.id

    def look(self, run: UUID) -> str:
        """See `Runs`."""
        with _server(), get_client(sync_client=True) as client:
            try:
                state = client.read_flow_run(run).state
            except ObjectNotFound:
                return "over"
        if state is None or state.type == StateType.SCHEDULED:
            return "waiting"
        return "over" if state.is_final() else "taken"

    def end(self, run: UUID) -> None:
        """See `Runs`."""
        state = Crashed(message="Tiến trình của lô này đã bị ngắt.")
        with _server(), get_client(sync_client=True) as client:
            try:
                found = client.read_flow_run(run)
                if found.state is None or not found.state.is_final():
                    client.set_flow_run_state(run, state, force=True)
            except ObjectNotFound:
                return

    def workers(self) -> int:
        """See `Runs`."""
        with _server(), get_client(sync_client=True) as client:
            try:
                found = client.read_workers_for_work_pool(BATCHES)
            except ObjectNotFound:
                return 0
        return sum(worker.status == WorkerStatus.ONLINE for worker in found)


@contextmanager
def _server() -> Iterator[None]:
    try:
        yield
    except ObjectNotFound as error:
        # A server that lost its database, or that nobody has registered with.
        detail = "máy chủ chưa biết việc của Số hóa: chạy lại python -m flows.deployments"
        raise RunsAwayError(detail) from error
    except (httpx.HTTPError, PrefectException, OSError) as error:
        raise RunsAwayError(
            str(error).splitlines()[0] if str(error) else type(error).__name__
        ) from error
