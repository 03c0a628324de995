"""Print stands in straight rows of equal height; pen, ornaments and dust do not."""

from __future__ import annotations

import random
import time

import numpy as np
import pytest
from drawn_paper import PARAGRAPH, Sheet

from pipeline.ink.account import open_account
from pipeline.print.straight import rows_of, straight_rows
from samples.handwriting import Writer, write_note


def stats_of(sheet):
    account = open_account(sheet.gray, sheet.dpi)
    return account.pieces.stats[account.letters], account.mm


@pytest.mark.parametrize("dpi", [130, 150, 200, 300])
@pytest.mark.parametrize("style", ["regular", "bold", "italic"])
def test_print_is_straight(dpi, style):
    """Words, capitals and figures of every size."""
    sheet = Sheet(dpi=dpi, width=200, height=60)
    sheet.text(15, 15, PARAGRAPH[0][:50], pt=12, style=style)
    sheet.text(15, 30, "PHÓ GIÁM ĐỐC", style=style)
    sheet.text(15, 45, "9.957.509", pt=12, style=style)
    rows = straight_rows(*stats_of(sheet))
    assert len(rows) == 3
    assert min(row.size for row in rows) >= 5


def test_rows_follow_a_drift():
    """A line that climbs by a degree is one row; two lines are two."""
    stats = np.array([[20 * i, 100 - i // 3, 14, 20, 90] for i in range(60)], np.int32)
    below = stats + np.array([0, 40, 0, 0, 0], np.int32)
    rows = rows_of(np.concatenate([stats, below]), 8.0)
    assert sorted(row.size for row in rows) == [60, 60]


def test_a_page_of_dust_costs_little():
    """Rows that no piece can join any more are not asked again, of thousands of specks."""
    random = np.random.default_rng(9)
    count = 8000
    stats = np.stack(
        [
            random.integers(0, 2400, count),
            random.integers(0, 3400, count),
            random.integers(5, 20, count),
            random.integers(13, 30, count),
            np.full(count, 80),
        ],
        axis=1,
    ).astype(np.int32)
    started = time.process_time()
    rows = rows_of(stats, 12.0)
    assert time.process_time() - started < 0.6
    assert sorted(np.concatenate(rows)) == list(range(count))


def test_scattered_pieces_are_not_straight():
    """Dust and loops of a pen: heights and feet all over."""
    random = np.random.default_rng(5)
    for _ in range(20):
        count = 12
        stats = np.stack(
            [
                np.arange(count) * 30 + random.integers(0, 10, count),
                100 + random.integers(-25, 25, count),
                random.integers(8, 30, count),
                random.integers(10, 55, count),
                np.full(count, 80),
            ],
            axis=1,
        ).astype(np.int32)
        assert straight_rows(stats, 8.0) == []


@pytest.mark.slow
def test_a_hand_is_not_straight():
    """Of notes in forty hands hardly one has a row that stands as print does."""
    rng = random.Random(11)
    straight = surely = 0
    for _ in range(40):
        alpha, _ = write_note(
            rng, ["Kính chuyển đ/c Hòa", "xem xét, giải quyết"], 40, Writer.drawn(rng)
        )
        account = open_account(np.pad(255 - alpha, 60, constant_values=255), 300)
        stats = account.pieces.stats[account.letters]
        straight += bool(straight_rows(stats, account.mm))
        surely += bool(straight_rows(stats, account.mm, surely=True))
    assert straight <= 10
    assert surely <= 2
