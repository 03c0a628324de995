"""Every kind of mark has one row that says what it is."""

import re
from typing import get_args

import pytest

from pipeline.mark_kinds import MARK_KINDS, Family, of_family
from pipeline.values.marks import MarkKind


def test_every_kind_has_its_row():
    """Neither a kind without a row nor a row without a kind, and in one order."""
    assert list(MARK_KINDS) == list(get_args(MarkKind))


def test_every_kind_has_one_family():
    """The families part the kinds."""
    families = [of_family(family) for family in get_args(Family)]

    assert all(families)
    assert sorted(kind for family in families for kind in family) == sorted(MARK_KINDS)


@pytest.mark.parametrize("kind", MARK_KINDS)
def test_kinds_are_told_apart_by_name_and_colour(kind):
    """No two are called the same or outlined alike, and white letters can be read on the colour."""
    spec = MARK_KINDS[kind]
    others = [other for name, other in MARK_KINDS.items() if name != kind]

    assert spec.label not in [other.label for other in others]
    assert spec.colour not in [other.colour for other in others]
    assert re.fullmatch("#[0-9a-f]{6}", spec.colour)


def test_only_stamps_claim_the_words_in_their_box():
    """Pen and seals lie over print that is the page's; so do names put on with rubber."""
    assert {k for k, spec in MARK_KINDS.items() if spec.claims_text} == (
        of_family("stamp") - {"name_stamp"}
    )
