"""Pixels of a cleaned page are counted where its drawing put print and ink."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from evaluation.measure.pixels import PixelFigures, Share, measure_pixels
from evaluation.truth.blocks import truth_of
from evaluation.truth.case import Masks, TrueMark, TruePage
from pipeline.geometry import Affine, Box
from pipeline.paper.flatten import quarter_turn
from pipeline.values.marks import CleanPage
from pipeline.values.scanned import FlatPage

SIZE = (600, 400)
PRINT, SEAL = (slice(100, 130), slice(50, 350)), (slice(60, 240), slice(200, 300))


@pytest.fixture
def drawn(tmp_path):
    """A page at 300 dpi: a bar of print, and a seal over its right half."""

    def draw(look="colour", colour="red", kind="seal"):
        layers = {"print": PRINT, f"ink-{kind}": SEAL}
        for name, where in layers.items():
            mask = np.zeros(SIZE, dtype=bool)
            mask[where] = True
            Image.fromarray(mask).save(tmp_path / f"a.p1.{name}.png")
        box = Box(200, 60, 100, 180)
        return TruePage(
            1,
            "chữ",
            truth_of("chữ"),
            marks=(TrueMark(kind, box, None, colour),),
            look=look,
            masks=Masks(tmp_path / "a.p1.print.png", {kind: tmp_path / f"a.p1.ink-{kind}.png"}),
        )

    return draw


def page(gray, plain=None):
    """A page cleaned at 200 dpi, from grays at 300 dpi."""
    small = [
        np.asarray(Image.fromarray(a).resize((267, 400), Image.Resampling.BOX))
        for a in (gray, gray if plain is None else plain)
    ]
    flat = FlatPage(1, small[0], 200.0, Affine(400 / 267, 0, 0, 0, 1.5, 0), (400, 600))
    return CleanPage(flat, *small)


def inked(*places, dark=20):
    gray = np.full(SIZE, 255, np.uint8)
    for place in places:
        gray[place] = dark
    return gray


def test_a_perfect_cleaning_keeps_all_print_and_leaves_no_ink(drawn):
    """The seal is gone, the print under it is there: edges of either are nobody's."""
    figures = measure_pixels(drawn(), page(inked(PRINT), inked(PRINT, SEAL)))
    assert figures.kept.rate == figures.kept_under_colour.rate == 1.0
    assert figures.left_colour.rate == 0.0
    assert figures.left_by_kind["seal"] == figures.left_colour
    assert figures.left_colour.whole > 3000
    assert figures.kept_under_black == figures.left_black == Share(0, 0)


def test_a_page_not_cleaned_has_all_its_ink_left(drawn):
    """Nothing was lifted: nothing is lost, everything is left."""
    figures = measure_pixels(drawn(), page(inked(PRINT, SEAL)))
    assert (figures.kept.rate, figures.left_colour.rate) == (1.0, 1.0)


def test_print_erased_with_the_seal_is_lost_under_it(drawn):
    """A cleaning that paints the seal's place white loses the third of the print below it."""
    erased = inked(PRINT)
    erased[SEAL] = 255
    figures = measure_pixels(drawn(), page(erased, inked(PRINT, SEAL)))
    # The seal's own edge is half ink, half print that stayed.
    assert figures.kept_under_colour.rate < 0.02
    assert figures.kept.rate == pytest.approx(2 / 3, abs=0.02)


@pytest.mark.parametrize(("look", "colour"), [("bilevel", "red"), ("colour", "black")])
def test_ink_shows_its_colour_only_on_a_colour_scan(drawn, look, colour):
    """A red seal on one bit a pixel, and black ink on any scan, count as ink without colour."""
    figures = measure_pixels(drawn(look, colour), page(inked(PRINT), inked(PRINT, SEAL)))
    assert figures.left_black.whole > 3000
    assert figures.left_colour.whole == figures.kept_under_colour.whole == 0


def test_a_rubber_stamped_name_is_text(drawn):
    """Taking a stamped name off loses print; nothing of it counts as ink left."""
    figures = measure_pixels(drawn(kind="name_stamp"), page(inked(PRINT), inked(PRINT, SEAL)))
    assert figures.kept.rate < 0.5
    assert figures.left_by_kind == {}


def test_a_page_that_was_turned_is_measured_in_its_place(drawn):
    """Masks follow the page's own way from the scan, quarter turns included."""
    clean = page(inked(PRINT), inked(PRINT, SEAL))
    flat = quarter_turn(clean.flat, 1)
    turned = [np.ascontiguousarray(np.rot90(a, -1)) for a in (clean.gray, clean.plain)]
    figures = measure_pixels(drawn(), CleanPage(flat, *turned))
    assert figures.kept.rate == 1.0
    assert figures.left_colour.rate == 0.0
    assert figures.left_colour.whole > 3000


def test_faint_ink_and_worn_print_are_judged_by_the_pages_own_print(drawn):
    """On a pale scan a seal half as dark as the print is still ink that was left."""
    pale = inked(PRINT, dark=140)
    pale[SEAL] = np.minimum(pale[SEAL], 195)
    assert measure_pixels(drawn(), page(pale)).left_colour.rate == 1.0
    faint = inked(PRINT, dark=140)
    faint[SEAL] = np.minimum(faint[SEAL], 240)
    assert measure_pixels(drawn(), page(faint)).left_colour == Share(0, 0)


def test_a_page_without_marks_counts_changed_pixels(drawn):
    """Cleaning has no business there: every pixel that differs is told."""
    bare = replace(drawn(), marks=())
    clean = page(inked(PRINT))
    gray = clean.gray.copy()
    gray[0, :3] = 0
    figures = measure_pixels(bare, CleanPage(clean.flat, gray, clean.plain))
    assert figures == PixelFigures(changed=Share(3, gray.size))


def test_pages_without_masks_are_refused(drawn):
    """Figures cannot be had of a page whose ink nobody drew."""
    with pytest.raises(ValueError, match="page 1"):
        measure_pixels(replace(drawn(), masks=None), page(inked(PRINT)))


def test_figures_of_pages_add_up(drawn):
    """Sums weigh every pixel the same, by kind too."""
    one = measure_pixels(drawn(), page(inked(PRINT, SEAL)))
    two = measure_pixels(drawn(kind="note"), page(inked(PRINT), inked(PRINT, SEAL)))
    both = one + two
    assert both.left_colour.rate == pytest.approx(0.5, abs=0.01)
    assert set(both.left_by_kind) == {"seal", "note"}
    assert both.kept.whole == one.kept.whole + two.kept.whole
