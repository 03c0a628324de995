"""`sohoa ingest` as a clerk runs it, with its Prefect server and processes that read, killed.

The normal suite kills a bare night with processes that know what pages say; here all is real, and
takes its time: `SOHOA_KILLS=500` (`make test-kill`) kills some dozens of times.
"""

import os
import random
from collections import Counter

import pytest
from stories import Story, draw_inbox, peace

ASKED = int(os.environ.get("SOHOA_KILLS", "0"))
STRIKES = ASKED // 16
A_STORY = 4
PAGES = (2, 1, 2)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(4 * 3600),
    pytest.mark.skipif(not ASKED, reason="with make test-kill"),
]


@pytest.fixture(scope="module")
def letters(tmp_path_factory):
    """Letters that are read in no time."""
    folder = tmp_path_factory.mktemp("letters") / "in"
    draw_inbox(folder, PAGES, dpi=100)
    return folder


def test_the_command_killed_again_and_again_ends_as_if_it_had_not_been(
    letters, tmp_path, record_property
):
    """A page process, the night with all of them, or the Prefect server beside it."""
    quiet = peace(tmp_path / "peace", letters, is_command=True)
    steps = sorted(label for label in quiet.reached if "-" in label)
    kills, number = Counter(), 0
    while kills.total() < STRIKES:
        number += 1
        seed = random.Random(number)
        story = Story.begun(tmp_path / f"story-{number}", letters)
        story.is_command = True
        for _ in range(A_STORY):
            if not story.kill(seed, quiet, steps, seed.choice(["it", "night", "prefect"])):
                break
            story.look()
        story.end(quiet)
        assert not story.broken, (number, story.kills, story.broken)
        kills.update(f"{who} at {label}" for label, _, who in story.kills)
    record_property("kills", dict(kills))
