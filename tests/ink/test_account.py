"""The account of the ink: every letter-sized piece has one claim or none, whatever is drawn."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_paper import Sheet
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.geometry import Box
from pipeline.ink.account import (
    CLAIMS,
    at_the_edge,
    box_of,
    boxes_to_tick,
    neighbours,
    open_account,
)

SMALL = (60, 80)
DPI = 100


@st.composite
def drawn_pages(draw):
    """A small page of strokes and words, and claims upon it: boxes by kind."""
    sheet = Sheet(dpi=DPI, width=SMALL[1], height=SMALL[0])
    for _ in range(draw(st.integers(0, 6))):
        x, y = draw(st.integers(0, SMALL[1])), draw(st.integers(4, SMALL[0]))
        sheet.text(x, y, draw(st.sampled_from(["Số", "ngày 12", "Kính gửi:", "§%", "1.234"])))
    for _ in range(draw(st.integers(0, 4))):
        x, y, x2, y2 = (draw(st.integers(0, 60)) for _ in range(4))
        sheet.rule(x, y, x2, y2)
    level = draw(st.integers(0, 230))
    gray = np.maximum(sheet.gray, np.uint8(level))
    gray[sheet.gray > 250] = 255
    boxes = st.tuples(*[st.integers(0, 200)] * 2, *[st.integers(1, 200)] * 2).map(
        lambda b: Box(*b).intersection(Box(0, 0, gray.shape[1], gray.shape[0]))
    )
    claims = draw(st.lists(st.tuples(st.sampled_from(CLAIMS), boxes), max_size=6))
    return gray, claims


@settings(max_examples=60, deadline=None)
@given(drawn_pages())
def test_claims_partition_the_ink(page):
    """All ink on the account is claimed once or not at all; nothing is lost, nothing twice."""
    gray, claims = page
    account = open_account(gray, DPI)
    whole = float(account.pieces.stats[account.letters, 4].sum()) / account.mm**2
    before = account
    for claim, box in claims:
        account = account.claimed_in(claim, [box])
        held = before.claims >= 0
        assert (account.claims[held] == before.claims[held]).all()  # the first claim stays
        before = account
    parts = [account.area_mm2(claim) for claim in CLAIMS]
    assert sum(parts) + account.area_mm2(None) == pytest.approx(whole)
    assert account.unclaimed.size == int((account.claims < 0).sum())
    groups = neighbours(account, account.unclaimed, wide_mm=3, high_mm=2)
    together = np.concatenate([*groups, np.empty(0, np.int64)])
    assert sorted(together) == sorted(account.unclaimed)


@pytest.mark.parametrize("level", [0, 110, 190, 215])
def test_letters_of_any_level_are_on_it(level):
    """Ink counts by its contrast to the paper, not by a level of its own."""
    sheet = Sheet(width=120, height=40)
    sheet.text(20, 20, "K H G B S N")
    gray = np.maximum(sheet.gray, np.uint8(level))
    gray[sheet.gray > 250] = 250
    assert open_account(gray, 200).letters.size >= 6


def test_what_is_no_letter_is_not_on_it():
    """Rules, leaders, dust and frames are no letters; a letter that stands on a rule is one."""
    sheet = Sheet(width=120, height=60)
    sheet.rule(10, 10, 100, 10)
    sheet.text(10, 20, "." * 60)
    sheet.table(10, 30, [30, 40], 2)
    assert open_account(sheet.gray, 200).letters.size == 0
    sheet.text(20, 10.2, "Hagi")
    assert open_account(sheet.gray, 200).letters.size >= 3


def test_paper_that_darkens_is_no_ink():
    """The shadow of a fold or of the lamp grows over centimetres."""
    shade = np.linspace(255, 180, 900)[None, :] * np.ones((500, 1))
    assert open_account(shade.astype(np.uint8), 200).letters.size == 0


def test_half_of_a_piece_claims_it():
    """A word's box that cuts off a letter's tail still claims the letter; one that touches not."""
    sheet = Sheet(width=80, height=40)
    box = sheet.text(20, 20, "HHH")
    account = open_account(sheet.gray, 200)
    assert account.claimed_in("line", [Box(*box[:3], box.height * 2 // 3)]).unclaimed.size == 0
    assert account.claimed_in("line", [Box(*box[:3], box.height // 4)]).unclaimed.size == 3


def test_edges_and_ticks():
    """The sheet's edge and empty boxes account for what is theirs, and for no letter O."""
    sheet = Sheet(width=100, height=60)
    sheet.text(40, 30, "OOO DDD")
    for x in (10, 20):
        sheet.pen.rectangle((*map(sheet.px, (x, 26, x + 4, 30)),), outline=0, width=2)
    sheet.pen.rectangle((0, sheet.px(20), sheet.px(2), sheet.px(23)), fill=0)
    account = open_account(sheet.gray, 200)
    assert at_the_edge(account).size == 1
    ticks = boxes_to_tick(account)
    assert ticks.size == 2
    assert box_of(account, ticks).right < sheet.px(30)
