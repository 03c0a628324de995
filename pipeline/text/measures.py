"""Measures as Vietnamese writes them."""

from __future__ import annotations

__all__ = ["square_mm"]


def square_mm(area: float) -> str:
    """An area with a decimal comma.

    >>> square_mm(12.34)
    '12,3 mm²'
    """
    return f"{area:.1f} mm²".replace(".", ",")
