"""What an index is asked for: tokens joined by and, or, without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["EVERY", "All", "Any_", "Expr", "Without", "all_of", "any_of"]


EVERY = "*"
"""The token that every document has."""


@dataclass(frozen=True, slots=True)
class All:
    """Documents that all of it finds."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Any_:  # noqa: N801  # `Any` is typing's
    """Documents that any of it finds."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Documents that the one finds and the other does not."""

    found: Expr
    taken: Expr


Expr = str | All | Any_ | Without


def all_of(parts: Iterable[Expr]) -> Expr:
    """Joined by and; every document for nothing."""
    flat: dict[Expr, None] = {}
    for part in parts:
        flat.update(dict.fromkeys(part.parts if isinstance(part, All) else (part,)))
    if len(flat) > 1:
        flat.pop(EVERY, None)
    return next(iter(flat)) if len(flat) == 1 else All(tuple(flat)) if flat else EVERY


def any_of(parts: Iterable[Expr]) -> Expr:
    """Joined by or."""
    flat: dict[Expr, None] = {}
    for part in parts:
        flat.update(dict.fromkeys(part.parts if isinstance(part, Any_) else (part,)))
    return next(iter(flat)) if len(flat) == 1 else Any_(tuple(flat))
