"""Into the inbox, on record: who sent it, and where it lies."""

from __future__ import annotations

import hashlib
import os
import threading
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.archive.ledger.tables import now
from pipeline.archive.ledger.uploads import UploadRow
from pipeline.archive.objects import archive_errors, open_bucket
from pipeline.archive.receiving.naming import NotSentError, name_of, numbered, safe_fonds
from pipeline.archive.spelling import place_of, spelt
from pipeline.digests import sha256_of

if TYPE_CHECKING:
    from pipeline.archive.archive import Archive
    from pipeline.archive.receiving.arrival import Arrival

__all__ = ["Received", "lies_there", "take_in"]

_one_at_a_time = threading.Lock()
"""The same bytes sent twice at once lie there once; from two machines, the night finds the copy."""


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a file that was sent.

    Attributes:
        sha256: Of its bytes.
        is_new: It was put into the inbox; False: it was there, or is in the archive.
    """

    sha256: str
    is_new: bool


def take_in(archive: Archive, arrival: Arrival, said: str, fonds: str, who: str) -> Received:
    """Put a file that has come whole into the inbox, unless it is known.

    Killed behind any line, it is taken in anew when it is sent again.

    Args:
        archive: Whose inbox it is.
        arrival: All of its bytes.
        said: The name that its sender gave it.
        fonds: The folder it shall lie in; empty = the inbox itself.
        who: Sent it.

    Raises:
        NotSentError: It is empty or no scan; or no folder can be called so.
        ArchiveError: No room, no right, no answer.
    """
    folder, kind = safe_fonds(fonds), arrival.kind
    if kind is None:
        raise NotSentError(said, "không phải PDF, TIFF, JPEG, PNG hay JPEG 2000")
    sha256 = arrival.sha256
    with _one_at_a_time:
        if _is_known(archive, sha256):
            return Received(sha256, is_new=False)
        base = name_of(said, kind)
        for number in count(1):
            name = "/".join(part for part in (folder, numbered(base, number)) if part)
            location = _location(arrival, name)
            moment = now()
            row = UploadRow(sha256, name, folder, spelt(location), arrival.size, moment, who)
            if archive.ledger.uploads.coming(row) != row:
                archive.ledger.uploads.again(row)
            if arrival.put(location):
                break
        archive.ledger.uploads.arrived(sha256)
    return Received(sha256, is_new=True)


def lies_there(location: str) -> bool:
    """Whether a file of the inbox is where it was."""
    if location.startswith("s3://"):
        with archive_errors(location):
            fs, path = open_bucket(location)
            return bool(fs.exists(path))
    return os.path.lexists(location)


def _is_known(archive: Archive, sha256: str) -> bool:
    """Whether these bytes are in the archive, or lie in the inbox."""
    ledger = archive.ledger
    row = ledger.file(sha256)
    if row is not None and row.state == "published":
        return True
    sent = ledger.uploads.of(sha256)
    if row is not None and any(lies_there(place) for place in ledger.places(sha256)):
        return True
    if sent is None or not lies_there(place_of(sent.location)):
        return False
    if sent.state == "coming":  # killed just before, or just after, it came to lie there
        if _hash_at(place_of(sent.location)) != sha256:
            return False
        ledger.uploads.arrived(sha256)
    return True


def _hash_at(location: str) -> str:
    with archive_errors(location):
        if not location.startswith("s3://"):
            return sha256_of(Path(location))
        fs, path = open_bucket(location)
        with fs.open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def _location(arrival: Arrival, name: str) -> str:
    if arrival.in_bucket:
        return f"{arrival.inbox.rstrip('/')}/{name}"
    place = Path(os.path.realpath(arrival.inbox)) / name
    if place.parent.is_symlink():
        raise NotSentError(name, "thư mục của phông là liên kết, đêm không đọc qua liên kết")
    return str(place)
