"""The bars that ink work has to clear, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluation.measure.bar import Bar
from evaluation.measure.rows import COLOUR, NO_COLOUR, Group, row_of
from evaluation.measure.tabulate import Cells, percent
from evaluation.show.ablation import harm_of_cleaning, pages_read_by
from evaluation.show.ink_tables import ink_share, marks_of, pixels_of
from evaluation.show.labels import STEPS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evaluation.measure.figures import DocumentFigures, PageFigures
    from evaluation.show.ablation import VariantFigures
    from evaluation.truth.case import Look

__all__ = ["bar_table", "ink_bars"]

BILEVEL: frozenset[Look] = frozenset({"bilevel"})


def ink_bars(
    pages: Sequence[PageFigures],
    documents: Sequence[DocumentFigures],
    variants: Sequence[VariantFigures] = (),
) -> tuple[Bar, ...]:
    """All bars of ink work.

    Args:
        pages: Read by this pipeline.
        documents: Their records.
        variants: The pages read with steps turned off, where that was asked for.
    """
    harm = harm_of_cleaning(pages, variants)
    cost = ink_share(pages, pages_read_by(STEPS["compare"], variants))
    bare = len(Group(drawn=True, marked=False).pages(pages))
    return (
        *_rates(pages),
        Bar("CER trang không dấu: làm sạch thêm", harm, 0.0005, most=True, of=bare),
        *_pixels(pages),
        *_seals(pages),
        *_pen(documents),
        _incoming(documents),
        Bar("công xử lý mực / nhận dạng chữ in", cost, 0.4, most=True, of=len(pages)),
    )


def bar_table(bars: Sequence[Bar]) -> Cells:
    """Bars as a table; those without a figure are left out."""
    lines = [
        [
            bar.name,
            str(bar.of),
            _said(bar, bar.value),
            ("≤ " if bar.most else "≥ ") + _said(bar, bar.limit),
            "đạt" if bar.cleared else "chưa",
        ]
        for bar in bars
        if bar.value is not None
    ]
    return Cells(["Vạch phải đạt", "trên", "nay", "vạch", ""], lines)


def _said(bar: Bar, value: float) -> str:
    return percent(value, 2) if bar.share else f"{value:.2f}".replace(".", ",")


def _rates(pages: Sequence[PageFigures]) -> Iterator[Bar]:
    """Error rate and noise of the conditions that have a bar."""
    groups = (
        ("CER vẽ, có dấu, màu", Group(True, "stamped"), "cer", 0.005),
        ("CER vẽ, có bút phê, màu", Group(True, "annotated"), "cer", 0.008),
        ("CER vẽ, xám 200 dpi", Group(True, "grey200"), "cer", 0.009),
        ("CER vẽ, 1 bit", Group(True, "bilevel"), "cer", 0.015),
        ("nhiễu, bản quét thật", Group(False), "noise", 0.010),
        ("nhiễu, vẽ có bút phê", Group(True, "annotated"), "noise", 0.006),
    )
    for name, group, rate, limit in groups:
        printed = [page for page in group.pages(pages) if page.printed]
        value = row_of(name, "sohoa", printed).rates[rate] if printed else None
        yield Bar(name, value, limit, most=True, of=len(printed))


def _pixels(pages: Sequence[PageFigures]) -> Iterator[Bar]:
    found = pixels_of(Group(drawn=True).pages(pages))
    for name, share, limit, most in (
        ("chữ in còn lại: mọi chỗ", found.kept, 0.99, False),
        ("chữ in còn lại: dưới mực màu", found.kept_under_colour, 0.95, False),
        ("chữ in còn lại: dưới mực không màu", found.kept_under_black, 0.80, False),
        ("mực còn sót: màu", found.left_colour, 0.01, True),
        ("mực còn sót: không màu", found.left_black, 0.05, True),
        ("điểm ảnh đổi trên trang không dấu", found.changed, 0.0, True),
    ):
        yield Bar(name, share.rate, limit, most=most, of=share.whole)


def _seals(pages: Sequence[PageFigures]) -> Iterator[Bar]:
    for name, looks, limit in (("màu", COLOUR, 0.97), ("không màu", NO_COLOUR, 0.90)):
        marks = marks_of(Group(drawn=True, looks=looks).pages(pages))
        recall = None if marks is None else marks.recall("seal")
        precision = None if marks is None else marks.precision("seal")
        wanted = 0 if marks is None else marks.wanted.get("seal", 0)
        given = 0 if marks is None else marks.given.get("seal", 0)
        yield Bar(f"con dấu, trang {name}: tìm thấy", recall, limit, most=False, of=wanted)
        yield Bar(f"con dấu, trang {name}: không nhận nhầm", precision, limit, most=False, of=given)


def _pen(documents: Sequence[DocumentFigures]) -> Iterator[Bar]:
    """Number and day written by pen: on real scans, as the bar says, and on drawn pages."""
    for name, drawn in (("bản quét thật", False), ("trang vẽ", True)):
        said = [
            outcome.outcome
            for document in Group(drawn=drawn).documents(documents)
            for outcome in document.hand
            if outcome.what in ("number", "date") and outcome.wanted is not None
        ]
        right = said.count("right") / len(said) if said else None
        wrong = said.count("wrong") / len(said) if said else None
        yield Bar(f"số và ngày viết tay, {name}: đúng", right, 0.70, most=False, of=len(said))
        yield Bar(f"số và ngày viết tay, {name}: ghi sai", wrong, 0.03, most=True, of=len(said))


def _incoming(documents: Sequence[DocumentFigures]) -> Bar:
    """Incoming stamps (dấu đến) on real 1-bit scans."""
    there = [
        document.stamps["incoming_stamp"][1]
        for document in Group(drawn=False, looks=BILEVEL).documents(documents)
        if document.stamps.get("incoming_stamp", (False, False))[0]
    ]
    found = sum(there) / len(there) if there else None
    return Bar("dấu đến trên bản quét thật 1 bit", found, 0.90, most=False, of=len(there))
