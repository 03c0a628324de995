"""What became of ink, in tables: pixels, kinds of marks, what was read of them, what it cost."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from evaluation.measure.pixels import PixelFigures
from evaluation.measure.rows import COLOUR, NO_COLOUR, Group
from evaluation.measure.tabulate import Cells, percent, seconds
from evaluation.show.labels import HAND, KINDS, STAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evaluation.measure.figures import DocumentFigures, PageFigures
    from evaluation.measure.handwork import HandOutcome
    from evaluation.measure.mark_matches import MarkFigures
    from evaluation.measure.pixels import Share

__all__ = [
    "hand_table",
    "ink_share",
    "kind_table",
    "mark_table",
    "marks_of",
    "pixel_table",
    "pixels_of",
    "stage_table",
]

NOT_INK = frozenset(
    {"open", "flatten", "even", "upright", "account", "unfold", "print", "rescue", "names"}
)
"""Stages that a page without any mark needs too; whatever else a page goes through is ink work."""


def pixels_of(pages: Iterable[PageFigures]) -> PixelFigures:
    """Pixel figures of pages, added up."""
    return reduce(add, (p.pixels for p in pages if p.pixels is not None), PixelFigures())


def marks_of(pages: Iterable[PageFigures]) -> MarkFigures | None:
    """Mark figures of pages, added up; None where no page has any."""
    known = [p.marks for p in pages if p.marks is not None]
    return reduce(add, known) if known else None


def ink_share(pages: Iterable[PageFigures], read_once: Iterable[PageFigures] = ()) -> float | None:
    """Seconds of all ink work over seconds of recognising print; None where nothing was timed.

    Args:
        pages: As read.
        read_once: The same without the comparison of cleaned and uncleaned lines, where that was
            measured: what recognition took more than there is ink work.
    """
    timed = [page.stages for page in pages if page.stages]
    recognised = sum(stages.get("print", 0.0) for stages in timed)
    once = sum(page.stages.get("print", 0.0) for page in read_once) or recognised
    ink = sum(used for stages in timed for name, used in stages.items() if name not in NOT_INK)
    return (ink + max(0.0, recognised - once)) / once if once else None


def pixel_table(pages: Sequence[PageFigures], groups: Mapping[str, Group]) -> Cells:
    """Print that survived and ink that was left, a column for each group drawn with masks."""
    sums = {
        name: pixels_of(group.pages(pages))
        for name, group in groups.items()
        if any(p.pixels is not None for p in group.pages(pages))
    }
    kinds = dict.fromkeys(kind for s in sums.values() for kind in s.left_by_kind)
    rows: list[tuple[str, list[Share | None]]] = [
        ("chữ in còn lại", [s.kept for s in sums.values()]),
        ("  dưới mực màu", [s.kept_under_colour for s in sums.values()]),
        ("  dưới mực không màu", [s.kept_under_black for s in sums.values()]),
        ("mực màu còn sót", [s.left_colour for s in sums.values()]),
        ("mực không màu còn sót", [s.left_black for s in sums.values()]),
        *(
            (f"  {KINDS.get(kind, kind)}", [s.left_by_kind.get(kind) for s in sums.values()])
            for kind in kinds
        ),
        ("bị đổi trên trang không dấu", [s.changed for s in sums.values()]),
    ]
    lines = [[name, *map(_share, shares)] for name, shares in rows]
    return Cells(["Điểm ảnh", *sums], lines if sums else [])


def mark_table(pages: Sequence[PageFigures], groups: Mapping[str, Group]) -> Cells:
    """Orientation, and each kind of mark, a column for each group that was drawn."""
    found = {name: [p for p in g.pages(pages) if p.marks is not None] for name, g in groups.items()}
    found = {name: some for name, some in found.items() if some}
    sums = [s for some in found.values() if (s := marks_of(some)) is not None]
    lines = [["xoay", *(_turned(some) for some in found.values())]] if found else []
    kinds = dict.fromkeys(k for s in sums for k in (*s.wanted, *s.invented))
    lines += [[KINDS.get(kind, kind), *(_mark_cell(kind, s) for s in sums)] for kind in kinds]
    return Cells(["Dấu và bút", *found], lines)


def kind_table(pages: Sequence[PageFigures]) -> Cells:
    """Recall and precision of each kind by name, apart for scans with and without colour."""
    sums = [marks_of(Group(drawn=True, looks=looks).pages(pages)) for looks in (COLOUR, NO_COLOUR)]
    known = [s for s in sums if s is not None]
    kinds = [k for k in KINDS if any(k in s.wanted or k in s.given for s in known)]
    lines = []
    for kind in sorted(kinds, key=lambda kind: kind != "seal"):
        line = [KINDS[kind]]
        for s in sums:
            if s is None:
                line += ["–"] * 3
                continue
            line += [str(s.wanted.get(kind, 0)), _rate(s.recall(kind)), _rate(s.precision(kind))]
        lines.append(line)
    head = ["Loại", "màu: có", "tìm đúng", "đúng loại", "không màu: có", "tìm đúng", "đúng loại"]
    return Cells(head, lines)


def hand_table(
    pages: Sequence[PageFigures],
    documents: Sequence[DocumentFigures],
    groups: Mapping[str, Group],
) -> Cells:
    """What pen and stamps say, and whether it was read, a column for each group."""
    said: dict[str, list[HandOutcome]] = {}
    stamped: dict[str, list[DocumentFigures]] = {}
    for name, group in groups.items():
        stamped[name] = group.documents(documents)
        said[name] = [h for page in group.pages(pages) for h in page.hand]
        said[name] += [h for document in stamped[name] for h in document.hand]
    lines = [
        [label, *(_presence(found, kind) for found in stamped.values())]
        for kind, label in (("incoming_stamp", "Có dấu đến"), ("seal", "Có con dấu"))
    ]
    lines += [
        [label, *(_said_cell([h for h in s if h.what == what]) for s in said.values())]
        for what, label in HAND.items()
    ]
    return Cells(["Bút và dấu nói gì", *groups], [line for line in lines if {*line[1:]} != {"–"}])


def stage_table(pages: Sequence[PageFigures], groups: Mapping[str, Group]) -> Cells:
    """Processor seconds a page of every stage, and ink work over recognition."""
    timed = {name: [p for p in g.pages(pages) if p.stages] for name, g in groups.items()}
    timed = {name: found for name, found in timed.items() if found}
    names = dict.fromkeys(stage for some in timed.values() for p in some for stage in p.stages)
    lines = []
    for stage in sorted(names, key=lambda name: (name in NOT_INK, name)):
        label = STAGES.get(stage, stage) + ("" if stage in NOT_INK else " (mực)")
        lines.append(
            [
                label,
                *(
                    seconds(sum(p.stages.get(stage, 0.0) for p in some) / len(some))
                    for some in timed.values()
                ),
            ]
        )
    shares = [ink_share(some) for some in timed.values()]
    lines.append(["mực / nhận dạng chữ in", *map(_rate, shares)])
    return Cells(["CPU s/trang", *timed], lines if timed else [])


def _share(share: Share | None) -> str:
    return _rate(None if share is None else share.rate, 2)


def _rate(rate: float | None, digits: int = 1) -> str:
    return "–" if rate is None else percent(rate, digits)


def _turned(pages: Sequence[PageFigures]) -> str:
    """Blank pages have no right way up."""
    known = [p.turned_right for p in pages if p.turned_right is not None and p.printed]
    return f"{sum(known)}/{len(known)}" if known else "–"


def _mark_cell(kind: str, marks: MarkFigures) -> str:
    """`5/6 (4) +1`: five of six found, four of them by name, one where there is none."""
    wanted, invented = marks.wanted.get(kind, 0), marks.invented.get(kind, 0)
    cell = f"{marks.found.get(kind, 0)}/{wanted} ({marks.named.get(kind, 0)})" if wanted else "–"
    return f"{cell} +{invented}" if invented else cell


def _said_cell(outcomes: Sequence[HandOutcome]) -> str:
    """`7/9 !1`: seven of nine read right, one said and wrong; the others were left to a person."""
    wanted = sum(o.wanted is not None for o in outcomes)
    wrong = sum(o.outcome == "wrong" for o in outcomes)
    if not outcomes:
        return "–"
    right = f"{sum(o.outcome == 'right' for o in outcomes)}/{wanted}"
    return f"{right} !{wrong}" if wrong else right


def _presence(documents: Sequence[DocumentFigures], kind: str) -> str:
    """`4/5 +1`: found on four of five documents that have one, and on one that has none."""
    known = [d.stamps[kind] for d in documents if kind in d.stamps]
    wanted = sum(there for there, _ in known)
    if not known:
        return "–"
    cell = f"{sum(there and ours for there, ours in known)}/{wanted}"
    extra = sum(ours and not there for there, ours in known)
    return f"{cell} +{extra}" if extra else cell
