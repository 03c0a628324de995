"""Nights killed at every boundary and between: nothing lost, nothing twice, nothing half.

`make test` kills about a dozen times, `SOHOA_KILLS=500` (`make test-kill`) as often as that: half
of them on a folder with SQLite, half on a bucket with PostgreSQL.
"""

import os
import random
import uuid
from collections import Counter

import pytest
from killing import TOUCHES
from stories import Story, peace

pytestmark = [pytest.mark.slow, pytest.mark.timeout(4 * 3600)]

ASKED = int(os.environ.get("SOHOA_KILLS", "0"))
A_STORY = 6
"""Nights that are killed one after the other, at most."""


@pytest.fixture(params=["folder, SQLite", pytest.param("S3, PostgreSQL", marks=pytest.mark.server)])
def place(request):
    """Makes empty archives: place of the objects, URL of the ledger."""
    if request.param == "folder, SQLite":
        return lambda: ("", "")
    request.getfixturevalue("s3_server")
    url = request.getfixturevalue("postgres_server")

    def make():
        import psycopg

        name = f"k{uuid.uuid4().hex}"
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        return f"s3://tests/{name}", f"{url}?options=-csearch_path%3D{name}"

    return make


def test_killed_nights_end_as_if_they_had_not_been(place, inbox, tmp_path, record_property):
    """A page process, or the night with all of them, at a place that a seed chooses."""
    most = ASKED // 5 * 2 or (8 if place() == ("", "") else 2)
    record_property("kills", told(killed(place, inbox, tmp_path, most, ["it", "night"])))


def test_killed_workers_are_worked_for(place, inbox, tmp_path, record_property):
    """Batches are done by several workers: one of their processes dies, or the night itself."""
    import forked_site  # noqa: F401  # it loads Prefect: before the forks

    most = ASKED // 10 or (3 if place() == ("", "") else 1)
    whom = ["it", "batch", "batch", "night"]
    record_property("kills", told(killed(place, inbox, tmp_path, most, whom, machines=3)))


def killed(place, inbox, folder, most, whom, machines=0):
    """Stories until so many were killed; whom, and where."""
    quiet = peace(folder / "peace", inbox, *place(), machines=machines)
    touches = sorted(TOUCHES & quiet.reached.keys())
    steps = sorted(quiet.reached.keys() - TOUCHES)
    kills = Counter()
    number = 0
    while kills.total() < most:
        number += 1
        seed = random.Random(f"{machines} {number}")
        story = Story.begun(folder / f"story-{number}", inbox, *place())
        story.machines = machines
        for _ in range(A_STORY):
            labels = steps if seed.random() < 0.7 else touches
            if not story.kill(seed, quiet, labels, seed.choice(whom)):
                break  # it came to its end: there is nothing left to kill at
            story.look()
        story.end(quiet)
        assert not story.broken, (number, story.kills, story.broken)
        kills.update(f"{who} at {label}" for label, _, who in story.kills)
    return kills


def told(kills):
    """For the report."""
    return f"{kills.total()}: {dict(kills)}"
