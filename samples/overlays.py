"""Lay things over a scan as offices do in a PDF program: typed words, white covers, black boxes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from samples.faces import PRINT_FACES, SANS_FACES, PrintFace, print_font
from samples.splits import share_of
from samples.words import person

if TYPE_CHECKING:
    import random

    from samples.compose import DrawnPage
    from samples.splits import Split

__all__ = ["Overlay", "lay_over"]

OverlayKind = Literal["typed", "cover", "box"]


@dataclass(frozen=True, slots=True)
class Overlay:
    """Something that a PDF paints over its scan.

    Attributes:
        kind: Typed words, a white cover, a black box.
        box: [x, y, width, height] on the scan's picture.
        lines: What is typed.
        face: In which face.
        size: Of the type, pixels of the picture.
        rgb: Its colour, 0–1.
        noted: It is an annotation with an appearance, not part of the page's content.
    """

    kind: OverlayKind
    box: tuple[int, int, int, int]
    lines: tuple[str, ...] = ()
    face: PrintFace = PRINT_FACES[0]
    size: float = 0.0
    rgb: tuple[float, float, float] = (0.0, 0.0, 0.0)
    noted: bool = False

    @property
    def truth(self) -> dict[str, Any]:
        """Its entry in the truth file."""
        return {"kind": self.kind, "box": list(self.box), "text": "\n".join(self.lines)}


_ORDERS = (
    "Chuyển {unit} tham mưu, báo cáo trước ngày {d}/{m}.",
    "Giao đ/c {who} chủ trì, phối hợp {unit} thực hiện.",
    "Kính chuyển {unit} để biết, chỉ đạo.",
    "Lưu hồ sơ; sao gửi {unit}.",
    "Đồng ý. {unit} theo dõi, đôn đốc.",
    "VP trình Chủ tịch xem xét trong tuần.",
)
_UNITS = ("phòng TCKH", "Văn phòng", "phòng Nội vụ", "các phòng, ban", "Thanh tra", "đơn vị")


def lay_over(rng: random.Random, page: DrawnPage, split: Split) -> DrawnPage:
    """Type an order or a number on a page, cover some of its lines; its truth is what is shown.

    Covered lines leave the page's text and lines and stand in `overlays`, with what was typed.
    """
    layers: list[Overlay] = []
    hidden: list[int] = []
    if rng.random() < 0.85 and (typed := _typed(rng, page, split)):
        layers.append(typed)
    for kind in ("cover", "box"):
        if rng.random() < 0.6 and (chosen := _body_lines(rng, page, hidden)):
            hidden += chosen
            layers.append(_over(page, kind, chosen))  # type: ignore[arg-type]
    if not layers:
        return page
    truth = _without(page.truth, hidden)
    truth["overlays"] = [layer.truth for layer in layers]
    return replace(page, truth=truth, overlays=tuple(layers))


def _typed(rng: random.Random, page: DrawnPage, split: Split) -> Overlay | None:
    """Numbered orders, or a number and a day, where the page is empty."""
    count = rng.choice((1, 1, 2, 3, 5))
    forms = share_of(_ORDERS, split)
    lines = [
        rng.choice(forms).format(
            unit=rng.choice(share_of(_UNITS, split)),
            d=rng.randint(1, 28),
            m=rng.randint(1, 12),
            who=person(rng).split()[-1],
        )
        for _ in range(count)
    ]
    if count > 1:
        lines = [f"{order}. {line}" for order, line in enumerate(lines, 1)]
    elif rng.random() < 0.4:
        lines = [f"Số: {rng.randint(100, 9999)}/{rng.randint(1, 28)}-{rng.randint(1, 12)}"]
    face = rng.choice((PRINT_FACES[0], *SANS_FACES))
    size = rng.choice((9, 10, 11, 12)) * page.dpi / 72
    font = print_font(face, "regular", round(size))
    wide = int(max(font.getlength(line) for line in lines)) + 4
    high = int(size * 1.25 * len(lines)) + 4
    tall, broad = page.image.shape[:2]
    taken = page.print_mask.copy()
    for mask in page.ink.values():
        taken |= mask
    for _ in range(300):
        if broad - wide < 21:
            return None
        x, y = rng.randrange(10, broad - wide - 10), rng.randrange(10, tall - high - 10)
        if not taken[y - 6 : y + high + 6, x - 6 : x + wide + 6].any():
            rgb = rng.choice(((0.0, 0.0, 0.0), (0.0, 0.0, 0.8), (0.8, 0.0, 0.0)))
            noted = rng.random() < 0.35
            return Overlay("typed", (x, y, wide, high), tuple(lines), face, size, rgb, noted)
    return None


def _body_lines(rng: random.Random, page: DrawnPage, hidden: list[int]) -> list[int]:
    """One to three whole lines of running text that bear no mark."""
    lines, broad = page.truth["lines"], page.image.shape[1]
    long = [
        i
        for i, line in enumerate(lines)
        if line["box"][2] > 0.6 * broad
        and i not in hidden
        and not any(_meet(line["box"], mark["box"]) for mark in page.truth["marks"])
    ]
    if not long:
        return []
    first = rng.choice(long)
    return [i for i in range(first, first + rng.randint(1, 3)) if i in long]


def _meet(one: list[int], other: list[int]) -> bool:
    return all(
        one[axis] < other[axis] + other[axis + 2] and other[axis] < one[axis] + one[axis + 2]
        for axis in (0, 1)
    )


def _over(page: DrawnPage, kind: OverlayKind, chosen: list[int]) -> Overlay:
    """What hides some lines, and touches none above or below them."""
    boxes = [page.truth["lines"][i]["box"] for i in chosen]
    left, top = (min(box[axis] for box in boxes) - 2 for axis in (0, 1))
    right, bottom = (max(box[axis] + box[axis + 2] for box in boxes) + 2 for axis in (0, 1))
    middle = (top + bottom) / 2
    for index, line in enumerate(page.truth["lines"]):
        x, y, wide, high = line["box"]
        if index in chosen or x > right or x + wide < left:
            continue
        if y + high / 2 < middle:
            top = max(top, y + high + 1)
        else:
            bottom = min(bottom, y - 1)
    return Overlay(kind, (left, top, right - left, bottom - top))


def _without(truth: dict[str, Any], hidden: list[int]) -> dict[str, Any]:
    """The page's truth without some of its lines."""
    blocks, number = [], 0
    for block in truth["text"].split("\n\n"):
        kept = []
        for line in block.split("\n"):
            if number not in hidden:
                kept.append(line)
            number += 1
        if kept:
            blocks.append("\n".join(kept))
    lines = [line for i, line in enumerate(truth["lines"]) if i not in hidden]
    return {**truth, "text": "\n\n".join(blocks), "lines": lines}
