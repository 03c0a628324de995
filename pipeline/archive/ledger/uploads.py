"""Files that other programs sent into the inbox: who, when, and where they were put."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import (
    Text,
    and_,
    case,
    cast,
    literal,
    null,
    or_,
    select,
    union_all,
    update,
)

from pipeline.archive.ledger.events_tables import uploads
from pipeline.archive.ledger.tables import files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pipeline.archive.ledger.database import Database

__all__ = ["ScanRow", "UploadLedger", "UploadRow"]

UploadState = Literal["coming", "there"]


@dataclass(frozen=True, slots=True)
class UploadRow:
    """A file that was sent.

    Attributes:
        sha256: Of its bytes.
        name: Path within the inbox.
        fonds: Folder of the inbox it was sent to; empty = its top.
        location: Where it lies, as `InboxFile` has it.
        size: Bytes.
        at: When.
        who: Sent it.
        state: `coming` until it lies in the inbox.
    """

    sha256: str
    name: str
    fonds: str
    location: str
    size: int
    at: datetime
    who: str
    state: UploadState = "coming"


@dataclass(frozen=True, slots=True)
class ScanRow:
    """A file as far as anybody knows it: from the inbox, or sent and not looked at yet.

    Attributes:
        sha256: Of its bytes.
        name: The name it was first seen under.
        size: Bytes.
        pages: How many; None while nobody opened it.
        state: As of `FileRow`; `waiting` for the next night where none has seen it.
        code: Of the error that set it aside.
        reason: The same in Vietnamese.
        came: When it came, by which lists are put in order.
        sent_by: Who sent it; None for a file that was found in the inbox.
        sent_to: Fonds it was sent to; None as before.
    """

    sha256: str
    name: str
    size: int
    pages: int | None
    state: str
    code: str | None
    reason: str | None
    came: datetime
    sent_by: str | None
    sent_to: str | None


class UploadLedger:
    """One row a file, whoever sent it first."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, sha256: str) -> UploadRow | None:
        """What was sent with these bytes."""
        rows = self._db.run(select(uploads).where(uploads.c.sha256 == sha256))
        return UploadRow(**rows[0]._asdict()) if rows else None

    def coming(self, row: UploadRow) -> UploadRow:
        """A file is about to be put into the inbox; what is on record then.

        Of two who send the same bytes at once the first stands.  A file that came before and lies
        there no more may come again.
        """
        there = asdict(row)
        self._db.run(self._db.insert(uploads).values(**there).on_conflict_do_nothing())
        return self._known(row.sha256)

    def again(self, row: UploadRow) -> None:
        """A file that was lost from the inbox comes anew."""
        values = {name: value for name, value in asdict(row).items() if name != "sha256"}
        self._db.run(update(uploads).where(uploads.c.sha256 == row.sha256).values(**values))

    def arrived(self, sha256: str) -> None:
        """It lies in the inbox."""
        self._db.run(update(uploads).where(uploads.c.sha256 == sha256).values(state="there"))

    def scan(self, sha256: str) -> ScanRow | None:
        """A file, sent or found."""
        rows = self._scans(lambda table: table.c.sha256 == sha256, 1)
        return rows[0] if rows else None

    def scans(
        self, limit: int, before: tuple[datetime, str] | None = None, state: str | None = None
    ) -> Sequence[ScanRow]:
        """Files, the last first.

        Args:
            limit: So many at most.
            before: Moment and hash of the last one that was seen.
            state: Only those in it.
        """

        def wanted(table: Any) -> Any:
            said = []
            if before is not None:
                came, sha256 = before
                same = and_(table.c.came == came, table.c.sha256 < sha256)
                said.append(or_(table.c.came < came, same))
            if state is not None:
                said.append(table.c.state == state)
            return and_(literal(1) == 1, *said)

        return self._scans(wanted, limit)

    def _scans(self, wanted: Any, limit: int) -> list[ScanRow]:
        sent = files.outerjoin(uploads, uploads.c.sha256 == files.c.sha256)
        # Sent before it was seen, or seen before somebody sent it as well.
        came = case(
            (uploads.c.at < files.c.first_seen, uploads.c.at), else_=files.c.first_seen
        ).label("came")
        seen = select(
            files.c.sha256,
            files.c.name,
            files.c.size,
            files.c.pages,
            files.c.state,
            files.c.code,
            files.c.reason,
            came,
            uploads.c.who.label("sent_by"),
            uploads.c.fonds.label("sent_to"),
        ).select_from(sent)
        waiting = select(
            uploads.c.sha256,
            uploads.c.name,
            uploads.c.size,
            cast(null(), files.c.pages.type),
            literal("waiting", files.c.state.type),
            cast(null(), files.c.code.type),
            cast(null(), Text),
            uploads.c.at.label("came"),
            uploads.c.who,
            uploads.c.fonds,
        ).where(
            uploads.c.state == "there",
            ~select(files.c.sha256).where(files.c.sha256 == uploads.c.sha256).exists(),
        )
        table = union_all(seen, waiting).subquery()
        rows = self._db.run(
            select(table)
            .where(wanted(table))
            .order_by(table.c.came.desc(), table.c.sha256.desc())
            .limit(limit)
        )
        return [ScanRow(**row._asdict()) for row in rows]

    def _known(self, sha256: str) -> UploadRow:
        found = self.of(sha256)
        if found is None:
            raise LookupError(sha256)
        return found
