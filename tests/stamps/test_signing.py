"""A signer's column is read whole: stamped titles and names, and pen before a printed title."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from drawn_lines import block
from drawn_paper import Sheet, all_print, as_flat, inked

from pipeline.ink.clean import clean
from pipeline.recognition.engine import EngineLine, EngineWord
from pipeline.recognition.tesseract import make_engine
from pipeline.settings import Settings
from pipeline.stamps.signing import read_signing

if TYPE_CHECKING:
    from pipeline.geometry import Box

pytestmark = pytest.mark.slow

RED, BLUE = (205, 35, 45), (40, 60, 170)
VIOLET, BLACK = (110, 50, 170), (25, 25, 30)
SETTINGS = Settings()
ENGINE = make_engine(SETTINGS.recognition)


def line_at(text: str, box: Box) -> EngineLine:
    """A printed line as it was read."""
    return EngineLine((EngineWord(text, box, 0.95),), box)


def signed(*layers: tuple[Sheet, tuple[int, int, int]], name: str | None = None):
    """A page whose form prints `GIÁM ĐỐC`, with sheets of ink pressed on it, and its foot."""
    sheet = Sheet()
    sheet.body(60)
    lines = [line_at("GIÁM ĐỐC", sheet.centred(150, 170, "GIÁM ĐỐC"))]
    if name:
        lines.append(line_at(name, sheet.centred(150, 205, name)))
    image = sheet.rgb
    for layer, colour in layers:
        image = inked(image, layer, colour)
    page = clean(as_flat(image), SETTINGS.ink, all_print)
    return read_signing(page, [block("foot_right", *lines)], ENGINE), page


def stamped(page) -> list[str | None]:
    return [mark.text for mark in page.marks if mark.kind == "name_stamp"]


def test_a_stamped_title_and_name_are_read():
    """Rubber under the printed title says who signed; its ink is a mark and stays lifted."""
    layer = Sheet()
    layer.centred(150, 178, "PHÓ GIÁM ĐỐC")
    layer.centred(150, 205, "Trần Văn Bình")

    page, before = signed((layer, RED))

    assert sorted(map(str, stamped(page))) == ["PHÓ GIÁM ĐỐC", "Trần Văn Bình"]
    assert np.array_equal(page.gray, before.gray)
    ink = np.zeros(page.gray.shape, dtype=bool)
    for mark in page.marks:
        ink[mark.box.slices] |= mark.mask
    assert float(ink[layer.gray < 60].mean()) > 0.95


def test_a_stamped_title_is_read_where_it_runs_into_the_seal():
    """Title and seal of one red are one mark; letters beside the ring tell the title."""
    title, seal = Sheet(), Sheet()
    title.centred(156, 178, "PHÓ GIÁM ĐỐC")
    seal.seal(122, 182)

    page, _ = signed((title, RED), (seal, RED), name="Trần Văn Bình")

    assert stamped(page) == ["PHÓ GIÁM ĐỐC"]
    assert any(mark.kind == "seal" for mark in page.marks)


def test_a_stamped_name_that_nobody_can_read_is_a_name_stamp():
    """Rubber in a hand of curls: the mark says what it is, not what it says."""
    layer = Sheet()
    for i in range(9):
        x = 132 + 4 * i
        ring = tuple(map(layer.px, (x, 199, x + 2.6, 203 if i % 3 else 197)))
        layer.pen.arc(
            (ring[0], min(ring[1], ring[3]), ring[2], max(ring[1], ring[3])), 20, 320, 0, 4
        )
        layer.pen.line(tuple(map(layer.px, (x, 204, x + 3.2, 199))), fill=0, width=4)

    page, _ = signed((layer, RED))

    assert stamped(page) == [None]


def test_the_straight_lettering_of_a_seal_is_the_seals():
    """`TRƯỜNG ĐẠI HỌC` stands straight in a seal's middle, and names no office."""
    layer = Sheet()
    layer.seal(150, 186, across=38)
    layer.centred(150, 185, "TRƯỜNG", pt=11)
    layer.centred(150, 190, "ĐẠI HỌC", pt=11)

    page, _ = signed((layer, RED), name="Trần Văn Bình")

    assert stamped(page) == []


def test_a_signature_is_no_stamp():
    """Blue loops between title and name stay what they were."""
    layer = Sheet()
    layer.signature(130, 188)

    page, before = signed((layer, BLUE), name="Trần Văn Bình")

    assert [mark.kind for mark in page.marks] == [mark.kind for mark in before.marks]


def test_the_sign_before_a_title_is_read():
    """`KT.` in blue before the printed title is what the pen filled in."""
    layer = Sheet()
    layer.text(124, 170, "KT.", pt=15)

    page, _ = signed((layer, BLUE), name="Trần Văn Bình")

    assert [mark.text for mark in page.marks if mark.kind == "fill_in"] == ["KT."]


def test_a_page_without_a_printed_title_costs_nothing():
    """Without a title at its right nobody signs there, whatever ink lies on the page."""
    layer = Sheet()
    layer.centred(150, 178, "PHÓ GIÁM ĐỐC")
    page = clean(as_flat(inked(Sheet().rgb, layer, RED)), SETTINGS.ink, all_print)

    assert read_signing(page, [], ENGINE).marks == page.marks


def test_a_stamped_title_is_read_through_signature_and_seal():
    """Rubber of another ink across a seal is no lettering of its; strokes over it are bridged."""
    title, seal, pen = Sheet(), Sheet(), Sheet()
    title.centred(150, 178, "PHÓ GIÁM ĐỐC")
    seal.seal(140, 182)
    for x in (140, 150, 161):
        pen.pen.line(tuple(map(pen.px, (x, 172, x + 3, 186))), fill=0, width=3)

    page, _ = signed((title, VIOLET), (seal, RED), (pen, BLACK), name="Trần Văn Bình")

    assert stamped(page) == ["PHÓ GIÁM ĐỐC"]


def test_pen_under_a_red_seal_is_seen_by_its_blue():
    """`KT.` that was lifted with the seal over it still says that somebody acts for the head."""
    sign, seal = Sheet(), Sheet()
    sign.text(124, 170, "KT.", pt=15)
    seal.seal(130, 172)

    page, before = signed((sign, BLUE), (seal, RED), name="Trần Văn Bình")

    pens = [mark for mark in page.marks if mark.kind == "fill_in"]
    assert any(before_title(mark.box, page) for mark in pens)
    assert [m.kind for m in page.marks].count("seal") == 1
    assert np.array_equal(page.gray, before.gray)


def test_a_seal_before_a_title_is_no_pen():
    """Red ink alone, worn or whole, writes nothing before the title it lies over."""
    seal = Sheet()
    seal.seal(130, 172)

    page, _ = signed((seal, RED), name="Trần Văn Bình")

    assert not [mark for mark in page.marks if mark.kind == "fill_in"]


def before_title(box: Box, page) -> bool:
    """Whether a mark stands left of the page's middle column of type, at the title's height."""
    mm = page.flat.dpi / 25.4
    return 115 < box.x / mm < 140 and 162 < box.y / mm < 174


def test_a_signature_through_a_seal_before_a_title_is_no_sign():
    """A secretary who signs across the seal beside the title acts for nobody by that."""
    pen, seal = Sheet(), Sheet()
    seal.seal(130, 176)
    pen.signature(118, 176, wide=60, high=24)

    page, before = signed((pen, BLUE), (seal, RED), name="Trần Văn Bình")

    assert [m.kind for m in page.marks] == [m.kind for m in before.marks]
