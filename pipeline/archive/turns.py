"""Pages that a person turned: a fact beside the reading that the next reading of them holds to.

A turn is a decision like any other.  It holds for the page of the *file*: a stack that is cut anew
gives page and decision to another document (`decisions.carrying`).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.values.decisions import standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.archive.archive import Archive

__all__ = ["AS_READ", "ReadWith", "Turn", "files_turned", "read_with", "turned_key"]


@dataclass(frozen=True, slots=True)
class Turn:
    """A page stands upright when turned clockwise by so many degrees, and who said so."""

    degrees: int
    who: str


@dataclass(frozen=True, slots=True)
class ReadWith:
    """What the pages of one file are read with.

    Attributes:
        key: `reading_key`, and the turns where there are any.
        turns: By number of the page.
    """

    key: str
    turns: Mapping[int, Turn] = field(default_factory=dict)

    def turned(self, page: int) -> int | None:
        """Degrees by which a person said that a page is turned; None where nobody did."""
        turn = self.turns.get(page)
        return None if turn is None else turn.degrees


AS_READ = ReadWith("")
"""Nobody has turned anything, and nothing is kept under a key."""


def read_with(archive: Archive, sha256: str, config: str) -> ReadWith:
    """What a file is read with now.

    Args:
        archive: Where people's decisions about it are.
        sha256: Of the file.
        config: `reading_key` of the settings.
    """
    turns = _turns(archive, sha256)
    return ReadWith(turned_key(config, {n: turn.degrees for n, turn in turns.items()}), turns)


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


def _turns(archive: Archive, sha256: str) -> dict[int, Turn]:
    """The last word on each page, on the documents that the file now makes."""
    return {
        one.change.target.page: Turn(one.change.after, one.who)
        for row in archive.ledger.documents(sha256)
        for one in standing(archive.decisions.of(row.id))
        if one.change.act == "turn" and one.change.target.page is not None
    }
