"""document.json: the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.record.schema import to_json

if TYPE_CHECKING:
    from pipeline.values.document import Document

__all__ = ["record_file"]


def record_file(document: Document) -> bytes:
    """The record as indented UTF-8 JSON, so that a person can read it too."""
    return to_json(document)
