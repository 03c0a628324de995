"""The evidence page has a card for every mark, found or missed, and says what is true of it."""

from __future__ import annotations

from typing import get_args

import pytest

from evaluation.bench.pictures import Picture, Pictures
from evaluation.show.gallery import gallery_sheet
from evaluation.show.labels import KINDS
from evaluation.truth.blocks import truth_of
from evaluation.truth.case import Case, TrueMark, TruePage
from pipeline.geometry import Box
from pipeline.values.marks import MarkKind, MarkRecord
from pipeline.values.readings import ZoneKind

SEAL, BLANK, NOTE = Box(100, 100, 200, 200), Box(400, 20, 60, 30), Box(20, 400, 100, 40)


def sheet_of(true, *ours, missed=()):
    page = TruePage(1, "chữ", truth_of("chữ"), marks=true)
    case = Case("thư", None, "annotated", True, (page,))
    scan, clean = Picture("scan.jpg"), Picture("clean.jpg")
    pictures = Pictures(scan, clean, ours, (), (1000, 500), missed)
    return gallery_sheet(case, page, pictures, "thư-p1")


def test_every_mark_is_a_card_with_its_verdict():
    """Right, misnamed, invented and missed marks stand side by side, the missed one last."""
    true = (TrueMark("seal", SEAL), TrueMark("note", NOTE, "Lưu hồ sơ"), TrueMark("tick", BLANK))
    sheet = sheet_of(
        true,
        MarkRecord("seal", SEAL, 0.9, crop="a.png", cutout="a.cutout.png"),
        MarkRecord("signature", NOTE, 0.6, crop="b.png"),
        MarkRecord("seal", Box(700, 300, 50, 50), 0.5, crop="c.png"),
        missed=("missed-01.png",),
    )
    told = [(card.kind, card.how, card.verdict, card.crop) for card in sheet.cards]
    assert told == [
        ("seal", "right", "right", "thư-p1/a.png"),
        ("signature", "wrong", "misnamed", "thư-p1/b.png"),
        ("seal", "wrong", "invented", "thư-p1/c.png"),
        ("tick", "missed", "missed", "thư-p1/missed-01.png"),
    ]
    assert sheet.cards[0].cutout == "thư-p1/a.cutout.png"
    assert sheet.cards[0].place == (10.0, 20.0, 20.0, 40.0)
    assert sheet.cards[0].points == "10.00,20.00 30.00,20.00 30.00,60.00 10.00,60.00"
    assert sheet.ratio == 2.0


@pytest.mark.parametrize(("read", "how"), [("5 74", "right"), ("514", "wrong"), (None, "right")])
def test_a_misread_blank_is_wrong_and_an_unread_one_is_not(read, how):
    """What is left to a person is no mistake; what is said and false is one."""
    true = (TrueMark("fill_in", BLANK, "574"),)
    (card,) = sheet_of(true, MarkRecord("fill_in", BLANK, 0.9, text=read)).cards
    assert (card.how, card.misread) == (how, how == "wrong")


def test_a_stamps_form_is_wrong_by_one_of_its_blanks():
    """A field the truth does not speak of is nobody's mistake."""
    true = (
        TrueMark("incoming_stamp", SEAL, "ĐẾN", "red", {"number": "17", "receiver": "SỞ Y TẾ"}),
    )

    def how(**fields):
        return sheet_of(true, MarkRecord("incoming_stamp", SEAL, 0.9, fields=fields)).cards[0].how

    assert how(number="17", forwarded_to="PKT") == "right"
    assert how(number="11") == "wrong"


def test_where_nobody_noted_the_truth_it_stays_open():
    """Real scans have marks and no boxes: a person judges."""
    (card,) = sheet_of(None, MarkRecord("seal", SEAL, 0.9, outline=((0, 0), (10, 0), (5, 5)))).cards
    assert (card.how, card.verdict) == ("open", None)
    assert card.points == "0.00,0.00 1.00,0.00 0.50,1.00"


def test_every_kind_of_zone_and_mark_has_a_name():
    """A page with footnotes, or with whatever kind comes next, can be shown."""
    assert {*get_args(ZoneKind), *get_args(MarkKind)} <= set(KINDS)
