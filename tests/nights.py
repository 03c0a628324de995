"""A night as a program of its own, without Prefect: what can be killed and watched."""

from __future__ import annotations

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
