"""What drawing a page needs from the archive."""

from __future__ import annotations

import hashlib
import posixpath
from typing import TYPE_CHECKING

from pipeline.archive.pictures.layers import Sheet
from pipeline.archive.store import DOCUMENTS
from pipeline.errors import ArchiveError

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.archive.archive import Archive
    from pipeline.archive.pictures.layers import Layer
    from pipeline.archive.store import Store
    from pipeline.geometry import Box

__all__ = ["sheet_of", "version_of"]

_FINGERPRINT = 16


def version_of(archive: Archive, document_id: str) -> str | None:
    """A name for a document's bag as it stands now: another bag, another name; None = no such bag.

    The bag's last manifest names the hash of every other, and those the hash of every file.
    """
    if not archive.has(document_id):
        return None
    sealed = archive.store.read(f"{DOCUMENTS}/{document_id}/tagmanifest-sha256.txt")
    return None if sealed is None else hashlib.sha256(sealed).hexdigest()[:_FINGERPRINT]


def sheet_of(
    archive: Archive, document_id: str, page: int, layer: Layer, folders: tuple[Path, Path]
) -> Sheet | None:
    """A page with the files that drawing one of its layers takes; None = it has no such page.

    Args:
        archive: Where the document lies.
        document_id: Of it.
        page: Number in the scanned file.
        layer: Which files are needed.
        folders: For copies, where the archive is no folder of this machine: one that goes soon,
            and one, on the same disk, in which the original waits for the next page.

    Raises:
        ArchiveError: The document, its original or a picture of its evidence is not there.
    """
    document = archive.read_document(document_id)
    places = [at for at, one in enumerate(document.pages) if one.number == page]
    if not places:
        return None
    reading = document.pages[places[0]]
    store, home = archive.store, f"{DOCUMENTS}/{document_id}/data"
    aside = folders[0]
    names = [name for name in store.names(home) if name.startswith("original.")]
    if not names:
        raise ArchiveError(store.location, f"{home} không còn bản gốc")
    original = _original(store, f"{home}/{names[0]}", *folders)

    def picture(name: str) -> Path:
        return store.local(f"{home}/evidence/{name}", aside)

    cutouts: tuple[tuple[Path, Box], ...] = ()
    if layer != "original":
        cutouts = tuple((picture(m.cutout), m.box) for m in reading.marks if m.cutout)
    overlays = tuple(
        (picture(mark.crop), mark.box)
        for mark in reading.marks
        if mark.kind == "digital" and mark.crop
    )
    size = reading.size_px if all(reading.size_px) else None
    return Sheet(original, places[0] + 1, size, reading.origin == "embedded", cutouts, overlays)


def _original(store: Store, path: str, aside: Path, kept: Path) -> Path:
    """A document's original as a local file: the archive's own, or a copy that was made before."""
    copy = kept / posixpath.basename(path)
    if copy.exists():
        return copy
    found = store.local(path, aside)
    if found.parent != aside:
        return found
    kept.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found.replace(copy)
