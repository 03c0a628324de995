"""Measures as Vietnamese writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["percent", "ranges", "square_mm"]


def square_mm(area: float) -> str:
    """An area with a decimal comma.

    >>> square_mm(12.34)
    '12,3 mm²'
    """
    return f"{area:.1f} mm²".replace(".", ",")


def percent(share: float) -> str:
    """A share in percent with a decimal comma.

    >>> percent(0.9664)
    '96,6 %'
    """
    return f"{100 * share:.1f} %".replace(".", ",")


def ranges(numbers: Iterable[int]) -> str:
    """Page numbers the short way.

    >>> ranges([1, 2, 3, 5])
    '1–3, 5'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs)
