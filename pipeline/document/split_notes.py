"""What a person must look at where a stack was cut, or was not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.document.stack import SURE
from pipeline.values.document import ReviewNote

if TYPE_CHECKING:
    from pipeline.document.stack import Share
    from pipeline.values.document import Cut, Doubt

__all__ = ["split_notes"]

# A wrong cut spoils the records of two documents.
_MINUTES, _WEIGHT = 1.0, 20.0
_COMMAND = "nếu sai, cắt lại bằng lệnh sohoa split"


def split_notes(share: Share) -> tuple[ReviewNote, ...]:
    """Unsure cuts, and gaps that may have to be cut."""
    notes = []
    first = share.pages[0].number
    if share.cut.confidence < SURE:
        why = "; ".join((f"chắc {share.cut.confidence:.0%}", *share.cut.reasons, _COMMAND))
        notes.append(_note(f"Chưa chắc văn bản bắt đầu ở trang {first}", first, share.cut, why))
    for doubt in share.cut.doubts:
        why = "; ".join((f"không cắt, chắc {doubt.confidence:.0%}", *doubt.reasons, _COMMAND))
        what = f"Có thể một văn bản khác bắt đầu ở trang {doubt.page}"
        notes.append(_note(what, doubt.page, doubt, why))
    return tuple(notes)


def _note(what: str, page: int, told: Cut | Doubt, why: str) -> ReviewNote:
    gain = _WEIGHT * (1 - told.confidence) / _MINUTES
    return ReviewNote(what, f"trang {page}", why, "must", "split", minutes=_MINUTES, gain=gain)
