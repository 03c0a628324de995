"""Decisions on pages that a cut gives to another document: they go with their page.

What was decided of a line, a mark or a page is as right after the cut as before.  The document
that gets the page has the decision put on record anew, in the name of who decided and with where it
comes from; the one that loses the page has it undone, in the name of who cut.  Nothing is taken off
any record: a file that is cut back as it was finds the decisions again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.archive.decisions.files import keep_in_files
from pipeline.archive.ledger.tables import now
from pipeline.values.decisions import Change, Decision, standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.archive.archive import Archive
    from pipeline.values.document import Document

__all__ = ["carry"]

_OF_PAGES = ("line", "unread", "mark", "page")


def carry(archive: Archive, before: Iterable[str], new: Sequence[Document], who: str) -> None:
    """Bring decisions on pages to the documents that have the pages now; may be repeated.

    Args:
        archive: Where the documents are; who calls holds its lock.
        before: Ids of the documents that stood until then.
        new: All documents of the file.
        who: Cut the file.
    """
    held = {one: _of_pages(archive, one) for one in before}
    for document in new:
        pages = set(document.source.pages)
        own = _of_pages(archive, document.id)
        leaving = [
            (who, Change("undo", one.change.target, reason=_LEFT, undoes=one.number))
            for one in own
            if one.change.target.page not in pages
        ]
        known = [_said(one.change) for one in own]
        coming = [
            (one.who, replace(one.change, reason=_whence(one)))
            for decisions in held.values()
            for one in decisions
            if one.document != document.id
            and one.change.target.page in pages
            and _said(one.change) not in known
        ]
        _put(archive, document.id, [*leaving, *coming])


_LEFT = "trang đã sang văn bản khác khi cắt lại tệp"


def _whence(decision: Decision) -> str:
    whence = f"mang theo trang từ văn bản {decision.document}, quyết định {decision.number}"
    reason = decision.change.reason
    return whence if reason is None else f"{reason} ({whence})"


def _of_pages(archive: Archive, document: str) -> tuple[Decision, ...]:
    held = standing(archive.decisions.of(document))
    return tuple(one for one in held if one.change.target.kind in _OF_PAGES)


def _said(change: Change) -> tuple[object, ...]:
    return change.act, change.target, change.before, change.after


def _put(archive: Archive, document: str, changes: Sequence[tuple[str, Change]]) -> None:
    ledger = archive.ledger.decisions
    while changes:
        first, moment = ledger.count(document) + 1, now()
        made = tuple(
            Decision(document, number, moment, who, change)
            for number, (who, change) in enumerate(changes, first)
        )
        if ledger.add(made):
            keep_in_files(archive.store, made)
            ledger.told(made)
            return
