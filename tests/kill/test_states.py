"""The table of states against the ledger's statements: none moves a row that the table forbids."""

from __future__ import annotations

import ast
import itertools
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
from recorded_moves import moves_made, record_moves
from sqlalchemy import insert, text

from pipeline.archive import InboxFile
from pipeline.archive.ledger.batches import BatchRow, BatchState
from pipeline.archive.ledger.leases import Lease
from pipeline.archive.ledger.ledger import Ledger
from pipeline.archive.ledger.tables import (
    CutRow,
    DocumentRow,
    FileState,
    PageState,
    Version,
    metadata,
    nights,
)
from pipeline.archive.ledger.uploads import UploadRow, UploadState
from pipeline.archive.ledger.versions_tables import VersionRow, VersionState
from pipeline.archive.quarantine import Aside
from pipeline.archive.states import ABSENT, MACHINES
from pipeline.errors import EmptyFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.archive.states import Machine, Move

ROOT = Path(__file__).parents[2]
SHA, DOC, NIGHT, BATCH, LEASE = "ab" * 32, "abababababababab-0001", "n1", "n1-1", "batch:n1-1"
DAY = datetime(2026, 11, 29, tzinfo=UTC)
STAMP = "2026-11-29T000000.000000Z"
FILE = InboxFile("/in/a.pdf", "a.pdf", 3, 5)
UPLOAD = UploadRow(SHA, "a.pdf", "", "/in/a.pdf", 3, DAY, "Lan")
STOOD = DocumentRow(DOC, SHA, (1,), "published", "k", DAY)
CUT = CutRow(SHA, DAY, "Lan", ((1,),), (), "pending")
VERSION = VersionRow(DOC, STAMP, SHA, "reading", "k2", "k", DAY, "", {}, None, None)
PLANNED = BatchRow(BATCH, NIGHT, 1, 1, "read", "planned", 0, 1, {}, None)
HELD, NIGHTS_OWN = Lease(LEASE, 1), Lease("night", 1)
ERROR = EmptyFileError("a.pdf")

ACTS: dict[str, list[Callable[[Ledger], Any]]] = {
    "Ledger.sight": [lambda ledger: ledger.sight(FILE, SHA)],
    "Ledger.begin": [lambda ledger: ledger.begin(SHA, 1)],
    "Ledger.publish": [lambda ledger: ledger.publish(SHA)],
    "Ledger.fail": [lambda ledger: ledger.fail(SHA, "gone", "x")],
    "Ledger.set_aside": [lambda ledger: ledger.set_aside(SHA, ERROR)],
    "Ledger.retry": [lambda ledger: ledger.retry(SHA), lambda ledger: ledger.retry()],
    "Ledger.leave": [lambda ledger: ledger.leave([SHA])],
    "Ledger.reopen": [lambda ledger: ledger.reopen(SHA)],
    "Ledger.record": [lambda ledger: ledger.record(DOC, SHA, [1], "k")],
    "Ledger.miss": [lambda ledger: ledger.miss([DOC])],
    "Ledger.start_night": [
        lambda ledger: ledger.start_night(NIGHT),
        lambda ledger: ledger.start_night("n2"),
    ],
    "Ledger.end_night": [
        lambda ledger: ledger.end_night(NIGHT, {}, "done"),
        lambda ledger: ledger.end_night(NIGHT, {}, "failed"),
    ],
    "PageLedger.claim": [lambda ledger: ledger.pages.claim(SHA, 1, "k", 9)],
    "PageLedger.finish": [lambda ledger: ledger.pages.finish(SHA, 1, "k", 0.1)],
    "PageLedger.fail": [lambda ledger: ledger.pages.fail(SHA, 1, "k", ERROR)],
    "PageLedger.forget": [lambda ledger: ledger.pages.forget([SHA])],
    "BatchLedger.plan": [lambda ledger: ledger.batches.plan([PLANNED])],
    "BatchLedger.begin": [lambda ledger: ledger.batches.begin(BATCH, HELD)],
    "BatchLedger.finish": [lambda ledger: ledger.batches.finish(BATCH, HELD, {})],
    "BatchLedger.give_back": [lambda ledger: ledger.batches.give_back(BATCH, HELD, "c", "r")],
    "BatchLedger.fail": [lambda ledger: ledger.batches.fail(BATCH, "c", "r")],
    "BatchLedger.void": [lambda ledger: ledger.batches.void(NIGHTS_OWN, NIGHT)],
    "BatchLedger.void_planned": [lambda ledger: ledger.batches.void_planned(NIGHT)],
    "BatchLedger.forget": [lambda ledger: ledger.batches.forget("n2", NIGHTS_OWN)],
    "LeaseLedger.take": [
        lambda ledger: ledger.leases.take(LEASE, "{}"),
        lambda ledger: ledger.leases.take(LEASE, "{}", over=ledger.leases.seen(LEASE)),
    ],
    "LeaseLedger.release": [lambda ledger: ledger.leases.release(HELD)],
    "UploadLedger.coming": [lambda ledger: ledger.uploads.coming(UPLOAD)],
    "UploadLedger.again": [lambda ledger: ledger.uploads.again(UPLOAD)],
    "UploadLedger.arrived": [lambda ledger: ledger.uploads.arrived(SHA)],
    "CutLedger.wish": [lambda ledger: ledger.cuts.wish(SHA, "Lan", [[1]], [])],
    "CutLedger.drop_wish": [lambda ledger: ledger.cuts.drop_wish(SHA)],
    "CutLedger.decide": [lambda ledger: ledger.cuts.decide(SHA, "Lan", [[1]], [])],
    "CutLedger.carried_out": [
        lambda ledger: ledger.cuts.carried_out(CUT, [Version(DOC, (1,), "k")]),
        lambda ledger: ledger.cuts.carried_out(CUT, [Version("other", (1,), "k")]),
    ],
    "VersionLedger.begin": [lambda ledger: ledger.versions.begin([STOOD], "k2")],
    "VersionLedger.adopt": [lambda ledger: ledger.versions.adopt(VERSION, "k2", {})],
    "VersionLedger.propose": [lambda ledger: ledger.versions.propose(VERSION, {})],
    "VersionLedger.decide": [
        lambda ledger: ledger.versions.decide(VERSION, "releasing", "Lan"),
        lambda ledger: ledger.versions.decide(VERSION, "rejected", "Lan"),
    ],
    "VersionLedger.released": [lambda ledger: ledger.versions.released(VERSION)],
    "VersionLedger.end": [
        lambda ledger: ledger.versions.end(VERSION, "replaced"),
        lambda ledger: ledger.versions.end(VERSION, "secret"),
    ],
    "RelearnLedger.file": [lambda ledger: ledger.relearn.file(SHA, "a.pdf", DAY)],
    "RelearnLedger.aside": [
        lambda ledger: ledger.relearn.aside(Aside("a.pdf", SHA, 3, "empty", "x"), SHA, DAY)
    ],
    "RelearnLedger.extent": [
        lambda ledger: ledger.relearn.extent(SHA, 1, "published"),
        lambda ledger: ledger.relearn.extent(SHA, 1, "seen"),
    ],
    "RelearnLedger.document": [
        lambda ledger: ledger.relearn.document(STOOD),
        lambda ledger: ledger.relearn.document(DocumentRow(DOC, SHA, (1,), "missing", "k", DAY)),
    ],
    "RelearnLedger.cuts": [
        lambda ledger: ledger.relearn.cuts([CUT]),
        lambda ledger: ledger.relearn.cuts([CutRow(SHA, DAY, "Lan", ((1,),), (), "done")]),
    ],
}

ROWS: dict[str, dict[str, Any]] = {
    "files": {"sha256": SHA, "name": "a.pdf", "size": 3, "attempts": 0, "first_seen": DAY,
              "updated": DAY},
    "pages": {"sha256": SHA, "number": 1, "config": "k", "attempts": 1},
    "documents": {"id": DOC, "sha256": SHA, "pages": [1], "config": "k", "published_at": DAY},
    "batches": {"id": BATCH, "night": NIGHT, "night_token": 1, "number": 1, "kind": "read",
                "attempts": 0, "pages": 1, "work": {}, "updated": DAY},
    "leases": {"name": LEASE, "token": 1, "beat": 0, "holder": "{}", "since": DAY, "beaten": DAY},
    "nights": {"id": NIGHT, "started": DAY, "counts": {}},
    "uploads": {"sha256": SHA, "name": "a.pdf", "fonds": "", "location": "/in/a.pdf", "size": 3,
                "at": DAY, "who": "Lan"},
    "cuts": {"sha256": SHA, "at": DAY, "who": "Lan", "pages": [[1]], "before": []},
    "versions": {"id": DOC, "stamp": STAMP, "sha256": SHA, "config": "k2", "before": "k",
                 "made_at": DAY, "why": "", "changes": {}},
}  # fmt: skip
"""A row of each table; its state is put in."""
NEEDED = {"files": (), "pages": ("files",), "documents": ("files",), "batches": ("leases",),
          "cuts": ("files",), "versions": ("files",)}  # fmt: skip
"""Rows of other tables that must be there."""
ALREADY_THERE = {"VersionLedger.adopt", "CutLedger.decide"}
"""Statements that insert only; where a row with the same key is there, the database refuses."""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory) -> Iterator[Ledger]:
    """One ledger for all cases: making one takes longer than they all."""
    url = f"sqlite:///{tmp_path_factory.mktemp('states')}/ledger.sqlite"
    with closing(Ledger(url)) as opened:
        record_moves(url)
        yield opened


def stand(ledger: Ledger, machine: Machine, state: str, *, needs: tuple[str, ...]) -> None:
    """Let there be one row, in that state, and what it needs; what was before is forgotten."""
    db = ledger._db
    for table in reversed(metadata.sorted_tables):
        if table.name not in {"alembic_version", "sohoa_schema"}:
            db.run(table.delete())
    for other in needs:
        put(db, other, {"files": "reading", "leases": True}[other])
    if machine.table in {"batches", "leases"}:
        put(db, "leases", True, name=NIGHTS_OWN.name)
    if state != ABSENT:
        put(db, machine.table, {"true": True, "false": False}.get(state, state))
    db.run(text("DELETE FROM moves_made"))


def put(db, table, state, **more):
    column = next(machine.column for machine in MACHINES if machine.table == table)
    db.run(insert(metadata.tables[table]).values({**ROWS[table], column: state, **more}))


def tried(ledger: Ledger, machine: Machine, by: str) -> set[tuple[str, str]]:
    """States before and after, of every move of that table that a statement makes."""
    found: set[tuple[str, str]] = set()
    needs = NEEDED.get(machine.table, ())
    if by.startswith(("Ledger.sight", "RelearnLedger.file", "RelearnLedger.aside")):
        needs = ()
    for state in (ABSENT, *machine.states):
        for act in ACTS[by]:
            if state != ABSENT and by in ALREADY_THERE:
                continue
            stand(ledger, machine, state, needs=needs)
            if machine.table == "documents" and by == "VersionLedger.released":
                put(ledger._db, "versions", "releasing")
                ledger._db.run(text("DELETE FROM moves_made"))
            act(ledger)
            for table, before, after in moves_made(ledger._db):
                if table == machine.table:
                    found.add((before, after))
    return found


CASES = [
    pytest.param(machine, by, id=f"{machine.table}-{by}")
    for machine in MACHINES
    for by in dict.fromkeys(move.by for move in machine.moves)
]


@pytest.mark.parametrize(("machine", "by"), CASES)
def test_a_statement_makes_the_moves_of_the_table_and_no_other(
    ledger: Ledger, machine: Machine, by: str
) -> None:
    """Tried from every state there is, it moves only from those where it may begin."""
    told = {pair for move in machine.moves if move.by == by for pair in pairs(move)}

    assert tried(ledger, machine, by) == told


def pairs(move: Move) -> Iterator[tuple[str, str]]:
    return itertools.product(move.before, move.after)


def test_every_statement_that_sets_a_state_is_in_the_table() -> None:
    """Whoever writes a new one has to say which moves it makes."""
    moves = {move.by for machine in MACHINES for move in machine.moves}

    assert set(ACTS) == moves
    assert set(_writers()) == moves | NO_MOVE


NO_MOVE = {
    "BatchLedger.refuse",
    "LeaseLedger.beat",
    "LeaseLedger.look",
    "NightLedger.stops",
    "RelearnLedger.size",
}
"""Statements that write such a row and leave its state as it is."""


def _writers() -> Iterator[str]:
    """Public methods that write a row with a state, themselves or through a private one."""
    for path in (ROOT / "pipeline/archive").rglob("*.py"):
        if "migrations" in path.parts:
            continue
        for kind in ast.walk(ast.parse(path.read_text())):
            if isinstance(kind, ast.ClassDef):
                yield from (f"{kind.name}.{name}" for name in _writing_methods(kind))


def _writing_methods(kind: ast.ClassDef) -> set[str]:
    methods = {one.name: one for one in kind.body if isinstance(one, ast.FunctionDef)}
    writing = {name for name, method in methods.items() if _writes(method)}
    while True:
        more = {
            name
            for name, method in methods.items()
            if any(
                isinstance(node, ast.Attribute) and node.attr in writing and node.attr[0] == "_"
                for node in ast.walk(method)
            )
        }
        if more <= writing:
            return {name for name in writing if name[0] != "_"}
        writing |= more


def _writes(method: ast.FunctionDef) -> bool:
    tables = {machine.table for machine in MACHINES}
    for node in ast.walk(method):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Name):
            verb = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            verb = node.func.id if isinstance(node.func, ast.Name) else verb
            if verb in {"insert", "update", "delete"} and node.args[0].id in tables:
                return True
    return False


FINDINGS = {("fixity", "state"), ("deliveries", "state"), ("manifest_lines", "state")}
"""What was found of a bag, told of a report, found of a promised file: nothing goes on from it."""


def test_every_column_with_a_state_is_a_machine() -> None:
    """No table has a state that the table does not describe."""
    from pipeline.archive.ledger import events_tables, fixity_tables  # noqa: F401

    found = {
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name in {"state", "held"}
    }
    assert found - FINDINGS == {(one.table, one.column) for one in MACHINES}
    assert nights.name in {machine.table for machine in MACHINES}


def test_the_types_of_the_ledger_name_the_same_states() -> None:
    """What the type checker allows is what the table says."""
    types = {"files": FileState, "pages": PageState, "batches": BatchState,
             "versions": VersionState, "uploads": UploadState}  # fmt: skip
    for machine in MACHINES:
        if machine.table in types:
            assert set(get_args(types[machine.table])) == set(machine.states)


def test_every_state_can_be_reached_and_left_or_is_an_end() -> None:
    """A row can come into every state, and from each that is no end there is a way to one."""
    for machine in MACHINES:
        ways: dict[str, set[str]] = {}
        for move in machine.moves:
            for before in move.before:
                ways.setdefault(before, set()).update(move.after)
        reached = set()
        open_ = [ABSENT]
        while open_:
            fresh = ways.get(open_.pop(), set()) - reached
            reached |= fresh
            open_ += fresh
        assert set(machine.states) <= reached, machine.table
        assert machine.ends <= set(machine.states)
        for state in machine.states:
            seen, more = {state}, [state]
            while more:
                fresh = ways.get(more.pop(), set()) - seen
                seen |= fresh
                more += fresh
            assert seen & machine.ends, (machine.table, state)
