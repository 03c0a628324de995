"""What a profile needs to know of one document of the archive: small enough to keep a million."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pipeline.document.separators import separator_name
from pipeline.text.document_number import number_said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.values.document import Document
    from pipeline.values.readings import PageReading

__all__ = ["Facts", "Stored", "facts_of", "is_archival", "under_sheets"]

_ARCHIVAL = "pdfa_2b"  # what `write_searchable` puts on record of a PDF/A that it has checked
_KEYS = frozenset(
    {
        *("system", "parent_org", "org", "number", "symbol", "year", "place", "date", "type"),
        *("subject", "recipients", "noi_nhan", "issuers", "signers", "authority", "title"),
        *("signer", "incoming_stamp", "urgency", "secrecy", "handwriting", "instructions"),
        *("language", "page_count", "sheet_count", "physical_state"),
    }
)


@dataclass(frozen=True, slots=True)
class Stored:
    """A document's two-layer PDF as it lies in the archive: SHA-256 and bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Facts:
    """A document, without its pages and text.

    Attributes:
        id: In the archive.
        source: Name of the scanned file: its path in the inbox.
        sha256: Of the scanned file.
        pages: Its page numbers there.
        values: Of the record's fields that are known.
        reasons: Why the others are not.
        confidence: Mean over the words of its pages, 0–1; None where nothing was read.
        holes: Numbers of the pages that could not be read.
        must: Notes that a person has to see to before the record can be trusted.
        sheet: What the separator sheet says that lies before it, or last lay before one in the
            same file; None where none does.
        pdf: Its two-layer PDF; None until somebody looked.
        published: When it came into the archive, ISO 8601 with its zone; empty until somebody
            looked.
        archival: Its PDF was checked as PDF/A when it was made; older programs made none.
    """

    id: str
    source: str
    sha256: str
    pages: tuple[int, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    confidence: float | None = None
    holes: tuple[int, ...] = ()
    must: int = 0
    sheet: str | None = None
    pdf: Stored | None = None
    published: str = ""
    archival: bool = False

    @property
    def folder(self) -> str:
        """Where in the inbox its file lay, with `/` at the end; empty for the inbox itself."""
        head, slash, _ = self.source.rpartition("/")
        return head + slash

    @property
    def called(self) -> str:
        """What a person knows it by: number and symbol, or its file and pages."""
        number, symbol, year = (self.values.get(key) for key in ("number", "symbol", "year"))
        pages = f"trang {self.pages[0]}" if self.pages else ""
        named = number_said(number, symbol, year) if number and symbol else ""
        return ", ".join(part for part in (named, self.source, pages) if part)


def facts_of(document: Document, pdf: Stored | None = None, published: str = "") -> Facts:
    """Take out of a document what profiles ask for.

    Args:
        document: Of the archive.
        pdf: As the archive has it.
        published: When it came there.
    """
    kept = {key: entry for key, entry in document.fields.items() if key in _KEYS}
    return Facts(
        document.id,
        document.source.name,
        document.source.sha256,
        document.source.pages,
        {key: entry.value for key, entry in kept.items() if entry.value is not None},
        {key: entry.reason for key, entry in kept.items() if entry.reason is not None},
        _confidence(document.pages),
        tuple(page.number for page in document.pages if page.problem is not None),
        sum(note.grade == "must" for note in document.review),
        _sheet(document.pages),
        pdf,
        published,
        is_archival(document),
    )


def is_archival(document: Document) -> bool:
    """Whether its PDF was checked as PDF/A when it was made; older programs made none."""
    return any(event.what.startswith(_ARCHIVAL) for event in document.events)


def under_sheets(documents: Iterable[Facts]) -> Iterator[Facts]:
    """The same documents, each with the separator sheet it lies under.

    Args:
        documents: Those of one scanned file together, in the order of their pages.
    """
    file, sheet = "", None
    for one in documents:
        if one.sha256 != file:
            file, sheet = one.sha256, None
        sheet = one.sheet or sheet
        yield replace(one, sheet=sheet)


def _confidence(pages: Iterable[PageReading]) -> float | None:
    read = [(page.confidence, sum(len(line.words) for line in page.lines)) for page in pages]
    known = [(sure, words) for sure, words in read if sure is not None and words]
    total = sum(words for _, words in known)
    return round(sum(sure * words for sure, words in known) / total, 4) if total else None


def _sheet(pages: Iterable[PageReading]) -> str | None:
    for page in pages:
        named = separator_name(page)
        if named is not None:
            return named[0]
    return None
