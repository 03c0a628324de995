"""Ledgers of every released program go up and down, and nothing that was known is lost."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import stat
import threading
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from old_ledgers import content, restore, shape
from sqlalchemy import Column, Integer, MetaData, String, Table, event, text

import pipeline.archive.ledger.fixity_tables
import pipeline.archive.ledger.likeness_tables
import pipeline.archive.ledger.versions_tables  # noqa: F401  # all tables of today on one metadata
from pipeline.archive.ledger.connecting import connect
from pipeline.archive.ledger.ledger import Ledger
from pipeline.archive.ledger.tables import metadata
from pipeline.archive.migrations import bring_up, move, moving, newest, planned, released
from pipeline.archive.migrations.moving import standing
from pipeline.archive.migrations.revisions import REVISIONS, SCRIPTS
from pipeline.errors import ArchiveError, LedgerDecisionsError, LedgerVersionError

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.server)]
BEFORE_ALEMBIC = [1, 2, 3, 4]
FILE = "a" * 64


@pytest.fixture(params=BOTH)
def url(request, tmp_path):
    """An empty database, one kind after the other."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/ledger.sqlite"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def engine(url):
    """Connections to it."""
    found, _ = connect(url)
    yield found
    found.dispose()


@pytest.fixture
def old(url, engine):
    """A ledger of an old program in that database."""

    def made(number):
        restore(url, number)
        return engine

    return made


def spelt(content):
    r"""What is in a ledger, with the place that programs of 0001 and 0002 misspelt put right."""
    wrong, right = r"/hop-nhan/tên\xffhỏng.pdf", "file:///hop-nhan/t%C3%AAn%FFh%E1%BB%8Fng.pdf"
    rows = sorted(
        tuple(right if value == wrong else value for value in row) for row in content["sightings"]
    )
    return content | {"sightings": rows}


def at(number):
    return released()[number - 1]


def revision_of(engine):
    with engine.connect() as connection:
        return standing(connection, "x")


def number_for_old_programs(engine):
    with engine.connect() as connection:
        return connection.scalar(text("SELECT version FROM sohoa_schema"))


def differences(engine, tables):
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": REVISIONS, "compare_server_default": False}
        )
        return compare_metadata(context, tables)


def copies(engine):
    return sorted(Path(engine.url.database).parent.glob("ledger.0*"))


def test_revisions_are_one_chain_named_by_their_files():
    """Alembic finds the same revisions in the same order, with one head."""
    directory = ScriptDirectory(SCRIPTS)
    scripts = list(directory.walk_revisions())[::-1]
    assert directory.get_heads() == [newest()]
    assert tuple(script.revision for script in scripts) == released()
    assert [script.down_revision for script in scripts] == [None, *released()[:-1]]
    assert all(Path(script.path).stem == script.revision for script in scripts)


def test_a_new_ledger_has_the_tables_of_the_models(engine):
    """What the revisions make one after the other is what the program works with."""
    bring_up(engine, "x")
    assert differences(engine, metadata) == []
    assert revision_of(engine) == newest()


def test_a_forgotten_revision_would_be_noticed(engine):
    """The comparison sees a column and a table that no revision made."""
    bring_up(engine, "x")
    tables = MetaData()
    for table in metadata.sorted_tables:
        table.to_metadata(tables)
    tables.tables["files"].append_column(Column("shelf", Integer))
    Table("shelves", tables, Column("id", Integer, primary_key=True))
    assert {found[0] for found in differences(engine, tables)} == {"add_table", "add_column"}


@pytest.mark.parametrize("number", BEFORE_ALEMBIC)
def test_each_revision_makes_what_its_program_made(url, engine, number, tmp_path, request):
    """Tables of a revision are those that the released program of that day left behind."""
    move(engine, "x", at(number))
    made = shape(engine)
    assert REVISIONS not in made
    if url.startswith("sqlite"):
        other = f"sqlite:///{tmp_path}/released.sqlite"
    else:
        with engine.connect() as connection:
            connection.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS released")
        other = url.partition("?")[0] + "?options=-csearch_path%3Dreleased"
        drop = text("DROP SCHEMA released CASCADE")

        def remove():
            with connect(url)[0].connect() as connection:
                connection.execute(drop)

        request.addfinalizer(remove)
    restore(other, number)
    released_engine, _ = connect(other)
    assert shape(released_engine) == made
    released_engine.dispose()


@pytest.mark.parametrize("number", BEFORE_ALEMBIC)
def test_an_old_ledger_is_brought_up_when_it_is_opened(url, old, number):
    """Every row is as it was, the tables are today's, and the ledger is used at once."""
    engine = old(number)
    before = content(engine)

    ledger = Ledger(url)
    after = content(engine)

    assert {name: after[name] for name in before} == spelt(before)
    told = {"causes", "review_queue"}  # what the records say, in other rows
    assert all(not after[name] for name in after if name not in before.keys() | told)
    assert differences(engine, metadata) == []
    assert (revision_of(engine), number_for_old_programs(engine)) == (newest(), len(released()))
    assert ledger.file(FILE).name == "công văn 574.pdf"
    assert next(row.pages for row in ledger.documents(FILE)) in {(1, 2), (1,)}
    assert ledger.nights()[0].state == "running"
    ledger.clear(FILE, "An")
    ledger.cuts.decide(FILE, "Mai", [(1,), (2, 3)], [])
    assert ledger.clearance(FILE).who == ("An" if number == 1 else "Lê Thị Mai")
    ledger.close()


@pytest.mark.parametrize("number", range(1, len(released())))
def test_down_and_up_again_keeps_what_both_know(url, old, number):
    """Back to each revision and up again: rows of the tables that stayed are the same."""
    engine = old(4)
    bring_up(engine, "x")
    before = content(engine)

    down = move(engine, "x", at(number), drop=True)
    there = content(engine)
    assert down.steps == released()[: number - 1 : -1]
    assert {name: before[name] for name in there} == there
    assert revision_of(engine) == at(number)
    assert number_for_old_programs(engine) == number

    up = move(engine, "x", newest())
    assert up.steps == released()[number:]
    again = content(engine)
    assert {name: again[name] for name in there} == there
    assert differences(engine, metadata) == []


def test_an_older_ledger_is_as_its_program_left_it(url, old):
    """Brought back to 0004 it has no word of Alembic: that program may go on with it."""
    engine = old(4)
    before = content(engine), shape(engine)
    bring_up(engine, "x")
    move(engine, "x", at(4), drop=True)
    assert (content(engine), shape(engine)) == before

    # That program may bring up by itself what was brought back further.
    move(engine, "x", at(3), drop=True)
    with engine.connect() as connection:
        connection.execute(text("UPDATE sohoa_schema SET version = 4"))
    assert revision_of(engine) == at(4)


@pytest.mark.parametrize("number", [1, 2])
def test_a_misspelt_place_is_found_again(url, old, number):
    """Bytes that are no text are spelt as today; a name that only looks so is left as it is."""
    engine = old(number)
    odd = r"/hop-nhan/thật\xff.pdf"
    with engine.connect() as connection:
        row = text(
            "UPDATE sightings SET id = :key, location = :odd WHERE location LIKE '%khẩu.pdf'"
        )
        connection.execute(row, {"key": sha256(odd.encode()).hexdigest(), "odd": odd})

    ledger = Ledger(url)
    assert list(ledger.places("c" * 64)) == ["/hop-nhan/tên\udcffhỏng.pdf"]
    assert list(ledger.places("b" * 64)) == [odd]
    ledger.close()


def test_decisions_of_people_are_not_lost_by_the_way(old):
    """A way down that drops cuts and clearances is refused, and nothing has changed."""
    engine = old(4)
    bring_up(engine, "x")
    before = content(engine)
    lost = {"quyết định cắt văn bản": 2, "quyết định bỏ dấu độ mật": 1}

    plan = planned(engine, "x", at(1))
    assert (plan.lost, plan.is_down) == (lost, True)
    with pytest.raises(LedgerDecisionsError, match=r"2 quyết định cắt văn bản.*--drop"):
        move(engine, "x", at(1))
    assert content(engine) == before
    assert revision_of(engine) == newest()

    assert move(engine, "x", at(1), drop=True).lost == lost


def test_where_nobody_decided_anything_nothing_stops_the_way_down(old):
    """A ledger without decisions goes back without being asked twice."""
    engine = old(1)
    bring_up(engine, "x")
    assert move(engine, "x", at(1)).lost == {}
    assert revision_of(engine) == at(1)


@pytest.mark.parametrize("by", ["Alembic", "number"])
def test_a_ledger_of_a_newer_program_is_left_alone(engine, by):
    """Whoever wrote it, before Alembic or after, an older program does not touch it."""
    if by == "Alembic":
        bring_up(engine, "x")
        with engine.connect() as connection:
            connection.execute(text(f"UPDATE {REVISIONS} SET version_num = '0099_future'"))
    else:
        with engine.connect() as connection:
            connection.execute(text("CREATE TABLE sohoa_schema (id INTEGER, version INTEGER)"))
            connection.execute(text("INSERT INTO sohoa_schema VALUES (1, 99)"))
    before = shape(engine)

    for attempt in (
        lambda: bring_up(engine, "x"),
        lambda: move(engine, "x", at(4), drop=True),
        lambda: planned(engine, "x", newest()),
    ):
        with pytest.raises(LedgerVersionError, match="99"):
            attempt()
    assert shape(engine) == before


def test_the_ledger_as_it_was_is_kept_beside(tmp_path):
    """A copy of the old ledger lies beside it, whole, closed to the same people, in one file."""
    url = f"sqlite:///{tmp_path}/ledger.sqlite"
    restore(url, 3)
    (tmp_path / "ledger.sqlite").chmod(0o600)
    engine, _ = connect(url)
    before = content(engine)
    with engine.connect() as held:  # what stands in the write-ahead log alone is copied too
        held.execute(text("UPDATE nights SET state = 'failed' WHERE state = 'running'"))
        move(engine, "x", newest())

    (copy,) = copies(engine)
    assert copy.name.startswith("ledger.0003_entries.")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    kept, _ = connect(f"sqlite:///{copy}")
    assert revision_of(kept) == at(3)
    assert {**content(kept), "nights": ()} == {**before, "nights": ()}
    assert {row[3] for row in content(kept)["nights"]} == {"done", "failed"}
    kept.dispose()

    bring_up(engine, "x")
    assert copies(engine) == [copy]  # nothing to do, nothing to keep
    move(engine, "x", at(4))
    assert len(copies(engine)) == 2
    engine.dispose()


def test_a_new_ledger_has_nothing_to_keep(tmp_path):
    """No copy of an empty file."""
    engine, _ = connect(f"sqlite:///{tmp_path}/ledger.sqlite")
    bring_up(engine, "x")
    assert copies(engine) == []
    engine.dispose()


def test_without_a_copy_nothing_is_changed(tmp_path):
    """Where the copy cannot be written the ledger stays as it is, and no half copy lies about."""
    url = f"sqlite:///{tmp_path}/ledger.sqlite"
    restore(url, 2)
    (tmp_path / "ledger.sqlite.part").mkdir()
    with pytest.raises(ArchiveError):
        Ledger(url)
    engine, _ = connect(url)
    assert revision_of(engine) == at(2)
    assert copies(engine) == []
    engine.dispose()
    (tmp_path / "ledger.sqlite.part").rmdir()
    Ledger(url).close()


def test_a_revision_that_loses_a_reference_is_taken_back(old, monkeypatch):
    """Rows that would point nowhere end the way; the ledger is as before."""
    engine = old(4)
    before = content(engine)

    def careless(connection, _plan):
        connection.execute(text("DELETE FROM files"))

    monkeypatch.setattr(moving, "_apply", careless)
    with pytest.raises(Exception, match=r"trỏ tới|foreign key"):
        bring_up(engine, "x")
    assert content(engine) == before
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_a_table_can_be_rebuilt_without_losing_what_points_at_it(old, monkeypatch):
    """SQLite rebuilds a table to change a column: rows that go with a document stay."""
    engine = old(4)
    before = content(engine)
    assert before["records"]

    def rebuild(connection, _plan):
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("documents") as documents:
            documents.alter_column("state", type_=String(40), existing_nullable=False)

    monkeypatch.setattr(moving, "_apply", rebuild)
    bring_up(engine, "x")
    assert content(engine) == before
    assert shape(engine)["documents"][0][3] == ("state", "VARCHAR(40)", False)


def open_ledger(url, barrier, said):
    """Open a ledger at the same time as everybody else, in a process of one's own."""
    barrier.wait()
    ledger = Ledger(url)
    said.put(ledger.file(FILE).name)
    ledger.close()


@pytest.mark.slow
def test_several_processes_open_an_old_ledger_at_once(url, old):
    """One brings it up, the others wait and find it done."""
    engine = old(2)
    before = content(engine)
    context = multiprocessing.get_context("spawn")
    barrier, said = context.Barrier(3), context.Queue()
    workers = [context.Process(target=open_ledger, args=(url, barrier, said)) for _ in range(3)]
    for worker in workers:
        worker.start()
    names = [said.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join(30)

    assert [worker.exitcode for worker in workers] == [0] * 3
    assert names == ["công văn 574.pdf"] * 3
    after = content(engine)
    assert {name: after[name] for name in before} == spelt(before)
    assert revision_of(engine) == newest()
    if engine.dialect.name == "sqlite":
        assert len(copies(engine)) == 1


def test_threads_bring_up_ledgers_side_by_side(tmp_path):
    """Nothing of a way is shared between threads."""
    urls = [f"sqlite:///{tmp_path}/{n}.sqlite" for n in BEFORE_ALEMBIC]
    for number, url in zip(BEFORE_ALEMBIC, urls, strict=True):
        restore(url, number)
    threads = [threading.Thread(target=lambda url=url: Ledger(url).close()) for url in urls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for url in urls:
        engine, _ = connect(url)
        assert revision_of(engine) == newest()
        engine.dispose()


def killed_at(statement, url):
    """Open a ledger in a child that dies at its n-th statement; whether it came to its end."""
    child = os.fork()
    if child == 0:
        engine, _ = connect(url)
        seen = 0

        def count(*_):
            nonlocal seen
            seen += 1
            if seen > statement:
                os._exit(9)

        event.listen(engine, "before_cursor_execute", count)
        try:
            bring_up(engine, "x")
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in {0, 9}
    return code == 0


@pytest.mark.slow
def test_a_kill_in_the_middle_leaves_the_old_ledger_or_the_new_one(url, old):
    """Killed at any statement, it is what it was; the next opening brings it up."""
    engine = old(3)
    before = content(engine)
    engine.dispose()  # no child inherits a connection
    statement, step = 0, 1 if url.startswith("sqlite") else 7
    while not killed_at(statement, url):
        assert revision_of(engine) in {at(3), newest()}
        after = content(engine)
        assert {name: after[name] for name in before} == before
        engine.dispose()
        statement += step
    assert statement > 20
    assert revision_of(engine) == newest()
    assert {name: rows for name, rows in content(engine).items() if name in before} == before


def test_a_killed_copy_is_no_copy(tmp_path):
    """What a killed run left of one is removed by the next."""
    url = f"sqlite:///{tmp_path}/ledger.sqlite"
    restore(url, 4)
    (tmp_path / "ledger.sqlite.part").write_bytes(b"SQLite format 3\0half")
    Ledger(url).close()
    assert not (tmp_path / "ledger.sqlite.part").exists()
    (copy,) = tmp_path.glob("ledger.0*")
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)
