"""The repairs of encoding, on cases found and on anything Hypothesis thinks of."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.text import normalise

anything = st.text(max_size=60)
vietnamese = st.text(
    st.sampled_from(
        list("aăâêôơưđĐÐðểủỷòe\u0301\u0309\u0323 \u00a0\u00ad\u200b\ufeff\n\t-–—\u2011оаТ“”\"'./")
    ),
    max_size=40,
)


@pytest.mark.parametrize("fix", set(normalise.FIXES), ids=lambda fix: fix.__name__)
@given(text=anything | vietnamese)
@settings(max_examples=60, deadline=None)
def test_a_fix_twice_is_a_fix_once(fix, text):
    """Every single fix is idempotent."""
    once = fix(text)
    assert fix(once) == once


@given(text=anything | vietnamese)
@settings(max_examples=300, deadline=None)
def test_fixing_settles_at_once(text):
    """The whole chain is idempotent, ends in NFC, and explains exactly what it changed."""
    fixed, names = normalise.fix_and_explain(text)
    assert normalise.fix_and_explain(fixed) == (fixed, ())
    assert unicodedata.is_normalized("NFC", fixed)
    assert bool(names) == (fixed != text)


@pytest.mark.parametrize(
    "text",
    [
        'mô hình cách ly "3 lớp", “4 tại chỗ”',
        "nhiệm kỳ 2020 – 2025",
        "chính trị- xã hội, Quận ủy .",
        "các cơ quan cơ quan, Mặt trận tổ quốc Việt nam",
        "HUYỆN UỶ ĐỊNH HOÁ và hòa bình",
        "đ/c, V/v, T/M, 24/24h, H.L.H, Covid-19, COVID-19",
        "Đắk Lắk, H'Mông, Kon Tum",
    ],
)
def test_what_the_author_wrote_is_left_alone(text):
    """Quotes, dashes, slips, tone placement and codes stay as printed."""
    assert normalise.fix_and_explain(text) == (text, ())
