"""The net that reads along a slot: a few convolutions, one recurrent layer, CTC."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from pipeline.recognition.digits import ALPHABET
from pipeline.recognition.strip import HEIGHT
from torch import Tensor, nn

__all__ = ["DigitNet", "Shape"]


@dataclass(frozen=True, slots=True)
class Shape:
    """How large the net is.

    Attributes:
        channels: Of the convolutions, finest first.
        memory: Of the recurrent layer, each way.
    """

    channels: tuple[int, int, int, int, int] = (16, 32, 64, 96, 112)
    memory: int = 80


class _Layer(nn.Sequential):
    """A convolution, normalised, without what is negative."""

    def __init__(self, inward: int, outward: int, *, size: int = 3, stride: int = 1) -> None:
        super().__init__(
            nn.Conv2d(inward, outward, size, stride, padding=size // 2, bias=False),
            nn.BatchNorm2d(outward),
            nn.ReLU(inplace=True),
        )


class _Fold(nn.Sequential):
    """A whole column, `height` rows, to one place along the slot."""

    def __init__(self, inward: int, outward: int, height: int) -> None:
        super().__init__(
            nn.Conv2d(inward, outward, (height, 1), bias=False),
            nn.BatchNorm2d(outward),
            nn.ReLU(inplace=True),
        )


class DigitNet(nn.Module):
    """Slots of (N, 1, 48, W), 1 = ink, W a multiple of 8, to (N, W / 2, classes) logits.

    The coarsest columns are 4 pixels wide; each gives two answers, so that two bare strokes (11)
    have room for the "nothing" between them.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        a, b, c, d, e = shape.channels
        self.classes = 1 + len(ALPHABET)
        self.see = nn.Sequential(
            _Layer(1, a, size=5, stride=2),
            _Layer(a, b),
            nn.MaxPool2d(2),
            _Layer(b, c),
            _Layer(c, c),
            nn.MaxPool2d((2, 1)),
            _Layer(c, d),
            _Fold(d, e, HEIGHT // 8),
            nn.Dropout(0.15),
        )
        self.along = nn.GRU(e, shape.memory, bidirectional=True, batch_first=True)
        self.say = nn.Linear(2 * shape.memory + e, 2 * self.classes)

    def forward(self, ink: Tensor) -> Tensor:
        """(N, 1, 48, W) ink to (N, W / 2, classes) logits."""
        columns = self.see(ink).squeeze(2).transpose(1, 2)
        read, _ = self.along(columns)
        said = self.say(torch.cat((read, columns), -1))
        return said.reshape(said.shape[0], -1, self.classes)
