"""A document's original out of its bag, seen to be what was once put there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.archive.store import DOCUMENTS
from pipeline.digests import sha256_of
from pipeline.errors import ArchiveError

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.archive.store import Store

__all__ = ["fetch_original", "original_in"]


def original_in(store: Store, home: str) -> str:
    """Where the scan itself lies in a bag: `data/original.pdf` or so.

    Args:
        store: Where the bag lies.
        home: Folder of the bag.

    Raises:
        ArchiveError: It is not there.
    """
    names = store.names(f"{home}/data")
    name = next((name for name in names if name.startswith("original.")), None)
    if name is None:
        raise ArchiveError(store.location, f"{home} không còn bản gốc")
    return f"data/{name}"


def fetch_original(store: Store, document_id: str, folder: Path) -> Path:
    """Copy it to a local folder.

    Args:
        store: Where the document lies.
        document_id: Of it.
        folder: Must be there; the copy is called after the document.

    Raises:
        ArchiveError: It is not there, or no more as it was published.
    """
    home = f"{DOCUMENTS}/{document_id}"
    name = original_in(store, home)
    target = folder / f"{document_id}{name.removeprefix('data/original')}"
    store.fetch(f"{home}/{name}", target)
    manifest = (store.read(f"{home}/manifest-sha256.txt") or b"").decode(errors="replace")
    if f"{sha256_of(target)}  {name}" not in manifest.splitlines():
        detail = f"{home}/{name} không còn như lúc đưa vào kho; chạy sohoa verify"
        raise ArchiveError(store.location, detail)
    return target
