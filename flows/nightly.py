"""The nightly flow: thin over `flows.night`, so that Prefect shows the night and decides nothing.

A task is a batch of pages, minutes of work; it is given the night and paths, never pictures.
The ledger is the truth: a night that was killed is simply begun again.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import deployment

from flows.configuration import keep_to_ourselves, load_settings, one_thread_each
from flows.delivery.artifact import leave_artifact
from flows.giving_out import GivingOut, Here
from flows.night import Night, at_hand
from pipeline.archive.passing import may_pass
from pipeline.logs import speak

if TYPE_CHECKING:
    from prefect.client.schemas.objects import TaskRun
    from prefect.states import State
    from prefect.tasks import Task

    from flows.batch_work import BatchWorker
    from flows.night_facts import NightFacts
    from pipeline.settings import Settings

__all__ = ["nightly"]


def _may_pass(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Whether trying again may help."""
    return may_pass(state.result(raise_on_failure=False))


_storage = partial(
    task,
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=3,
    retry_delay_seconds=[2, 10, 30],
    retry_jitter_factor=0.5,  # who met the same trouble at once need not come back at once
    retry_condition_fn=_may_pass,
)
"""What only touches storage; reading is computation and is not tried again."""


@_storage(name="take-stock")
def take_stock(night: Night) -> None:
    """Look at every file of the inbox."""
    night.take_stock()


@_storage(name="plan")
def plan(night: Night, giving_out: GivingOut) -> None:
    """Cut the work into batches."""
    night.plan(giving_out)


@_storage(name="do-batch", task_run_name="{batch_id}")
def do_batch(worker: BatchWorker, batch_id: str) -> None:
    """Read the pages of a batch and publish its whole files, in this process."""
    worker.do(batch_id)


@task(name="read-again", cache_policy=NO_CACHE, persist_result=False)
def read_again(night: Night) -> None:
    """Read documents of the archive again, as many pages as the settings allow."""
    night.read_again()


@task(name="look-through", cache_policy=NO_CACHE, persist_result=False)
def look_through(night: Night) -> None:
    """Look through the share of the archive whose turn it is."""
    night.look_through()


@_storage(name="write-report")
def write_report(night: Night) -> None:
    """Leave the night's report in the archive."""
    night.write_report()


@task(name="deliver-report", cache_policy=NO_CACHE, persist_result=False)
def deliver(night: Night) -> None:
    """Bring the report to all who want it."""
    night.deliver(leave_artifact)


def _giving_out(settings: Settings, night: Night) -> GivingOut:
    """As the settings say; on a server that lives only as long as this night nobody else works."""
    if settings.night.spread == "pool" and deployment.id:
        from flows.prefect_runs import PrefectRuns
        from flows.spreading import Spread

        night.worker.workers.rest()  # engines and models that wait here for others
        return Spread(settings, night.worker.archive.ledger, night.lease, PrefectRuns())
    return Here(night.worker, do_batch)


@flow(name="nightly", validate_parameters=False, persist_result=False)
def nightly() -> NightFacts:
    """One night over the inbox; settings come from the environment, so none are stored here."""
    one_thread_each()
    settings = load_settings()
    keep_to_ourselves(settings)
    speak(settings.logs.form)
    with at_hand(settings) as night:
        if not night.stocked:
            take_stock(night)
        giving_out = _giving_out(settings, night)
        plan(night, giving_out)
        night.do_batches(giving_out)
        read_again(night)
        look_through(night)
        write_report(night)
        deliver(night)
        return night.facts
