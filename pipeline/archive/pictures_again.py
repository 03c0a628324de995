"""A damaged bag's evidence: as it lies there, or cut from the scan again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from pipeline.errors import PageError
from pipeline.evidence.proving import cut_again
from pipeline.raster import read_page

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.archive.bag_look import BagLook
    from pipeline.archive.store import Store
    from pipeline.settings import Raster
    from pipeline.values.document import Document

__all__ = ["EVIDENCE", "PicturesAgain"]

EVIDENCE = "data/evidence/"


class PicturesAgain(Mapping[str, bytes]):
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
