"""Print, mark and scan one document, and join documents into a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from samples.compose import DrawnPage, blank_back, page_from, record_of
from samples.layout import lay_out
from samples.markup import mark_up
from samples.press import FULL

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from samples.letter import Letter
    from samples.look import Look
    from samples.markup import MarkPlan
    from samples.press import Press
    from samples.scanner import Scanner
    from samples.typesetting import Sheet

__all__ = ["DrawnScan", "draw_letter", "join"]


@dataclass(frozen=True, slots=True)
class DrawnScan:
    """A drawn file: its pages, and the truth about it but for its name.

    `documents` has, for each document, its page numbers and its record.
    """

    condition: str
    seed: int
    note: str
    pages: tuple[DrawnPage, ...]
    documents: tuple[dict[str, Any], ...]

    def truth(self, name: str) -> dict[str, Any]:
        """The truth file's content."""
        return {
            "schema_version": 1,
            "name": name,
            "condition": self.condition,
            "seed": self.seed,
            "note": self.note,
            "documents": list(self.documents),
            "pages": [page.truth for page in self.pages],
        }


def draw_letter(
    rng: random.Random,
    letter: Letter,
    look: Look,
    plan: MarkPlan,
    scanner: Scanner,
    *,
    backs: bool = False,
    listed: bool = False,
    press: Press = FULL,
    verso: Sheet | None = None,
    twice: bool = False,
) -> tuple[list[DrawnPage], dict[str, Any]]:
    """Print, mark and scan one letter.

    Args:
        rng: Decides everything left open.
        letter: What is printed.
        look: How.
        plan: Its marks.
        scanner: Its scanner; skew and dust vary from page to page.
        backs: Both sides go through the scanner; the backs are blank.
        listed: `Kính gửi:` stands alone above its list.
        press: How strongly it is printed.
        verso: What stands on each page's back; its own next page when None.
        twice: The last page goes through the scanner once more.

    Returns:
        Its pages (backs between), and its record.
    """
    sheets = lay_out(letter, look, listed=listed)
    marks, added = mark_up(rng, sheets, letter, plan)
    pages = []
    for index, (sheet, its_marks) in enumerate(zip(sheets, marks, strict=True)):
        here = replace(scanner, skew=scanner.skew + rng.gauss(0, 0.08) if index else scanner.skew)
        behind = verso or sheets[(index + 1) % len(sheets)]
        back = np.asarray(behind.ink) if scanner.show_through else None
        pages.append(page_from(rng, sheet, its_marks, here, back, press))
        if backs:
            thin = replace(
                here,
                show_through=max(0.08, here.show_through),
                skew=-here.skew,
                whiten=here.whiten and rng.random() < 0.4,
            )
            pages.append(blank_back(rng, sheet, thin))
    if twice:
        again = replace(scanner, skew=scanner.skew + rng.uniform(-0.4, 0.4))
        pages.append(page_from(rng, sheets[-1], marks[-1], again, None, press))
    return pages, record_of(letter, added)


def join(
    condition: str,
    seed: int,
    note: str,
    documents: Sequence[tuple[list[DrawnPage], dict[str, Any]]],
) -> DrawnScan:
    """Documents one after the other as one file; page numbers are set here."""
    pages: list[DrawnPage] = []
    entries = []
    for own, record in documents:
        first = len(pages) + 1
        pages += [
            replace(page, truth={**page.truth, "number": first + index})
            for index, page in enumerate(own)
        ]
        entries.append({"pages": list(range(first, len(pages) + 1)), "fields": record})
    return DrawnScan(condition, seed, note, tuple(pages), tuple(entries))
