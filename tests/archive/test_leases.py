"""Leases: at most one holds, and what any other still writes is refused."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import insert, literal, select

from pipeline.archive import leasing
from pipeline.archive.leasing import HeldElsewhereError, Holder, holding, is_dead, leases_of
from pipeline.archive.ledger.database import Database
from pipeline.archive.ledger.leases import Lease, LeaseLedger, LeaseLostError, all_hold, leases
from pipeline.archive.ledger.ledger import Ledger
from pipeline.archive.ledger.tables import now, packings

BOTH = ["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.server)]
ELSEWHERE = Holder("may-02", 4711, 17, "another boot").as_text()


@pytest.fixture(params=BOTH)
def url(request, tmp_path):
    """A ledger's, on each database."""
    if request.param == "SQLite":
        return f"sqlite:///{tmp_path}/ledger.sqlite"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def known(url):
    """Its leases."""
    ledger = Ledger(url)
    yield ledger.leases
    ledger.close()


@pytest.fixture
def quick(monkeypatch):
    """Hearts and watchers in a hurry."""
    monkeypatch.setattr(leasing, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(leasing, "_LOOK_SECONDS", 0.05)


def test_one_of_many_takes_it(known):
    """Whoever comes at the same time is told who was faster."""
    with ThreadPoolExecutor(8) as pool:
        taken = [one for one in pool.map(lambda n: known.take("night", f"w{n}"), range(8)) if one]
    assert len(taken) == 1
    assert known.is_held(taken[0])
    known.release(taken[0])
    assert not known.is_held(taken[0])
    again = known.take("night", "w9")
    assert again is not None
    assert again.token != taken[0].token


def test_a_dead_holder_loses_it_once(known):
    """Of two that saw it dead one takes it; a sign of life in between saves it."""
    first = known.take("night", "a")
    seen = known.look("night")
    assert seen == replace(known.seen("night"))
    known.beat(first)
    assert known.take("night", "b", over=seen) is None
    seen = known.seen("night")
    second = known.take("night", "b", over=seen)
    assert known.take("night", "c", over=seen) is None
    assert not known.beat(first)
    known.release(first)
    known.check([second])
    with pytest.raises(LeaseLostError, match="night"):
        known.check([second, first])


def test_a_statement_of_who_lost_it_does_nothing(known):
    """The condition stands in the statement itself."""
    first = known.take("night", "a")
    batch = known.take("batch:1", "a")

    def write(name, under):
        wanted = select(literal(name), literal(now(), packings.c.at.type)).where(all_hold(under))
        known._db.run(insert(packings).from_select(["id", "at"], wanted))

    write("d1", [first, batch])
    write("d2", [])
    known.take("night", "b", over=known.seen("night"))
    write("d3", [first, batch])
    write("d4", [batch])
    assert {row.id for row in known._db.run(select(packings))} == {"d1", "d2", "d4"}


def test_a_database_that_was_brought_back_gives_no_old_token_again(known):
    """Counted tokens would: who held it before the backup held it again."""
    old = known.take("night", "a")
    row = known.seen("night")
    known._db.run(leases.delete())  # brought back from before
    new = known.take("night", "b")
    assert not known.is_held(old)
    assert known.take("night", "c", over=row) is None
    known.check([new])


def test_nobody_brings_up_a_ledger_by_asking(url, tmp_path):
    """One that is not there, or knows no leases, holds nothing and stays as it is."""
    with leases_of(url) as found:
        assert found is None
    assert list(tmp_path.iterdir()) == []
    Ledger(url).close()
    with leases_of(url) as found:
        assert found.seen("night") is None


def test_a_lease_beats_while_it_is_held(known, quick):
    """So who watches from elsewhere sees it alive, and says who it is."""
    with holding(known, "night"):
        known._db.run(leases.update().values(holder=ELSEWHERE))
        with pytest.raises(HeldElsewhereError, match="may-02, tiến trình 4711"):
            holding(known, "night", patience=2).__enter__()
    with holding(known, "night"):
        pass


def test_who_does_not_wait_is_told_at_once(known):
    """A desk has a person before it."""
    known.take("night", ELSEWHERE)
    began = time.monotonic()
    with pytest.raises(HeldElsewhereError):
        holding(known, "night", patience=0).__enter__()
    assert time.monotonic() - began < 0.5


def test_two_watchers_of_one_dead_holder(known, quick):
    """One takes it; the other sees the new one alive."""
    known.take("night", ELSEWHERE)
    ended, over = [], threading.Event()

    def watch():
        try:
            with holding(known, "night", patience=0.4) as held:
                ended.append("holds")
                over.wait(5)
                held.check()
        except HeldElsewhereError:
            ended.append("refused")
            over.set()

    watchers = [threading.Thread(target=watch) for _ in range(2)]
    for one in watchers:
        one.start()
    for one in watchers:
        one.join()
    assert sorted(ended) == ["holds", "refused"]


def test_while_nobody_can_write_nobody_dies(tmp_path, quick, monkeypatch):
    """A long write of a third one stops holder and watcher alike: that time does not count."""
    ledger = Ledger(f"sqlite:///{tmp_path}/ledger.sqlite")
    first = ledger.leases.take("night", ELSEWHERE)
    row = ledger.leases.seen("night")
    third = Database(ledger.url, lambda *_: None)
    writing = threading.Event()

    def write_long():
        def work(_connection):
            writing.set()
            time.sleep(0.6)

        third.together(work, alone=1)
        ledger.leases.beat(first)

    writer = threading.Thread(target=write_long)
    writer.start()
    writing.wait()
    assert not is_dead(ledger.leases, row, patience=0.4)
    writer.join()
    third.close()
    ledger.close()


def test_processes_of_this_machine_are_known_by_pid_and_start():
    """Numbers come again; a process that only waits to be buried is dead; others are unknown."""
    me = Holder.me()
    assert Holder.of(me.as_text()) == me
    assert not me.is_gone
    assert replace(me, started=me.started - 1).is_gone
    assert not replace(me, pid=4711, boot="another").is_gone
    child = subprocess.Popen(["sleep", "60"])
    him = replace(me, pid=child.pid, started=leasing._started(child.pid))
    assert not him.is_gone
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert him.is_gone
    child.wait()
    assert him.is_gone


def test_what_cannot_be_seen_is_not_gone(monkeypatch):
    """Another account's process under hidepid, or a system that tells nothing of its run."""
    me = Holder.me()
    monkeypatch.setattr(leasing, "_started", lambda _pid: None)
    assert not me.is_gone
    monkeypatch.undo()
    monkeypatch.setattr(leasing, "_boot", lambda: "")
    assert not replace(Holder.me(), pid=2**22 - 1).is_gone


ACTORS = st.sampled_from("abcd")


class Takers(RuleBasedStateMachine):
    """Takers that die, sleep and come back, in any order.

    `mine` is what each believes to hold, `seen` how each last saw the lease.  The model is one
    variable: whose taking was the last one.
    """

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()

        def make(engine, _name):
            for table in (leases, packings):
                table.create(engine)

        self.db = Database(f"sqlite:///{self.folder.name}/ledger.sqlite", make)
        self.ledger = LeaseLedger(self.db)
        self.mine: dict[str, Lease] = {}
        self.seen = {}
        self.last: str | None = None
        self.moved = 0
        self.number = 0

    @rule(who=ACTORS)
    def take(self, who):
        """Free: it is his; held: he is refused."""
        lease = self.ledger.take("night", who)
        assert (lease is not None) == (self.last is None)
        if lease:
            self.mine[who], self.last = lease, who
            self.moved += 1

    @rule(who=ACTORS)
    def look(self, who):
        """He remembers what he saw; whether it stands still is seen at the next taking."""
        self.seen[who] = (self.ledger.look("night"), self.moved)

    @rule(who=ACTORS)
    @precondition(lambda self: self.seen)
    def take_over(self, who):
        """He believes dead what he saw long ago: right only where nothing moved since."""
        row, moved = self.seen.get(who, (None, 0))
        if row is None:
            return
        lease = self.ledger.take("night", who, over=row)
        assert (lease is not None) == (self.last is None or moved == self.moved)
        if lease:
            self.mine[who], self.last = lease, who
            self.moved += 1

    @rule(who=ACTORS)
    def beat(self, who):
        """Only the last one's heart is heard."""
        if who in self.mine:
            alive = self.ledger.beat(self.mine[who])
            assert alive == (self.last == who)
            self.moved += alive

    @rule(who=ACTORS)
    def write(self, who):
        """Only the last one's writing is taken, however late another wakes."""
        if who in self.mine:
            self.number += 1
            wanted = select(literal(f"d{self.number}"), literal(now(), packings.c.at.type))
            wanted = wanted.where(all_hold([self.mine[who]]))
            self.db.run(insert(packings).from_select(["id", "at"], wanted))
            found = select(packings.c.id).where(packings.c.id == f"d{self.number}")
            assert bool(self.db.run(found)) == (self.last == who)

    @rule(who=ACTORS)
    def give_back(self, who):
        """Only one's own."""
        if who in self.mine:
            self.ledger.release(self.mine[who])
            if self.last == who:
                self.last = None
                self.moved += 1

    @invariant()
    def at_most_one_holds(self):
        """Of all who believe to hold it."""
        holding_it = {who for who, lease in self.mine.items() if self.ledger.is_held(lease)}
        assert holding_it == ({self.last} if self.last else set())

    def teardown(self):
        self.db.close()
        self.folder.cleanup()


Takers.TestCase.settings = settings(
    max_examples=30,
    stateful_step_count=25,
    deadline=timedelta(seconds=5),
    suppress_health_check=[HealthCheck.too_slow],
)
TestTakers = pytest.mark.slow(Takers.TestCase)
