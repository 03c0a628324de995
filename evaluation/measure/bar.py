"""One figure with its limit."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Bar"]


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure with its limit.

    Attributes:
        name: What is measured, in Vietnamese.
        value: None where the folder has nothing to measure it on.
        limit: The bar.
        most: The figure must stay at or below the bar; otherwise reach it.
        of: How many pages, marks or fields it is measured on.
        share: Value and limit are shares; otherwise so many of something.
    """

    name: str
    value: float | None
    limit: float
    most: bool
    of: int
    share: bool = True

    @property
    def cleared(self) -> bool | None:
        """None where nothing was measured."""
        if self.value is None:
            return None
        return self.value <= self.limit if self.most else self.value >= self.limit
