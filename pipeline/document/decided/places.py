"""Where a decision belongs on a reading: by the place on the original picture, not by an id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pipeline.values.decisions import Target

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.geometry import Box
    from pipeline.values.decisions import TargetKind

__all__ = ["at_place", "bare", "is_there", "same_target"]

# Another reading cuts a line a little tighter or wider; two neighbours share far less.
_SAME = 0.5


class _Placed(Protocol):
    @property
    def box(self) -> Box: ...


_Thing = TypeVar("_Thing", bound=_Placed)


def alike(one: Box, other: Box) -> float:
    """How far two boxes are one: what both cover, by what either does; 0–1.

    >>> from pipeline.geometry import Box
    >>> alike(Box(0, 0, 10, 10), Box(0, 0, 10, 5))
    0.5
    """
    shared = one.intersection(other).area
    whole = one.area + other.area - shared
    return shared / whole if whole else float(one == other)


def is_there(one: Box, other: Box) -> bool:
    """Whether two boxes are of one thing, read twice."""
    return alike(one, other) >= _SAME


def at_place(things: Iterable[_Thing], box: Box | None) -> _Thing | None:
    """Of things on a page the one that stands at a place; None where none does."""
    if box is None:
        return None
    near = [(alike(thing.box, box), thing) for thing in things]
    best = max(near, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0] >= _SAME else None


_KNOWN_BY: dict[TargetKind, tuple[str, ...]] = {
    "field": ("key",),
    "line": ("page", "box"),
    "unread": ("page", "box"),
    "mark": ("page", "box"),
    "page": ("page",),
    "note": ("key", "where"),
    "document": (),
}


def bare(target: Target) -> Target:
    """A target with what its kind is known by alone: two who say more are still of one thing.

    >>> from pipeline.values.decisions import Target
    >>> bare(Target("field", "number", page=2)) == Target("field", "number")
    True
    """
    told: dict[str, Any] = {name: getattr(target, name) for name in _KNOWN_BY[target.kind]}
    return Target(target.kind, **told)


def same_target(one: Target, other: Target) -> bool:
    """Whether two decisions are about one thing.

    >>> from pipeline.values.decisions import Target
    >>> same_target(Target("field", "number"), Target("field", "date"))
    False
    """
    one, other = bare(one), bare(other)
    if (one.page, one.key, one.where) != (other.page, other.key, other.where):
        return False
    printed = {"line", "unread"}  # unread print that was given a text is a line from then on
    if one.kind != other.kind and not {one.kind, other.kind} <= printed:
        return False
    if one.box is None or other.box is None:
        return one.box == other.box
    return is_there(one.box, other.box)
