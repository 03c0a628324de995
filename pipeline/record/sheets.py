"""How many pages and sheets a document has, and what its pages show of the paper's state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.geometry import Box
from pipeline.record.pieces import absent
from pipeline.values.document import Field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.record.parts import Parts
    from pipeline.values.readings import PageReading

__all__ = ["page_count_field", "physical_state_field", "sheet_count_field"]

# Paper as white as this says that the scanner was set bright: then pale print may be its doing.
_WHITENED = 250.0


def page_count_field(parts: Parts) -> Field:
    """The field `page_count` (số lượng trang): pages with something on them, backs left out."""
    pages = [page for page in parts.pages if not page.blank]
    if not pages:
        return absent("tài liệu chỉ có trang trắng", rule="page_count.pages")
    return _counted(len(pages), 0.99, pages[0], "page_count.pages")


def sheet_count_field(parts: Parts) -> Field:
    """The field `sheet_count` (số lượng tờ), where the scan tells whether backs were scanned.

    Blank pages that stand where backs stand, and nowhere else, say that both sides went through
    the scanner.  Without blank pages several printed pages may be as many sheets or half of them.
    """
    rule = "sheet_count.backs"
    count = len(parts.pages)
    first = parts.pages[0]
    if count == 1:
        return _counted(1, 0.97, first, rule)
    blank = [i for i, page in enumerate(parts.pages) if page.blank]
    if blank and len(blank) < count and all(i % 2 for i in blank):
        return _counted((count + 1) // 2, 0.9, first, rule)
    one, two = count - len(blank), (count + 1) // 2
    return absent(
        "bản quét không cho biết in một mặt hay hai mặt", rule=rule, alternatives=(one, two)
    )


def _counted(count: int, confidence: float, first: PageReading, rule: str) -> Field:
    return Field(count, None, confidence, first.number, Box(0, 0, *first.size_px), None, rule)


def physical_state_field(parts: Parts) -> Field:
    """The field `physical_state`: what was measured on the pages that tells of the paper's state.

    Only hints, each with its page and figure: whether a paper is damaged, a person judges.
    """
    rule = "physical_state.hints"
    found = [
        (box, {"hint": hint, "page": page.number, "figure": figure, "unit": unit})
        for page in parts.pages
        for box, hint, figure, unit in _hints_on(page)
    ]
    if not found:
        return absent("không đo thấy dấu hiệu hư hỏng nào", rule=rule)
    hints: list[dict[str, Any]] = [hint for _, hint in found]
    return Field(hints, None, 0.6, hints[0]["page"], found[0][0], None, rule)


def _hints_on(page: PageReading) -> Iterator[tuple[Box, str, float, str]]:
    """What of a page tells of its paper: where, what in words, the figure and its unit.

    Of the scan's own faults only a folded corner and pale print are the paper's; dark borders,
    shadows, tilt and cut edges are how the sheet lay on the glass.
    """
    whole = Box(0, 0, *page.size_px)
    ghosts = [mark for mark in page.marks if mark.kind == "set_off"]
    if ghosts:
        yield ghosts[0].box, "vết mực in hằn từ trang khác", len(ghosts), "vết"
    if page.unread:
        hint = "chữ mờ hoặc hỏng, không đọc được"
        yield page.unread[0].box, hint, round(page.unread_mm2, 1), "mm²"
    if page.scan is None:
        return
    faults = {verdict.fault for verdict in page.scan.verdicts}
    if "fold" in faults:
        yield whole, "góc giấy bị gấp", round(page.scan.fold_mm), "mm"
    light = page.scan.paper
    if "pale" in faults and page.scan.ink is not None and light is not None and light < _WHITENED:
        yield whole, "chữ nhạt so với nền giấy", round(100 * (1 - page.scan.ink)), "% độ đậm"
