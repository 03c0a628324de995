"""What the command line does for the desk: nights, cuts, readings.

They need Prefect and processes of their own, which this room knows nothing of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

__all__ = ["AtWork", "Works"]


@dataclass(frozen=True, slots=True)
class AtWork:
    """Whether a run holds the archive, as far as this machine can tell.

    Attributes:
        state: `beginning`: begun here and not yet at the archive; `holds`: it is held by a night or
            another run over it; `failed`: what was begun here ended badly; `idle`: none of these.
        said: Who holds it, or what the run that failed said.
    """

    state: Literal["idle", "beginning", "holds", "failed"]
    said: str = ""


class Works(Protocol):
    """Work on the archive that a person asks for at the desk."""

    def begin_night(self, who: str) -> None:
        """Read what lies in the inbox now, beside the desk; it goes on when the desk stops.

        Args:
            who: Asks for it; goes into the log.

        Raises:
            DigitiseError: A night runs already, or cannot begin.
        """

    def at_work(self) -> AtWork:
        """Whether a run holds the archive now."""
