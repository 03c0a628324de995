"""Where words land on a page, and the font that shows nothing."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pikepdf
import pytest
from drawn_scans import draw_page
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from pipeline.export.glyphless import SPACE_EM, WIDTH_EM, encode, font_file, make_font
from pipeline.export.layer import Sheet, text_layer, to_page_space
from pipeline.geometry import Box
from pipeline.values.readings import PageReading, UnreadPrint

if TYPE_CHECKING:
    from fontTools.ttLib.tables._g_l_y_f import Glyph

TURNS = st.sampled_from([0, 90, 180, 270])
SIZES = st.tuples(st.integers(10, 5000), st.integers(10, 5000))


@given(SIZES, TURNS, st.data())
def test_turning_a_box_four_times_is_nothing(size, rotation, data):
    """Turned by a quarter as often as it takes, a box is back where it was, inside the page."""
    width, height = size
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    box = Box(x, y, data.draw(st.integers(1, width - x)), data.draw(st.integers(1, height - y)))
    turned = box.upright(rotation, size)
    turned_size = size[::-1] if rotation in (90, 270) else size

    assert turned.x >= 0
    assert turned.right <= turned_size[0]
    assert turned.bottom <= turned_size[1]
    assert turned.upright((360 - rotation) % 360, turned_size) == box


@given(SIZES, TURNS)
def test_the_picture_as_shown_fills_the_sheet(size, rotate):
    """Corners of the picture as shown are corners of the crop box, turned as the viewer turns."""
    sheet = Sheet(10.0, 20.0, 310.0, 420.0, rotate)
    place = to_page_space(size, sheet)
    corners = [place.point(x, y) for x in (0, size[0]) for y in (0, size[1])]

    assert {(round(x, 6), round(y, 6)) for x, y in corners} == {
        (x, y) for x in (10.0, 310.0) for y in (20.0, 420.0)
    }
    top_left = {0: (10, 420), 90: (10, 20), 180: (310, 20), 270: (310, 420)}[rotate]
    assert place.point(0, 0) == pytest.approx(top_left)


@pytest.mark.parametrize("text", ["ế", "Ủy ban", "~~1337~~", "a\ud800b", "🙂"])
def test_every_text_has_codes(text):
    """Any text can be written, also one that has no business in a letter."""
    assert len(bytes.fromhex(encode(text))) == 2 * len(text)


def test_a_page_without_words_gets_no_layer():
    """Nothing is written where nothing was read."""
    assert text_layer(PageReading(1, (100, 200), 100), Sheet(0, 0, 72, 144)) == b""


def test_what_was_not_read_is_no_text():
    """The layer of a page is the same with and without unread print on it."""
    page = draw_page().reading
    sheet = Sheet(0, 0, 595, 842)
    gap = UnreadPrint(Box(10, 20, 300, 40), 12.5, "p0001-u01.png")
    assert text_layer(replace(page, unread=(gap,)), sheet) == text_layer(page, sheet)


def test_the_font_is_what_its_recipe_makes():
    """The packed font is three glyphs without area, as wide as we say, and nothing else."""
    builder = FontBuilder(1000, isTTF=True)
    letter, space = round(WIDTH_EM * 1000), round(SPACE_EM * 1000)
    widths = {".notdef": letter, "letter": letter, "space": space}
    builder.setupGlyphOrder(list(widths))
    builder.setupCharacterMap({32: "space"})
    builder.setupGlyf({name: diagonal(width) for name, width in widths.items()})
    builder.setupHorizontalMetrics({name: (width, 0) for name, width in widths.items()})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable(
        {"familyName": "Glyphless", "styleName": "Regular", "psName": "Glyphless"}
    )
    builder.setupOS2(
        sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200, fsType=0
    )
    builder.setupPost(keepGlyphNames=False)
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.font.recalcTimestamp = False
    built = io.BytesIO()
    builder.font.save(built)

    assert tables(font_file()) == tables(built.getvalue())


def diagonal(width: int) -> Glyph:
    """A line from corner to corner: nothing to see, but a box as large as a letter's.

    Chrome (pdfium) drops letters without a box where text runs up or down the page.
    """
    pen = TTGlyphPen(None)
    pen.moveTo((0, -200))
    pen.lineTo((width // 2, 300))
    pen.lineTo((width, 800))
    pen.closePath()
    return pen.glyph()


def tables(data: bytes) -> dict[str, bytes]:
    """A font's tables as bytes."""
    font = TTFont(io.BytesIO(data))
    return {tag: font.reader[tag] for tag in font.reader.keys()}  # noqa: SIM118


def test_every_letter_maps_to_itself():
    """What is copied is what was written: the font's map covers every code once."""
    with pikepdf.new() as pdf:
        cmap = make_font(pdf).ToUnicode.read_bytes().decode()
    ranges = [line.split() for line in cmap.splitlines() if line.startswith("<") and " " in line]
    pairs = [(first, last, to) for first, last, to in (r for r in ranges if len(r) == 3)]

    assert len(pairs) == 256
    assert all(first == to and first[:3] == last[:3] for first, last, to in pairs)
