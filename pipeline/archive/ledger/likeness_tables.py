"""What the ledger remembers of documents that are alike, as tables; the rows as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from pipeline.archive.ledger.tables import Moment, metadata

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.values.likeness import LinkKind

__all__ = [
    "LinkRow",
    "TwinVerdict",
    "fingerprint_bands",
    "fingerprints",
    "link_verdicts",
    "links",
]

fingerprints = Table(
    "fingerprints",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    # What is known of a document's pages goes with it.
    Column("document", String(80), ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("page", Integer, nullable=False),
    Column("picture", String(64)),
    Column("words", LargeBinary, nullable=False),
    Column("compared_at", Moment),
)
Index("fingerprints_by_document", fingerprints.c.document)

fingerprint_bands = Table(
    "fingerprint_bands",
    metadata,
    Column("band", BigInteger, primary_key=True, autoincrement=False),
    Column(
        "fingerprint",
        BigInteger,
        ForeignKey("fingerprints.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    sqlite_with_rowid=False,
)
Index("fingerprint_bands_by_fingerprint", fingerprint_bands.c.fingerprint)

links = Table(
    "links",
    metadata,
    Column("first", String(80), ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("second", String(80), ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("score", Float, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("pages", JSON, nullable=False),
    Column("found_at", Moment, nullable=False),
)
Index("links_by_second", links.c.second)

link_verdicts = Table(
    "link_verdicts",
    metadata,
    # Not bound to the documents: what a person decided outlives a document that is made again.
    Column("first", String(80), primary_key=True),
    Column("second", String(80), primary_key=True),
    Column("at", Moment, primary_key=True),
    Column("same", Boolean, nullable=False),
    Column("who", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class TwinVerdict:
    """A person's word on two documents: one paper, or two; the last word on a pair holds."""

    first: str
    second: str
    at: datetime
    same: bool
    who: str


@dataclass(frozen=True, slots=True)
class LinkRow:
    """Two documents that a machine found alike.

    Attributes:
        first, second: Their ids, in order.
        kind: See `LinkKind`.
        score: 0–1.
        reasons: In Vietnamese.
        pages: Page numbers of the same sheets in both files.
        found_at: When.
        newer: Which of both came into the archive later.
        verdict: A person's last word on them; None until somebody looked.
    """

    first: str
    second: str
    kind: LinkKind
    score: float
    reasons: tuple[str, ...]
    pages: tuple[tuple[int, int], ...]
    found_at: datetime
    newer: str
    verdict: TwinVerdict | None = None

    @property
    def is_open(self) -> bool:
        """Nobody has looked yet."""
        return self.verdict is None

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        said = self.verdict
        return {
            "ids": [self.first, self.second],
            "kind": self.kind,
            "score": self.score,
            "reasons": list(self.reasons),
            "pages": [list(pair) for pair in self.pages],
            "found_at": self.found_at.isoformat(),
            "verdict": said and {"same": said.same, "who": said.who, "at": said.at.isoformat()},
        }
