"""A reading with what people decided of it laid over."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from pipeline.document.assemble import parts_of
from pipeline.document.canonical import canonical_text
from pipeline.document.decided.fields import decided_fields
from pipeline.document.decided.notes import Settled, notes_left
from pipeline.document.decided.pages import decided_page
from pipeline.record.said import short
from pipeline.values.decisions import standing
from pipeline.values.document import Event, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.document.decided.pages import DecidedPage
    from pipeline.document.decided.texts import Texts
    from pipeline.values.decisions import Decision
    from pipeline.values.document import Document
    from pipeline.values.readings import PageReading

__all__ = ["decided"]

_ON_PAGES = ("page", "line", "unread", "mark")
_LONGEST = 80  # letters of a value in the history; `decisions.json` has all of it


def decided(
    document: Document, decisions: Sequence[Decision], texts: Texts | None = None
) -> Document:
    """Lay what people decided over a reading.

    Args:
        document: As read, today or anew.
        decisions: All on record, oldest first; those undone do not count, and of several on one
            thing the last one does.
        texts: Remembers texts put together before; the result is the same without it.

    Returns:
        The document as people see it.  Fields have the person's value, confidence 1 and the rule
        `person`, with the machine's as the first alternative.  Lines have the person's text; what
        the engine said is still their `raw`.  The canonical text is put together anew.  Notes are
        gone where all they are about was decided or they were waived.  A decision whose place is
        not there is a note that must be looked at.
    """
    hold = standing(tuple(decisions))
    if not hold:
        return document
    fields, settled = decided_fields(document.fields, hold)
    pages, strangers = _decided_pages(document, hold)
    now = replace(
        document, fields=fields, pages=tuple(done.reading for done in pages), review=document.review
    )
    if any(done.reading is not page for done, page in zip(pages, document.pages, strict=True)):
        about = [one for one in hold if one.change.target.kind in _ON_PAGES]
        read = partial(_text_anew, document, now.pages)
        now = replace(now, text=texts.of(document, about, read) if texts else read())
    lost = (*strangers, *(one for done in pages for one in done.lost))
    review = notes_left(document, Settled(settled, pages, lost, hold))
    return replace(now, review=review).with_events(map(_event, hold))


def _decided_pages(
    document: Document, decisions: Sequence[Decision]
) -> tuple[list[DecidedPage], list[Decision]]:
    """Its pages with the decisions about them; and decisions about pages it does not have."""
    of_page: dict[int, list[Decision]] = {page.number: [] for page in document.pages}
    strangers: list[Decision] = []
    for decision in decisions:
        target = decision.change.target
        if target.kind not in _ON_PAGES:
            continue
        known = of_page.get(target.page or 0)
        (strangers if known is None else known).append(decision)
    return [decided_page(page, of_page[page.number]) for page in document.pages], strangers


def _text_anew(document: Document, pages: Sequence[PageReading]) -> Text:
    """The canonical text of pages as they stand now; what the engine said of them stays."""
    canonical = canonical_text(parts_of(pages))
    fixes = [(line.id, fix) for page in pages for line in page.lines for fix in line.fixes]
    return Text(canonical.text, document.text.raw, (*fixes, *canonical.fixes))


def _event(decision: Decision) -> Event:
    """A decision in the record's history: what, of what, and both values in short."""
    change, target = decision.change, decision.change.target
    said = [f"{change.act}_by_person"]
    if target.kind != "document":
        name = target.key or f"page {target.page}"
        said.append(f"{target.kind} {name}")
    if change.act in ("correct", "name", "turn"):
        said.append(f"“{_short(change.before)}” → “{_short(change.after)}”")
    elif change.reason:
        said.append(_short(change.reason))
    return Event(": ".join(said), "", at=decision.at.isoformat(), who=decision.who)


def _short(value: object) -> str:
    return "" if value is None else short(value, _LONGEST)
