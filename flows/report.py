"""The report of a night: one HTML page that a clerk reads in the morning, and can print."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, get_args

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from flows.night_facts import grouped
from pipeline.text.measures import square_mm
from pipeline.values.marks import MarkKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flows.night_facts import DocumentFacts, NightFacts

__all__ = ["render_report"]

CROPS_SHOWN = 8
"""A page full of ticks must not bury the notes; the rest lies in the evidence folder."""
LOW = 0.8
"""Confidence below which a field is shown in another colour."""

MARKS: dict[str, str] = {
    "seal": "con dấu",
    "set_off": "vết in của dấu",
    "incoming_stamp": "dấu đến",
    "copy_stamp": "dấu sao y",
    "secrecy": "dấu mật",
    "urgency": "dấu khẩn",
    "name_stamp": "dấu tên, chức danh",
    "stamp": "dấu khác",
    "signature": "chữ ký",
    "fill_in": "chữ viết điền",
    "note": "bút phê",
    "tick": "dấu tích",
    "underline": "gạch chân",
    "strike_through": "gạch bỏ",
    "digital": "lớp số trên bản quét",
    "unknown": "nét khác",
}
UNREAD = {"unread": "chữ chưa đọc"}
"""Evidence that is no mark."""
if set(MARKS) != set(get_args(MarkKind)):
    raise ValueError(f"marks without a name: {set(get_args(MarkKind)) ^ set(MARKS)}")


def render_report(night: NightFacts, archive: str) -> str:
    """The night as HTML; pictures and texts are links into the archive beside it."""
    pages = Environment(
        loader=PackageLoader("flows"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    pages.filters.update(
        area=square_mm,
        duration=_duration,
        folder=lambda document: f"../documents/{document.id}",
        label=_label,
        mark=lambda kind: (MARKS | UNREAD)[kind],
        ranges=_ranges,
        shown=_shown,
    )
    return pages.get_template("report.html").render(
        night=night,
        not_taken=grouped([*night.not_taken, *night.chaff]),
        archive=archive,
        began=datetime.strptime(night.night[:17], "%Y-%m-%dT%H%M%S").strftime("%d/%m/%Y %H:%M"),  # noqa: DTZ007  # a local clock time, shown as it is
        crops_shown=CROPS_SHOWN,
        page_lists=(
            ("Trang không đọc được", night.pages("failed")),
            ("Trang có chữ chưa đọc", night.unread),
            ("Trang nên quét lại", night.pages("rescan")),
            ("Trang chưa chắc chiều", night.pages("unsure")),
            ("Trang trắng", night.pages("blank")),
        ),
    )


def _shown(document: DocumentFacts, key: str) -> Markup:
    """A field's value, in another colour where it is weak; the reason where there is none."""
    value, confidence, reason = document.fields.get(key, (None, 0.0, "chưa đọc"))
    if value is None:
        return Markup('<span class="none" title="{}">—</span>').format(reason)
    if confidence < LOW:
        percent = f"{confidence:.0%}"
        return Markup('<span class="low" title="độ tin {}">{}</span>').format(percent, value)
    return Markup(escape(value))  # noqa: S704  # escaped in the same breath


def _label(document: DocumentFacts) -> str:
    """Number and symbol as clerks say them (574/TTr-UBND), else the document's id."""
    number, symbol = (document.fields.get(k, (None,))[0] for k in ("number", "symbol"))
    if number and symbol:
        return f"{number}/{symbol}" if "/" not in symbol else f"{number}-{symbol}"
    return number or symbol or document.id


def _ranges(numbers: Iterable[int]) -> str:
    """Page numbers the short way.

    >>> _ranges([1, 2, 3, 5])
    '1–3, 5'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs)


def _duration(seconds: float) -> str:
    """Hours, minutes and seconds, as far as they matter.

    >>> _duration(59.6), _duration(3725)
    ('1 phút 0 giây', '1 giờ 2 phút')
    """
    whole: Any = round(seconds)
    hours, minutes = whole // 3600, whole % 3600 // 60
    if hours:
        return f"{hours} giờ {minutes} phút"
    return f"{minutes} phút {whole % 60} giây" if minutes else f"{whole} giây"
