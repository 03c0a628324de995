"""A finished page as bytes, so that no run reads it twice.

    magic · BLAKE2b of the rest · MessagePack of reading and crops

A checkpoint that was cut short or changed is none: the page is read again.
"""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING

import msgspec

from pipeline.archive.store import WORK
from pipeline.values.readings import PageReading, PageResult

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["checkpoint_path", "pack_page", "unpack_page", "work_path"]

log = logging.getLogger(__name__)

_MAGIC = b"SOHOA-PAGE-1\n"
_DIGEST = 32


class _Checkpoint(msgspec.Struct, frozen=True, array_like=True):
    reading: PageReading
    crops: dict[str, bytes]


_decoder = msgspec.msgpack.Decoder(_Checkpoint)


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
    return _MAGIC + _digest(body) + body


def unpack_page(data: bytes) -> PageResult | None:
    """The page again, or None when the bytes are not a whole checkpoint."""
    body = memoryview(data)[len(_MAGIC) + _DIGEST :]
    head = data[: len(_MAGIC) + _DIGEST]
    if head != _MAGIC + _digest(body):
        log.warning("checkpoint not whole bytes=%d", len(data))
        return None
    try:
        found = _decoder.decode(body)
    except msgspec.MsgspecError as error:
        log.warning("checkpoint of another shape why=%s", error)
        return None
    return PageResult(found.reading, found.crops)


def _digest(body: bytes | memoryview) -> bytes:
    return hashlib.blake2b(body, digest_size=_DIGEST).digest()
