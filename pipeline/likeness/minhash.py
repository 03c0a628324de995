"""MinHash (Broder 1997): how many of their parts two sets share, told from a few numbers of each.

The values lie in ledgers, so they are for ever: they are those of datasketch 2 (`affine32`, seed
1), which the tests hold against it. The library itself is left out: with it every page process
loaded SciPy, half a second, for these few lines.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha1
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["minhash"]

_SEED = 1


def minhash(parts: Iterable[str], values: int) -> tuple[int, ...]:
    """The least value of a set under each of so many permutations of all 32-bit numbers.

    Args:
        parts: Of the set, in any order; at least one.
        values: How many permutations.

    >>> minhash({"a", "b"}, 2) == minhash(["b", "a", "b"], 2)
    True
    """
    digests = b"".join(sha1(part.encode(), usedforsecurity=False).digest()[:4] for part in parts)
    odd, offset = _permutations(values)
    mixed = _mixed(np.frombuffer(digests, "<u4").astype(np.uint32))
    least = (mixed[:, None] * odd + offset).min(axis=0)
    return tuple(int(value) for value in least)


@cache
def _permutations(values: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """The a and b of h → a·h + b in 32 bits; an odd a makes that a permutation."""
    drawn = np.random.RandomState(_SEED)
    odd = drawn.randint(0, 1 << 31, values, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return odd, drawn.randint(0, 1 << 32, values, dtype=np.uint32)


def _mixed(numbers: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Every bit of a number in every bit of another: the last step of MurmurHash3."""
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        numbers = (numbers ^ (numbers >> np.uint32(shift))) * np.uint32(factor)
    return numbers ^ (numbers >> np.uint32(16))
