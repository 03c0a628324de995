"""What people decide is on record for good: numbered, never overwritten, brought back when lost."""

from __future__ import annotations

from contextlib import closing

import pytest
from sqlalchemy import text

from pipeline.archive import open_archive
from pipeline.archive.archive import Archive, ledger_url
from pipeline.archive.decisions import door
from pipeline.archive.ledger.connecting import connect
from pipeline.archive.relearning.relearning import relearn
from pipeline.archive.relearning.swap import swap_ledger
from pipeline.errors import ArchiveError, ChangedMeanwhileError, DecisionError
from pipeline.geometry import Box
from pipeline.values.decisions import Change, Target
from pipeline.values.document import ReviewNote

NUMBER, DATE = Target("field", "number"), Target("field", "date")


@pytest.fixture
def shelved(archive, sighted):
    """An archive with one document, and its id."""
    path, document = sighted
    hole = ReviewNote("Thiếu trang", "trang 2", "không đọc được", "must", "hole")
    archive.publish(document.with_review([hole]), path, {})
    return archive, document.id


def correct(target, after, before=None):
    return Change("correct", target, before, after)


def test_what_was_decided_is_on_record_and_shown(shelved):
    """The record says what the person said, the machine's value lies beneath."""
    archive, name = shelved
    read = archive.read_document(name)

    (made,) = archive.decisions.decide(name, [correct(NUMBER, "1943")], "Lan", 0)

    assert (made.number, made.who, made.document) == (1, "Lan", name)
    assert made.change.before == read.fields["number"].value
    assert archive.decisions.of(name) == (made,)
    shown = archive.read_decided(name).fields["number"]
    assert (shown.value, shown.confidence, shown.rule) == ("1943", 1.0, "person")
    assert archive.read_document(name) == read
    assert archive.ledger.records.of([name])[0].fields["number"] == "1943"
    assert [hit.id for hit in archive.search.search("số:1943").hits] == [name]


def test_two_people_on_different_things_pass(shelved):
    """Whoever decides of something else need not know what was decided meanwhile."""
    archive, name = shelved
    archive.decisions.decide(name, [correct(NUMBER, "1")], "Lan", 0)
    archive.decisions.decide(name, [correct(DATE, "2024-03-15")], "Minh", 0)
    assert [one.number for one in archive.decisions.of(name)] == [1, 2]


@pytest.mark.parametrize(
    "change", [correct(NUMBER, "2"), Change("sign", Target("document"), reason="x")]
)
def test_two_people_on_one_thing_do_not_overwrite_each_other(shelved, change):
    """The second is told, with what the first decided; nothing of hers is recorded."""
    archive, name = shelved
    first = archive.decisions.decide(name, [correct(NUMBER, "1")], "Lan", 0)
    with pytest.raises(ChangedMeanwhileError, match="Lan") as caught:
        archive.decisions.decide(name, [change], "Minh", 0)
    assert caught.value.args[2] == first
    assert archive.decisions.of(name) == first

    archive.decisions.decide(name, [change], "Minh", 1)  # now she has seen it


def test_a_decision_just_before_ours_is_seen(shelved, monkeypatch):
    """The number is the lock: who loses the race looks again, and is told."""
    archive, name = shelved
    ledger = archive.ledger.decisions
    add = ledger.add

    def after_another(made):
        monkeypatch.setattr(ledger, "add", add)
        known = len(archive.decisions.of(name))
        archive.decisions.decide(name, [correct(NUMBER, "1")], "Lan", known)
        return add(made)

    monkeypatch.setattr(ledger, "add", after_another)
    with pytest.raises(ChangedMeanwhileError):
        archive.decisions.decide(name, [correct(NUMBER, "2")], "Minh", 0)
    assert [one.who for one in archive.decisions.of(name)] == ["Lan"]

    monkeypatch.setattr(ledger, "add", after_another)
    archive.decisions.decide(name, [correct(DATE, "2024-03-15")], "Minh", 1)
    assert [(one.number, one.who) for one in archive.decisions.of(name)][1:] == [
        (2, "Lan"),
        (3, "Minh"),
    ]


@pytest.mark.parametrize("seen", [-1, 1, 9, 10**30])
def test_nobody_has_seen_decisions_that_there_are_not(shelved, seen):
    """A page from before an older ledger was put back must not overrule what was decided since."""
    archive, name = shelved
    with pytest.raises(DecisionError, match="tải lại trang"):
        archive.decisions.decide(name, [correct(NUMBER, "1")], "Lan", seen)
    assert not archive.decisions.of(name)


def test_an_undoing_is_a_decision_too(shelved):
    """It names what it undoes, can be undone, and what is undone cannot be undone again."""
    archive, name = shelved
    read = archive.read_document(name)
    decide = archive.decisions.decide
    decide(name, [correct(NUMBER, "1943")], "Lan", 0)
    undo = Change("undo", NUMBER, undoes=1)

    (undone,) = decide(name, [undo], "Lan", 1)
    assert undone.change.target == NUMBER
    assert archive.read_decided(name) == read
    with pytest.raises(DecisionError, match="đã được hoàn tác"):
        decide(name, [undo], "Lan", 2)
    with pytest.raises(DecisionError, match="không có quyết định số 9"):
        decide(name, [Change("undo", NUMBER, undoes=9)], "Lan", 2)

    decide(name, [Change("undo", NUMBER, undoes=2)], "Lan", 2)
    assert archive.read_decided(name).fields["number"].value == "1943"


def test_a_signed_record_is_reopened_before_it_is_changed(shelved):
    """Signing tells who; until it is reopened nothing else is decided, and a signature stays."""
    archive, name = shelved
    decide = archive.decisions.decide
    (signed,) = decide(name, [Change("sign", Target("document"), reason="đã xem")], "Hà", 0)
    assert archive.decisions.signed(name) == signed
    for change in (correct(NUMBER, "1"), Change("sign", Target("document"), reason="x")):
        with pytest.raises(DecisionError, match="mở lại"):
            decide(name, [change], "Lan", 1)
    with pytest.raises(DecisionError, match="mở lại"):
        decide(name, [Change("undo", Target("document"), undoes=1)], "Lan", 1)

    decide(name, [Change("reopen", Target("document"))], "Hà", 1)
    assert archive.decisions.signed(name) is None
    with pytest.raises(ChangedMeanwhileError):  # her page still showed it signed
        decide(name, [correct(NUMBER, "1")], "Lan", 1)
    with pytest.raises(DecisionError, match="chưa ký"):
        decide(name, [Change("reopen", Target("document"))], "Hà", 2)


def test_what_must_be_looked_at_is_not_signed_away(shelved):
    """A signature over open work needs a reason; one with other decisions is refused."""
    archive, name = shelved
    with pytest.raises(DecisionError, match="còn 1 việc"):
        archive.decisions.decide(name, [Change("sign", Target("document"))], "Hà", 0)
    both = [correct(NUMBER, "1"), Change("sign", Target("document"), reason="x")]
    with pytest.raises(DecisionError, match="trước"):
        archive.decisions.decide(name, both, "Hà", 0)

    waiver = Change("waive", Target("note", "hole", where="trang 2"), reason="mất tờ gốc")
    archive.decisions.decide(name, [waiver], "Hà", 0)
    archive.decisions.decide(name, [Change("sign", Target("document"))], "Hà", 1)


def test_all_of_it_or_nothing(shelved):
    """One change that cannot be decided keeps the others from being recorded."""
    archive, name = shelved
    wrong = [correct(NUMBER, "1"), correct(DATE, "15/3/2024")]
    with pytest.raises(DecisionError, match="năm-tháng-ngày"):
        archive.decisions.decide(name, wrong, "Lan", 0)
    for changes, who in (([], "Lan"), ([correct(NUMBER, "1")], "  ")):
        with pytest.raises(DecisionError):
            archive.decisions.decide(name, changes, who, 0)
    with pytest.raises(ArchiveError):
        archive.decisions.decide("0" * 16 + "-0001", [correct(NUMBER, "1")], "Lan", 0)
    assert archive.decisions.of(name) == ()


@pytest.mark.parametrize("act", ["UPDATE decisions SET who = 'X'", "DELETE FROM decisions"])
def test_the_database_itself_refuses_to_change_them(shelved, settings, act):
    """Neither program nor clerk with SQL takes a decision back without dropping the triggers."""
    archive, name = shelved
    archive.decisions.decide(name, [correct(NUMBER, "1")], "Lan", 0)
    engine, _ = connect(ledger_url(settings))
    with engine.connect() as connection, pytest.raises(Exception, match="append-only"):
        connection.execute(text(act))
    engine.dispose()
    assert [one.who for one in archive.decisions.of(name)] == ["Lan"]


def test_a_new_ledger_knows_them_again(shelved, settings, tmp_path):
    """Made anew from the archive, it has every decision, and speaks the person's words."""
    archive, name = shelved
    archive.decisions.decide(name, [correct(NUMBER, "1"), correct(DATE, "2024-03-15")], "Lan", 0)
    archive.decisions.decide(name, [correct(NUMBER, "1943")], "Minh", 2)
    known = archive.decisions.of(name)
    archive.close()

    def fill(ledger):
        assert relearn(Archive(archive.store, ledger), str(tmp_path)).unreadable == []

    swap_ledger(ledger_url(settings), fill)
    with closing(open_archive(settings)) as again:
        assert again.decisions.of(name) == known
        assert again.ledger.records.of([name])[0].fields["number"] == "1943"
        again.decisions.decide(name, [correct(NUMBER, "2")], "Lan", 3)
    engine, _ = connect(ledger_url(settings))
    with engine.connect() as connection, pytest.raises(Exception, match="append-only"):
        connection.execute(text("DELETE FROM decisions"))  # the new one is guarded, too
    engine.dispose()


def test_a_file_that_is_none_is_told(folder_archive, tmp_path):
    """A damaged file of decisions is named, the others are read."""
    folder_archive.store.write("decisions/documents/x-0001/000001.json", b"{")
    told = relearn(folder_archive, str(tmp_path))
    assert told.unreadable == ["decisions/documents/x-0001/000001.json"]


class Killed(BaseException):
    """As a process is killed."""


@pytest.mark.parametrize("moment", ["keep_in_files", "decided"])
def test_a_kill_behind_the_ledger_is_made_good(shelved, settings, monkeypatch, moment):
    """On record and nowhere else: the next sweep writes the file and tells lists and search."""
    archive, name = shelved

    def die(*_):
        raise Killed

    with monkeypatch.context() as patch:
        if moment == "keep_in_files":
            patch.setattr(door, moment, die)
        else:
            patch.setattr(archive.search, "keep", die)
        with pytest.raises(Killed):
            archive.decisions.decide(name, [correct(NUMBER, "1943")], "Lan", 0)
    assert archive.sweep() == 0  # it may still be under way
    assert len(archive.ledger.decisions.untold()) == 1

    monkeypatch.setattr(door, "_UNDER_WAY", door.timedelta(0))
    archive.sweep()
    assert archive.ledger.decisions.untold() == []
    assert archive.store.names(f"decisions/documents/{name}") == ["000001.json"]
    assert archive.ledger.records.of([name])[0].fields["number"] == "1943"
    assert [hit.id for hit in archive.search.search("số:1943").hits] == [name]


def test_published_again_it_still_says_what_people_said(shelved, sighted):
    """A night that finds the document there does not put the machine's word in their place."""
    archive, name = shelved
    archive.decisions.decide(name, [correct(NUMBER, "1943")], "Lan", 0)
    path, document = sighted
    assert not archive.publish(document, path, {})
    assert archive.ledger.records.of([name])[0].fields["number"] == "1943"


def test_lines_of_another_page_are_refused(shelved):
    """A place that the document does not have cannot be decided of."""
    archive, name = shelved
    for target, why in (
        (Target("line", page=9, box=Box(1, 1, 2, 2)), "không có trang 9"),
        (Target("line", page=1), "chỗ nào"),
        (Target("field", "colour"), "không có trường"),
    ):
        with pytest.raises(DecisionError, match=why):
            archive.decisions.decide(name, [correct(target, "x")], "Lan", 0)
