"""What every part of the desk works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from web.clock import Clock

if TYPE_CHECKING:
    from pipeline.archive import Archive
    from pipeline.archive.people import People
    from pipeline.settings import Settings
    from web.works import Works

__all__ = ["AtDesk", "Desk"]


@dataclass(frozen=True, slots=True)
class Desk:
    """The archive as the desk holds it.

    Attributes:
        settings: Of this site.
        archive: Its doors may be used from several threads.
        works: What the command line does for it.
        people: Who works at it.
    """

    settings: Settings
    archive: Archive
    works: Works
    people: People

    @property
    def clock(self) -> Clock:
        """Tells moments to clerks."""
        return Clock(self.settings.timezone)


def _desk(request: Request) -> Desk:
    desk = request.app.state.desk
    if not isinstance(desk, Desk):
        raise TypeError("the application was not made by make_app")
    return desk


AtDesk = Annotated[Desk, Depends(_desk)]
"""A route's parameter: the desk."""
