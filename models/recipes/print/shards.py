"""Draws shards of lines: a numbered shard is always the same, whenever and wherever it is drawn."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import numpy as np

from .degrade import scan_line
from .lines import Corpus, draw_line
from .render import InkLine, draw_setting, set_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from .faces import Face

SHARD_LINES = 500
# Scanners of the archives: mostly 200 and 300 dpi, of which the pipeline makes 200.
RESOLUTIONS = (100, 120, 150, 175, 200, 250, 300)
SHARES = (0.05, 0.06, 0.19, 0.08, 0.4, 0.08, 0.14)


def draw_shard(
    corpus: Corpus, faces: tuple[Face, ...], seed: int, count: int = SHARD_LINES
) -> Iterator[tuple[NDArray[np.uint8], str]]:
    """Draw lines with their text.

    Args:
        corpus: Where the text comes from.
        faces: What it is set in.
        seed: The shard's number; the same number gives the same lines.
        count: How many lines.
    """
    words, dice = Random(seed), np.random.default_rng(seed)
    neighbours: list[InkLine] = []
    drawn = 0
    while drawn < count:
        text = draw_line(corpus, words)
        resolution = int(dice.choice(RESOLUTIONS, p=SHARES))
        zoom = max(2, round(450 / resolution))
        line = set_line(text, draw_setting(faces, text, dice), resolution * zoom)
        image = scan_line(line, neighbours, zoom, dice)
        neighbours = [*neighbours[-3:], line]
        if min(image.shape) > 10:
            drawn += 1
            yield image, text
