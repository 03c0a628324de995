"""What a file may inflate to, what a page may paint, what Poppler's programs may take."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
import time
import zlib

import pikepdf
import psutil
import pytest
from drawn_pdfs import A4, Workshop, jpeg, scan_picture
from pikepdf import Array, Dictionary, Name

from pipeline import errors
from pipeline.raster import open_scan, poppler, read_page
from pipeline.raster.contents import contents_of
from pipeline.raster.inflation import MOST_CONTENT_BYTES, content_length
from pipeline.raster.programs import run
from pipeline.settings import Raster


def scans(page) -> None:
    page.jpeg()


# --- programs ---------------------------------------------------------------------------------


def test_a_program_may_not_have_more_memory(workshop):
    """Poppler is stopped by its own bound, and the page says so; with room enough it draws."""
    path = workshop.pdf(scans)
    page = {"dpi": 300, "gray": False, "annotations": False}
    with pytest.raises(errors.PageTooHeavyError, match=r"trang 1: trang cần quá nhiều bộ nhớ"):
        poppler.draw_page(path, 1, **page, limits=Raster(program_mb=16))
    assert poppler.draw_page(path, 1, **page, limits=Raster()).ndim == 3


def test_a_program_may_not_write_a_larger_file(workshop):
    """A picture that is larger than pictures may be fills no disk."""
    path = workshop.pdf(scans)
    with pytest.raises(errors.PageTooHeavyError, match="đĩa tạm"):
        poppler.stored_bits(path, 1, (620, 877), Raster(max_megapixels=0.001))
    assert poppler.stored_bits(path, 1, (620, 877), Raster()) is None  # it has no 1-bit picture


def test_a_program_may_not_say_without_end(tmp_path):
    """What no page could hold is not heard, and held in no memory."""
    said = run(["yes"], (tmp_path / "x.pdf", 1), Raster()).said
    assert said == b""


def test_a_program_that_crashes_is_its_pages_error(tmp_path):
    """It is named, with the signal."""
    with pytest.raises(errors.PageCorruptError, match="sh: tín hiệu 11"):
        run(["sh", "-c", "kill -SEGV $$"], (tmp_path / "x.pdf", 1), Raster())


def test_a_program_that_is_missing_is_named(tmp_path):
    """With the package to install."""
    with pytest.raises(errors.MissingProgramError, match="poppler-utils"):
        run(["pdf-to-nothing"], (tmp_path / "x.pdf", 1), Raster())


@pytest.mark.parametrize(
    "said", [b"", b"P6\n2 2\n255\n12345678901", b"P6\n2 x\n255\n", b"P4\n1 1\n\0"]
)
def test_half_a_drawing_is_none(said):
    """A program that was cut short leaves no half page; a whole one is read."""
    assert poppler._picture(io.BytesIO(said), 100) is None
    assert poppler._picture(io.BytesIO(b"P6\n2 2\n255\n123456789012"), 100).shape == (2, 2, 3)
    assert poppler._picture(io.BytesIO(b"P5\n2 2\n255\n1234"), 100).shape == (2, 2)
    assert poppler._picture(io.BytesIO(b"P5\n20 20\n255\n" + bytes(400)), 100) is None


OWNER = """
from pathlib import Path
from pipeline.raster.programs import run
from pipeline.settings import Raster
print("begun", flush=True)
run(["sleep", "600"], (Path("x.pdf"), 1), Raster(program_seconds=600))
"""


def test_programs_die_with_a_killed_process():
    """`kill -9` of a page process leaves no Poppler behind."""
    owner = subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE)
    try:
        assert owner.stdout.readline() == b"begun\n"
        until = time.monotonic() + 20
        while not (started := psutil.Process(owner.pid).children()) and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(0.2)
        assert started
    finally:
        owner.send_signal(signal.SIGKILL)
        owner.communicate()
    _, alive = psutil.wait_procs(started, timeout=5)
    assert alive == []


# --- inflation --------------------------------------------------------------------------------


def with_object_stream(workshop: Workshop, megabytes: int):
    """A scan whose objects lie in a stream, one of them a string of so many megabytes."""
    path = workshop.folder / "stream.pdf"
    first = workshop.pdf(scans)
    with pikepdf.open(first) as pdf:
        pdf.Root.Long = pdf.make_indirect(pikepdf.String("a" * (megabytes << 20)))
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return path


@pytest.mark.slow
def test_an_object_stream_is_not_inflated_without_end(workshop):
    """40 MB are refused with the reason, 10 MB are no paper's either and are opened."""
    with pytest.raises(errors.ScanTooHeavyError, match=r"stream.pdf: tệp cần quá nhiều chỗ"):
        open_scan(with_object_stream(workshop, 40))
    assert open_scan(with_object_stream(workshop, 10)).pages == 1


@pytest.mark.slow
def test_long_contents_are_not_followed(workshop):
    """A page that inflates to megabytes of instructions is drawn, not held in memory as objects."""
    few = MOST_CONTENT_BYTES // 2 - 1000

    def contents(instructions):
        path = workshop.pdf(lambda page: page.draw("n " * instructions))
        with pikepdf.open(path) as pdf:
            return contents_of(pdf.pages[0])

    assert contents(few).whole
    assert not contents(few + 2000).whole


def test_contents_are_counted_as_they_inflate():
    """Packed, plain, in parts, missing; an array in itself is too much."""
    with pikepdf.new() as pdf:
        plain = pdf.make_stream(b"n " * 50)
        packed = pikepdf.Stream(pdf, zlib.compress(b"n " * 5000))
        packed[Name.Filter] = Name.FlateDecode
        parts = pdf.make_indirect(Array([plain, packed]))
        assert content_length(plain) == 100
        assert content_length(packed) == 10_000
        assert content_length(parts) == 10_100
        assert content_length(packed, 700) > 700
        assert content_length(None) == content_length(Dictionary()) == 0
        parts.append(parts)
        assert content_length(parts) > MOST_CONTENT_BYTES


# --- giants -----------------------------------------------------------------------------------


def test_a_giant_that_the_page_does_not_paint_is_nobodys(workshop):
    """Many programs give every page one dictionary with the pictures of all."""

    def shares(page) -> None:
        page.jpeg()
        page.page.obj.Resources.XObject["/Other"] = page.image(b"", (60_000, 60_000))

    assert read_page(workshop.pdf(shares), 1, Raster()).origin == "embedded"


def test_a_mask_is_measured_as_its_picture(workshop):
    """The mask of a small picture may be the giant; a mask of the picture's size is none."""

    def masked(side):
        def draw(page) -> None:
            mask = page.image(b"", (side, side), Name.DeviceGray, Filter=Name.FlateDecode)
            page.jpeg(SMask=mask)

        return draw

    with pytest.raises(errors.PageTooLargeError, match="61440 × 61440"):
        read_page(workshop.pdf(masked(61_440)), 1, Raster())
    path = workshop.pdf(lambda page: page.jpeg(SMask=page.image(b"\xff" * 4, (2, 2),
                                                                Name.DeviceGray)))  # fmt: skip
    assert read_page(path, 1, Raster()).origin == "rendered"


def test_opening_tells_how_large_pages_are(workshop):
    """Pixels of the pictures, and the paper; a dictionary of all pictures counts for none twice."""
    a4_inches = A4[0] * A4[1] / 72**2
    picture = scan_picture((1240, 1754))
    data = jpeg(picture)

    def strips(page) -> None:
        for row in range(4):
            page.jpeg(picture, (595, 0, 0, 210, 0, 210 * row), data)

    def text(page) -> None:
        page.draw("0 0 9 9 re f")

    path = workshop.pdf(lambda page: page.jpeg(picture, data=data), strips, text)
    one, four, none = open_scan(path).sizes
    assert one == pytest.approx((1240 * 1754 / 1e6, 3, a4_inches), rel=0.01)
    assert four.megapixels == pytest.approx(4 * one.megapixels)
    assert none == pytest.approx((0.0, 3, a4_inches), rel=0.01)

    shared = workshop.folder / "shared.pdf"
    with pikepdf.open(path) as pdf:
        objects = pdf.make_indirect(pdf.pages[1].Resources.XObject)
        for page in pdf.pages:
            page.Resources.XObject = objects
        pdf.save(shared)
    sizes = open_scan(shared).sizes
    assert [size.megapixels for size in sizes[1:]] == [pytest.approx(one.megapixels)] * 2


def test_a_box_that_cannot_be_is_no_reason_to_crash(workshop):
    """Sides of a million inches: the sheet is taken for what its picture is."""

    def draw(page) -> None:
        page.jpeg()
        page.page.obj.MediaBox = Array([0, 0, 90_000_000, 90_000_000])

    path = workshop.pdf(draw)
    assert open_scan(path).pages == 1
    assert read_page(path, 1, Raster()).size_px == (620, 877)


def test_a_palette_of_itself_ends(workshop):
    """Neither decoding nor weighing follows it round."""

    def draw(page) -> None:
        space = page.pdf.make_indirect(
            Array([Name.Indexed, Name.DeviceRGB, 255, pikepdf.String("0")])
        )
        space[1] = space
        data = zlib.compress(bytes(620 * 877))
        page.place(page.image(data, (620, 877), space, Filter=Name.FlateDecode))

    path = workshop.pdf(draw)
    assert open_scan(path).pages == 1
    with pytest.raises(errors.PageCorruptError):
        read_page(path, 1, Raster())
