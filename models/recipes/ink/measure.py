"""What the net gets right: agreement of masks, and what cleaning by it would keep and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from .patches import PRINTED, REMOVABLE, SMALL

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import nn

    from .draw import Shard

__all__ = ["ERASE_ABOVE", "KEEP_ABOVE", "figures", "judge", "taken_off"]

#: Ink is taken off where the net calls it removable with so much certainty ...
ERASE_ABOVE = 0.5
#: ... and does not call it printed with so much: a letter lost is worse than a stroke too many.
KEEP_ABOVE = 0.4


def taken_off(answer: NDArray[np.float32]) -> NDArray[np.bool_]:
    """(…, 2, H, W) probabilities printed and removable → (…, H, W), True where ink is taken off."""
    return (answer[..., 1, :, :] > ERASE_ABOVE) & (answer[..., 0, :, :] < KEEP_ABOVE)


def judge(net: nn.Module, gray: NDArray[np.uint8], batch: int = 16) -> NDArray[np.float32]:
    """(N, H, W) gray patches → (N, 2, H, W) probabilities."""
    found = []
    with torch.inference_mode():
        for start in range(0, len(gray), batch):
            ink = 1 - torch.from_numpy(gray[start : start + batch]).float()[:, None] / 255
            found.append(torch.sigmoid(net(ink)).numpy())
    return np.concatenate(found)


def figures(answer: NDArray[np.float32], shard: Shard) -> dict[str, float]:
    """Figures of one set, shares 0–1.

    Returns:
        `iou_printed` and `iou_removable` at 0.5; `kept`: of all printed ink what cleaning leaves;
        `kept_under`: the same where removable ink lies over it; `left`: of removable ink alone
        what cleaning leaves; `harmed`: of printed ink on patches free of marks what is lost;
        `small_lost`: of tone marks and dots that no ink lies over what is lost.
    """
    printed, removable = shard.truth & PRINTED > 0, shard.truth & REMOVABLE > 0
    off = taken_off(answer)
    both, alone = printed & removable, removable & ~printed
    free = printed & ~removable.any(axis=(1, 2))[:, None, None]
    return {
        "iou_printed": _iou(answer[:, 0] > 0.5, printed),
        "iou_removable": _iou(answer[:, 1] > 0.5, removable),
        "kept": 1 - _share(off, printed),
        "kept_under": 1 - _share(off, both),
        "left": 1 - _share(off, alone),
        "harmed": _share(off, free),
        "small_lost": _share(off, (shard.truth & SMALL > 0) & ~removable),
    }


def _iou(found: NDArray[np.bool_], true: NDArray[np.bool_]) -> float:
    return round(float((found & true).sum() / max(1, (found | true).sum())), 4)


def _share(found: NDArray[np.bool_], of: NDArray[np.bool_]) -> float:
    return round(float((found & of).sum() / max(1, of.sum())), 5)
