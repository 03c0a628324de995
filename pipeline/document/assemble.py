"""One document from its pages: record, canonical text, what a person must look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.document.canonical import canonical_text
from pipeline.document.review import review_notes
from pipeline.document.stack import split
from pipeline.document.verdicts import with_verdicts
from pipeline.record.fields import read_fields
from pipeline.record.parts import sort_parts
from pipeline.settings import Judging
from pipeline.values.document import Document, Source, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.values.document import Event
    from pipeline.values.readings import PageReading
    from pipeline.values.scanned import Scan

__all__ = ["document_id", "documents"]


def documents(
    scan: Scan,
    pages: Sequence[PageReading],
    events: Sequence[Event] = (),
    judging: Judging | None = None,
) -> list[Document]:
    """The documents of one scanned file.

    Args:
        scan: The file.
        pages: Its pages, in order; a page that could not be read is there with its problem.
        events: What was done to the pages, by which programs and models.
        judging: Where a scan is no longer good enough; None = the usual lines.

    Returns:
        At least one document where there is a page; every page in exactly one.
    """
    judged = with_verdicts(pages, judging or Judging())
    return [_assemble(scan, group, events) for group in split(judged)]


def document_id(sha256: str, first_page: int) -> str:
    """The id of the document that begins on a page of a file.

    >>> document_id("3fa9" + "0" * 60, 12)
    '3fa9000000000000-0012'
    """
    return f"{sha256[:16]}-{first_page:04d}"


def _assemble(scan: Scan, pages: tuple[PageReading, ...], events: Sequence[Event]) -> Document:
    parts = sort_parts(pages)
    fields = read_fields(parts)
    canonical = canonical_text(parts)
    fixes = [(line.id, fix) for page in pages for line in page.lines for fix in line.fixes]
    return Document(
        id=document_id(scan.sha256, pages[0].number),
        source=Source(scan.name, scan.sha256, tuple(page.number for page in pages)),
        fields=fields,
        pages=pages,
        text=Text(canonical.text, _raw_text(pages), (*fixes, *canonical.fixes)),
        review=review_notes(parts, fields),
        events=tuple(events),
    )


def _raw_text(pages: Sequence[PageReading]) -> str:
    """All lines as the engine said them, a blank line between zones."""
    zones = ("\n".join(line.raw for line in zone.lines) for page in pages for zone in page.zones)
    return "\n\n".join(zone for zone in zones if zone)
