"""The page about states says what the program does today."""

from scripts.draw_states import PAGE, render


def test_the_page_about_states_is_of_today():
    """`make states` writes it anew."""
    assert PAGE.read_text() == render()
