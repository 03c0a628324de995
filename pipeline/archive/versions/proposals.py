"""Documents read again: a new version beside the one that stands, until somebody decides.

A version is named by the moment it was begun and lies, a whole bag, under
`proposed/<id>/<moment>/`.  Released, it takes the place of what stood, which goes whole to
`superseded/<id>/<moment of the decision>/`; rejected, it is removed: it can be read again, and
holds nothing that a person has made.  A decision is put on record before anything is moved, and
`settle` finishes what a killed run has begun.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.archive.moments import moment_of
from pipeline.archive.store import PROPOSED
from pipeline.archive.versions.secret import is_undecided
from pipeline.document.better import why_a_person_must_look
from pipeline.document.difference import difference
from pipeline.errors import ArchiveError, DigitiseError, VersionError
from pipeline.export import write_bag
from pipeline.record.schema import from_json
from pipeline.steps import Step, reached
from pipeline.text.measures import ranges
from pipeline.values.document import Event

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.archive.archive import Archive
    from pipeline.archive.ledger.versions_tables import VersionRow, VersionState
    from pipeline.document.difference import Difference
    from pipeline.export.own_pages import Leaf
    from pipeline.settings import Settings
    from pipeline.values.document import Document

__all__ = [
    "Ranges",
    "compared",
    "propose",
    "proposed_document",
    "read_again",
    "reject",
    "release",
    "settle",
    "void",
    "why_not",
]

log = logging.getLogger(__name__)

Ranges = list[list[int]]
"""Page numbers of each document of a file."""

_READ_AGAIN = "read_again"
_OPEN = ("reading", "proposed", "releasing")


def read_again(row: VersionRow) -> Event:
    """What the record of a version says of its making; the same on every run that makes it."""
    return Event(_READ_AGAIN, row.config, at=moment_of(row.stamp).isoformat())


def propose(
    archive: Archive,
    row: VersionRow,
    document: Document,
    leaves: Sequence[Leaf],
    crops: Mapping[str, bytes],
    settings: Settings,
    otherwise: Ranges | None,
) -> None:
    """Put a new reading beside the document that stands; a version that is there stays.

    Args:
        archive: Where both lie.
        row: What the ledger has of the version.
        document: As it was read now.
        leaves: Where the original of each of its pages lies.
        crops: Its evidence.
        settings: How sure fields must be, and how much of the text may change.
        otherwise: How the machine would cut the file now, where that is not as it is cut.
    """

    def build(folder: Path) -> None:
        new = document.with_events([read_again(row)]).archived(moment_of(row.stamp))
        write_bag(new, leaves, crops, folder)

    archive.store.propose(row.id, row.stamp, build)
    reached(Step.VERSION_BUILT, document=row.id)
    told = summary(compared(archive, row, settings), settings, otherwise)
    archive.ledger.versions.propose(row, told)
    reached(Step.VERSION_PROPOSED, document=row.id)
    for older in archive.ledger.versions.of(row.id):
        if older.state in ("reading", "proposed") and older.stamp != row.stamp:
            _withdraw(archive, older, "đã đọc lại lần nữa")
    log.info("proposed document=%s version=%s", row.id, row.stamp)


def summary(found: Difference, settings: Settings, otherwise: Ranges | None) -> dict[str, Any]:
    """What a list of versions tells of one, without opening it."""
    text = found.text
    return {
        "nothing": found.nothing,
        "fields": len(found.fields),
        "must_gained": sum(note.grade == "must" for note in found.gained),
        "must_lost": sum(note.grade == "must" for note in found.lost),
        "words_changed": text.changed,
        "words_missing": text.missing,
        "words_added": text.added,
        "cut_otherwise": otherwise,
        "why": list(_why(found, settings, otherwise)),
    }


def compared(archive: Archive, row: VersionRow, settings: Settings) -> Difference:
    """What a version changes in the document that stands.

    Raises:
        ArchiveError: One of the two is not there, or damaged.
        VersionError: They are no longer made of the same pages.
    """
    standing, new = archive.read_decided(row.id), proposed_document(archive, row)
    if standing.source.pages != new.source.pages:
        raise VersionError(row.id, _CUT)
    # On both sides: what a person has said stands, whatever is read anew.
    new = archive.decisions.laid_over(new)
    return difference(standing, new, settings.review)


def why_not(found: Difference, row: VersionRow, settings: Settings) -> tuple[str, ...]:
    """Why a person must look before a version is released; empty = it is surely no worse."""
    return _why(found, settings, row.changes.get("cut_otherwise"))


def proposed_document(archive: Archive, row: VersionRow) -> Document:
    """A version as it lies there; `ArchiveError` where it does not, or is damaged."""
    path = f"{PROPOSED}/{row.id}/{row.stamp}/data/document.json"
    data = archive.store.read(path)
    if data is None:
        raise ArchiveError(archive.store.location, f"không có {path}")
    try:
        return from_json(data)
    except msgspec.MsgspecError as error:
        raise ArchiveError(archive.store.location, f"{path} bị hỏng") from error


def release(archive: Archive, row: VersionRow, who: str) -> None:
    """Put a version in the document's place, as a person says; who calls holds the lock.

    Raises:
        VersionError: It was decided before, or what stands is no more what it was compared with.
        ArchiveError: One of the two is damaged; nothing was changed then.
    """
    _see_open(row)
    if archive.decisions.signed(row.id) is not None:
        raise VersionError(row.id, _SIGNED)
    if is_undecided(archive, row):
        raise VersionError(row.id, _UNDECIDED)
    if not archive.store.proposed(row.id, row.stamp):
        raise ArchiveError(archive.store.location, f"thiếu {PROPOSED}/{row.id}/{row.stamp}")
    standing, new = archive.read_document(row.id), proposed_document(archive, row)
    rows = archive.ledger.documents(row.sha256)
    stands = next((one for one in rows if one.id == row.id), None)
    if stands is None or (standing.source, standing.cut) != (new.source, new.cut):
        raise VersionError(row.id, _CUT)
    if stands.config != row.before:
        raise VersionError(row.id, "văn bản đang dùng đã đổi từ lúc đọc lại; hãy đọc lại lần nữa")
    _carry_out(archive, _decided(archive, row, "releasing", who))


def reject(archive: Archive, row: VersionRow, who: str) -> None:
    """Do away with a version, as a person says; what stands is untouched."""
    _see_open(row)
    _decided(archive, row, "rejected", who)
    archive.store.withdraw(row.id, row.stamp)


def void(archive: Archive, sha256: str, why: str) -> None:
    """Versions of a file's documents that can no longer take their place: it was cut anew."""
    for row in archive.ledger.versions.of_file(sha256):
        if row.state in ("reading", "proposed"):
            _withdraw(archive, row, why)


def settle(archive: Archive, settings: Settings) -> int:
    """Finish what killed runs have begun; how many releases.

    Versions that nobody waits for any more are removed; one that the ledger does not know, for it
    was lost, is put on record again.
    """
    begun = archive.ledger.versions.all("releasing")
    for row in begun:
        try:
            _carry_out(archive, row)
        except ArchiveError as error:  # a damaged document must not stop all others
            log.warning("release not finished document=%s error=%s", row.id, error)
    for document_id, stamp in archive.store.proposals():
        rows = archive.ledger.versions.of(document_id)
        there = next((row for row in rows if row.stamp == stamp), None)
        if there is None:
            _adopt(archive, document_id, stamp, settings)
        elif there.state not in _OPEN:
            archive.store.withdraw(document_id, stamp)
    return len(begun)


_UNDECIDED = (
    "một lần đọc lại trước thấy dấu độ mật mà chưa có người kết luận; người có thẩm quyền xem rồi "
    "chạy sohoa reread MÃ --not-secret, hoặc đưa văn bản khỏi kho"
)
_CLOSED = "bản đọc lại này không còn chờ quyết định"
_SIGNED = "hồ sơ đã ký duyệt; hãy mở lại hồ sơ rồi mới đưa bản đọc lại vào dùng"
_CUT = "văn bản đã được cắt lại từ lúc đọc lại; hãy đọc lại lần nữa"


def _carry_out(archive: Archive, row: VersionRow) -> None:
    """Bring the archive to what was decided, from wherever an earlier run has left it."""
    archive.store.release(row.id, row.stamp, row.superseded_as)
    document = archive.read_document(row.id)
    if read_again(row) not in document.events:
        missing = f"thiếu {PROPOSED}/{row.id}/{row.stamp}, không đưa vào dùng được"
        raise ArchiveError(archive.store.location, missing)
    archive.make_known(document)
    archive.ledger.versions.released(row)  # last: until then a killed release is begun again
    log.info("released document=%s version=%s by=%s", row.id, row.stamp, row.decided_by)


def _why(found: Difference, settings: Settings, otherwise: Ranges | None) -> tuple[str, ...]:
    reasons = why_a_person_must_look(found, settings.reread)
    if otherwise:
        told = " | ".join(ranges(numbers) for numbers in otherwise)
        reasons += (f"máy nay cắt tệp khác: trang {told}",)
    return reasons


def _withdraw(archive: Archive, row: VersionRow, why: str) -> None:
    archive.ledger.versions.end(row, "replaced", why)
    archive.store.withdraw(row.id, row.stamp)


def _decided(archive: Archive, row: VersionRow, state: VersionState, who: str) -> VersionRow:
    decided = archive.ledger.versions.decide(row, state, who)
    if decided is None:
        raise VersionError(row.id, _CLOSED)
    return decided


def _see_open(row: VersionRow) -> None:
    if row.state != "proposed":
        raise VersionError(row.id, _CLOSED)


def _adopt(archive: Archive, document_id: str, stamp: str, settings: Settings) -> None:
    """Put a version on record again that the ledger has lost; a strange or damaged one stays."""
    stands = next((one for one in archive.ledger.documents() if one.id == document_id), None)
    if stands is None:
        return
    row = archive.ledger.versions.found(stands, stamp)
    try:
        begun = moment_of(stamp).isoformat()
        made = [one for one in proposed_document(archive, row).events if one.at == begun]
        config = made[-1].version
        told = summary(compared(archive, row, settings), settings, None)
    except (DigitiseError, IndexError, ValueError) as error:
        log.warning("version not known document=%s version=%s why=%s", document_id, stamp, error)
        return
    archive.ledger.versions.adopt(row, config, told)
