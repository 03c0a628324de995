"""Letterheads and titles of made-up offices: every kind, well zoned and in one zone."""

import tomllib
from pathlib import Path

import pytest
from paper import in_one_zone, page_of

from pipeline.record.fields import read_fields
from pipeline.record.parts import sort_parts

PAGES = tomllib.loads(Path(__file__).with_name("letterheads.toml").read_text(encoding="utf-8"))[
    "page"
]


def wanted_of(case):
    """Key to value, null for what the paper lacks."""
    return {**case.get("want", {}), **dict.fromkeys(case.get("none", ()))}


@pytest.mark.parametrize("spoil", [lambda page: page, in_one_zone], ids=["zoned", "one zone"])
@pytest.mark.parametrize("case", PAGES, ids=[case["name"] for case in PAGES])
def test_a_letterhead_gives_its_record(case, spoil):
    """Every printed field is exact and none invented, whatever the zoner made of the page."""
    if spoil is in_one_zone and any(zone == "table" for zone, _ in case["blocks"]):
        pytest.skip("a table is never in one zone with its letterhead")
    page = spoil(page_of([tuple(block) for block in case["blocks"]]))
    fields = read_fields(sort_parts([page]))
    wanted = wanted_of(case)
    assert {key: fields[key].value for key in wanted} == wanted
    for key, rule in case.get("rules", {}).items():
        assert fields[key].rule == rule
    issuers = fields["issuers"].value or []
    if "issuers" in case:
        assert [issuer["name"] for issuer in issuers] == case["issuers"]
    if "canonical" in case:
        assert issuers[0]["canonical"] == case["canonical"]


def test_the_pages_are_many():
    """Names are told apart, and every page expects something."""
    assert len({case["name"] for case in PAGES}) == len(PAGES) >= 40
    assert all(wanted_of(case) for case in PAGES)
