"""What the viewer of pages is told of a document: its pages, and what lies where on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evaluation.show.labels import KINDS
from pipeline.mark_kinds import MARK_KINDS

if TYPE_CHECKING:
    from pipeline.values.document import Document
    from pipeline.values.marks import MarkRecord
    from pipeline.values.readings import PageReading

__all__ = ["picture_view"]


def picture_view(document: Document, version: str) -> dict[str, Any]:
    """A document for `PageView` (`static/js/viewer.js`), as plain values for JSON.

    Args:
        document: As people see it: turned pages and named marks are as they decided.
        version: `Pictures.version` of it.
    """
    return {
        "documentId": document.id,
        "version": version,
        "pages": [_page(reading) for reading in document.pages],
    }


def _page(reading: PageReading) -> dict[str, Any]:
    width, height = reading.size_px
    return {
        "number": reading.number,
        "width": width,
        "height": height,
        "dpi": reading.dpi,
        "rotation": reading.rotation,
        "skew": reading.skew_degrees,
        "blank": reading.blank,
        "problem": reading.problem,
        "marks": [_mark(mark) for mark in reading.marks if mark.box.area],
        "zones": [
            {"kind": zone.kind, "label": KINDS[zone.kind], "box": zone.box}
            for zone in reading.zones
        ],
        "unread": [{"label": KINDS["unread"], "box": part.box} for part in reading.unread],
    }


def _mark(mark: MarkRecord) -> dict[str, Any]:
    spec = MARK_KINDS[mark.kind]
    return {
        "kind": mark.kind,
        "label": spec.label,
        "colour": spec.colour,
        "family": spec.family,
        "box": mark.box,
        "text": mark.text,
    }
