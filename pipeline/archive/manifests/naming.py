"""Which files of an inbox may be lists of what a contractor delivers, by their names alone."""

from __future__ import annotations

import posixpath
import re

__all__ = ["bag_of", "is_sums", "is_tag", "may_list"]

_NAMES = "md5|sha-?1|sha-?224|sha-?256|sha-?384|sha-?512"
_BAGIT = re.compile(rf"manifest-(?:{_NAMES})\.txt", re.IGNORECASE)
_SUMS = re.compile(
    rf"(?:{_NAMES}|checksum)(?:sums?|s)?(?:\.txt)?|.+\.(?:{_NAMES})|.*checksums?\.txt",
    re.IGNORECASE,
)
_TAG = re.compile(rf"bagit\.txt|bag-info\.txt|tagmanifest-(?:{_NAMES})\.txt", re.IGNORECASE)
_TABLE = re.compile(r".+\.(?:csv|tsv|xlsx)", re.IGNORECASE)


def bag_of(name: str) -> bool:
    """Whether it is the payload manifest of a bag (RFC 8493), whose names begin with `data/`."""
    return _BAGIT.fullmatch(posixpath.basename(name)) is not None


def is_sums(name: str) -> bool:
    """Whether a file of that name is a list for sure: nothing else is called so.

    >>> [is_sums(n) for n in ("lô 1/SHA256SUMS", "manifest-md5.txt", "a.pdf.sha256", "ghi chú.txt")]
    [True, True, True, False]
    """
    return bag_of(name) or _SUMS.fullmatch(posixpath.basename(name)) is not None


def is_tag(name: str) -> bool:
    """Whether it belongs to a bag and says nothing of its scans."""
    return _TAG.fullmatch(posixpath.basename(name)) is not None


def may_list(name: str) -> bool:
    """Whether it is worth a look: sums, parts of a bag, or a table that may be a list."""
    last = posixpath.basename(name)
    return is_sums(name) or is_tag(name) or _TABLE.fullmatch(last) is not None
