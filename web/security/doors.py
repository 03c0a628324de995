"""What a route asks of who comes: nothing is open that does not say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import Depends, HTTPException, Request

from pipeline.values.people import Right, Who

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["NEEDS", "needs"]

NEEDS = "needs_right"
"""Attribute of a door by which a test knows which right it asks for."""


def needs(right: Right) -> Any:
    """A route's parameter: who asks, when allowed; 403 otherwise.

    Whoever is nobody never comes as far as a route: see `keeper`.

    >>> # async def review(who: Annotated[Who, needs("review")]) -> …
    """

    def door(request: Request) -> Who:
        who = getattr(request.state, "who", None)
        if not isinstance(who, Who):
            raise HTTPException(401)
        if not who.may(right):
            raise HTTPException(403)
        return who

    named: Callable[[Request], Who] = door
    setattr(named, NEEDS, right)
    return Depends(named)
