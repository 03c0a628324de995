"""What pens add to a page: bút phê, ticks, underlines, strike-throughs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from samples.handwriting import Writer, spline, write_note
from samples.ink import Impression, Ink, stroke, trim, turned
from samples.marking import free_place, placed, turn_about
from samples.typesetting import Place, Sheet, mm
from samples.words import initials, person

if TYPE_CHECKING:
    import random

    from pipeline.values.marks import MarkKind


__all__ = ["line_over", "note", "tick"]


#: What chiefs and clerks write on incoming paper.
NOTES = (
    ["Chuyển {short} t/mưu", "{date}"],
    ["Kính chuyển đ/c {name}", "chỉ đạo", "{date}"],
    ["Đ/c {name} nghiên cứu,", "tham mưu thực hiện", "trước ngày {date}"],
    ["Sao gửi các phòng", "{initials}"],
    ["Lưu hồ sơ"],
    ["P. {short}"],
    ["Chuyển đ/c {name}", "kiểm tra, báo cáo"],
    ["Gửi các đ/c PCT", "để biết, c/đạo"],
    ["Báo cáo TT {date}", "{initials}"],
    ["Đã gửi {date}"],
    ["VP phô tô", "gửi các đ/c UV"],
    ["{initials}", "{date}"],
    ["Hỏa tốc"],
    ["đ/c {name} đọc"],
)


def note(
    rng: random.Random,
    sheet: Sheet,
    taken: list[Impression],
    *,
    lines: list[str] | None = None,
    ink: Ink | None = None,
    within: Place | None = None,
) -> Impression | None:
    """Bút phê: a few words in the margin, the head or any free room of the page."""
    if lines is None:
        name = person(rng)
        words = {
            "short": rng.choice(("VP", "KT", "NV", "TCHC", "P.KT", "VX")),
            "name": name.split()[-1],
            "initials": initials(name),
            "date": f"{rng.randint(1, 28):02d}/{rng.randint(1, 12)}",
        }
        lines = [line.format(**words) for line in rng.choice(NOTES)]
    writer = Writer.drawn(rng, ink)
    alpha, boxes = write_note(rng, lines, mm(rng.uniform(2.8, 5.0)), writer)
    degrees = rng.gauss(0, 5) - rng.choice((0, 0, 6))
    tilted = turned(alpha, degrees)
    area = within or Place(mm(4), mm(4), sheet.width - mm(4), sheet.height - mm(8))
    # Words that must be on the page squeeze in where there is no room; others are left out.
    spills = (0.001, 0.02, 1.0) if within else (rng.choice((0.001, 0.001, 0.015)),)
    for spill in spills:
        spot = free_place(rng, sheet, tilted.shape, area, taken=taken, spill=spill)
        if spot is not None:
            break
    else:
        return None
    moved = []
    for text, x, y, width, height in boxes:
        corners = [
            turn_about((x + dx * width, y + dy * height), alpha.shape, tilted.shape, degrees)
            for dx in (0, 1)
            for dy in (0, 1)
        ]
        xs, ys = [c[0] for c in corners], [c[1] for c in corners]
        moved.append(
            (text, int(min(xs)), int(min(ys)), int(max(xs) - min(xs)), int(max(ys) - min(ys)))
        )
    small, left, top = trim(tilted)
    kept = tuple((t, x - left, y - top, w, h) for t, x, y, w, h in moved)
    return Impression(
        "note",
        spot[0] + left,
        spot[1] + top,
        small,
        writer.ink,
        "\n".join(lines),
        "hand",
        "bút phê",
        kept,
    )


def line_over(
    rng: random.Random,
    place: Place,
    kind: MarkKind,
    ink: Ink,
    width: float,
    text: str | None = None,
) -> Impression:
    """A pen line under (`underline`) or through (`strike_through`) some print."""
    margin = mm(2)
    size = (int(place.bottom - place.top + 2 * margin), int(place.right - place.left + 2 * margin))
    level = margin + (place.bottom - place.top) * (1.08 if kind == "underline" else 0.55)
    count = 5
    points = np.array(
        [
            (
                margin * 0.6 + k * (size[1] - 1.2 * margin) / (count - 1),
                level + rng.gauss(0, mm(0.35)),
            )
            for k in range(count)
        ]
    )
    alpha = np.zeros(size, np.uint8)
    path = spline(points)
    stroke(alpha, path, np.full(len(path), width))
    return placed(alpha, place.left - margin, place.top - margin, kind, ink, text=text, note="gạch")


def tick(rng: random.Random, x: float, y: float, ink: Ink) -> Impression:
    """A check mark at a place of the sheet."""
    size = mm(rng.uniform(3.5, 8))
    points = (
        np.array([(0.0, 0.5), (0.3, 1.0), (0.45, 0.7), (1.0 + rng.random() * 0.4, -0.1)]) * size
    )
    points += (
        np.array([[rng.gauss(0, size * 0.05), rng.gauss(0, size * 0.05)] for _ in points])
        + size * 0.4
    )
    alpha = np.zeros((int(size * 2.2), int(size * 2.6)), np.uint8)
    path = spline(points)
    widths = mm(rng.uniform(0.3, 0.7)) * np.linspace(0.7, 1.2, len(path))
    stroke(alpha, path, widths)
    return placed(alpha, x, y - size, "tick", ink, text="✓", note="dấu tích")
