"""An archive in a bucket: a document is one as soon as its last object is there."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.archive.bucket_versions import bring_back, fetch_version
from pipeline.archive.ledger.tables import now
from pipeline.archive.objects import archive_errors, open_bucket
from pipeline.archive.store import DOCUMENTS, PROPOSED, SEAL, SUPERSEDED, Store, Stored
from pipeline.archive.uploading import objects_under, upload

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

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

    def create(self, path: str, data: bytes) -> bool:
        """One PUT that fails where something lies."""
        with archive_errors(self.location):
            try:
                self._fs.pipe_file(self.path(path), data, mode="create")
            except OSError:
                if self._fs.exists(self.path(path)):
                    return False
                raise
        return True

    def has(self, document_id: str) -> bool:
        """Its seal is there."""
        return self.exists(f"{DOCUMENTS}/{document_id}/{SEAL}")

    def published(self) -> list[str]:
        """Documents with a seal."""
        return sorted(name for name, objects in self._bags().items() if SEAL in objects)

    def publish(
        self, document_id: str, build: Callable[[Path], None], *, version: str | None = None
    ) -> bool:
        """Put all objects, look whether they are there, then the seal; see `uploading`."""
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

    def fetch_older(self, path: str, sha256: str, target: Path) -> bool:
        """Look through the versions that a versioned bucket keeps, the newest first."""
        with archive_errors(self.location):
            return fetch_version(self._fs, self.path(path), sha256, target)

    def bring_back(self, path: str, *, dry_run: bool = False) -> int:
        """The newest version of each object that is not there, a seal last."""
        with archive_errors(self.location):
            return bring_back(
                self._fs, self.path(path), objects_under(self._fs, self.path(path)), dry_run
            )

    def lies_there(self, path: str) -> bool:
        """A folder is there if there is an object in it; some stores keep empty ones."""
        return self.exists(path) and bool(self.objects(path))

    def bags(self) -> list[str]:
        """What any object belongs to."""
        return sorted(self._bags())

    def objects(self, path: str) -> dict[str, Stored]:
        """Objects; markers of folders are none."""
        with archive_errors(self.location):
            found = objects_under(self._fs, self.path(path))
        return {
            name: Stored(int(entry["size"]), entry["LastModified"])
            for name, entry in found.items()
            if entry.get("type") == "file" and not name.endswith("/")
        }

    def replace(self, home: str, build: Callable[[Path], None], aside: str) -> None:
        """Build here, move the old objects, then upload: its seal makes the new bag one."""
        with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
            bag = Path(folder) / "bag"
            with archive_errors(folder):
                build(bag)
            files = {
                path.relative_to(bag).as_posix(): path for path in bag.rglob("*") if path.is_file()
            }
            self.move(home, aside)
            with archive_errors(self.location):
                self._upload(home, files)

    def supersede(self, document_id: str, version: str) -> None:
        """Copy all objects, the seal last; then take the old seal away first.

        What is left under the old name after a kill is a bag without a seal: the next upload
        replaces it, or `sweep` removes it.
        """
        if self.has(document_id):
            self.move(f"{DOCUMENTS}/{document_id}", f"{SUPERSEDED}/{document_id}/{version}")

    def move(self, path: str, target: str) -> None:
        """Copy all objects, a seal last; then take the old seal away first."""
        self._ask()
        with archive_errors(self.location):
            names = sorted(objects_under(self._fs, self.path(path)), key=lambda name: name == SEAL)
            for name in [] if self.exists(f"{target}/{SEAL}") else names:
                self._fs.cp_file(self.path(path, name), self.path(target, name))
        self._ask()
        self.remove(f"{path}/{SEAL}")
        self.remove(path)

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
            self._ask()
            with archive_errors(self.location):
                self._copy(new, home)
        self.withdraw(document_id, version)

    def proposals(self) -> list[tuple[str, str]]:
        """Versions with a seal."""
        bags = self._bags(PROPOSED, depth=2)
        whole = (name.partition("/") for name, objects in bags.items() if SEAL in objects)
        return sorted((document_id, version) for document_id, _, version in whole)

    def withdraw(self, document_id: str, version: str) -> None:
        """The seal first: what is left after a kill is no bag."""
        self._ask()
        place = f"{PROPOSED}/{document_id}/{version}"
        self.remove(f"{place}/{SEAL}")
        self.remove(place)

    def _is_copy(self, one: str, other: str) -> bool:
        """Whether both are the same bag, by the manifest of its manifests."""
        told = self.read(f"{one}/{_TAGS}")
        return self.exists(f"{other}/{SEAL}") and told == self.read(f"{other}/{_TAGS}")

    def _copy(self, source: str, target: str) -> None:
        """All objects of a bag, the seal last; what a killed copy has left there goes."""
        names = sorted(objects_under(self._fs, self.path(source)), key=lambda name: name == SEAL)
        if strangers := objects_under(self._fs, self.path(target)).keys() - set(names):
            self._fs.rm([self.path(target, name) for name in strangers])
        for name in names:
            self._fs.cp_file(self.path(source, name), self.path(target, name))

    def sweep(self, known: Collection[str] = ()) -> int:
        """Remove bags that have waited for their seal for a day, and never had one."""
        found = [(DOCUMENTS, *bag) for bag in self._bags().items() if bag[0] not in known]
        found += [(PROPOSED, *bag) for bag in self._bags(PROPOSED, depth=2).items()]
        swept = 0
        before = now() - _ABANDONED
        for root, name, objects in found:
            newest = max(entry["LastModified"] for entry in objects.values())
            if SEAL not in objects and newest < before:
                self.remove(f"{root}/{name}")
                swept += 1
        return swept

    def _upload(self, place: str, files: dict[str, Path]) -> bool:
        return upload(self._fs, self.path(place), files, self._ask)

    def _bags(self, root: str = DOCUMENTS, depth: int = 1) -> dict[str, dict[str, dict[str, Any]]]:
        """Name of each bag so deep under a root → object → what the store says of it."""
        bags: dict[str, dict[str, dict[str, Any]]] = {}
        with archive_errors(self.location):
            for path, entry in objects_under(self._fs, self.path(root)).items():
                parts = path.split("/")
                if entry.get("type") == "file" and len(parts) >= depth:
                    bags.setdefault("/".join(parts[:depth]), {})["/".join(parts[depth:])] = entry
        return bags
