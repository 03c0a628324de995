"""The index in a database: the same tables and the same answers in SQLite and in PostgreSQL.

Tables bear the number of their generation.  A rebuild fills the next one beside the present one
and then switches: a search in between finds what it always found, and a rebuild that is killed
leaves nothing but tables that the next one drops.
"""

from __future__ import annotations

import re
import threading
from abc import ABC, abstractmethod
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from rapidfuzz.distance import OSA

from pipeline.archive.search.facets import FACETS, counted, packed, unpacked
from pipeline.errors import SearchIndexError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from pipeline.archive.search.entries import Entry
    from pipeline.archive.search.expressions import Expr
    from pipeline.archive.search.facets import Facets

__all__ = ["INDEX_VERSION", "Index", "Row"]

INDEX_VERSION = 4
"""Of tables and tokens; an index of another version is built anew, never migrated."""

_NAMES = (
    "search_documents",
    "search_facets",
    "search_values",
    "search_fonds",
    "search_texts",
    "search_tokens",
    "search_near",
)
_AT_ONCE = 400
_SHORTEST, _MOST_NEAR = 4, 40  # a misread letter in three could be anything
_LAST = "\U0010ffff"


class Row(NamedTuple):
    """A document as found: everything but its text."""

    key: int
    id: str
    name: str
    org: str
    type: str
    year: int
    head: str
    shown: str


class Index(ABC):
    """One index; methods raise `SearchIndexError` where there is none that can be used.

    Args:
        name: What an administrator knows it by.

    Attributes:
        name: As given.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = threading.RLock()
        self._generation = 0
        self._values: tuple[int, dict[int, str]] = (0, {})

    # What differs

    _tables: ClassVar[str]
    """Statements that make the tables of generation `{g}`, parted by `;`."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the database."""

    @abstractmethod
    def _run(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """Do one statement with `?` for its values; its rows."""

    @abstractmethod
    def _many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        """Do one statement for each of these."""

    @abstractmethod
    def _transaction(self) -> AbstractContextManager[None]:
        """All or nothing; one writer after the other."""

    @abstractmethod
    def _let_go_of_the_replaced(self) -> None:
        """Close what somebody has put another in place of since it was opened."""

    @abstractmethod
    def _has_meta(self) -> bool:
        """Whether any index was ever made here."""

    @abstractmethod
    def _finish(self, generation: int) -> None:
        """Make what is made faster when the tables are full."""

    @abstractmethod
    def _table_names(self) -> list[str]:
        """Of all tables that may be the index's, and maybe of others."""

    @abstractmethod
    def _matching(self, expr: Expr) -> tuple[str, str]:
        """A subquery that gives `key`, with one `?`, and the value for it."""

    @abstractmethod
    def _add_tokens(self, entry: Entry, key: int, generation: int) -> None:
        """Put a document's tokens where they are found."""

    @abstractmethod
    def _remove_tokens(self, key: int, generation: int) -> None:
        """Take them out again."""

    # Which generation

    def open(self) -> None:
        """See that there is an index of this version."""
        with self._lock:
            self._let_go_of_the_replaced()
            if not self._has_meta():
                raise SearchIndexError(self.name, "chưa được lập")
            rows = self._run("SELECT version, generation FROM search_meta")
            if not rows or rows[0][0] != INDEX_VERSION:
                raise SearchIndexError(self.name, "thuộc bản khác của chương trình")
            self._generation = int(rows[0][1])

    def open_or_make(self) -> None:
        """... or make an empty one where none was."""
        with self._lock:
            self._let_go_of_the_replaced()
            if not self._has_meta():
                with self._transaction():
                    self._make_meta()
                    if not self._run("SELECT 1 FROM search_meta"):
                        self._make(1)
                        self._finish(1)
                        self._run(
                            "INSERT INTO search_meta (id, version, generation) VALUES (1, ?, 1)",
                            (INDEX_VERSION,),
                        )
            self.open()

    def _make_meta(self) -> None:
        self._run(
            "CREATE TABLE IF NOT EXISTS search_meta "
            "(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, generation INTEGER NOT NULL)"
        )

    @contextmanager
    def anew(self) -> Iterator[int]:
        """A new generation to fill; it takes the place of the present one at the end."""
        with self._lock:
            self._let_go_of_the_replaced()
            with self._transaction():
                self._make_meta()
            old = self._run("SELECT generation FROM search_meta")
            present = int(old[0][0]) if old else 0
            for left in self._generations():
                if left != present:
                    self._drop(left)
            generation = present + 1
            self._make(generation)
        yield generation
        with self._lock:
            self._finish(generation)
            with self._transaction():
                self._run("DELETE FROM search_meta")
                self._run(
                    "INSERT INTO search_meta (id, version, generation) VALUES (1, ?, ?)",
                    (INDEX_VERSION, generation),
                )
            for left in self._generations():
                if left != generation:
                    self._drop(left)
            self._generation = generation

    def _make(self, generation: int) -> None:
        for statement in self._tables.split(";"):
            self._run(statement.replace("{g}", str(generation)))

    def _generations(self) -> list[int]:
        """All whose tables are there, whole or half."""
        found = (re.fullmatch(r"search_\w+?_(\d+)", name) for name in self._table_names())
        return sorted({int(match[1]) for match in found if match})

    def _drop(self, generation: int) -> None:
        with self._transaction():
            for name in _NAMES:
                self._run(f"DROP TABLE IF EXISTS {name}_{generation}")

    # Writing

    def add(self, entries: Iterable[Entry], generation: int | None = None) -> None:
        """Put documents in, in place of what was there of them."""
        found = list(entries)
        with self._lock:
            if generation is None:
                self.open_or_make()
            with self._transaction():
                g = self._generation if generation is None else generation
                for entry in found:
                    self._add(entry, g)
                words = sorted({word for entry in found for word in entry.near})
                self._many(
                    f"INSERT INTO search_near_{g} (word, back) VALUES (?, ?) "
                    "ON CONFLICT DO NOTHING",
                    [(word, word[::-1]) for word in words],
                )

    def _add(self, entry: Entry, g: int) -> None:
        self._remove(entry.id, g)
        key = entry.key
        while self._run(f"SELECT 1 FROM search_documents_{g} WHERE key = ?", (key,)):
            key += 1
        self._run(
            f"INSERT INTO search_documents_{g} (key, id, name, org, type, year, head, shown) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (key, entry.id, *map(_storable, (entry.name, entry.org, entry.type)), entry.year,
             entry.head, entry.shown),
        )  # fmt: skip
        self._run(
            f"INSERT INTO search_facets_{g} (key, facets) VALUES (?, ?)",
            (key, packed([self._code(value, g) for value in map(_storable, entry.facets)])),
        )
        self._run(
            f"INSERT INTO search_fonds_{g} (fonds) VALUES (?) ON CONFLICT DO NOTHING",
            (_storable(entry.facets[FACETS.index("fonds")]),),
        )
        self._run(
            f"INSERT INTO search_texts_{g} (key, body, lines) VALUES (?, ?, ?)",
            (key, entry.body, entry.lines),
        )
        self._add_tokens(entry, key, g)

    def _code(self, value: str, g: int) -> int:
        """A value's number: rows of numbers are counted ten times as fast as rows of names."""
        known = f"SELECT code FROM search_values_{g} WHERE value = ?"
        rows = self._run(known, (value,))
        if not rows:
            self._run(f"INSERT INTO search_values_{g} (value) VALUES (?)", (value,))
            rows = self._run(known, (value,))
        return int(rows[0][0])

    def remove(self, ids: Iterable[str]) -> None:
        """Take documents out; those that are not there are no trouble."""
        with self._lock:
            self.open()
            with self._transaction():
                for document_id in ids:
                    self._remove(document_id, self._generation)

    def _remove(self, document_id: str, g: int) -> None:
        for (key,) in self._run(
            f"SELECT key FROM search_documents_{g} WHERE id = ?",
            (document_id,),
        ):
            self._remove_tokens(key, g)
            for name in ("search_texts", "search_facets"):
                self._run(f"DELETE FROM {name}_{g} WHERE key = ?", (key,))
            self._run(f"DELETE FROM search_documents_{g} WHERE key = ?", (key,))

    # Reading

    def ids(self) -> set[str]:
        """All documents in the index."""
        rows = self._read("SELECT id FROM search_documents_{g}")
        return {row[0] for row in rows}

    def fonds(self) -> list[str]:
        """All values of the facet `fonds`, sorted; also such that no document has any more."""
        return sorted(row[0] for row in self._read("SELECT fonds FROM search_fonds_{g}"))

    def fonds_of_each(self) -> dict[str, str]:
        """Document → its value of the facet `fonds`."""
        rows = self._read(
            "SELECT d.id, f.facets FROM search_documents_{g} d JOIN search_facets_{g} f "
            "ON f.key = d.key"
        )
        at = FACETS.index("fonds")
        with self._lock:
            return {row[0]: self._value(unpacked(bytes(row[1]))[at]) for row in rows}

    def count(self) -> int:
        """How many documents are in it."""
        return int(self._read("SELECT count(*) FROM search_documents_{g}")[0][0])

    def match(self, expr: Expr, most: int, *, oldest: bool = False) -> list[int]:
        """Keys of documents, the youngest first, or the oldest; those without a date are oldest."""
        sub, value = self._matching(expr)
        order = "ASC" if oldest else "DESC"
        rows = self._read(
            f"SELECT key FROM ({sub}) AS found ORDER BY key {order} LIMIT ?", value, most
        )
        return [row[0] for row in rows]

    def facets(self, expr: Expr) -> Facets:
        """Count all documents found."""
        sub, value = self._matching(expr)
        rows = self._read(f"SELECT facets FROM search_facets_{{g}} WHERE key IN ({sub})", value)
        with self._lock:
            return counted((bytes(row[0]) for row in rows), self._value)

    def _value(self, code: int) -> str:
        """A code's value; all are kept, for they stay the same while a generation stands."""
        generation, values = self._values
        if generation != self._generation or code not in values:
            values = dict(self._read("SELECT code, value FROM search_values_{g}"))
            self._values = (self._generation, values)
        return values[code]

    def rows(self, keys: Sequence[int]) -> dict[int, Row]:
        """What is known of these documents."""
        columns = ", ".join(Row._fields)
        return {
            row[0]: Row(*row)
            for row in self._of(f"SELECT {columns} FROM search_documents_{{g}}", keys)
        }

    def bodies(self, keys: Sequence[int]) -> dict[int, str]:
        """Their words in reading order."""
        return dict(self._of("SELECT key, body FROM search_texts_{g}", keys))

    def lines(self, keys: Sequence[int]) -> dict[int, bytes]:
        """Their packed lines."""
        found = self._of("SELECT key, lines FROM search_texts_{g}", keys)
        return {key: bytes(lines) for key, lines in found}

    def near(self, word: str) -> tuple[str, ...]:
        """Other words of the archive that differ in one letter, or in two that changed places.

        One half of such a word stands unchanged in the other, at its beginning or its end: two
        ordinary look-ups find them all, on any database.
        """
        if len(word) < _SHORTEST or word.isdecimal():
            return ()
        half = len(word) // 2
        bounds = (len(word) - 1, len(word) + 1)
        found: set[str] = set()
        for column, part in (("word", word[:half]), ("back", word[half:][::-1])):
            rows = self._read(
                f"SELECT word FROM search_near_{{g}} WHERE {column} >= ? AND {column} < ? "
                "AND length(word) BETWEEN ? AND ?",
                part, part + _LAST, *bounds,
            )  # fmt: skip
            found.update(row[0] for row in rows)
        near = sorted(one for one in found if OSA.distance(word, one, score_cutoff=1) == 1)
        return tuple(near[:_MOST_NEAR])

    def _of(self, sql: str, keys: Sequence[int]) -> list[Any]:
        rows: list[Any] = []
        for start in range(0, len(keys), _AT_ONCE):
            part = keys[start : start + _AT_ONCE]
            rows += self._read(f"{sql} WHERE key IN ({', '.join('?' * len(part))})", *part)
        return rows

    def _read(self, sql: str, *values: Any) -> list[Any]:
        with self._lock:
            self._let_go_of_the_replaced()
            if not self._generation:
                self.open()
            try:
                return self._run(sql.replace("{g}", str(self._generation)), values)
            except SearchIndexError:
                before = self._generation
                self.open()  # somebody has built a new one in the meantime
                if self._generation == before:
                    raise
                return self._run(sql.replace("{g}", str(self._generation)), values)


def _storable(text: str) -> str:
    """A text as both databases take it: no halves of signs, no zero byte."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")
