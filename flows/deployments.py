"""Nights and their batches as Prefect knows them: work pools and deployments.

Run as a program (`python -m flows.deployments`) it registers them with the server that
`PREFECT_API_URL` names, and leaves runs alone: workers elsewhere may be at work. After a crash of
all workers, `--end-lost-runs` frees the slot that a dead run holds. `sohoa serve` registers each
time it has started its server.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import (
    ConcurrencyLimitConfig,
    ConcurrencyLimitStrategy,
    StateType,
)
from prefect.deployments.runner import EntrypointType
from prefect.exceptions import ObjectAlreadyExists
from prefect.schedules import Cron
from prefect.states import Crashed

from flows.batch_run import batch
from flows.configuration import load_settings
from flows.lost_runs import end_silent_runs
from flows.nightly import nightly
from flows.pools import BATCH_DEPLOYMENTS, BATCHES, NIGHTS

if TYPE_CHECKING:
    from pipeline.settings import Settings

__all__ = ["register"]

log = logging.getLogger(__name__)


def register(settings: Settings, *, alone: bool) -> None:
    """Make pools and deployments stand as the settings say; existing ones are renewed.

    A pool of another type than `process` that stands already is left as it is: what its runs are
    started with (an image, a command) is said there.

    Args:
        settings: `schedule`, `timezone`, `night`.
        alone: No worker of this server can be alive now, so a run that is still Running has no
            process behind it: without being ended it would hold the only slot for ever, and
            every later night would be cancelled.
    """
    spread = settings.night.spread == "pool"
    with get_client(sync_client=True) as client:
        started = {name: _pool(client, name) for name in (NIGHTS, *([BATCHES] if spread else []))}
        end_silent_runs(client)
        if alone:
            _end_runs_of_the_dead(client)
    nightly.to_deployment(
        NIGHTS,
        schedule=Cron(settings.schedule, timezone=settings.timezone),
        work_pool_name=NIGHTS,
        # A night that is still at work is left in peace; the next one takes the rest.
        concurrency_limit=ConcurrencyLimitConfig(
            limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
        ),
        entrypoint_type=EntrypointType.MODULE_PATH,
        job_variables=started[NIGHTS],
    ).apply()
    for name in BATCH_DEPLOYMENTS.values() if spread else ():
        batch.to_deployment(
            name,
            work_pool_name=BATCHES,
            concurrency_limit=settings.night.at_once or None,
            entrypoint_type=EntrypointType.MODULE_PATH,
            job_variables=started[BATCHES],
        ).apply()


def _pool(client: SyncPrefectClient, name: str) -> dict[str, Any]:
    """Make a pool of processes if there is none of that name; what its runs are started with."""
    try:
        client.create_work_pool(WorkPoolCreate(name=name, type="process"))
    except ObjectAlreadyExists:
        log.debug("work pool stands name=%s", name)
    if client.read_work_pool(name).type != "process":
        return {}
    return {"command": f"{sys.executable} -m flows.engine", "working_dir": str(Path.cwd())}


def _end_runs_of_the_dead(client: SyncPrefectClient) -> None:
    lost = FlowRunFilter(
        state=FlowRunFilterState(
            type=FlowRunFilterStateType(
                any_=[StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
            )
        )
    )
    for run in client.read_flow_runs(flow_run_filter=lost):
        state = Crashed(message="Tiến trình của đêm này đã bị ngắt.")
        client.set_flow_run_state(run.id, state, force=True)


if __name__ == "__main__":
    register(load_settings(), alone="--end-lost-runs" in sys.argv[1:])
