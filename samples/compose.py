"""Bring a printed letter, its marks and a scanner together into drawn pages with their truth."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.geometry import Box
from samples.press import FULL, Press, level_of, press_on
from samples.scanner import Scanned, Scanner, scan
from samples.typesetting import Sheet

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from samples.ink import Impression
    from samples.letter import Letter
    from samples.overlays import Overlay

__all__ = ["DrawnPage", "blank_back", "page_from", "record_of"]


@dataclass(frozen=True, slots=True, eq=False)
class DrawnPage:
    """One drawn page.

    Attributes:
        image: (H, W, 3) RGB, (H, W) gray, or (H, W) of 0 and 255 for bilevel; uint8.
        dpi: Of the image.
        truth: The page's entry in the truth file; its `number` is set when pages are put together.
        ink: Kind of mark → (H, W) bool, True where its ink lies on the image.
        print_mask: (H, W) bool, True where print lies; overlaps with `ink`.
        jpeg: Bytes that decode to `image`, for the PDF; None for bilevel.
        overlays: What the PDF paints over the picture; the picture and its masks are without.
    """

    image: NDArray[np.uint8]
    dpi: int
    truth: dict[str, Any]
    ink: dict[str, NDArray[np.bool_]]
    print_mask: NDArray[np.bool_]
    jpeg: bytes | None = field(default=None, repr=False)
    overlays: tuple[Overlay, ...] = ()


def page_from(
    rng: random.Random,
    sheet: Sheet,
    marks: Sequence[Impression],
    scanner: Scanner,
    back: NDArray[np.uint8] | None = None,
    press: Press = FULL,
) -> DrawnPage:
    """Scan one marked sheet and write down what is true about the picture."""
    laid = press_on(rng, press, sheet)
    done = scan(rng, np.asarray(sheet.ink), marks, scanner, back, laid)
    truth = _truth(sheet, marks, scanner, done)
    if press != FULL:
        truth["print_level"] = press.level
        for entry, line in zip(truth["lines"], sheet.lines, strict=True):
            entry["level"] = level_of(press, laid, line.place)
    return DrawnPage(
        done.image,
        scanner.dpi,
        truth,
        done.ink,
        done.print_mask,
        done.jpeg,
    )


def blank_back(rng: random.Random, front: Sheet, scanner: Scanner) -> DrawnPage:
    """The empty back of a sheet, with its front shining through."""
    back = Sheet(front.width, front.height)
    page = page_from(rng, back, [], scanner, np.asarray(front.ink))
    page.truth["blank"] = True
    return page


def record_of(letter: Letter, added: dict[str, Any]) -> dict[str, Any]:
    """The document's record: what print says, and what stamps and pen add."""
    return {**letter.fields(), **added}


def _truth(
    sheet: Sheet, marks: Sequence[Impression], scanner: Scanner, done: Scanned
) -> dict[str, Any]:
    height, width = done.image.shape[:2]

    def box(left: float, top: float, right: float, bottom: float) -> list[int]:
        found = done.to_image.box(
            Box(round(left), round(top), round(right - left), round(bottom - top)), (height, width)
        )
        return list(found)

    blocks: dict[int, list[str]] = {}
    lines = []
    for line in sheet.lines:
        blocks.setdefault(line.block, []).append(line.text)
        lines.append({"text": line.text, "box": box(*line.place)})
    entries = []
    hand = []
    for mark in marks:
        tall, wide = mark.alpha.shape
        place = box(mark.x, mark.y, mark.x + wide, mark.y + tall)
        if not place[2] or not place[3]:
            continue
        entry: dict[str, Any] = {
            "kind": mark.kind,
            "box": place,
            "text": mark.text,
            "colour": mark.ink.name,
        }
        if mark.lines:
            entry["lines"] = [
                {"text": t, "box": box(mark.x + x, mark.y + y, mark.x + x + w, mark.y + y + h)}
                for t, x, y, w, h in mark.lines
            ]
        if mark.fields:
            entry["fields"] = mark.fields
        entries.append(entry)
        if mark.text or mark.kind == "signature":
            hand.append([mark.source, mark.text or "[chữ ký]", mark.note])
    return {
        "number": 0,
        "width": width,
        "height": height,
        "dpi": scanner.dpi,
        "mode": scanner.mode,
        "rotation": scanner.rotation,
        "skew_degrees": round(scanner.skew, 2),
        "blank": False,
        "text": "\n\n".join("\n".join(block) for block in blocks.values()),
        "lines": lines,
        "hand": hand,
        "marks": entries,
        "struck": [m.text for m in marks if m.kind == "strike_through" and m.text],
    }
