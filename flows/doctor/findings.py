"""How a check of `sohoa doctor` ends: well, with a word of warning, or not at all well."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pipeline.errors import DigitiseError
from pipeline.plain_words import from_system

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.settings import Settings

__all__ = ["Check", "DoubtError", "Finding", "look"]

Check = tuple[str, "Callable[[Settings], str]"]
"""What it is called, and the look: it returns what it saw, or raises why that will not do."""


class DoubtError(Exception):
    """A night can run so, but somebody should know: (what, with the remedy)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check.

    Attributes:
        name: For a clerk.
        ok: Whether a night can run.
        doubt: Whether somebody should look at it all the same.
        detail: What was seen, or what is wrong and what to do.
    """

    name: str
    ok: bool
    doubt: bool
    detail: str

    @property
    def line(self) -> str:
        """For a terminal."""
        head = "LỖI  " if not self.ok else "CHÚ Ý" if self.doubt else "đạt  "
        return f"{head} {self.name}: {self.detail}"

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self)


def look(check: Check, settings: Settings) -> Finding:
    """Make one check; whatever it meets is told, nothing stops the others."""
    name, see = check
    try:
        return Finding(name, ok=True, doubt=False, detail=see(settings))
    except DoubtError as doubt:
        return Finding(name, ok=True, doubt=True, detail=str(doubt))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return Finding(name, ok=False, doubt=False, detail=f"{where}{from_system(error)}")
    except (DigitiseError, ImportError) as error:
        return Finding(name, ok=False, doubt=False, detail=str(error))
