"""Runs whose process and worker died together are ended by Prefect's own server.

Nobody is left to say that such a run is over: it stays Running, holds its slot, and a night's
deployment would refuse all later ones.  The server hears a heartbeat of each run; where it falls
silent an automation ends the run (https://docs.prefect.io/v3/advanced/detect-zombie-runs).  What
the run had begun is another matter: the ledger's leases tell, and never wait for this.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient

__all__ = ["SILENT", "end_silent_runs"]

NAME = "sohoa-luot-im-lang"
SILENT = timedelta(seconds=120)
"""Four heartbeats (`PREFECT_FLOWS_HEARTBEAT_FREQUENCY`): a machine may be busy for one."""

_ENDS = ("Completed", "Failed", "Cancelled", "Crashed")


def end_silent_runs(client: SyncPrefectClient) -> None:
    """Make the automation stand as it is here; one that stands already is renewed.

    Args:
        client: Of the server.
    """
    wanted = AutomationCore(
        name=NAME,
        description="Lượt chạy không còn dấu hiệu sống được đánh dấu là bị ngắt.",
        enabled=True,
        trigger=EventTrigger(
            after={"prefect.flow-run.heartbeat"},
            expect={
                "prefect.flow-run.heartbeat",
                *(f"prefect.flow-run.{state}" for state in _ENDS),
            },
            match={"prefect.resource.id": ["prefect.flow-run.*"]},
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=SILENT,
        ),
        actions=[
            ChangeFlowRunState(
                state=StateType.CRASHED, message="Không còn dấu hiệu sống: tiến trình đã bị ngắt."
            )
        ],
    )
    standing = client.read_automations_by_name(NAME)
    if standing:
        client.update_automation(standing[0].id, wanted)
    else:
        client.create_automation(wanted)
