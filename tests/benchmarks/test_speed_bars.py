"""The bars on processor time, of all processes. Hours of work: `SOHOA_BENCHMARKS=1 pytest -s`.

`SOHOA_OCRMYPDF` names the OCRmyPDF to compare with where it is not the one on the path;
`SOHOA_BENCHMARK_PAGES=1000,10000` are the pages of a night whose rooms are told apart, and of a
long one.
"""

from __future__ import annotations

import os
import shutil
from itertools import count
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from evaluation.bench.cost import OCRMYPDF, compare, ingest, made_long_ago, page_count
from evaluation.bench.flames import by_room, stacks_in, watch
from samples.draw import draw_document, write_scan

ROOT = Path(__file__).parents[2]
DRAWN = sorted((ROOT / "samples" / "scans").rglob("*.pdf"))
REAL = sorted((ROOT.parent / "shared" / "scans").rglob("*.pdf"))
PAGES, MANY = map(int, os.environ.get("SOHOA_BENCHMARK_PAGES", "1000,10000").split(","))
FEW, MORE = 100, MANY // 10
READING = ("decoding", "flattening", "ink, marks, evidence", "layout", "recognition")
READING += ("between these",)
PAGES_A_FILE = 4
ORDINARY = ("clean", "stamped", "annotated", "grey200", "bilevel", "stack", "contracts", "forms")
ORDINARY += ("houses", "lists", "layouts200")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(6 * 3600),
    pytest.mark.skipif(
        os.environ.get("SOHOA_BENCHMARKS") != "1",
        reason="takes hours; set SOHOA_BENCHMARKS=1 to measure",
    ),
]
with_rival = pytest.mark.skipif(
    shutil.which(os.environ.get(OCRMYPDF, "ocrmypdf")) is None, reason="ocrmypdf is not installed"
)


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    """Prefect's folder of this test alone."""
    monkeypatch.setenv("SOHOA_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


def many_scans(folder, pages):
    """Drawn scans as an office has them, each another letter; so many pages at least.

    No copies: what is said of them later, that they are twins, would be more work than reading.
    """
    inbox = folder / "inbox"
    inbox.mkdir(parents=True)
    drawn = 0
    for number in count():
        for condition in ORDINARY:
            scan = draw_document(condition, number)
            path = write_scan(scan, folder / "drawn", f"{number:04}-{condition}")
            path = path.rename(inbox / path.name)
            made_long_ago(path)
            drawn += page_count(path)
            if drawn >= pages:
                return inbox, drawn
    raise AssertionError


def cheap_scans(inbox, pages):
    """Sheets with one line of print, which is read in a tenth of a second."""
    inbox.mkdir()
    face = ImageFont.truetype("/usr/share/fonts/truetype/freefont/FreeSerif.ttf", 27)
    for start in range(0, pages, PAGES_A_FILE):
        sheets = []
        for number in range(start, min(pages, start + PAGES_A_FILE)):
            sheet = Image.new("L", (620, 300), 255)
            ImageDraw.Draw(sheet).text((60, 120), f"Tờ số {number} của tập này", 0, face)
            sheets.append(sheet)
        path = inbox / f"tập {start:05}.pdf"
        sheets[0].save(path, save_all=True, append_images=sheets[1:], resolution=150)
        made_long_ago(path)


@with_rival
@pytest.mark.skipif(not REAL, reason="the development scans are not beside the project")
def test_a_real_page_costs_at_most_a_fifth_of_ocrmypdf():
    """0.22 of OCRmyPDF that turns, straightens and cleans; 0.6 of one that only reads."""
    found = compare(REAL)
    print(f"\n{found.table()}")  # noqa: T201
    assert found.ratio <= 0.22
    assert found.ratio_to_plain <= 0.6


@with_rival
def test_a_drawn_page_costs_at_most_a_tenth_of_ocrmypdf():
    found = compare(DRAWN)
    print(f"\n{found.table()}")  # noqa: T201
    assert found.ratio <= 0.10


def test_a_night_without_news_costs_two_seconds(tmp_path):
    """2 CPU-seconds and 2.5 on the clock, its Prefect server included if it had one; best of 3."""
    inbox, archive = tmp_path / "inbox", tmp_path / "archive"
    inbox.mkdir()
    for source in DRAWN:
        made_long_ago(shutil.copy(source, inbox))
    ingest(inbox, archive)

    nights = [ingest(inbox, archive) for _ in range(3)]

    told = [(round(one.cpu_seconds, 2), round(one.wall_seconds, 2)) for one in nights]
    print(f"\nCPU and clock of nights without news: {told}")  # noqa: T201
    assert min(cpu for cpu, _ in told) <= 2.0
    assert min(wall for _, wall in told) <= 2.5


def test_all_but_reading_takes_a_twelfth_of_the_time(tmp_path):
    """8 % for Prefect, ledger, bags, twins and starts of processes in a night of 1,000 pages.

    Prefect's database is there: it is made once for a machine, for ten CPU-seconds.
    """
    night_of(tmp_path / "first", PAGES_A_FILE)
    inbox, pages = many_scans(tmp_path / "many", PAGES)

    watch(inbox, tmp_path / "archive", tmp_path / "raw")

    rooms = by_room(stacks_in((tmp_path / "raw").read_text()))
    total = sum(rooms.values())
    for name, samples in rooms.items():
        print(f"{name:22} {samples / 100:8.1f} s {100 * samples / total:5.1f} %")  # noqa: T201
    others = {name: samples for name, samples in rooms.items() if name not in READING}
    print(f"{pages} pages, all but reading {100 * sum(others.values()) / total:.1f} %")  # noqa: T201
    assert sum(others.values()) <= 0.08 * total


def test_a_page_of_a_long_night_costs_what_a_page_of_a_short_one_does(tmp_path, state):
    """At most 1.05 times, of 10,000 against 100; the coordinating process does not grow with them.

    What a night costs before its first pages run well varies by a tenth of what a hundred pages
    cost: so the pages after the first hundred, a tenth of all, are held against all that follow.
    Prefect's database is at most 20 MB in the end.
    """
    night_of(tmp_path / "first", PAGES_A_FILE)
    few = min(several_of(tmp_path / "few", FEW), key=cpu_of)
    more = min(several_of(tmp_path / "more", FEW + MORE), key=cpu_of)
    many = night_of(tmp_path / "many", MANY)

    early = (more.cpu_seconds - few.cpu_seconds) / MORE
    late = (many.cpu_seconds - more.cpu_seconds) / (MANY - FEW - MORE)
    database = sum(path.stat().st_size for path in (state / "ingest").glob("prefect.db*")) / 1e6
    print(  # noqa: T201
        f"\nCPU s: {few.cpu_seconds:.1f} of {FEW}, {more.cpu_seconds:.1f} of {FEW + MORE}, "
        f"{many.cpu_seconds:.1f} of {MANY}; a page more {early:.4f}, then {late:.4f}"
        f"\ncoordinator MB: {few.own_mb}, {many.own_mb}; Prefect's database {database:.1f} MB"
    )
    assert late <= 1.05 * early
    assert many.own_mb[1] <= 1.1 * many.own_mb[0]
    assert max(many.own_mb) <= 1.25 * max(few.own_mb)
    assert database <= 20


def cpu_of(night):
    return night.cpu_seconds


def several_of(folder, pages):
    """Nights of so many cheap pages, each into an archive of its own."""
    folder.mkdir()
    return [night_of(folder / str(number), pages) for number in range(2)]


def night_of(folder, pages):
    """What a night of so many cheap pages costs."""
    folder.mkdir()
    cheap_scans(folder / "inbox", pages)
    return ingest(folder / "inbox", folder / "archive")
