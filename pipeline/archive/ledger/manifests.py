"""Lists of what a contractor delivers, and how far the inbox is as they say.

A list's lines are kept, so that a list is read once, and a file is hashed for it once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from pipeline.archive.ledger.tables import Moment, files, metadata, now
from pipeline.archive.spelling import key_of, place_of, spelt

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from pipeline.archive.ledger.database import Database

__all__ = ["LineRow", "LineState", "ManifestLedger", "ManifestRow", "manifest_lines", "manifests"]

LineState = Literal[
    "awaited",  # it has not arrived
    "met",  # it lies there, and is as the list says as far as that says anything
    "differs",  # its bytes are not those that were delivered
    "miscounted",  # it has another number of pages
    "beside",  # it lies there and is no scan: nobody looks into it
]

manifests = Table(
    "manifests",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("location", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    # Empty: a table that is no list, or one that could not be read.
    Column("kind", String(8), nullable=False),
    Column("trouble", Text),
    Column("refused", JSON, nullable=False),
    Column("refused_number", Integer, nullable=False),
    Column("extras", JSON, nullable=False),
    Column("extras_number", Integer, nullable=False),
    # What lay below its folder when all of that was last compared; empty: not all was.
    Column("compared", String(64), nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("updated", Moment, nullable=False),
)

manifest_lines = Table(
    "manifest_lines",
    metadata,
    Column(
        "manifest", String(64), ForeignKey("manifests.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("number", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("algorithm", String(8)),
    Column("digest", String(128)),
    Column("pages", Integer),
    Column("urgency", String(40), nullable=False),
    Column("state", String(12), nullable=False),
    # What the inbox calls the file that is meant.
    Column("file", Text),
    # Of the bytes that were compared, and their pages where these differ.
    Column("sha256", String(64)),
    Column("found_pages", Integer),
)


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """A list, or a table that turned out to be none (`kind` is empty, as is `trouble`).

    Attributes:
        location: Where it lies.
        name: In the inbox.
        size: Bytes.
        mtime_ns: When it was written.
        kind: See `manifests.listed.Kind`.
        trouble: Why it cannot be read.
        refused: Lines that say nothing, some of them.
        refused_number: All of them.
        extras: Files that it should name and does not, some of them.
        extras_number: All of them.
        compared: What lay below its folder when all was compared.
    """

    location: str
    name: str
    size: int
    mtime_ns: int
    kind: str
    trouble: str | None = None
    refused: tuple[str, ...] = ()
    refused_number: int = 0
    extras: tuple[str, ...] = ()
    extras_number: int = 0
    compared: str = ""

    @property
    def id(self) -> str:
        """Its key."""
        return key_of(self.location)


@dataclass(slots=True)
class LineRow:
    """A line of a list, and what was found of it.  Filled while the inbox is looked at."""

    number: int
    name: str
    algorithm: str | None
    digest: str | None
    pages: int | None
    urgency: str
    state: LineState = "awaited"
    file: str | None = None
    sha256: str | None = None
    found_pages: int | None = None


_ROW = [manifests.c[name] for name in ManifestRow.__slots__]
_AT_ONCE = 400
_FOUND = ("state", "file", "sha256", "found_pages")
_LINE = [manifest_lines.c[name] for name in LineRow.__slots__]


class ManifestLedger:
    """Lists, known by where they lie."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self) -> list[ManifestRow]:
        """All that were looked at, tables that are none included, by name."""
        rows = self._db.run(select(*_ROW).order_by(manifests.c.name, manifests.c.id))
        return [
            ManifestRow(
                **row._asdict()
                | {
                    "location": place_of(row.location),
                    "refused": tuple(row.refused),
                    "extras": tuple(row.extras),
                }
            )
            for row in rows
        ]

    def keep(self, row: ManifestRow, lines: Sequence[LineRow]) -> None:
        """A list is new, or other bytes lie in its place: nothing of it was compared yet."""
        moment = now()
        values = {
            "location": spelt(row.location),
            "name": row.name,
            "size": row.size,
            "mtime_ns": row.mtime_ns,
            "kind": row.kind,
            "trouble": row.trouble,
            "refused": list(row.refused),
            "refused_number": row.refused_number,
            "extras": [],
            "extras_number": 0,
            "compared": "",
            "updated": moment,
        }
        kept = (
            self._db.insert(manifests)
            .values(id=row.id, first_seen=moment, **values)
            .on_conflict_do_update(index_elements=["id"], set_=values)
        )
        told = [
            {"manifest": row.id, **{name: getattr(line, name) for name in LineRow.__slots__}}
            for line in lines
        ]
        steps: list[tuple[Any, Any]] = [
            (kept, None),
            (delete(manifest_lines).where(manifest_lines.c.manifest == row.id), None),
        ]
        if told:
            steps.append((insert(manifest_lines), told))
        self._db.run_together(steps)

    def lines(self, row: ManifestRow) -> list[LineRow]:
        """Its lines, in its order."""
        wanted = select(*_LINE).where(manifest_lines.c.manifest == row.id)
        return [LineRow(*found) for found in self._db.run(wanted.order_by(manifest_lines.c.number))]

    def compare(
        self, row: ManifestRow, changed: Iterable[LineRow], extras: Sequence[str], compared: str
    ) -> None:
        """What was found of it.

        Args:
            row: Which.
            changed: Lines of which something else was found than before.
            extras: Files that it should name and does not, all of them.
            compared: See `ManifestRow`.
        """
        told = [
            {
                "of": row.id,
                "at": line.number,
                **{f"new_{name}": getattr(line, name) for name in _FOUND},
            }
            for line in changed
        ]
        this = (manifest_lines.c.manifest == bindparam("of")) & (
            manifest_lines.c.number == bindparam("at")
        )
        found = {"extras": list(extras[:20]), "extras_number": len(extras), "compared": compared}
        steps: list[tuple[Any, Any]] = [
            (update(manifests).where(manifests.c.id == row.id).values(**found, updated=now()), None)
        ]
        if told:
            set_: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _FOUND}
            steps.append((update(manifest_lines).where(this).values(set_), told))
        self._db.run_together(steps)

    def forget(self, rows: Collection[ManifestRow]) -> None:
        """Lists that lie there no more."""
        for row in rows:
            self._db.run_together(
                [
                    (delete(manifest_lines).where(manifest_lines.c.manifest == row.id), None),
                    (delete(manifests).where(manifests.c.id == row.id), None),
                ]
            )

    def counts(self) -> dict[str, dict[str, int]]:
        """Key of a list → lines by state."""
        wanted = select(manifest_lines.c.manifest, manifest_lines.c.state, func.count()).group_by(
            manifest_lines.c.manifest, manifest_lines.c.state
        )
        found: dict[str, dict[str, int]] = {}
        for manifest, state, number in self._db.run(wanted):
            found.setdefault(manifest, {})[state] = int(number)
        return found

    def urgent(self) -> dict[str, str]:
        """Name in the inbox → degree of urgency, of files that some list gives one."""
        wanted = select(manifest_lines.c.file, manifest_lines.c.urgency).where(
            manifest_lines.c.urgency != "", manifest_lines.c.file.is_not(None)
        )
        return {row.file: row.urgency for row in self._db.run(wanted)}

    def pages_of(self, hashes: Iterable[str]) -> dict[str, int | None]:
        """File → its pages; None for one that can never be opened, left out while nobody has."""
        wanted, found = list(hashes), {}
        for start in range(0, len(wanted), _AT_ONCE):
            these = files.c.sha256.in_(wanted[start : start + _AT_ONCE])
            known = files.c.pages.is_not(None) | (files.c.state == "set_aside")
            rows = self._db.run(select(files.c.sha256, files.c.pages).where(these, known))
            found.update({row.sha256: row.pages for row in rows})
        return found

    def named(self, row: ManifestRow, state: LineState, most: int) -> list[LineRow]:
        """Some lines of a state, in the list's order."""
        wanted = (
            select(*_LINE)
            .where(manifest_lines.c.manifest == row.id, manifest_lines.c.state == state)
            .order_by(manifest_lines.c.number)
            .limit(most)
        )
        return [LineRow(*found) for found in self._db.run(wanted)]
