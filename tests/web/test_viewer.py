"""The viewer in Chromium: what is asked for is seen where it should be, by keyboard too."""

import io
from dataclasses import replace

import cv2
import numpy as np
import pytest
from drawn_scans import document_of
from PIL import Image

from pipeline.archive import InboxFile
from pipeline.evidence.crops import cut_out_png, cut_png
from pipeline.geometry import Box
from pipeline.values.marks import MarkRecord
from pipeline.values.readings import PageReading, UnreadPrint, ZoneReading

pytestmark = pytest.mark.slow  # a browser

WIDTH, HEIGHT, DPI = 1240, 1754, 150
RED, GREEN, PAPER = (230, 20, 30), (20, 170, 60), (250, 248, 240)
PLACE = Box(300, 900, 220, 60)
LYING = Box(500, 200, 40, 260)  # on page 2, which lies on its side
SEAL = Box(700, 1200, 260, 260)


@pytest.fixture
def pictured(desk, drawn_here, tmp_path):
    """Three pages: one with a red place and a green seal, one that lies, one blank."""
    first = np.full((HEIGHT, WIDTH, 3), PAPER, np.uint8)
    first[PLACE.slices] = RED
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.circle(mask, (830, 1330), 120, 255, 18)
    first[mask > 0] = GREEN
    second = np.full((WIDTH, HEIGHT, 3), PAPER, np.uint8)
    second[LYING.slices] = RED
    third = np.full((HEIGHT, WIDTH, 3), PAPER, np.uint8)
    path = tmp_path / "ba trang.tif"
    pages = [Image.fromarray(page) for page in (first, second, third)]
    pages[0].save(
        path, save_all=True, append_images=pages[1:], dpi=(DPI, DPI), compression="tiff_lzw"
    )
    crops = {
        "p0001-01-seal.png": cut_png(first, SEAL),
        "p0001-01-seal.cutout.png": cut_out_png(first, SEAL, mask[SEAL.slices] > 0),
        "p0001-u01.png": cut_png(first, PLACE),
    }
    names = {"crop": "p0001-01-seal.png", "cutout": "p0001-01-seal.cutout.png"}
    seal = MarkRecord("seal", SEAL, 0.9, "green", "ỦY BAN <b>x</b>", **names)
    readings = [
        PageReading(
            1, (WIDTH, HEIGHT), DPI, marks=(seal,),
            zones=(ZoneReading("body", Box(100, 800, 900, 300)),),
            unread=(UnreadPrint(PLACE, 3.0, "p0001-u01.png"),),
        ),
        PageReading(2, (HEIGHT, WIDTH), DPI, rotation=90),
        PageReading(3, (WIDTH, HEIGHT), DPI, blank=True),
    ]  # fmt: skip
    document = document_of(path, readings)
    document = replace(document, text=replace(document.text, canonical="x", raw="x"))
    file = InboxFile(str(path), path.name, path.stat().st_size, path.stat().st_mtime_ns)
    desk.archive.ledger.sight(file, document.source.sha256)
    desk.archive.publish(document, path, crops)
    return document.id


def opened(tab, document, query="", motion="reduce"):
    tab.emulate_media(reduced_motion=motion)
    tab.goto(f"/documents/{document}/picture{query}")
    settled(tab)


def settled(tab):
    """Every tile is there and drawn."""
    tab.locator("[data-viewer][aria-busy=false]").wait_for()
    frames = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    for _ in range(2):
        tab.evaluate(frames)
        tab.locator("[data-viewer][aria-busy=false]").wait_for()


def screen(tab):
    """What the stage shows: (h, w, 3)."""
    shot = tab.locator(".viewer-stage").screenshot()
    return np.asarray(Image.open(io.BytesIO(shot)).convert("RGB")).astype(int)


def coloured(picture, colour):
    """Box of the pixels of a colour; None where there are none."""
    return Box.of(np.abs(picture - colour).max(axis=2) < 40)


def hide_drawings(tab):
    tab.evaluate("document.querySelector('.viewer-overlay').style.display = 'none'")


def test_a_place_is_brought_into_view_at_reading_size(tab, pictured):
    """The red place stands in the middle, as wide as at 150 pixels an inch, with room around it."""
    opened(tab, pictured, f"?page=1&box={','.join(map(str, PLACE))}")
    stage = tab.locator(".viewer-stage").bounding_box()
    frame = tab.locator(".viewer-focus .outline").bounding_box()
    hide_drawings(tab)
    seen = coloured(screen(tab), RED)
    assert seen.width == pytest.approx(PLACE.width, rel=0.03)
    assert seen.height == pytest.approx(PLACE.height, abs=4)
    assert seen.x + seen.width / 2 == pytest.approx(stage["width"] / 2, abs=4)
    assert seen.y + seen.height / 2 == pytest.approx(stage["height"] / 2, abs=4)
    # What is drawn over the picture lies exactly on it.
    assert frame["x"] - stage["x"] == pytest.approx(seen.x, abs=3)
    assert frame["width"] == pytest.approx(seen.width, abs=6)


def test_a_page_that_lies_stands_upright_and_its_place_is_found(tab, pictured):
    opened(tab, pictured, f"?page=2&box={','.join(map(str, LYING))}")
    frame = tab.locator(".viewer-focus .outline").bounding_box()
    stage = tab.locator(".viewer-stage").bounding_box()
    hide_drawings(tab)
    seen = coloured(screen(tab), RED)
    assert seen.width == pytest.approx(LYING.height, rel=0.03)  # turned by 90 degrees
    assert seen.height == pytest.approx(LYING.width, abs=4)
    assert frame["x"] - stage["x"] == pytest.approx(seen.x, abs=3)
    assert frame["y"] - stage["y"] == pytest.approx(seen.y, abs=6)
    tab.keyboard.press("Tab")
    tab.locator(".openseadragon-canvas").focus()
    tab.keyboard.press("0")
    settled(tab)
    whole = coloured(screen(tab), RED)
    upright = LYING.upright(90, (HEIGHT, WIDTH))
    paper = coloured(screen(tab), PAPER)
    assert paper.height > paper.width
    assert (whole.x - paper.x) / paper.width == pytest.approx(upright.x / WIDTH, abs=0.01)
    assert (whole.y - paper.y) / paper.height == pytest.approx(upright.y / HEIGHT, abs=0.01)


def test_layers_marks_and_zones_by_keyboard(tab, pictured):
    opened(tab, pictured)
    canvas = tab.locator(".openseadragon-canvas")
    hidden = tab.locator(".viewer-zones.off")
    assert hidden.count() == 1
    canvas.focus()
    tab.keyboard.press("z")
    assert hidden.count() == 0
    assert tab.locator(".viewer-zones .label").text_content() == "nội dung"
    assert tab.locator(".viewer-marks .label").text_content() == "con dấu"
    tab.keyboard.press("m")
    assert tab.locator(".viewer-marks.off").count() == 1
    hide_drawings(tab)
    assert coloured(screen(tab), GREEN)
    tab.keyboard.press("l")  # print alone
    settled(tab)
    assert coloured(screen(tab), GREEN) is None
    assert coloured(screen(tab), RED)
    assert "lớp chữ in" in canvas.get_attribute("aria-label")
    tab.keyboard.press("l")  # evidence alone
    settled(tab)
    assert coloured(screen(tab), GREEN)
    assert coloured(screen(tab), RED) is None
    tab.keyboard.press("l")
    settled(tab)
    assert coloured(screen(tab), RED)
    assert tab.locator("[data-layer=original]").get_attribute("aria-pressed") == "true"


def test_pages_zoom_and_pan_by_keyboard(tab, pictured):
    opened(tab, pictured)
    hide_drawings(tab)
    canvas = tab.locator(".openseadragon-canvas")
    assert canvas.get_attribute("aria-label") == (
        "Trang 1 của 3; dấu: con dấu “ỦY BAN <b>x</b>”; 1 chỗ chữ chưa đọc"
    )
    canvas.focus()
    before = coloured(screen(tab), RED)
    tab.keyboard.press("+")
    settled(tab)
    larger = coloured(screen(tab), RED)
    assert larger.width > 1.3 * before.width
    tab.keyboard.press("ArrowRight")
    settled(tab)
    assert coloured(screen(tab), RED).x == pytest.approx(larger.x - 80, abs=6)
    tab.keyboard.press("-")
    tab.keyboard.press("0")
    settled(tab)
    assert coloured(screen(tab), RED).width == pytest.approx(before.width, abs=2)
    tab.keyboard.press("PageDown")
    tab.keyboard.press("PageDown")
    settled(tab)
    assert tab.locator(".viewer-said").text_content() == "3 / 3"
    assert tab.locator(".viewer-note").text_content() == "Trang trắng"
    assert "?page=3" in tab.url
    tab.keyboard.press("PageDown")  # there is none
    tab.keyboard.press("PageUp")
    settled(tab)
    assert tab.locator(".viewer-strip [aria-current]").get_attribute("data-page") == "2"
    tab.locator(".viewer-strip [data-page='1']").click()
    settled(tab)
    assert tab.locator(".viewer-said").text_content() == "1 / 3"


def test_a_script_is_told_what_was_clicked_and_shows_hits(tab, pictured):
    opened(tab, pictured)
    told = """async ([page, boxes]) => {
      const { mounted } = await import(document.querySelector('script[src*="picture.js"]').src
        .replace('picture.js', 'viewer.js'));
      const view = mounted(document.querySelector('[data-viewer]'));
      view.highlight(page, boxes);
      window.picked = [];
      view.addEventListener('pick', (event) => window.picked.push(event.detail));
    }"""
    tab.evaluate(told, [1, [[100, 100, 200, 40], [400, 100, 80, 40]]])
    assert tab.locator(".viewer-hits .outline").count() == 2
    seal = tab.locator(".viewer-marks .outline").bounding_box()
    tab.mouse.click(seal["x"] + seal["width"] / 2, seal["y"] + seal["height"] / 2)
    tab.wait_for_function("window.picked.length === 1")
    (picked,) = tab.evaluate("window.picked")
    assert (picked["page"], picked["kind"], picked["box"]) == (1, "mark", list(SEAL))
    assert picked["point"][0] == pytest.approx(830, abs=12)


def test_the_picture_moves_to_a_place_unless_nothing_shall_move(tab, pictured):
    """Otherwise one does not see where on the page it is."""
    ask = """async (box) => {
      const { mounted } = await import(document.querySelector('script[src*="picture.js"]').src
        .replace('picture.js', 'viewer.js'));
      const view = mounted(document.querySelector('[data-viewer]'));
      await view.focus(1, box);
      const { viewport } = view.viewer;
      return viewport.getCenter(true).equals(viewport.getCenter(false));
    }"""
    for motion, still in (("reduce", True), ("no-preference", False)):
        opened(tab, pictured, motion=motion)
        assert tab.evaluate(ask, list(PLACE)) is still


def test_the_viewer_is_accessible(tab, pictured):
    from axe_playwright_python.sync_playwright import Axe

    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        opened(tab, pictured, "?page=1")
        found = Axe().run(tab).response["violations"]
        assert not [one for one in found if one["impact"] in ("serious", "critical")], found


def test_pictures_that_do_not_come_are_asked_for_again(chromium, address, pictured):
    """The desk draws many at once: a clerk is told to wait, and then sees the page."""
    context = chromium.new_context(base_url=address)
    tab = context.new_page()
    soon = "const real = setTimeout; setTimeout = (act, ms) => real(act, Math.min(ms, 300));"
    tab.add_init_script(soon)
    asked = []

    def answer(route):
        asked.append(route.request.url)
        if asked.count(route.request.url) < 3:
            route.fulfill(status=503, body="")
        else:
            route.continue_()

    tab.route("**/iiif/**", answer)
    tab.goto(f"/documents/{pictured}/picture?page=1")
    note = tab.locator(".viewer-note")
    note.wait_for()
    assert "đang thử lại" in note.inner_text()
    note.wait_for(state="hidden")
    tab.wait_for_function(
        "[...document.querySelectorAll('.viewer-strip img')].every((one) => one.naturalWidth > 1)"
    )
    settled(tab)
    assert coloured(screen(tab), RED)
    context.close()
