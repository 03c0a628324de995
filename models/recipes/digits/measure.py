"""How well the net reads slots of hands it has never seen, and how far its word can be taken."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np
import torch
from pipeline.recognition.digits import search, shares
from pipeline.recognition.forms import same_value

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from pipeline.recognition.forms import Form

    from .draw import Shard
    from .network import DigitNet

    #: A normalised slot and its form to readings and chances, likeliest first.
    Weigh = Callable[[NDArray[np.uint8], Form], list[tuple[str, float]]]
    #: "figures" and "" (nothing there) → two rows: what the net says, the share that was right.
    Calibration = dict[str, list[list[float]]]

__all__ = ["Answers", "answers", "by_net", "calibration", "figures", "reliability", "threshold_for"]


@dataclass(frozen=True, slots=True)
class Answers:
    """What was read in each slot of a shard.

    Attributes:
        chance: The share of the best reading among all of its form.
        right: Whether that reading has the value that was written.
        given: Whether it is a reading at all, not "nothing there".
        filled: Whether figures were written.
        forms: What might stand there.
    """

    chance: NDArray[np.float64]
    right: NDArray[np.bool_]
    given: NDArray[np.bool_]
    filled: NDArray[np.bool_]
    forms: NDArray[np.str_]

    def calibrated(self, by: Calibration) -> Answers:
        """The same with chances that mean what they say."""
        figures, nothing = (np.interp(self.chance, *by[name]) for name in ("figures", ""))
        return replace(self, chance=np.where(self.given, figures, nothing))


def by_net(net: DigitNet) -> Weigh:
    """A net in training as a reader: one look, no calibration."""

    def weigh(strip: NDArray[np.uint8], form: Form) -> list[tuple[str, float]]:
        seen = torch.from_numpy(strip[None, None].astype(np.float32) / 255)
        with torch.inference_mode():
            said = torch.softmax(net(seen)[0].float(), -1).numpy()
        return shares(search(said, form))

    return weigh


def answers(weigh: Weigh, shard: Shard) -> Answers:
    """Read every slot of a shard."""
    chance, right, given = [], [], []
    for ink, width, text, name in zip(
        shard.ink, shard.widths, shard.texts, shard.forms, strict=True
    ):
        form = cast("Form", name)
        best, likely = weigh(ink[:, :width], form)[0]
        chance.append(likely)
        right.append(same_value(best, form) == same_value(text, form))
        given.append(bool(best))
    return Answers(
        np.array(chance),
        np.array(right),
        np.array(given),
        np.array([bool(t) for t in shard.texts]),
        np.array(shard.forms),
    )


def calibration(found: Answers) -> Calibration:
    """How far the net's word can be taken when it reads figures, and when it sees nothing."""
    return {
        "figures": _rising(found.chance[found.given], found.right[found.given]),
        "": _rising(found.chance[~found.given], found.right[~found.given]),
    }


def _rising(chance: NDArray[np.float64], right: NDArray[np.bool_]) -> list[list[float]]:
    """How often the net is right when it says so: rising steps (isotonic), straight between.

    Returns:
        Two rows: what the net says, and the share that was right.
    """
    order = np.argsort(chance)
    bins = max(1, min(40, len(order) // 40))
    # Of n without a mistake, n + 1 in n + 2 would be right in the long run, not all.
    blocks = [
        [float(part.mean()), float(good.sum() + 1), float(len(part) + 2)]
        for part, good in zip(
            np.array_split(chance[order], bins),
            np.array_split(right[order].astype(float), bins),
            strict=True,
        )
    ]
    merged: list[list[float]] = []
    for block in blocks:
        merged.append(block)
        while len(merged) > 1 and merged[-2][1] / merged[-2][2] >= merged[-1][1] / merged[-1][2]:
            said, good, all_ = merged.pop()
            before = merged[-1]
            total = before[2] + all_
            said = (before[0] * before[2] + said * all_) / total
            merged[-1] = [said, before[1] + good, total]
    shares = [round(b[1] / b[2], 4) for b in merged]
    # Beyond the outermost steps nothing more is promised.
    return [[round(b[0], 4) for b in merged], shares]


def threshold_for(found: Answers, wrong: float = 0.015) -> float:
    """The least chance above which at most a share `wrong` of filled slots is misread."""
    said = found.given & found.filled
    mistakes = said & ~found.right
    for least in np.linspace(0, 1, 201):
        if (mistakes & (found.chance >= least)).sum() <= wrong * found.filled.sum():
            return float(least)
    return 1.0


def figures(found: Answers, least: float) -> dict[str, float]:
    """Shares of slots read right, misread, and figures seen where none are, above a chance."""
    taken = found.given & (found.chance >= least)
    filled = found.filled
    result = {
        "read": float((taken & found.right)[filled].mean()),
        "misread": float((taken & ~found.right)[filled].mean()),
        "invented": float(taken[~filled].mean()),
        "best_right": float(found.right[filled].mean()),
    }
    for form in ("number", "day", "month", "date"):
        of_form = filled & (found.forms == form)
        result[f"read_{form}"] = float((taken & found.right)[of_form].mean())
    return {name: round(value, 4) for name, value in result.items()}


def reliability(found: Answers, edges: int = 10) -> list[dict[str, float]]:
    """For each band of confidence: how many readings, what was promised, what was right."""
    rows = []
    for low in np.arange(edges) / edges:
        band = found.given & (found.chance >= low) & (found.chance < low + 1 / edges)
        if band.any():
            rows.append(
                {
                    "from": round(float(low), 2),
                    "count": int(band.sum()),
                    "promised": round(float(found.chance[band].mean()), 3),
                    "right": round(float(found.right[band].mean()), 3),
                }
            )
    return rows
