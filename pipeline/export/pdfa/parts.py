"""What an object of a PDF is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pikepdf import Array, Dictionary, Stream

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["parts_of"]


def parts_of(item: Any) -> Iterator[Any]:
    """An object and all that is written inside it; not what it refers to.

    An object may be changed when it is given: what is inside is looked for afterwards.
    """
    waiting = [item]  # of our own: an object may be nested deeper than Python may call
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, Array):
            values = [part[index] for index in range(len(part))]
        elif isinstance(part, Dictionary | Stream):
            values = [part[key] for key in part.keys()]  # noqa: SIM118 - a PDF dictionary
        else:
            continue
        waiting += [one for one in reversed(values) if not getattr(one, "is_indirect", False)]
