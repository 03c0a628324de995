"""The table of what people did with files that were set aside, and its row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from pipeline.archive.ledger.tables import Moment, metadata

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["AsideAct", "AsideRow", "asides"]

AsideAct = Literal[
    "retry",  # it is read again by the next night
    "not_secret",  # its mark of secrecy is none; it is read again
    "put_away",  # nothing is to be done: off the list; no night reads it
    "bring_back",  # on the list again
]

asides = Table(
    "asides",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("sha256", String(64), ForeignKey("files.sha256"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("act", String(16), nullable=False),
)
Index("asides_by_file", asides.c.sha256, asides.c.number)


@dataclass(frozen=True, slots=True)
class AsideRow:
    """What a person did with a file that was set aside."""

    number: int
    sha256: str
    at: datetime
    who: str
    act: AsideAct
