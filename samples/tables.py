"""Set ruled tables; a row never breaks across pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.letter import Table
from samples.typesetting import Place, break_lines, mm, words_of
from samples.words import DEPARTMENTS

if TYPE_CHECKING:
    import random

    from samples.layout import Flow

__all__ = ["set_table", "small_table", "wide_table"]

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
        kind = look.of(size, "bold" if index == 0 else "regular")
        pitch = kind.em * 1.15
        cells = []
        for column, text in enumerate(row):
            width = edges[column + 1] - edges[column] - 2 * pad
            cells.append(break_lines(words_of(text, kind.style), kind, width, width))
        height = max(map(len, cells)) * pitch + 2 * pad
        flow.room(height + mm(2))
        top = flow.y
        for column, lines in enumerate(cells):
            left, right = edges[column], edges[column + 1]
            y = top + pad + (height - 2 * pad - len(lines) * pitch) / 2 + kind.em * 0.9
            centred = index == 0 or table.widths[column] < 0.2 * sum(table.widths)
            for line in lines:
                width = sum(map(kind.word_width, line)) + kind.width(" ") * (len(line) - 1)
                x = (left + right - width) / 2 if centred else left + pad
                if line:
                    flow.sheet.set_words(line, kind, x, y)
                y += pitch
            flow.sheet.pen.rectangle((left, top, right, top + height), outline=255, width=2)
        flow.sheet.slots["table"] = Place(flow.left, top, flow.right, top + height)
        flow.sheet.next_block()
        flow.y = top + height
    flow.y += mm(4)
