"""Places of files as a database can hold them: text, and back again to the same bytes."""

from __future__ import annotations

import hashlib
import os
from urllib.parse import quote_from_bytes, unquote_to_bytes

__all__ = ["key_of", "place_of", "spelt"]

_BYTES = "file://"  # no place begins so: they are absolute paths or s3://…


def spelt(location: str) -> str:
    r"""A place as text; one with bytes that are no UTF-8 as a URL, which spells each of them.

    >>> spelt("/in/công văn.pdf")
    '/in/công văn.pdf'
    >>> spelt("/in/bad\udcff\udcfe.pdf")
    'file:///in/bad%FF%FE.pdf'
    """
    try:
        location.encode()
    except UnicodeEncodeError:
        return _BYTES + quote_from_bytes(os.fsencode(location))
    return location


def place_of(text: str) -> str:
    r"""The place that was spelt so.

    >>> place_of("file:///in/bad%FF%FE.pdf") == "/in/bad\udcff\udcfe.pdf"
    True
    """
    if not text.startswith(_BYTES):
        return text
    return os.fsdecode(unquote_to_bytes(text.removeprefix(_BYTES)))


def key_of(location: str) -> str:
    """A place's hash: paths may be longer than a database likes to index."""
    return hashlib.sha256(os.fsencode(location)).hexdigest()
