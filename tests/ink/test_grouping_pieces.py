"""Pieces of ink become marks, each piece one mark's, whatever lies beside what."""

from random import Random

import pytest

from pipeline.geometry import Box
from pipeline.ink.grouping import _groups, _Piece

MM = 200 / 25.4


def scattered(seed):
    """Crumbs, strokes and a frame or two of one ink, close together."""
    dice = Random(seed)
    found = []
    for number in range(1, dice.randint(4, 14)):
        crumb = dice.random() < 0.5
        wide, high = (dice.randint(3, 14) for _ in "wh") if crumb else (dice.randint(15, 130), 25)
        box = Box(dice.randint(0, 260), dice.randint(0, 120), wide, high)
        found.append(_Piece(number, box, dice.choice((0.1, 0.1, 0.3)), dice.random() < 0.3, False))
    return found


@pytest.mark.timeout(30)
def test_every_piece_is_in_one_mark():
    """Also where crumbs lie beside marks that they are already a part of: groups never chase
    their own tails (a page of a real night would hang)."""
    for seed in range(1500):
        found = scattered(seed)
        groups = _groups(found, [], MM)
        numbers = sorted(piece.number for group in groups for piece in group)
        assert numbers == [piece.number for piece in found]
