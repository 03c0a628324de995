"""Layers of stride 2 as convolutions beside a pixel-shuffle: the same weights in another order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["gathered", "spread"]


def spread(weights: NDArray[np.int8], pad: int) -> NDArray[np.int8]:
    """Weights of a transposed convolution of stride 2 as those of a convolution.

    Args:
        weights: (inward, outward, k, k); k is 2 without padding, or 6 with 2.
        pad: What the transposed convolution cuts off at each side.

    Returns:
        (4 × outward, inward, r, r), r 1 or 3; channels in the order of `DepthToSpace` (DCR).
    """
    inward, outward, size, _ = weights.shape
    half = size // 4
    reach = range(-half, half + 1)
    result = np.zeros((2, 2, outward, inward, len(reach), len(reach)), weights.dtype)
    for row, column in np.ndindex(2, 2):
        for i, down in enumerate(reach):
            for j, across in enumerate(reach):
                y, x = row + pad - 2 * down, column + pad - 2 * across
                result[row, column, :, :, i, j] = weights[:, :, y, x].T
    return result.reshape(4 * outward, inward, len(reach), len(reach))


def gathered(weights: NDArray[np.int8]) -> NDArray[np.int8]:
    """Weights (N, 1, 6, 6) of stride 2 as (N, 4, 3, 3) after `SpaceToDepth`."""
    outward = weights.shape[0]
    parts = weights.reshape(outward, 3, 2, 3, 2).transpose(0, 2, 4, 1, 3)
    return np.ascontiguousarray(parts.reshape(outward, 4, 3, 3))
