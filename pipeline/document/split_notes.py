"""What a person must look at where a stack was cut, or where its pages do not follow on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.document.page_signs import is_same, look_at
from pipeline.document.separators import is_separator
from pipeline.document.stack import SURE
from pipeline.values.document import ReviewNote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.document.page_signs import PageSigns
    from pipeline.document.stack import Share
    from pipeline.values.readings import PageReading

__all__ = ["page_notes", "split_notes"]

_MINUTES, _PAGE_MINUTES = 1.0, 2.0
# An annex may count its pages anew.
_BEGINS_ANEW = frozenset({"heading", "number", "annex_label", "attached"})
_COMMAND = "nếu sai, cắt lại bằng lệnh sohoa split"


def split_notes(share: Share) -> tuple[ReviewNote, ...]:
    """Unsure cuts, and gaps that may have to be cut."""
    notes = []
    first = share.pages[0].number
    if share.cut.confidence < SURE:
        why = "; ".join((f"chắc {share.cut.confidence:.0%}", *share.cut.reasons, _COMMAND))
        notes.append(_note(f"Chưa chắc văn bản bắt đầu ở trang {first}", first, why))
    for doubt in share.cut.doubts:
        why = "; ".join((f"không cắt, chắc {doubt.confidence:.0%}", *doubt.reasons, _COMMAND))
        what = f"Có thể một văn bản khác bắt đầu ở trang {doubt.page}"
        notes.append(_note(what, doubt.page, why))
    return tuple(notes)


def page_notes(pages: Sequence[PageReading]) -> tuple[ReviewNote, ...]:
    """Pages that were scanned twice, lie in another order than their numbers, or are missing."""
    leaves = [page for page in pages if not page.blank and not is_separator(page)]
    seen = [look_at(page) for page in leaves]
    twice = {i for i in range(1, len(leaves)) if is_same(seen[i], seen[i - 1])}
    notes = [
        _page_note(
            f"Trang {leaves[i].number} giống hệt trang {leaves[i - 1].number}",
            leaves[i].number,
            "có thể một trang đã quét hai lần; hãy xem và bỏ bớt một trang",
        )
        for i in sorted(twice)
    ]
    numbered = [
        (leaf.number, own)
        for i, (leaf, own) in enumerate(zip(leaves, seen, strict=True))
        if i not in twice
    ]
    return (*notes, *_order_notes(numbered))


def _order_notes(leaves: Sequence[tuple[int, PageSigns]]) -> list[ReviewNote]:
    """Numbers that jump or go back, told from slips of the reading."""
    notes: list[ReviewNote] = []
    before: tuple[int, int] | None = None
    for place, (page, own) in enumerate(leaves, 1):
        if own.signs & _BEGINS_ANEW and place > 1:
            return notes
        borne_out = [n for n in own.numbers if _is_borne_out(n, place, leaves)]
        now = 1 if place == 1 and not own.numbers else borne_out[0] if borne_out else None
        if now is None:
            continue
        if before is not None:
            at, was = before
            missing = now - was - (place - at)
            if missing > 0:
                what = f"Có thể thiếu trang {_span(now - missing, now - 1)} của văn bản"
                why = f"số trang in nhảy từ {was} sang {now}; hãy tìm và quét bổ sung"
                notes.append(_page_note(what, page, why))
            elif now < was:
                what = f"Trang in số {now} nằm sau trang in số {was}"
                why = "các trang có thể quét lộn thứ tự; hãy xem và quét lại theo thứ tự"
                notes.append(_page_note(what, page, why))
        before = place, now
    return notes


def _is_borne_out(number: int, place: int, leaves: Sequence[tuple[int, PageSigns]]) -> bool:
    """Whether a number is its page's place, or a neighbour of another page's number."""
    others = {n for i, (_, own) in enumerate(leaves, 1) if i != place for n in own.numbers}
    return number == place or bool({number - 1, number + 1} & others)


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def _page_note(what: str, page: int, why: str) -> ReviewNote:
    return ReviewNote(what, f"trang {page}", why, "should", "pages", minutes=_PAGE_MINUTES)


def _note(what: str, page: int, why: str) -> ReviewNote:
    return ReviewNote(what, f"trang {page}", why, cause="split", minutes=_MINUTES)
