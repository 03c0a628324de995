"""Where the CPU time of a night goes: a flame graph, and a table by room.

    python -m evaluation.bench.flames INBOX --out build/profile [--limit N]

A whole `sohoa ingest` with all its processes, watched by py-spy from outside: nothing in it runs
slower for being counted. Threads that wait are left out; native code counts for the Python line
that called it.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.bench.cost import as_a_user, chosen, copied, page_count
from evaluation.measure.tabulate import aligned, percent, seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["by_room", "drawn", "main", "room_of", "stacks_in", "watch"]

RATE = 100
"""Samples a second."""
_ROOMS = (
    ("decoding", r"pipeline/(raster|judging)/"),
    ("flattening", r"pipeline/paper/"),
    ("ink, marks, evidence", r"pipeline/(ink|pixels|stamps|evidence|rescue|pen)/"),
    ("layout", r"pipeline/(layout|print)/"),
    ("recognition", r"pipeline/(recognition|text)/"),
    ("between these", r"pipeline/page/"),
    ("record", r"pipeline/(record|document)/"),
    ("packaging", r"pipeline/(export|archive/(checkpoints|folder|bucket|store|objects)\.py)"),
    ("ledger, search index", r"pipeline/archive/(ledger|search|migrations|decisions)/"),
    ("twins", r"pipeline/(likeness/|archive/twins)"),
    ("night", r"flows/"),
    ("Prefect", r"(prefect|uvicorn|starlette|fastapi)/"),
)
"""The innermost frame that belongs to one of them says whose time it is."""
_WAITS = re.compile(
    r"^(process \d+:.*|main\(\d+\)\"|.*\.?wait \((threading|multiprocessing/connection)\.py"
    r"|.*\.select \(selectors\.py|.*unix_poll \(pebble/|pool_manager_loop \(pebble/"
    r"|_connection_worker_thread \(aiosqlite/|_worker \(concurrent/futures/thread\.py"
    r"|.*heartbeat_loop \(prefect/|.*_wait_for_tstate_lock \(threading\.py)"
)
"""Innermost frames of threads that wait for something in native code: py-spy cannot tell."""
_ORDER = [name for name, _ in _ROOMS] + ["start", "rest"]
_FRAME = re.compile(r"^(?P<name>.*) \((?P<place>.*?)(:\d+)?\)$")

Stack = tuple[str, ...]


def watch(inbox: Path, archive: Path, raw: Path) -> None:
    """Run a night under py-spy and leave its stacks.

    Raises:
        ChildProcessError: The night, or py-spy, failed.
    """
    programs = Path(sys.executable).parent
    night = [sys.executable, "-m", "flows.cli", "ingest", str(inbox), "--archive", str(archive)]
    command = [str(programs / "py-spy"), "record", "--subprocesses", "--rate", str(RATE)]
    command += ["--format", "raw", "--output", str(raw), "--", *night]
    done = subprocess.run(command, env=as_a_user(), capture_output=True, text=True, check=False)
    if done.returncode != 0 or not raw.exists():
        raise ChildProcessError(f"py-spy ended with {done.returncode}: {done.stderr[-2000:]}")


def stacks_in(raw: str) -> dict[Stack, int]:
    r"""Stacks without their line numbers, outermost frame first, and how often each was met.

    >>> stacks_in("a (x.py:1);b (y.py:2) 3\na (x.py:9);b (y.py:2) 4\nc (selectors.py:1) 5")
    {('a (x.py)', 'b (y.py)'): 7, ('c (selectors.py)',): 5}
    >>> stacks_in("a (x.py:1);EpollSelector.select (selectors.py:468) 5")
    {}
    """
    met: Counter[Stack] = Counter()
    for line in raw.splitlines():
        frames, _, count = line.rpartition(" ")
        stack = tuple(re.sub(r":\d+\)$", ")", frame) for frame in frames.split(";"))
        if not _WAITS.match(stack[-1]):
            met[stack] += int(count)
    return dict(met)


def room_of(stack: Stack) -> str:
    """Whose time a stack is.

    >>> room_of(("main (flows/cli.py)", "run (flows/pool.py)", "save (pipeline/export/pdf.py)"))
    'packaging'
    >>> room_of(("main (flows/cli.py)", "_find_and_load (<frozen importlib._bootstrap>)"))
    'start'
    """
    if any("prefect" in frame and "process " in frame for frame in stack[:2]):
        return "Prefect"
    if any("<frozen importlib" in frame for frame in stack):
        ours = next((frame for frame in stack if "<frozen importlib" in frame), "")
        before = stack[: stack.index(ours)]
        return "Prefect" if any("prefect/" in frame for frame in before) else "start"
    for frame in reversed(stack):
        place = found["place"] if (found := _FRAME.match(frame)) else frame
        for name, pattern in _ROOMS:
            if re.search(pattern, place):
                return name
    return "rest"


def by_room(stacks: Mapping[Stack, int]) -> dict[str, int]:
    """Samples of each room, in the order of a page's way; rooms without any are left out."""
    counted: Counter[str] = Counter()
    for stack, count in stacks.items():
        counted[room_of(stack)] += count
    return {name: counted[name] for name in _ORDER if counted[name]}


def drawn(stacks: Mapping[Stack, int], *, width: int = 1600, row: int = 17) -> str:
    """A flame graph as SVG that needs no script: what a bar is, a viewer tells under the mouse.

    Args:
        stacks: As `stacks_in` gives them.
        width: Pixels, for all samples.
        row: Pixels, for a frame.
    """
    total = sum(stacks.values())
    bars = list(_bars(stacks, total, width))
    deepest = max((depth for depth, *_ in bars), default=0)
    height = (deepest + 2) * row
    space = "http://www.w3.org/2000/svg"
    said = [
        f'<svg xmlns="{space}" viewBox="0 0 {width} {height}">',
        "<style>text { font: 11px monospace }</style>",
    ]
    for depth, x, wide, frame, count in bars:
        y = height - (depth + 1) * row
        told = f"{escape(frame)}: {seconds(count / RATE)} s, {percent(count / total, 1)}"
        hue = 20 + sum(frame.encode()) % 40
        said.append(
            f'<g><title>{told}</title><rect x="{x:.1f}" y="{y}" width="{wide:.1f}"'
            f' height="{row - 1}" fill="hsl({hue} 85% 65%)"/>'
        )
        letters = int(wide / 6.7)
        if letters > 3:
            said.append(f'<text x="{x + 2:.1f}" y="{y + 12}">{escape(frame[:letters])}</text>')
        said.append("</g>")
    return "\n".join([*said, "</svg>\n"])


def _bars(
    stacks: Mapping[Stack, int], total: int, width: int
) -> Iterator[tuple[int, float, float, str, int]]:
    """Depth, left edge, width, frame and samples of every bar that can be seen."""
    waiting = [(0, 0.0, dict(stacks))]
    while waiting:
        depth, left, here = waiting.pop()
        children: defaultdict[str, dict[Stack, int]] = defaultdict(dict)
        for stack, count in here.items():
            if len(stack) > depth:
                children[stack[depth]][stack] = count
        for frame, below in sorted(children.items()):
            count = sum(below.values())
            wide = width * count / total
            if wide >= 0.5:
                yield depth, left, wide, frame, count
                waiting.append((depth + 1, left, below))
            left += wide


def _table(rooms: Mapping[str, int], pages: int) -> str:
    total = sum(rooms.values())
    rows = [
        [name, seconds(count / RATE), f"{count / RATE / pages:.3f}", percent(count / total, 1)]
        for name, count in (*rooms.items(), ("all", total))
    ]
    return aligned(["Room", "CPU s", "CPU s a page", "Share"], rows, left=1)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and leave `night.svg`, `night.raw` and `night.txt`."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.bench.flames", description=__doc__)
    parser.add_argument("inbox", type=Path, help="PDFs, at any depth")
    parser.add_argument("--out", type=Path, required=True, help="folder for what comes of it")
    parser.add_argument("--limit", type=int, help="so many PDFs, spread over the folder")
    asked = parser.parse_args(arguments)
    pdfs = chosen(asked.inbox, asked.limit)
    if not pdfs:
        parser.error(f"{asked.inbox} has no PDF")
    asked.out.mkdir(parents=True, exist_ok=True)
    raw = asked.out / "night.raw"
    with tempfile.TemporaryDirectory() as folder:
        copies = copied(pdfs, Path(folder, "inbox"))
        pages = sum(page_count(path) for path in copies)
        watch(Path(folder, "inbox"), Path(folder, "archive"), raw)
    stacks = stacks_in(raw.read_text())
    (asked.out / "night.svg").write_text(drawn(stacks))
    table = _table(by_room(stacks), pages)
    (asked.out / "night.txt").write_text(f"{table}\n")
    sys.stdout.write(f"{pages} pages\n\n{table}\n\n{asked.out / 'night.svg'}\n")


if __name__ == "__main__":
    main()
