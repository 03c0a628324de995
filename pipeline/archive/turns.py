"""Pages that a person turned: a fact beside the reading that the next reading of them holds to.

A turn is a decision like any other.  It holds for the page of the *file*: a stack that is cut anew
gives page and decision to another document (`decisions.following`).
"""

from __future__ import annotations

import hashlib
import json
from collections import ChainMap
from collections.abc import Mapping  # noqa: TC003  # msgspec looks types up
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.values.decisions import standing

if TYPE_CHECKING:
    from pipeline.archive.archive import Archive

__all__ = ["AS_READ", "ReadWith", "files_turned", "read_with", "turned_key"]


@dataclass(frozen=True, slots=True)
class ReadWith:
    """What the pages of one file are read with.

    Attributes:
        key: `reading_key`, and the turns where there are any.
        turned: Number of a page to the degrees clockwise by which it stands upright, where a
            person said so.
    """

    key: str
    turned: Mapping[int, int] = field(default_factory=dict)


AS_READ = ReadWith("")
"""Nobody has turned anything, and nothing is kept under a key."""


def read_with(archive: Archive, sha256: str, config: str) -> ReadWith:
    """What a file is read with now.

    Args:
        archive: Where people's decisions about it are.
        sha256: Of the file.
        config: `reading_key` of the settings.
    """
    rows = archive.ledger.documents(sha256)
    said = dict(ChainMap(*(archive.decisions.turned(row.id) for row in rows)))
    anew = {
        one.change.target.page
        for row in rows
        for one in standing(archive.decisions.of(row.id))
        if one.change.act == "turn"
    }
    # Who says that a page stands right as it was read asks for no other reading.
    return ReadWith(turned_key(config, {page: said[page] for page in said if page in anew}), said)


def files_turned(archive: Archive, config: str) -> dict[str, str]:
    """Every file with pages that a person turned, and the key it is read with now."""
    rows = map(archive.ledger.document, archive.ledger.decisions.with_act("turn"))
    files = {row.sha256 for row in rows if row is not None}
    return {sha256: read_with(archive, sha256, config).key for sha256 in files}


def turned_key(config: str, turns: Mapping[int, int]) -> str:
    """The key under which pages of a file are kept: another one as soon as one is turned.

    >>> turned_key("a" * 16, {})
    'aaaaaaaaaaaaaaaa'
    >>> turned_key("a" * 16, {2: 180}) != turned_key("a" * 16, {2: 90})
    True
    """
    if not turns:
        return config
    told = json.dumps([config, sorted(turns.items())])
    return hashlib.sha256(told.encode()).hexdigest()[:16]
