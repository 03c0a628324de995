"""Good files, damaged: as disks, networks and broken programs do it, and as no program would."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random


def flip_bytes(rng: random.Random, data: bytes) -> bytes:
    """Some bytes have another value."""
    out = bytearray(data)
    for _ in range(rng.choice((1, 3, 20, 200))):
        out[rng.randrange(len(out))] = rng.randrange(256)
    return bytes(out)


def truncate(rng: random.Random, data: bytes) -> bytes:
    """The end is missing."""
    return data[: rng.randrange(len(data))]


def drop_chunk(rng: random.Random, data: bytes) -> bytes:
    """Something in the middle is missing."""
    at, length = rng.randrange(len(data)), rng.choice((1, 16, 512, 4096))
    return data[:at] + data[at + length :]


def repeat_chunk(rng: random.Random, data: bytes) -> bytes:
    """Something in the middle stands there twice, or very often."""
    at, length = rng.randrange(len(data)), rng.choice((1, 16, 512, 4096))
    return data[:at] + data[at : at + length] * rng.choice((2, 3, 50)) + data[at + length :]


def zero_chunk(rng: random.Random, data: bytes) -> bytes:
    """A block of the disk was never written."""
    at, length = rng.randrange(len(data)), rng.choice((16, 512, 4096))
    return data[:at] + bytes(len(data[at : at + length])) + data[at + length :]


def change_number(rng: random.Random, data: bytes) -> bytes:
    """A number in a dictionary is another: a size, a length, a box."""
    values = (b"0", b"-1", b"1", b"7", b"255", b"65536", b"2147483648", b"99999999999", b"1e9")
    return _replaced(rng, data, rb"(?<=[\s/\[A-Za-z])\d{1,6}(?=[\s/>\]])", rng.choice(values))


def change_reference(rng: random.Random, data: bytes) -> bytes:
    """A reference leads to another object: to itself, to its parent, to nothing."""
    return _replaced(rng, data, rb"\b\d{1,4} 0 R", b"%d 0 R" % rng.choice((1, 2, 3, 4, 5, 6, 99)))


def swap_streams(rng: random.Random, data: bytes) -> bytes:
    """Two streams have each other's bytes."""
    found = list(re.finditer(rb"stream\n(.*?)\nendstream", data, re.DOTALL))
    if len(found) < 2:
        return flip_bytes(rng, data)
    first, second = sorted(rng.sample(found, 2), key=lambda match: match.start())
    between = data[first.end(1) : second.start(1)]
    head, tail = data[: first.start(1)], data[second.end(1) :]
    return head + second[1] + between + first[1] + tail


def lie_about_length(rng: random.Random, data: bytes) -> bytes:
    """A stream is longer or shorter than it says."""
    value = rng.choice((0, 1, 100, 100_000, 2_000_000_000))
    return _replaced(rng, data, rb"(?<=/Length )\d+", b"%d" % value)


def change_name(rng: random.Random, data: bytes) -> bytes:
    """A key or a filter has another name."""
    names = (b"/X", b"/Filter", b"/FlateDecode", b"/LZWDecode", b"/SMask", b"/Indexed", b"/Kids")
    return _replaced(rng, data, rb"/[A-Z][A-Za-z0-9]+", rng.choice(names))


def _replaced(rng: random.Random, data: bytes, pattern: bytes, by: bytes) -> bytes:
    found = list(re.finditer(pattern, data))
    if not found:
        return flip_bytes(rng, data)
    match = rng.choice(found)
    return data[: match.start()] + by + data[match.end() :]


MUTATORS = (
    flip_bytes,
    truncate,
    drop_chunk,
    repeat_chunk,
    zero_chunk,
    change_number,
    change_reference,
    swap_streams,
    lie_about_length,
    change_name,
)


def mutant(rng: random.Random, data: bytes) -> tuple[str, bytes]:
    """One file, damaged once or twice: how, and its bytes."""
    how = rng.sample(MUTATORS, rng.choice((1, 1, 2)))
    for mutate in how:
        data = mutate(rng, data) or b"%PDF-"
    return "+".join(mutate.__name__ for mutate in how), data
