"""What pen filled into number and date lines comes into the record as surely as it was read."""

from __future__ import annotations

import pytest

from pipeline.geometry import Box
from pipeline.record.fields import read_fields
from pipeline.record.parts import sort_parts
from pipeline.values.marks import MarkRecord
from pipeline.values.readings import Line, PageReading, ZoneReading

ORGAN = Line("p0001-z01-l0", "SỞ NỘI VỤ", "SỞ NỘI VỤ", Box(200, 100, 300, 40), 0.95)
NUMBER = Line("p0001-z01-l1", "Số: /SNV-VP", "Số: /SNV-VP", Box(200, 220, 400, 40), 0.95)
DATE_TEXT = "Hà Giang, ngày tháng năm 2016"
DATE = Line("p0001-z02-l0", DATE_TEXT, DATE_TEXT, Box(1300, 220, 580, 40), 0.95)


def filled(text, confidence, x, *, alternatives=()):
    """Pen in a blank of either line, at a column."""
    return MarkRecord(
        "fill_in", Box(x, 215, 40, 45), confidence, text=text, alternatives=alternatives
    )


def record(*marks):
    """Fields of a first page with blank number and date lines, and pen in them."""
    rows = (
        ("letterhead_left", (ORGAN, NUMBER)),
        ("letterhead_right", (DATE,)),
    )
    zones = tuple(
        ZoneReading(kind, Box.around(line.box for line in lines), lines) for kind, lines in rows
    )
    page = PageReading(1, (2480, 3508), 300.0, zones=zones, marks=marks)
    return read_fields(sort_parts([page]))


def test_a_date_is_as_sure_as_its_parts_together():
    """Day and month by pen: each may be wrong for itself."""
    fields = record(filled("29", 0.9, 1600), filled("02", 0.8, 1725))

    assert fields["date"].value == "2016-02-29"
    assert fields["date"].confidence == pytest.approx(0.72)


def test_a_number_that_is_not_believed_is_none():
    """Its readings stand as alternatives, likeliest first; nothing is chosen."""
    mark = filled(None, 0.6, 300, alternatives=(("4366", 0.6), ("2366", 0.2)))

    number = record(mark)["number"]

    assert number.value is None
    assert number.reason == "viết tay, đọc không chắc"
    assert number.alternatives == ("4366", "2366")
