"""A finished page as bytes, so that no run reads it twice.

    magic and shape · BLAKE2b of the rest · MessagePack of reading and crops

A checkpoint that was cut short or changed is none: the page is read again.  So it is where another
program wrote it: checkpoints have no migrations, for what a page was not asked cannot be told from
what was looked for and not found, and reading it again costs a second.
"""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.archive.store import WORK
from pipeline.values.readings import PageReading, PageResult

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["checkpoint_path", "pack_page", "unpack_page", "work_path"]

log = logging.getLogger(__name__)

_MAGIC = b"SOHOA-PAGE-"
_DIGEST = 32


class _Checkpoint(msgspec.Struct, frozen=True, array_like=True):
    reading: PageReading
    crops: dict[str, bytes]


_decoder = msgspec.msgpack.Decoder(_Checkpoint)


def _shape_of(kind: type) -> bytes:
    """What a value's keys, types and defaults are, as eight digits; its descriptions do not count.

    Reading passes over keys it does not know and fills in those that are missing, so a shape that
    changed would not be noticed in the bytes.
    """

    def bare(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: bare(value) for key, value in part.items() if key != "description"}
        return [bare(value) for value in part] if isinstance(part, list) else part

    shape = msgspec.json.encode(bare(msgspec.json.schema(kind)), order="sorted")
    return hashlib.blake2b(shape, digest_size=4).hexdigest().encode()


_HEAD = _MAGIC + _shape_of(_Checkpoint) + b"\n"


def work_path(sha256: str) -> str:
    """Where the checkpoints of a file lie."""
    return f"{WORK}/{sha256}"


def checkpoint_path(sha256: str, number: int, config: str) -> str:
    """Where a page's checkpoint lies.

    >>> checkpoint_path("ab", 7, "k1")
    'work/ab/k1/0007.msgpack'
    """
    return f"{work_path(sha256)}/{config}/{number:04d}.msgpack"


def pack_page(result: PageResult) -> bytes:
    """A page's reading and evidence as bytes."""
    crops: Mapping[str, bytes] = result.crops
    body = msgspec.msgpack.encode(_Checkpoint(result.reading, dict(crops)))
    return _HEAD + _digest(body) + body


def unpack_page(data: bytes) -> PageResult | None:
    """The page again, or None when the bytes are no whole checkpoint of this program."""
    if data.startswith(_MAGIC) and not data.startswith(_HEAD):
        log.warning("checkpoint of another program head=%r", data[: len(_HEAD)])
        return None
    body = memoryview(data)[len(_HEAD) + _DIGEST :]
    if data[: len(_HEAD) + _DIGEST] != _HEAD + _digest(body):
        log.warning("checkpoint not whole bytes=%d", len(data))
        return None
    found = _decoder.decode(body)
    return PageResult(found.reading, found.crops)


def _digest(body: bytes | memoryview) -> bytes:
    return hashlib.blake2b(body, digest_size=_DIGEST).digest()
