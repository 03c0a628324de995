"""One document from its pages: record, canonical text, what a person must look at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.document.canonical import canonical_text
from pipeline.document.review import review_notes
from pipeline.document.separators import is_separator
from pipeline.document.split_notes import split_notes
from pipeline.document.stack import Share, split
from pipeline.document.verdicts import with_verdicts
from pipeline.record.checks import cross_checks
from pipeline.record.fields import read_fields
from pipeline.record.parts import sort_parts
from pipeline.record.trust import trusted
from pipeline.settings import Judging, Review
from pipeline.values.document import Document, Source, Text
from pipeline.values.scanned import Scan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.parts import Parts
    from pipeline.values.document import Event
    from pipeline.values.readings import PageReading

__all__ = ["document_id", "documents", "documents_again", "lines_with_pen", "parts_of"]


def documents(
    scan: Scan,
    pages: Sequence[PageReading],
    events: Sequence[Event] = (),
    review: Review = Review(),  # noqa: B008  # frozen
    decided: Sequence[Sequence[int]] | None = None,
    judging: Judging = Judging(),  # noqa: B008  # frozen
) -> list[Document]:
    """The documents of one scanned file.

    Args:
        scan: The file.
        pages: Its pages, in order; a page that could not be read is there with its problem.
        events: What was done to the pages, by which programs and models.
        review: Which fields are required, and how sure each must be.
        decided: Page numbers of each document, where a person cut the file.
        judging: Where a scan is no longer good enough.

    Returns:
        At least one document where there is a page; every page in exactly one.
    """
    judged = with_verdicts(pages, judging)
    return [_assemble(scan, share, events, review) for share in split(judged, decided)]


def documents_again(
    standing: Sequence[Document],
    pages: Sequence[PageReading],
    events: Sequence[Event] = (),
    review: Review = Review(),  # noqa: B008  # frozen
    judging: Judging = Judging(),  # noqa: B008  # frozen
) -> list[Document]:
    """A file's documents from a new reading of its pages, cut as they are cut.

    Args:
        standing: All documents of the file.
        pages: Its pages as they were read now.
        events: As for `documents`.
        review: As for `documents`.
        judging: As for `documents`.

    Returns:
        One for each that stands, in their order, each with its id, pages and cut.

    Raises:
        ValueError: The pages are not those of the documents, each once.
    """
    known = {page.number: page for page in with_verdicts(pages, judging)}
    wanted = [number for one in standing for number in one.source.pages]
    if sorted(wanted) != sorted(known):
        raise ValueError(f"pages {sorted(known)} for documents of {sorted(wanted)}")
    return [
        _assemble(
            Scan(Path(one.source.name), one.source.name, one.source.sha256, len(pages)),
            Share(tuple(known[number] for number in one.source.pages), one.cut),
            events,
            review,
        )
        for one in standing
    ]


def document_id(sha256: str, first_page: int) -> str:
    """The id of the document that begins on a page of a file.

    >>> document_id("3fa9" + "0" * 60, 12)
    '3fa9000000000000-0012'
    """
    return f"{sha256[:16]}-{first_page:04d}"


def parts_of(pages: Sequence[PageReading]) -> Parts:
    """The lines of one document's pages, sorted by the part they play."""
    # A sheet that only parts documents says nothing; one that stands alone is all there is.
    return sort_parts([page for page in pages if not is_separator(page)] or pages)


def lines_with_pen(pages: Sequence[PageReading]) -> dict[str, str]:
    """Lines that the text gives with what pen wrote in their blank, by the line's id.

    The text is put together for it, so only where there is pen in a blank at all.

    Args:
        pages: Of one document, or some of them.
    """
    if not any(mark.kind == "fill_in" for page in pages for mark in page.marks):
        return {}
    said = canonical_text(parts_of(pages)).lines
    printed = {line.id: line.text for page in pages for line in page.lines if not line.struck}
    return {name: text for name, text in said.items() if printed.get(name, text) != text}


def _assemble(scan: Scan, share: Share, events: Sequence[Event], review: Review) -> Document:
    pages = share.pages
    parts = parts_of(pages)
    read = read_fields(parts)
    checks = cross_checks(parts, read)
    fields = trusted(read, parts, checks)
    canonical = canonical_text(parts)
    fixes = [(line.id, fix) for page in pages for line in page.lines for fix in line.fixes]
    return Document(
        id=document_id(scan.sha256, pages[0].number),
        source=Source(scan.name, scan.sha256, tuple(page.number for page in pages)),
        fields=fields,
        pages=pages,
        text=Text(canonical.text, _raw_text(pages), (*fixes, *canonical.fixes)),
        review=review_notes(parts, fields, checks, review, split_notes(share)),
        events=tuple(events),
        cut=share.cut,
    )


def _raw_text(pages: Sequence[PageReading]) -> str:
    """All lines as the engine said them, a blank line between zones."""
    zones = ("\n".join(line.raw for line in zone.lines) for page in pages for zone in page.zones)
    return "\n\n".join(zone for zone in zones if zone)
