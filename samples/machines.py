"""Printers, copiers and cameras out of the ordinary: what they do to print, paper and picture."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from samples.press import FULL, PAPER, Press

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from samples.press import Side
    from samples.scanner import Scanner

    Machine = Callable[[random.Random, Scanner], tuple[Press, Scanner]]

__all__ = ["MACHINES", "Machine"]

_SIDES: tuple[Side, ...] = ("left", "right", "top", "bottom", "corner")


def _on_paper(scanner: Scanner, grey: int, *, warm: int = 0) -> Scanner:
    """Paper of a grey, seen as it is: no driver whitens it."""
    return replace(
        scanner,
        paper=(min(255, grey + warm), grey, max(0, grey - warm)),
        whiten=False,
        shade=0.0,
        texture=min(scanner.texture, 1.0),
        show_through=0.0,
        dropout=0.0,
        toner=max(0.0, scanner.toner),
    )


def _level(level: int) -> Machine:
    """Print at one grey, evenly, on paper of 245."""
    return lambda _, scanner: (Press(level), _on_paper(scanner, PAPER))


def _pale(rng: random.Random, scanner: Scanner) -> tuple[Press, Scanner]:
    """Toner that ran out: weak rows, weak sides, clouds; some drivers whiten it further."""
    level = rng.choice((90, 110, 130, 150, 170))
    press = Press(
        level,
        second=rng.choice((None, None, level + 35, 190)),
        wander=rng.choice((0.0, 0.15, 0.3)),
        fade=rng.choice((0.0, 0.3, 0.55)),
        side=rng.choice(_SIDES),
        patches=rng.choice((0.0, 0.2, 0.4)),
    )
    scanner = _on_paper(scanner, rng.choice((238, 245, 250)), warm=rng.choice((0, 0, 2)))
    return press, replace(scanner, whiten=rng.random() < 0.25)


def _stripes(rng: random.Random, scanner: Scanner) -> tuple[Press, Scanner]:
    """Every second row of print is pale."""
    press = Press(rng.choice((30, 60, 110)), second=rng.choice((150, 175, 195)))
    return press, _on_paper(scanner, PAPER)


def _grey_paper(rng: random.Random, scanner: Scanner) -> tuple[Press, Scanner]:
    """Old, cheap paper, and print that never was black."""
    scanner = _on_paper(scanner, rng.randint(172, 218), warm=rng.choice((0, 3, 9)))
    scanner = replace(scanner, texture=rng.uniform(1.0, 3.0), noise=rng.uniform(3, 8))
    return Press(rng.choice((50, 80, 110)), patches=rng.choice((0.0, 0.25))), scanner


def _carbon(rng: random.Random, scanner: Scanner) -> tuple[Press, Scanner]:
    """A copy made by carbon paper: soft, blue, violet or grey, weaker here and there."""
    press = Press(
        rng.choice((70, 95, 120)),
        wander=0.12,
        patches=rng.uniform(0.15, 0.4),
        hue=rng.choice(((1.0, 0.95, 0.5), (0.85, 1.0, 0.5), (1.0, 1.0, 1.0))),
        spread=rng.uniform(1.3, 2.4),
    )
    return press, _on_paper(scanner, rng.randint(225, 245), warm=rng.choice((0, 4, 8)))


def _pins(rng: random.Random, scanner: Scanner) -> tuple[Press, Scanner]:
    """A dot-matrix printer on a ribbon that has seen better days."""
    press = Press(rng.choice((40, 80, 110)), wander=0.1, spread=0.6, pins=rng.uniform(2.6, 3.6))
    return press, _on_paper(scanner, rng.randint(232, 246))


def _camera(rng: random.Random, scanner: Scanner) -> tuple[Press, Scanner]:
    """A photograph of a page on a desk, a little askew, in the light of a window."""
    bed = rng.choice(((92, 70, 52), (60, 62, 66), (150, 140, 128), (30, 32, 36)))
    scanner = replace(
        scanner,
        paper=rng.choice(((236, 233, 226), (228, 231, 236), (240, 238, 235))),
        border=rng.uniform(5, 11),
        bed=bed,
        tilt=rng.uniform(0.006, 0.02),
        shade=rng.uniform(30, 95),
        blur=rng.uniform(0.9, 1.5),
        noise=rng.uniform(3, 8),
        whiten=False,
        edges=False,
        quality=rng.randint(60, 85),
        skew=max(-2.0, min(2.0, scanner.skew)),
    )
    return FULL, scanner


def _weak_bits(rng: random.Random, scanner: Scanner) -> tuple[Press, Scanner]:
    """Pale print that a driver forced into black and white: strokes thin out and break."""
    level = rng.choice((110, 130, 150))
    scanner = _on_paper(scanner, PAPER)
    threshold = round(PAPER - (PAPER - level) * rng.uniform(0.3, 0.55))
    return Press(level, patches=0.15), replace(scanner, threshold=threshold)


#: Name → what it does to print and scanner.
MACHINES: dict[str, Machine] = {
    **{f"level{level}": _level(level) for level in (110, 150, 190, 210)},
    "pale": _pale,
    "stripes": _stripes,
    "grey_paper": _grey_paper,
    "carbon": _carbon,
    "pins": _pins,
    "camera": _camera,
    "weak_bits": _weak_bits,
}
