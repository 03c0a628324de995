"""Small archives of whole bags, with real evidence, for tests that damage them."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pikepdf
import pytest
from drawn_scans import add_scan, draw_page

from pipeline.archive import Archive, InboxFile, open_archive
from pipeline.archive.recut import recut
from pipeline.document import documents
from pipeline.evidence.stored_marks import to_evidence
from pipeline.geometry import Affine, Box
from pipeline.raster import read_page
from pipeline.settings import Settings
from pipeline.values.document import Event
from pipeline.values.marks import Mark
from pipeline.values.scanned import FlatPage, Scan

if TYPE_CHECKING:
    from collections.abc import Iterator
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


@pytest.fixture(scope="session")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> list[Stack]:
    """Two files: a letter of one page, and a stack of three."""
    folder = tmp_path_factory.mktemp("hộp")
    return [draw_stack(folder / f"tập {n}.pdf", n, n) for n in (1, 3)]


@pytest.fixture(scope="session")
def whole(inbox: list[Stack], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive in a folder with three documents and a superseded one; not to be written to."""
    folder = tmp_path_factory.mktemp("mẫu") / "kho"
    archive = open_archive(Settings(archive=str(folder)))
    letter, stack = inbox
    put(archive, letter, [(1,)])
    put(archive, stack, [(1, 2, 3)])
    recut(archive, stack.scan.sha256, [(1, 2), (3,)], "Lê Thị Mai", Settings())
    archive.close()
    return folder


@pytest.fixture
def kho(whole: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    return shutil.copytree(whole, tmp_path / "kho")


@pytest.fixture
def archive(kho: Path) -> Iterator[Archive]:
    """The copy, opened."""
    opened = open_archive(Settings(archive=str(kho)))
    yield opened
    opened.close()
