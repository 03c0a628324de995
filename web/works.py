"""What the command line does for the desk: nights, cuts, readings.

They need Prefect and processes of their own, which this room knows nothing of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.archive import Archive
    from pipeline.archive.ledger.versions_tables import VersionRow

__all__ = ["AtWork", "CutAtWork", "Works"]


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


@dataclass(frozen=True, slots=True)
class CutAtWork:
    """How far the cut of a file is that was asked for at this desk.

    Attributes:
        state: `idle`: none was, or it is done; `cutting`; `failed`: it ended badly.
        done: Documents that are made.
        of: Documents that are to be made; 0 while that is not known.
        said: Why it failed, for a person.
    """

    state: Literal["idle", "cutting", "failed"] = "idle"
    done: int = 0
    of: int = 0
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

    def decide_version(self, archive: Archive, row: VersionRow, who: str, *, release: bool) -> None:
        """Put a document's new reading in its place, or do away with it; no night may run.

        Args:
            archive: Where both lie.
            row: The version.
            who: Decides.
            release: It takes the document's place.

        Raises:
            DigitiseError: A night runs, it was decided before, or no longer fits what stands.
        """

    def at_work(self) -> AtWork:
        """Whether a run holds the archive now."""

    def cut(self, sha256: str, pages: Sequence[Sequence[int]], who: str) -> None:
        """Cut a file of the archive anew, beside the desk; it goes on when the desk stops.

        Args:
            sha256: Of the file.
            pages: Page numbers of each document.
            who: Decided.
        """

    def cutting(self, sha256: str) -> CutAtWork:
        """How far that is."""
