"""A trusted text layer keeps every word, in the zones of the picture."""

from __future__ import annotations

from collections import Counter

from drawn_paper import PARAGRAPH
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.geometry import Box
from pipeline.page.digital import lines_by_zone
from pipeline.values.readings import Zone
from pipeline.values.scanned import PageWord

ZONES = (
    Zone("letterhead_left", Box(100, 100, 500, 200)),
    Zone("letterhead_right", Box(700, 100, 600, 200)),
    Zone("body", Box(100, 400, 1200, 800)),
)


@given(
    st.lists(
        st.builds(
            PageWord,
            st.text("aăâbcdđêôơư", min_size=1, max_size=6),
            st.builds(
                Box, st.integers(0, 1600), st.integers(0, 2300), st.integers(1, 200),
                st.integers(1, 60),
            ),
        ),
        max_size=30,
    )
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_no_word_is_lost_or_doubled(words):
    """Wherever a word stands, in a zone or in none, it is in one line of one zone."""
    given_words = lines_by_zone(words, ZONES, 1.0)

    found = [word.text for lines in given_words for line in lines for word in line.words]
    assert Counter(found) == Counter(word.text for word in words)


def test_words_of_one_height_are_a_line_in_their_order():
    """Lines come top to bottom, words left to right, whatever the order in the file."""
    words = [
        PageWord(word, Box(110 + 90 * i, 410 + 40 * row, 80, 30))
        for row, line in enumerate(PARAGRAPH[:3])
        for i, word in enumerate(line.split()[:10])
    ]

    _, _, lines = lines_by_zone(words[::-1], ZONES, 1.0)

    assert [line.text for line in lines] == [" ".join(t.split()[:10]) for t in PARAGRAPH[:3]]


def test_columns_are_not_woven_into_each_other():
    """Words at one height in two zones are two lines."""
    words = [PageWord("QUẬN", Box(200, 150, 90, 30)), PageWord("VIỆT", Box(800, 150, 90, 30))]

    left, right, rest = lines_by_zone(words, ZONES, 1.0)

    assert [line.text for line in left] == ["QUẬN"]
    assert [line.text for line in right] == ["VIỆT"]
    assert rest == []


def test_a_word_outside_all_zones_goes_to_the_nearest():
    """A page number above the body is the body's rather than nobody's."""
    (_, _, rest) = lines_by_zone([PageWord("2", Box(650, 1300, 20, 30))], ZONES, 1.0)

    assert [line.text for line in rest] == ["2"]


def test_boxes_are_scaled_to_the_flat_page():
    """Words are given in the scan's pixels, lines in the flat page's."""
    left, _, _ = lines_by_zone([PageWord("QUẬN", Box(400, 300, 180, 60))], ZONES, 0.5)

    assert left[0].box == Box(200, 150, 90, 30)
