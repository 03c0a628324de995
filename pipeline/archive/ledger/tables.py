"""What the ledger remembers, as tables; the rows as frozen values.

These are the tables of today.  `migrations` makes them, and brings older ledgers to them: who
changes a table here adds a revision there.

Moments are UTC.  Names and paths of files may hold anything a file system allows; see `inbox`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

from pipeline.archive.moments import as_stamp
from pipeline.errors import SecretScanError
from pipeline.review_list import Reviewed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Dialect

    from pipeline.values.document import ReviewNote

__all__ = [
    "ClearanceRow",
    "CutRow",
    "DocumentRow",
    "EntryRow",
    "FileRow",
    "FileState",
    "Moment",
    "NightRow",
    "PageRow",
    "PageState",
    "RecordRow",
    "Version",
    "clearances",
    "cuts",
    "documents",
    "entries",
    "files",
    "metadata",
    "nights",
    "now",
    "packings",
    "pages",
    "records",
    "schema",
    "sightings",
]

FileState = Literal[
    "seen",  # known, nothing done yet
    "reading",  # a night works on it, or was killed over it
    "published",  # all of its documents are in the archive
    "set_aside",  # a person has to look: it cannot be read at all
    "failed",  # our own doing; to be tried again
]
PageState = Literal["reading", "done", "failed"]


class Moment(TypeDecorator[datetime]):
    """UTC on every database; SQLite forgets the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """A moment of any zone as UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """The same moment, with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()

# What programs before Alembic ask; `migrations` tells them here that they are too old.
schema = Table(
    "sohoa_schema",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("pages", Integer),
    Column("state", String(16), nullable=False),
    Column("code", String(40)),
    Column("reason", Text),
    Column("attempts", Integer, nullable=False, default=0),
    Column("first_seen", Moment, nullable=False),
    Column("updated", Moment, nullable=False),
)
Index("files_by_state", files.c.state)
Index("files_by_update", files.c.updated)

sightings = Table(
    "sightings",
    metadata,
    # Paths may be longer than a database likes to index; their hash is not.
    Column("id", String(64), primary_key=True),
    Column("location", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("sha256", String(64), ForeignKey("files.sha256"), nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
)
Index("sightings_by_file", sightings.c.sha256)

entries = Table(
    "entries",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("location", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("code", String(40), nullable=False),
    Column("reason", Text, nullable=False),
    Column("first_night", String(40), nullable=False),
    Column("last_night", String(40), nullable=False),
)

pages = Table(
    "pages",
    metadata,
    Column("sha256", String(64), ForeignKey("files.sha256"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("config", String(64), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("code", String(40)),
    Column("reason", Text),
    Column("seconds", Float),
    Column("finished_at", Moment),
    Column("confidence", Float),
)
Index("pages_by_end", pages.c.finished_at)

clearances = Table(
    "clearances",
    metadata,
    Column("sha256", String(64), ForeignKey("files.sha256"), primary_key=True),
    Column("who", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("sha256", String(64), ForeignKey("files.sha256"), nullable=False),
    Column("pages", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("config", String(64), nullable=False),
    Column("published_at", Moment, nullable=False),
)
Index("documents_by_file", documents.c.sha256)
Index("documents_by_state", documents.c.state)

records = Table(
    "records",
    metadata,
    # What is said of a document goes with it.
    Column("id", String(80), ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("number_key", String(64)),
    Column("grade", String(8), nullable=False),
    Column("fields", JSON, nullable=False),
    Column("notes", JSON, nullable=False),
)
Index("records_by_number", records.c.number_key)
Index("records_by_grade", records.c.grade)

cuts = Table(
    "cuts",
    metadata,
    Column("sha256", String(64), ForeignKey("files.sha256"), primary_key=True),
    Column("at", Moment, primary_key=True),
    Column("who", Text, nullable=False),
    Column("pages", JSON, nullable=False),
    Column("before", JSON, nullable=False),
    Column("state", String(16), nullable=False),
)

# When a document was first packed: whoever packs it again, after a kill, writes the same bytes.
packings = Table(
    "packings",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("at", Moment, nullable=False),
)

nights = Table(
    "nights",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("started", Moment, nullable=False),
    Column("ended", Moment),
    Column("state", String(16), nullable=False),
    Column("counts", JSON, nullable=False),
)


def now() -> datetime:
    """This moment, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FileRow:
    """A scanned file, known by its bytes.

    Attributes:
        sha256: Of the bytes.
        name: The name it was first seen under.
        size: Bytes.
        pages: How many it has; None while nobody could open it.
        state: See `FileState`.
        code: Of the error that set it aside.
        reason: The same in Vietnamese, for a clerk.
        attempts: Nights that began to read it.
        first_seen: When.
        updated: When its state changed.
    """

    sha256: str
    name: str
    size: int
    pages: int | None
    state: FileState
    code: str | None
    reason: str | None
    attempts: int
    first_seen: datetime
    updated: datetime

    @property
    def is_secret(self) -> bool:
        """Whether it was set aside for its mark of secrecy."""
        return self.code == SecretScanError.code


@dataclass(frozen=True, slots=True)
class EntryRow:
    """Something in the inbox that a night left lying, and why (Vietnamese).

    Attributes:
        location: As `spelling` spells it.
        name: As a clerk reads it.
        code: For programs.
        reason: Without the name.
        first_night: The night that first met it so.
        last_night: The night that last met it.
    """

    location: str
    name: str
    code: str
    reason: str
    first_night: str
    last_night: str


@dataclass(frozen=True, slots=True)
class ClearanceRow:
    """A person's decision that a file's mark of secrecy is none: who, and when."""

    sha256: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page of a file as read with one configuration."""

    sha256: str
    number: int
    config: str
    state: PageState
    attempts: int
    code: str | None
    reason: str | None
    seconds: float | None
    finished_at: datetime | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in the archive; `pages` are page numbers in the file.

    `state` is `published`, or `missing`: a night found its folder gone.
    """

    id: str
    sha256: str
    pages: tuple[int, ...]
    state: str
    config: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class RecordRow:
    """What a person has to look at in a document of the archive.

    Attributes:
        id: Of the document.
        name: Of its file.
        pages: Page numbers in it.
        number_key: The same for documents with one number of one organ and year.
        grade: Of its weightiest note; `none` without notes.
        fields: What was read of the fields by which a clerk knows it again.
        notes: Of its record.
    """

    id: str
    name: str
    pages: tuple[int, ...]
    number_key: str | None
    grade: str
    fields: dict[str, str]
    notes: tuple[ReviewNote, ...]

    def reviewed(self, more: Sequence[ReviewNote] = ()) -> Reviewed:
        """For the review list, with notes that only the archive as a whole can tell."""
        return Reviewed(self.id, self.name, self.fields, (*self.notes, *more))


@dataclass(frozen=True, slots=True)
class Version:
    """A document as it stood at a time: its id, its pages, and `reading_key` of their reading."""

    id: str
    pages: tuple[int, ...]
    config: str


@dataclass(frozen=True, slots=True)
class CutRow:
    """A person's decision where a file's documents begin.

    Attributes:
        sha256: Of the file.
        at: When.
        who: Decided.
        pages: Page numbers of each document.
        before: The documents that stood until then.
        state: `wished` while the archive is held and nothing could be begun; `pending` until it is
            as decided, then `done`.
    """

    sha256: str
    at: datetime
    who: str
    pages: tuple[tuple[int, ...], ...]
    before: tuple[Version, ...]
    state: str

    @property
    def stamp(self) -> str:
        """The moment as a part of a path."""
        return as_stamp(self.at)


@dataclass(frozen=True, slots=True)
class NightRow:
    """A night: when it ran, what it did, `running`, `done` or `failed`."""

    id: str
    started: datetime
    ended: datetime | None
    state: str
    counts: dict[str, Any]
