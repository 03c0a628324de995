"""What a night tells of a document that it published; without its text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.review_list import Reviewed
from pipeline.values.document import ReviewNote  # noqa: TC001  # msgspec looks types up

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.values.document import Document

__all__ = ["DocumentFacts", "facts_of"]

SHOWN = (
    "number",
    "symbol",
    "date",
    "place",
    "type",
    "org",
    "parent_org",
    "subject",
    "signer",
    "title",
)
"""Fields the report shows, in the order a clerk asks for them."""


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A document published this night.

    Attributes:
        id: In the archive.
        name: Of the scanned file.
        pages: Page numbers in it.
        fields: Key → (value as text or None, confidence, reason or None).
        review: What a person should look at.
        blank: Numbers of blank pages.
        unsure: Numbers of pages whose orientation is unsure.
        failed: (number, why) of pages that could not be read.
        unread: (number, mm²) of pages on which print was seen and not read.
        confidence: Mean over its pages that have one, else None.
        crops: (file name under evidence, kind, page); what was not read first, largest first.
        rescan: (number, why) of pages that should be scanned again; such as only lack colour are
            left to the acceptance list.
    """

    id: str
    name: str
    pages: tuple[int, ...]
    fields: dict[str, tuple[str | None, float, str | None]]
    review: tuple[ReviewNote, ...]
    blank: tuple[int, ...]
    unsure: tuple[int, ...]
    failed: tuple[tuple[int, str], ...]
    unread: tuple[tuple[int, float], ...]
    confidence: float | None
    crops: tuple[tuple[str, str, int], ...]
    rescan: tuple[tuple[int, str], ...] = ()

    def reviewed(self, more: Iterable[ReviewNote] = ()) -> Reviewed:
        """For the review list, with notes that only the archive as a whole can tell."""
        said = {key: value for key, (value, _, _) in self.fields.items() if value is not None}
        return Reviewed(self.id, self.name, said, (*self.review, *more))


def facts_of(document: Document) -> DocumentFacts:
    """What the report says about a document; without its text."""
    told = [page.confidence for page in document.pages if page.confidence is not None]
    return DocumentFacts(
        id=document.id,
        name=document.source.name,
        pages=document.source.pages,
        fields={
            key: (_as_text(entry.value), round(entry.confidence, 3), entry.reason)
            for key in SHOWN
            if (entry := document.fields.get(key)) is not None
        },
        review=document.review,
        blank=tuple(page.number for page in document.pages if page.blank),
        unsure=tuple(page.number for page in document.pages if not page.orientation_sure),
        failed=tuple((page.number, page.problem) for page in document.pages if page.problem),
        unread=tuple(
            (page.number, round(page.unread_mm2, 2)) for page in document.pages if page.unread
        ),
        confidence=round(sum(told) / len(told), 3) if told else None,
        crops=tuple(_crops(document)),
        rescan=tuple(_rescan(document)),
    )


def _rescan(document: Document) -> Iterator[tuple[int, str]]:
    for page in document.pages:
        verdicts = page.scan.verdicts if page.scan else ()
        if any(verdict.fault != "colour" for verdict in verdicts):
            yield page.number, "; ".join(verdict.why for verdict in verdicts)


def _crops(document: Document) -> Iterator[tuple[str, str, int]]:
    """What was not read, the largest first, for it is nowhere in the text; then the marks."""
    gaps = [(part, page.number) for page in document.pages for part in page.unread]
    for part, number in sorted(gaps, key=lambda gap: -gap[0].area_mm2):
        if part.crop:
            yield part.crop, "unread", number
    for page in document.pages:
        for mark in page.marks:
            if mark.crop:
                yield mark.crop, mark.kind, page.number


def _as_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return "; ".join(str(part) for part in value)
    return str(value)
