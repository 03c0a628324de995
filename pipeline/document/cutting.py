"""Where a stack is cut: evidence at each gap between pages, weighed over the whole file at once.

A gap's evidence is a sum of log-odds, one for each sign that is named in `WEIGHTS`.  How well the
printed page numbers fit depends on where their document begins, so the sums are not decided gap by
gap: every way to cut the file is weighed (a semi-Markov chain, forward and backward), and the
confidence of a cut is the share of the weight of those ways that cut there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.document.page_signs import is_same, is_same_sheet, look_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.document.page_signs import PageSigns
    from pipeline.values.readings import PageReading

__all__ = ["WEIGHTS", "Gap", "gaps_between"]

#: Log-odds that a document begins, for each sign: on its first page, or on the page before.
WEIGHTS: dict[str, float] = {
    "always": -3.2,
    "heading": 3.0,
    "organ": 1.2,
    "number": 3.2,
    "date": 1.6,
    "type": 0.9,
    "subject": 0.8,
    "recipients": 1.0,
    "bare_title": 0.6,
    "annex_label": -5.0,
    "law_form": -1.2,
    "attached": -4.0,
    "blank_organ": -2.5,
    "blank_number": -1.0,
    "blank_date": -1.4,
    "blank_recipients": -1.0,
    "form": -0.6,
    "form_title": -1.2,
    "unsigned_form": -2.4,
    "bare_head": -1.2,
    "announced": -1.6,
    "cites_before": -2.0,
    "cites_other": 2.5,
    "mid_sentence": -3.0,
    "mid_list": -1.8,
    "foot_before": 1.5,
    "signed_before": 0.5,
    "open_before": -2.0,
    "twice": -12.0,
    "copy": -5.0,
}
#: The same for printed page numbers, of which the last two are counted on every numbered page.
OPENS_WITH_ONE, OPENS_LATER, FITS, MISFITS = 0.5, -2.5, 1.2, -1.0

# Whether a copy is wanted as a document of its own, only a person knows.
_COPY_AT_MOST = 0.8
_FORM_SIGNS = frozenset({"form", "blank_organ", "blank_number", "blank_date", "blank_recipients"})
_OF_PAGE_BEFORE: dict[str, str] = {
    "foot": "foot_before",
    "signed": "signed_before",
    "open_end": "open_before",
}


@dataclass(frozen=True, slots=True)
class Gap:
    """The gap before a page.

    Attributes:
        confidence: 0–1, that a document begins with that page.
        evidence: Name of each sign that was seen and its log-odds.
    """

    confidence: float
    evidence: tuple[tuple[str, float], ...]


def gaps_between(pages: Sequence[PageReading]) -> list[Gap]:
    """Weigh the gaps before the second page and all later ones.

    Args:
        pages: Without blank pages and separator sheets, in order.

    Returns:
        One fewer than there are pages, none where there is none.
    """
    if len(pages) < 2:
        return []  # most files are one letter: nothing is looked at for nothing
    seen = [look_at(page) for page in pages]
    evidence = [_evidence(seen, i) for i in range(1, len(seen))]
    first = [0.0, *(sum(value for _, value in named) for named in evidence)]
    confidences = _shares(first, [signs.numbers for signs in seen])
    gaps = []
    for i, (confidence, named) in enumerate(zip(confidences, evidence, strict=True), 1):
        most = _COPY_AT_MOST if "copy" in dict(named) else 1.0
        gaps.append(Gap(min(confidence, most), (*named, *_told_by_numbers(seen, i))))
    return gaps


def _evidence(seen: Sequence[PageSigns], i: int) -> tuple[tuple[str, float], ...]:
    """Signs at the gap before page `i`, but for page numbers."""
    page, before = seen[i], seen[i - 1]
    names = ["always", *sorted(page.signs - _OF_PAGE_BEFORE.keys())]
    opened = next((k for k in range(i - 1, -1, -1) if "number" in seen[k].signs), None)
    if page.signs & _FORM_SIGNS and "number" not in page.signs:
        since = seen[opened if opened is not None else 0 : i]
        if any(one.announces for one in since):
            names.append("announced")
    symbols = {one.symbol for one in seen[:i] if one.symbol}
    if page.cited and symbols:
        names.append("cites_before" if symbols & set(page.cited) else "cites_other")
    names += [name for sign, name in _OF_PAGE_BEFORE.items() if sign in before.signs]
    if is_same(page, before):
        # A whole letter that follows itself is a copy, unless it is the very same sheet.
        whole = {"foot", "number"} <= page.signs and not is_same_sheet(page, before)
        names.append("copy" if whole else "twice")
    return tuple((name, WEIGHTS[name]) for name in names)


def _told_by_numbers(seen: Sequence[PageSigns], i: int) -> list[tuple[str, float]]:
    """What page numbers beside a gap say, for a person: the sums have them already."""
    page, before = seen[i].numbers, seen[i - 1].numbers
    if any(number - 1 in before for number in page):
        return [("numbers_go_on", -FITS)]
    if 1 in page:
        return [("numbered_one", OPENS_WITH_ONE)]
    after = seen[i + 1].numbers if i + 1 < len(seen) else ()
    if 2 in after and not page and before and max(before) > 1:
        return [("numbers_restart", FITS)]
    return []


def _shares(first: Sequence[float], numbers: Sequence[tuple[int, ...]]) -> list[float]:
    """Of the weight of all ways to cut, the share of those that cut before each later page.

    Args:
        first: Log-odds that a document begins with the page; the first page begins one anyway.
        numbers: Printed numbers of each page.
    """
    count = len(first)
    last = _numbered_before(numbers)
    ahead = [0.0] + [-math.inf] * count
    runs: list[list[float]] = []
    for start in range(count):
        weights, total = [], first[start] + _opens(numbers[start])
        for page in range(start, count):
            total += _fits(numbers, last, start, page)
            weights.append(total)
            ahead[page + 1] = _log_sum(ahead[page + 1], ahead[start] + total)
        runs.append(weights)
    behind = [-math.inf] * count + [0.0]
    for start in range(count - 1, -1, -1):
        for k, weight in enumerate(runs[start]):
            behind[start] = _log_sum(behind[start], weight + behind[start + k + 1])
    return [math.exp(min(0.0, ahead[i] + behind[i] - ahead[count])) for i in range(1, count)]


def _numbered_before(numbers: Sequence[tuple[int, ...]]) -> list[int | None]:
    """For each page the nearest one before it that bears a number."""
    last: list[int | None] = []
    seen: int | None = None
    for i, own in enumerate(numbers):
        last.append(seen)
        if own:
            seen = i
    return last


def _opens(own: tuple[int, ...]) -> float:
    if not own:
        return 0.0
    return OPENS_WITH_ONE if 1 in own else OPENS_LATER


def _fits(
    numbers: Sequence[tuple[int, ...]], last: Sequence[int | None], start: int, page: int
) -> float:
    """Whether a page's number fits a document that begins at `start`."""
    own = numbers[page]
    if not own or page == start:
        return 0.0
    before = last[page]
    if page - start + 1 in own:
        return FITS
    if before is not None and before >= start:
        away = page - before
        if any(number - away in numbers[before] for number in own):
            return FITS
    elif before is None or before < start:
        # The first number of the document, and not its place in it: an annex numbered anew.
        return 0.0 if own == (1,) else MISFITS
    return 0.0 if 1 in own or 2 in own else MISFITS


def _log_sum(a: float, b: float) -> float:
    if a == -math.inf or b == -math.inf:
        return max(a, b)
    return max(a, b) + math.log1p(math.exp(-abs(a - b)))
