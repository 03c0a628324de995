"""How much waits and when it will be read, in a clerk's words."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.archive.backlog import Backlog

__all__ = ["backlog_words", "duration_said"]

_LONG_HOURS = 10
"""Of so many hours minutes are nobody's business."""


def backlog_words(backlog: Backlog, timezone: str) -> list[str]:
    """A line or two; none where nothing waits."""
    if not backlog.files:
        return []
    about = "khoảng " if backlog.guessed else ""
    line = f"Đang chờ: {backlog.files} tệp, {about}{backlog.pages} trang"
    if backlog.pages_a_second and backlog.seconds is not None:
        speed = f"{backlog.pages_a_second * 3600:.0f} trang một giờ"
        line += f"; với tốc độ gần đây ({speed}) cần {duration_said(backlog.seconds)}"
    if backlog.nights and backlog.nights > 1:
        line += f", {backlog.nights} đêm"
    lines = [f"{line}."]
    if backlog.expected is not None:
        here = ZoneInfo(timezone)
        at = _moment(backlog.expected.astimezone(here))
        if backlog.left:
            lines.append(f"Đêm này dừng lúc {at}, còn khoảng {backlog.left} trang để đêm sau.")
        else:
            lines.append(f"Dự kiến đọc xong lúc {at}.")
    return lines


def duration_said(seconds: float) -> str:
    """How long, as far as it matters.

    >>> [duration_said(s) for s in (20, 150, 5400, 200_000)]
    ['chưa tới một phút', '3 phút', '1 giờ 30 phút', '56 giờ']
    """
    minutes = round(seconds / 60)
    hours, rest = divmod(minutes, 60)
    if not minutes:
        return "chưa tới một phút"
    if not hours:
        return f"{minutes} phút"
    exact = rest and hours < _LONG_HOURS
    return f"{hours} giờ {rest} phút" if exact else f"{seconds / 3600:.0f} giờ"


def _moment(at: datetime) -> str:
    return f"{at:%H:%M ngày %d/%m/%Y}"
