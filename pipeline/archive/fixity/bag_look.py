"""A bag as it lies in the archive, held against its own manifests."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from pipeline.archive.fixity.damage import Damage
from pipeline.archive.passing import may_pass
from pipeline.errors import ArchiveError
from pipeline.export.bag_files import (
    INFO,
    MANIFEST,
    SEAL,
    SEAL_BYTES,
    TAG_FILES,
    TAG_MANIFEST,
    BrokenTagFileError,
    manifest_bytes,
    oxum,
    read_info,
    read_manifest,
)
from pipeline.plain_words import from_system

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pipeline.archive.fixity.damage import Code
    from pipeline.archive.store import Store, Stored

__all__ = ["BagLook", "look_at"]

T = TypeVar("T")

_CHANGED = "nội dung đã đổi, không khớp mã SHA-256"
_NO_FILE = "là liên kết hoặc tệp đặc biệt, không phải tệp thường"
_PAYLOAD = "data/"
_AGAIN_SECONDS = 10.0
"""A store that has just begun again lists objects that it gives some seconds later."""


@dataclass(slots=True)
class BagLook:
    """What was seen of a bag.

    Attributes:
        id: Of the document.
        place: Folder under the archive.
        objects: Everything that lies in it.
        manifest: Path → SHA-256 of its payload; empty where no manifest can be trusted.
        tags: The same of its tag files.
        digests: Path → SHA-256 of its payload as it is now; empty after a quick look.
        damages: What is wrong, without remedies.
        has_waited: A file of it was asked for again, after a while.
    """

    id: str
    place: str
    objects: Mapping[str, Stored]
    manifest: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    damages: list[Damage] = field(default_factory=list)
    has_waited: bool = False

    def note(self, file: str, code: Code, what: str) -> None:
        """Something is wrong."""
        self.damages.append(Damage(self.id, self.place, file, what, code))

    def local(self, store: Store, file: str, folder: Path) -> Path | None:
        """A file to be read from this machine; None, and noted, where it went in this moment."""
        try:
            return store.local(f"{self.place}/{file}", folder)
        except ArchiveError:
            if store.exists(f"{self.place}/{file}"):
                raise
            self.note(file, "missing", "thiếu tệp")
            return None

    def note_refusal(self, file: str, error: OSError) -> None:
        """The system does not give a file: it went, or the disk fails."""
        if isinstance(error, FileNotFoundError):
            self.note(file, "missing", "thiếu tệp")
        else:
            self.note(file, "unreadable", f"không đọc được ({from_system(error)})")

    @property
    def hit(self) -> set[str]:
        """Files that are damaged or missing."""
        return {damage.file for damage in self.damages if damage.code != "extra"}

    @property
    def payload(self) -> dict[str, int]:
        """Size of each file under `data/`."""
        found = self.objects.items()
        return {name: seen.size for name, seen in found if name.startswith(_PAYLOAD)}


def look_at(store: Store, document_id: str, place: str, *, quick: bool = False) -> BagLook:
    """Every file of a bag against its manifests, in both directions.

    Args:
        store: Where it lies.
        document_id: That it must bear.
        place: Folder under the archive.
        quick: Names and sizes only; no file but the tag files is read.

    Raises:
        ArchiveError: The store does not answer at all.
    """
    look = BagLook(document_id, place, store.objects(place))
    if not look.objects:
        if store.lies_there(place):  # else it was put away in the meantime
            look.note("", "extra", "không phải một văn bản: thư mục rỗng, hoặc tệp lạ")
        return look
    data = {file: read for file in TAG_FILES if (read := _read(store, look, file)) is not None}
    _look_at_tags(look, data)
    if not quick:
        plain = (file for file, size in look.payload.items() if size >= 0)
        digests = {file: _digest(store, look, file) for file in sorted(plain)}
        look.digests = {file: digest for file, digest in digests.items() if digest}
    _look_at_manifest(look, data.get(MANIFEST))
    _look_at_payload(look)
    if INFO in data and INFO not in look.hit:
        _look_at_info(look, data[INFO])
    return look


def _look_at_tags(look: BagLook, data: Mapping[str, bytes]) -> None:
    """The tag files: each as we write it, and as the tag manifest says."""
    try:
        look.tags = read_manifest(data.get(TAG_MANIFEST, b""))
    except BrokenTagFileError as error:
        look.note(TAG_MANIFEST, "broken", f"danh mục hỏng: {error}")
    if TAG_MANIFEST in data.keys() - look.hit and look.tags.keys() != {SEAL, INFO, MANIFEST}:
        look.tags = {}
        look.note(TAG_MANIFEST, "broken", "không kể đúng các tệp danh mục")
    for file in TAG_FILES:
        listed = look.tags.get(file)
        if file not in look.objects:
            look.note(file, "missing", "thiếu tệp")
        elif look.objects[file].size < 0:
            look.note(file, "changed", _NO_FILE)
        elif file in data and listed and hashlib.sha256(data[file]).hexdigest() != listed:
            # What this file says is known, so it is its hash that was changed.
            wrong = TAG_MANIFEST if file == SEAL and data[file] == SEAL_BYTES else file
            look.note(wrong, "changed", f"{_CHANGED} trong {TAG_MANIFEST}")
    if data.get(SEAL, SEAL_BYTES) != SEAL_BYTES and SEAL not in look.hit:
        look.note(SEAL, "changed", "không còn ghi BagIt 1.0, UTF-8")


def _look_at_manifest(look: BagLook, data: bytes | None) -> None:
    """The manifest; one that its hash does not prove is proved by the files, if all are whole."""
    again = manifest_bytes(look.digests) if look.digests else None
    if MANIFEST not in look.hit and data is not None:
        try:
            look.manifest = read_manifest(data)
        except BrokenTagFileError as error:
            look.note(MANIFEST, "broken", f"danh mục hỏng: {error}")
    if MANIFEST not in look.hit or again is None:
        return
    if again == data:
        look.damages = [
            replace(damage, file=TAG_MANIFEST) if damage.file == MANIFEST else damage
            for damage in look.damages
        ]
    if again == data or hashlib.sha256(again).hexdigest() == look.tags.get(MANIFEST):
        look.manifest = dict(look.digests)


def _look_at_payload(look: BagLook) -> None:
    """What is listed and not there, what is there and not listed, and what is not the same."""
    for file in sorted(look.objects.keys() - look.manifest.keys() - set(TAG_FILES)):
        if look.manifest or not file.startswith(_PAYLOAD):
            look.note(file, "extra", "tệp lạ, không có trong danh mục")
    for file in sorted(look.manifest.keys() - look.hit):
        if file not in look.objects:
            look.note(file, "missing", "thiếu tệp")
        elif look.objects[file].size < 0:
            look.note(file, "changed", _NO_FILE)
        elif look.digests.get(file, look.manifest[file]) != look.manifest[file]:
            look.note(file, "changed", _CHANGED)


def _look_at_info(look: BagLook, data: bytes) -> None:
    try:
        info = read_info(data)
    except BrokenTagFileError as error:
        look.note(INFO, "broken", f"hỏng: {error}")
        return
    if info.get("External-Identifier") != look.id:
        said = info.get("External-Identifier", "không mã nào")
        look.note(INFO, "disagrees", f"ghi mã {said}, không phải {look.id}")
    # The total says no more than the files have said.
    told = any(damage.file.startswith(_PAYLOAD) for damage in look.damages)
    if not told and info.get("Payload-Oxum") != oxum(look.payload):
        said = info.get("Payload-Oxum", "thiếu")
        look.note(INFO, "disagrees", f"{oxum(look.payload)} byte.tệp, danh mục ghi {said}")


def _read(store: Store, look: BagLook, file: str) -> bytes | None:
    if file not in look.objects or look.objects[file].size < 0:
        return None
    try:
        return _given(look, lambda: store.read(f"{look.place}/{file}"))
    except ArchiveError as error:
        _unreadable(store, look, file, error)
        return None


def _digest(store: Store, look: BagLook, file: str) -> str | None:
    try:
        found = _given(look, lambda: store.digest(f"{look.place}/{file}"))
    except ArchiveError as error:
        _unreadable(store, look, file, error)
        return None
    if found is None:
        look.note(file, "missing", "thiếu tệp")
    return found


def _given(look: BagLook, ask: Callable[[], T]) -> T:
    """What a store says of a file; once for each bag it is waited for what may pass."""
    try:
        return ask()
    except ArchiveError as error:
        if look.has_waited or not may_pass(error):
            raise
    look.has_waited = True
    time.sleep(_AGAIN_SECONDS)
    return ask()


def _unreadable(store: Store, look: BagLook, file: str, error: ArchiveError) -> None:
    """One file that a disk does not give is damaged; a store that does not answer is not."""
    if not store.objects(look.place):
        raise error
    look.note(file, "unreadable", f"không đọc được ({error.args[1]})")
