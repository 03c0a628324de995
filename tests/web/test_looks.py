"""Every page of the desk: readable by all, on an old screen, in light and dark, and small.

A page is added by a line in `PAGES`.
"""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

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
}
"""What it is called → its address; `{id}` is the document of the fixture's archive."""

GRAVE = ("serious", "critical")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
OLD_OFFICE = {"width": 1093, "height": 614}  # 1366 × 768 at 125 %
MOST_BYTES = 200_000

pytestmark = pytest.mark.slow


@pytest.fixture
def looks(desk_archive, chromium, address):
    """Open a page on a screen in a scheme."""
    contexts = []
    (document,) = desk_archive.documents()

    def opened(path, *, scheme="light", **screen):
        context = chromium.new_context(
            viewport=screen or {"width": 1366, "height": 768},
            color_scheme=scheme,
            base_url=address,
        )
        contexts.append(context)
        tab = context.new_page()
        tab.goto(path.format(id=document), wait_until="networkidle")
        return tab

    yield opened
    for context in contexts:
        context.close()


def violations(tab):
    """What axe-core finds, as lines that tell where."""
    found = Axe().run(tab, options={"runOnly": list(RULES)}).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {node['html'][:200]}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def test_pages_are_for_everybody(looks):
    """No serious or critical violation of WCAG 2.2 AA, in light and dark."""
    found = {}
    for name, path in PAGES.items():
        for scheme in ("light", "dark"):
            if said := violations(looks(path, scheme=scheme)):
                found[name, scheme] = said
    assert found == {}


def test_the_measure_finds_what_is_wrong(looks):
    """Letters that hardly differ from their ground, and a field without a name."""
    tab = looks("/")
    tab.evaluate(
        "document.querySelector('main').innerHTML = '<input><p id=pale>chữ mờ</p>';"
        "document.querySelector('#pale').style.color = '#ccc'"
    )
    assert {line.split(":")[0] for line in violations(tab)} >= {"label", "color-contrast"}


def test_pages_fit_on_an_old_screen(looks):
    """Nothing has to be pushed sideways at 1366 × 768 and 125 %."""
    wide = {}
    for name, path in PAGES.items():
        tab = looks(path, **OLD_OFFICE)
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
