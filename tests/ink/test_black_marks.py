"""Signatures and stamps in black, told from print by the ink net."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_paper import Sheet

from pipeline.ink.black_marks import lift_black
from pipeline.recognition.ink_net import make_ink_net
from samples.draw import draw_document

LOOK = make_ink_net().look


def small_sheet():
    return Sheet(width=160, height=100)


def lifted_share(before, after, layer):
    """How much of the ink that only `layer` has is white now."""
    only = (layer < 60) & (before > 200)
    return float((after[only] > 200).mean())


def both(sheet, layer):
    return np.minimum(sheet.gray, layer.gray)


def test_a_signature_is_lifted():
    """A curve of 40 × 18 mm in black is no letter: it goes, and is kept as a mark."""
    sheet, layer = small_sheet(), small_sheet()
    sheet.centred(80, 20, "KT. CHỦ TỊCH")
    sheet.centred(80, 80, "Nguyễn Mạnh Cường")
    layer.signature(60, 48)

    done = lift_black(both(sheet, layer), 200, LOOK)

    assert [mark.kind for mark in done.marks] == ["signature"]
    assert lifted_share(sheet.gray, done.gray, layer.gray) > 0.99
    assert (done.gray[sheet.gray < 60] < 128).all()


def test_print_that_a_signature_crosses_stays():
    """Where a signature runs into a line's end, by up to 4 mm, the strokes in its band stay."""
    sheet, layer = small_sheet(), small_sheet()
    sheet.text(40, 56, "Nguyễn Mạnh Cường", style="bold")
    layer.signature(81, 53, wide=36, high=26)

    done = lift_black(both(sheet, layer), 200, LOOK)

    assert done.marks
    assert done.marks
    end = sheet.gray < 60
    end[:, : sheet.px(75)] = False
    # Without the band half of the last syllable goes with the signature.
    assert (done.gray[end] < 128).mean() > 0.75


def test_plain_print_is_left_alone():
    """Body, capitals of 16 pt with marks, a rule beneath a heading: nothing is lifted."""
    sheet = small_sheet()
    sheet.centred(80, 20, "QUYẾT ĐỊNH VỀ VIỆC BỔ NHIỆM", pt=16)
    sheet.rule(60, 24, 100, 24)
    for i in range(6):
        sheet.text(10, 40 + 7 * i, "Ủy ban nhân dân quận Long Biên đề nghị các phòng, ban, đơn vị")

    done = lift_black(sheet.gray, 200, LOOK)

    assert done.marks == ()
    assert np.array_equal(done.gray, sheet.gray)


def test_a_ruled_table_is_left_alone():
    """A grid wider and higher than any stamp is print."""
    sheet = small_sheet()
    sheet.table(10, 20, [20, 55, 25], 5)
    for row in range(5):
        sheet.text(12, 27 + 10 * row, str(row + 1), pt=12)
        sheet.text(33, 27 + 10 * row, "Máy vi tính để bàn", pt=12)

    done = lift_black(sheet.gray, 200, LOOK)

    assert done.marks == ()
    assert np.array_equal(done.gray, sheet.gray)


@pytest.mark.slow
def test_a_framed_stamp_is_lifted_with_what_it_says():
    """On a 1-bit scan most of a stamp ĐẾN goes, frame and lettering, and the print stays."""
    page = next(
        page
        for seed in range(20, 30)
        for page in draw_document("bilevel", seed).pages
        if "incoming_stamp" in page.ink
    )
    gray = np.ascontiguousarray(page.image)
    stamp = page.ink["incoming_stamp"] & ~page.print_mask & (gray < 60)
    printed = page.print_mask & (gray < 60)
    for kind, mask in page.ink.items():
        if kind != "incoming_stamp":
            printed &= ~mask

    done = lift_black(gray, page.dpi, LOOK)

    assert (done.gray[stamp] > 200).mean() > 0.85
    assert (done.gray[printed] < 128).mean() > 0.99


def test_a_black_seal_is_lifted():
    """On gray scans a seal is as black as print: a ring of 36 mm is one all the same."""
    sheet, layer = small_sheet(), small_sheet()
    sheet.text(10, 15, "Ủy ban nhân dân quận Long Biên đề nghị các phòng")
    layer.seal(80, 60)

    done = lift_black(both(sheet, layer), 200, LOOK)

    assert "seal" in [mark.kind for mark in done.marks]
    assert (done.gray[sheet.gray < 60] < 128).all()


def test_what_is_lifted_is_in_the_masks():
    """Outside the masks the page is what it was."""
    sheet, layer = small_sheet(), small_sheet()
    sheet.centred(80, 80, "Nguyễn Mạnh Cường")
    layer.signature(60, 48)
    before = both(sheet, layer)

    done = lift_black(before, 200, LOOK)

    lifted = np.zeros(before.shape, dtype=bool)
    for mark in done.marks:
        lifted[mark.box.slices] |= mark.mask
    assert np.array_equal(done.gray[~lifted], before[~lifted])
