"""Separator sheets as they come from the scanner."""

import random
from dataclasses import replace

import pytest

from pipeline.document import split
from pipeline.document.separators import separator_name
from pipeline.page.reading import read_traced
from pipeline.settings import Settings
from pipeline.values.readings import PageReading
from pipeline.values.scanned import Page
from samples.conditions import CONDITIONS, set_up_scanner
from samples.stacks import separator_sheet


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_a_scanned_sheet_is_known_by_its_code_and_leaves_nothing_unread(seed):
    """Bars are neither print left unread nor a page that says nothing."""
    rng = random.Random(seed)
    scanner = replace(set_up_scanner(rng, CONDITIONS["stamped"]), dpi=200)
    (drawn,) = separator_sheet(rng, scanner, backed=False)
    result = read_traced(Page(1, drawn.image, drawn.dpi), Settings()).result

    assert separator_name(result.reading) == (
        drawn.truth["separator"],
        pytest.approx(0.96, abs=0.04),
    )
    assert not result.reading.unread
    assert set(result.reading.pictures) <= set(result.crops)
    blank = PageReading(2, result.reading.size_px, 200.0, blank=True)
    assert len(split([result.reading, blank])) == 1
