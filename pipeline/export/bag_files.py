"""The tag files of a bag, read back as strictly as they are written (RFC 8493).

The format allows more than we write: capital digits, other algorithms, comments. A manifest that
has any of it was changed by somebody, and is told as changed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "INFO",
    "MANIFEST",
    "SEAL",
    "SEAL_BYTES",
    "TAG_FILES",
    "TAG_MANIFEST",
    "BrokenTagFileError",
    "manifest_bytes",
    "oxum",
    "read_info",
    "read_manifest",
]

MANIFEST = "manifest-sha256.txt"
INFO = "bag-info.txt"
SEAL = "bagit.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
TAG_FILES = (SEAL, INFO, MANIFEST, TAG_MANIFEST)
SEAL_BYTES = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

_LINE = re.compile(r"([0-9a-f]{64})  ([^\s/][^\n\r]*)")


class BrokenTagFileError(ValueError):
    """A tag file is not as we write them: (what is wrong, in Vietnamese)."""


def read_manifest(data: bytes) -> dict[str, str]:
    """Path in the bag → SHA-256.

    Raises:
        BrokenTagFileError: A line that we would not have written, or not in that order.

    >>> read_manifest(manifest_bytes({"data/a.txt": "0" * 64})) == {"data/a.txt": "0" * 64}
    True
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise BrokenTagFileError("không phải chữ UTF-8") from None
    found: dict[str, str] = {}
    for number, line in enumerate(text.split("\n")[:-1], start=1):
        match = _LINE.fullmatch(line)
        if match is None or ".." in match[2].split("/"):
            raise BrokenTagFileError(f"dòng {number} sai")
        found[match[2]] = match[1]
    if manifest_bytes(found) != data:
        raise BrokenTagFileError("có dòng thừa, thiếu, lặp hoặc sai thứ tự")
    return found


def manifest_bytes(digests: Mapping[str, str]) -> bytes:
    """A manifest of these paths and their SHA-256."""
    # Our own file names hold neither line feeds nor percent signs, so none need escaping.
    return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests)).encode()


def read_info(data: bytes) -> dict[str, str]:
    r"""Label → value of `bag-info.txt`.

    Raises:
        BrokenTagFileError: A line that is no label and value.

    >>> read_info(b"Payload-Oxum: 279.2\n")
    {'Payload-Oxum': '279.2'}
    """
    try:
        lines = data.decode().removesuffix("\n").split("\n")
    except UnicodeDecodeError:
        raise BrokenTagFileError("không phải chữ UTF-8") from None
    found: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        label, colon, value = line.partition(": ")
        if not colon:
            raise BrokenTagFileError(f"dòng {number} sai")
        found[label] = value
    return found


def oxum(sizes: Mapping[str, int]) -> str:
    """`Payload-Oxum` of a payload: octets and files.

    >>> oxum({"data/a": 10, "data/b": 5})
    '15.2'
    """
    return f"{sum(sizes.values())}.{len(sizes)}"
