"""What a person is told of a document's scans: which pages should be made again, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.document.verdicts import FAULTS, faulty
from pipeline.text.measures import ranges
from pipeline.values.document import ReviewNote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.values.judging import Verdict
    from pipeline.values.readings import PageReading

__all__ = ["scan_notes"]

# To find the sheet and lay it on the glass once more.
_MINUTES = 2.0
# Print is read as well from here on; below it letters fall together.
_READABLE_DPI = 145


def scan_notes(pages: Sequence[PageReading]) -> list[ReviewNote]:
    """Pages that should be scanned again: one note a document.

    A scan that only lacks colour, or a little of the resolution that the rule asks for, reads as
    well as any: it is counted, and for the acceptance list.
    """
    told = faulty(pages)
    if not told:
        return []
    grave = [(page, why) for page, why in told if any(map(_is_grave, why))]
    shown = grave or told
    faults = dict.fromkeys(FAULTS[verdict.fault] for _, why in shown for verdict in why)
    (_, (first, *_)) = shown[0]
    # The remedy names its own fault; many faults are named before the first remedy.
    what = "Nên quét lại" if len(faults) == 1 else f"Nên quét lại: {', '.join(faults)}"
    return [
        ReviewNote(
            what,
            f"trang {ranges(page.number for page, _ in shown)}",
            first.why,
            grade="should" if grave else "may",
            cause="scan",
            minutes=_MINUTES * len(shown),
        )
    ]


def _is_grave(verdict: Verdict) -> bool:
    """Whether a fault costs reading, and not only the rule."""
    if verdict.fault == "resolution":
        return verdict.figure < _READABLE_DPI
    return verdict.fault != "colour"
