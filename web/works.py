"""What the command line does for the desk: nights, cuts, readings.

They need Prefect and processes of their own, which this room knows nothing of.
"""

from __future__ import annotations

from typing import Protocol

__all__ = ["Works"]


class Works(Protocol):
    """Work on the archive that a person asks for at the desk."""

    def begin_night(self) -> None:
        """Read what lies in the inbox now, beside the desk.

        Raises:
            DigitiseError: A night runs already, or cannot begin.
        """
