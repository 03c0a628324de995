"""Bags that are whole, and were made by a program that wrote no PDF/A and no PREMIS yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from pipeline.archive.fixity.checking import document_of
from pipeline.archive.fixity.damage import RECORD, Damage
from pipeline.archive.store import DOCUMENTS
from pipeline.profiles.facts import is_archival
from pipeline.record.schema import from_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.archive.store import Store

__all__ = ["outdated"]

_PDF = "data/document.pdf"


def outdated(store: Store, place: str, damages: Iterable[Damage] = ()) -> list[Damage]:
    """What of a bag a program of today would make otherwise; nothing where it cannot be told.

    Args:
        store: Where it lies.
        place: Of the bag. Versions that were superseded, or wait, stay as they were made.
        damages: What else is wrong with it; a damaged PDF is made anew anyway.
    """
    if not place.startswith(f"{DOCUMENTS}/") or any(one.file in (_PDF, RECORD) for one in damages):
        return []
    data = store.read(f"{place}/{RECORD}")
    try:
        document = None if data is None else from_json(data)
    except (msgspec.MsgspecError, ValueError):
        return []
    if document is None or is_archival(document):
        return []
    what = "do bản chương trình cũ lập, chưa phải PDF/A"
    remedy = f"chưa lập lại được; đọc lại: sohoa reread {document_of(place)} --again"
    return [Damage(document_of(place), place, _PDF, what, "outdated", remedy)]
