"""Shading and tint go to white, print stays; blank pages are known as blank."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_paper import Sheet, all_print, as_flat

from pipeline.ink.clean import clean, is_blank
from pipeline.paper.background import even_out, paper_level
from pipeline.settings import InkCleaning


@pytest.fixture(scope="module")
def printed():
    """A page of print at 100 dpi on pure white."""
    sheet = Sheet(dpi=100)
    sheet.body(40, 20)
    return sheet.gray


def evened(gray, dpi=100):
    return even_out(gray, paper_level(gray, dpi))


def test_a_shaded_page_becomes_white(printed):
    """Light falling off to 60 % over the page is divided out; print stays near black."""
    lamp = (
        np.linspace(1.0, 0.6, printed.shape[1])[None, :]
        * np.linspace(1, 0.85, printed.shape[0])[:, None]
    )
    shaded = np.asarray(printed * lamp, dtype=np.uint8)

    done = evened(shaded)

    paper, ink = printed == 255, printed < 20
    assert (done[paper] > 240).mean() > 0.999
    assert done[ink].mean() < 25


def test_print_keeps_its_contrast_on_dark_paper(printed):
    """On paper of 180 a stroke of half the light is still of half the light."""
    page = np.asarray(180 - (255 - printed.astype(int)) // 2 * 180 // 255, dtype=np.uint8)

    done = evened(page)

    assert done[printed == 255].min() >= 250
    assert done[printed == 0].mean() == pytest.approx(128, abs=6)


def test_a_white_page_stays_as_it_is(printed):
    """Black on white has nothing to even out."""
    assert np.abs(evened(printed).astype(int) - printed).max() <= 2


def test_a_page_of_one_bit_is_not_evened():
    """Bilevel scans have no shading: their pixels pass unchanged."""
    sheet = Sheet(dpi=100)
    sheet.body(40, 5)
    gray = np.where(sheet.gray < 128, 0, 255).astype(np.uint8)

    page = clean(as_flat(gray.copy(), 100, bilevel=True), InkCleaning(), all_print)

    assert np.array_equal(page.plain, gray)


def test_an_empty_sheet_is_blank():
    """Nothing but paper."""
    assert is_blank(np.full((1169, 827), 255, np.uint8), 100)


def test_specks_do_not_make_a_page():
    """Dust of less than a letter's size, however many specks, is not print."""
    rng = np.random.default_rng(1)
    gray = np.full((1169, 827), 255, np.uint8)
    for y, x in rng.integers((20, 20), (1140, 800), (400, 2)):
        gray[y : y + 2, x : x + 2] = 0

    assert is_blank(gray, 100)


def test_show_through_is_blank(printed):
    """The front of a thin sheet seen from its back, mirrored and pale, is no print."""
    back = np.asarray(255 - (255 - printed[:, ::-1].astype(int)) * 0.2, dtype=np.uint8)

    page = clean(as_flat(back, 100), InkCleaning(), all_print)

    assert page.blank
    assert page.marks == ()


def test_the_edge_of_the_sheet_is_not_print():
    """A dark line within 4 mm of the edge is the sheet's shadow."""
    gray = np.full((1169, 827), 255, np.uint8)
    gray[:, :8] = 0

    assert is_blank(gray, 100)


@pytest.mark.parametrize("number", ["12", "- 2 -", "10"])
def test_a_page_number_alone_is_not_blank(number):
    """The least that a page says: its number of two figures, 13 pt."""
    sheet = Sheet(dpi=200)
    sheet.centred(105, 15, number, pt=14, style="regular")

    assert not is_blank(sheet.gray, 200)


def test_one_word_is_not_blank():
    """A page that ends a letter may hold one word."""
    sheet = Sheet(dpi=100)
    sheet.text(30, 30, "này./.")

    assert not is_blank(sheet.gray, 100)
