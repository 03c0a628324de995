"""Square codes are found by their three corners; frames, boxes and letters are none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from drawn_paper import Sheet, through_jpeg, tilted
from PIL import Image

from pipeline.ink.account import open_account
from pipeline.ink.square_codes import square_codes


def with_code(module, *, dpi=200, place=(60, 30)):
    """A sheet with a line and a code, and where the code is."""
    sheet = Sheet(dpi=dpi, width=120, height=90)
    sheet.text(10, 15, "Quét mã để tra cứu văn bản")
    code = cv2.QRCodeEncoder.create().encode("https://vanban.gov.vn/tra-cuu?id=12345678")
    drawn = np.kron(code, np.ones((module, module), np.uint8))
    sheet.picture.paste(Image.fromarray(drawn), tuple(map(sheet.px, place)))
    ys, xs = np.nonzero(drawn < 128)
    left, top = sheet.px(place[0]) + int(xs.min()), sheet.px(place[1]) + int(ys.min())
    return sheet, (left, top, int(np.ptp(xs)) + 1, int(np.ptp(ys)) + 1)


@pytest.mark.parametrize(("module", "dpi"), [(3, 150), (4, 200), (5, 200), (8, 300)])
def test_a_code_is_found_where_it_is(module, dpi):
    sheet, place = with_code(module, dpi=dpi)
    (box,) = square_codes(open_account(sheet.gray, dpi))
    assert tuple(box) == pytest.approx(place, abs=2)


def test_a_code_as_it_is_scanned():
    """Blurred, a little tilted, through JPEG."""
    sheet, _ = with_code(5)
    soft = cv2.GaussianBlur(tilted(sheet.gray, 0.3), (0, 0), 1.0)
    assert len(square_codes(open_account(through_jpeg(soft, 60), 200))) == 1


def test_boxes_and_letters_are_no_codes():
    """Three boxes in a corner, ticked or not; a table; bold capitals."""
    sheet = Sheet(width=120, height=90)
    for x, y in ((20, 30), (40, 30), (20, 50)):
        sheet.pen.rectangle((*map(sheet.px, (x, y, x + 4, y + 4)),), outline=0, width=2)
    sheet.pen.rectangle((*map(sheet.px, (21.2, 31.2, 22.8, 32.8)),), fill=0)
    sheet.table(50, 40, [8, 8, 8], 3, high=8)
    sheet.text(10, 80, "ỦY BAN NHÂN DÂN", style="bold")
    assert square_codes(open_account(sheet.gray, 200)) == []
