"""Trains the digit reader: draw slots, train a round, measure now and then, keep the best, go on.

    python -m models.recipes.digits.train --work DIR

Every round adds a shard of slots that were never drawn before.  The command may be stopped at any
time; started again it goes on from its last checkpoint, at most a round back.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import torch
from pipeline.recognition.digits import ALPHABET
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from .draw import shard_at
from .measure import answers, by_net, figures, threshold_for
from .network import DigitNet, Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .draw import Shard

__all__ = ["Run", "load_best", "train"]

BATCH = 64
STEPS = 150  # a round
WARM_UP = 300  # steps
RATE = 2e-3
LAST_RATE = 2e-5
MEMORY = 12  # shards kept at hand
MEASURED_EVERY = 5  # rounds
#: Slots of held-out hands, to choose the best weights by.
JUDGED = 1200


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the recipe.

    Attributes:
        work: Where figures, faces, shards, checkpoints and measurements are kept.
        rounds: Until the learning rate has fallen to its end.
        shape: Of the net.
    """

    work: Path
    rounds: int = 24
    shape: Shape = field(default_factory=Shape)

    @property
    def checkpoint(self) -> Path:
        """The state of the training."""
        return self.work / "checkpoint.pt"

    @property
    def best(self) -> Path:
        """The weights that measured best so far."""
        return self.work / "best.pt"


class _State:
    """Net, averaged net and optimiser, from the last checkpoint or from nothing."""

    def __init__(self, run: Run) -> None:
        torch.manual_seed(7)
        self.run = run
        self.net = DigitNet(run.shape).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        average = get_ema_multi_avg_fn(0.995)
        self.mean = AveragedModel(self.net, multi_avg_fn=average, use_buffers=True)
        self.optimiser = torch.optim.AdamW(self.net.parameters(), lr=RATE, weight_decay=1e-3)
        self.round = 0
        self.best = 0.0
        if run.checkpoint.exists():
            stored = torch.load(run.checkpoint, weights_only=True)
            self.net.load_state_dict(stored["net"])
            self.mean.load_state_dict(stored["mean"])
            self.optimiser.load_state_dict(stored["optimiser"])
            self.round, self.best = stored["round"], stored["best"]

    def store(self) -> None:
        _save(
            {
                "net": self.net.state_dict(),
                "mean": self.mean.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "round": self.round,
                "best": self.best,
            },
            self.run.checkpoint,
        )


def _save(what: dict[str, Any], path: Path) -> None:
    fresh = path.with_name(f"part-{path.name}")
    torch.save(what, fresh)
    fresh.replace(path)  # killed while writing, the checkpoint before is still whole


def _rate(run: Run, step: int) -> float:
    if step < WARM_UP:
        return RATE * (step + 1) / WARM_UP
    share = min(1.0, (step - WARM_UP) / max(1, run.rounds * STEPS - WARM_UP))
    return LAST_RATE + (RATE - LAST_RATE) * 0.5 * (1 + math.cos(math.pi * share))


def _batches(
    rng: np.random.Generator, shards: list[Shard]
) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """`STEPS` batches of slots of like width, from all shards at hand, the newest twice as often.

    Yields:
        (BATCH, 1, H, W) ink 0–1, all labels one after the other, (BATCH,) how many each has.
    """
    weights = np.ones(len(shards))
    weights[-1] *= 2
    count = STEPS * BATCH
    which = rng.choice(len(shards), count, p=weights / weights.sum())
    place = np.array([rng.integers(len(shards[s].texts)) for s in which])
    widths = np.array([shards[s].widths[p] for s, p in zip(which, place, strict=True)])
    # Neighbours in width share a batch: little paper is computed.
    batches = np.argsort(widths).reshape(STEPS, BATCH)
    for batch in rng.permutation(batches):
        wide = int(widths[batch].max())
        ink = np.stack([shards[which[i]].ink[place[i], :, :wide] for i in batch])
        shade = rng.uniform(0.75, 1.3, (BATCH, 1, 1))
        seen = np.clip((ink.astype(np.float32) / 255) ** rng.uniform(0.7, 1.5), 0, 1) * shade
        texts = [shards[which[i]].texts[place[i]] for i in batch]
        labels = torch.tensor([1 + ALPHABET.index(c) for t in texts for c in t])
        lengths = torch.tensor([len(t) for t in texts])
        yield torch.from_numpy(np.clip(seen, 0, 1).astype(np.float32))[:, None], labels, lengths


def _train_round(state: _State, shards: list[Shard]) -> float:
    """`STEPS` steps; returns the mean loss."""
    state.net.train()
    rng = np.random.default_rng(state.round)
    losses = []
    for index, (ink, labels, lengths) in enumerate(_batches(rng, shards)):
        for group in state.optimiser.param_groups:
            group["lr"] = _rate(state.run, state.round * STEPS + index)
        with torch.autocast("cpu", torch.bfloat16):
            logits = state.net(ink.contiguous(memory_format=torch.channels_last))
        said = torch.log_softmax(logits.float(), -1).transpose(0, 1)
        steps = torch.full((said.shape[1],), said.shape[0])
        loss = nn.functional.ctc_loss(said, labels, steps, lengths, zero_infinity=True)
        state.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(state.net.parameters(), 2.0)
        state.optimiser.step()
        state.mean.update_parameters(state.net)
        losses.append(float(loss.detach()))
    return sum(losses) / len(losses)


def load_best(path: Path) -> DigitNet:
    """The net of a stored best, ready to read."""
    stored = torch.load(path, weights_only=True)
    net = DigitNet(Shape(tuple(stored["shape"]["channels"]), stored["shape"]["memory"]))
    net.load_state_dict(stored["net"])
    return net.eval()


def train(run: Run) -> None:
    """Train until all rounds are done, counting those of earlier starts."""
    run.work.mkdir(parents=True, exist_ok=True)
    state = _State(run)
    judged = shard_at(run.work, 0, held_out=True, count=JUDGED)
    shards = [shard_at(run.work, n) for n in range(max(0, state.round - MEMORY), state.round)]
    while state.round < run.rounds:
        began = time.process_time()
        shards = [*shards, shard_at(run.work, state.round)][-MEMORY:]
        (run.work / f"shard-{state.round - MEMORY:04d}.npz").unlink(missing_ok=True)
        drawn = time.process_time()
        loss = _train_round(state, shards)
        state.round += 1
        entry: dict[str, Any] = {
            "round": state.round,
            "loss": round(loss, 4),
            "rate": round(_rate(run, state.round * STEPS), 6),
            "drawing_seconds": round(drawn - began),
            "training_seconds": round(time.process_time() - drawn),
        }
        if state.round % MEASURED_EVERY == 0 or state.round == run.rounds:
            found = answers(by_net(state.mean.module.eval()), judged)
            least = threshold_for(found)
            entry |= {"least": least, **figures(found, least)}
            entry["score"] = round(entry["read"] + entry["best_right"], 4)
            if entry["score"] >= state.best:
                state.best = entry["score"]
                kept = {"net": state.mean.module.state_dict(), "shape": asdict(run.shape)}
                _save({**kept, "round": state.round}, run.best)
        with (run.work / "figures.jsonl").open("a") as file:
            file.write(json.dumps(entry) + "\n")
        state.store()


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="keeps checkpoints and figures")
    parser.add_argument("--rounds", type=int, default=24, help=f"of {STEPS} steps")
    given = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    train(Run(given.work, given.rounds))


if __name__ == "__main__":
    main()
