"""A damaged bag written anew from what of it is proved: record, original, and evidence."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.archive.fixity.damage import RECORD
from pipeline.archive.fixity.record_check import original_of
from pipeline.errors import CorruptScanError, NotArchivalError, PageError
from pipeline.evidence.proving import cut_again
from pipeline.export import rewrite_bag
from pipeline.export.facts import FACTS, read_facts
from pipeline.raster import read_page
from pipeline.record.schema import from_json

if TYPE_CHECKING:
    from pipeline.archive.fixity.bag_look import BagLook
    from pipeline.archive.store import Store
    from pipeline.settings import Raster
    from pipeline.values.decisions import Decision
    from pipeline.values.document import Document

__all__ = ["EVIDENCE", "PREMIS", "made_again"]

log = logging.getLogger(__name__)

EVIDENCE = "data/evidence/"
PREMIS = "data/premis.xml"


def made_again(
    store: Store, look: BagLook, sources: Mapping[str, Path | str], raster: Raster, folder: Path
) -> Path | None:
    """The bag written anew in `folder`; None where record or original are not to be had.

    Args:
        store: Where the bag lies.
        look: What was seen of it.
        sources: Where the bytes of its files lie that are proved to be right.
        raster: Limits of reading pictures.
        folder: For what is made.
    """
    premis = store.read(f"{look.place}/{PREMIS}") if not look.manifest else None
    document = _record(store, look, sources, premis)
    original = original_of(look)
    if document is None or original is None:
        return None
    source = sources.get(original)
    digest = look.digests.get(original, "")
    if source is None and (digest == document.source.sha256 or _tells(premis, digest)):
        source = f"{look.place}/{original}"  # no manifest says so, the record or PREMIS does
    if source is None:
        return None
    path = store.local(str(source), folder)
    pictures = _Pictures(store, look, sources, document, path, raster)
    decisions = _decisions(store, look, sources)
    if decisions is None:
        return None
    try:
        rewrite_bag(document, path, pictures, folder / "again", decisions)
    except (CorruptScanError, NotArchivalError) as error:
        log.warning("not made again place=%s why=%s", look.place, error)
        return None
    return folder / "again"


def _tells(premis: bytes | None, digest: str) -> bool:
    """Whether PREMIS knows a hash: it tells those of all files but its own."""
    return premis is not None and bool(digest) and digest.encode() in premis


def _record(
    store: Store, look: BagLook, sources: Mapping[str, Path | str], premis: bytes | None
) -> Document | None:
    """What the bag says, from bytes that are proved, or that nothing speaks against."""
    source = sources.get(RECORD)
    if source is None and not look.manifest and RECORD not in look.hit:
        if premis is not None and not _tells(premis, look.digests.get(RECORD, "")):
            return None
        source = f"{look.place}/{RECORD}"
    data = None if source is None else store.read(str(source))
    if data is None:
        return None
    try:
        document = from_json(data)
    except (msgspec.MsgspecError, ValueError):
        return None
    return document if document.id == look.id else None


def _decisions(
    store: Store, look: BagLook, sources: Mapping[str, Path | str]
) -> tuple[Decision, ...] | None:
    """What people decided, as the bag has it; None where it has it, and it cannot be read."""
    if FACTS not in look.manifest and FACTS not in look.payload:
        return ()
    source = sources.get(FACTS)
    if source is None and not look.manifest and FACTS not in look.hit:
        source = f"{look.place}/{FACTS}"
    data = source.read_bytes() if isinstance(source, Path) else source and store.read(source)
    try:
        return read_facts(data) if data else None
    except msgspec.MsgspecError:
        return None


class _Pictures(Mapping[str, bytes]):
    """A document's evidence, read or cut again one page at a time."""

    def __init__(
        self,
        store: Store,
        look: BagLook,
        sources: Mapping[str, Path | str],
        document: Document,
        original: Path,
        raster: Raster,
    ) -> None:
        self._store, self._look, self._sources = store, look, sources
        self._original, self._raster = original, raster
        self._pages = {
            name: (place, page)
            for place, page in enumerate(document.pages, start=1)
            for name in page.pictures
        }
        self._held: tuple[int, dict[str, bytes]] = (0, {})

    def __getitem__(self, name: str) -> bytes:
        file = f"{EVIDENCE}{name}"
        source = self._sources.get(file)
        if source is None and file in self._look.digests and file not in self._look.hit:
            source = f"{self._look.place}/{file}"
        if source is not None and (data := self._store.read(str(source))) is not None:
            return data
        # A cut-out that is lost stays lost: what stands here for it is not taken into the bag.
        return self._cut(name).get(name, b"")

    def _cut(self, name: str) -> dict[str, bytes]:
        place, reading = self._pages[name]
        if self._held[0] != place:
            try:
                page = read_page(self._original, place, self._raster)
                self._held = (place, cut_again(page, reading))
            except PageError:
                self._held = (place, {})
        return self._held[1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._pages)

    def __len__(self) -> int:
        return len(self._pages)
