"""The bag of a record that was signed off: written anew with the facts.

Original and evidence are copied, the record is the machine's as it was; `decisions.json` stands
beside it, and text, PDF, ALTO and PREMIS say what people say.  The bag that stood can be made again
from these at any time, so it goes, unless its record said anything else (an older program's).
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.archive.moments import as_stamp
from pipeline.archive.originals import original_in
from pipeline.archive.store import DOCUMENTS, SEAL, SUPERSEDED
from pipeline.digests import sha256_of
from pipeline.errors import ArchiveError
from pipeline.export import rewrite_bag
from pipeline.export.bag_files import MANIFEST, read_manifest
from pipeline.export.facts import FACTS, facts_file
from pipeline.record.schema import from_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.archive.store import Store
    from pipeline.values.decisions import Decision

__all__ = ["write_facts"]

log = logging.getLogger(__name__)

_RECORD = "data/document.json"
_KEPT = ("data/original.", "data/evidence/")


def write_facts(store: Store, decisions: Sequence[Decision]) -> None:
    """Write a document's bag anew with what people decided; nothing happens where it has it.

    A run that was killed is finished by another one.

    Args:
        store: Where the bag lies.
        decisions: All of the document up to the signature, which is the last.

    Raises:
        ArchiveError: The bag is damaged, or there is no room; it stands as it did.
        CorruptScanError: The original cannot be rewritten as PDF.
    """
    signature = decisions[-1]
    home = f"{DOCUMENTS}/{signature.document}"
    aside = f"{SUPERSEDED}/{signature.document}/{as_stamp(signature.at)}"
    killed = not store.has(signature.document) and store.exists(f"{aside}/{SEAL}")
    if not killed and not store.has(signature.document):
        return  # cut anew since; the facts stay on record
    source = aside if killed else home
    if killed or store.read(f"{home}/{FACTS}") != facts_file(decisions):
        with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:

            def build(bag: Path) -> None:
                _write(store, source, decisions, bag, Path(folder))

            if killed:
                store.publish(signature.document, build)
            else:
                store.replace(home, build, aside)
        log.info("facts written document=%s by=%s", signature.document, signature.who)
    if store.exists(f"{aside}/{SEAL}") and _same_record(store, home, aside):
        store.remove(f"{aside}/{SEAL}")
        store.remove(aside)


def _write(
    store: Store, source: str, decisions: Sequence[Decision], bag: Path, folder: Path
) -> None:
    """The new bag, every byte of it proved that cannot be made again."""
    manifest = read_manifest(store.read(f"{source}/{MANIFEST}") or b"")
    data = store.read(f"{source}/{_RECORD}")
    name = original_in(store, source)
    if data is None or name is None:
        raise ArchiveError(store.location, f"{source} thiếu tệp; chạy sohoa verify")
    original = folder / Path(name).name
    store.fetch(f"{source}/{name}", original)
    document = from_json(data)
    pictures = _Pictures(store, source, [p for page in document.pages for p in page.pictures])
    rewrite_bag(document, original, pictures, bag, decisions)
    for file, digest in manifest.items():
        if file.startswith(_KEPT) and sha256_of(bag / file) != digest:
            detail = f"{source}/{file} không còn như lúc đưa vào kho; chạy sohoa verify"
            raise ArchiveError(store.location, detail)


def _same_record(store: Store, home: str, aside: str) -> bool:
    """Whether the record says in both what it said: then the old one has nothing of its own."""
    new, old = (store.read(f"{place}/{_RECORD}") for place in (home, aside))
    return new is not None and old is not None and from_json(new) == from_json(old)


class _Pictures(Mapping[str, bytes]):
    """A bag's evidence, read one by one."""

    def __init__(self, store: Store, place: str, names: Sequence[str]) -> None:
        self._store, self._place, self._names = store, place, tuple(dict.fromkeys(names))

    def __getitem__(self, name: str) -> bytes:
        data = self._store.read(f"{self._place}/data/evidence/{name}")
        if data is None:
            raise ArchiveError(self._store.location, f"{self._place} thiếu ảnh {name}")
        return data

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
