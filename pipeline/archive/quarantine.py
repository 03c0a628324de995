"""What was set aside, and why: one small JSON file a scan, for people and programs.

The scan itself stays in the inbox, untouched.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from typing import NamedTuple

from pipeline.archive.ledger.tables import now

__all__ = ["Aside", "Reason", "read_reason", "reason_file", "reason_path", "safe_name"]

_UNSAFE = re.compile(
    r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|]'  # what some system or shell trips over
    r"|[\u200e\u200f\u2028-\u202e\ud800-\udfff]"  # what turns or breaks a line, or is no text
)
_LONGEST = 120  # bytes; file systems allow 255, and `.reason.json` comes after it


class Reason(NamedTuple):
    """Why a scan was set aside: a code for programs, and in Vietnamese what is wrong and to do."""

    code: str
    words: str


class Aside(NamedTuple):
    """What a reason's file says; name and reason as they were spelt."""

    name: str
    sha256: str | None
    size: int | None
    code: str
    reason: str


def safe_name(name: str) -> str:
    """A file name that any system can hold, and that still shows which scan is meant.

    Whatever had to be changed, a piece of the true name's hash keeps two names apart.

    >>> safe_name("công văn 55.pdf")
    'công văn 55.pdf'
    >>> safe_name("../a.pdf")
    '_a.pdf-4530f217'
    """
    plain = _UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip(". ")
    plain = plain.encode("utf-8", "replace")[:_LONGEST].decode("utf-8", "ignore")
    if plain == name:
        return plain
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{plain}-{digest}"


def reason_path(name: str) -> str:
    """Where the reason for a scan lies."""
    return f"quarantine/{safe_name(name)}.reason.json"


def reason_file(name: str, sha256: str | None, size: int | None, reason: Reason) -> bytes:
    """The reason as JSON: true name, hash and size, code, and what to do in Vietnamese."""
    facts = {
        "name": name.encode("utf-8", "backslashreplace").decode(),
        "sha256": sha256,
        "size": size,
        "code": reason.code,
        "reason": reason.words.encode("utf-8", "backslashreplace").decode(),
        "time": now().isoformat(timespec="seconds"),
    }
    return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode()


def read_reason(data: bytes | None) -> Aside | None:
    """What `reason_file` wrote; None where it is not that any more."""
    try:
        facts = json.loads(data or b"")
        found = Aside(*(facts[key] for key in Aside._fields))
    except (ValueError, KeyError, TypeError):
        return None
    words = all(isinstance(word, str) for word in (found.name, found.code, found.reason))
    return found if words else None
