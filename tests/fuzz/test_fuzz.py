"""One night over damaged files, made ones and good ones: it ends, and everything is accounted for.

`make test` runs a short one. `make fuzz` runs the real command over 500 mutants, 50 made files and
12 good ones; `SOHOA_FUZZ_SEED` chooses other mutants.
"""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest
from drawn import SOURCES, with_jpeg
from makers import KINDS
from mutants import mutant
from nights import TOLD_NIGHT
from watching import Watch

pytestmark = pytest.mark.slow

ASKED = "SOHOA_FUZZ" in os.environ
SEED = int(os.environ.get("SOHOA_FUZZ_SEED", "1"))
MOST_MB = 1000.0
UNFORESEEN = re.compile(r"lỗi \w+|Traceback")


@dataclass(frozen=True)
class Size:
    """How much is thrown at the night."""

    mutants: int
    good: int
    dear: bool
    seconds: float
    program_seconds: int


LONG = Size(500, 12, dear=True, seconds=3600, program_seconds=60)
SHORT = Size(40, 2, dear=False, seconds=300, program_seconds=5)
SIZE = LONG if ASKED else SHORT


class Nights:
    """Runs nights in a folder of their own, watched."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        script = folder / "night.py"
        script.write_text(TOLD_NIGHT)
        bare = [sys.executable, str(script)]
        self.command = [sys.executable, "-m", "flows.cli", "ingest", "--json"] if ASKED else bare

    def run(self, name: str, files: dict[str, bytes]) -> tuple[dict, Watch, Path]:
        """A night over these files: what it says, how it was watched, its archive."""
        home = self.folder / name
        inbox, temporary = home / "in", home / "tmp"
        temporary.mkdir(parents=True)
        inbox.mkdir()
        for file, data in files.items():
            (inbox / file).write_bytes(data)
        environment = {
            "SOHOA_INBOX": str(inbox),
            "SOHOA_STATE": str(self.folder / "state"),
            "SOHOA_ARCHIVE": str(home / "kho"),
            "SOHOA_SETTLE_SECONDS": "0",
            "SOHOA_WORKERS": "2",
            "SOHOA_RASTER__PROGRAM_SECONDS": str(SIZE.program_seconds),
            "TMPDIR": str(temporary),
            "ORT_DISABLE_TELEMETRY": "1",  # else onnxruntime leaves a file in the temporary folder
        }
        with (home / "said").open("wb") as said, (home / "complained").open("wb") as complained:
            night = subprocess.Popen(
                self.command, env={**os.environ, **environment}, stdout=said, stderr=complained
            )
            watch = Watch(night.pid, temporary)
            watch.start()
            try:
                code = night.wait(timeout=SIZE.seconds)
            finally:
                night.kill()
                watch.stop()
        assert code == 0, (home / "complained").read_text(errors="replace")[-3000:]
        assert watch.left_alive() == []
        assert [path.name for path in temporary.iterdir()] == []
        shutil.rmtree(inbox)
        return json.loads((home / "said").read_text()), watch, home / "kho"


def text_of(told: dict, archive: Path, name: str) -> list[str]:
    """What the archive says of a file."""
    ids = sorted(document["id"] for document in told["documents"] if document["name"] == name)
    return [(archive / "documents" / key / "data" / "text.txt").read_text() for key in ids]


def outcomes_of(told: dict) -> dict[str, set[str]]:
    """What became of each file."""
    found: dict[str, set[str]] = {}
    for document in told["documents"]:
        became = {"hole"} if document["failed"] else {"read"}
        found.setdefault(document["name"], set()).update(became)
    for key, became in (("files_set_aside", "aside"), ("files_waiting", "waiting")):
        for trouble in told[key]:
            found.setdefault(trouble["name"], set()).add(became)
    for duplicate, _ in told["duplicates"]:
        found.setdefault(duplicate, set()).add("duplicate")
    return found


def reasons_of(told: dict) -> list[str]:
    """Every reason that a person is given."""
    holes = [why for document in told["documents"] for _, why in document["failed"]]
    return holes + [trouble["reason"] for trouble in told["files_set_aside"]]


def test_a_night_over_damaged_made_and_good_files(tmp_path):
    """It ends; each file is read, set aside or a visible hole; nothing is left; bounds are kept."""
    rng = random.Random(SEED)
    good = {f"tốt {n}.pdf": with_jpeg(n, pages=1 + n % 2) for n in range(SIZE.good)}
    made = {kind.name: kind.make() for kind in KINDS if SIZE.dear or not kind.dear}
    damaged = {}
    for number in range(SIZE.mutants):
        source = SOURCES[number % len(SOURCES)]
        how, data = mutant(rng, source(number))
        damaged[f"{number:03d}-{source.__name__}-{how}.pdf"] = data
    nights = Nights(tmp_path)

    alone, _, quiet = nights.run("alone", good)
    told, watch, archive = nights.run("all", {**good, **made, **damaged})

    files = len(good) + len(made) + len(damaged)
    figures = f"largest {watch.largest[0]:.0f} MB ({watch.largest[1]}), disk {watch.disk:.0f} MB"
    print(f"\nseed {SEED}: {files} files in {told['seconds']:.0f} s; {figures}")  # noqa: T201
    became = outcomes_of(told)
    for name in (*good, *made, *damaged):
        assert len(became.get(unicodedata.normalize("NFC", name), ())) == 1, name
    assert told["files_in_inbox"] == files == len(became)
    for name in good:
        assert text_of(told, archive, name) == text_of(alone, quiet, name) != []
    for kind in KINDS:
        if kind.name in made:
            assert became[kind.name] <= kind.outcomes, (kind.name, became[kind.name])
    assert [reason for reason in reasons_of(told) if UNFORESEEN.search(reason)] == []
    assert watch.largest[0] <= MOST_MB, figures
    assert watch.disk <= MOST_MB, figures
