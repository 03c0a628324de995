"""Whether files of several documents are cut where they should be.

What is counted are first pages of documents, but for a file's first page, which needs no finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluation.measure.tabulate import Cells, percent
from pipeline.document.stack import SURE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evaluation.measure.rows import Group
    from evaluation.truth.case import Case, Look
    from pipeline.values.document import Document

__all__ = ["Boundaries", "boundaries_of", "boundary_table"]

_COUNTED = ("true", "found", "right")


@dataclass(frozen=True, slots=True)
class Boundaries:
    """How one file was cut.

    Attributes:
        case: Name of the file.
        condition: Row of the report.
        drawn: Our generator made it.
        true: Cuts that there are.
        found: Cuts that we made.
        right: Of them where there is one.
        asked: Cuts and gaps that a person is asked about.
        told: Wrong cuts and missing ones that a person is asked about.
        look: Of the file as a whole nobody noted it.
    """

    case: str
    condition: str
    drawn: bool
    true: int
    found: int
    right: int
    asked: int = 0
    told: int = 0
    look: Look | None = None

    @property
    def wrong(self) -> int:
        """Wrong cuts and missing ones."""
        return self.found + self.true - 2 * self.right


def boundaries_of(case: Case, whole: Sequence[Document]) -> Boundaries | None:
    """How a file was cut; None where its documents are not known, or it has only one page.

    Args:
        case: The file and its truth.
        whole: The documents that we made of it.
    """
    pages = [number for true in case.documents for number in true.pages]
    if any(true.alone for true in case.documents) or len(pages) < 2:
        return None
    first = min(pages)
    true = {min(one.pages) for one in case.documents} - {first}
    found = {min(one.source.pages) for one in whole} - {first}
    asked = {min(one.source.pages) for one in whole if one.cut.confidence < SURE}
    asked |= {doubt.page for one in whole for doubt in one.cut.doubts}
    return Boundaries(
        case.name,
        case.condition,
        case.drawn,
        len(true),
        len(found),
        len(true & found),
        len(asked),
        len((true ^ found) & asked),
    )


def boundary_table(files: Sequence[Boundaries], groups: Mapping[str, Group]) -> Cells:
    """A row for each group with files of several pages."""
    head = [
        "Tách văn bản",
        "tệp",
        "chỗ cắt",
        "cắt đúng",
        "cắt thừa",
        "F1",
        "hỏi người",
        "sai có hỏi",
    ]
    lines = []
    for name, group in groups.items():
        own = group.files(files)
        true, found, right = (sum(getattr(one, key) for one in own) for key in _COUNTED)
        if not own:
            continue
        f1 = percent(2 * right / (true + found), 1) if true + found else "–"
        told = f"{sum(one.told for one in own)}/{sum(one.wrong for one in own)}"
        counts = [len(own), true, right, found - right]
        lines.append([name, *map(str, counts), f1, str(sum(one.asked for one in own)), told])
    return Cells(head, lines)
