"""Nights killed at every boundary and between: nothing lost, nothing twice, nothing half.

`make test` kills some dozens of times, `SOHOA_KILLS=500` (`make test-kill`) as often as that: half
of them on a folder with SQLite, half on a bucket with PostgreSQL.
"""

import itertools
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
    quiet = peace(tmp_path / "peace", inbox, *place())
    touches = sorted(TOUCHES & quiet.reached.keys())
    steps = sorted(quiet.reached.keys() - TOUCHES)
    kills, most = Counter(), ASKED // 2 or (12 if place() == ("", "") else 4)
    for number in itertools.count():
        seed = random.Random(number)
        story = Story.begun(tmp_path / f"story-{number}", inbox, *place())
        for _ in range(A_STORY):
            labels = steps if seed.random() < 0.7 else touches
            if not story.kill(seed, quiet, labels, seed.choice(["it", "night"])):
                break  # it came to its end: there is nothing left to kill at
            story.look()
        story.end(quiet)
        assert not story.broken, (number, story.kills, story.broken)
        kills.update(label for label, _, _ in story.kills)
        if kills.total() >= most:
            break
    record_property("kills", dict(kills))
    assert len(kills) > min(most // 4, len(steps) + len(touches) - 1), kills
