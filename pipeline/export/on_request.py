"""A document in the formats that others ask for: Markdown, hOCR, ALTO, PAGE."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from pipeline.export.alto import alto_file
from pipeline.export.hocr import hocr_file
from pipeline.export.markdown import markdown_file
from pipeline.export.page_xml import page_xml_file

if TYPE_CHECKING:
    from pipeline.values.document import Document

__all__ = ["Asked", "files_asked"]

Asked = Literal["md", "hocr", "alto", "page"]


def files_asked(document: Document, asked: Asked, now: datetime) -> dict[PurePosixPath, bytes]:
    """A document in a format.

    Args:
        document: What it says.
        asked: `md` and `hocr` are one file a document, `alto` and `page` one a page.
        now: The moment that a file without one of its own says it was made.

    Returns:
        File names, made from the document's id, and their contents.
    """
    name = document.id
    if asked == "md":
        return {PurePosixPath(f"{name}.md"): markdown_file(document)}
    if asked == "hocr":
        return {PurePosixPath(f"{name}.hocr"): hocr_file(document)}
    came = document.archived_at
    made = datetime.fromisoformat(came) if came else now
    return {
        PurePosixPath(f"{name}-{page.number:04d}.{asked}.xml"): (
            alto_file(document, page) if asked == "alto" else page_xml_file(document, page, made)
        )
        for page in document.pages
    }
