"""Boundaries of the work: each is named once, and is reached where the code says so."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.steps import EVENT, Step, reached

ROOT = Path(__file__).parents[2]


def places():
    """Name of a step → files in which it is reached."""
    found = {}
    for room in ("pipeline", "flows", "web"):
        for path in (ROOT / room).rglob("*.py"):
            for name in re.findall(r"reached\(\s*Step\.(\w+)", path.read_text()):
                found.setdefault(name, set()).add(path.relative_to(ROOT).as_posix())
    return found


def test_every_step_is_reached_somewhere():
    """A name that no code tells would be a boundary where no test ever kills."""
    assert {step.name for step in Step} == places().keys()


def test_every_step_says_what_holds_and_what_is_left():
    """The labels are the names as they are told, and every step is described."""
    for step in Step:
        assert step.label == step.name.lower().replace("_", "-")
        assert step.holds
        assert step.next
    assert len({step.label for step in Step}) == len(Step)


@pytest.mark.slow  # a hook of Python's auditing cannot be taken away again: a process of its own
def test_a_step_is_an_event_of_pythons_own_auditing():
    """Whoever listens is told the name and of what."""
    program = (
        "import sys\n"
        "from pipeline.steps import EVENT, Step, reached\n"
        "sys.addaudithook(lambda event, told: event == EVENT and print(*told))\n"
        "reached(Step.PAGE_READ, file='ab', page=3)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout == "page-read {'file': 'ab', 'page': 3}\n"


def test_nobody_listens_in_a_real_night():
    """Saying it without listeners changes nothing and raises nothing."""
    assert EVENT == "sohoa.step"
    reached(Step.PAGE_READ, file="ab", page=3)
