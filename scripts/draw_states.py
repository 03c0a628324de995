"""Write `docs/state-machine.md` from the tables of states and steps that the program itself uses.

`python -m scripts.draw_states`, or `make states`.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.archive.states import ABSENT, MACHINES
from pipeline.steps import Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.archive.states import Machine

PAGE = Path(__file__).parents[1] / "docs/state-machine.md"
HEAD = """\
# What a night moves, and where it may die

This page is made from the program's own tables (`pipeline/archive/states.py`, `pipeline/steps.py`)
by `make states`; a test says when it is old. Why it is so stands in
[decision 0032](decisions/0032-whatever-dies.md).

Any process may be killed between any two lines. What is left is one of the states below, and the
next night, or another worker, goes on from there. Three rules carry all of it:

1. **First the thing, then its record.** A checkpoint before its page is `done`, a bag before its
   document is `published`. What is on record is there; what is there and not on record is found and
   put on record by whoever comes next.
2. **Every thing appears at once.** A file by a rename, a bucket's document by its last object, a
   state by one statement. There is nothing half to be seen.
3. **A state moves only from where it may.** The ledger's statements carry the states they begin in,
   so that a process that was thought dead, and writes late, changes nothing.

In the tables, a state in bold is an end: nothing is left to be done. `–` is: no row.
"""
STEPS_HEAD = """\
## Boundaries

Between two of these a process does one thing. The tests kill at each of them, and at the touches
of the disk in between (`make test-kill`).

| boundary | what holds there | what comes next, done by another if we die |
|---|---|---|
"""


def render() -> str:
    """The page."""
    return "\n".join([HEAD, *(_section(machine) for machine in MACHINES), *_steps()])


def _section(machine: Machine) -> str:
    states = [f"| {_bold(machine, name)} | {about} |" for name, about in machine.states.items()]
    moves = [
        f"| {_names(move.before)} | {_names(move.after)} | {move.when} | `{move.by}` |"
        for move in machine.moves
    ]
    parts = [
        f"## `{machine.table}`", "", machine.about, "",
        "```mermaid", "stateDiagram-v2", *_arrows(machine), "```", "",
        "| state | what is true |", "|---|---|", *states, "",
        "| from | to | when | statement |", "|---|---|---|---|", *moves, "",
    ]  # fmt: skip
    return "\n".join(parts)


def _arrows(machine: Machine) -> Iterator[str]:
    """An arrow between two states, with the statements that go that way."""
    ways = sorted(
        {
            (_spot(before), _spot(after), move.by.partition(".")[2])
            for move in machine.moves
            for before in move.before
            for after in move.after
            if before != after
        }
    )
    for (before, after), some in groupby(ways, key=lambda way: way[:2]):
        yield f"    {before} --> {after}: {', '.join(name for _, _, name in some)}"


def _spot(state: str) -> str:
    return {ABSENT: "[*]", "true": "held", "false": "free"}.get(state, state)


def _names(states: tuple[str, ...]) -> str:
    return ", ".join("–" if state == ABSENT else _spot(state) for state in states)


def _bold(machine: Machine, state: str) -> str:
    return f"**{_spot(state)}**" if state in machine.ends else _spot(state)


def _steps() -> list[str]:
    rows = [f"| `{step.label}` | {step.holds} | {step.next} |" for step in Step]
    return [STEPS_HEAD + "\n".join(rows) + "\n"]


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
