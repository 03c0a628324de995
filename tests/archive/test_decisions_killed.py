"""A process that decides is killed at any moment: what it was told is recorded is never lost."""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import closing

import pytest

from pipeline.archive import open_archive
from pipeline.archive.decisions import door
from pipeline.settings import Settings
from pipeline.values.decisions import Change, Target

MOMENTS = 50 if os.environ.get("SOHOA_BENCHMARKS") else 6
NUMBER = Target("field", "number")


def decide_for_ever(settings, name, told):
    """In a child: decide, and say each number on a pipe once it is told to be on record."""
    with closing(open_archive(settings)) as archive:
        seen = len(archive.decisions.of(name))
        while True:
            change = Change("correct", NUMBER, None, str(seen + 1))
            (made,) = archive.decisions.decide(name, [change], "Lan", seen)
            seen = made.number
            os.write(told, f"{made.number} {made.change.after}\n".encode())


@pytest.mark.slow
def test_what_was_confirmed_on_screen_outlives_any_kill(folder_archive, sight, monkeypatch):
    """Killed at random moments, every decision that was answered is there, in its order."""
    path, document = sight(folder_archive)
    name = document.id
    folder_archive.publish(document, path, {})
    settings = Settings(archive=str(folder_archive.store.folder))
    folder_archive.close()
    rng, answered = random.Random(25), {}
    for _ in range(MOMENTS):
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            try:
                decide_for_ever(settings, name, write)
            finally:
                os._exit(1)
        os.close(write)
        with os.fdopen(read) as pipe:
            first = pipe.readline()  # it works
            time.sleep(rng.uniform(0, 0.05))
            os.kill(child, signal.SIGKILL)
            for line in [first, *pipe.readlines()]:
                number, value = line.split()
                answered[int(number)] = value
        os.waitpid(child, 0)

    monkeypatch.setattr(door, "_UNDER_WAY", door.timedelta(0))
    with closing(open_archive(settings)) as archive:
        kept = archive.decisions.of(name)
        assert [one.number for one in kept] == list(range(1, len(kept) + 1))
        assert len(answered) >= MOMENTS
        assert {one.number: one.change.after for one in kept}.items() >= answered.items()
        archive.sweep()
        files = archive.store.names(f"decisions/documents/{name}")
        assert len(files) == len(kept)
        last = archive.ledger.records.of([name])[0].fields["number"]
        assert last == kept[-1].change.after
