"""Real scans, as their scanners and signing programs wrote them, go through export unharmed:

pictures byte for byte, seen as before, PDF/A-2b, and hardly larger.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import bagit
import pikepdf
import pytest
from drawn_scans import document_of
from test_searchable_pdf import difference, shown

from pipeline.export import write_bag
from pipeline.export.pdfa import check_pdfa
from pipeline.geometry import Box
from pipeline.raster import open_scan, read_page
from pipeline.settings import Raster
from pipeline.values.readings import Line, PageReading, Word, ZoneReading

SCANS = Path(__file__).parents[2].parent / "shared" / "scans"
FILES = sorted(SCANS.glob("*/*.pdf"))

pytestmark = [
    pytest.mark.scans,
    pytest.mark.slow,
    pytest.mark.skipif(not FILES, reason="the development scans are not beside the project"),
]


def stored(path: Path) -> list[tuple[list[bytes], int]]:
    """Stored pictures and number of annotations, page by page."""
    with pikepdf.open(path) as pdf:
        return [
            (
                [image.read_raw_bytes() for _, image in sorted(page.get_images().items())],
                len(page.obj.get("/Annots", [])),
            )
            for page in pdf.pages
        ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_real_scan_becomes_a_valid_bag(path, tmp_path):
    """Pictures and signatures stay byte for byte; the words are found where they were put."""
    scan = open_scan(path)
    readings = []
    for number in range(1, scan.pages + 1):
        page = read_page(path, number, Raster())
        width, height = page.size_px
        box = Box(width // 4, height // 3, width // 4, height // 50)
        line = Line(
            f"p{number:04d}-z01-l001", "Ủy ban", "Ủy ban", box, 0.9, (Word("Ủyban", box, 1),)
        )
        zone = ZoneReading("body", box, (line,))
        readings.append(PageReading(number, page.size_px, page.dpi, page.origin, zones=(zone,)))

    write_bag(document_of(path, readings), path, {}, tmp_path / "bag")

    bagit.Bag(str(tmp_path / "bag")).validate()
    made = tmp_path / "bag/data/document.pdf"
    assert stored(made) == stored(path)
    assert check_pdfa(made) == []
    assert made.stat().st_size <= 1.05 * path.stat().st_size + 15_000 * scan.pages
    assert difference(shown(path), shown(made)) < 0.1
    boxes = subprocess.run(
        ["pdftotext", "-cropbox", "-bbox", made, "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = boxes.split("<page ")[1:]
    assert len(pages) == scan.pages
    for page, reading in zip(pages, readings, strict=True):
        if reading.origin == "born_digital":
            continue
        width = float(page.split('width="')[1].split('"')[0])
        (word,) = [part for part in page.split("<word ") if "Ủyban" in part]
        left = float(word.split('xMin="')[1].split('"')[0])
        assert left / width == pytest.approx(0.25, abs=0.01)
