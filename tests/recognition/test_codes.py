"""Codes of separator sheets, drawn and read."""

import numpy as np
import pytest
import zxingcpp

from pipeline.recognition.codes import read_codes


def drawn(text, kind, scale=4):
    code = zxingcpp.create_barcode(text, zxingcpp.barcode_format_from_str(kind))
    return np.array(zxingcpp.write_barcode_to_image(code, scale=scale, add_quiet_zones=True))


def on_sheet(picture, turn=0):
    sheet = np.full((2339, 1654), 250, np.uint8)
    high, wide = picture.shape
    sheet[700 : 700 + high, 300 : 300 + wide] = picture
    return np.ascontiguousarray(np.rot90(sheet, turn))


@pytest.mark.parametrize("turn", [0, 1, 2])
@pytest.mark.parametrize(
    ("text", "kind"),
    [("PATCHT", "Code128"), ("PATCH T", "Code39"), ("SOHOA-PHÂN-CÁCH", "QRCode")],
)
def test_codes_are_read_whichever_way_they_lie(text, kind, turn):
    (code,) = read_codes(on_sheet(drawn(text, kind), turn))
    assert (code.text, code.kind[:5]) == (text, kind[:5])
    assert code.box.area > 5000


def test_print_is_no_code():
    """Strokes side by side hold nothing."""
    strokes = np.tile(np.array([[0] * 6 + [255] * 9], np.uint8), (40, 60))
    assert read_codes(on_sheet(strokes)) == ()
