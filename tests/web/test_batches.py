"""“Lô việc”: many documents of one cause, each decided on its own."""

from __future__ import annotations

import pytest
from papers import add_letters
from playwright.sync_api import expect

from pipeline.errors import DecisionError
from pipeline.values.decisions import Change, Target
from pipeline.values.people import ROLES, Who
from web.services import batches
from web.services.batches import Asked, decide_many, groups, rows, undo_many

LAN = Who("Cô Lan", frozenset().union(*ROLES.values()))


@pytest.fixture
def letters(desk_archive, tmp_path):
    """Three letters of one office whose numbers by pen are in doubt."""
    return add_letters(desk_archive, tmp_path, 3)


def number_of(archive, document):
    return archive.read_decided(document).fields["number"].value


def asked(archive, document, typed=None):
    seen = len(archive.decisions.of(document))
    return Asked(document, seen, "number", number_of(archive, document), typed)


def test_documents_are_grouped_by_cause_and_office(desk, letters):
    """With all offices together first; what is settled is counted no more."""
    whole, office = groups(desk, LAN)
    assert (whole.cause, whole.office, whole.documents, whole.must) == ("pen", None, 3, 3)
    assert (office.office_said, office.documents) == ("QUẬN ỦY LONG BIÊN", 3)

    decide_many(desk, LAN, [asked(desk.archive, letters[0])])

    assert [one.documents for one in groups(desk, LAN)] == [2, 2]
    left = rows(desk, LAN, "pen", office.office).rows
    assert [row.document for row in left] == letters[1:]


def test_rows_come_in_parts(desk, letters, monkeypatch):
    """The next ones begin behind the last one shown, whatever was settled meanwhile."""
    monkeypatch.setattr(batches, "ROWS_AT_ONCE", 2)
    first = rows(desk, LAN, "pen", None)
    decide_many(desk, LAN, [asked(desk.archive, letters[0])])
    second = rows(desk, LAN, "pen", None, first.after)
    assert [row.document for row in (*first.rows, *second.rows)] == letters
    assert second.after is None
    assert (first.rows[0].kind, first.rows[0].alternatives) == ("text", ("9",))


def test_each_document_keeps_its_own_before_and_after(desk, letters):
    """One value for several papers is as many facts."""
    before = [number_of(desk.archive, one) for one in letters]
    told = decide_many(desk, LAN, [asked(desk.archive, one, "77") for one in letters])
    assert [one.state for one in told] == ["done"] * 3
    made = [desk.archive.decisions.of(one)[0].change for one in letters]
    assert [(one.before, one.after) for one in made] == [(value, "77") for value in before]


def test_a_document_that_somebody_changed_is_left_out_and_told(desk, letters):
    """The others are decided; its own stays as that person put it."""
    wanted = [asked(desk.archive, one, "77") for one in letters]
    theirs = Change("correct", Target("field", "number"), None, "5")
    desk.archive.decisions.decide(letters[1], [theirs], "Mai", 0)

    told = decide_many(desk, LAN, wanted)

    assert [one.state for one in told] == ["done", "overtaken", "done"]
    assert "Mai" in told[1].said
    assert (told[1].value, told[1].seen) == ("5", 1)
    assert [number_of(desk.archive, one) for one in letters] == ["77", "5", "77"]


def test_a_batch_is_undone_in_one_step(desk, letters):
    """But for what others have decided since, and never what others have decided."""
    told = decide_many(desk, LAN, [asked(desk.archive, one, "77") for one in letters])
    made = [(one.document, one.number) for one in told]
    theirs = Change("correct", Target("field", "number"), "77", "78")
    desk.archive.decisions.decide(letters[2], [theirs], "Mai", 1)

    undone = undo_many(desk, LAN, made)

    assert [one.state for one in undone] == ["done", "done", "overtaken"]
    assert number_of(desk.archive, letters[2]) == "78"
    assert number_of(desk.archive, letters[0]) != "77"
    assert undo_many(desk, LAN, [(letters[2], 2)])[0].state == "refused"
    turn = Change("turn", Target("page", page=1), 0, 180)
    desk.archive.decisions.decide(letters[2], [turn], LAN.name, 2)
    assert undo_many(desk, LAN, [(letters[2], 3)])[0].state == "refused"  # none of a batch


def test_only_fonds_that_are_seen_are_listed_and_decided(desk, desk_archive, tmp_path):
    """What lies elsewhere is not there: neither counted, nor shown, nor decided."""
    theirs = add_letters(desk_archive, tmp_path, 2, fonds="tinh-uy")
    mine = add_letters(desk_archive, tmp_path, 2, fonds="ubnd")
    mai = Who("Mai", LAN.rights, frozenset({"ubnd"}))
    assert [one.documents for one in groups(desk, mai)] == [2, 2]
    assert [row.document for row in rows(desk, mai, "pen", None).rows] == mine
    told = decide_many(desk, mai, [asked(desk_archive, theirs[0], "77")])
    assert (told[0].state, desk_archive.decisions.of(theirs[0])) == ("refused", ())
    assert groups(desk, Who("Hà", LAN.rights, frozenset({"khac"}))) == []


def test_what_is_typed_must_be_a_value(desk, letters):
    """A day is a day; a field that is no single value is none for a batch; not too many at once."""
    one = letters[0]
    day = decide_many(desk, LAN, [Asked(one, 0, "date", None, "15/3/2024")])[0]
    assert desk.archive.read_decided(one).fields["date"].value == "2024-03-15"
    assert day.value == "15/03/2024"
    assert decide_many(desk, LAN, [Asked(one, 1, "date", None, "hôm qua")])[0].state == "refused"
    assert decide_many(desk, LAN, [Asked(one, 1, "noi_nhan", None, "x")])[0].state == "refused"
    with pytest.raises(DecisionError):
        decide_many(desk, LAN, [asked(desk.archive, one)] * (batches.AT_MOST + 1))


def test_pages_of_batches(client, letters):
    """The list, a group, its next rows; an unknown cause is not there."""
    assert "QUẬN ỦY LONG BIÊN" in client.get("/batches").text
    shown = client.get("/batches/pen").text
    assert shown.count('<tr class="row"') == 3
    assert "iiif/original" in shown
    assert client.get("/batches/words").status_code == 404
    assert client.post("/batches/decide", json={"rows": []}).status_code == 422


@pytest.mark.slow
def test_a_batch_by_keyboard_with_a_conflict(tab, desk_archive, letters):
    """Enter accepts; F4 takes the value above; one that Mai has changed is left out and told."""
    tab.goto("/batches/pen")
    tab.locator("tr.row .value").first.focus()
    tab.keyboard.press("Control+A")
    tab.keyboard.insert_text("41")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("tr.row:nth-child(1)[data-state=done]")
    theirs = Change("correct", Target("field", "number"), None, "5")
    desk_archive.decisions.decide(letters[2], [theirs], "Mai", 0)
    tab.keyboard.press("F4")
    for at in (2, 3):
        tab.locator(f"tr.row:nth-child({at}) .choose").check()
    tab.locator("tr.row:nth-child(2) .value").focus()
    tab.locator("#apply").click()
    assert tab.locator("#sure-rows tr").count() == 2
    tab.locator("#sure-yes").click()
    tab.wait_for_selector("tr.row:nth-child(3)[data-state=overtaken]")
    assert "Mai" in tab.inner_text("tr.row:nth-child(3) [data-said]")
    assert [number_of(desk_archive, one) for one in letters] == ["41", "41", "5"]
    tab.locator("tr.row:nth-child(1) .value").focus()
    tab.keyboard.press("Control+Z")
    expect(tab.locator("tr.row[data-state=done]")).to_have_count(1)
    assert number_of(desk_archive, letters[0]) == "41"
    assert number_of(desk_archive, letters[1]) != "41"
