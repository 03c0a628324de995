"""Ink at one place of two pictures: the same through any scanner, told from any other."""

import numpy as np
import pytest
from drawn_scans import draw_page
from PIL import Image, ImageFilter

from pipeline.geometry import Affine, Box
from pipeline.judging.same_print import compared
from pipeline.values.likeness import Spot
from pipeline.values.scanned import Page

LINES = ("Số: 5.400.000 đồng", "Kính gửi: Ủy ban nhân dân quận")


def scan(lines=LINES, rotation=0, *, dpi=200, bilevel=False, blur=0.0):
    drawn = draw_page(lines=lines, dpi=200, rotation=rotation)
    image = drawn.image.filter(ImageFilter.GaussianBlur(blur)) if blur else drawn.image
    pixels = np.array(image.resize([side * dpi // 200 for side in image.size]))
    if bilevel:
        pixels = np.where(pixels > 150, 255, 0).astype(np.uint8)
    return Page(1, pixels, float(dpi), bilevel=bilevel), drawn.reading


def spots(reading, onto):
    return [Spot(word.box, onto) for line in reading.lines for word in line.words]


@pytest.mark.parametrize(
    ("how", "onto"),
    [
        ({"dpi": 100}, Affine(0.5, 0, 0, 0, 0.5, 0)),
        ({"bilevel": True}, Affine()),
        ({"blur": 1.2}, Affine()),
        ({"rotation": 180}, Affine(-1, 0, 1654, 0, -1, 2338)),
        ({"rotation": 90}, Affine(0, 1, 0, -1, 0, 1654)),
    ],
)
def test_the_same_ink_is_known_again(how, onto):
    """Coarser, in one bit, out of focus, on its head, on its side."""
    one, reading = scan()
    other, _ = scan(**how)
    found = compared(one, other, spots(reading, onto))
    assert min(ink.alike for ink in found) > 0.85
    assert all(abs(ink.first - ink.second) < 0.15 for ink in found)


def test_one_figure_in_a_long_number_is_seen():
    """5.400.000 is not 6.400.000; what stands around it is the same."""
    one, reading = scan()
    other, _ = scan((LINES[0].replace("5.4", "6.4"), LINES[1]), blur=0.6)
    found = compared(one, other, spots(reading, Affine()))
    assert found[1].alike < 0.8
    assert min(ink.alike for n, ink in enumerate(found) if n != 1) > 0.9


def test_pale_print_is_compared_as_well():
    """Ink is what is darker than its paper."""
    one, reading = scan()
    pale = Page(1, (np.array(one.image) // 4 + 190).astype(np.uint8), 200.0)
    other, _ = scan(("Số: 5.400.008 đồng", LINES[1]))
    assert min(ink.alike for ink in compared(one, pale, spots(reading, Affine()))) > 0.9
    assert compared(pale, other, spots(reading, Affine()))[1].alike < 0.8


def test_what_lies_outside_of_a_picture_cannot_be_told():
    """Cut off by one scan: neither alike nor not."""
    one, _ = scan()
    beside = [Spot(Box(1640, 50, 40, 30), Affine()), Spot(Box(10, 10, 40, 30), Affine(c=-60))]
    assert compared(one, one, beside) == [None, None]


def test_bare_paper_is_no_ink():
    """Nothing is like nothing; how much ink there is says so."""
    one, _ = scan()
    (ink,) = compared(one, one, [Spot(Box(200, 1500, 60, 40), Affine())])
    assert (ink.first, ink.second) == (0.0, 0.0)


def test_a_thumbnail_is_upright_and_small():
    """A page that lay on its side stands, and its colours are its own."""
    import io

    from pipeline.pixels.thumbnail import thumbnail

    page = np.full((400, 1000, 3), 255, np.uint8)
    page[:, :100] = (200, 0, 0)  # red at the left; turned clockwise it is at the top
    small = Image.open(io.BytesIO(thumbnail(page, 90, 300)))
    assert small.size == (120, 300)
    red, _, blue = small.getpixel((60, 8))
    assert red > 150 > blue
