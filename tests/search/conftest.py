"""The same shelf of documents in both indexes."""

from __future__ import annotations

import pytest
from shelf import NAME_OF, SHELF

from pipeline.archive.search.entries import entry_of
from pipeline.archive.search.postgres_index import PostgresIndex
from pipeline.archive.search.searching import search
from pipeline.archive.search.sqlite_index import SqliteIndex

BOTH = ["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.server)]


@pytest.fixture(params=BOTH)
def index(request, tmp_path):
    """An index that does not exist yet."""
    if request.param == "SQLite":
        made = SqliteIndex(tmp_path / "search.sqlite")
    else:
        made = PostgresIndex(request.getfixturevalue("postgres_url"))
    yield made
    made.close()


@pytest.fixture
def shelf(index):
    """The index with all documents of the shelf."""
    index.add([entry_of(document) for document in SHELF.values()])
    return index


@pytest.fixture
def found(shelf):
    """Ask the shelf: names of what was found, the best first."""

    def ask(question, **options):
        return [NAME_OF[hit.id] for hit in search(shelf, question, **options).hits]

    return ask
