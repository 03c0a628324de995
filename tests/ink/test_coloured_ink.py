"""Seals, ghosts of seals and pen lifted off black print."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_paper import Sheet, all_print, as_flat, as_page, inked, through_jpeg

from pipeline.ink.clean import clean
from pipeline.paper.flatten import flatten
from pipeline.settings import Flattening, InkCleaning
from samples.draw import draw_document

SETTINGS = InkCleaning()
RED, BLUE, NAVY, GHOST = (214, 38, 48), (42, 62, 168), (30, 38, 84), (252, 218, 216)


def small_sheet():
    return Sheet(width=150, height=90)


@pytest.fixture(scope="module")
def printed():
    """Three lines of print on a small sheet at 200 dpi."""
    sheet = small_sheet()
    for i, text in enumerate(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "Nguyễn Mạnh Cường")):
        sheet.centred(75, 36 + 9 * i, text)
    return sheet


@pytest.fixture(scope="module")
def seal():
    """A seal of 36 mm over the print's middle."""
    layer = small_sheet()
    layer.seal(75, 44)
    return layer


def cleaned(image):
    return clean(as_flat(image), SETTINGS, all_print)


@pytest.mark.parametrize("quality", [None, 75])
def test_a_red_seal_is_lifted_and_the_letters_stay(printed, seal, quality):
    """Where only seal was is paper again; where print was, under the seal too, is dark."""
    image = inked(printed.rgb, seal, RED)
    page = cleaned(image if quality is None else through_jpeg(image, quality))

    only_seal = (seal.gray < 20) & (printed.gray > 250)
    letters = printed.gray < 20
    beneath = letters & (seal.gray < 20)
    # 170 is where the darkest of the later stages begins to see ink.
    assert (page.gray[only_seal] > 170).mean() > 0.97
    assert (page.gray[letters] < 128).mean() > 0.98
    assert (page.gray[beneath] < 128).mean() > 0.9
    assert (page.plain[only_seal] < 160).mean() > 0.9


def test_the_seal_is_kept_as_a_mark(printed, seal):
    """One red seal, its box and mask where its rings are."""
    (mark,) = cleaned(inked(printed.rgb, seal, RED)).marks

    assert (mark.kind, mark.colour) == ("seal", "red")
    ys, xs = np.nonzero(seal.gray < 128)
    assert mark.box.x == pytest.approx(xs.min(), abs=4)
    assert mark.box.bottom == pytest.approx(ys.max() + 1, abs=4)
    assert (
        mark.mask[(seal.gray < 60)[mark.box.slices] & (printed.gray > 200)[mark.box.slices]].mean()
        > 0.95
    )


@pytest.mark.parametrize("quality", [None, 75])
def test_outside_the_marks_nothing_is_changed(printed, seal, quality):
    """Cleaning accounts for itself: what it changed is in the masks, all else equals `plain`."""
    image = inked(printed.rgb, seal, RED)
    page = cleaned(image if quality is None else through_jpeg(image, quality))

    lifted = np.zeros(page.gray.shape, dtype=bool)
    for mark in page.marks:
        lifted[mark.box.slices] |= mark.mask
    assert np.array_equal(page.gray[~lifted], page.plain[~lifted])
    assert (page.gray[lifted] != page.plain[lifted]).any()


@pytest.mark.parametrize("as_colour", [True, False])
def test_a_page_without_colour_comes_back_as_it_is(printed, as_colour):
    """Black print alone has no marks, whether the scanner stored gray or RGB."""
    page = cleaned(printed.rgb if as_colour else printed.gray)

    assert page.marks == ()
    assert np.array_equal(page.gray, page.plain)


def test_jpeg_alone_makes_no_marks(printed):
    """The colour noise of a JPEG around black letters is not ink."""
    page = cleaned(through_jpeg(printed.rgb, 75))

    assert page.marks == ()


def test_a_faint_ghost_of_a_seal_is_set_off(printed, seal):
    """What the next sheet's seal pressed onto this one is no seal of this document."""
    marks = cleaned(inked(printed.rgb, seal, GHOST)).marks

    assert {mark.kind for mark in marks} <= {"set_off"}


def test_a_blank_back_with_a_ghost_is_blank(seal):
    """A ghost alone does not make a page."""
    page = cleaned(inked(small_sheet().rgb, seal, (245, 195, 190)))

    assert page.blank
    assert [mark.kind for mark in page.marks] == ["set_off"]


def test_a_page_with_nothing_but_a_seal_is_not_blank(seal):
    """A real seal is content."""
    assert not cleaned(inked(small_sheet().rgb, seal, RED)).blank


def test_figures_in_blue_pen_are_a_fill_in(printed):
    """A small piece of blue writing is what pen put on a blank."""
    layer = small_sheet()
    layer.text(20, 20, "574", pt=18, style="italic")

    marks = cleaned(inked(printed.rgb, layer, BLUE)).marks

    assert [(mark.kind, mark.colour) for mark in marks] == [("fill_in", "blue")]


def test_a_blue_signature_is_lifted(printed):
    """A large thin curve in blue is a signature, and the name it crosses stays."""
    layer = small_sheet()
    layer.signature(55, 47)
    page = cleaned(inked(printed.rgb, layer, BLUE))

    assert [mark.kind for mark in page.marks] == ["signature"]
    crossed = (printed.gray < 20) & (layer.gray < 20)
    only = (layer.gray < 20) & (printed.gray > 250)
    assert (page.gray[crossed] < 128).mean() > 0.9
    assert (page.gray[only] > 200).mean() > 0.97


def test_tinted_paper_is_not_ink(printed):
    """Yellowed paper is paper: nothing is lifted, print stays."""
    tint = np.array([247, 238, 214]) / 255
    page = cleaned(np.asarray(printed.rgb * tint, dtype=np.uint8))

    assert page.marks == ()
    assert (page.gray[printed.gray == 255] > 245).mean() > 0.999


@pytest.mark.parametrize("quality", [None, 75])
def test_nearly_black_pen_is_lifted(printed, quality):
    """Navy is black in most pixels; its strokes as a whole are blue, and go as a whole."""
    layer = small_sheet()
    layer.text(20, 20, "Kính chuyển 574", pt=18, style="italic")
    image = inked(printed.rgb, layer, NAVY)
    page = cleaned(image if quality is None else through_jpeg(image, quality))

    only = (layer.gray < 20) & (printed.gray > 250)
    assert (page.plain[only] < 100).mean() > 0.95
    assert (page.gray[only] > 170).mean() > 0.97
    assert {mark.colour for mark in page.marks} <= {"blue", "violet"}


def test_where_two_inks_cross_nothing_is_left(seal):
    """Blue over red multiplies to black; it is neither's colour, and no print."""
    layer = small_sheet()
    layer.signature(80, 50)
    page = cleaned(inked(inked(small_sheet().rgb, seal, RED), layer, BLUE))

    both = (seal.gray < 20) & (layer.gray < 20)
    assert (page.plain[both] < 100).mean() > 0.95
    assert (page.gray[both] > 170).mean() > 0.97
    assert {mark.colour for mark in page.marks} == {"red", "blue"}


def test_dots_and_tones_beside_a_seal_stay(seal):
    """What is as small as a speck of worn ink, but black and outside the ink, is print."""
    sheet = small_sheet()
    for i in range(8):
        x, y = sheet.px(94.2), sheet.px(30 + 4 * i)
        sheet.pen.ellipse((x, y, x + 3, y + 3), fill=0)
    page = cleaned(inked(sheet.rgb, seal, RED))

    assert (page.gray[sheet.gray == 0] < 100).all()


def test_a_scanners_colour_fringe_is_no_mark(printed):
    """Red that lies half a pixel beside the others gives black letters rims of two colours."""
    image = np.array(printed.rgb)
    image[..., 0] = (image[..., 0] + np.roll(image[..., 0], 1, axis=1).astype(float)) / 2
    page = cleaned(image)

    assert page.marks == ()
    assert np.array_equal(page.gray, page.plain)


@pytest.mark.slow
@pytest.mark.parametrize("condition", ["stamped", "annotated", "low_dpi"])
def test_all_that_changes_belongs_to_a_mark(condition):
    """On whole drawn scans too: outside the marks the page is as it was, to the pixel."""
    for scanned in draw_document(condition, 31).pages:
        page = clean(
            flatten(as_page(scanned.image, scanned.dpi), Flattening()), SETTINGS, all_print
        )
        lifted = np.zeros(page.gray.shape, dtype=bool)
        for mark in page.marks:
            lifted[mark.box.slices] |= mark.mask
        assert np.array_equal(page.gray[~lifted], page.plain[~lifted])
