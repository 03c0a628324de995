"""Decisions of people, put on record: what this room has said is recorded stays so.

First the ledger, whose numbers are the lock, on the disk before anybody is told; then a file; then
lists and search.  A run that was killed in between left a row that says so, and the next night's
`finish` makes it good.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.archive.decisions.clashes import see_no_clash, signature_of, undoing
from pipeline.archive.decisions.files import file_of, keep_in_files
from pipeline.archive.decisions.signing import write_facts
from pipeline.archive.ledger.tables import now
from pipeline.document.decided import Texts, checked, decided
from pipeline.errors import DecisionError, DigitiseError, LedgerBehindError
from pipeline.export.bag_files import BrokenTagFileError
from pipeline.values.decisions import Decision, standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.archive.archive import Archive
    from pipeline.values.decisions import Change
    from pipeline.values.document import Document

__all__ = ["Decisions"]

log = logging.getLogger(__name__)

_UNDER_WAY = timedelta(minutes=1)  # whoever has not told everybody by then was killed


class Decisions:
    """What people decided of documents.

    Args:
        archive: Where the documents are.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._texts = Texts()

    def of(self, document_id: str) -> tuple[Decision, ...]:
        """All decisions on a document, oldest first, also those undone."""
        return self._archive.ledger.decisions.of(document_id)

    def signed(self, document_id: str) -> Decision | None:
        """The decision by which the record is signed off; None where it is open."""
        return signature_of(standing(self.of(document_id)))

    def turned(self, document_id: str) -> dict[int, int]:
        """Degrees clockwise by which pages stand upright, where a person has said so."""
        said = [one.change for one in standing(self.of(document_id))]
        pages = [change for change in said if change.target.kind == "page"]
        found = {
            change.target.page: change.after if change.act == "turn" else change.before
            for change in pages
        }
        return {page: angle for page, angle in found.items() if page and isinstance(angle, int)}

    def laid_over(self, document: Document) -> Document:
        """A reading with what people decided of it laid over."""
        return decided(document, self.of(document.id), self._texts)

    def decide(
        self, document_id: str, changes: Sequence[Change], who: str, seen: int
    ) -> tuple[Decision, ...]:
        """Put on record what a person decides, all of it or nothing.

        Args:
            document_id: Of which document.
            changes: What, one at least; they get numbers in this order.
            who: Decides.
            seen: Number of the last decision that the person's page knew; 0 = none.

        Returns:
            The decisions.  They outlive whatever happens to this process or machine.

        Raises:
            ChangedMeanwhileError: Somebody else decided of one of these things since, or signed
                the record off, or reopened it; nothing is recorded.
            DecisionError: One of the changes cannot be decided so; nothing is recorded.
            LedgerBehindError: The archive has decisions that the ledger, brought back from a
                backup, does not know; nothing is recorded over them.
            ArchiveError: The document is not there, or the archive cannot be written.
        """
        if not changes or not who.strip():
            raise DecisionError(document_id, "chưa nói ai quyết định điều gì")
        reading = self._archive.read_document(document_id)
        ledger = self._archive.ledger.decisions
        while True:
            known = self.of(document_id)
            made = self._numbered(reading, changes, who, seen, known)
            self._see_nothing_forgotten(made[0])
            if ledger.add(made):
                break
            log.info("decision waits document=%s: somebody was faster", document_id)
        self._tell(reading, made)
        log.info("decided document=%s numbers=%d-%d", document_id, made[0].number, made[-1].number)
        return made

    def finish(self) -> int:
        """Tell of decisions that a killed run has put on record alone; how many documents."""
        left = self._archive.ledger.decisions.untold()
        old = [one for one in left if now() - one.at > _UNDER_WAY]
        documents = 0
        for document, made in groupby(old, key=lambda one: one.document):
            kept = tuple(made)
            keep_in_files(self._archive.store, kept)
            self._sign(kept, self.of(document))  # a kill between two renames hides the document
            if self._archive.has(document):
                self._tell(self._archive.read_document(document), kept)
            else:  # cut anew since: on record, and in a file
                self._archive.ledger.decisions.told(kept)
            documents += 1
        return documents

    def _see_nothing_forgotten(self, first: Decision) -> None:
        """The ledger is told before the file: a number that only a file has, it has forgotten."""
        document, number = first.document, first.number
        there = self._archive.store.exists(file_of(document, number))
        if there and self._archive.ledger.decisions.count(document) < number:
            raise LedgerBehindError(document, number)

    def _numbered(
        self,
        reading: Document,
        changes: Sequence[Change],
        who: str,
        seen: int,
        known: tuple[Decision, ...],
    ) -> tuple[Decision, ...]:
        """The decisions as they go on record, every rule looked after."""
        asked = [
            replace(change, target=undoing(reading.id, change, known).change.target)
            if change.act == "undo"
            else change
            for change in changes
        ]
        see_no_clash(reading.id, asked, known, seen)
        holding = standing(known)
        if signature_of(holding) and any(change.act != "reopen" for change in asked):
            raise DecisionError(reading.id, "hồ sơ đã ký duyệt; hãy mở lại trước khi sửa")
        shown = decided(reading, known, self._texts)
        _see_whole(shown, asked, is_open=signature_of(holding) is None)
        moment, first = now(), len(known) + 1
        return tuple(
            Decision(reading.id, number, moment, who.strip(), change)
            for number, change in enumerate(
                (one if one.act == "undo" else checked(shown, one) for one in asked), first
            )
        )

    def _tell(self, reading: Document, made: Sequence[Decision]) -> None:
        """Into a file, and to lists and search; whoever knows less than all tells once more."""
        archive = self._archive
        keep_in_files(archive.store, made)
        while True:
            known = self.of(reading.id)
            shown = decided(reading, known, self._texts)
            archive.ledger.records.keep(shown, known)
            archive.ledger.queue.keep(shown, known)
            archive.make_found(shown)
            if archive.ledger.decisions.count(reading.id) == len(known):
                break
        if self._sign(made, known):
            archive.ledger.decisions.told(made)

    def _sign(self, made: Sequence[Decision], known: Sequence[Decision]) -> bool:
        """Write the facts into the bag of a record just signed; whether nothing is left to do.

        What is on record stays so whether or not this succeeds: the next night tries again.
        """
        signature = made[-1]
        if signature.change.act != "sign" or signature_of(standing(known)) != signature:
            return True
        try:
            write_facts(self._archive.store, known[: signature.number])
        except (DigitiseError, BrokenTagFileError) as error:
            log.error("signed, facts wait document=%s error=%s", signature.document, error)  # noqa: TRY400 -- told, not ours
            return False
        return True


def _see_whole(shown: Document, changes: Sequence[Change], *, is_open: bool) -> None:
    """What is said of the whole record, and to whom nothing else is said with it."""
    for change in changes:
        if change.act == "reopen" and is_open:
            raise DecisionError(shown.id, "hồ sơ chưa ký duyệt nên không cần mở lại")
        if change.act == "sign":
            if len(changes) > 1:
                raise DecisionError(shown.id, "hãy ghi các quyết định khác trước, rồi mới ký duyệt")
            left = sum(note.grade == "must" for note in shown.review)
            if left and not (change.reason or "").strip():
                why = f"còn {left} việc bắt buộc; hãy xử lý, hoặc nêu lý do khi ký duyệt"
                raise DecisionError(shown.id, why)
