"""What a list says of a file; and the name of a file, whoever wrote it down and on which system."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from pipeline.errors import DigitiseError

__all__ = [
    "ALGORITHMS",
    "MOST_BYTES",
    "Kind",
    "Listed",
    "Manifest",
    "ManifestError",
    "algorithm_of",
    "named",
]

MOST_BYTES = 64 * 1024**2
"""A list of a hundred thousand files takes some 15 MB."""

Kind = Literal[
    "sums",  # as `sha256sum` and its brothers write them
    "bagit",  # a bag's `manifest-sha256.txt`
    "csv",
    "xlsx",
]
ALGORITHMS = {32: "md5", 40: "sha1", 56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}
"""A digest's hexadecimal digits tell which it is."""
_LONGEST = 1000
_DRIVE = re.compile(r"^[A-Za-z]:")
_HEX = re.compile(r"[0-9a-f]+")


class ManifestError(DigitiseError):
    """A list of a contractor cannot be read: (its name, what is wrong and what to do)."""

    code = "manifest"
    exit_code = 4

    def __str__(self) -> str:
        return f"{self.args[0]}: {self.args[1]}."


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as a list has it.

    Attributes:
        name: Path from the folder of the list: NFC, with `/`, no part of it leads upwards.
        algorithm: Of the digest, as `hashlib` calls it; None without one.
        digest: In small hexadecimal digits.
        pages: How many it should have; None where the list does not say.
        urgency: Degree of urgency as the list has it; empty where it has none.
    """

    name: str
    algorithm: str | None = None
    digest: str | None = None
    pages: int | None = None
    urgency: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A list.

    Attributes:
        kind: Of which kind.
        lines: Files; each name once.
        refused: What of its lines could not be understood or must not be followed, with the number
            of the line; no more than `MOST_REFUSED` are kept.
        refused_number: Of all of them.
    """

    kind: Kind
    lines: tuple[Listed, ...]
    refused: tuple[str, ...] = ()
    refused_number: int = 0


def named(said: str) -> str | None:
    r"""A file's name out of a list, as the inbox would name it; None where it is no name.

    Drives and roots of the contractor's machine are left out. A name that leads upwards is none:
    names are only ever compared with what lies in the inbox, never opened, and this one has
    nothing to say there.

    >>> named("D:\\Quét\\Lô 1\\a.pdf"), named("./data/a.pdf"), named("../../etc/passwd")
    ('Quét/Lô 1/a.pdf', 'data/a.pdf', None)
    """
    text = unicodedata.normalize("NFC", said.strip()).replace("\\", "/")
    parts = [part for part in _DRIVE.sub("", text).split("/") if part not in ("", ".")]
    if not parts or ".." in parts or len(text) > _LONGEST:
        return None
    # Format signs are letters of some names; what breaks lines or steers a terminal is not.
    if any(unicodedata.category(sign) in ("Cc", "Zl", "Zp", "Cs") for sign in text):
        return None
    return "/".join(parts)


def algorithm_of(digest: str) -> tuple[str, str] | None:
    """Algorithm and digest in small digits; None where it is no digest.

    >>> algorithm_of("D41D8CD98F00B204E9800998ECF8427E")
    ('md5', 'd41d8cd98f00b204e9800998ecf8427e')
    """
    plain = digest.strip().lower()
    algorithm = ALGORITHMS.get(len(plain))
    return (algorithm, plain) if algorithm and _HEX.fullmatch(plain) else None
