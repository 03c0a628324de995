"""The report of a night: one HTML page that a clerk reads in the morning, and can print."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_args

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from flows.night_facts import grouped
from flows.twins import note_of
from pipeline.archive.manifests.telling import manifest_troubles
from pipeline.review_list import about, minutes_said, pictures_named, place_said
from pipeline.text.measures import ranges, square_mm
from pipeline.values.marks import MarkKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flows.document_facts import DocumentFacts
    from flows.night_facts import NightFacts
    from flows.twins import Pair
    from pipeline.review_list import Reviewed
    from pipeline.values.document import ReviewNote

__all__ = ["PAIRS_SHOWN", "render_report"]

PAIRS_SHOWN = 20
"""So many pairs stand side by side with pictures, 20 to 40 kB each; `sohoa twins` has them all."""
NAMED_IN_LISTS = 20
"""So many files stand for each thing that is not as a contractor's list says."""
CROPS_SHOWN = 8
"""So many pictures stand beside a note; the rest lies in the evidence folder."""
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
GRADES_SAID = {"must": "phải xem", "should": "nên xem", "may": "", None: ""}
"""Grades as the table of documents has them; what is only counted needs nobody."""
UNREAD = {"unread": "chữ chưa đọc"}
"""Evidence that is no mark."""
if set(MARKS) != set(get_args(MarkKind)):
    raise ValueError(f"marks without a name: {set(get_args(MarkKind)) ^ set(MARKS)}")


def render_report(
    night: NightFacts,
    archive: str,
    pairs: Sequence[Pair] = (),
    small: Mapping[tuple[str, int], bytes] = MappingProxyType({}),
) -> str:
    """The night as HTML; evidence and texts are links into the archive beside it.

    Args:
        night: What it did.
        archive: What a clerk calls it.
        pairs: Documents that may be one paper.
        small: JPEGs of their sheets, by document and index of the page; they are put into the
            report, so that both stand side by side wherever it is read.
    """
    with_pictures = {note_of(pair): pair for pair in pairs[:PAIRS_SHOWN]}
    pages = Environment(
        loader=PackageLoader("flows"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    pages.filters.update(
        about=about,
        area=square_mm,
        duration=_duration,
        folder=lambda document: f"../documents/{document.id}",
        known=lambda document: document.reviewed().label,
        list_troubles=lambda one: manifest_troubles(one, NAMED_IN_LISTS),
        mark=lambda kind: (MARKS | UNREAD)[kind],
        minutes=minutes_said,
        place=place_said,
        pictures=lambda item: _pictures(night, *item),
        ranges=ranges,
        pair=lambda item: with_pictures.get((item[0].id, item[1])),
        small=lambda side: _data_url(small.get((side.id, side.index))),
        shown=_shown,
    )
    return pages.get_template("report.html").render(
        night=night,
        pairs_left=max(0, len(pairs) - PAIRS_SHOWN),
        review=night.review,
        grades=GRADES_SAID,
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


def _data_url(jpeg: bytes | None) -> str | None:
    return None if jpeg is None else f"data:image/jpeg;base64,{b64encode(jpeg).decode()}"


def _shown(document: DocumentFacts, key: str) -> Markup:
    """A field's value, in another colour where it is weak; the reason where there is none."""
    value, confidence, reason = document.fields.get(key, (None, 0.0, "chưa đọc"))
    if value is None:
        return Markup('<span class="none" title="{}">—</span>').format(reason)
    if confidence < LOW:
        percent = f"{confidence:.0%}"
        return Markup('<span class="low" title="độ tin {}">{}</span>').format(percent, value)
    return Markup(escape(value))  # noqa: S704  # escaped in the same breath


def _pictures(
    night: NightFacts, document: Reviewed, note: ReviewNote
) -> list[tuple[str, str, int]]:
    """Evidence that a note is about: such as it names, and all print that was not read."""
    named = pictures_named(note.where)
    return [
        crop
        for facts in night.documents
        if facts.id == document.id
        for crop in facts.crops
        if crop[0] in named or (note.cause == "unread" and crop[1] == "unread")
    ]


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
