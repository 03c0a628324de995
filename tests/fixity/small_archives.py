"""Small scanned files with real evidence, and how they come into an archive."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pikepdf
from drawn_scans import add_scan, draw_page

from pipeline.archive import Archive, InboxFile
from pipeline.document import documents
from pipeline.evidence.stored_marks import to_evidence
from pipeline.geometry import Affine, Box
from pipeline.raster import read_page
from pipeline.settings import Settings
from pipeline.values.document import Event
from pipeline.values.marks import Mark
from pipeline.values.scanned import FlatPage, Scan

if TYPE_CHECKING:
    from pathlib import Path

DPI = 50.0  # as a page that was read has it


class Stack(NamedTuple):
    """A scanned file with its readings and evidence."""

    path: Path
    scan: Scan
    readings: list
    crops: dict[str, bytes]


def draw_stack(path: Path, pages: int, seed: int) -> Stack:
    """A scan whose pages bear a seal each: its crop and cut-out are cut from the scan itself."""
    readings, crops = [], {}
    with pikepdf.new() as pdf:
        for number in range(1, pages + 1):
            drawn = draw_page(number, lines=(f"Văn bản {seed}", f"Trang {number}"), dpi=DPI)
            drawn.image.paste(60, (40 + 5 * number, 200, 90 + 5 * number, 250 + seed))
            add_scan(pdf, drawn.image, DPI)
            readings.append(drawn.reading)
        pdf.save(path)
    for index, reading in enumerate(readings):
        page = read_page(path, reading.number, Settings().raster)
        flat = FlatPage(reading.number, page.image, page.dpi, Affine(), page.size_px)
        box = Box(40, 195, 70, 70)
        seal = Mark("seal", box, np.ascontiguousarray(page.image[box.slices] < 160), "red", 0.9)
        marks, pictures = to_evidence(page, flat, [seal])
        readings[index] = replace(reading, marks=marks)
        crops |= pictures
    scan = Scan(path, path.name, hashlib.sha256(path.read_bytes()).hexdigest(), pages)
    return Stack(path, scan, readings, crops)


def put(archive: Archive, stack: Stack, cut: list[tuple[int, ...]]) -> None:
    """Publish a file as these documents, as a night does."""
    found = stack.path.stat()
    file = InboxFile(str(stack.path), stack.path.name, found.st_size, found.st_mtime_ns)
    sha256 = stack.scan.sha256
    archive.ledger.sight(file, sha256)
    archive.ledger.begin(sha256, stack.scan.pages)
    events = [Event("read_pages", "1"), Event("reading_settings", "k1")]
    if stack.scan.pages == 1:
        archive.ledger.clear(sha256, "Phạm Thị C")
        moment = archive.ledger.clearance(sha256).at.isoformat(timespec="microseconds")
        events.append(Event("judged_not_secret", "", at=moment, who="Phạm Thị C"))
    for document in documents(stack.scan, stack.readings, events, decided=cut):
        archive.publish(document, stack.path, stack.crops, "k1")
    archive.ledger.publish(sha256)
