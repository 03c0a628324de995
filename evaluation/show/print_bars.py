"""The bars that reading print has to clear, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluation.measure.bar import Bar
from evaluation.measure.reliability import whole
from evaluation.measure.rows import Group, row_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evaluation.measure.figures import PageFigures

__all__ = ["print_bars", "print_cost"]

# The stages that read print: recognition with second opinions, and what was left over once more.
_RECOGNITION = ("print", "rescue")


def print_bars(pages: Sequence[PageFigures]) -> tuple[Bar, ...]:
    """All bars of reading print.

    Args:
        pages: Read by this pipeline and, where it was asked for, by plain Tesseract.
    """
    ours = [page for page in pages if page.engine == "sohoa"]
    return (*_rates(ours), *_tokens(ours), *_sureness(ours), print_cost(pages))


def _rates(ours: Sequence[PageFigures]) -> Iterator[Bar]:
    real, clean = Group(drawn=False), Group(True, "clean")
    for name, group, rate, limit, most in (
        ("CER, bản quét thật", real, "cer", 0.008, True),
        ("từ đúng, bản quét thật", real, "word_recall", 0.982, False),
        ("sai dấu, bản quét thật", real, "tone", 0.008, True),
        ("CER, vẽ sạch", clean, "cer", 0.0025, True),
        ("sai dấu, vẽ sạch", clean, "tone", 0.0015, True),
        ("thứ tự đọc, bản quét thật", real, "order", 0.001, True),
        ("CER, vẽ mực 110 trên giấy 245", Group(True, "pale110"), "cer", 0.005, True),
        ("CER, vẽ mực 150 trên giấy 245", Group(True, "pale150"), "cer", 0.008, True),
        ("CER, vẽ mực 190 trên giấy 245", Group(True, "pale190"), "cer", 0.015, True),
        ("CER, vẽ mực 210 trên giấy 245", Group(True, "pale210"), "cer", 0.04, True),
    ):
        printed = [page for page in group.pages(ours) if page.printed]
        value = row_of(name, "sohoa", printed).rates[rate] if printed else None
        yield Bar(name, value, limit, most=most, of=len(printed))


def _tokens(ours: Sequence[PageFigures]) -> Iterator[Bar]:
    for name, drawn, limit in (("trang vẽ", True, 0.99), ("bản quét thật", False, 0.97)):
        tokens = [token for page in Group(drawn=drawn).pages(ours) for token in page.exact]
        wanted = sum(token.wanted for token in tokens)
        found = sum(token.found for token in tokens)
        value = found / wanted if wanted else None
        yield Bar(f"số, ngày, ký hiệu đúng, {name}", value, limit, most=False, of=wanted)


def _sureness(ours: Sequence[PageFigures]) -> Iterator[Bar]:
    for name, drawn in (("trang vẽ", True), ("bản quét thật", False)):
        found = whole(Group(drawn=drawn).pages(ours))
        total = sum(found.words)
        yield Bar(f"chữ phải xem lại, {name}", found.checked, 0.06, most=True, of=total)
        wrong = total - sum(found.right)
        yield Bar(f"chữ sai nằm trong đó, {name}", found.caught, 0.80, most=False, of=wrong)


def print_cost(pages: Sequence[PageFigures]) -> Bar:
    """Processor time of reading print beside all of plain Tesseract's, pages that both read."""
    plain = {
        (page.case, page.number): page.cpu_seconds for page in pages if page.engine == "tesseract"
    }
    both = [
        page
        for page in pages
        if page.engine == "sohoa" and page.stages and (page.case, page.number) in plain
    ]
    theirs = sum(plain[page.case, page.number] for page in both)
    ours = sum(page.stages.get(stage, 0.0) for page in both for stage in _RECOGNITION)
    share = ours / theirs if theirs else None
    return Bar("công nhận dạng / Tesseract thường", share, 0.6, most=True, of=len(both))
