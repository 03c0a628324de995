"""The tab “Chữ”: lines under their pictures, doubts marked, decided by keyboard."""

from __future__ import annotations

import re

import pytest
from browsing import without_pictures
from papers import add_stack
from playwright.sync_api import expect

from pipeline.values.decisions import Change, Target, standing
from web.services.lines import page_lines, pages_told


@pytest.fixture
def stack(desk_archive, tmp_path):
    """A stack of two documents, two pages each; the first one's id."""
    return add_stack(desk_archive, tmp_path, (1, 2), (3, 4))[0]


def decide(archive, document, number, at, act, after=None):
    """Somebody decides a line."""
    line = archive.read_document(document).pages[number - 1].lines[at]
    change = Change(act, Target("line", page=number, box=line.box), line.text, after)
    archive.decisions.decide(document, [change], "Mai", len(archive.decisions.of(document)))
    return line


def lines_of(archive, document, number, *, only_doubtful=False):
    read, decisions = archive.read_document(document), archive.decisions.of(document)
    page = page_lines(read, decisions, number, only_doubtful=only_doubtful)
    return [line for block in page.blocks for line in block.lines]


def test_doubtful_words_are_told_and_counted(desk_archive, stack):
    """Those that a note on the text would count, and no sure one."""
    told = pages_told(desk_archive.read_document(stack), ())
    assert [(page.number, page.lines, page.doubtful) for page in told] == [(1, 4, 2), (2, 4, 2)]
    lines = lines_of(desk_archive, stack, 1)
    assert [line.doubtful for line in lines] == [False, True, False, True]
    assert "(51%)" in lines[1].bits[0].doubt
    assert len(lines_of(desk_archive, stack, 1, only_doubtful=True)) == 2


def test_a_decided_line_is_in_doubt_no_more(desk_archive, stack):
    """It shows the person's words, who wrote them, and the machine's beneath."""
    read = decide(desk_archive, stack, 1, 1, "correct", "Kính gửi: Tỉnh ủy")
    decide(desk_archive, stack, 1, 3, "confirm")

    lines = lines_of(desk_archive, stack, 1)

    assert (lines[1].text, lines[1].machine, lines[1].who) == (
        "Kính gửi: Tỉnh ủy",
        read.text,
        "Mai",
    )
    assert [line.state for line in lines] == ["open", "corrected", "open", "confirmed"]
    told = pages_told(desk_archive.read_document(stack), desk_archive.decisions.of(stack))
    assert told[0].doubtful == 0
    assert "Tỉnh ủy" in desk_archive.read_decided(stack).text.canonical


def test_the_tab_is_a_part_and_a_page_of_its_own(client, stack):
    """htmx gets the part; a browser that opens its address gets a page that can save."""
    part = client.get(f"/review/{stack}/text", headers={"HX-Request": "true"}).text
    page = client.get(f"/review/{stack}/text").text
    assert part.lstrip().startswith("<link")
    assert "<html" in page
    assert f'data-decide="/review/{stack}/decide"' in page
    assert len(re.findall("data-load=", part)) == 2
    assert "<textarea" not in part  # lines come page by page


def test_a_page_brings_its_lines_with_upright_pictures(client, desk_archive, stack):
    """Also when a person has turned the page since it was read."""
    turn = Change("turn", Target("page", page=2), 0, 180)
    desk_archive.decisions.decide(stack, [turn], "Mai", 0)
    shown = client.get(f"/review/{stack}/text/1?show=doubtful").text
    assert shown.count("<textarea") == 2
    assert shown.count("<u title=") > 2
    assert f'src="/documents/{stack}/pages/1/iiif/original/' in shown
    assert "/0/default.jpg" in shown
    assert "/180/default.jpg" in client.get(f"/review/{stack}/text/2").text
    assert client.get(f"/review/{stack}/text/3").status_code == 404  # another document's


def test_markup_in_a_text_stays_text(client, desk_archive, stack):
    decide(desk_archive, stack, 1, 1, "correct", "</textarea><script>alert(1)</script>")
    shown = client.get(f"/review/{stack}/text/1").text
    assert "<script>alert" not in shown


@pytest.mark.slow
def test_a_page_that_did_not_come_is_asked_for_again(chromium, address, stack):
    """Its console may complain: of the network."""
    context = chromium.new_context(base_url=address, viewport={"width": 900, "height": 200})
    tab, broken = context.new_page(), []

    def breaks_twice(route):
        broken.append(route.request.url)
        if len(broken) <= 2:
            route.abort("connectionreset")
        else:
            route.continue_()

    without_pictures(tab)
    tab.route(re.compile(r"/text/2\?"), breaks_twice)
    tab.goto(f"/review/{stack}/text")
    tab.locator(".line[data-page='1'][data-doubtful] textarea").last.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".line[data-page='2'] textarea:focus")
    assert len(broken) == 3
    context.close()


@pytest.mark.slow
def test_lines_are_accepted_and_corrected_by_keyboard(tab, desk_archive, stack):
    """Enter goes from doubt to doubt and over to the next page; keys of an input method do not."""
    without_pictures(tab)
    tab.goto(f"/review/{stack}/text")
    first = tab.locator(".line[data-doubtful] textarea").first
    first.focus()
    # A key that an input method takes to end a word is not ours.
    first.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    assert desk_archive.decisions.of(stack) == ()
    tab.keyboard.press("Enter")
    expect(tab.locator("[data-state=confirmed]")).to_have_count(1)
    tab.keyboard.press("Control+A")
    tab.keyboard.insert_text("Trang thứ nhâ\u0301t")  # decomposed, as some methods send it
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".line[data-page='2'] textarea:focus")
    tab.keyboard.press("F8")
    expect(tab.locator("[data-state=unreadable]")).to_have_count(1)
    tab.locator(".line[data-state=corrected] textarea").focus()
    tab.keyboard.press("Control+Z")
    expect(tab.locator("[data-state=unreadable]")).to_have_count(0)

    made = desk_archive.decisions.of(stack)

    assert [one.change.act for one in made] == ["confirm", "correct", "unreadable", "undo"]
    assert made[1].change.after == "Trang thứ nhất"
    assert len(standing(made)) == 2
