"""Scans that have to be made again, one fault each: what the scanner did, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from samples.compose import DrawnPage
    from samples.scanner import Mode, Scanner

__all__ = ["MISHAPS", "NO_MISHAP", "Mishap", "tell_mishap"]


@dataclass(frozen=True, slots=True)
class Mishap:
    """A fault of a scan.

    Attributes:
        note: What it is for.
        fault: The name of the verdict that it deserves, as the truth tells it; empty for none.
        done: What becomes of a scanner's settings.
        mode, dpi: Of the scanner; in colour and fine enough where that is not the fault.
        twice: A page goes through the scanner a second time.
    """

    note: str
    fault: str
    done: Callable[[random.Random, Scanner], Scanner] = lambda _, scanner: scanner
    mode: Mode = "colour"
    dpi: int = 200
    twice: bool = False


def _straight(scanner: Scanner) -> Scanner:
    """A page on which nothing else is amiss."""
    return replace(scanner, skew=max(-0.8, min(0.8, scanner.skew)), border=0.0, holes=0)


def _slid(rng: random.Random, scanner: Scanner) -> Scanner:
    # Margins are 30 mm on the left, 15 to 20 elsewhere: so much off the glass cuts letters.
    side = rng.choice(((-36.0, 0.0), (30.0, 0.0), (0.0, -29.0)))
    return replace(_straight(scanner), slid=(side[0] * rng.uniform(1, 1.2), side[1]))


MISHAPS: dict[str, Mishap] = {
    "blurred": Mishap(
        "the sheet did not lie flat, or the lens is dirty",
        "blur",
        lambda rng, scanner: replace(_straight(scanner), blur=rng.uniform(4.4, 5.6)),
    ),
    "cut": Mishap("the sheet lay partly off the glass", "cut", _slid),
    "folded": Mishap(
        "a corner folded over",
        "fold",
        lambda rng, scanner: replace(_straight(scanner), fold=rng.uniform(22, 45)),
    ),
    "finger": Mishap(
        "a finger on the glass",
        "finger",
        lambda _, scanner: replace(_straight(scanner), finger=True),
    ),
    "shadowed": Mishap(
        "a lamp or the lid throws a deep shadow",
        "shadow",
        lambda rng, scanner: replace(
            _straight(scanner), shade=rng.uniform(130, 165), whiten=False, paper=(250, 249, 247)
        ),
    ),
    "overexposed": Mishap(
        "brightness set so high that print is pale",
        "pale",
        lambda rng, scanner: replace(
            _straight(scanner), whiten=False, exposure=(0.72, rng.uniform(125, 150)), shade=0.0
        ),
    ),
    "underexposed": Mishap(
        "brightness set so low that paper is dark",
        "dark",
        lambda rng, scanner: replace(
            _straight(scanner), whiten=False, exposure=(rng.uniform(0.36, 0.46), 0.0), shade=0.0
        ),
    ),
    "crooked": Mishap(
        "put on the glass askew",
        "skew",
        lambda rng, scanner: replace(
            _straight(scanner), skew=rng.choice((-1, 1)) * rng.uniform(3.2, 5.5)
        ),
    ),
    "twice": Mishap("a page went through twice", "twice", lambda _, s: _straight(s), twice=True),
}
NO_MISHAP = Mishap("", "")


def tell_mishap(pages: Sequence[DrawnPage], mishap: Mishap) -> None:
    """Write into the truth of a document's pages which of them must be scanned again, and why."""
    for page in pages[-1:] if mishap.twice else pages:
        if mishap.fault and (mishap.fault != "cut" or _runs_off(page)):
            page.truth["rescan"] = [mishap.fault]


def _runs_off(page: DrawnPage) -> bool:
    """Whether print runs off an edge of the picture."""
    mask = page.print_mask
    return any(bool(side.any()) for side in (mask[0], mask[-1], mask[:, 0], mask[:, -1]))
