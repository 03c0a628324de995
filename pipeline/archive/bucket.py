"""An archive in a bucket: a document is one as soon as its last object is there."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.archive.ledger_tables import now
from pipeline.archive.objects import archive_errors, open_bucket
from pipeline.archive.store import DOCUMENTS, PROPOSED, SEAL, SUPERSEDED, Store

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["BucketStore"]

_TAGS = "tagmanifest-sha256.txt"
_ABANDONED = timedelta(days=1)  # a bag still without its seal then has nobody who works on it


class BucketStore(Store):
    """Objects are S3's.

    Args:
        url: `s3://bucket/prefix`; the bucket must be there.
    """

    def __init__(self, url: str) -> None:
        with archive_errors(url):
            fs, root = open_bucket(url)
            super().__init__(fs, root, url)
            fs.ls(root.split("/")[0], detail=False)  # keys and bucket, checked at the door

    def write(self, path: str, data: bytes) -> None:
        """One PUT is atomic."""
        with archive_errors(self.location):
            self._fs.pipe_file(self.path(path), data)

    def has(self, document_id: str) -> bool:
        """Its seal is there."""
        return self.exists(f"{DOCUMENTS}/{document_id}/{SEAL}")

    def published(self) -> list[str]:
        """Documents with a seal."""
        bags = self._bags()
        return sorted(home.partition("/")[2] for home, objects in bags.items() if SEAL in objects)

    def publish(
        self, document_id: str, build: Callable[[Path], None], *, version: str | None = None
    ) -> bool:
        """Put all objects, look whether they are there, then the seal.

        The seal is created only where there is none.  What a killed run has left under the same
        name is replaced; that two living runs publish one document at a time is for the ledger
        to prevent.
        """
        if version is None and self.has(document_id):
            return False
        with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
            bag = Path(folder) / "bag"
            with archive_errors(folder):
                build(bag)
            files = {
                path.relative_to(bag).as_posix(): path for path in bag.rglob("*") if path.is_file()
            }
            if version is not None:
                self.supersede(document_id, version)
            with archive_errors(self.location):
                return self._upload(f"{DOCUMENTS}/{document_id}", files)

    def supersede(self, document_id: str, version: str) -> None:
        """Copy all objects, the seal last; then take the old seal away first.

        What is left under the old name after a kill is a bag without a seal: the next upload
        replaces it, or `sweep` removes it.
        """
        if self.has(document_id):
            self._move(f"{DOCUMENTS}/{document_id}", f"{SUPERSEDED}/{document_id}/{version}")

    def _move(self, home: str, kept: str) -> None:
        with archive_errors(self.location):
            names = sorted(self._objects(self.path(home)), key=lambda name: name == SEAL)
            for name in [] if self.exists(f"{kept}/{SEAL}") else names:
                self._fs.cp_file(self.path(home, name), self.path(kept, name))
        self.remove(f"{home}/{SEAL}")
        self.remove(home)

    def propose(self, document_id: str, version: str, build: Callable[[Path], None]) -> bool:
        """Put all objects, look whether they are there, then the seal."""
        if self.proposed(document_id, version):
            return False
        with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
            bag = Path(folder) / "bag"
            with archive_errors(folder):
                build(bag)
            files = {
                path.relative_to(bag).as_posix(): path for path in bag.rglob("*") if path.is_file()
            }
            with archive_errors(self.location):
                return self._upload(f"{PROPOSED}/{document_id}/{version}", files)

    def release(self, document_id: str, version: str, superseded: str) -> None:
        """Copy the old one aside and take it away, copy the new one there, each seal last.

        The proposed version goes only when its copy has its seal: killed in between, that copy is
        made again, or found.
        """
        new, home = f"{PROPOSED}/{document_id}/{version}", f"{DOCUMENTS}/{document_id}"
        if not self.proposed(document_id, version):
            return
        if not self._is_copy(new, home):
            self.supersede(document_id, superseded)
            with archive_errors(self.location):
                self._copy(new, home)
        self.withdraw(document_id, version)

    def proposals(self) -> list[tuple[str, str]]:
        """Versions with a seal."""
        bags = self._bags(PROPOSED, depth=2)
        homes = (home.split("/") for home, objects in bags.items() if SEAL in objects)
        return sorted((document_id, version) for _, document_id, version in homes)

    def withdraw(self, document_id: str, version: str) -> None:
        """The seal first: what is left after a kill is no bag."""
        place = f"{PROPOSED}/{document_id}/{version}"
        self.remove(f"{place}/{SEAL}")
        self.remove(place)

    def _is_copy(self, one: str, other: str) -> bool:
        """Whether both are the same bag, by the manifest of its manifests."""
        told = self.read(f"{one}/{_TAGS}")
        return self.exists(f"{other}/{SEAL}") and told == self.read(f"{other}/{_TAGS}")

    def _copy(self, source: str, target: str) -> None:
        """All objects of a bag, the seal last; what a killed copy has left there goes."""
        names = sorted(self._objects(self.path(source)), key=lambda name: name == SEAL)
        if strangers := self._objects(self.path(target)).keys() - set(names):
            self._fs.rm([self.path(target, name) for name in strangers])
        for name in names:
            self._fs.cp_file(self.path(source, name), self.path(target, name))

    def sweep(self) -> int:
        """Remove bags that have waited for their seal for a day."""
        swept = 0
        before = now() - _ABANDONED
        for place, objects in {**self._bags(), **self._bags(PROPOSED, depth=2)}.items():
            newest = max(found["LastModified"] for found in objects.values())
            if SEAL not in objects and newest < before:
                self.remove(place)
                swept += 1
        return swept

    def _upload(self, place: str, files: dict[str, Path]) -> bool:
        home = self.path(place)
        strangers = self._objects(home).keys() - files.keys()
        if strangers and not self.exists(f"{place}/{SEAL}"):
            self._fs.rm([f"{home}/{name}" for name in strangers])
        payload = {name: path for name, path in files.items() if name != SEAL}
        sources = [str(path) for path in payload.values()]
        self._fs.put(sources, [f"{home}/{name}" for name in payload])
        arrived = {name: found["size"] for name, found in self._objects(home).items()}
        wanted = {name: path.stat().st_size for name, path in payload.items()}
        if SEAL in arrived:
            return False
        if arrived != wanted:
            raise OSError(f"{place}: {len(arrived)}/{len(wanted)} objects arrived")
        try:
            self._fs.pipe_file(f"{home}/{SEAL}", files[SEAL].read_bytes(), mode="create")
        except OSError:
            if self.exists(f"{place}/{SEAL}"):
                return False
            raise
        return True

    def _objects(self, home: str) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = self._fs.find(home, detail=True)
        return {path.removeprefix(f"{home}/"): entry for path, entry in found.items()}

    def _bags(self, root: str = DOCUMENTS, depth: int = 1) -> dict[str, dict[str, dict[str, Any]]]:
        """Place of each bag so deep under a root → object → what the store says of it."""
        bags: dict[str, dict[str, dict[str, Any]]] = {}
        with archive_errors(self.location):
            for path, entry in self._objects(self.path(root)).items():
                parts = path.split("/")
                home = "/".join((root, *parts[:depth]))
                bags.setdefault(home, {})["/".join(parts[depth:])] = entry
        return bags
