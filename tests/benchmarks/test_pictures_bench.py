"""What a page picture costs: the first one of a cold page, a tile, a crop; memory of the server."""

from __future__ import annotations

import os
import sys
import time

import numpy as np
import psutil
import pytest
from drawn_scans import document_of
from PIL import Image, ImageDraw, ImageFont

from pipeline.archive import InboxFile, open_archive
from pipeline.settings import Settings
from pipeline.values.readings import PageReading
from web.services import iiif
from web.services.pictures import Pictures, rendered

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(
        os.environ.get("SOHOA_BENCHMARKS") != "1",
        reason="measures; set SOHOA_BENCHMARKS=1",
    ),
]
WIDTH, HEIGHT, DPI, PAGES = 2480, 3508, 300, 6
FACE = "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf"


def colour_page(number):
    """An A4 at 300 dpi as a scanner sees it: print, a seal, paper that is not even."""
    random = np.random.default_rng(number)
    paper = random.normal(243, 3, (HEIGHT, WIDTH, 1)) - np.array([0, 3, 9])
    image = Image.fromarray(np.clip(paper, 0, 255).astype(np.uint8))
    pen, face = ImageDraw.Draw(image), ImageFont.truetype(FACE, 54)
    for row in range(40):
        pen.text(
            (300, 300 + 72 * row), f"{number}.{row} Ủy ban nhân dân đề nghị các đồng chí", 30, face
        )
    pen.ellipse((1500, 2700, 2000, 3200), outline=(200, 30, 40), width=22)
    return image


@pytest.fixture
def shown(tmp_path):
    settings = Settings(archive=str(tmp_path / "kho"), state=str(tmp_path / "state"))
    archive = open_archive(settings)
    path = tmp_path / "a4.pdf"
    pages = [colour_page(number) for number in range(1, PAGES + 1)]
    pages[0].save(path, save_all=True, append_images=pages[1:], resolution=DPI, quality=85)
    readings = [PageReading(n, (WIDTH, HEIGHT), DPI) for n in range(1, PAGES + 1)]
    document = document_of(path, readings)
    file = InboxFile(str(path), path.name, path.stat().st_size, path.stat().st_mtime_ns)
    archive.ledger.sight(file, document.source.sha256)
    archive.publish(document, path, {})
    pictures = Pictures(archive, settings)
    yield pictures, document.id
    pictures.close()
    archive.close()


def timed(work):
    begun = time.perf_counter()
    value = work()
    return value, (time.perf_counter() - begun) * 1000


def asked(path):
    return iiif.understood(*path.split("/")).held_against((WIDTH, HEIGHT))


def test_a_page_is_seen_soon_and_costs_little_memory(shown):
    """Warm: a tile in 5 ms, a crop in 50; cold: a page in 2 s; what draws it below 400 MB."""
    pictures, document = shown
    tile, crop = (
        asked("0,0,1024,1024/512,512/0/default.jpg"),
        asked("310,590,900,80/,80/0/default.jpg"),
    )
    thumb, whole = asked("full/,96/0/default.jpg"), asked("full/max/0/default.jpg")

    def draw(page):
        key, coming = pictures.find(document, page, "original")
        return pictures.came(key, coming)

    first, cold = timed(lambda: draw(1))
    drawn = [timed(lambda page=page: draw(page))[1] for page in range(2, PAGES + 1)]

    def look(wanted, times):
        taken = []
        for _ in range(times):
            _, ms = timed(lambda: rendered(pictures.find(document, 1, "original")[1], wanted))
            taken.append(ms)
        return float(np.percentile(taken, 95))

    figures = {
        "first, process started": cold,
        "cold page, middle": float(np.median(drawn)),
        "tile p95": look(tile, 200),
        "crop p95": look(crop, 200),
        "thumbnail p95": look(thumb, 100),
        "whole at 300 dpi p95": look(whole, 5),
        "MB on disk": first.path.stat().st_size / 1e6,
        "MB drawing": max(c.memory_info().rss for c in psutil.Process().children()) / 1e6,
    }
    told = "\n".join(f"{name:>24}  {value:8.1f}" for name, value in figures.items())
    sys.stdout.write(f"\n{told}\n")
    assert figures["tile p95"] <= 5
    assert figures["crop p95"] <= 50
    assert figures["cold page, middle"] <= 2000
    assert figures["MB drawing"] <= 400
