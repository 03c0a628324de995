"""A bag brought to a bucket object by object, its seal last, beside others who bring it too.

Who was taken for dead may wake in the middle of it, when the bag has long been sealed by another
one, and may be another version by then.  So nothing is overwritten: an object is put where none is
(`If-None-Match: *`), and one that a killed run has left otherwise is replaced only as it was seen
(`If-Match`), by which who wakes late misses (RFC 9110, 13.1; S3's conditional writes).
"""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING, Any

from pipeline.archive.store import SEAL
from pipeline.digests import sha256_of
from pipeline.steps import Step, reached

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

__all__ = ["objects_under", "upload"]

log = logging.getLogger(__name__)

_IN_ONE = 5 << 30
"""As large an object goes in one request; several cannot be made to depend on what lies there."""
_BLOCK = 1 << 20


def objects_under(fs: Any, home: str) -> dict[str, dict[str, Any]]:
    """Every object under a path: name from there → what the store says of it."""
    found: dict[str, dict[str, Any]] = fs.find(home, detail=True)
    return {path.removeprefix(f"{home}/"): entry for path, entry in found.items()}


def upload(fs: Any, home: str, files: Mapping[str, Path], ask: Callable[[], None]) -> bool:
    """Make a bag.

    Args:
        fs: The file-system library's object.
        home: Where it is to stand.
        files: All of it: name → local file.
        ask: Raises where we may not any more; asked before the first object, and before the seal.

    Returns:
        False when one is there already.

    Raises:
        OSError: The store refuses, or something else lies there.
    """
    ask()
    there = objects_under(fs, home)
    if SEAL in there:
        return False
    if strangers := there.keys() - files.keys():
        ask()
        fs.rm([f"{home}/{name}" for name in strangers])
    payload = {name: path for name, path in files.items() if name != SEAL}
    _bring(fs, home, payload, there)
    arrived = {name: found["size"] for name, found in objects_under(fs, home).items()}
    wanted = {name: path.stat().st_size for name, path in payload.items()}
    if SEAL in arrived:
        return False
    if arrived != wanted:
        raise OSError(f"{home}: {len(arrived)}/{len(wanted)} objects arrived")
    reached(Step.PAYLOAD_THERE, place=home)
    ask()
    try:
        fs.pipe_file(f"{home}/{SEAL}", files[SEAL].read_bytes(), mode="create")
    except OSError:
        if fs.exists(f"{home}/{SEAL}"):
            return False
        raise
    return True


def _bring(
    fs: Any, home: str, files: Mapping[str, Path], there: Mapping[str, Mapping[str, Any]]
) -> None:
    for name in files.keys() & there.keys():
        if not _is_same(fs, f"{home}/{name}", files[name], there[name]):
            log.warning("object replaced place=%s/%s", home, name)
            data = files[name].read_bytes()
            fs.pipe_file(f"{home}/{name}", data, chunksize=_IN_ONE, IfMatch=there[name]["ETag"])
    missing = {name: path for name, path in files.items() if name not in there}
    while missing:
        places = [f"{home}/{name}" for name in missing]
        try:
            fs.put([str(path) for path in missing.values()], places, mode="create")
        except OSError:
            # Somebody else has brought it, or the store's answer to our own was lost.
            now_there = objects_under(fs, home)
            come = missing.keys() & now_there.keys()
            if not come or not all(
                _is_same(fs, f"{home}/{name}", missing[name], now_there[name]) for name in come
            ):
                raise
            missing = {name: path for name, path in missing.items() if name not in come}
        else:
            return


def _is_same(fs: Any, place: str, file: Path, seen: Mapping[str, Any]) -> bool:
    return bool(seen["size"] == file.stat().st_size) and _digest(fs, place) == sha256_of(file)


def _digest(fs: Any, place: str) -> str:
    digest = hashlib.sha256()
    with fs.open(place, "rb", block_size=_BLOCK) as source:
        while block := source.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
