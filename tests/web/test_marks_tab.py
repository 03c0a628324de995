"""The tab “Dấu và chữ chưa đọc”: kinds named, words given, unread print settled."""

from __future__ import annotations

import pytest
from papers import NOTE, STAMP, UNREAD, add_stack

from pipeline.mark_kinds import MARK_KINDS
from pipeline.values.decisions import Change, Target
from web.services.marks import KINDS_BY_KEY, page_marks, pages_of_marks


@pytest.fixture
def stack(desk_archive, tmp_path):
    """A document with a stamp of unknown kind, a note by hand and unread print."""
    return add_stack(desk_archive, tmp_path, (1, 2, 3, 4))[0]


def shown(archive, document, *, only_needed=False):
    read, decisions = archive.read_document(document), archive.decisions.of(document)
    return page_marks(read, decisions, 1, only_needed=only_needed)


def decide(archive, document, kind, box, act, after=None):
    change = Change(act, Target(kind, page=1, box=box), None, after)
    archive.decisions.decide(document, [change], "Mai", len(archive.decisions.of(document)))


def test_what_needs_a_person_is_told(desk_archive, stack):
    """An unknown mark, a note that nobody read, and print that was not read."""
    told = pages_of_marks(desk_archive.read_document(stack), ())
    assert [page.needs for page in told] == [3, 0, 0, 0]
    page = shown(desk_archive, stack, only_needed=True)
    assert ([mark.kind for mark in page.marks], len(page.unread)) == (["unknown", "note"], 1)


def test_kinds_have_keys_and_names():
    assert len({key for key, _ in KINDS_BY_KEY}) == len(KINDS_BY_KEY)
    assert {kind for _, kind in KINDS_BY_KEY} <= MARK_KINDS.keys()


def test_a_mark_is_named_and_read(desk_archive, stack):
    """Each is a decision of its own, and both stand in the document."""
    decide(desk_archive, stack, "mark", STAMP.box, "name", "stamp")
    decide(desk_archive, stack, "mark", STAMP.box, "correct", "ĐÃ KIỂM TRA")

    mark = shown(desk_archive, stack).marks[0]

    assert (mark.kind, mark.text, mark.needs, mark.who) == ("stamp", "ĐÃ KIỂM TRA", False, "Mai")
    assert "[Dấu] ĐÃ KIỂM TRA" in desk_archive.read_decided(stack).text.canonical


@pytest.mark.parametrize(
    ("act", "after", "state"),
    [("correct", "Hỏa tốc", "read"), ("correct", "", "none"), ("unreadable", None, "unreadable")],
)
def test_unread_print_is_settled(desk_archive, stack, act, after, state):
    """Read, found to be no letters, or unreadable: nobody is asked again."""
    decide(desk_archive, stack, "unread", UNREAD.box, act, after)
    assert shown(desk_archive, stack).unread[0].state == state
    assert shown(desk_archive, stack, only_needed=True).unread == ()


@pytest.mark.slow
def test_marks_by_keyboard(tab, desk_archive, stack):
    """Words for unread print, a kind by its digit, a note that nobody can read."""
    tab.goto(f"/review/{stack}/marks")
    unread = tab.locator(".unread textarea")
    unread.focus()
    tab.keyboard.insert_text("Hỏa tốc")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".mark[data-is=unknown]:focus")
    tab.keyboard.press("7")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".mark[data-is=note]:focus")
    tab.keyboard.press("F8")
    tab.wait_for_selector(".end:focus")

    tab.wait_for_load_state("networkidle")
    made = [(one.change.target.kind, one.change.act, one.change.after) for one in
            desk_archive.decisions.of(stack)]  # fmt: skip
    assert made == [
        ("unread", "correct", "Hỏa tốc"), ("mark", "name", "stamp"), ("mark", "unreadable", None),
    ]  # fmt: skip
    assert desk_archive.read_decided(stack).pages[0].marks[1].box == NOTE.box
