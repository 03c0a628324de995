"""Trains the print reader: draw lines, train a round, measure, keep the best, go on.

    python -m models.recipes.print.train --work DIR --corpus DIR --base MODEL.traineddata

Every round trains on lines that were never drawn before, so nothing is learnt by heart.  The
command may be stopped at any time; started again it goes on from its last checkpoint.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from . import faces
from .lines import Corpus
from .lstmf import write_lstmf
from .measure import measure_lines, measure_pages
from .network import Network, average, read_network
from .shards import SHARD_LINES, draw_shard

ROUND_SHARDS = 4
ROUND_ITERATIONS = ROUND_SHARDS * SHARD_LINES  # so that a round reads each of its lines once
# From so many iterations on, the learning rate.
RATES = ((0, 3e-4), (10_000, 2e-4), (22_000, 1e-4), (30_000, 5e-5), (38_000, 2e-5))
AVERAGED = 5  # the last rounds whose weights are averaged
VALIDATION_LINES = 300
VALIDATION_SEED = 1_000_000
SPARSE_LAYOUT = 4  # psm 4: a column of lines of any size


@dataclass(frozen=True)
class Training:
    """One run of the recipe.

    Attributes:
        work: Where checkpoints, rounds and figures are kept.
        corpus: Folder of the text corpus.
        base: The int8 `.traineddata` that the run starts from.
        scans: Transcribed scans to measure each round on as well, or None.
    """

    work: Path
    corpus: Path
    base: Path
    scans: Path | None = None

    @property
    def checkpoint(self) -> Path:
        """Where `lstmtraining` keeps its state."""
        return self.work / "train_checkpoint"

    @property
    def figures(self) -> Path:
        """One JSON object a round, one a line."""
        return self.work / "figures.jsonl"

    @cached_property
    def letters(self) -> frozenset[str]:
        """What the model can write."""
        part = _extract(self.base, self.work / "base.lstm-unicharset")
        rows = part.read_text(encoding="utf-8").splitlines()[1:]
        return frozenset(first for row in rows if len(first := row.split(" ")[0]) == 1)

    @cached_property
    def validation(self) -> list[Any]:
        """Lines of texts and faces that training never sees."""
        held = Corpus(self.corpus, self.letters, held_out=True)
        return list(draw_shard(held, faces.VALIDATION, VALIDATION_SEED, VALIDATION_LINES))

    @cached_property
    def texts(self) -> Corpus:
        """The texts that training is drawn from."""
        return Corpus(self.corpus, self.letters)


def _run(*command: str | Path, log: Path) -> None:
    calm = {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1"}
    with log.open("a") as out:
        subprocess.run(
            [str(part) for part in command], check=True, stdout=out, stderr=out,
            env=os.environ | calm,
        )  # fmt: skip


def _extract(model: Path, part: Path) -> Path:
    """Take a component out of a model; the file's suffix names it."""
    if not part.exists():
        subprocess.run(["combine_tessdata", "-e", model, part], check=True, capture_output=True)
    return part


def _assemble(base: Path, network: Network, model: Path) -> None:
    """Write a model that is the base with another network, int8, all components named as before."""
    part = model.with_suffix(".lstm")
    part.write_bytes(network.as_int8())
    fresh = model.with_name(f"part-{model.name}")
    shutil.copyfile(base, fresh)
    subprocess.run(["combine_tessdata", "-o", fresh, part], check=True, capture_output=True)
    part.unlink()
    fresh.rename(model)
    fresh.with_name(f"{fresh.name}.__tmp__").unlink(missing_ok=True)  # combine_tessdata's rest


def _rate(iterations: int) -> float:
    return [rate for start, rate in RATES if start <= iterations][-1]


def _draw(run: Training, number: int) -> Path:
    """Draw the shards of a round and list them."""
    folder = run.work / "shards"
    folder.mkdir(exist_ok=True)
    names = []
    for shard in range(number * ROUND_SHARDS, (number + 1) * ROUND_SHARDS):
        path = folder / f"{shard:06d}.lstmf"
        if not path.exists():
            write_lstmf(path, draw_shard(run.texts, faces.TRAINING, shard))
        names.append(str(path))
    listing = run.work / "shards.txt"
    listing.write_text("\n".join(names) + "\n")
    return listing


def _train_round(run: Training, number: int, log: Path) -> Network:
    """Train one round and return the network as it stands then."""
    listing = _draw(run, number)
    start = run.checkpoint
    if not start.exists():
        start = run.work / "start.lstm"
        component = _extract(run.base, run.work / "base.lstm")
        start.write_bytes(read_network(component.read_bytes()).as_float())
    _run(
        "lstmtraining",
        "--continue_from", start,
        "--traineddata", run.base,
        "--train_listfile", listing,
        "--model_output", run.work / "train",
        "--learning_rate", str(_rate(number * ROUND_ITERATIONS)),
        "--reset_learning_rate",
        "--max_iterations", str((number + 1) * ROUND_ITERATIONS),
        "--debug_interval", "0",
        log=log,
    )  # fmt: skip
    _run(
        "lstmtraining", "--stop_training",
        "--continue_from", run.checkpoint,
        "--traineddata", run.base,
        "--model_output", run.work / "float.traineddata",
        log=log,
    )  # fmt: skip
    part = run.work / "float.lstm"
    part.unlink(missing_ok=True)
    return read_network(_extract(run.work / "float.traineddata", part).read_bytes())


def _measured(run: Training, model: Path) -> dict[str, Any]:
    found: dict[str, Any] = {"lines": measure_lines(model, run.validation)}
    if run.scans is not None:
        found["scans"], _texts = measure_pages(model, run.scans, SPARSE_LAYOUT)
    return found


def _note(run: Training, entry: dict[str, Any]) -> None:
    with run.figures.open("a") as file:
        file.write(json.dumps(entry, ensure_ascii=False) + "\n")


def _rounds_done(run: Training) -> list[dict[str, Any]]:
    if not run.figures.exists():
        return []
    return [json.loads(line) for line in run.figures.read_text().splitlines()]


def _keep_best(run: Training, model: Path, done: list[dict[str, Any]]) -> None:
    """Keep the model of the round with the fewest wrong characters on validation lines."""
    if min(entry["lines"]["cer"] for entry in done) == done[-1]["lines"]["cer"]:
        shutil.copyfile(model, run.work / "best.traineddata")
        digest = hashlib.sha256(model.read_bytes()).hexdigest()
        (run.work / "best.json").write_text(json.dumps(done[-1] | {"sha256": digest}, indent=1))


def train(run: Training, rounds: int) -> None:
    """Train until so many rounds are done, counting those of earlier starts."""
    run.work.mkdir(parents=True, exist_ok=True)
    log = run.work / "lstmtraining.log"
    faces.check(faces.TRAINING + faces.VALIDATION)
    done = _rounds_done(run)
    if not done:
        done.append({"round": 0, "iterations": 0, **_measured(run, run.base)})
        _note(run, done[-1])
    for number in range(len(done) - 1, rounds):
        began = time.monotonic()
        network = _train_round(run, number, log)
        (run.work / f"round-{number:04d}.lstm").write_bytes(network.as_float())
        recent = range(max(0, number - AVERAGED + 1), number + 1)
        mean = average([_float_of(run, n) for n in recent])
        model = run.work / f"round_{number:04d}.traineddata"
        _assemble(run.base, mean, model)
        trained = time.monotonic() - began
        entry = {
            "round": number + 1,
            "iterations": (number + 1) * ROUND_ITERATIONS,
            "rate": _rate(number * ROUND_ITERATIONS),
            "averaged": len(recent),
            **_measured(run, model),
            "seconds": round(trained),
        }
        done.append(entry)
        _note(run, entry)
        _keep_best(run, model, done)
        _tidy(run, number)


def _float_of(run: Training, number: int) -> Network:
    return read_network((run.work / f"round-{number:04d}.lstm").read_bytes())


def _tidy(run: Training, number: int) -> None:
    """Drop what no later round needs."""
    for path in [*(run.work / "shards").glob("*.lstmf"), *run.work.glob("train_*_*.checkpoint")]:
        path.unlink()
    (run.work / f"round-{number - AVERAGED:04d}.lstm").unlink(missing_ok=True)


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="keeps checkpoints and figures")
    parser.add_argument("--corpus", type=Path, required=True, help="folder of the text corpus")
    parser.add_argument("--base", type=Path, required=True, help="int8 .traineddata to start from")
    parser.add_argument("--scans", type=Path, help="transcribed scans to measure on as well")
    parser.add_argument("--rounds", type=int, default=20, help="rounds of 2,000 lines")
    given = parser.parse_args()
    train(Training(given.work, given.corpus, given.base, given.scans), given.rounds)


if __name__ == "__main__":
    main()
