"""A night as a program of its own, without Prefect: what can be killed and watched."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from flows.console import Silent
from flows.night_lease import night_lease
from pipeline.archive import open_archive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.archive.leasing import Held
    from pipeline.settings import Settings

NIGHT = """
from flows.configuration import load_settings, one_thread_each
if __name__ == "__main__":
    one_thread_each()
    from flows.giving_out import Here
    from flows.night import open_night
    with open_night(load_settings()) as night:
        night.take_stock()
        here = Here(night.worker)
        night.plan(here)
        night.do_batches(here)
        night.read_again()
        night.write_report()
"""

TOLD_NIGHT = (
    NIGHT
    + """
        import json
        print(json.dumps(night.facts.as_dict()))
"""
)
"""The same; its facts as JSON on stdout."""


@contextmanager
def working(settings: Settings) -> Iterator[Held]:
    """Hold an archive as a night does."""
    with (
        closing(open_archive(settings)) as archive,
        night_lease(settings, archive.ledger.leases, Silent()) as held,
    ):
        yield held
