"""Is every byte still the same? One bag at a time; damage comes with what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.archive.agreement import is_under_the_knife
from pipeline.archive.bag_look import look_at
from pipeline.archive.damage import with_remedies
from pipeline.archive.record_check import check_record, original_of
from pipeline.archive.spelling import spelt
from pipeline.archive.store import DOCUMENTS, PROPOSED, SUPERSEDED
from pipeline.text.measures import ranges

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.archive.archive import Archive
    from pipeline.archive.bag_look import BagLook
    from pipeline.archive.damage import Damage
    from pipeline.archive.ledger import Ledger
    from pipeline.settings import Raster
    from pipeline.values.document import Document

__all__ = ["check_bag", "document_of", "places"]


def places(archive: Archive) -> Iterator[str]:
    """Folders of all bags: documents, and versions of them that stood or wait; as they stand now.

    A file in their place is a place too: nobody put it there.
    """
    store = archive.store
    for name in store.names(DOCUMENTS):
        yield f"{DOCUMENTS}/{name}"
    for room in (SUPERSEDED, PROPOSED):
        for name in store.names(room):
            versions = store.names(f"{room}/{name}")
            if versions == [name]:  # a file names itself
                yield f"{room}/{name}"
                continue
            for version in versions:
                yield f"{room}/{name}/{version}"


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


def _seen_elsewhere(ledger: Ledger, sha256: str | None) -> list[str]:
    """Where the ledger last saw the bytes of an original."""
    return [spelt(place) for place in ledger.places(sha256)] if sha256 else []
