"""What a reading does not say: print that it reports as unread, and print that it passed over."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from evaluation.measure.bar import Bar
from evaluation.measure.omissions import LEAST_WORDS, LOST_LINES, WORTH_A_LOOK
from evaluation.measure.rows import Group, groups_of
from evaluation.measure.tabulate import Cells, percent
from pipeline.text.measures import square_mm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evaluation.truth.case import Look

__all__ = [
    "Coverage",
    "PageCoverage",
    "coverage_bars",
    "coverage_dict",
    "coverage_of",
    "coverage_rows",
    "coverage_table",
    "worst_table",
]

WHOLE = 0.01
"""A drawn page with a lower error rate has lost nothing: a note there is a false alarm."""
WORST = 20
"""So many pages are named; the JSON has all."""


@dataclass(frozen=True, slots=True)
class PageCoverage:
    """One page, whether or not anybody transcribed it.

    Attributes:
        case: Name of the file in the evaluated folder.
        number: Of the page in it.
        condition: Row of the report.
        drawn: Our generator made the page.
        look: How it was scanned; None where it was not read.
        blank: We call it blank.
        places: Where print was seen and not read.
        unread_mm2: Ink there.
        sure: Words that plain Tesseract is sure of; None where it was not asked.
        missing: Of these, such as our text has not; small letters without marks.
        cer: Error rate of our text; None where nobody transcribed the page.
        printed: Something is printed on it, by its truth or by Tesseract's sure words.
        problem: Why it was not read.
        text: Ours, of a page that nobody transcribed.
    """

    case: str
    number: int
    condition: str
    drawn: bool
    look: Look | None
    blank: bool
    places: int
    unread_mm2: float
    sure: int | None
    missing: tuple[str, ...]
    cer: float | None
    printed: bool
    problem: str | None = None
    text: str | None = None

    @property
    def missed(self) -> int:
        """How many words were passed over."""
        return len(self.missing)

    @property
    def rate(self) -> float | None:
        """Share of the sure words that were passed over, 0–1; None where they are too few."""
        return None if self.sure is None or self.sure < LEAST_WORDS else self.missed / self.sure

    @property
    def told(self) -> bool:
        """A person is told that something is missing."""
        return self.places > 0 or self.problem is not None

    @property
    def whole(self) -> bool:
        """Nothing can be missing: we drew it and nearly every letter was read."""
        return self.drawn and self.cer is not None and self.cer < WHOLE


@dataclass(frozen=True, slots=True)
class Coverage:
    """Some pages together.

    Attributes:
        pages: All of them.
        unread_pages: With unread print.
        unread_mm2: Ink of it on all pages.
        places: Of unread print.
        counted: Pages with enough sure words to say what was passed over.
        sure: Their sure words.
        missed: Of these, passed over.
        over3: Pages above 3 %.
        over3_told: Of these, such as tell of unread print.
        over10: Pages above 10 %.
        whole: Drawn pages that lost nothing.
        false_alarms: Of these, such as tell of unread print all the same.
        blank: Pages with print that we call blank.
    """

    pages: int
    unread_pages: int
    unread_mm2: float
    places: int
    counted: int
    sure: int
    missed: int
    over3: int
    over3_told: int
    over10: int
    whole: int
    false_alarms: int
    blank: int

    @property
    def rate(self) -> float | None:
        """Share of the sure words that were passed over, 0–1; None without any."""
        return self.missed / self.sure if self.sure else None


def coverage_of(pages: Sequence[PageCoverage]) -> Coverage:
    """Some pages summed up."""
    counted = [(page, rate) for page in pages if (rate := page.rate) is not None]
    over3 = [page for page, rate in counted if rate > WORTH_A_LOOK]
    whole = [page for page in pages if page.whole]
    return Coverage(
        pages=len(pages),
        unread_pages=sum(page.places > 0 for page in pages),
        unread_mm2=round(sum(page.unread_mm2 for page in pages), 2),
        places=sum(page.places for page in pages),
        counted=len(counted),
        sure=sum(page.sure or 0 for page, _ in counted),
        missed=sum(page.missed for page, _ in counted),
        over3=len(over3),
        over3_told=sum(page.told for page in over3),
        over10=sum(rate > LOST_LINES for _, rate in counted),
        whole=len(whole),
        false_alarms=sum(page.places > 0 for page in whole),
        blank=sum(page.blank and page.printed for page in pages),
    )


def coverage_rows(pages: Sequence[PageCoverage]) -> Mapping[str, Coverage]:
    """Every condition, then families of conditions, all drawn and all real pages."""
    return {name: coverage_of(g.coverage(pages)) for name, g in groups_of(pages).items()}


def coverage_table(pages: Sequence[PageCoverage]) -> Cells:
    """A row for each group."""
    head = ["Điều kiện", "Trang", "Chưa đọc", "trang có", "chỗ", "Từ chắc", "bỏ qua", "tỉ lệ"]
    head += ["trang > 3 %", "có báo", "> 10 %", "Báo nhầm", "Coi là trắng"]
    lines = []
    for name, row in coverage_rows(pages).items():
        passed = ["–"] * 6
        if row.counted:
            passed = [str(row.sure), str(row.missed), percent(row.missed / row.sure, 2)]
            passed += [f"{row.over3}/{row.counted}", str(row.over3_told), str(row.over10)]
        alarms = f"{row.false_alarms}/{row.whole}" if row.whole else "–"
        unread = [square_mm(row.unread_mm2), str(row.unread_pages), str(row.places)]
        lines.append([name, str(row.pages), *unread, *passed, alarms, str(row.blank)])
    return Cells(head, lines)


def worst_table(pages: Iterable[PageCoverage]) -> Cells:
    """The pages a person should look at: most passed over first, then most unread ink."""
    found = [page for page in pages if page.places or (page.rate or 0.0) > WORTH_A_LOOK]
    found.sort(key=lambda page: (-(page.rate or 0.0), -page.unread_mm2))
    lines = [
        [
            f"{page.case}, trang {page.number}",
            square_mm(page.unread_mm2),
            str(page.places),
            "–" if page.rate is None else f"{page.missed}/{page.sure}",
            "–" if page.rate is None else percent(page.rate, 1),
            "–" if page.cer is None else percent(page.cer, 2),
        ]
        for page in found[:WORST]
    ]
    return Cells(["Trang", "Chưa đọc", "chỗ", "Bỏ qua", "tỉ lệ", "CER"], lines)


def coverage_bars(pages: Sequence[PageCoverage]) -> tuple[Bar, ...]:
    """The bars of losing nothing."""
    every = coverage_of(pages)
    bars = []
    for name, drawn, limit in (("bản quét thật", False, 0.005), ("trang vẽ", True, 0.005)):
        part = coverage_of(Group(drawn=drawn).coverage(pages))
        bars.append(Bar(f"từ bỏ qua, {name}", part.rate, limit, most=True, of=part.sure))
        over10 = part.over10 / part.counted if part.counted else None
        bars.append(Bar(f"trang bỏ qua > 10 %, {name}", over10, 0.0, most=True, of=part.counted))
    silent = (every.over3 - every.over3_told) / every.counted if every.counted else None
    alarms = every.false_alarms / every.whole if every.whole else None
    printed = sum(page.printed for page in pages)
    blank = every.blank / printed if printed else None
    return (
        *bars,
        Bar("trang bỏ qua > 3 % mà không báo", silent, 0.0, most=True, of=every.counted),
        Bar("báo nhầm chữ chưa đọc, trang vẽ", alarms, 1 / 30, most=True, of=every.whole),
        Bar("trang có chữ bị coi là trắng", blank, 0.0, most=True, of=printed),
    )


def coverage_dict(pages: Sequence[PageCoverage]) -> dict[str, Any]:
    """Everything, for programs."""
    return {
        "rows": {
            name: asdict(row) | {"rate": row.rate} for name, row in coverage_rows(pages).items()
        },
        "pages": [asdict(page) | {"missed": page.missed, "rate": page.rate} for page in pages],
    }
