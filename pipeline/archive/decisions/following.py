"""Decisions that go with their pages when a person cuts a file anew.

What was decided of a line, mark, unread print or page belongs to the page; a field belongs to the
document that has it on the same page.  Decisions are never moved: they are made again on the new
document, by the same person at the same moment, and undone on the old one by whoever cut.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.archive.decisions.clashes import signature_of
from pipeline.archive.decisions.files import keep_in_files
from pipeline.archive.ledger.tables import now
from pipeline.document.places import where
from pipeline.record.fields import FIELDS
from pipeline.record.said import short
from pipeline.values.decisions import Change, Decision, Target, standing
from pipeline.values.document import ReviewNote

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.archive.archive import Archive
    from pipeline.values.document import Document

__all__ = ["LEFT", "follow_pages", "home_of", "with_left_behind"]

LEFT = "decision_left"
"""Cause of the note on a field that was decided of a document that is no more."""

_LABELS = {spec.key: spec.label for spec in FIELDS}
_ON_PAGES = ("line", "unread", "mark", "page")
_LONGEST = 80


def follow_pages(
    archive: Archive, old: Sequence[Document], new: Sequence[Document], who: str
) -> None:
    """Have decisions follow the pages they are about; said again, nothing happens.

    Args:
        archive: Keeps them.
        old: Documents that stood, as they were read.
        new: Documents that stand now, of the same pages.
        who: Cut the file.
    """
    for document in old:
        hold = standing(archive.decisions.of(document.id))
        stays = any(one.id == document.id for one in new)
        for decision in hold:
            home = home_of(decision, document, new)
            if home is not None and home.id != document.id:
                _make_again(archive, home.id, decision)
                _undo(archive, decision, f"theo trang sang văn bản {home.id}", who)
            elif home is None and stays and _is_placed(decision):
                _undo(archive, decision, "văn bản đã được cắt lại", who)
        if stays and signature_of(hold) is not None:
            _reopen(archive, document.id, who)


def with_left_behind(
    archive: Archive, old: Sequence[Document], new: Sequence[Document]
) -> list[Document]:
    """The new documents, with a note on each field that was decided and goes with none of them."""
    notes: dict[str, list[ReviewNote]] = {}
    for document in old:
        for decision in standing(archive.decisions.of(document.id)):
            target = decision.change.target
            if target.kind != "field" or home_of(decision, document, new) is not None:
                continue
            page = _page_of(target.key, document)
            holder = next(one for one in new if page in one.source.pages)
            notes.setdefault(holder.id, []).append(_note(decision, document, page))
    return [one.with_review(notes.get(one.id, ())) for one in new]


def home_of(decision: Decision, document: Document, new: Sequence[Document]) -> Document | None:
    """The new document that a decision belongs to; None where it belongs to none."""
    target = decision.change.target
    if target.kind in _ON_PAGES:
        return next((one for one in new if target.page in one.source.pages), None)
    if target.kind == "field":
        page = _page_of(target.key, document)
        holders = (one for one in new if page in one.source.pages)
        return next((one for one in holders if _page_of(target.key, one) == page), None)
    return None


def _is_placed(decision: Decision) -> bool:
    return decision.change.target.kind in (*_ON_PAGES, "field")


def _page_of(key: str, document: Document) -> int:
    """The page that a field stands on; one that nobody found is asked of the first page."""
    field = document.fields.get(key)
    page = field.page if field is not None else None
    return document.source.pages[0] if page is None else page


def _note(decision: Decision, document: Document, page: int) -> ReviewNote:
    change = decision.change
    said = change.before if change.act == "confirm" else change.after
    value = f" “{short(said, _LONGEST)}”" if said is not None else ""
    label = _LABELS.get(change.target.key, change.target.key)
    what = f"{label[:1].upper()}{label[1:]}{value} đã được quyết định trước khi cắt lại văn bản"
    why = (
        f"{decision.who} quyết định ngày {decision.at:%d/%m/%Y} cho văn bản {document.id}; văn bản "
        "mới không có trường này ở trang ấy: hãy xem rồi ghi lại nếu cần"
    )
    place = f"{where(page, None, document.pages)}, {label}"
    return ReviewNote(what, place, why, "must", LEFT, (), 0.5, 15.0)


def _make_again(archive: Archive, home: str, decision: Decision) -> None:
    same = (decision.at, decision.who, decision.change)
    if any((one.at, one.who, one.change) == same for one in standing(archive.decisions.of(home))):
        return
    _add(archive, home, lambda number: replace(decision, document=home, number=number))


def _undo(archive: Archive, decision: Decision, why: str, who: str) -> None:
    target, number = decision.change.target, decision.number
    change = Change("undo", target, reason=why, undoes=number)
    _add(archive, decision.document, lambda n: _by(decision.document, n, who, change))


def _reopen(archive: Archive, document: str, who: str) -> None:
    change = Change("reopen", Target("document"), reason="văn bản đã được cắt lại")
    _add(archive, document, lambda n: _by(document, n, who, change))


def _by(document: str, number: int, who: str, change: Change) -> Decision:
    return Decision(document, number, now(), who, change)


def _add(archive: Archive, document: str, make: Callable[[int], Decision]) -> None:
    ledger = archive.ledger.decisions
    made = make(ledger.count(document) + 1)
    while not ledger.add([made]):
        made = make(ledger.count(document) + 1)
    keep_in_files(archive.store, [made])
    ledger.told([made])
