"""Search keys."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.folding import differences, fold, old_style


@given(st.text(max_size=50))
def test_folding_keeps_positions(text):
    """A folded text is as long as the text, so that a find can be shown in the original."""
    text = unicodedata.normalize("NFC", text)
    assert len(fold(text)) == len(text)


@given(st.text(st.sampled_from(list("hoaàáuyỷýkhẻeủqnlịò ")), max_size=20))
def test_old_style_settles_at_once(text):
    """Moving tone marks twice is moving them once, and no letter changes."""
    text = unicodedata.normalize("NFC", text)
    assert old_style(old_style(text)) == old_style(text)
    assert sorted(fold(old_style(text))) == sorted(fold(text))


def test_spellings_of_one_word_share_a_key():
    """New and old tone places, accents or none, meet."""
    assert old_style("UỶ BAN HOÀ BÌNH") == "ỦY BAN HÒA BÌNH"
    assert fold("Ủy ban") == fold("UỶ BAN") == "uy ban"


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_differences_are_symmetric_and_bounded(a, b):
    """Edit distance: symmetric, 0 for equals, cut off where asked."""
    assert differences(a, b, 6) == differences(b, a, 6)
    assert (differences(a, b, 6) == 0) == (a == b)
    assert differences(a, b, 0) == min(1, differences(a, b, 6))
