"""Every page of the desk: readable by all, on an old screen, in light and dark, and small.

A page is added by a line in `PAGES`.
"""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from desks import AT_TERMINAL, PASSWORD

from web.pages import environment

PAGES = {
    "chữ": "/review/{id}/text?show=all",
    "dấu": "/review/{id}/marks?show=all",
    "trang": "/review/{id}/pages",
    "lô việc": "/batches",
    "một lô": "/batches/pen",
    "sáng nay": "/",
    "tài khoản": "/account",
    "không có": "/nothing-here",
    "tìm": "/search",
    "tìm thấy": "/search?q=dich&type=CÔNG+VĂN",
    "không thấy": "/search?q=zzz",
    "văn bản": "/documents/{id}?q=dich",
    "lịch sử": "/documents/{id}/history",
    "xuất": "/export?id={id}",
    "việc cần xem": "/review?grade=may",
    "xem một văn bản": "/review/{id}",
    "API": "/api/v1/docs",
    "nơi nhận tin": "/people/webhooks",
    "đăng nhập": "/login",
    "hỏi sai": "/search?q=%22dich",
    "ảnh trang": "/documents/{id}/picture",
    "đã ký duyệt": "/review?signed=1",
    "người dùng": "/people",
    "thêm người": "/people/new",
    "một người": "/people/account?name=Cô+Mai",
    "mã truy cập": "/people/tokens",
    "nhật ký": "/people/log",
    "nhật ký còn nguyên": "/people/log/verify",
}
"""What it is called → its address; `{id}` is the document of the fixture's archive."""

GRAVE = ("serious", "critical")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
OFFICE = {"width": 1366, "height": 768}
OLD_OFFICE = {"width": 1093, "height": 614}  # 1366 × 768 at 125 %
MOST_BYTES = 200_000
FETCHING = ("/review", "/batches")
"""Pages that fetch parts of themselves once they are there."""

pytestmark = pytest.mark.slow


@pytest.fixture
def looks(desk, desk_archive, chromium, address, keeper):
    """Open a page, all of it there; one tab, whose screen and scheme may be changed."""
    desk.people.accounts.add("Cô Mai", ["signer"], PASSWORD, by=AT_TERMINAL)
    (document,), somebody = desk_archive.documents(), keeper.as_who
    context = chromium.new_context(viewport=OFFICE, base_url=address)
    tab = context.new_page()

    def opened(path):
        keeper.as_who = None if path == "/login" else somebody
        tab.goto(path.format(id=document))
        if path.startswith(FETCHING):
            tab.wait_for_load_state("networkidle")
        return tab

    yield opened
    context.close()


def violations(tab, within=None, rules=RULES):
    """What axe-core finds in the page or an element of it, as lines that tell where."""
    found = Axe().run(tab, within, options={"runOnly": list(rules)}).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {node['html'][:200]}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def violations_in_both(tab, within=None):
    """The same in light and, where it is another matter, in dark."""
    tab.emulate_media(color_scheme="light")
    light = violations(tab, within)
    tab.emulate_media(color_scheme="dark")
    return [*light, *(f"dark: {said}" for said in violations(tab, within, ["color-contrast"]))]


def test_pages_are_for_everybody(looks, desk):
    """No serious or critical violation of WCAG 2.2 AA, in light and dark; no page is left out."""
    templates = environment(desk.clock)
    templates.cache.clear()
    found = {}
    for name, path in PAGES.items():
        if said := violations_in_both(looks(path)):
            found[name] = said
    assert found == {}
    shown = {name for _, name in templates.cache.keys()}  # noqa: SIM118  # no dict
    assert {name for name in templates.list_templates() if is_page(templates, name)} <= shown


def is_page(templates, name):
    """Whether a template is a page of its own, and no part or frame of one."""
    source = templates.loader.get_source(templates, name)[0]
    return source.startswith("{% extends") and name != "people/frame.html"


def test_dialogs_are_for_everybody(looks):
    """What keys there are, and the password once the session is over."""
    tab = looks("/review/{id}")
    for dialog in ("keys", "gone"):
        tab.evaluate("(id) => document.getElementById(id).showModal()", dialog)
        assert violations_in_both(tab, f"#{dialog}") == []
        tab.keyboard.press("Escape")


def test_the_measure_finds_what_is_wrong(looks):
    """Letters that hardly differ from their ground, and a field without a name."""
    tab = looks("/")
    tab.evaluate(
        "document.querySelector('main').innerHTML = '<input><p id=pale>chữ mờ</p>';"
        "document.querySelector('#pale').style.color = '#ccc'"
    )
    assert {line.split(":")[0] for line in violations(tab)} >= {"label", "color-contrast"}
    tab.evaluate("document.querySelector('#pale').style.color = '#555'")
    dark = [line for line in violations_in_both(tab) if line.startswith("dark: ")]
    assert {line.split(":")[1].strip() for line in dark} == {"color-contrast"}


def test_pages_fit_on_an_old_screen(looks):
    """Nothing has to be pushed sideways at 1366 × 768 and 125 %."""
    wide = {}
    looks("/").set_viewport_size(OLD_OFFICE)
    for name, path in PAGES.items():
        tab = looks(path)
        width = tab.evaluate("document.documentElement.scrollWidth")
        if width > OLD_OFFICE["width"]:
            wide[name] = width
    assert wide == {}


def test_the_first_page_is_small(chromium, address):
    """All that a browser without anything kept loads, without pictures, as it is sent."""
    context = chromium.new_context(base_url=address)
    tab = context.new_page()
    client = context.new_cdp_session(tab)
    client.send("Network.enable")
    kinds, sizes = {}, {}
    client.on("Network.responseReceived", lambda one: kinds.update({one["requestId"]: one["type"]}))
    client.on(
        "Network.loadingFinished",
        lambda one: sizes.update({one["requestId"]: one["encodedDataLength"]}),
    )
    tab.goto("/", wait_until="networkidle")
    context.close()
    sent = sum(size for one, size in sizes.items() if kinds.get(one) != "Image")
    assert len(sizes) >= 4
    assert 0 < sent <= MOST_BYTES


def test_keys_are_told_and_lead_to_pages(tab):
    """`?` shows what a page has, Esc closes it, `g` and a letter lead on; typing is left alone."""
    tab.goto("/account")
    tab.keyboard.press("?")
    assert tab.locator("#keys").is_visible()
    tab.keyboard.press("Escape")
    assert not tab.locator("#keys").is_visible()
    with tab.expect_navigation():
        tab.keyboard.press("g")
        tab.keyboard.press("s")
    assert tab.title() == "Sáng nay · Số hóa"
    tab.evaluate("document.querySelector('main').innerHTML = '<input id=one aria-label=một>'")
    tab.locator("#one").type("g?s")
    assert tab.locator("#one").input_value() == "g?s"
    assert not tab.locator("#keys").is_visible()


def test_an_answer_that_refuses_is_told(looks):
    """In words at the foot, and nothing of the page is lost to it."""
    tab = looks("/")
    tab.evaluate(
        """() => {
            const button = document.createElement("button");
            button.setAttribute("hx-post", "/asides/" + "0".repeat(64));
            button.setAttribute("hx-vals", '{"act": "retry"}');
            button.id = "ask";
            button.textContent = "Hỏi";
            document.querySelector("main").prepend(button);
            htmx.process(button);
        }"""
    )
    with tab.expect_response("**/asides/*") as answer:
        tab.locator("#ask").click()
    assert answer.value.status == 404
    said = tab.locator("#said p.bad")
    said.wait_for()
    assert "Không có gì ở địa chỉ này" in said.inner_text()
    assert tab.locator("#ask").inner_text() == "Hỏi"
