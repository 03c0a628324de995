"""Redraw the scans in `samples/scans`: `python -m samples.committed`."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from samples.conditions import condition_named
from samples.documents import draw_letter, join
from samples.draw import draw_under, write_scan
from samples.letters import make_letter
from samples.look import Look
from samples.markup import MarkPlan
from samples.scanner import Scanner
from samples.seeds import NAMES, seed
from samples.tables import wide_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from samples.documents import DrawnScan

__all__ = ["COMMITTED", "main"]

FOLDER = Path(__file__).parent / "scans"

_OFFICE = Scanner(quality=70, specks=12)
_ANNOTATED = MarkPlan(seal=True, signature=True, incoming=True, notes=2, ticks=1, underlines=2)

#: How each of the five target texts was scanned.
_SEED_SCANNERS = (
    replace(_OFFICE, skew=0.4, dpi=200),
    replace(_OFFICE, skew=-0.6, dpi=200, whiten=False, paper=(246, 243, 234), texture=1.5, noise=3),
    replace(_OFFICE, skew=0.2, dpi=200, mode="grey"),
    replace(_OFFICE, skew=-0.3, dpi=200, toner=0.3),
    replace(_OFFICE, skew=0.7, dpi=200, specks=40),
)


def _target(index: int) -> DrawnScan:
    rng = random.Random(f"seed {index}")
    letter, look, plan = seed(index)
    scanner = _SEED_SCANNERS[index]
    condition = "annotated" if index in (0, 2, 3, 4) else "stamped"
    note = f"target text {NAMES[index]}"
    pages = draw_letter(rng, letter, look, plan, scanner, listed=index == 3)
    return join(condition, index, note, [pages])


def _one(
    condition: str, number: int, note: str, scanner: Scanner, plan: MarkPlan, **how: object
) -> DrawnScan:
    rng = random.Random(f"committed {number}")
    letter = make_letter(rng, **how)  # type: ignore[arg-type]
    return join(condition, number, note, [draw_letter(rng, letter, Look.drawn(rng), plan, scanner)])


def _stack() -> DrawnScan:
    rng = random.Random("committed stack")
    documents = []
    for system, titled, backs in (
        ("state", False, True),
        ("party", True, False),
        ("state", True, True),
    ):
        letter = make_letter(rng, system=system, titled=titled, amount=2, pen=0.8)
        plan = MarkPlan(seal=True, signature=True, incoming=titled)
        scanner = replace(
            _OFFICE, dpi=200, skew=rng.gauss(0, 0.5), show_through=0.05, whiten=False, noise=3
        )
        documents.append(draw_letter(rng, letter, Look.drawn(rng), plan, scanner, backs=backs))
    return join("stack", 0, "three documents in one file, blank backs between", documents)


def _landscape() -> DrawnScan:
    rng = random.Random("committed table")
    letter = make_letter(rng, system="state", titled=True, amount=2, pen=1.0)
    letter = replace(
        letter, table=None, annex=wide_table(rng), annex_title="DANH MỤC CÔNG VIỆC VÀ KINH PHÍ"
    )
    scanner = replace(_OFFICE, dpi=200, skew=0.3)
    plan = MarkPlan(seal=True, signature=True)
    return join(
        "stamped",
        0,
        "a landscape annex with a ruled table",
        [draw_letter(rng, letter, Look.drawn(rng), plan, scanner)],
    )


def _hard(condition: str, seed: int, **changed: object) -> DrawnScan:
    """A page of a hard condition, most of them at 200 dpi: the files stay small."""
    how = replace(condition_named(condition), **{"dpi": 200, **changed})  # type: ignore[arg-type]
    return draw_under(condition, how, seed)


#: Name of the file → how it is drawn.
COMMITTED: dict[str, Callable[[], DrawnScan]] = {
    **{f"target-{NAMES[i]}": (lambda i=i: _target(i)) for i in range(5)},
    "clean-state-letter": lambda: _one(
        "clean",
        1,
        "print only: a state letter",
        replace(_OFFICE, skew=-0.2),
        MarkPlan(),
        system="state",
        titled=False,
        amount=3,
    ),
    "annotated-hand-number": lambda: _one(
        "annotated",
        2,
        "number and day by hand, ĐẾN stamp, bút phê",
        replace(_OFFICE, skew=0.5, dpi=200),
        _ANNOTATED,
        system="state",
        titled=False,
        amount=3,
        pen=1.0,
    ),
    "bilevel-decision": lambda: _one(
        "bilevel",
        3,
        "one bit a pixel, seal and pen turned black",
        replace(_OFFICE, mode="bilevel", skew=-0.8),
        _ANNOTATED,
        system="state",
        titled=True,
        amount=4,
        pen=1.0,
    ),
    "grey200-party-directive": lambda: _one(
        "grey200",
        4,
        "grey, 200 dpi",
        replace(_OFFICE, mode="grey", dpi=200, skew=0.9, noise=7),
        _ANNOTATED,
        system="party",
        titled=True,
        amount=4,
        pen=1.0,
    ),
    "upside-down": lambda: _one(
        "upside_down",
        5,
        "put on the glass the wrong way round",
        replace(_OFFICE, rotation=180, dpi=200, skew=0.4),
        MarkPlan(seal=True, signature=True),
        system="state",
        titled=False,
        amount=2,
        pen=1.0,
    ),
    "stack-with-blank-backs": _stack,
    "landscape-annex": _landscape,
    "pale-notice": lambda: _hard("pale150", 8),
    "inverse-headings": lambda: _hard("inverse", 50),
    "tax-declaration": lambda: _hard("forms", 6),
    "contract": lambda: _hard("contracts", 4, marks="none"),
    "balance-sheet": lambda: _hard("statements200", 4),
    "hung-numbers": lambda: _hard("hung", 7, mode="grey"),
    "list-upside-down": lambda: _hard("lists180", 3),
    "wide-gaps": lambda: _hard("gaps", 1, mode="grey"),
    "company-letter": lambda: _hard("houses", 7, kinds=("company",)),
    "two-columns": lambda: _hard("columns", 6),
    "photographed-letter": lambda: _hard("camera", 7, dpi=130),
    "acting-for-the-head": lambda: _hard("feet", 5),
    "show-through": lambda: _hard("verso", 8),
    "overlaid-letter": lambda: _hard("overlaid", 7, mode="grey"),
}


def main() -> None:
    """Draw them all again."""
    for name, draw in COMMITTED.items():
        write_scan(draw(), FOLDER, name)


if __name__ == "__main__":
    main()
