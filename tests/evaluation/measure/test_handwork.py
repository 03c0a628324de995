"""What pen and stamps say is right, wrong or left to a person, each thing once."""

from __future__ import annotations

from evaluation.measure.field_outcomes import compare_fields
from evaluation.measure.handwork import HandOutcome, from_fields, from_marks, from_text
from evaluation.measure.mark_matches import match_marks
from evaluation.truth.case import TrueMark
from pipeline.geometry import Box
from pipeline.values.document import Field
from pipeline.values.marks import MarkRecord

STAMP, BLANK = Box(0, 0, 100, 60), Box(200, 0, 40, 20)


def said(outcomes):
    return {outcome.what: outcome.outcome for outcome in outcomes}


def test_a_number_by_pen_is_right_wrong_or_left():
    """Printed numbers are not asked for; a date left null is no error but no reading either."""
    wanted = {"number": "574", "number_ink": "hand", "date": "2025-02-04", "date_ink": "hand-part"}
    read = {"number": Field("514"), "date": Field(reason="mờ")}
    assert said(from_fields(compare_fields(wanted, read))) == {"number": "wrong", "date": "missing"}
    assert said(from_fields(compare_fields(wanted | {"number_ink": "printed"}, read))) == {
        "date": "missing"
    }


def test_a_stamps_form_is_judged_part_by_part():
    """The receiver is read, the number misread, the day left open; a part nobody filled is none."""
    wanted = {"incoming_stamp": {"receiver": "SỞ Y TẾ", "number": "17", "date": "2020-01-02"}}
    read = {"incoming_stamp": Field({"receiver": "SỞ Y  TẾ", "number": "11"})}
    assert said(from_fields(compare_fields(wanted, read))) == {
        "receiver": "right",
        "arrival_number": "wrong",
        "arrival_date": "missing",
    }
    bare = {"incoming_stamp": None, "urgency": None}
    assert said(from_fields(compare_fields(bare, {"urgency": Field("KHẨN")}))) == {
        "urgency": "wrong"
    }


def test_a_blank_is_read_in_its_own_mark():
    """Digits may be told apart by spaces; a blank inside a stamp is the stamp's business."""
    true = (
        TrueMark("fill_in", BLANK, "5 74"),
        TrueMark("incoming_stamp", STAMP, "ĐẾN"),
        TrueMark("fill_in", Box(20, 20, 30, 10), "88"),
        TrueMark("name_stamp", Box(0, 300, 90, 20), "Lê Văn Tám"),
    )
    ours = (
        MarkRecord("fill_in", BLANK, 0.9, text="574"),
        MarkRecord("incoming_stamp", STAMP, 0.9),
    )
    outcomes = tuple(from_marks(true, match_marks(true, ours)))
    assert outcomes == (
        HandOutcome("fill_in", "574", "574"),
        HandOutcome("name_stamp", "Lê Văn Tám", None),
    )
    assert [o.outcome for o in outcomes] == ["right", "missing"]


def test_struck_words_are_counted_one_by_one():
    """A word struck in ours alone is wrong: it changes what the paper says."""
    outcomes = list(from_text(["không được", "nộp"], "Ai ~~không~~ ~~nộp phạt~~ thì"))
    assert [(o.wanted, o.outcome) for o in outcomes] == [
        ("không", "right"),
        ("được", "missing"),
        ("nộp", "right"),
        (None, "wrong"),
    ]
