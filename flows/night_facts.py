"""What a night did, in small facts: for the closing words, `--json` and the report."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from pipeline.review_list import Reviewed, ReviewList
from pipeline.text.measures import square_mm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flows.document_facts import DocumentFacts
    from pipeline.archive.fixity.damage import Damage
    from pipeline.archive.manifests.facts import ManifestFacts
    from pipeline.values.document import ReviewNote

__all__ = [
    "FileTrouble",
    "LostDocument",
    "NightFacts",
    "NotShown",
    "PageTrouble",
    "RereadFacts",
    "grouped",
    "plain_name",
]

NAMED = 3
"""So many names stand for a group of files that share a reason."""
DOCUMENTS_SHOWN = 1000
"""Of so many documents of a night, those that need a person most, more is told than counts: each
takes some kilobytes, and a page of a hundred thousand is no report."""
_PAGE_LISTS = ("failed", "unsure", "blank", "rescan", "unread")


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
class NotShown:
    """Documents of a night that are only counted.

    Attributes:
        documents: How many.
        grades: Of their weightiest notes: how many each.
        minutes: That a person needs, by grade.
        pages: How many of them are on each list of pages.
        unread_mm2: Ink that was seen and not read on them.
    """

    documents: int = 0
    grades: Counter[str | None] = field(default_factory=Counter)
    minutes: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    unread_mm2: float = 0.0

    def count(self, document: DocumentFacts) -> None:
        """One more."""
        reviewed = document.reviewed()
        self.documents += 1
        self.grades[reviewed.grade] += 1
        for note in reviewed.notes:
            self.minutes[note.grade] += note.minutes
        for what in _PAGE_LISTS:
            self.pages[what] += len(getattr(document, what))
        self.unread_mm2 += sum(area for _, area in document.unread)


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
        documents: Published this night, or the `DOCUMENTS_SHOWN` of them that need a person most.
        not_shown: The others.
        published: Ids of all of them.
        twice: Of documents that may be another one, scanned again: notes, by id.
        lost: Documents that were found missing from the archive.
        manifests: Lists of what a contractor delivered, and how far the inbox is as they say.
        again: Documents of the archive that were read again.
        looked_through: Bags of the archive that were looked through.
        damages: What was found wrong with them, and between ledger and archive.
        damaged: The documents they are of, for the review list.
        report: Where the report lies.
        halted: Why it began nothing more before all was done; empty where all was.
        files_left: Files that it left to the next night for that.
        pages_left: Pages of these that nobody began to read.
        undelivered: What went wrong when the last report was sent to people or programs.
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
    not_shown: NotShown = field(default_factory=NotShown)
    published: set[str] = field(default_factory=set)
    twice: dict[str, tuple[ReviewNote, ...]] = field(default_factory=dict)
    lost: list[LostDocument] = field(default_factory=list)
    manifests: list[ManifestFacts] = field(default_factory=list)
    again: RereadFacts = field(default_factory=RereadFacts)
    looked_through: int = 0
    damages: list[Damage] = field(default_factory=list)
    damaged: list[Reviewed] = field(default_factory=list)
    report: str = ""
    halted: str = ""
    files_left: int = 0
    pages_left: int = 0
    undelivered: tuple[str, ...] = ()

    def publish(self, documents: Iterable[DocumentFacts]) -> None:
        """These are in the archive; one that was told before is told once."""
        for document in documents:
            if document.id not in self.published:
                self.published.add(document.id)
                self.documents.append(document)
        if len(self.documents) > 2 * DOCUMENTS_SHOWN:
            self.show_the_weightiest()

    def show_the_weightiest(self) -> None:
        """Keep what is shown, count the rest."""
        self.documents.sort(key=_weight)
        for document in self.documents[DOCUMENTS_SHOWN:]:
            self.not_shown.count(document)
        del self.documents[DOCUMENTS_SHOWN:]

    @property
    def documents_published(self) -> int:
        """How many."""
        return len(self.documents) + self.not_shown.documents

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
            or self.halted
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
        return [document for document in self.lost if document.id in self.published]

    @property
    def still_lost(self) -> list[LostDocument]:
        """Documents that are missing after this night."""
        return [document for document in self.lost if document.id not in self.published]

    @property
    def review(self) -> ReviewList:
        """What waits for a person in the documents of this night."""
        new = (document.reviewed(self.twice.get(document.id, ())) for document in self.documents)
        more, minutes = self.not_shown.grades, self.not_shown.minutes
        return ReviewList(
            (*new, *self.damaged),
            may=more["may"],
            clear=more[None],
            more={grade: (more[grade], minutes[grade]) for grade in ("must", "should")},
        )

    def count_pages(self, what: str) -> int:
        """How many pages are of a kind, those of documents that are only counted too."""
        listed = self.unread if what == "unread" else self.pages(what)
        return len(listed) + self.not_shown.pages[what]

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
        shown = sum(area for document in self.documents for _, area in document.unread)
        return shown + self.not_shown.unread_mm2

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        told = asdict(self)
        del told["not_shown"], told["published"]
        return {**told, **self._counted(), "review": [one.as_dict() for one in self.review.entries]}

    def counts(self) -> dict[str, int | float]:
        """Its figures alone, by the names of `as_dict`; documents are not written out for them."""
        own = {item.name: getattr(self, item.name) for item in fields(self)}
        told = {**own, **self._counted()}
        return {key: value for key, value in told.items() if isinstance(value, int | float)}

    def _counted(self) -> dict[str, Any]:
        return {
            "documents_published": self.documents_published,
            **self.review.counts(),
            "files_aside": len(self.files_set_aside),
            "secret_files": len(self.files_withheld),
            "entries_not_taken": len(self.not_taken),
            "entries_hidden": len(self.chaff),
            "documents_made_again": len(self.made_again),
            "documents_lost": len(self.still_lost),
            "pages_failed": self.count_pages("failed"),
            "pages_blank": self.count_pages("blank"),
            "pages_unsure": self.count_pages("unsure"),
            "pages_unread": self.count_pages("unread"),
            "pages_to_rescan": self.count_pages("rescan"),
            "unread_mm2": round(self.unread_mm2, 2),
            "damages_found": len(self.damages),
            "lists_incomplete": sum(not one.is_whole for one in self.manifests),
            "nothing_new": self.nothing_new,
        }


def _weight(document: DocumentFacts) -> tuple[int, float, str]:
    """What needs a person most comes first."""
    order = ("must", "should", "may", None)
    reviewed = document.reviewed()
    return order.index(reviewed.grade), -sum(note.gain for note in reviewed.notes), document.name
