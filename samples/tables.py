"""Set tables with and without rules; a row never breaks across pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.breaking import break_lines, words_of
from samples.letter import Table
from samples.typesetting import Place, mm
from samples.words import DEPARTMENTS

if TYPE_CHECKING:
    import random

    from samples.layout import Flow
    from samples.typesetting import Type, Word

__all__ = ["grouped_table", "long_table", "set_table", "small_table", "wide_table"]

_WORKS = (
    "Sửa chữa trụ sở làm việc",
    "Mua sắm trang thiết bị",
    "Bồi dưỡng nghiệp vụ",
    "Số hóa tài liệu lưu trữ",
    "Tuyên truyền, phổ biến pháp luật",
    "Nâng cấp hệ thống mạng",
    "Duy tu đường giao thông",
)


def small_table(rng: random.Random) -> Table:
    """Works and sums, five columns."""
    rows = [("STT", "Nội dung", "Đơn vị chủ trì", "Kinh phí (triệu đồng)", "Ghi chú")]
    for index, name in enumerate(rng.sample(_WORKS, rng.randint(3, 6)), 1):
        owner, remark = rng.choice(DEPARTMENTS)[0], rng.choice(("", "Quý II", "Chuyển tiếp"))
        rows.append((str(index), name, owner, str(rng.randint(12, 990)), remark))
    return Table((0.08, 0.34, 0.28, 0.16, 0.14), tuple(rows))


def wide_table(rng: random.Random) -> Table:
    """Works and sums, eight columns: it needs the sheet turned."""
    head = (
        "STT",
        "Nội dung công việc",
        "Đơn vị chủ trì",
        "Đơn vị phối hợp",
        "Bắt đầu",
        "Hoàn thành",
    )
    rows = [(*head, "Kinh phí (triệu đồng)", "Ghi chú")]
    for index, name in enumerate(_WORKS, 1):
        owner, helper = (rng.choice(DEPARTMENTS)[0] for _ in range(2))
        start, end = f"{rng.randint(1, 5):02d}/2023", f"{rng.randint(6, 12)}/2023"
        sum_ = f"{rng.randint(1, 9)}.{rng.randint(100, 999)}"
        rows.append((str(index), name, owner, helper, start, end, sum_, ""))
    return Table((0.05, 0.2, 0.19, 0.19, 0.09, 0.1, 0.1, 0.08), tuple(rows))


def grouped_table(rng: random.Random) -> Table:
    """Works and sums of two years, under a head of two rows with joined cells."""
    rows = [("STT", "Nội dung", "Năm 2023", "Năm 2024", "Tổng số", "Ghi chú")]
    for index, name in enumerate(rng.sample(_WORKS, rng.randint(3, 5)), 1):
        one, two = rng.randint(12, 490), rng.randint(12, 490)
        rows.append((str(index), name, str(one), str(two), str(one + two), rng.choice(("", "NS"))))
    widths = (0.08, 0.38, 0.14, 0.14, 0.14, 0.12)
    return Table(widths, tuple(rows), groups=((2, 3, "Kinh phí (triệu đồng)"),))


def long_table(rng: random.Random) -> Table:
    """More rows than a page holds."""
    rows = [("STT", "Nội dung", "Đơn vị chủ trì", "Kết quả")]
    for index in range(1, rng.randint(28, 36)):
        name, owner = rng.choice(_WORKS), rng.choice(DEPARTMENTS)[0]
        rows.append((str(index), name, owner, rng.choice(("Đạt", "Chưa đạt", "Đang thực hiện"))))
    return Table((0.08, 0.42, 0.32, 0.18), tuple(rows))


def set_table(flow: Flow, table: Table) -> None:
    """Print a table across the text width; short columns are centred, long ones set left.

    The page's text has one block a row, its cells from left to right.
    """
    look = flow.look
    size = max(11.0, look.points - 2)
    total = flow.right - flow.left
    edges = [flow.left]
    for share in table.widths:
        edges.append(edges[-1] + total * share / sum(table.widths))
    pad = mm(1.6)
    flow.y += mm(3)
    for index, row in enumerate(table.rows):
        head = table.headed and index == 0
        kind = look.of(size, "bold" if head else "regular")
        pitch = kind.em * 1.15
        cells = []
        for column, text in enumerate(row):
            width = edges[column + 1] - edges[column] - 2 * pad
            cells.append(break_lines(words_of(text, kind.style), kind, width, width))
        height = max(map(len, cells)) * pitch + 2 * pad
        groups = table.groups if head else ()
        upper = pitch + 2 * pad if groups else 0.0
        flow.room(height + upper + mm(2))
        top = flow.y
        under = {c for first, count, _ in groups for c in range(first, first + count)}
        shown = [c for c in range(len(row)) if c not in under]
        labels = {first: (count, text) for first, count, text in groups}
        for column in sorted([*shown, *labels]):
            if column in labels:
                count, text = labels[column]
                frame = Place(edges[column], top, edges[column + count], top + upper)
                _set_cell(flow, table, [words_of(text, kind.style)], kind, frame, centred=True)
                continue
            frame = Place(edges[column], top, edges[column + 1], top + upper + height)
            centred = head or table.widths[column] < 0.2 * sum(table.widths)
            _set_cell(flow, table, cells[column], kind, frame, centred=centred)
        if groups:
            flow.sheet.next_block()
        for column in sorted(under):
            frame = Place(edges[column], top + upper, edges[column + 1], top + upper + height)
            _set_cell(flow, table, cells[column], kind, frame, centred=True)
        height += upper
        flow.sheet.slots["table"] = Place(flow.left, top, flow.right, top + height)
        flow.sheet.next_block()
        flow.y = top + height
    flow.y += mm(4)


def _set_cell(
    flow: Flow, table: Table, lines: list[list[Word]], kind: Type, frame: Place, *, centred: bool
) -> None:
    """Print one cell and its rules; half way down where there are rules, else from the top."""
    within = None
    if table.ground and kind.style == "bold":  # only heads are bold
        within = flow.sheet.ground(frame, table.ground)
    pad, pitch = mm(1.6), kind.em * 1.15
    height = frame.bottom - frame.top
    lead = (height - 2 * pad - len(lines) * pitch) / 2 if table.ruled else 0.0
    y = frame.top + pad + lead + kind.em * 0.9
    for line in lines:
        width = sum(map(kind.word_width, line)) + kind.width(" ") * (len(line) - 1)
        x = (frame.left + frame.right - width) / 2 if centred else frame.left + pad
        if line:
            spared = within if table.ground >= 0.5 else None
            flow.sheet.set_words(line, kind, x, y, within=spared)
        y += pitch
    if table.ruled:
        flow.sheet.pen.rectangle(frame, outline=255, width=2)
