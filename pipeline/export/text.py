"""text.txt: what the document says, in the canonical order of its blocks."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.values.document import Document

__all__ = ["text_file"]


def text_file(document: Document) -> bytes:
    """The canonical text as UTF-8 in NFC, ending in one line feed (none when there is no text)."""
    text = unicodedata.normalize("NFC", document.text.canonical).rstrip("\n")
    return f"{text}\n".encode() if text else b""
