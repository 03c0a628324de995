"""Lines of pen along print: found whatever their ink, taken off, and told from what was printed."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.geometry import Affine, Box
from pipeline.pen.pen_lines import part_strokes
from pipeline.values.marks import CleanPage, Mark
from pipeline.values.scanned import FlatPage
from samples.faces import PRINT_FACES, print_font

DPI = 200
MM = DPI / 25.4
TEXT = "Ủy ban nhân dân thành phố đề nghị các đơn vị"


def sheet(*lines, face="regular"):
    """Lines of 14 pt print, 9 mm apart, from (20, 20) mm; (H, W) uint8."""
    image = Image.new("L", (round(190 * MM), round((30 + 9 * len(lines)) * MM)), 255)
    draw = ImageDraw.Draw(image)
    font = print_font(PRINT_FACES[0], face, 14 * DPI / 72)
    for i, line in enumerate(lines):
        draw.text((20 * MM, (20 + 9 * i) * MM), line, font=font, fill=20, anchor="ls")
    return np.array(image)


def pen(gray, *points, width=0.45):
    """Draw a line of pen through points in mm."""
    at = np.round(np.array(points) * MM * 16).astype(np.int32)
    cv2.polylines(gray, [at], False, 30, round(width * MM), cv2.LINE_AA, 4)
    return gray


def page(plain, *marks, gray=None):
    """A cleaned page."""
    flat = FlatPage(1, plain, DPI, Affine(), (plain.shape[1], plain.shape[0]))
    return CleanPage(flat, (plain if gray is None else gray).copy(), plain, marks)


def kinds(cleaned):
    return sorted(mark.kind for mark in cleaned.marks)


def wave(left, right, level, swing):
    xs = np.arange(left, right, 0.5)
    return [(x, level + swing * np.sin(x * 1.3)) for x in xs]


@pytest.mark.parametrize(
    "line",
    [
        [(28, 18.6), (76, 18.7)],
        [(28, 19.6), (76, 17.7)],
        wave(28, 76, 18.6, 0.35),
        [(28, 18.3), (40, 18.9), (55, 18.4), (76, 18.8)],
    ],
    ids=["straight", "slanted", "wavy", "bent"],
)
def test_a_line_through_words_is_a_strike_through_and_goes(line):
    """The stroke leaves the page, the letters that it crossed stay."""
    bare = sheet(TEXT)
    cleaned = part_strokes(page(pen(sheet(TEXT), *line)))

    assert kinds(cleaned) == ["strike_through"]
    ink, left = bare < 128, cleaned.gray < 128
    assert (left & ink).sum() > 0.88 * ink.sum()
    assert (left & ~ink).sum() < 0.3 * ((cleaned.plain < 128) & ~ink).sum()


def test_two_lines_through_words_are_two_strikes():
    """A double stroke is found as well as a single one."""
    struck = pen(sheet(TEXT), (28, 18.2), (76, 18.2), width=0.35)
    cleaned = part_strokes(page(pen(struck, (28, 19.0), (76, 19.1), width=0.35)))

    assert set(kinds(cleaned)) == {"strike_through"}


def test_a_line_under_words_is_an_underline():
    """A hand's line below the feet of letters, crossed by a tail or two, goes as an underline."""
    cleaned = part_strokes(page(pen(sheet(TEXT), *wave(28, 76, 20.9, 0.2))))

    assert kinds(cleaned) == ["underline"]


def test_outside_its_marks_a_page_is_not_touched():
    """What part_strokes paints white lies in the masks of its marks, to the pixel."""
    cleaned = part_strokes(page(pen(sheet(TEXT, TEXT), (28, 19.4), (76, 17.9))))
    covered = np.zeros(cleaned.plain.shape, dtype=bool)
    for mark in cleaned.marks:
        covered[mark.box.slices] |= mark.mask

    assert np.array_equal(cleaned.gray[~covered], cleaned.plain[~covered])
    assert (cleaned.gray != cleaned.plain).any()


def test_a_note_and_the_underline_lifted_with_it_are_two_marks():
    """Cleaning groups ink by nearness; a line along print is a mark of its own, of its ink."""
    bare = sheet(TEXT)
    ink = pen(np.full_like(bare, 255), *wave(28, 76, 20.9, 0.2))
    for x in (80, 84, 88):
        pen(ink, (x, 24), (x + 1, 21), (x + 2, 24), (x + 3, 21.5))
    box = Box(0, round(19 * MM), bare.shape[1], round(7 * MM))
    both = Mark("note", box, ink[box.slices] < 200, "blue", 0.4)
    cleaned = part_strokes(page(np.minimum(bare, ink), both, gray=bare))

    assert kinds(cleaned) == ["note", "underline"]
    assert {mark.colour for mark in cleaned.marks} == {"blue"}
    assert np.array_equal(cleaned.gray, bare)


def test_a_tick_in_the_margin_is_a_tick():
    """A check mark beside a line goes, and the line stays."""
    bare = sheet(TEXT)
    cleaned = part_strokes(page(pen(sheet(TEXT), (9, 17), (10.5, 20), (15, 14))))

    assert kinds(cleaned) == ["tick"]
    assert np.array_equal(cleaned.gray < 100, bare < 100)


def printed_rule(gray, left, right, y, thick=0.3):
    top = round(y * MM)
    gray[top : top + max(2, round(thick * MM)), round(left * MM) : round(right * MM)] = 20
    return gray


@pytest.mark.parametrize(
    "printed",
    [
        sheet(TEXT, "Độc lập - Tự do - Hạnh phúc", face="bold"),
        printed_rule(sheet("Độc lập - Tự do - Hạnh phúc", face="bold"), 20, 82, 21.3),
        printed_rule(sheet("Nơi nhận:", face="bold_italic"), 20, 41, 20.6),
        printed_rule(sheet(TEXT), 0, 190, 18.6, thick=0.25),
        sheet("Họ và tên: .................................... ngày .........."),
        sheet("năm 2020 - 2025 – nhiệm kỳ — số 44/QĐ-TTg, /TT-BTC, HĐND"),
        sheet("V. Về việc √ v/v thực hiện IV, VI", face="italic"),
    ],
    ids=["bold", "motto rule", "noi nhan", "streak", "leaders", "dashes", "letters"],
)
def test_print_is_no_pen(printed):
    """Rules, printed underlines, leaders, dashes and letters of print stay as they are."""
    cleaned = part_strokes(page(printed))

    assert kinds(cleaned) == []
    assert np.array_equal(cleaned.gray, cleaned.plain)


def test_the_lines_of_a_table_are_no_pen():
    """Cells' borders stay, though print stands right on them."""
    table = sheet(TEXT, TEXT, TEXT)
    for y in (13.5, 22.5, 31.5, 40.5):
        printed_rule(table, 15, 180, y)
    for x in (15, 90, 180):
        table[round(13.5 * MM) : round(40.5 * MM), round(x * MM) : round(x * MM) + 2] = 20

    assert kinds(part_strokes(page(table))) == []


def test_a_seal_keeps_its_lines():
    """Lines in a seal are the seal's: they are neither split off nor erased."""
    plain = pen(sheet(TEXT), (28, 18.6), (76, 18.7))
    box = Box(round(25 * MM), round(10 * MM), round(60 * MM), round(16 * MM))
    seal = Mark("seal", box, plain[box.slices] < 128, "red", 0.9)
    cleaned = part_strokes(page(plain, seal))

    assert "seal" in kinds(cleaned)


def test_a_blank_page_is_left_alone():
    """Nothing is looked for where nothing is."""
    blank = replace(page(np.full((500, 400), 255, np.uint8)), blank=True)

    assert part_strokes(blank) is blank
