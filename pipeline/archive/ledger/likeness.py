"""What the ledger knows of documents that are alike: their fingerprints, links, people's verdicts.

A page is looked up by its bands, never held against all others: a hundred thousand documents are
asked in milliseconds.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import and_, delete, func, or_, select, update

from pipeline.archive.ledger.likeness_tables import (
    LinkRow,
    TwinVerdict,
    fingerprint_bands,
    fingerprints,
    link_verdicts,
    links,
)
from pipeline.archive.ledger.tables import documents, now, records
from pipeline.likeness import NUMBERS, worth_comparing
from pipeline.likeness.fingerprints import alike_words
from pipeline.steps import Step, reached
from pipeline.values.likeness import SheetPrint

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Executable

    from pipeline.archive.ledger.database import Database
    from pipeline.values.likeness import Likeness

__all__ = ["LikenessLedger"]

_AT_ONCE = 400
_MOST_SHEETS = 40
"""So many pages that share the most bands are looked at: of a form, thousands may share some."""


class LikenessLedger:
    """Fingerprints a page, links a pair of documents.

    Args:
        db: The ledger's.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    # Fingerprints

    def keep(self, document: str, prints: Iterable[SheetPrint]) -> None:
        """Put a document's pages on record, to be compared; said again, the last word counts."""
        rows, bands = [], set()
        for known in prints:
            row = _row_id(document, known.page)
            rows.append(
                {
                    "id": row,
                    "document": document,
                    "page": known.page,
                    "picture": known.picture,
                    "words": np.array(known.words, "<u4").tobytes(),
                }
            )
            bands |= {(band, row) for band in known.bands}
        found = [{"band": band, "fingerprint": row} for band, row in sorted(bands)]
        of_it = or_(links.c.first == document, links.c.second == document)
        steps: list[tuple[Executable, Any]] = [
            (delete(fingerprints).where(fingerprints.c.document == document), None),
            (delete(links).where(of_it), None),
        ]
        # Two may publish one document: who comes second finds the same, and leaves it.
        for table, values in ((fingerprints, rows), (fingerprint_bands, found)):
            if values:
                steps.append((self._db.insert(table).on_conflict_do_nothing(), values))
        # As one: pages without their bands would never be found, and nobody would know.
        self._db.run_together(steps)

    def unknown(self) -> list[str]:
        """Published documents without fingerprints: from before there were any."""
        there = select(fingerprints.c.document)
        rows = self._db.run(
            select(documents.c.id)
            .where(documents.c.state == "published", documents.c.id.not_in(there))
            .order_by(documents.c.published_at, documents.c.id)
        )
        return [row.id for row in rows]

    def knows(self, document: str) -> bool:
        """Whether a document has fingerprints."""
        own = fingerprints.c.document == document
        return bool(self._db.run(select(fingerprints.c.id).where(own).limit(1)))

    def not_compared(self) -> list[str]:
        """Published documents whose fingerprints nobody has held against the others' yet."""
        rows = self._db.run(
            select(documents.c.id)
            .where(
                documents.c.state == "published",
                documents.c.id.in_(
                    select(fingerprints.c.document).where(fingerprints.c.compared_at.is_(None))
                ),
            )
            .order_by(documents.c.published_at, documents.c.id)
        )
        return [row.id for row in rows]

    def compared(self, document: str) -> None:
        """A document was held against the others."""
        own = fingerprints.c.document == document
        self._db.run(update(fingerprints).where(own).values(compared_at=now()))
        reached(Step.TWINS_COMPARED, document=document)

    def candidates(self, document: str, prints: Sequence[SheetPrint], most: int) -> list[str]:
        """Documents that may have a sheet in common with one, the likeliest first.

        Args:
            document: Which is not its own candidate.
            prints: Of its pages.
            most: How many are named at most.
        """
        best: dict[str, float] = {}
        for known in prints:
            for other, row in self._near(document, known):
                if worth_comparing(known, row):
                    best[other] = max(best.get(other, 0.0), alike_words(known, row))
        return sorted(best, key=lambda other: (-best[other], other))[:most]

    def same_number(self, document: str, most: int) -> list[str]:
        """Documents that bear the number of one, of its organ and year."""
        own = select(records.c.number_key).where(records.c.id == document).scalar_subquery()
        rows = self._db.run(
            select(records.c.id)
            .select_from(records.join(documents, documents.c.id == records.c.id))
            .where(
                documents.c.state == "published",
                records.c.number_key == own,
                records.c.id != document,
            )
            .order_by(records.c.id)
            .limit(most)
        )
        return [row.id for row in rows]

    def _near(self, document: str, known: SheetPrint) -> list[tuple[str, SheetPrint]]:
        """Pages that share bands with a page; of numbers and of words the most each."""
        found: dict[int, tuple[str, SheetPrint]] = {}
        for odd in (True, False):
            asked = [band for band in known.bands if (band % 2 == NUMBERS) == odd]
            if not asked:
                continue
            shared = (
                select(fingerprint_bands.c.fingerprint, func.count().label("shared"))
                .where(fingerprint_bands.c.band.in_(asked))
                .group_by(fingerprint_bands.c.fingerprint)
                .order_by(func.count().desc())
                .limit(_MOST_SHEETS)
                .subquery()
            )
            rows = self._db.run(
                select(fingerprints)
                .select_from(
                    shared.join(fingerprints, fingerprints.c.id == shared.c.fingerprint).join(
                        documents, documents.c.id == fingerprints.c.document
                    )
                )
                .where(documents.c.state == "published", fingerprints.c.document != document)
            )
            for row in rows:
                words = tuple(int(value) for value in np.frombuffer(row.words, "<u4"))
                found[row.id] = (row.document, SheetPrint(row.page, row.picture, words, ()))
        return list(found.values())

    # Links

    def link(self, first: str, second: str, found: Likeness) -> None:
        """Put on record that two documents are alike; said again, the last word counts."""
        values: dict[str, Any] = {
            "kind": found.kind,
            "score": found.score,
            "reasons": list(found.reasons),
            "pages": [list(pair) for pair in found.pages],
        }
        self._db.run(
            self._db.insert(links)
            .values(first=first, second=second, found_at=now(), **values)
            .on_conflict_do_update(index_elements=["first", "second"], set_=values)
        )

    def links(self, of: Sequence[str] | None = None) -> list[LinkRow]:
        """All links, or those of some documents, the surest first; with people's last word.

        Pairs of which a document is missing from the archive are left out.
        """
        if of is None:
            return self._links(None)
        found: dict[tuple[str, str], LinkRow] = {}
        for start in range(0, len(of), _AT_ONCE):
            part = of[start : start + _AT_ONCE]
            for row in self._links(or_(links.c.first.in_(part), links.c.second.in_(part))):
                found[row.first, row.second] = row
        return sorted(found.values(), key=_by_weight)

    def _links(self, condition: Any) -> list[LinkRow]:
        one, other = documents.alias(), documents.alias()
        # Of these pairs alone: what people said of all others is not looked at.
        word = link_verdicts.alias()
        last = (
            select(func.max(word.c.at))
            .where(word.c.first == links.c.first, word.c.second == links.c.second)
            .correlate(links)
            .scalar_subquery()
        )
        said = link_verdicts
        wanted = select(
            links,
            said.c.at,
            said.c.same,
            said.c.who,
            one.c.published_at.label("first_came"),
            other.c.published_at.label("second_came"),
        ).select_from(
            links.join(one, and_(one.c.id == links.c.first, one.c.state == "published"))
            .join(other, and_(other.c.id == links.c.second, other.c.state == "published"))
            .outerjoin(
                said,
                and_(
                    said.c.first == links.c.first,
                    said.c.second == links.c.second,
                    said.c.at == last,
                ),
            )
        )
        if condition is not None:
            wanted = wanted.where(condition)
        found = [
            LinkRow(
                row.first,
                row.second,
                row.kind,
                row.score,
                tuple(row.reasons),
                tuple((a, b) for a, b in row.pages),
                row.found_at,
                row.first if row.first_came > row.second_came else row.second,
                None
                if row.who is None
                else TwinVerdict(row.first, row.second, row.at, row.same, row.who),
            )
            for row in self._db.run(wanted)
        ]
        return sorted(found, key=_by_weight)

    # Verdicts

    def decide(self, verdict: TwinVerdict) -> None:
        """Put a person's word on record, beside what was said before; it holds for ever."""
        self._db.run(
            self._db.insert(link_verdicts)
            .values(
                first=verdict.first,
                second=verdict.second,
                at=verdict.at,
                same=verdict.same,
                who=verdict.who,
            )
            .on_conflict_do_nothing()
        )

    def verdicts(self, document: str | None = None) -> list[TwinVerdict]:
        """The last word on each pair, or on those of one document, the oldest first."""
        wanted = select(
            link_verdicts.c.first,
            link_verdicts.c.second,
            link_verdicts.c.at,
            link_verdicts.c.same,
            link_verdicts.c.who,
        ).order_by(link_verdicts.c.at)
        if document is not None:
            first, second = link_verdicts.c.first, link_verdicts.c.second
            wanted = wanted.where(or_(first == document, second == document))
        last = {(row.first, row.second): TwinVerdict(*row) for row in self._db.run(wanted)}
        return list(last.values())


def _row_id(document: str, page: int) -> int:
    """The same for a page each time: what a killed run left is written over."""
    said = f"{document}:{page}".encode()
    return int.from_bytes(blake2b(said, digest_size=8).digest()) >> 1


def _by_weight(row: LinkRow) -> tuple[bool, bool, float, str, str]:
    return (row.verdict is not None, row.kind == "number", -row.score, row.first, row.second)
