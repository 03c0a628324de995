"""Trains the ink net: draw patches, train a round, measure now and then, go on.

    python -m models.recipes.ink.train --work DIR

Every round adds a shard of patches that were never drawn before.  The command may be stopped at
any time; started again it goes on from its last checkpoint, at most a round back.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

from .draw import VALIDATION, shard_at, validation_at
from .loss import ink_loss
from .measure import figures, judge
from .network import InkNet, Shape
from .patches import PRINTED, REMOVABLE, SMALL
from .variety import varied

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .draw import Shard

__all__ = ["Run", "load_averaged", "train"]

BATCH = 16
STEPS = 100  # a round
WARM_UP = 200  # steps
RATE = 2e-3
LAST_RATE = 2e-5
MEMORY = 60  # shards kept at hand: 60 × 256 patches are 2 GB
MEASURED_EVERY = 4  # rounds
# Weights are averaged over about so many steps.
AVERAGED = 400


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the recipe.

    Attributes:
        work: Where shards, checkpoints and figures are kept.
        rounds: Until the learning rate has fallen to its end.
        shape: Of the net.
    """

    work: Path
    rounds: int = 125
    shape: Shape = field(default_factory=Shape)

    @property
    def checkpoint(self) -> Path:
        """The state of the training."""
        return self.work / "checkpoint.pt"


class _State:
    """Net, averaged net and optimiser, from the last checkpoint or from nothing."""

    def __init__(self, run: Run) -> None:
        torch.manual_seed(7)
        self.run = run
        self.net = InkNet(run.shape).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.mean = AveragedModel(self.net, multi_avg_fn=_average, use_buffers=True)
        self.optimiser = torch.optim.AdamW(self.net.parameters(), lr=RATE, weight_decay=1e-3)
        self.round = 0
        if run.checkpoint.exists():
            stored = torch.load(run.checkpoint, weights_only=True)
            self.net.load_state_dict(stored["net"])
            self.mean.load_state_dict(stored["mean"])
            self.optimiser.load_state_dict(stored["optimiser"])
            self.round = stored["round"]

    def store(self) -> None:
        _save(
            {
                "net": self.net.state_dict(),
                "mean": self.mean.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "round": self.round,
                "shape": asdict(self.run.shape),
            },
            self.run.checkpoint,
        )


def _average(means: Sequence[Tensor], now: Sequence[Tensor], seen: Tensor | int) -> None:
    """Moving averages in place: short at first, when the net still learns by leaps."""
    share = max(1 / AVERAGED, 3 / (3 + float(seen)))
    for mean, value in zip(means, now, strict=True):
        if mean.is_floating_point():
            mean.lerp_(value, share)
        else:
            mean.copy_(value)


def _save(what: dict[str, Any], path: Path) -> None:
    fresh = path.with_name(f"part-{path.name}")
    torch.save(what, fresh)
    fresh.replace(path)  # killed while writing, the checkpoint before is still whole


def _rate(run: Run, step: int) -> float:
    if step < WARM_UP:
        return RATE * (step + 1) / WARM_UP
    share = min(1.0, (step - WARM_UP) / max(1, run.rounds * STEPS - WARM_UP))
    return LAST_RATE + (RATE - LAST_RATE) * 0.5 * (1 + math.cos(math.pi * share))


def _batch(rng: np.random.Generator, shards: list[Shard]) -> tuple[Tensor, Tensor, Tensor]:
    """Patches from all shards at hand, the newest twice as often; contrast varied.

    Returns:
        (BATCH, 1, H, W) ink 0–1, (BATCH, 2, H, W) truth, (BATCH, 1, H, W) small print.
    """
    weights = np.ones(len(shards))
    weights[-1] *= 2
    picked = rng.choice(len(shards), BATCH, p=weights / weights.sum())
    gray, truth = [], []
    for which in picked:
        shard = shards[which]
        patch = int(rng.integers(len(shard.gray)))
        page, bits = varied(rng, shard.gray[patch], shard.truth[patch])
        ink = 1 - page.astype(np.float32) / 255
        if rng.random() < 0.5:  # faint toner, dark copies
            ink = np.clip(ink ** rng.uniform(0.7, 1.5) * rng.uniform(0.75, 1.15), 0, 1)
        gray.append(ink)
        truth.append(np.stack([bits & bit > 0 for bit in (PRINTED, REMOVABLE, SMALL)]))
    answers = torch.from_numpy(np.stack(truth)).float()
    return torch.from_numpy(np.stack(gray))[:, None], answers[:, :2], answers[:, 2:]


def _train_round(state: _State, shards: list[Shard]) -> float:
    """`STEPS` steps; returns the mean loss."""
    state.net.train()
    rng = np.random.default_rng(state.round)
    losses = []
    for index in range(STEPS):
        ink, truth, small = _batch(rng, shards)
        ink = ink.contiguous(memory_format=torch.channels_last)
        for group in state.optimiser.param_groups:
            group["lr"] = _rate(state.run, state.round * STEPS + index)
        with torch.autocast("cpu", torch.bfloat16):
            logits = state.net(ink)
        loss = ink_loss(logits.float(), truth, small, ink)
        state.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(state.net.parameters(), 1.0)
        state.optimiser.step()
        state.mean.update_parameters(state.net)
        losses.append(float(loss.detach()))
    return sum(losses) / len(losses)


def _measured(state: _State) -> dict[str, dict[str, float]]:
    net = state.mean.module.eval()
    sets = {name: validation_at(state.run.work, name) for name in VALIDATION}
    return {name: figures(judge(net, shard.gray), shard) for name, shard in sets.items()}


def load_averaged(run: Run) -> InkNet:
    """The averaged net of the last checkpoint, ready to judge.

    The last, not the one that measured best: validation is drawn too, and what is best on drawn
    patches by a thousandth is not best on scans. The rate has fallen to its end by then.
    """
    stored = torch.load(run.checkpoint, weights_only=True)
    net = InkNet(Shape(tuple(stored["shape"]["channels"]), stored["shape"]["shrink"]))
    averaged = AveragedModel(net)
    averaged.load_state_dict(stored["mean"])
    return averaged.module.eval()


def train(run: Run) -> None:
    """Train until all rounds are done, counting those of earlier starts."""
    run.work.mkdir(parents=True, exist_ok=True)
    state = _State(run)
    shards = [shard_at(run.work, n) for n in range(max(0, state.round - MEMORY), state.round)]
    while state.round < run.rounds:
        began = time.process_time()
        shards = [*shards, shard_at(run.work, state.round)][-MEMORY:]
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
            entry["sets"] = _measured(state)
        with (run.work / "figures.jsonl").open("a") as file:
            file.write(json.dumps(entry) + "\n")
        state.store()


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="keeps checkpoints and figures")
    parser.add_argument("--rounds", type=int, default=125, help=f"of {STEPS} steps")
    parser.add_argument("--channels", type=int, nargs=4, default=Shape().channels)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    cv2.setNumThreads(given.threads)
    os.environ.setdefault("OMP_THREAD_LIMIT", str(given.threads))
    train(Run(given.work, given.rounds, Shape(tuple(given.channels))))


if __name__ == "__main__":
    main()
