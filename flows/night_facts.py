"""What a night did, in small facts: for the closing words, `--json` and the report."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.review_list import Reviewed, ReviewList
from pipeline.text.measures import square_mm

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.archive.fixity.damage import Damage
    from pipeline.archive.manifests.checking import ManifestFacts
    from pipeline.values.document import Document, ReviewNote

__all__ = [
    "DocumentFacts",
    "FileTrouble",
    "LostDocument",
    "NightFacts",
    "PageTrouble",
    "RereadFacts",
    "facts_of",
    "grouped",
    "plain_name",
]

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


NAMED = 3
"""So many names stand for a group of files that share a reason."""


def plain_name(name: str) -> str:
    """A file's name on one line: line breaks and other invisible signs become spaces."""
    return "".join(sign if sign.isprintable() else " " for sign in name)


@dataclass(frozen=True, slots=True)
class FileTrouble:
    """A file that was set aside, left for another night, or not taken: which, and why."""

    name: str
    code: str
    reason: str

    @property
    def bare_reason(self) -> str:
        """The reason without the name, which many files may share."""
        return self.reason.removeprefix(f"{self.name}: ")

    @property
    def is_chaff(self) -> bool:
        """Hidden files and leftovers of copying programs: counted, but no news."""
        return self.code in ("hidden", "unfinished")


def grouped(troubles: Iterable[FileTrouble]) -> list[tuple[str, list[str]]]:
    """Reasons and the names that share them, the most frequent first.

    >>> grouped([FileTrouble("a", "x", "a: rỗng"), FileTrouble("b", "x", "b: rỗng")])
    [('rỗng', ['a', 'b'])]
    """
    groups: dict[str, list[str]] = {}
    for trouble in troubles:
        groups.setdefault(trouble.bare_reason, []).append(trouble.name)
    return sorted(groups.items(), key=lambda group: -len(group[1]))


@dataclass(frozen=True, slots=True)
class LostDocument:
    """A document whose folder is no longer in the archive.

    Attributes:
        id: In the archive.
        name: Of the scanned file.
        scan_found: The scan lies in the inbox, so the document is made again.
        news: No night has told it before.
    """

    id: str
    name: str
    scan_found: bool
    news: bool


@dataclass(frozen=True, slots=True)
class PageTrouble:
    """A page a person should look at."""

    document: str
    name: str
    page: int
    reason: str


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


@dataclass(slots=True)
class RereadFacts:
    """What was read again.

    Attributes:
        pages_read: Read now.
        pages_kept: Finished by a run that was killed, and not read again.
        proposed: (document, stamp) of the new versions that wait.
        taken: The same of those that stand: a person had turned a page.
        secret: What was told of documents that now bear a mark of secrecy.
        left: Files that could not be read again, and why.
    """

    pages_read: int = 0
    pages_kept: int = 0
    proposed: list[tuple[str, str]] = field(default_factory=list)
    taken: list[tuple[str, str]] = field(default_factory=list)
    secret: list[str] = field(default_factory=list)
    left: list[FileTrouble] = field(default_factory=list)


@dataclass(slots=True)
class NightFacts:
    """The whole night; filled while it goes on.

    Attributes:
        night: Its name, date and time it began: `2026-11-22T220000`.
        seconds: How long it took.
        files_in_inbox: Files that were there.
        files_new: Of these, such as were never seen before.
        duplicates: (name, name of the file with the same bytes).
        pages_read: Read this night.
        pages_kept: Finished on an earlier run and not read again.
        files_set_aside: Not readable at all.
        files_withheld: With a mark of secrecy: not read, nothing stored.
        files_waiting: Still being copied, gone or changed, or closed to us: for another night.
        files_not_taken: Everything else that lies in the inbox, and why it is not read.
        news_not_taken: Of these, such as no night has told before; chaff left out.
        published_before: Files in the inbox whose documents are in the archive from before.
        duplicates_before: Files known from before that say what another one in the inbox says.
        aside_before: Files in the inbox that were set aside on earlier nights.
        withheld_before: Of these, such as bear a mark of secrecy.
        reading_seconds: Of all page processes together.
        documents: Published this night.
        twice: Of documents that may be another one, scanned again: notes, by id.
        lost: Documents that were found missing from the archive.
        manifests: Lists of what a contractor delivered, and how far the inbox is as they say.
        again: Documents of the archive that were read again.
        looked_through: Bags of the archive that were looked through.
        damages: What was found wrong with them, and between ledger and archive.
        damaged: The documents they are of, for the review list.
        report: Where the report lies.
    """

    night: str
    seconds: float = 0.0
    files_in_inbox: int = 0
    files_new: int = 0
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    pages_read: int = 0
    pages_kept: int = 0
    reading_seconds: float = 0.0
    files_set_aside: list[FileTrouble] = field(default_factory=list)
    files_withheld: list[FileTrouble] = field(default_factory=list)
    files_waiting: list[FileTrouble] = field(default_factory=list)
    files_not_taken: list[FileTrouble] = field(default_factory=list)
    news_not_taken: int = 0
    published_before: int = 0
    duplicates_before: int = 0
    aside_before: int = 0
    withheld_before: int = 0
    documents: list[DocumentFacts] = field(default_factory=list)
    twice: dict[str, tuple[ReviewNote, ...]] = field(default_factory=dict)
    lost: list[LostDocument] = field(default_factory=list)
    manifests: list[ManifestFacts] = field(default_factory=list)
    again: RereadFacts = field(default_factory=RereadFacts)
    looked_through: int = 0
    damages: list[Damage] = field(default_factory=list)
    damaged: list[Reviewed] = field(default_factory=list)
    report: str = ""

    @property
    def nothing_new(self) -> bool:
        """Whether the night found nothing to do."""
        return not (
            self.documents
            or self.files_set_aside
            or self.files_withheld
            or self.files_waiting
            or self.pages_read
            or self.duplicates
            or self.news_not_taken
            or self.again.pages_read
            or self.again.proposed
            or self.again.taken
            or self.damages
            or any(one.news for one in self.manifests)
            or any(document.news or document.scan_found for document in self.lost)
        )

    @property
    def not_taken(self) -> list[FileTrouble]:
        """What is not read, without chaff."""
        return [entry for entry in self.files_not_taken if not entry.is_chaff]

    @property
    def chaff(self) -> list[FileTrouble]:
        """Hidden files and leftovers of copying programs."""
        return [entry for entry in self.files_not_taken if entry.is_chaff]

    @property
    def made_again(self) -> list[LostDocument]:
        """Documents that were missing and are in the archive again."""
        there = {document.id for document in self.documents}
        return [document for document in self.lost if document.id in there]

    @property
    def still_lost(self) -> list[LostDocument]:
        """Documents that are missing after this night."""
        there = {document.id for document in self.documents}
        return [document for document in self.lost if document.id not in there]

    @property
    def review(self) -> ReviewList:
        """What waits for a person in the documents of this night."""
        new = (document.reviewed(self.twice.get(document.id, ())) for document in self.documents)
        return ReviewList((*new, *self.damaged))

    def pages(self, what: str) -> list[PageTrouble]:
        """Pages of one kind over all documents: `failed`, `unsure`, `blank` or `rescan`."""
        found = []
        for document in self.documents:
            for entry in getattr(document, what):
                number, reason = entry if isinstance(entry, tuple) else (entry, "")
                found.append(PageTrouble(document.id, document.name, number, reason))
        return found

    @property
    def unread(self) -> list[PageTrouble]:
        """Pages on which print was seen and not read, the most of it first."""
        found = [
            (area, PageTrouble(document.id, document.name, number, square_mm(area)))
            for document in self.documents
            for number, area in document.unread
        ]
        return [trouble for _, trouble in sorted(found, key=lambda pair: -pair[0])]

    @property
    def unread_mm2(self) -> float:
        """Ink that was seen and not read, on all pages."""
        return sum(area for document in self.documents for _, area in document.unread)

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        review = self.review
        return {
            **asdict(self),
            "documents_published": len(self.documents),
            **review.counts(),
            "review": [entry.as_dict() for entry in review.entries],
            "files_aside": len(self.files_set_aside),
            "secret_files": len(self.files_withheld),
            "entries_not_taken": len(self.not_taken),
            "entries_hidden": len(self.chaff),
            "documents_made_again": len(self.made_again),
            "documents_lost": len(self.still_lost),
            "pages_failed": len(self.pages("failed")),
            "pages_blank": len(self.pages("blank")),
            "pages_unsure": len(self.pages("unsure")),
            "pages_unread": len(self.unread),
            "pages_to_rescan": len(self.pages("rescan")),
            "unread_mm2": round(self.unread_mm2, 2),
            "nothing_new": self.nothing_new,
        }


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
