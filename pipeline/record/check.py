"""What a cross-check says: two parts of a paper agree, or they do not."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Check"]


@dataclass(frozen=True, slots=True)
class Check:
    """Two things on one paper that tell the same, compared.

    Attributes:
        name: Of the check: `symbol.type`, `date.arrival`, `pages.gap`.
        fields: Keys of the fields it speaks for or against; empty where it is about the text.
        why: What contradicts what, in Vietnamese; None where they agree.
        page: Number of the page it was seen on; None = see the fields.
    """

    name: str
    fields: tuple[str, ...]
    why: str | None = None
    page: int | None = None

    @property
    def holds(self) -> bool:
        """Whether the two agree."""
        return self.why is None
