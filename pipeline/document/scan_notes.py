"""What a person is told of a document's scans: which pages should be made again, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.document.verdicts import FAULTS, faulty
from pipeline.text.measures import ranges
from pipeline.values.document import ReviewNote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.values.readings import PageReading

__all__ = ["scan_notes"]

# To find the sheet and lay it on the glass once more.
_MINUTES = 2.0


def scan_notes(pages: Sequence[PageReading]) -> list[ReviewNote]:
    """Pages that should be scanned again: one note a document.

    A scan that only lacks colour reads as well as any: it is counted, and for the acceptance list.
    """
    told = faulty(pages)
    if not told:
        return []
    grave = [(page, why) for page, why in told if any(v.fault != "colour" for v in why)]
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
