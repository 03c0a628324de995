"""Which pages should be scanned again, and why: the figures of a scan beside the lines set.

The figures were measured when the page was read; the lines are applied when a document is put
together, and again for an acceptance list: other lines need no reading.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rapidfuzz.distance import Indel

from pipeline.values.judging import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.settings import Judging
    from pipeline.values.judging import Fault, ScanJudgement
    from pipeline.values.readings import PageReading

__all__ = ["FAULTS", "faulty", "with_verdicts"]

FAULTS: dict[Fault, str] = {
    "resolution": "độ phân giải thấp",
    "colour": "không quét màu",
    "cut": "mất mép",
    "blur": "mờ nhòe",
    "pale": "chữ nhạt",
    "dark": "ảnh tối",
    "skew": "nghiêng",
    "shadow": "bóng tối",
    "fold": "gấp góc",
    "finger": "ngón tay",
    "border": "viền đen",
    "twice": "quét hai lần",
}
"""Each fault in a word or two."""

# Sheets are not cut to the millimetre: true resolution is known to so much of it.
_DPI_SLACK = 0.98
# The tilt of a few words is not that of the sheet.
_TILTED_CM2 = 40.0
# The same sheet twice lies near itself in a file; a long file is not compared page with page.
_NEIGHBOURS = 40
# Pages with less text are told apart by their pictures alone.
_LEAST_TEXT = 40
_SIDES = {"top": "trên", "right": "phải", "bottom": "dưới", "left": "trái"}
_KINDS = {1: "đen trắng (1 bit)", 8: "thang xám (8 bit)"}


def with_verdicts(pages: Sequence[PageReading], lines: Judging) -> tuple[PageReading, ...]:
    """A file's pages, each with the verdicts on its scan; older ones are forgotten.

    Args:
        pages: All pages of one file, in order.
        lines: Where a scan is no longer good enough.
    """
    first_of = _twins(pages, lines)
    judged = []
    for index, page in enumerate(pages):
        if page.scan is None:
            judged.append(page)
            continue
        verdicts = list(_on_page(page.scan, lines, blank=page.blank))
        if index in first_of:
            verdicts.append(_twice(page, pages[first_of[index]], lines))
        judged.append(replace(page, scan=replace(page.scan, verdicts=tuple(verdicts))))
    return tuple(judged)


def faulty(pages: Sequence[PageReading]) -> list[tuple[PageReading, tuple[Verdict, ...]]]:
    """The pages that should be scanned again, each with the reasons."""
    return [(page, page.scan.verdicts) for page in pages if page.scan and page.scan.verdicts]


def _on_page(scan: ScanJudgement, lines: Judging, *, blank: bool) -> Iterator[Verdict]:
    """The verdicts on one page, what weighs most first.

    A blank page has no print to be pale or tilted, and loses nothing at its edges.
    """
    if scan.dpi < lines.least_dpi * _DPI_SLACK:
        why = f"độ phân giải {scan.dpi:.0f} dpi: quét lại ở {lines.least_dpi:.0f} dpi trở lên"
        yield Verdict("resolution", scan.dpi, lines.least_dpi, why)
    if not blank:
        yield from _on_print(scan, lines)
    yield from _on_sheet(scan, lines)
    if lines.colour and scan.bits in _KINDS:
        why = f"ảnh {_KINDS[scan.bits]}: quét lại ở chế độ màu 24 bit"
        yield Verdict("colour", scan.bits, 24, why)


def _on_print(scan: ScanJudgement, lines: Judging) -> Iterator[Verdict]:
    cut = {side: mm for side, mm in scan.cut_mm._asdict().items() if mm > lines.cut_mm}
    if cut:
        sides = ", ".join(_SIDES[side] for side in cut)
        why = f"chữ hoặc dấu bị cắt ở mép {sides}: đặt giấy trọn trên mặt kính rồi quét lại"
        yield Verdict("cut", max(cut.values()), lines.cut_mm, why)
    blurred = scan.edge_mm is not None and scan.edge_mm > lines.edge_mm
    if scan.edge_mm is not None and blurred:
        why = (
            f"nét chữ mờ, mép nét rộng {_vn(scan.edge_mm, 2)} mm: ép phẳng giấy, lau kính, quét lại"
        )
        yield Verdict("blur", scan.edge_mm, lines.edge_mm, why)
    # Blur makes ink paler too: that is one fault, not two.
    elif scan.ink is not None and scan.ink > lines.ink:
        why = (
            f"chữ nhạt, chỉ đậm {1 - scan.ink:.0%} so với nền giấy: giảm độ sáng rồi quét lại; "
            "nếu bản giấy vốn mờ thì ghi vào biên bản"
        )
        yield Verdict("pale", scan.ink, lines.ink, why)
    tilt = abs(scan.skew_degrees)
    if tilt > lines.skew_degrees and scan.printed_cm2 >= _TILTED_CM2:
        why = f"trang nghiêng {_vn(tilt, 1)} độ: đặt giấy ngay ngắn rồi quét lại"
        yield Verdict("skew", tilt, lines.skew_degrees, why)


def _on_sheet(scan: ScanJudgement, lines: Judging) -> Iterator[Verdict]:
    if scan.paper is not None and scan.paper < lines.paper:
        why = f"ảnh tối, nền giấy chỉ sáng {scan.paper:.0f}/255: tăng độ sáng rồi quét lại"
        yield Verdict("dark", scan.paper, lines.paper, why)
    shaded = scan.shadow is not None and scan.shadow > lines.shadow
    if scan.shadow is not None and shaded:
        why = f"có bóng tối, chỗ tối mất {scan.shadow:.0%} ánh sáng: đậy nắp máy rồi quét lại"
        yield Verdict("shadow", scan.shadow, lines.shadow, why)
    if scan.fold_mm > lines.fold_mm:
        why = f"góc giấy bị gấp, nếp gấp dài {scan.fold_mm:.0f} mm: vuốt thẳng góc rồi quét lại"
        yield Verdict("fold", scan.fold_mm, lines.fold_mm, why)
    if scan.finger_mm2 > lines.finger_mm2:
        why = f"có ngón tay trong ảnh, che {scan.finger_mm2:.0f} mm²: bỏ tay ra rồi quét lại"
        yield Verdict("finger", scan.finger_mm2, lines.finger_mm2, why)
    widest = max(scan.border_mm)
    # What is dark far into the page is its shadow, which was told.
    if widest > lines.border_mm and not shaded:
        why = f"viền đen rộng {widest:.0f} mm quanh trang: đặt đúng khổ giấy rồi quét lại"
        yield Verdict("border", widest, lines.border_mm, why)


def _twins(pages: Sequence[PageReading], lines: Judging) -> dict[int, int]:
    """Index of each page that an earlier one of the file is the same sheet as → that one's."""
    prints = [
        int(page.scan.fingerprint, 16)
        if page.scan and page.scan.fingerprint and not page.blank
        else None
        for page in pages
    ]
    found: dict[int, int] = {}
    for index, own in enumerate(prints):
        for before in range(max(0, index - _NEIGHBOURS), index):
            other = prints[before]
            if own is None or other is None or (own ^ other).bit_count() > lines.twice_bits:
                continue
            if _same_text(pages[before], pages[index], lines.twice_text):
                found[index] = found.get(before, before)
                break
    return found


def _same_text(first: PageReading, second: PageReading, least: float) -> bool:
    texts = [" ".join(line.text for line in page.lines) for page in (first, second)]
    if max(map(len, texts)) < _LEAST_TEXT:
        return True
    return float(Indel.normalized_similarity(*texts, score_cutoff=least)) >= least


def _twice(page: PageReading, first: PageReading, lines: Judging) -> Verdict:
    if page.scan is None or first.scan is None:
        raise ValueError(f"pages {first.number} and {page.number} have no judgement")
    own, other = (int(scan.fingerprint or "0", 16) for scan in (page.scan, first.scan))
    why = f"giống trang {first.number}, có lẽ quét hai lần: bỏ bớt một, hoặc quét trang còn thiếu"
    return Verdict("twice", (own ^ other).bit_count(), lines.twice_bits, why)


def _vn(value: float, digits: int) -> str:
    """A number as Vietnamese write it.

    >>> _vn(0.5, 2)
    '0,50'
    """
    return f"{value:.{digits}f}".replace(".", ",")
