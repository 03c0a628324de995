"""Print on printed grounds is put on white; what is dark and no ground stays to the pixel."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from drawn_paper import Sheet
from PIL import Image

from pipeline.geometry import Box
from pipeline.ink.grounds import find_grounds, without_grounds

MM = 200 / 25.4


def banner(
    sheet: Sheet, text: str, *, ground: int, letters: int, top: float = 40, wide: float = 150
) -> Box:
    """A filled band 8 mm high from x = 30 mm, with a heading in it."""
    box = Box(sheet.px(30), sheet.px(top), sheet.px(wide), sheet.px(8))
    sheet.pen.rectangle((box.x, box.y, box.right - 1, box.bottom - 1), fill=ground)
    own = Sheet(width=210, height=297)
    own.text(34, top + 5.6, text, pt=14, style="bold")
    sheet.picture.paste(letters, mask=own.picture.point(lambda value: 255 - value))
    return box


def screened(sheet: Sheet, box: Box, pitch: float = 4.5) -> None:
    """Make dots of a band's tone, as laser printers do."""
    gray = np.array(sheet.picture)
    ys, xs = np.mgrid[: box.height, : box.width]
    dots = np.cos((xs + ys) * np.pi / pitch) * np.cos((xs - ys) * np.pi / pitch) > -0.25
    part = gray[box.slices]
    part[(part < 200) & ~dots] = 255
    sheet.picture.paste(Image.fromarray(gray))


def same_as_on_white(seen: np.ndarray, text: str, top: float = 40) -> float:
    """Share of the letters' ink, as printed on white, that is dark in `seen`."""
    plain = Sheet(width=210, height=297)
    plain.text(34, top + 5.6, text, pt=14, style="bold")
    return float((seen[plain.gray < 60] < 128).mean())


@pytest.mark.parametrize(("ground", "letters"), [(0, 255), (90, 250), (110, 255), (180, 0)])
def test_a_heading_on_a_ground_is_black_on_white(ground, letters):
    """White on black, white on grey, black on grey: all are as if printed on paper."""
    sheet = Sheet()
    sheet.body(60)
    box = banner(sheet, "II. KẾT QUẢ THỰC HIỆN", ground=ground, letters=letters)

    seen = without_grounds(sheet.gray, 200)

    assert same_as_on_white(seen, "II. KẾT QUẢ THỰC HIỆN") > 0.95
    assert float((seen[box.slices] < 128).mean()) < 0.2
    outside = np.ones(seen.shape, dtype=bool)
    outside[box.grown(6, seen.shape).slices] = False
    assert np.array_equal(seen[outside], sheet.gray[outside])


def test_a_screen_of_dots_is_a_ground():
    """Printers make grey of dots; the letters in it are whole."""
    sheet = Sheet()
    box = banner(sheet, "THÔNG TIN CHUNG", ground=0, letters=255)
    screened(sheet, box)

    assert same_as_on_white(without_grounds(sheet.gray, 200), "THÔNG TIN CHUNG") > 0.8


def test_rules_go_on_through_the_black_head_of_a_table():
    """A black head hides the rules between its cells: they come up from the rows below."""
    sheet = Sheet()
    box = banner(sheet, "TT            Họ và tên            Ngày sinh", ground=0, letters=255)
    rules = [box.x, box.x + sheet.px(14), box.x + sheet.px(60), box.right - 2]
    for x in rules:
        sheet.pen.rectangle((x, box.bottom, x + 1, box.bottom + sheet.px(30)), fill=0)

    seen = without_grounds(sheet.gray, 200)

    for x in rules:
        column = seen[box.y + 2 : box.bottom - 2, max(0, x - 3) : x + 5].min(axis=1)
        assert float((column < 128).mean()) > 0.9


def test_rules_do_not_cut_a_heading_that_spans_cells():
    """A rule that would run through letters stays below the head."""
    sheet = Sheet()
    box = banner(sheet, "KẾT QUẢ THỰC HIỆN NĂM", ground=0, letters=255, wide=80)
    rules = [box.x, box.x + sheet.px(22), box.right - 2]
    for x in rules:
        sheet.pen.rectangle((x, box.bottom, x + 1, box.bottom + sheet.px(30)), fill=0)

    seen = without_grounds(sheet.gray, 200)

    column = seen[box.y + 3 : box.bottom - 3, rules[1] - 1 : rules[1] + 1]
    assert float((column < 128).all(axis=1).mean()) < 0.8


def photograph(gray):
    """A picture of 60 × 45 mm: dark, uneven, with light blotches."""
    box = Box(round(40 * MM), round(50 * MM), round(60 * MM), round(45 * MM))
    soft = cv2.GaussianBlur(
        np.random.default_rng(7).normal(0, 1, box.shape).astype(np.float32), (0, 0), 18
    )
    gray[box.slices] = np.clip(90 + 60 * soft / soft.std(), 0, 255).astype(np.uint8)


def blacked_out(gray):
    """A box that hides what stood there."""
    gray[400:460, 300:1300] = 0


def thick_frame(gray):
    """A border 2 mm thick."""
    gray[300:1000, 300:1300] = 0
    gray[316:984, 316:1284] = 255


def bars(gray):
    """A bar code of 50 × 12 mm."""
    x = 300
    for width in np.random.default_rng(3).integers(2, 7, 60):
        gray[400:495, x : x + width] = 0
        x += int(width) + int(width) % 5 + 2


def squares(gray):
    """A QR code of 25 mm."""
    cells = (np.random.default_rng(5).random((29, 29)) < 0.5).astype(np.uint8)
    cells[:7, :7] = cells[:7, -7:] = cells[-7:, :7] = 1
    code = cv2.resize(cells, None, fx=7, fy=7, interpolation=cv2.INTER_NEAREST)
    gray[400:603, 300:503][code > 0] = 0


def seal(gray):
    """A seal's ring, and a black disc in it."""
    cv2.circle(gray, (800, 900), 140, 0, 14)
    cv2.circle(gray, (800, 900), 90, 0, -1)
    cv2.putText(gray, "UBND", (740, 915), cv2.FONT_HERSHEY_SIMPLEX, 1.4, 255, 4)


@pytest.mark.parametrize("draw", [photograph, blacked_out, thick_frame, bars, squares, seal])
def test_what_is_dark_and_no_ground_stays(draw):
    """Photographs, masks, frames, codes and seals are left to the pixel."""
    sheet = Sheet()
    sheet.text(40, 250, "KHOẢN NÀY IN ĐẬM", pt=20, style="bold")
    gray = sheet.gray.copy()
    draw(gray)

    assert without_grounds(gray, 200) is gray


def test_bold_print_is_no_ground():
    """Large bold capitals, close together, are print on paper."""
    sheet = Sheet()
    for i in range(6):
        sheet.centred(105, 60 + 11 * i, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA", pt=26)

    assert find_grounds(sheet.gray, 200) == []
