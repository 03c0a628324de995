"""Pictures of one page for a person: as scanned, as cleaned, and where everything lies on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

from evaluation.measure.mark_matches import match_marks
from pipeline.text.measures import square_mm

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from evaluation.truth.case import TruePage
    from pipeline.geometry import Box
    from pipeline.page import PageTrace
    from pipeline.values.marks import MarkRecord
    from pipeline.values.readings import PageReading, UnreadPrint

__all__ = ["Frame", "Picture", "Pictures", "save_pictures"]

WIDTH = 1000
"""Pixels across: body text is legible, and a page is about 150 kB."""
QUALITY = 78
MISSED_MM = 1.5
"""Around a mark that was missed its crop shows so much, as crops of found ones do."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A box over a picture, in per cent of its width and height, so that any size fits.

    Attributes:
        kind: Of the zone or mark.
        order: Its number on the page, from 1.
        text: What it says, for the tooltip.
        left: Per cent of the width.
        top: Per cent of the height.
        width: Per cent of the width.
        height: Per cent of the height.
    """

    kind: str
    order: int
    text: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file and what lies on it."""

    file: str
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True, slots=True)
class Pictures:
    """All pictures of a page; file names are relative to the page's folder.

    Attributes:
        scan: As scanned, with the marks and, after them, what was not read.
        clean: Upright, even, marks lifted, with the zones in reading order.
        marks: Every mark; `crop` is a file of the same folder.
        notes: How the page was turned and what was unsure, in Vietnamese.
        size_px: (width, height) of the original picture, in whose pixels the marks lie.
        missed: Crops of what was drawn on the page and not found, in the order of `match_marks`.
        unread: What was seen and not read; `crop` is a file of the same folder.
    """

    scan: Picture
    clean: Picture
    marks: tuple[MarkRecord, ...]
    notes: tuple[str, ...]
    size_px: tuple[int, int]
    missed: tuple[str, ...] = ()
    unread: tuple[UnreadPrint, ...] = ()


def save_pictures(trace: PageTrace, true: TruePage, folder: Path) -> Pictures:
    """Write the pictures of a page that was read, and its evidence, into a folder of their own."""
    reading, crops = trace.result.reading, trace.result.crops
    folder.mkdir(parents=True, exist_ok=True)
    for name, png in crops.items():
        (folder / name).write_bytes(png)
    scan, clean = trace.page.image, trace.clean.gray
    to_flat = trace.clean.flat.to_original.inverse()
    marks: list[tuple[str, Box, str]] = [
        (mark.kind, mark.box, mark.text or "") for mark in reading.marks
    ]
    marks += [("unread", part.box, square_mm(part.area_mm2)) for part in reading.unread]
    zones = [(z.kind, to_flat.box(z.box, clean.shape), z.text) for z in reading.zones]
    return Pictures(
        scan=Picture(_save(scan, folder / "scan.jpg"), _frames(marks, scan.shape)),
        clean=Picture(_save(clean, folder / "clean.jpg"), _frames(zones, clean.shape)),
        marks=reading.marks,
        notes=_notes(reading),
        size_px=reading.size_px,
        missed=_save_missed(trace, true, folder),
        unread=reading.unread,
    )


def _save_missed(trace: PageTrace, true: TruePage, folder: Path) -> tuple[str, ...]:
    """Crops of the drawn marks that nothing of ours covers; file names."""
    names: list[str] = []
    shape = trace.page.image.shape[:2]
    around = round(MISSED_MM * trace.page.dpi / 25.4)
    for match in match_marks(true.marks or (), trace.result.reading.marks):
        if match.verdict != "missed" or match.true is None:
            continue
        names.append(f"missed-{len(names) + 1:02d}.png")
        part = trace.page.image[match.true.box.grown(around, shape).slices]
        Image.fromarray(part).save(folder / names[-1])
    return tuple(names)


def _notes(reading: PageReading) -> tuple[str, ...]:
    """What was noticed of the sheet as a whole, for a clerk."""
    notes = [f"{reading.dpi:.0f} dpi"]
    if reading.rotation:
        notes.append(f"xoay {reading.rotation}°")
    if abs(reading.skew_degrees) >= 0.05:
        notes.append(f"nghiêng {reading.skew_degrees:.1f}°".replace(".", ","))
    if not reading.orientation_sure:
        notes.append("chưa chắc chiều trang")
    if reading.blank:
        notes.append("trang trắng")
    if reading.origin == "born_digital":
        notes.append("văn bản điện tử, dùng lớp chữ có sẵn")
    if reading.confidence is not None:
        notes.append(f"độ tin cậy {100 * reading.confidence:.0f} %")
    return tuple(notes)


def _save(image: NDArray[np.uint8], path: Path) -> str:
    """Write a page as JPEG no wider than a screen; the file's name."""
    picture = Image.fromarray(image)
    if picture.width > WIDTH:
        picture = picture.resize(
            (WIDTH, round(picture.height * WIDTH / picture.width)), Image.Resampling.BOX
        )
    picture.save(path, quality=QUALITY, optimize=True)
    return path.name


def _frames(found: Sequence[tuple[str, Box, str]], shape: tuple[int, ...]) -> tuple[Frame, ...]:
    """Boxes in pixels of a picture of shape (H, W[, 3]) as frames over it."""
    height, width = shape[:2]
    return tuple(
        Frame(
            kind,
            order,
            text,
            round(100 * box.x / width, 2),
            round(100 * box.y / height, 2),
            round(100 * box.width / width, 2),
            round(100 * box.height / height, 2),
        )
        for order, (kind, box, text) in enumerate(found, 1)
    )
