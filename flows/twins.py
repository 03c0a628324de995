"""Pairs of documents that may be one paper, as a person is told of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.text.document_number import number_of
from pipeline.text.measures import ranges
from pipeline.values.likeness import LINK_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.archive import Archive
    from pipeline.archive.ledger.likeness_tables import LinkRow
    from pipeline.archive.ledger.tables import RecordRow
    from pipeline.values.document import ReviewNote

__all__ = ["Pair", "Side", "known_pairs", "note_of", "twin_notes"]


@dataclass(frozen=True, slots=True)
class Side:
    """One document of a pair.

    Attributes:
        id: In the archive.
        name: Of its file.
        label: As clerks call it.
        pages: Numbers of the sheets, in its file, that the other one has too.
        index: Of the first of these among the document's pages, from 0.
    """

    id: str
    name: str
    label: str
    pages: tuple[int, ...]
    index: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two documents that are alike, and why."""

    link: LinkRow
    first: Side
    second: Side

    @property
    def title(self) -> str:
        """What it may mean."""
        return LINK_KINDS[self.link.kind]

    @property
    def why(self) -> str:
        """The reasons in one line."""
        return "; ".join(self.link.reasons)


def known_pairs(archive: Archive, of: Sequence[str] | None = None) -> list[Pair]:
    """All pairs of an archive, or those of some documents, open ones and the surest first."""
    links = archive.ledger.likeness.links(of)
    ids = list(dict.fromkeys(one for link in links for one in (link.first, link.second)))
    records = {row.id: row for row in archive.ledger.records.of(ids)}
    return [
        Pair(
            link,
            _side(link.first, [mine for mine, _ in link.pages], records),
            _side(link.second, [other for _, other in link.pages], records),
        )
        for link in links
    ]


def twin_notes(pairs: Iterable[Pair]) -> dict[str, tuple[ReviewNote, ...]]:
    """Notes, by document, for each pair that nobody has decided on: one a pair."""
    notes: dict[str, tuple[ReviewNote, ...]] = {}
    for pair in pairs:
        if pair.link.is_open:
            document, note = note_of(pair)
            notes[document] = (*notes.get(document, ()), note)
    return notes


def note_of(pair: Pair) -> tuple[str, ReviewNote]:
    """What a person is told of a pair, and with which of both documents: the newer one.

    Papers that bear one number and are two must be looked at: one number was misread.
    """
    from pipeline.values.document import ReviewNote

    one, other = pair.first, pair.second
    if pair.link.newer == other.id:
        one, other = other, one
    misread = pair.link.kind == "number"
    beside = other.name if other.label == other.id else f"{other.label}, {other.name}"
    return one.id, ReviewNote(
        what=f"{pair.title}: {beside} ({other.id})",
        where=f"trang {ranges(one.pages)}, bên kia trang {ranges(other.pages)}",
        why=f"{pair.why}; có thể một trong các số đọc sai" if misread else pair.why,
        grade="must" if misread else "should",
        cause="twice",
        fields=("number",) if misread else (),
        minutes=0.5,
        gain=3.0 if misread else 1.0,
    )


def _side(document: str, pages: Sequence[int], records: Mapping[str, RecordRow]) -> Side:
    row = records.get(document)
    if row is None:  # published by a program that kept no records
        return Side(document, document, document, tuple(sorted(pages)))
    label = number_of(row.fields) or document
    known = tuple(sorted(set(pages) & set(row.pages))) or row.pages[:1]
    return Side(document, row.name, label, known, row.pages.index(known[0]))
