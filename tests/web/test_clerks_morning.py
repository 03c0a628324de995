"""The clerk's morning, whole: from a scan in the inbox to a record signed and found.

The desk is the command itself over an archive of its own, the night a true one, the browser a true
one. Nobody touches a mouse.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from desks import AT_TERMINAL, PASSWORD
from playwright.sync_api import expect
from running_desk import RunningDesk

from pipeline.archive import open_archive
from pipeline.archive.people import open_people
from pipeline.settings import Settings

SCAN = Path(__file__).parents[2] / "samples" / "scans" / "two-columns.pdf"
"""An invitation that names no kind of document: kind, symbol and subject are in doubt."""
SUBJECT = "mời họp về chuyển đổi số"
LAN, HOA = "Cô Lan", "Cô Hoa"
QUEUE = re.compile(r"/review(\?.*)?$")
MOST_KEYS = 12
"""To what a clerk wants next on a page."""
PATIENCE_MS, NIGHT_MS = 60_000, 240_000  # on a busy machine
WATCH = """
addEventListener("pointerdown", () => sessionStorage.setItem("touched", "yes"), true);
"""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture
def settings(tmp_path):
    """Of an archive with nothing in it, and an inbox with one scan."""
    for name in ("kho", "hop"):
        (tmp_path / name).mkdir()
    shutil.copy(SCAN, tmp_path / "hop" / "giấy mời.pdf")
    return Settings(
        archive=str(tmp_path / "kho"), inbox=str(tmp_path / "hop"), state=str(tmp_path / "state")
    )


@pytest.fixture
def environment(settings):
    """The same, as the command is told it."""
    return {
        "SOHOA_ARCHIVE": settings.archive,
        "SOHOA_INBOX": settings.inbox,
        "SOHOA_STATE": settings.state,
        "SOHOA_WORKERS": "1",
        "SOHOA_SETTLE_SECONDS": "0",
    }


@pytest.fixture
def clerk(chromium):
    """`clerk(address)`: a browser of somebody's own, whose console says nothing unforeseen."""
    contexts, said = [], []

    def heard(line):
        # A browser tells of every answer that refuses; the pages deal with these.
        if line.type == "error" and not re.search("status of (401|409)", line.text):
            said.append(line.text)

    def opened(address):
        context = chromium.new_context(
            viewport={"width": 1366, "height": 768}, base_url=address, locale="vi-VN"
        )
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(WATCH)
        contexts.append(context)
        tab = context.new_page()
        tab.on("console", heard)
        tab.on("pageerror", lambda error: said.append(str(error)))
        return tab

    expect.set_options(timeout=PATIENCE_MS)
    yield opened
    expect.set_options(timeout=5_000)
    tabs = [tab for context in contexts for tab in context.pages]
    touched = [tab.evaluate("sessionStorage.getItem('touched')") for tab in tabs]
    for context in contexts:
        context.close()
    assert not said, said
    assert not any(touched)


@pytest.fixture
def add_user(environment, tmp_path):
    """`add_user("Cô Lan")`: as at a terminal, with the password in a file."""
    secret = tmp_path / "mật khẩu"
    secret.write_text(PASSWORD)

    def add(name):
        command = [sys.executable, "-m", "flows.cli", "desk", "add-user", name]
        told = ["--role", "signer", "--password-file", str(secret)]
        subprocess.run([*command, *told], env={**os.environ, **environment}, check=True)

    return add


def sign_in(tab, name):
    """Name and password, and on to the morning page."""
    tab.goto("/")
    expect(tab.locator("#name")).to_be_focused()
    tab.keyboard.type(name)
    tab.keyboard.press("Tab")
    tab.keyboard.type(PASSWORD)
    tab.keyboard.press("Enter")
    expect(tab.locator("#night")).to_be_visible()


def walk(tab, to, key="Tab"):
    """Press a key until this has the focus."""
    aim = tab.locator(to)
    for _ in range(MOST_KEYS):
        tab.keyboard.press(key)
        if aim.evaluate_all("all => all.includes(document.activeElement)"):
            return
    at = tab.evaluate("document.activeElement.outerHTML.slice(0, 200)")
    raise AssertionError(f"{to}: not reached by {key}, still at {at}")


def past_the_bar(tab):
    """Over the bar with the names of the pages, as its first link offers."""
    tab.keyboard.press("Tab")
    at(tab, "a.skip")
    tab.keyboard.press("Enter")


def at(tab, what):
    """Wait until this has the focus."""
    expect(tab.locator(what)).to_be_focused()


def saved(tab):
    """Wait until the page says that all is with the server."""
    expect(tab.locator("#saved")).to_have_attribute("data-state", "saved")


def compose(tab, text):
    """Type as an input method does: words grow letter by letter before they stand."""
    devtools = tab.context.new_cdp_session(tab)
    for word in re.findall(r"\S+\s*", text):
        for end in range(1, len(word.rstrip()) + 1):
            grown = {"text": word[:end], "selectionStart": end, "selectionEnd": end}
            devtools.send("Input.imeSetComposition", grown)
        devtools.send("Input.insertText", {"text": word})
    devtools.detach()


def test_from_the_inbox_to_a_signed_record(settings, environment, add_user, clerk, tmp_path):
    """Read, looked through by two clerks, signed, found again: by keyboard alone."""
    add_user(LAN)
    with RunningDesk(environment, tmp_path) as desk:
        lan = clerk(desk.address)
        sign_in(lan, LAN)
        read_the_inbox(lan, while_it_runs=lambda: add_user(HOA))
        walk(lan, "a[href='/review']")
        lan.keyboard.press("Enter")
        lan.wait_for_url(QUEUE)
        at(lan, "[data-row]")
        lan.keyboard.press("Enter")
        at(lan, "#in-symbol")
        look_through(lan, clerk(desk.address), settings)
        find_again(lan)
    what_is_on_record(settings)


def read_the_inbox(lan, while_it_runs):
    """A night is begun and watched to its end."""
    walk(lan, "#night button")
    lan.keyboard.press("Enter")
    expect(lan.locator("#night")).to_contain_text("Đang khởi động")
    at(lan, "#night button")  # what was pressed keeps the focus while the page tells of the night
    while_it_runs()
    expect(lan.locator("#night")).to_contain_text("Đang đọc hộp nhận", timeout=NIGHT_MS)
    at(lan, "#night button")
    expect(lan.locator("#night")).to_contain_text("1 văn bản vào kho", timeout=NIGHT_MS)


def look_through(lan, hoa, settings):
    """One field confirmed, one decided by another clerk, one typed while the session ends."""
    lan.keyboard.press("Enter")  # the symbol is right
    at(lan, "#in-type")
    saved(lan)
    lan.reload()
    at(lan, "#in-type")
    expect(lan.locator("#field-symbol")).to_have_attribute("data-state", "confirmed")
    lan.keyboard.press("F9")
    lan.wait_for_url(QUEUE)
    lan.go_back()
    at(lan, "#in-type")

    sign_in(hoa, HOA)
    hoa.goto(lan.url)
    at(hoa, "#in-type")
    hoa.keyboard.type("GIẤY MỜI")
    hoa.keyboard.press("Enter")
    saved(hoa)
    lan.keyboard.type("THƯ MỜI")
    lan.keyboard.press("Enter")
    told = lan.locator("#field-type .overtaken")
    expect(told).to_contain_text(f"{HOA}")
    expect(told).to_contain_text("GIẤY MỜI")
    expect(told).to_contain_text("Còn ở đây: THƯ MỜI")
    assert fields_of(settings)["type"].value == "GIẤY MỜI"
    at(lan, "#in-subject")
    walk(lan, "[data-choose=theirs]", "Shift+Tab")
    lan.keyboard.press("Enter")
    expect(told).to_have_count(0)

    at(lan, "#in-subject")
    compose(lan, SUBJECT)
    end_sessions(settings)
    lan.keyboard.press("Enter")
    at(lan, "#gone[open] #again-password")
    expect(lan.locator("#in-subject")).to_have_value(SUBJECT)
    lan.keyboard.type(PASSWORD)
    lan.keyboard.press("Enter")
    saved(lan)
    at(lan, "[data-signs]")
    lan.keyboard.press("Enter")
    lan.wait_for_url(QUEUE)
    expect(lan.locator(".empty")).to_be_visible()


def find_again(lan):
    """By what was typed; the page of the document tells who decided what."""
    with lan.expect_navigation():
        lan.keyboard.press("/")
    at(lan, "#q")
    lan.keyboard.type(f'"{SUBJECT}"')
    with lan.expect_navigation():
        lan.keyboard.press("Enter")
    expect(lan.locator("a.open")).to_have_count(1)
    walk(lan, "a.open", "ArrowDown")
    with lan.expect_navigation():
        lan.keyboard.press("Enter")
    expect(lan.locator("main")).to_contain_text(SUBJECT)
    expect(lan.locator("h1")).to_contain_text("GIẤY MỜI")
    past_the_bar(lan)
    walk(lan, "a[href$='/history']")
    with lan.expect_navigation():
        lan.keyboard.press("Enter")
    expect(lan.locator("h1")).to_be_visible()
    said = lan.locator("main").inner_text()
    for one in (LAN, HOA, SUBJECT, "GIẤY MỜI", "THƯ MỜI"):
        assert (one in said) == (one != "THƯ MỜI"), (one, said)


def what_is_on_record(settings):
    """The archive says the same, after the desk is gone."""
    with closing(open_archive(settings)) as archive:
        (document,) = archive.documents()
        made = archive.decisions.of(document)
        fields = archive.read_decided(document).fields
    assert [(one.who, one.change.act, one.change.target.key) for one in made] == [
        (LAN, "confirm", "symbol"),
        (HOA, "correct", "type"),
        (LAN, "correct", "subject"),
        (LAN, "sign", ""),
    ]
    assert fields["subject"].value == SUBJECT
    assert fields["type"].value == "GIẤY MỜI"
    assert fields["symbol"].rule == "person"


def fields_of(settings):
    """As the archive has them now."""
    with closing(open_archive(settings)) as archive:
        (document,) = archive.documents()
        return archive.read_decided(document).fields


def end_sessions(settings):
    """Whoever sets a password anew ends what was begun with the old one."""
    with closing(open_people(settings)) as people:
        people.accounts.set_password(LAN, PASSWORD, by=AT_TERMINAL)
