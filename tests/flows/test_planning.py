"""A night cut into batches, and batches given out, also when somebody dies or is away."""

from __future__ import annotations

from errno import ECONNREFUSED
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest
from prefect.exceptions import ObjectNotFound

from flows import prefect_runs
from flows.batch_values import BatchFacts, as_json, facts_in, work_in
from flows.planning import Plan
from flows.spreading import ATTEMPTS, CLAIM_SECONDS, DEATHS, LOST, RunsAwayError, Spread
from flows.stocktaking import FileWork
from pipeline.archive.leasing import DEAD_SECONDS, Holder
from pipeline.archive.ledger.batches import lease_of
from pipeline.archive.ledger.leases import NIGHT, Lease
from pipeline.archive.ledger.ledger import Ledger
from pipeline.archive.listing import InboxFile
from pipeline.archive.turns import ReadWith
from pipeline.errors import ArchiveError, ArchiveReadOnlyError
from pipeline.settings import Settings
from pipeline.values.scanned import PageSize, Scan

A4 = PageSize(8.7, 3, 93.5)
ELSEWHERE = Holder("máy-2", 4711, 1, "another boot").as_text()


def file(name, pages, todo=None):
    """A file of the inbox `/in`, its pages read as page 2 stands on its head."""
    scan = Scan(Path("/in") / name, name, name[0] * 64, pages, (A4,) * pages)
    todo = tuple(range(1, pages + 1)) if todo is None else todo
    return FileWork(scan, todo, f"/in/{name}", read_with=ReadWith("k", {2: 180}))


def planned(files, most, token=1):
    return list(Plan("n", token, "k", "/in", most).batches(files))


def told(batch):
    """Its kind, files with their pages, and whether these are published."""
    shares = work_in(batch.work).files
    return batch.kind, [(one.name, one.todo, one.publish) for one in shares]


def test_files_stay_whole_where_a_batch_has_room():
    """A file that does not fit begins the next batch."""
    batches = planned([file("a", 2), file("b", 1), file("c", 2), file("d", 1)], 4)

    assert [told(one) for one in batches] == [
        ("read", [("a", (1, 2), True), ("b", (1,), True)]),
        ("read", [("c", (1, 2), True), ("d", (1,), True)]),
    ]
    assert [(one.id, one.pages) for one in batches] == [("n-0001", 3), ("n-0002", 3)]


def test_a_large_file_is_read_by_several_and_published_by_one():
    """Its documents are made when all of these are done."""
    batches = planned([file("a", 1), file("b", 5), file("c", 1)], 3)

    assert [told(one) for one in batches] == [
        ("read", [("a", (1,), True)]),
        ("read", [("b", (1, 2, 3), False)]),
        ("read", [("b", (4, 5), False)]),
        ("publish", [("b", (), True)]),
        ("read", [("c", (1,), True)]),
    ]
    assert work_in(batches[3].work).after == ("n-0002", "n-0003")
    assert batches[3].pages == 5


def test_files_that_are_read_and_only_to_be_published_are_work_too():
    """A batch of a hundred thousand of them would be the whole night."""
    batches = planned([file(name, 3, ()) for name in "abcde"], 2)
    assert [len(work_in(one.work).files) for one in batches] == [2, 2, 1]


def test_a_batch_survives_the_ledger():
    """Work and facts come back as they were, places told from the inbox."""
    (batch,) = planned([file("a", 2)], 4)
    (share,) = work_in(batch.work).files
    assert share.place == "a"
    assert share.sizes == (A4, A4)
    assert share.read_with == ReadWith("k", {2: 180})
    facts = BatchFacts(pages_read=3, reading_seconds=1.5)
    assert facts_in(as_json(facts)) == facts


class Office:
    """Runs, and workers of other machines, as the test says."""

    def __init__(self, ledger):
        self.ledger, self.begun, self.ended, self.away = ledger, [], [], False
        self.states, self.ids = {}, count(1)
        self.machines = 1

    def begin(self, batch_id, kind, key):
        if self.away:
            raise RunsAwayError("nobody")
        run = UUID(int=next(self.ids))
        self.begun.append(batch_id)
        self.states[run] = "waiting"
        return run

    def look(self, run):
        return self.states[run]

    def end(self, run):
        self.ended.append(run)

    def workers(self):
        return self.machines

    def take(self, batch_id):
        """A machine elsewhere begins a batch; its lease."""
        lease = self.ledger.leases.take(lease_of(batch_id), ELSEWHERE)
        assert self.ledger.batches.begin(batch_id, lease)
        return lease

    def do(self, batch_id, lease=None):
        lease = lease or self.take(batch_id)
        assert self.ledger.batches.finish(batch_id, lease, as_json(BatchFacts(1)))
        self.ledger.leases.release(lease)


@pytest.fixture
def night(tmp_path):
    """A night with as many batches of a page as are asked for; a clock that only sleep moves."""
    ledger = Ledger(f"sqlite:///{tmp_path}/ledger.sqlite")
    office = Office(ledger)
    lease = ledger.leases.take(NIGHT, Holder.me().as_text())
    now, spread = [0.0], []

    def run(files, at_look, most=3, may_begin=lambda: True):
        """Give out; `at_look` is what happens between two looks, by their number from 1."""
        ledger.batches.plan(planned(files, most, lease.token))
        looks = count(1)

        def sleep(seconds):
            now[0] += seconds
            assert now[0] < 3600, "the night comes to no end"
            at_look(next(looks))

        spread[:] = [Spread(Settings(), ledger, lease, office, lambda: now[0], sleep)]
        done = list(spread[0].ended("n", may_begin))
        return {one.id: one.state for one in ledger.batches.standing("n")}, done

    run.office, run.ledger, run.now, run.spread = office, ledger, now, spread
    yield run
    ledger.close()


def test_batches_are_given_out_a_few_ahead_in_their_order(night):
    """So that a night that has to stop has begun little, and what is urgent waits for little."""
    given = []

    def at_look(_):
        given.append(list(night.office.begun))
        for one in night.ledger.batches.standing("n"):
            if one.state == "planned":
                night.office.do(one.id)
                return

    states, done = night([file(name, 3) for name in "abcd"], at_look)
    assert given[0] == ["n-0001", "n-0002"]
    assert night.office.begun == done == ["n-0001", "n-0002", "n-0003", "n-0004"]
    assert set(states.values()) == {"done"}


def test_documents_of_a_large_file_wait_for_all_its_pages(night):
    """Its last batch is given out when those before it are done, not ahead of them."""

    def at_look(number):
        if number == 3:
            assert night.office.begun == ["n-0001", "n-0002"]
            night.office.do("n-0002")
        if number == 5:
            assert "n-0003" not in night.office.begun
            night.office.do("n-0001")
        if "n-0003" in night.office.begun:
            night.office.do("n-0003")

    states, _ = night([file("b", 5)], at_look)
    assert list(states.values()) == ["done"] * 3


def test_a_batch_of_a_machine_that_died_is_given_out_again(night):
    """Its beats stood still; whoever had it can neither finish nor publish any more."""
    taken = []

    def at_look(number):
        if number == 1:
            taken.append(night.office.take("n-0001"))
        if len(night.office.begun) == 2:
            night.office.do("n-0001")

    states, _ = night([file("a", 1)], at_look)
    assert states == {"n-0001": "done"}
    assert DEAD_SECONDS <= night.now[0] < DEAD_SECONDS + 20
    assert not night.ledger.leases.is_held(taken[0])
    assert night.office.ended == [UUID(int=1)]
    assert night.ledger.batches.of("n-0001").attempts == 2


@pytest.mark.parametrize("is_read", [True, False])
def test_a_batch_that_goes_on_may_kill_as_many_as_it_likes(night, is_read):
    """Whoever does it dies again and again; given up is what brings no page further."""
    deaths = DEATHS + 3
    taken = []
    night.ledger.sight(InboxFile("/in/a", "a", 1, 1), "a" * 64)

    def at_look(_):
        if len(night.office.begun) == len(taken):
            return
        if len(taken) == deaths:
            night.office.do("n-0001")
        taken.append(night.office.take("n-0001") if len(taken) < deaths else None)
        if is_read and len(taken) <= deaths:
            page = ("a" * 64, len(taken), "k")
            night.ledger.pages.claim(*page, 20)
            night.ledger.pages.finish(*page, 1.0)

    states, _ = night([file("a", deaths + 1)], at_look, most=deaths + 1)
    assert states == {"n-0001": "done" if is_read else "failed"}
    assert len(night.office.begun) == (deaths + 1 if is_read else DEATHS)


def test_a_machine_that_gives_signs_of_life_is_left_in_peace(night):
    """However long its batch takes."""
    taken = []

    def at_look(number):
        if number == 1:
            taken.append(night.office.take("n-0001"))
        assert night.ledger.leases.beat(taken[0])
        if number == 100:
            night.office.do("n-0001", taken[0])

    night([file("a", 1)], at_look)
    assert night.office.begun == ["n-0001"]


@pytest.mark.parametrize(("state", "seconds"), [("over", 20), ("taken", CLAIM_SECONDS + 40)])
def test_a_run_that_was_lost_before_it_began_is_given_out_again(night, state, seconds):
    """It crashed while it started, or its worker died between taking and starting it."""

    def at_look(_):
        night.office.states[UUID(int=1)] = state
        if len(night.office.begun) == 2:
            night.office.do("n-0001")

    states, _ = night([file("a", 1)], at_look)
    assert states == {"n-0001": "done"}
    assert night.now[0] <= seconds


@pytest.mark.parametrize("at_work", [True, False])
def test_a_machine_that_refuses_costs_no_batch_while_another_one_reads(night, at_work):
    """It is always free, so it takes all that waits; alone it ends the night with its reason."""
    office, taken = night.office, []

    def at_look(number):
        for run in office.states:
            office.states[run] = "over"
        if at_work and number == 1:
            taken.append(office.take("n-0001"))
        for one in night.ledger.batches.standing("n"):
            if one.state == "planned":
                night.ledger.batches.refuse(one.id, "other-reading", "máy 3: cấu hình khác")
        if taken and number < 300:
            assert night.ledger.leases.beat(taken[0])
        elif taken and number == 300:
            office.do("n-0001", taken[0])
        elif taken and office.begun[-1] == "n-0002":
            office.do("n-0002")

    states, _ = night([file("a", 3), file("b", 3)], at_look)
    assert set(states.values()) == {"done" if at_work else "failed"}
    if at_work:
        assert office.begun.count("n-0002") > 2 * LOST
        assert night.ledger.batches.of("n-0002").reason is None
    else:
        assert night.ledger.batches.of("n-0002").reason == "máy 3: cấu hình khác"


def test_a_batch_that_fails_each_time_is_given_up_and_takes_its_dependents_along(night):
    """The others are done; so many attempts and no more."""

    def at_look(_):
        for one in night.ledger.batches.standing("n"):
            again = night.office.begun.count("n-0001") > one.attempts
            if one.id == "n-0001" and one.state == "planned" and again:
                lease = night.office.take(one.id)
                night.ledger.batches.give_back(one.id, lease, "archive", "kho không trả lời")
                night.ledger.leases.release(lease)
            elif one.id in night.office.begun and one.state == "planned" and one.id != "n-0001":
                night.office.do(one.id)

    states, _ = night([file("b", 5), file("c", 1)], at_look)
    assert states == {"n-0001": "failed", "n-0002": "done", "n-0003": "failed", "n-0004": "done"}
    assert night.ledger.batches.of("n-0001").attempts == ATTEMPTS
    assert night.ledger.batches.of("n-0001").reason == "kho không trả lời"


def test_a_server_that_is_away_for_a_while_costs_time_only(night):
    """Batches under way are watched meanwhile; the rest is given out when it is back."""
    night.office.away = True

    def at_look(number):
        if number == 30:
            night.office.away = False
        if night.office.begun:
            night.office.do("n-0001")

    states, _ = night([file("a", 1)], at_look)
    assert states == {"n-0001": "done"}


def test_a_database_that_is_away_for_a_while_ends_no_night(night, monkeypatch):
    """It starts again; what nothing helps against does end it."""
    batches, away = night.ledger.batches, []
    standing = type(batches).standing

    def look(self, name):
        if 2 <= len(away) < 30:
            away.append(name)
            raise ArchiveError("postgres", "away") from ConnectionRefusedError(ECONNREFUSED, "x")
        return standing(self, name)

    def at_look(number):
        if number == 2:
            away.extend("xx")
        if len(away) >= 30:
            night.office.do("n-0001")

    monkeypatch.setattr(type(batches), "standing", look)
    states, _ = night([file("a", 1)], at_look)
    assert states == {"n-0001": "done"}

    def wrong(_self, _name):
        raise ArchiveReadOnlyError("postgres", "no right")

    monkeypatch.setattr(type(batches), "standing", wrong)
    with pytest.raises(ArchiveReadOnlyError):
        night([file("b", 1)], at_look)


def test_a_night_that_may_begin_no_more_waits_for_what_is_under_way(night):
    """What was given out and not begun is void: a run that starts late finds nothing to do."""
    taken = []

    def at_look(number):
        if number == 1:
            taken.append(night.office.take("n-0001"))
        if number == 5:
            night.office.do("n-0001", taken[0])

    files = [file(name, 3) for name in "abc"]
    states, _ = night(files, at_look, may_begin=lambda: not taken)
    assert not night.spread[0].nobody_came()
    assert states == {"n-0001": "done", "n-0002": "void", "n-0003": "void"}
    late = night.ledger.leases.take(lease_of("n-0002"), ELSEWHERE)
    assert night.ledger.batches.begin("n-0002", late) is None


def test_a_night_that_no_machine_came_to_knows_it(night):
    """It says so when its hour comes; otherwise nobody would look for the machines."""
    night.office.machines = 0
    states, _ = night([file("a", 3)], lambda _: None, may_begin=lambda: night.now[0] < 600)
    assert states == {"n-0001": "void"}
    assert night.office.begun == ["n-0001"]
    assert night.spread[0].nobody_came()


def test_a_batch_of_a_night_that_was_taken_over_is_neither_begun_nor_done(night):
    """Its worker may be on a machine that saw nothing of it."""

    def at_look(_):
        night.office.do("n-0001")

    night([file("a", 1)], at_look)
    ledger = night.ledger
    ledger.batches.plan(Plan("m", 999, "k", "/in", 3).batches([file("a", 1)]))
    lease = ledger.leases.take(lease_of("m-0001"), ELSEWHERE)
    assert ledger.batches.begin("m-0001", lease) is None


def test_a_night_that_was_taken_over_leaves_the_batches_of_the_next_one_alone(night):
    """It slept while another one began, and wakes behind its last look at its lease."""
    ledger = night.ledger
    old = Lease(NIGHT, ledger.leases.seen(NIGHT).token)
    new = ledger.leases.take(NIGHT, Holder.me().as_text(), over=ledger.leases.seen(NIGHT))
    ledger.batches.plan(Plan("m", new.token, "k", "/in", 3).batches([file("a", 1), file("b", 3)]))
    begun = night.office.take("m-0001")

    ledger.batches.void(old)
    ledger.batches.forget("n", old)

    assert [one.state for one in ledger.batches.standing("m")] == ["running", "planned"]
    assert ledger.batches.of("m-0001").work
    night.office.do("m-0001", begun)


def test_a_server_that_came_back_empty_says_what_to_do(monkeypatch):
    """It answers, and knows no deployment any more."""

    def nothing(*_arguments, **_options):
        raise ObjectNotFound(Exception("404"))

    monkeypatch.setattr(prefect_runs, "run_deployment", nothing)
    with pytest.raises(RunsAwayError, match=r"python -m flows\.deployments"):
        prefect_runs.PrefectRuns().begin("n-0001", "read", "key")
