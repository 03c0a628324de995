"""Pages that a person turned are read again that way up, and what came of it stands."""

from dataclasses import replace

import pytest
from reread_archive import reading, stack_rows, turns

from pipeline.archive.turns import read_with
from pipeline.archive.versions.choice import Wanted, choose
from pipeline.values.decisions import Change, Target
from pipeline.values.readings import PageResult

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def turned(kho):
    """Mai turns the second page of the stack; the archive was read with `old`."""
    _, opened = kho
    first, _ = stack_rows(opened)
    change = Change("turn", Target("page", page=2), before=0, after=180)
    opened.decisions.decide(first.id, [change], "Mai", 0)
    return first


def read_upside_down(number=2, **more):
    """The page as it reads the other way up: better than it did."""
    return PageResult(replace(reading(number), rotation=180, confidence=0.97, **more))


def test_only_its_file_is_read_again_and_that_way_up(kho, door, again, turned):
    """What its pages are read with has changed, though models and settings have not."""
    settings, opened = kho
    run, _ = again
    files, _ = choose(opened, Wanted(), "old", settings.review)
    assert [file.sha256 for file in files] == [turned.sha256]

    run(config="old")

    assert turns == {1: None, 2: 180, 3: None}


def test_what_differs_by_the_turned_page_alone_stands_at_once(kho, door, again, turned):
    """In the name of who turned it: that one has looked, and is not asked twice."""
    settings, opened = kho
    results, _ = door
    results[2] = read_upside_down()

    facts = again[0](config="old")

    assert facts.proposed == []
    assert len(facts.taken) == 2
    row = opened.ledger.versions.one(*facts.taken[0])
    assert (row.state, row.decided_by) == ("released", "Mai")
    page = opened.read_document(turned.id).pages[1]
    assert (page.rotation, page.orientation_sure) == (180, True)
    assert choose(opened, Wanted(), "old", settings.review) == ([], [])
    assert again[0](config="old").pages_read == 0


@pytest.mark.parametrize("otherwise", ["another page", "worse"])
def test_what_else_has_changed_waits_for_a_person(kho, door, again, turned, otherwise):
    """Nobody has seen that another page reads otherwise, or that the turned one reads worse."""
    _, opened = kho
    results, _ = door
    results[2] = read_upside_down()
    if otherwise == "worse":
        results[2] = PageResult(replace(results[2].reading, confidence=0.2))
    else:
        results[1] = PageResult(replace(reading(1), confidence=0.99))

    facts = again[0](config="old")

    assert turned.id in {document for document, _ in facts.proposed}
    assert opened.read_document(turned.id).pages[1].rotation == 0


def test_a_record_that_is_signed_off_is_not_replaced(kho, door, again, turned):
    """Whoever signed it has signed this text."""
    _, opened = kho
    results, _ = door
    results[2] = read_upside_down()
    opened.decisions.decide(turned.id, [Change("sign", Target("document"), reason="đủ")], "Hà", 1)

    facts = again[0](config="old")

    assert turned.id in {document for document, _ in facts.proposed}


def test_a_turn_that_was_undone_is_none(kho, again, turned):
    """Then the file is read as before."""
    _, opened = kho
    undo = Change("undo", Target("page", page=2), undoes=1)
    opened.decisions.decide(turned.id, [undo], "Mai", 1)

    assert read_with(opened, turned.sha256, "old").key == "old"
