"""The tab “Trang”: a stack split and joined, told before it is done, undone after; pages turned."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nights import working
from papers import add_stack
from playwright.sync_api import expect

from flows.desk_cuts import DeskCuts
from pipeline.archive.recut import recut
from pipeline.errors import CutError
from pipeline.values.decisions import Change, Target
from pipeline.values.people import Who
from web.services.stack import as_it_was, cut, preview, ranges_of, stack_of
from web.works import AtWork, CutAtWork


class AtOnce:
    """Cuts in this process, at once; `held`: a night holds the archive."""

    def __init__(self, archive, settings):
        self.archive, self.settings, self.held = archive, settings, False

    def at_work(self):
        return AtWork("holds", "máy khác") if self.held else AtWork("idle")

    def cut(self, sha256, pages, who):
        recut(self.archive, sha256, pages, who, self.settings)

    def cutting(self, sha256):
        return CutAtWork()


@pytest.fixture
def desk(desk, desk_archive):
    """A desk that can cut."""
    return replace(desk, works=AtOnce(desk_archive, desk.settings))


@pytest.fixture
def ids(desk_archive, tmp_path):
    """A stack of two documents, two pages each."""
    return add_stack(desk_archive, tmp_path, (1, 2), (3, 4))


def test_a_strip_shows_all_documents_of_the_file(client, desk, ids):
    """Opened at any of them."""
    stack = stack_of(desk, ids[1])
    assert [(page.number, page.starts) for page in stack.pages] == [
        (1, True), (2, False), (3, True), (4, False),
    ]  # fmt: skip
    assert stack.ranges == ((1, 2), (3, 4))
    shown = client.get(f"/review/{ids[1]}/pages").text
    assert shown.count('class="leaf') == 4
    assert shown.count("leaf own") == 2


def test_what_becomes_of_documents_and_decisions_is_told_before(desk, desk_archive, ids):
    """Pages take their decisions along; those on a record that goes stay in its history."""
    box = desk_archive.read_document(ids[1]).pages[0].lines[0].box
    line = Change("correct", Target("line", page=3, box=box), "", "Sở Tài chính")
    number = Change("correct", Target("field", "number"), None, "56")
    desk_archive.decisions.decide(ids[1], [line, number], "Mai", 0)
    stack = stack_of(desk, ids[0])

    told = preview(desk, stack, ranges_of(stack, [1]))

    assert [(one.what, one.id, one.pages, one.kept, one.left) for one in told] == [
        ("changes", ids[0], "1–4", 1, 0),
        ("gone", ids[1], "3–4", 0, 1),
    ]
    assert stack_of(desk, ids[0]).ranges == ((1, 2), (3, 4))


def test_a_cut_and_back(client, desk, desk_archive, ids):
    """By a person who may sign; cut back, every document is as it was."""
    answer = client.post(f"/review/{ids[0]}/pages/cut", data={"starts": "1,2,3"})
    assert answer.status_code == 200
    assert stack_of(desk, ids[0]).ranges == ((1,), (2,), (3, 4))
    assert stack_of(desk, ids[0]).former == ((1, 2), (3, 4))

    assert client.post(f"/review/{ids[0]}/pages/uncut").status_code == 200

    assert stack_of(desk, ids[0]).ranges == ((1, 2), (3, 4))
    assert [row.who for row in desk_archive.ledger.cuts.of(stack_of(desk, ids[0]).sha256)] == [
        "Cô Lan", "Cô Lan",
    ]  # fmt: skip


def test_while_a_night_holds_the_archive_the_wish_is_kept(client, desk, desk_archive, ids):
    """It is told, can be tried again, and can be given up."""
    desk.works.held = True
    shown = client.post(f"/review/{ids[0]}/pages/cut", data={"starts": "1,2,3"}).text
    assert "Thử cắt ngay" in shown
    assert stack_of(desk, ids[0]).ranges == ((1, 2), (3, 4))
    assert stack_of(desk, ids[0]).wish.who == "Cô Lan"

    desk.works.held = False
    client.post(f"/review/{ids[0]}/pages/again")
    assert stack_of(desk, ids[0]).ranges == ((1,), (2,), (3, 4))
    assert stack_of(desk, ids[0]).wish is None

    desk.works.held = True
    client.post(f"/review/{ids[0]}/pages/uncut")
    client.post(f"/review/{ids[0]}/pages/give-up")
    assert stack_of(desk, ids[0]).wish is None


def test_what_cannot_be_cut_is_told(client, desk, desk_archive, ids, keeper):
    """Strange pages, records that are signed off, and nobody without the right."""
    assert client.post(f"/review/{ids[0]}/pages/cut", data={"starts": "9"}).status_code == 422
    assert client.get(f"/review/{ids[0]}/pages/preview?starts=9").status_code == 422
    stack = stack_of(desk, ids[0])
    with pytest.raises(CutError, match="chưa có lần cắt"):
        as_it_was(stack)
    sign = Change("sign", Target("document"), reason="đủ")
    desk_archive.decisions.decide(ids[0], [sign], "Hà", 0)
    with pytest.raises(CutError, match="đã ký duyệt"):
        cut(desk, stack_of(desk, ids[0]), ((1,), (2,), (3, 4)), "Mai")
    keeper.as_who = Who("Mai", frozenset({"view", "review"}))
    assert client.post(f"/review/{ids[0]}/pages/cut", data={"starts": "1,2"}).status_code == 403


@pytest.mark.slow
def test_the_command_cuts_beside_the_desk(desk, desk_archive, ids):
    """In a process of its own; while another run holds the archive it says so."""
    cuts, stack = DeskCuts(desk.settings), stack_of(desk, ids[0])
    with working(desk.settings):
        cuts.cut(stack.sha256, ((1,), (2,), (3, 4)), "Mai")
        cuts._running[stack.sha256].process.wait(60)
        assert cuts.cutting(stack.sha256).state == "failed"
        assert "đang chạy trên kho" in cuts.cutting(stack.sha256).said

    cuts.cut(stack.sha256, ((1,), (2,), (3, 4)), "Mai")
    assert cuts.cutting(stack.sha256).state == "cutting"
    cuts._running[stack.sha256].process.wait(60)

    assert cuts.cutting(stack.sha256) == CutAtWork()
    assert stack_of(desk, ids[0]).ranges == ((1,), (2,), (3, 4))


@pytest.mark.slow
def test_split_and_undone_by_keyboard(tab, desk, desk_archive, ids):
    """Arrows go between pages, Space cuts, the table tells, a button cuts, another cuts back."""
    tab.goto(f"/review/{ids[0]}/pages", wait_until="networkidle")
    tab.locator(".leaf .page").first.focus()
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("Space")
    tab.wait_for_selector("#stack-preview table")
    assert "văn bản mới" in tab.inner_text("#stack-preview")
    tab.locator("[data-cut]").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_selector("[data-uncut]")
    tab.wait_for_load_state("networkidle")  # no picture of a document that goes is asked for
    assert stack_of(desk, ids[0]).ranges == ((1,), (2,), (3, 4))
    tab.locator("[data-uncut]").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator(".cut[aria-pressed=true]")).to_have_count(1)
    assert stack_of(desk, ids[0]).ranges == ((1, 2), (3, 4))

    tab.locator(".leaf .page").first.focus()
    tab.keyboard.press("r")
    tab.wait_for_selector(".leaf[data-page='1'][data-turned='90']")
    expect(tab.locator("#said")).to_contain_text("xoay 90°")
    (turn,) = desk_archive.decisions.of(ids[0])
    assert (turn.change.act, turn.change.target.page, turn.change.after) == ("turn", 1, 90)
