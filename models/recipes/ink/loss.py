"""What training counts as wrong: lost print first, then print under other ink, then ink left."""

from __future__ import annotations

import torch
import torch.nn.functional as nnf
from torch import Tensor

__all__ = ["ink_loss"]

#: Print under removable ink is two pixels in a hundred, and what nets give up first.
_OVERLAP = 5.0
#: Print called removable, and print not called printed: both erase letters.
_PRINT_LOST = 3.0
#: Tone marks are a few pixels each: without weight of their own they are taken for pen.
_SMALL_LOST = 8.0
#: Paper is easy and most of the page.
_PAPER = 0.1
_DICE = 0.5


def ink_loss(logits: Tensor, truth: Tensor, small: Tensor, ink: Tensor) -> Tensor:
    """Weighted cross entropy and Dice of both answers.

    Args:
        logits: (N, 2, H, W), printed and removable.
        truth: (N, 2, H, W) of 0 and 1.
        small: (N, 1, H, W) of 0 and 1: print in pieces smaller than a letter.
        ink: (N, 1, H, W), 0 = paper, 1 = black: what the net saw.
    """
    logits = logits.contiguous()  # mixed memory layouts make every product below three times slower
    printed, removable = truth[:, :1], truth[:, 1:]
    overlap = printed * removable
    weight = torch.where(ink > 0.1, 1.0, _PAPER) * (1 + (_OVERLAP - 1) * overlap)
    dear = (_PRINT_LOST - 1) * printed + (_SMALL_LOST - _PRINT_LOST) * small
    lost = weight * (1 + dear * (1 - overlap))
    cross = nnf.binary_cross_entropy_with_logits(
        logits, truth, weight=lost.expand_as(logits), reduction="sum"
    )
    entropy = cross / (2 * weight.sum())
    # Dice over the batch: a patch without marks says nothing about marks by itself.
    sure = torch.sigmoid(logits) * weight
    hit = (sure * truth).sum((0, 2, 3))
    size = sure.sum((0, 2, 3)) + (truth * weight).sum((0, 2, 3))
    dice = 1 - (2 * hit + 1) / (size + 1)
    return entropy + _DICE * dice.mean()
