"""What an object of a PDF is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pikepdf import Array, Dictionary, Stream

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["parts_of"]

_DEEPEST = 60


def parts_of(item: Any, depth: int = 0) -> Iterator[Any]:
    """An object and all that is written inside it; not what it refers to."""
    yield item
    if depth > _DEEPEST:
        return
    if isinstance(item, Array):
        values = [item[index] for index in range(len(item))]
    elif isinstance(item, Dictionary | Stream):
        values = [item[key] for key in item.keys()]  # noqa: SIM118 - a PDF dictionary
    else:
        return
    for value in values:
        if not getattr(value, "is_indirect", False):
            yield from parts_of(value, depth + 1)
