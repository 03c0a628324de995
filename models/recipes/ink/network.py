"""The net that tells print from ink that came later: a small U-Net with two overlapping answers."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

__all__ = ["MULTIPLE", "InkNet", "Shape"]

#: Height and width of a picture must be multiples of this.
MULTIPLE = 32


@dataclass(frozen=True, slots=True)
class Shape:
    """How large the net is.

    Attributes:
        channels: Of the four levels, finest first; each sees the page at half the size of the one
            before.
        shrink: The finest level has one place for so many pixels across.
    """

    channels: tuple[int, int, int, int] = (16, 32, 64, 128)
    shrink: int = 2


class _Layer(nn.Sequential):
    """A 3 × 3 convolution that keeps the size, normalised, without what is negative."""

    def __init__(self, inward: int, outward: int, *, spread: int = 1) -> None:
        super().__init__(
            nn.Conv2d(inward, outward, 3, padding=spread, dilation=spread, bias=False),
            nn.BatchNorm2d(outward),
            nn.ReLU(inplace=True),
        )


class InkNet(nn.Module):
    """Ink of a page to two logits a pixel: printed, removable; both may be true.

    Takes (N, 1, H, W) float, 0 = paper, 1 = black; gives (N, 2, H, W) logits.  The first layer is a
    pixel-unshuffle and its convolution in one, the last a convolution and its pixel-shuffle: every
    runtime knows these operators, for any size.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        a, b, c, d = shape.channels
        step = shape.shrink
        self.enter = nn.Sequential(
            nn.Conv2d(1, a, 3 * step, stride=step, padding=step, bias=False),
            nn.BatchNorm2d(a),
            nn.ReLU(inplace=True),
            _Layer(a, a),
        )
        self.down = nn.ModuleList(
            nn.Sequential(nn.MaxPool2d(2), _Layer(n, m), _Layer(m, m)) for n, m in ((a, b), (b, c))
        )
        # A stamp's frame is up to 50 mm away from its middle: the coarsest level looks far about.
        self.middle = nn.Sequential(
            nn.MaxPool2d(2), _Layer(c, d), _Layer(d, d, spread=2), _Layer(d, d, spread=4)
        )
        self.rise = nn.ModuleList(
            nn.ConvTranspose2d(m, n, 2, stride=2) for m, n in ((d, c), (c, b), (b, a))
        )
        self.join = nn.ModuleList(nn.Sequential(_Layer(2 * n, n), _Layer(n, n)) for n in (c, b, a))
        self.leave = nn.ConvTranspose2d(a, 2, 3 * step, stride=step, padding=step)
        # Most of a page is paper: starting from "no" saves the first hundreds of steps.
        nn.init.constant_(self.leave.bias, -2.0)

    def forward(self, ink: Tensor) -> Tensor:
        """(N, 1, H, W) ink to (N, 2, H, W) logits."""
        levels = [self.enter(ink)]
        for down in self.down:
            levels.append(down(levels[-1]))
        x = self.middle(levels[-1])
        for rise, join, level in zip(self.rise, self.join, reversed(levels), strict=True):
            x = join(torch.cat((rise(x), level), 1))
        return self.leave(x)
