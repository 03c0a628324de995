"""Fields are right when exact, and a wrong one is told from one left empty."""

from __future__ import annotations

import pytest

from evaluation.measure.field_outcomes import compare_fields
from pipeline.values.document import Field

NONE = Field(reason="không thấy")


@pytest.mark.parametrize(
    ("key", "wanted", "read", "outcome"),
    [
        ("org", "ỦY BAN NHÂN DÂN XÃ A", Field("Ủy ban nhân dân  xã A"), "right"),
        ("signer", "Nguyễn Văn A", Field("NGUYỄN VĂN A"), "wrong"),
        ("signer", "Nguyễn Văn A", Field("Nguyễn Va\u0306n A"), "right"),
        ("signer", "Nguyễn Văn A", NONE, "missing"),
        ("parent_org", None, NONE, "absent"),
        ("parent_org", None, Field("BỘ Y TẾ"), "invented"),
        ("noi_nhan", ["Như trên", "Lưu: VT"], Field(("Như trên", "Lưu: VT")), "right"),
        ("noi_nhan", ["Như trên", "Lưu: VT"], Field(["Lưu: VT", "Như trên"]), "wrong"),
        ("incoming_stamp", {"number": "7", "date": None}, Field({"number": "7"}), "right"),
        ("recipients", [], NONE, "absent"),
    ],
)
def test_exact_and_nothing_less(key, wanted, read, outcome):
    """Only normal form, white space, and an organ's capitals are forgiven."""
    (found,) = compare_fields({key: wanted}, {key: read})
    assert found.outcome == outcome


def test_a_field_that_the_truth_does_not_judge_is_left_out():
    """No key, no judgement."""
    assert compare_fields({"org": "A"}, {"org": Field("A"), "type": Field("B")})[0].key == "org"
    assert len(compare_fields({"org": "A"}, {"org": Field("A"), "type": Field("B")})) == 1


def test_a_document_that_we_did_not_make_misses_every_field():
    """Its absent fields are right all the same: nothing was invented."""
    found = compare_fields({"org": "A", "urgency": None}, None)
    assert [f.outcome for f in found] == ["missing", "absent"]


@pytest.mark.parametrize(
    ("said", "ink"), [("printed", "print"), ("hand", "pen"), ("hand-part", "pen"), (None, "print")]
)
def test_pen_and_print_are_counted_apart(said, ink):
    """The truth says what the number is written in."""
    (found,) = compare_fields({"number": "5", "number_ink": said}, {"number": Field("5")})
    assert found.ink == ink
