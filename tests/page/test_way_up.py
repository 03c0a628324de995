"""Which way is up is decided by what reads: figures, codes, capitals, and shapes that mislead."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_paper import PARAGRAPH, Sheet, as_page, tilted

from pipeline.ink.clean import clean
from pipeline.page import read_traced, upright
from pipeline.page.upright import reads_badly
from pipeline.paper.flatten import flatten
from pipeline.recognition.ink_net import make_ink_net
from pipeline.settings import Settings
from pipeline.values.readings import PageReading

pytestmark = pytest.mark.slow

SETTINGS = Settings()
# Nothing in these words stands above the small letters, and much hangs below.
HANGING = "gạo nguy ngay gụ nạn quy cạy nạy mạ gang nạp ngụ cọng ngọ nguy xạ gượng cay ngạ"


def lying(sheet, rotation):
    """A scan of the sheet that stands upright once turned clockwise by `rotation`."""
    return as_page(np.ascontiguousarray(np.rot90(sheet.gray, rotation // 90)), sheet.dpi)


def reading_of(sheet, rotation):
    return read_traced(lying(sheet, rotation), SETTINGS).result.reading


def figures(rows=8):
    """A page of figures: no syllable tells which way is up."""
    sheet = Sheet(dpi=150)
    for row in range(rows):
        for column in range(3):
            value = 104_729 * (7 * row + column + 3) * 613 % 999_999_999
            sheet.text(30 + 45 * column, 50 + 9 * row, f"{value:,}".replace(",", "."), pt=12)
    return sheet


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_page_of_figures_is_turned_by_its_figures(rotation):
    """Digits that read surely are evidence like words."""
    reading = reading_of(figures(), rotation)

    assert (reading.rotation, reading.orientation_sure) == (rotation, True)
    assert reading.confidence > 0.8


@pytest.mark.parametrize("rotation", [90, 180])
def test_capitals_are_turned_upright(rotation):
    """Capitals have nothing below the line, but their marks and their words."""
    sheet = Sheet(dpi=150)
    for row in range(8):
        sheet.text(30, 50 + 9 * row, PARAGRAPH[row].upper()[:44])

    reading = reading_of(sheet, rotation)

    assert (reading.rotation, reading.orientation_sure) == (rotation, True)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_strokes_do_not_turn_a_page(rotation):
    """What reads no way is no evidence: the page stays as it was scanned, and is on the list."""
    sheet = Sheet(dpi=150)
    for row in range(5):
        for column in range(6):
            x, y = 35 + 22 * column, 60 + 20 * row
            points = [(sheet.px(x + 3 * i), sheet.px(y + (3 if i % 2 else 0))) for i in range(6)]
            sheet.pen.line(points, fill=0, width=3)

    reading = reading_of(sheet, rotation)

    assert (reading.rotation, reading.orientation_sure) == (0, False)


@pytest.mark.parametrize(
    ("reads", "told"),
    [
        ((0.9, 0.1), (90, True)),
        ((0.1, 0.9), (270, True)),
        ((0.4, 0.05, 0.0, 0.0), (90, True)),
        ((0.39, 0.2, 0.0, 0.1), (90, False)),
        ((0.7, 0.6), (0, False)),
        ((0.2, 0.0, 0.0, 0.0), (0, False)),
        ((0.1, 0.0, 0.0, 0.8), (0, True)),
    ],
)
def test_no_page_is_turned_on_thin_evidence(monkeypatch, reads, told):
    """Two ways that read as well, or none that reads: the page stays as it was scanned.

    The page lies on its side by its shapes: the readings are of 90, 270, 180 and 0 degrees.
    """
    said = iter(reads)
    monkeypatch.setattr(upright.LinesToTry, "legibility", lambda *_, **__: next(said))
    scan = lying(figures(2), 0)
    page = clean(flatten(scan, SETTINGS.flattening, rotation=90), SETTINGS.ink, make_ink_net().look)

    flat = upright.settle_orientation(page, scan, SETTINGS, None).flat

    assert (flat.rotation, flat.orientation_sure) == told


def test_a_page_that_reads_badly_is_read_the_other_way_before_it_is_believed():
    """Shapes that mislead, surely, are overruled by what reads."""
    sheet = Sheet(dpi=150)
    for row in range(16):
        first, words = 7 * row % 19, HANGING.split()
        sheet.text(25, 50 + 9 * row, " ".join((words[first:] + words[:first])[: 12 + 5 * row % 7]))
    page = lying(sheet, 0)
    misled = flatten(page, SETTINGS.flattening)
    assert (misled.rotation, misled.orientation_sure) == (180, True)

    reading = read_traced(page, SETTINGS).result.reading

    assert (reading.rotation, reading.orientation_sure) == (0, True)
    assert reading.lines[0].text.startswith("gạo nguy ngay")


def test_a_page_that_reads_is_not_asked_about_again():
    """Neither blank, nor withheld, nor compared already, nor read well enough."""
    page = PageReading(1, (10, 10), 200.0, confidence=0.3)

    assert reads_badly(page)
    assert reads_badly(PageReading(1, (10, 10), 200.0))
    assert not reads_badly(PageReading(1, (10, 10), 200.0, confidence=0.7))
    assert not reads_badly(PageReading(1, (10, 10), 200.0, blank=True))
    assert not reads_badly(PageReading(1, (10, 10), 200.0, withheld="MẬT"))
    assert not reads_badly(PageReading(1, (10, 10), 200.0, confidence=0.3, orientation_sure=False))


def test_a_tilted_list_on_its_side_is_straightened_the_way_it_reads():
    """The tilt is measured anew when a page is turned by reading, and boxes lie on the scan."""
    sheet = Sheet(dpi=150)
    for row, name in enumerate(("Trạm Y tế", "Trường THCS", "Hội Nông dân", "Phòng Tài chính")):
        for x, text in ((30, str(row + 1)), (45, name), (130, str(3 + 7 * row))):
            sheet.text(x, 40 + 9 * row, text, pt=12)
    image = np.ascontiguousarray(np.rot90(tilted(sheet.gray, 5.0)))

    reading = read_traced(as_page(image, sheet.dpi), SETTINGS).result.reading

    assert reading.rotation == 90
    assert reading.skew_degrees == pytest.approx(5.0, abs=0.5)
    (words,) = [line.words for line in reading.lines if "Tài chính" in line.text]
    for word in words:
        assert image[word.box.slices].min() < 90


@pytest.mark.parametrize("said", [180, 0])
def test_what_a_person_said_is_not_weighed_against_what_reads(said):
    """The page is read as it was turned, right or wrong, and is on no list for its direction."""
    sheet = Sheet(dpi=150)
    for row in range(8):
        sheet.text(30, 50 + 9 * row, PARAGRAPH[row])
    page = lying(sheet, 180)

    reading = read_traced(page, SETTINGS, turned=said).result.reading

    assert (reading.rotation, reading.orientation_sure) == (said, True)
    assert (reading.lines[0].text[:12] == PARAGRAPH[0][:12]) == (said == 180)
