"""The index in a file of SQLite's: FTS5 finds documents by their tokens."""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from pipeline.archive.search.expressions import All, Any_, Expr, Without
from pipeline.archive.search.index import Index
from pipeline.errors import ArchiveFullError, ArchiveReadOnlyError, SearchIndexError
from pipeline.plain_words import from_database

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.archive.search.entries import Entry

__all__ = ["SqliteIndex"]

_BUSY_SECONDS = 30
# Every sign of a token that is not ASCII counts as a letter, whatever Unicode the library is of.
_TABLES = """
    CREATE TABLE search_documents_{g} (
        key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, org TEXT NOT NULL,
        type TEXT NOT NULL, year INTEGER NOT NULL, head TEXT NOT NULL, shown TEXT NOT NULL);
    CREATE TABLE search_facets_{g} (key INTEGER PRIMARY KEY, facets BLOB NOT NULL);
    CREATE TABLE search_values_{g} (code INTEGER PRIMARY KEY, value TEXT NOT NULL UNIQUE);
    CREATE TABLE search_fonds_{g} (fonds TEXT PRIMARY KEY);
    CREATE TABLE search_texts_{g} (
        key INTEGER PRIMARY KEY, body TEXT NOT NULL, lines BLOB NOT NULL, tokens BLOB);
    CREATE VIRTUAL TABLE search_tokens_{g} USING fts5(
        tokens, content='', detail=none, columnsize=0, tokenize="ascii tokenchars '=:_*'");
    CREATE TABLE search_near_{g} (word TEXT PRIMARY KEY, back TEXT NOT NULL) WITHOUT ROWID;
    CREATE INDEX search_back_{g} ON search_near_{g} (back)
"""


class SqliteIndex(Index):
    """An index in a file, made where it is written first.

    Args:
        path: Of the file.
    """

    _tables = _TABLES

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self._path = path
        self._open: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None  # that is open

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._open is not None:
                self._open.close()
            self._open, self._file, self._generation = None, None, 0

    def throw_away(self) -> None:
        """Remove a file that is broken, so that a new one can be made."""
        self.close()
        for ending in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                self._path.with_name(self._path.name + ending).unlink()

    def _let_go_of_the_replaced(self) -> None:
        # A rebuild throws away a file that cannot be used: a desk that has it open would go on
        # answering from the one that is gone.
        if self._open is not None and self._file != self._at_path():
            self.close()

    def _at_path(self) -> tuple[int, int] | None:
        """What tells the file that lies there now from any other; None where none lies there."""
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino

    def _connection(self) -> sqlite3.Connection:
        if self._open is None:
            self._open = sqlite3.connect(
                self._path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._open.execute("PRAGMA journal_mode = WAL")
            self._file = self._at_path()
            self._open.execute("PRAGMA synchronous = NORMAL")
            self._open.execute("PRAGMA cache_size = -65536")
        return self._open

    def _run(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        with self._errors():
            return self._connection().execute(sql, tuple(values)).fetchall()

    def _many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        with self._errors():
            self._connection().executemany(sql, values)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._run("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            with suppress(sqlite3.Error):
                self._connection().execute("ROLLBACK")
            raise
        self._run("COMMIT")

    def _has_meta(self) -> bool:
        if not self._path.exists():
            return False
        return bool(self._run("SELECT 1 FROM sqlite_master WHERE name = 'search_meta'"))

    def _finish(self, generation: int) -> None:
        self._run(
            f"INSERT INTO search_tokens_{generation} (search_tokens_{generation}) "
            "VALUES ('optimize')"
        )

    def _table_names(self) -> list[str]:
        rows = self._run("SELECT name FROM sqlite_master WHERE type = 'table'")
        return [row[0] for row in rows]

    def _matching(self, expr: Expr) -> tuple[str, str]:
        table = "search_tokens_{g}"
        return f"SELECT rowid AS key FROM {table} WHERE {table} MATCH ?", _fts(expr)

    def _add_tokens(self, entry: Entry, key: int, generation: int) -> None:
        tokens = " ".join(entry.tokens)
        self._run(
            f"UPDATE search_texts_{generation} SET tokens = ? WHERE key = ?",
            (zlib.compress(tokens.encode(), 6), key),
        )
        self._run(
            f"INSERT INTO search_tokens_{generation} (rowid, tokens) VALUES (?, ?)",
            (key, tokens),
        )

    def _remove_tokens(self, key: int, generation: int) -> None:
        # FTS5 keeps no text here, and is told what it has to forget.
        rows = self._run(f"SELECT tokens FROM search_texts_{generation} WHERE key = ?", (key,))
        for (packed,) in rows:
            self._run(
                f"INSERT INTO search_tokens_{generation} (search_tokens_{generation}, rowid, "
                "tokens) VALUES ('delete', ?, ?)",
                (key, zlib.decompress(packed).decode()),
            )

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            said = str(error)
            if "disk is full" in said:
                raise ArchiveFullError(self.name, from_database(said)) from error
            if "readonly" in said or "unable to open" in said:
                raise ArchiveReadOnlyError(self.name, from_database(said)) from error
            broken = isinstance(error, sqlite3.DatabaseError) and (
                "malformed" in said or "not a database" in said or "no such table" in said
                or "corrupt" in said
            )  # fmt: skip
            detail = "bị hỏng" if broken else f"không dùng được ({from_database(said)})"
            raise SearchIndexError(self.name, detail) from error


def _fts(expr: Expr) -> str:
    """In FTS5's language; tokens are letters, digits and four signs, so quoting is enough."""
    match expr:
        case str():
            return f'"{expr}"'
        case All(parts=parts):
            return f"({' AND '.join(map(_fts, parts))})"
        case Any_(parts=parts):
            return f"({' OR '.join(map(_fts, parts))})"
        case Without(found=found, taken=taken):
            return f"({_fts(found)} NOT {_fts(taken)})"
