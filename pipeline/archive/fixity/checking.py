"""Is every byte still the same? One bag at a time; damage comes with what can be done about it."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.archive.fixity.agreement import is_under_the_knife
from pipeline.archive.fixity.bag_look import look_at
from pipeline.archive.fixity.damage import with_remedies
from pipeline.archive.fixity.record_check import check_record, original_of
from pipeline.archive.moments import moment_of
from pipeline.archive.spelling import spelt
from pipeline.archive.store import DOCUMENTS, PROPOSED, SUPERSEDED
from pipeline.text.measures import ranges

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.archive.archive import Archive
    from pipeline.archive.fixity.bag_look import BagLook
    from pipeline.archive.fixity.damage import Damage
    from pipeline.archive.ledger.ledger import Ledger
    from pipeline.settings import Raster
    from pipeline.values.document import Document

__all__ = ["check_bag", "document_of", "due", "last_looks", "places", "places_of"]


def places(archive: Archive) -> Iterator[str]:
    """Folders of all bags: documents, and versions of them that stood or wait; as they stand now.

    A file in their place is a place too: nobody put it there.
    """
    store = archive.store
    for name in store.bags():
        yield f"{DOCUMENTS}/{name}"
    for room in (SUPERSEDED, PROPOSED):
        for name in store.names(room):
            versions = store.names(f"{room}/{name}")
            if versions == [name]:  # a file names itself
                yield f"{room}/{name}"
                continue
            for version in versions:
                yield f"{room}/{name}/{version}"


def places_of(archive: Archive, document_id: str) -> list[str]:
    """Folders that a document lies in, and versions of it."""
    store = archive.store
    found = [f"{DOCUMENTS}/{document_id}"] if archive.has(document_id) else []
    for room in (SUPERSEDED, PROPOSED):
        found += [f"{room}/{document_id}/{name}" for name in store.names(f"{room}/{document_id}")]
    return found


def due(archive: Archive, within_days: float, moment: datetime) -> list[str]:
    """Bags to look through in a night, so that all are within so many days, if nights are daily.

    Those that were not looked at for longest come first; that a bag was written, or put away,
    counts as a look. What was looked at within a day is left, so that small archives have nights
    without work.

    Args:
        archive: Its bags, and when each was looked through.
        within_days: In so many days all of them.
        moment: Now.
    """
    ages = {place: moment - since for place, since in last_looks(archive).items()}
    late = sum(age > timedelta(days=within_days - 1) for age in ages.values())
    count = max(late, math.ceil(len(ages) / within_days))
    old = [place for place in ages if ages[place] >= timedelta(days=1)]
    return sorted(old, key=lambda place: ages[place], reverse=True)[:count]


def last_looks(archive: Archive) -> dict[str, datetime]:
    """Place of each bag → when it was last looked through, or written, or put away."""
    looked, written = archive.ledger.fixity.moments(), archive.ledger.fixity.published()
    found = {}
    for place in places(archive):
        kept = written.get(document_of(place)) if place.startswith(DOCUMENTS) else _stamped(place)
        found[place] = looked.get(place) or kept or datetime.min.replace(tzinfo=UTC)
    return found


def _stamped(place: str) -> datetime | None:
    """The moment that a version is named by."""
    try:
        return moment_of(place.rpartition("/")[2])
    except ValueError:
        return None


def document_of(place: str) -> str:
    """Id of the document that lies, or lay, in a place.

    >>> document_of("superseded/5ac0f1d2a9b3c4e5-0001/20261129T160000000000Z")
    '5ac0f1d2a9b3c4e5-0001'
    """
    return place.split("/")[1]


def check_bag(archive: Archive, place: str, raster: Raster, *, quick: bool = False) -> list[Damage]:
    """Everything that is wrong with one bag.

    Args:
        archive: Where it is.
        place: See `places`.
        raster: Limits of reading pictures.
        quick: Names and sizes only.

    Raises:
        ArchiveError: The store does not answer.
    """
    look = look_at(archive.store, document_of(place), place, quick=quick)
    document = None if quick else check_record(archive.store, look, raster)
    if document is not None and place == f"{DOCUMENTS}/{look.id}":
        _check_row(archive.ledger, look, document)
    if not look.damages:
        return []
    original = look.manifest.get(original_of(look) or "")
    return with_remedies(look.damages, _seen_elsewhere(archive.ledger, original))


def _check_row(ledger: Ledger, look: BagLook, document: Document) -> None:
    """What the ledger says of a document; that it says nothing is for `check_agreement`."""
    source = document.source
    row = ledger.document(look.id)
    if row is None or is_under_the_knife(ledger, row.sha256):
        return
    if row.sha256 != source.sha256:
        look.note("", "row-differs", f"sổ ghi tệp {row.sha256[:12]}, hồ sơ {source.sha256[:12]}")
    elif row.pages != source.pages:
        said = f"sổ ghi trang {ranges(row.pages)}, hồ sơ {ranges(source.pages)}"
        look.note("", "row-differs", said)
    elif row.state != "published":
        look.note("", "row-differs", "sổ ghi văn bản đã mất mà thư mục vẫn còn")
    _check_scan(ledger, look, document)


def _check_scan(ledger: Ledger, look: BagLook, document: Document) -> None:
    """A document that is all of its file has that very file, byte for byte."""
    file, original = ledger.file(document.source.sha256), original_of(look)
    if file is None or file.pages != len(document.source.pages) or original is None:
        return
    # Parts that a person joined again may lie in another file than they were scanned in.
    joined = any(event.what == "cut_by_person" for event in document.events)
    other = look.digests.get(original) != document.source.sha256
    if other and not joined and original not in look.hit:
        look.note(original, "disagrees", "không phải tệp đã quét mà hồ sơ ghi")


def _seen_elsewhere(ledger: Ledger, sha256: str | None) -> list[str]:
    """Where the ledger last saw the bytes of an original."""
    return [spelt(place) for place in ledger.places(sha256)] if sha256 else []
