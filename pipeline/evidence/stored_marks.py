"""Marks as they are stored: boxes on the scan as it came in, with pictures cut from it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.evidence.crops import cut_out_png, cut_png, mask_on_scan, outline
from pipeline.geometry import Box
from pipeline.mark_kinds import of_family
from pipeline.values.marks import Mark, MarkRecord
from pipeline.values.readings import UnreadPrint

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from pipeline.rescue.leftover import Leftover
    from pipeline.values.marks import MarkKind
    from pipeline.values.scanned import FlatPage, Page

__all__ = ["ink_mark", "merged", "shown_around", "to_evidence", "unread_evidence"]

# Pen whose kind its shape alone did not tell: on a blank of the print it is a fill-in.
_PEN = of_family("pen")
# A blank is never a ghost's own.
_ROUND = of_family("round") - {"set_off"}
_STAMPS = of_family("stamp") | _ROUND

# Around a mark its crop shows so much of the page, in millimetres: enough to see what it touches.
_AROUND_MM = 1.5


def ink_mark(kind: MarkKind, box: Box, plain: NDArray[np.uint8], confidence: float) -> Mark:
    """A black mark that reading found: all ink of a box of the page, as far as the page reaches.

    Args:
        kind: What it is.
        box: Flat frame.
        plain: (H, W) uint8, the page before marks were lifted.
        confidence: 0–1.
    """
    # A line that the sheet's edge cuts through has a box as high as its letters would be.
    box = box.intersection(Box(0, 0, plain.shape[1], plain.shape[0]))
    mask = np.ascontiguousarray(plain[box.slices] < 160)
    return Mark(kind, box, mask, "black", confidence)


def merged(marks: Iterable[Mark]) -> list[Mark]:
    """Every ink once: what two stages found of the same ink becomes one mark.

    Pen that was lifted and lies on a blank of the print is that blank's fill-in: one mark, with
    the lifted ink's colour and mask and with all that was read. Where one stroke of the pen runs
    from the blank far beyond it, both stay: one says what the blank holds, the other is the pen.
    A fill-in made of a stamp's own ink is the stamp's, whose fields have it; pen of another colour
    under a round seal is pen, for it may say who acts for whom. An unknown stroke
    that lies in another mark is a scrap of it: its ink goes to that mark, for no ink that was
    taken off may be lost. Marks of different kinds that cross (a signature in a seal) stay.
    """
    result: list[Mark] = []
    blanks: list[Mark] = []
    for mark in marks:
        if mark.kind == "fill_in":
            blanks.append(mark)
            continue
        for i, other in enumerate(result):
            if mark.kind == other.kind and _share(mark, other) > 0.5:
                result[i] = _united(other, mark)
                break
            if mark.kind == "unknown" and _inside(mark.box, other.box) > 0.6:
                result[i] = other.with_ink_of(mark)
                break
        else:
            result.append(mark)
    for blank in blanks:
        of = [i for i, o in enumerate(result) if _is_made_of(blank, o)]
        if of:
            result[of[0]] = result[of[0]].with_ink_of(blank)
            continue
        pens = [other for other in result if other.kind in _PEN and _on(other, blank.box) > 0.5]
        result = [other for other in result if other not in pens]
        result.append(_written(blank, pens) if pens else blank)
    return result


def _is_made_of(blank: Mark, stamp: Mark) -> bool:
    """Whether a fill-in is a stamp's own ink."""
    if stamp.kind not in _STAMPS or _share(blank, stamp) <= 0.5:
        return False
    return stamp.kind not in _ROUND or stamp.colour == blank.colour


def _share(mark: Mark, other: Mark) -> float:
    """How much of a mark's ink is also the other's, 0–1."""
    both = mark.box.intersection(other.box)
    if not both.area or not mark.mask.any():
        return 0.0
    return float((mark.ink_in(both) & other.ink_in(both)).sum() / mark.mask.sum())


def _on(mark: Mark, box: Box) -> float:
    """How much of a mark's ink lies in a box, 0–1."""
    both = mark.box.intersection(box)
    return float(mark.ink_in(both).sum() / max(1, mark.mask.sum())) if both.area else 0.0


def _inside(box: Box, other: Box) -> float:
    return box.intersection(other).area / max(1, box.area)


def _written(blank: Mark, pens: Sequence[Mark]) -> Mark:
    """What stands on a blank, with the ink of the pens that wrote it."""
    whole = pens[0]
    for pen in pens[1:]:
        whole = _united(whole, pen)
    read = blank.text is not None or bool(blank.alternatives)
    if not read or _share(blank, whole) < 0.5:
        # What says nothing was lifted itself; or the lifted ink is a part of the writing only.
        whole = _united(whole, blank)
    said = blank if blank.text is not None or whole.text is None else whole
    return replace(
        said,
        kind="fill_in",
        box=whole.box,
        mask=whole.mask,
        colour=pens[0].colour,
        fields={**whole.fields, **blank.fields},
    )


def _united(mark: Mark, other: Mark) -> Mark:
    """Both inks as one mark of the first one's kind; what either says is kept."""
    whole = mark.with_ink_of(other)
    said = mark if mark.text is not None or other.text is None else other
    return replace(
        said,
        kind=mark.kind,
        box=whole.box,
        mask=whole.mask,
        colour=mark.colour,
        fields={**other.fields, **mark.fields},
    )


def to_evidence(
    page: Page, flat: FlatPage, found: Iterable[Mark]
) -> tuple[tuple[MarkRecord, ...], dict[str, bytes]]:
    """Marks with their pictures, cut from the scan as it came in.

    Returns:
        Records with boxes in original pixels, and file name → PNG: of each mark a crop with its
        surroundings, and a cut-out of its ink alone that lies exactly on the mark's box.
    """
    marks: list[MarkRecord] = []
    pictures: dict[str, bytes] = {}
    for number, mark in enumerate(found, start=1):
        box = _on_scan(mark.box, page, flat)
        if not box.area:
            continue
        name = f"p{page.number:04d}-{number:02d}-{mark.kind.replace('_', '-')}"
        pictures[f"{name}.png"] = _crop(page, box)
        ink = mask_on_scan(mark.mask, mark.box, flat.to_original, box)
        if ink.any():
            pictures[f"{name}.cutout.png"] = cut_out_png(page.image, box, ink)
        marks.append(
            MarkRecord(
                kind=mark.kind,
                box=box,
                confidence=round(mark.confidence, 3),
                colour=mark.colour,
                text=mark.text,
                crop=f"{name}.png",
                fields=dict(mark.fields),
                alternatives=mark.alternatives,
                cutout=f"{name}.cutout.png" if ink.any() else None,
                outline=outline(ink, box),
            )
        )
    return tuple(marks), pictures


def unread_evidence(
    page: Page, flat: FlatPage, left: Iterable[Leftover]
) -> tuple[tuple[UnreadPrint, ...], dict[str, bytes]]:
    """What was not read, with its pictures, cut from the scan as it came in."""
    unread: list[UnreadPrint] = []
    pictures: dict[str, bytes] = {}
    for number, part in enumerate(left, start=1):
        box = _on_scan(part.box, page, flat)
        if not box.area:
            continue
        name = f"p{page.number:04d}-u{number:02d}.png"
        pictures[name] = _crop(page, box)
        unread.append(UnreadPrint(box, part.area_mm2, name))
    return tuple(unread), pictures


def _on_scan(box: Box, page: Page, flat: FlatPage) -> Box:
    """A flat box in pixels of the scan, with the soft rim of strokes that end at it."""
    return flat.to_original.box(box.grown(1, flat.image.shape[:2]), page.image.shape[:2])


def _crop(page: Page, box: Box) -> bytes:
    """A part of the scan with what it touches, as PNG."""
    return cut_png(page.image, shown_around(page, box))


def shown_around(page: Page, box: Box) -> Box:
    """What a crop of a mark shows: its box and what it touches, original pixels."""
    around = round(_AROUND_MM * page.dpi / 25.4)
    return box.grown(around, page.image.shape[:2])
