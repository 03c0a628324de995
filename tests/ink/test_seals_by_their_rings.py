"""Round seals found by their rings, in gray, in one bit and in a mask of ink."""

from __future__ import annotations

import random

import numpy as np
import pytest
from drawn_paper import Sheet
from PIL import Image, ImageDraw

from pipeline.ink.seals import find_rings, find_seals
from samples.faces import PRINT_FACES, print_font
from samples.seals import pressed, round_seal

DPI = 200
MM = DPI / 25.4


def letter():
    """A letter's page with a body and the signer's lines."""
    sheet = Sheet()
    sheet.body(60, 16)
    for i, text in enumerate(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")):
        sheet.centred(150, 190 + 7 * i, text)
    sheet.centred(150, 232, "Nguyễn Mạnh Cường")
    return sheet


def seal_plate(across=36.0, *, wear=0.2, seed=5):
    """What a seal leaves on paper: (H, W) uint8, 255 = ink."""
    rng = random.Random(seed)
    plate = round_seal(rng, "ỦY BAN NHÂN DÂN HUYỆN NGA SƠN", "state", across * MM)
    return pressed(rng, plate, wear=wear, degrees=12)


def pressed_on(sheet, plate, x, y, *, level=110):
    """The page as gray, with a plate's ink (its gray is `level`) about a middle in millimetres."""
    layer = Image.new("L", sheet.picture.size, 0)
    middle = (round(x * MM) - plate.shape[1] // 2, round(y * MM) - plate.shape[0] // 2)
    layer.paste(Image.fromarray(plate), middle)
    cover = np.asarray(layer).astype(float) / 255
    return np.asarray(sheet.gray * (1 - cover * (1 - level / 255)), dtype=np.uint8)


@pytest.mark.parametrize("across", [30, 36, 42])
def test_a_seal_over_print_is_found_in_gray(across):
    """Its middle and size are right to a millimetre, though lines of print run through it."""
    (seal,) = find_seals(pressed_on(letter(), seal_plate(across), 132, 212), DPI)

    assert seal.x / MM == pytest.approx(132, abs=1)
    assert seal.y / MM == pytest.approx(212, abs=1)
    assert 2 * seal.radius / MM == pytest.approx(across, abs=1.6)


def test_a_seal_is_found_in_one_bit():
    """Where the scanner kept black and white only."""
    gray = pressed_on(letter(), seal_plate(), 132, 212)
    (seal,) = find_seals(np.where(gray > 150, 255, 0).astype(np.uint8), DPI)

    assert seal.confidence >= 0.6


def test_half_a_seal_is_found():
    """A hand that presses on one side leaves half the rings."""
    plate = seal_plate()
    ramp = np.clip(np.linspace(-0.8, 1.8, plate.shape[1]), 0, 1)
    gray = pressed_on(letter(), (plate * ramp).astype(np.uint8), 132, 212)

    assert len(find_seals(gray, DPI)) == 1


def test_a_seal_across_the_edge_is_found():
    """Giáp lai: one impression over the edges of several sheets."""
    gray = pressed_on(letter(), seal_plate(), 206, 120)
    (seal,) = find_seals(gray, DPI)

    assert seal.x / MM == pytest.approx(206, abs=1.5)
    assert seal.box(gray.shape).right == gray.shape[1]


def test_two_seals_are_two():
    """Two organs sign a joint circular."""
    sheet = letter()
    sheet.picture = Image.fromarray(pressed_on(sheet, seal_plate(seed=3), 60, 215))
    seals = find_seals(pressed_on(sheet, seal_plate(seed=4), 140, 215), DPI)

    assert sorted(round(seal.x / MM) for seal in seals) == [60, 140]


def test_print_has_no_seals():
    """Lines of letters, large titles and tables have curves, but no rings."""
    sheet = letter()
    sheet.centred(105, 50, "BỘ CÔNG THƯƠNG", pt=28)
    sheet.table(25, 240, [20, 60, 40, 40], 4)

    assert find_seals(sheet.gray, DPI) == ()


@pytest.mark.parametrize("across", [12, 20, 24])
def test_logos_and_emblems_are_no_seals(across):
    """Round signs in a letterhead are smaller than any seal."""
    sheet = letter()
    sheet.seal(40, 30, across=across)

    assert find_seals(sheet.gray, DPI) == ()


def test_a_huge_letter_is_no_seal():
    """The bowl of a letter as large as a seal is not one thin line."""
    sheet = letter()
    face = print_font(PRINT_FACES[0], "bold", round(44 * MM))
    ImageDraw.Draw(sheet.picture).text((60 * MM, 30 * MM), "O", font=face, fill=0, anchor="mm")

    assert find_seals(sheet.gray, DPI) == ()


def test_signatures_loops_are_no_seals():
    """Pen goes round and round, but never closes a circle of a seal's size."""
    sheet = letter()
    sheet.signature(110, 215)
    sheet.signature(40, 215, wide=60, high=34)

    assert find_seals(sheet.gray, DPI) == ()


def test_a_rounded_stamp_is_no_seal():
    """Frames with round corners are stamps."""
    sheet = letter()
    box = [round(v * MM) for v in (30, 200, 75, 232)]
    sheet.pen.rounded_rectangle(box, radius=round(6 * MM), outline=0, width=6)

    assert find_seals(sheet.gray, DPI) == ()


def half_seen(seal, *, degrees):
    """Of the ink of a seal about (132, 212) mm a part: of every 60 degrees some are missing."""
    y, x = np.mgrid[: seal.shape[0], : seal.shape[1]]
    turn = np.degrees(np.arctan2(y - 212 * MM, x - 132 * MM)) % 60
    return seal & (turn > degrees)


@pytest.mark.slow
def test_a_ring_seen_in_part_counts_where_the_page_shows_it():
    """A signature runs through a seal, and the net took some of the ring for no one's."""
    sheet = letter()
    gray = pressed_on(sheet, seal_plate(), 132, 212)
    ink = half_seen((gray < 200) & (sheet.gray > 200), degrees=26)

    assert find_rings(ink, DPI) == ()
    assert find_rings(ink, DPI, sheet.gray) == ()
    (seal,) = find_rings(ink, DPI, gray)
    assert seal.x / MM == pytest.approx(132, abs=1.5)
    assert seal.y / MM == pytest.approx(212, abs=1.5)


def test_a_ring_is_found_in_its_ink_alone():
    """A mask of coloured ink has no print in it; the pen across the seal is in another."""
    gray = pressed_on(Sheet(width=100, height=80), seal_plate(), 50, 40)
    (ring,) = find_rings(gray < 200, DPI)

    assert ring.shown > 0.9
    assert find_rings(np.zeros_like(gray, dtype=bool), DPI) == ()
