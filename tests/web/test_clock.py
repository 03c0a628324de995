"""Moments are told in the zone of the site, on every page, wherever the server stands."""

import re
from datetime import UTC, datetime

from web.clock import Clock


def test_brief_names_the_day_of_another_day():
    """Today's moments are told by the hour alone."""
    clock = Clock("Asia/Ho_Chi_Minh")
    assert re.fullmatch(r"\d\d:\d\d", clock.brief(datetime.now(UTC)))
    assert clock.brief(datetime(2020, 1, 1, 20, tzinfo=UTC)) == "03:00 ngày 02/01/2020"


def test_text_and_moments_are_told_alike():
    """Records say moments as text, the ledger has them as values."""
    clock, at = Clock("Asia/Ho_Chi_Minh"), datetime(2020, 1, 1, 20, tzinfo=UTC)
    said = '<time datetime="2020-01-01T20:00:00+00:00">03:00 ngày 02/01/2020</time>'
    assert clock.element(at) == clock.element(at.isoformat()) == said
