"""Which scanned files a contractor's work is accepted for: each page and file, good or not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.document.verdicts import FAULTS, with_verdicts
from pipeline.text.measures import ranges

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.settings import Judging
    from pipeline.values.judging import Fault
    from pipeline.values.readings import PageReading

__all__ = [
    "ACCEPTED",
    "DIGITAL",
    "REJECTED",
    "UNJUDGED",
    "JudgedFile",
    "Totals",
    "judged_file",
    "page_verdict",
    "reasons",
    "totals",
]

ACCEPTED, REJECTED, UNJUDGED, DIGITAL = "Đạt", "Không đạt", "Chưa chấm", "Không phải bản quét"


@dataclass(frozen=True, slots=True)
class JudgedFile:
    """A scanned file beside what was asked for.

    Attributes:
        name: The clerk's name for it.
        sha256: Of its bytes; empty where nobody could read them.
        pages: Its pages in order, with the verdicts on them; without their text.
        trouble: Why it could not be judged at all, in Vietnamese.
        at_fault: The trouble is how it was scanned; not so where it was kept out for its
            secrecy, or a night will try it again.
    """

    name: str
    sha256: str
    pages: tuple[PageReading, ...] = ()
    trouble: str | None = None
    at_fault: bool = True

    @property
    def rejected(self) -> tuple[PageReading, ...]:
        """The pages that are not as was asked for."""
        return tuple(page for page in self.pages if page_verdict(page) == REJECTED)

    @property
    def verdict(self) -> str:
        """Of the whole file: one bad page is enough."""
        if self.trouble is not None:
            return REJECTED if self.at_fault else UNJUDGED
        if self.rejected:
            return REJECTED
        return UNJUDGED if any(page_verdict(p) == UNJUDGED for p in self.pages) else ACCEPTED

    @property
    def why(self) -> str:
        """Why it is not accepted: the faults, each with its pages; empty where it is."""
        if self.trouble is not None:
            return self.trouble.removeprefix(f"{self.name}: ")
        told: dict[str, list[int]] = {}
        for page in self.pages:
            for fault in _faults(page):
                told.setdefault(fault, []).append(page.number)
        return "; ".join(f"{fault}: trang {ranges(numbers)}" for fault, numbers in told.items())


@dataclass(frozen=True, slots=True)
class Totals:
    """What an acceptance list comes to.

    Attributes:
        files: How many by verdict.
        pages: How many by verdict.
        faults: Pages by fault, the most frequent first.
    """

    files: dict[str, int]
    pages: dict[str, int]
    faults: dict[str, int]

    @property
    def share(self) -> float | None:
        """Of the pages that were judged, how many are accepted, 0–1; None where none was."""
        judged = self.pages.get(ACCEPTED, 0) + self.pages.get(REJECTED, 0)
        return self.pages.get(ACCEPTED, 0) / judged if judged else None


def judged_file(
    name: str, sha256: str, pages: Sequence[PageReading], judging: Judging
) -> JudgedFile:
    """A file with the verdicts on its pages by these lines.

    Args:
        name: The clerk's name for it.
        sha256: Of its bytes.
        pages: All its pages; a page that could not be read is there with its problem.
        judging: The lines.
    """
    judged = with_verdicts(sorted(pages, key=lambda page: page.number), judging)
    # An archive of a million pages must fit: from here on nobody asks for what they say.
    return JudgedFile(
        name, sha256, tuple(replace(page, zones=(), marks=(), unread=()) for page in judged)
    )


def page_verdict(page: PageReading) -> str:
    """Of one page.

    A page that no scanner made is neither good nor bad, and one that was read before scans were
    judged is not guessed at.
    """
    if page.problem is not None:
        return REJECTED
    if page.scan is None:
        return DIGITAL if page.origin == "born_digital" else UNJUDGED
    return REJECTED if page.scan.verdicts else ACCEPTED


def reasons(page: PageReading) -> str:
    """Why a page is not accepted, in a clerk's words; empty where it is."""
    if page.problem is not None:
        return page.problem
    return "; ".join(verdict.why for verdict in page.scan.verdicts) if page.scan else ""


def totals(files: Iterable[JudgedFile]) -> Totals:
    """Count files and pages by verdict, and pages by fault."""
    by_file: Counter[str] = Counter()
    by_page: Counter[str] = Counter()
    by_fault: Counter[str] = Counter()
    for file in files:
        by_file[file.verdict] += 1
        for page in file.pages:
            by_page[page_verdict(page)] += 1
            by_fault.update(_faults(page))
    return Totals(dict(by_file), dict(by_page), dict(by_fault.most_common()))


def _faults(page: PageReading) -> list[str]:
    if page.problem is not None:
        return ["không đọc được"]
    named: list[Fault] = [v.fault for v in page.scan.verdicts] if page.scan else []
    return [FAULTS[fault] for fault in named]
