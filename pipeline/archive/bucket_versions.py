"""What a bucket keeps of objects that were written over or deleted."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from pipeline.archive.store import SEAL

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

__all__ = ["bring_back", "fetch_version"]

_UNVERSIONED = "null"  # of an object from before the bucket kept versions: it is the only one


def fetch_version(fs: Any, path: str, sha256: str, target: Path) -> bool:
    """Copy the newest version of an object with these bytes to a local file; whether there is one.

    Args:
        fs: The file-system library's object.
        path: Its path of the object.
        sha256: Of the bytes that are wanted.
        target: File to write; its folder is made.
    """
    for version in _versions(fs, path):
        if version["Key"] != path.partition("/")[2]:
            continue  # another object, whose name only begins so
        data = _bytes(fs, path, version)
        if hashlib.sha256(data).hexdigest() == sha256:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            return True
    return False


def bring_back(fs: Any, home: str, there: Collection[str], dry_run: bool) -> int:
    """Write the newest version of each object that is not there, a seal last; how many.

    Args:
        fs: The file-system library's object.
        home: Its path of what they lie under.
        there: Names of those that are there.
        dry_run: Only count them.
    """
    newest: dict[str, dict[str, Any]] = {}
    for version in _versions(fs, f"{home}/"):
        name = version["Key"].removeprefix(home.partition("/")[2] + "/")
        newest.setdefault(name, version)
    gone = sorted(newest.keys() - set(there), key=lambda name: name == SEAL)
    for name in [] if dry_run else gone:
        fs.pipe_file(f"{home}/{name}", _bytes(fs, f"{home}/{name}", newest[name]))
    return len(gone)


def _bytes(fs: Any, path: str, version: dict[str, Any]) -> bytes:
    # In one piece: for several the library first asks for the object as it is now.
    data: bytes = fs.cat_file(path, version_id=version["VersionId"], max_concurrency=1)
    return data


def _versions(fs: Any, prefix: str) -> list[dict[str, Any]]:
    """Versions of all objects that begin so, of each the newest first; none where none are kept."""
    bucket, _, key = prefix.partition("/")
    found: list[dict[str, Any]] = []
    marks: dict[str, str] = {}
    while True:
        page = fs.call_s3("list_object_versions", Bucket=bucket, Prefix=key, **marks)
        found += (one for one in page.get("Versions", ()) if one["VersionId"] != _UNVERSIONED)
        if not page.get("IsTruncated"):
            break
        marks = {"KeyMarker": page["NextKeyMarker"], "VersionIdMarker": page["NextVersionIdMarker"]}
    return sorted(found, key=lambda one: (one["Key"], -one["LastModified"].timestamp()))
