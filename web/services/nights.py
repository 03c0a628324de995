"""The last nights, as the morning page tells them: a row each, and small charts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.archive.quarantine import safe_name
from web.pages import figure_said

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.archive.ledger.tables import NightRow
    from pipeline.values.people import Who
    from web.desk import Desk

__all__ = ["Chart", "Point", "Told", "charts_of", "report_of", "told_nights"]

STATES: dict[str, tuple[str, str]] = {
    "done": ("xong", "good"),
    "failed": ("hỏng", "must"),
    "running": ("chưa xong", "should"),
}
LEAST = 2
"""Nights that make a chart."""


@dataclass(frozen=True, slots=True)
class Told:
    """A night as a row.

    Attributes:
        began: Day and hour.
        state: In a word.
        tone: Of that word: a class of `base.css`.
        figures: New documents, pages read, pages an hour, seconds of a processor a page, documents
            that must be looked at, files set aside; as text, `–` where it is not known.
        report: Where it is shown; None where there is none, or not to this person.
    """

    began: str
    state: str
    tone: str
    figures: tuple[str, ...]
    report: str | None


@dataclass(frozen=True, slots=True)
class Point:
    """A bar."""

    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, the oldest night first."""

    id: str
    title: str
    kind: str
    points: tuple[Point, ...]


def told_nights(desk: Desk, nights: Sequence[NightRow], who: Who) -> list[Told]:
    """Nights as rows, the newest first.

    A report tells of all fonds, and names files with a mark of secrecy: it is shown to who may know
    both.
    """
    may = who.fonds is None and who.may("administer")
    return [
        Told(
            desk.clock.said(night.started),
            *STATES.get(night.state, (night.state, "")),
            tuple(_figures(night)),
            f"/reports/{night.id}" if may and night.counts.get("nothing_new") is False else None,
        )
        for night in reversed(nights)
    ]


def charts_of(desk: Desk, nights: Sequence[NightRow]) -> list[Chart]:
    """What changed from night to night; nights that found nothing are left out."""
    worked = [night for night in nights if night.counts.get("pages_read")]
    if len(worked) < LEAST:
        return []

    def chart(name: str, title: str, kind: str, figure: Callable[[NightRow], float]) -> Chart:
        points = (
            Point(f"{desk.clock.local(night.started):%d/%m}", figure(night)) for night in worked
        )
        return Chart(name, title, kind, tuple(points))

    return [
        chart("pages", "Trang đã đọc", "a", lambda night: night.counts["pages_read"]),
        chart("speed", "Trang một giờ", "b", lambda night: _speed(night) or 0.0),
        chart("must", "Văn bản phải xem", "c", lambda night: night.counts.get("documents_must", 0)),
    ]


def report_of(desk: Desk, night: str) -> bytes | None:
    """The report of a night with links to where the desk shows its documents; None without one."""
    if night != safe_name(night):
        return None
    found = desk.archive.store.read(f"reports/{night}.html")
    if found is None:
        return None
    evidence = rb'"\.\./documents/([^/"]+)/data/evidence/'
    led = re.sub(evidence, rb'"/documents/\1/files/evidence/', found)
    return re.sub(rb'"\.\./documents/([^/"]+)(?:/data/[^"]*)?"', rb'"/documents/\1"', led)


def _figures(night: NightRow) -> list[str]:
    counts, speed = night.counts, _speed(night)
    pages = counts.get("pages_read", 0)
    each = counts.get("reading_seconds", 0.0) / pages if pages else None
    whole = ("documents_published", "pages_read"), ("documents_must", "files_aside")
    before, after = ([_said(counts.get(key)) for key in keys] for keys in whole)
    return [*before, _said(speed), _said(each, 1), *after]


def _speed(night: NightRow) -> float | None:
    """Pages an hour, of the whole night."""
    pages, seconds = night.counts.get("pages_read", 0), night.counts.get("seconds", 0)
    return pages / seconds * 3600 if pages and seconds else None


def _said(figure: float | None, digits: int = 0) -> str:
    return "–" if figure is None else figure_said(figure, digits)
