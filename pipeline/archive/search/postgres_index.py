"""The index in the ledger's PostgreSQL: full text over the same tokens, in tables of its own."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy import create_engine, make_url

from pipeline.archive.search.expressions import All, Any_, Expr, Without
from pipeline.archive.search.index import Index
from pipeline.errors import ArchiveFullError, ArchiveReadOnlyError, SearchIndexError
from pipeline.plain_words import from_database

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.archive.search.entries import Entry

__all__ = ["PostgresIndex"]

_WRITERS = 0x50485345  # any number, but the same for all of us
# Rows of tokens stay narrow: a question that many documents answer reads a row of each.
_TABLES = """
    CREATE TABLE search_documents_{g} (
        key BIGINT PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, org TEXT NOT NULL,
        type TEXT NOT NULL, year INTEGER NOT NULL, head TEXT NOT NULL, shown TEXT NOT NULL);
    CREATE TABLE search_facets_{g} (key BIGINT PRIMARY KEY, facets BYTEA NOT NULL);
    CREATE TABLE search_values_{g} (code SERIAL PRIMARY KEY, value TEXT NOT NULL UNIQUE);
    CREATE TABLE search_fonds_{g} (fonds TEXT PRIMARY KEY);
    CREATE TABLE search_texts_{g} (
        key BIGINT PRIMARY KEY, body TEXT NOT NULL, lines BYTEA NOT NULL);
    CREATE TABLE search_tokens_{g} (key BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL)
        WITH (toast_tuple_target = 128);
    ALTER TABLE search_tokens_{g} ALTER COLUMN tokens SET STORAGE EXTERNAL;
    CREATE TABLE search_near_{g} (
        word TEXT COLLATE "C" PRIMARY KEY, back TEXT COLLATE "C" NOT NULL);
    CREATE INDEX ON search_near_{g} (back)
"""


class PostgresIndex(Index):
    """An index in tables of its own beside the ledger's.

    Args:
        url: The ledger's, as SQLAlchemy writes it.
    """

    _tables = _TABLES

    def __init__(self, url: str) -> None:
        super().__init__(make_url(url).render_as_string(hide_password=True))
        arguments = create_engine(url).dialect.create_connect_args(make_url(url))
        self._arguments = (list(arguments[0]), dict(arguments[1]))
        self._open: psycopg.Connection[Any] | None = None

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            if self._open is not None:
                self._open.close()
            self._open, self._generation = None, 0

    def _let_go_of_the_replaced(self) -> None:
        """Nothing: its tables are in a database that stays."""

    def _connection(self) -> psycopg.Connection[Any]:
        if self._open is None or self._open.closed:
            args, options = self._arguments
            self._open = psycopg.connect(
                *args, **{"connect_timeout": 10, **options, "autocommit": True}
            )
            # The index knows better than statistics, which know no pair of tokens.
            self._open.execute("SET enable_seqscan = off")
            self._open.execute("SET jit = off")
        return self._open

    def _run(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        with self._errors():
            cursor = self._connection().execute(sql.replace("?", "%s"), tuple(values))
            return cursor.fetchall() if cursor.description else []

    def _many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        with self._errors(), self._connection().cursor() as cursor:
            cursor.executemany(sql.replace("?", "%s"), values)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._errors(), self._connection().transaction():
            # One writer after the other, as in SQLite: two can never wait for each other.
            self._connection().execute("SELECT pg_advisory_xact_lock(%s)", (_WRITERS,))
            yield

    def _has_meta(self) -> bool:
        return bool(self._run("SELECT to_regclass('search_meta') IS NOT NULL")[0][0])

    def _finish(self, generation: int) -> None:
        self._run(
            f"CREATE INDEX ON search_tokens_{generation} USING gin (tokens) WITH (fastupdate = off)"
        )

    def _table_names(self) -> list[str]:
        rows = self._run(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() "
            "AND starts_with(tablename, 'search_')"
        )
        return [row[0] for row in rows]

    def _matching(self, expr: Expr) -> tuple[str, str]:
        met = "SELECT key FROM search_tokens_{g} WHERE tokens @@ ?::tsquery"
        return f"WITH met AS MATERIALIZED ({met}) SELECT key FROM met", _tsquery(expr)

    def _add_tokens(self, entry: Entry, key: int, generation: int) -> None:
        self._run(
            f"INSERT INTO search_tokens_{generation} (key, tokens) "
            "VALUES (?, array_to_tsvector(?::text[]))",
            (key, list(entry.tokens)),
        )

    def _remove_tokens(self, key: int, generation: int) -> None:
        self._run(f"DELETE FROM search_tokens_{generation} WHERE key = ?", (key,))

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            said = str(error)
            if "No space left" in said:
                raise ArchiveFullError(self.name, from_database(said)) from error
            if "permission denied" in said:
                raise ArchiveReadOnlyError(self.name, from_database(said)) from error
            lost = isinstance(error, psycopg.errors.UndefinedTable)
            detail = "bị hỏng" if lost else f"không dùng được ({from_database(said)})"
            raise SearchIndexError(self.name, detail) from error


def _tsquery(expr: Expr) -> str:
    """In PostgreSQL's language; tokens are letters, digits and four signs: quoting is enough."""
    match expr:
        case str():
            return f"'{expr}'"
        case All(parts=parts):
            return f"({' & '.join(map(_tsquery, parts))})"
        case Any_(parts=parts):
            return f"({' | '.join(map(_tsquery, parts))})"
        case Without(found=found, taken=taken):
            return f"({_tsquery(found)} & !{_tsquery(taken)})"
