"""Pale ink that reads is print; what shows through from the back is not."""

from __future__ import annotations

import pytest

from pipeline.page import read_traced
from pipeline.raster import read_page
from pipeline.settings import Settings
from samples.draw import draw_set

pytestmark = pytest.mark.slow


def readings(tmp_path, condition, seed, number=1):
    draw_set(tmp_path, [condition], count=1, seed=seed)
    path = next(tmp_path.glob("*.pdf"))
    page = read_page(path, number, Settings().raster)
    return read_traced(page, Settings(secrecy="flag")).result.reading


@pytest.mark.parametrize("condition", ["pale150", "pale190", "pale210"])
def test_pale_pages_are_read_and_not_blank(tmp_path, condition):
    reading = readings(tmp_path, condition, 640)
    assert not reading.blank
    assert sum(len(line.text) for line in reading.lines) > 200


def test_the_back_of_a_sheet_stays_blank(tmp_path):
    reading = readings(tmp_path, "verso_blank", 510)
    assert reading.blank


def test_a_pale_foot_over_the_print_of_the_back_is_read_alone(tmp_path):
    """Both are pale; the darker reads and is print, the other shows through and is left out."""
    reading = readings(tmp_path, "verso_pale", 4203, 2)
    text = "\n".join(line.text for line in reading.lines)
    assert "PHÓ GIÁM ĐỐC" in text
    assert "Sở Tài chính" in text
    assert len(text) < 300
    assert not reading.blank
