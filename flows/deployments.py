"""The night as Prefect knows it: a work pool, and a deployment with a schedule.

Run as a program (`python -m flows.deployments`) it registers both with the server that
`PREFECT_API_URL` names, and leaves runs alone: workers elsewhere may be at work. After a crash of
all workers, `--end-lost-runs` frees the slot that a dead run holds. `sohoa serve` registers each
time it has started its server.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

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

from flows.configuration import load_settings
from flows.lost_runs import end_silent_runs
from flows.nightly import nightly

__all__ = ["DEPLOYMENT", "POOL", "register"]

log = logging.getLogger(__name__)

POOL = "hang-dem"
DEPLOYMENT = "hang-dem"


def register(schedule: str, timezone: str, *, alone: bool) -> None:
    """Make the pool and the deployment stand as the settings say; existing ones are renewed.

    Args:
        schedule: Cron.
        timezone: Of the cron.
        alone: No worker of this server can be alive now, so a run that is still Running has no
            process behind it: without being ended it would hold the only slot for ever, and
            every later night would be cancelled.
    """
    with get_client(sync_client=True) as client:
        try:
            client.create_work_pool(WorkPoolCreate(name=POOL, type="process"))
        except ObjectAlreadyExists:
            log.debug("work pool stands name=%s", POOL)
        end_silent_runs(client)
        if alone:
            _end_runs_of_the_dead(client)
    deployment = nightly.to_deployment(
        DEPLOYMENT,
        schedule=Cron(schedule, timezone=timezone),
        work_pool_name=POOL,
        # A night that is still at work is left in peace; the next one takes the rest.
        concurrency_limit=ConcurrencyLimitConfig(
            limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
        ),
        entrypoint_type=EntrypointType.MODULE_PATH,
        job_variables={
            "command": f"{sys.executable} -m flows.engine",
            "working_dir": str(Path.cwd()),
        },
    )
    deployment.apply()


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
    _settings = load_settings()
    register(_settings.schedule, _settings.timezone, alone="--end-lost-runs" in sys.argv[1:])
