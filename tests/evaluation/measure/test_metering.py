"""The cost of a program is that of all its processes."""

from __future__ import annotations

import sys

import pikepdf
import pytest
from PIL import Image

from evaluation.bench.cost import Comparison, stack
from evaluation.measure.metering import Cost, meter

BURN = "import time\nuntil = time.process_time() + {}\nwhile time.process_time() < until: pass\n"


def cost(cpu: float) -> Cost:
    return Cost(0, cpu, cpu, 100.0, "x", (90.0, 100.0), (50.0, 50.0), "")


@pytest.mark.slow
def test_time_of_children_and_orphans_is_counted():
    """A grandchild that nobody waits for is charged to the program that started it."""
    orphan = (
        "import subprocess, sys\n"
        f"subprocess.Popen([sys.executable, '-c', {BURN.format(0.4)!r}])\n" + BURN.format(0.1)
    )
    found = meter([sys.executable, "-c", orphan])
    assert found.code == 0
    assert 0.5 <= found.cpu_seconds < 2.0


def test_the_largest_process_is_named():
    """Peak memory is that of one process, a child here, and the exit code and words are kept."""
    child = "block = bytearray(120 * 1024 ** 2)\nimport time\ntime.sleep(0.8)"
    parent = (
        "import subprocess, sys\n"
        f"subprocess.run([sys.executable, '-c', {child!r}])\nprint('xong')\nsys.exit(3)"
    )
    found = meter([sys.executable, "-c", parent])
    assert 120 < found.peak_mb < 200
    assert max(found.own_mb) < 60  # the parent holds nothing
    assert "bytearray" in found.peak_of
    assert (found.code, found.output.strip()) == (3, "xong")


def test_a_stack_has_as_many_pages_as_asked(tmp_path):
    """Pages of the sources come round and round."""
    for name, width in (("a.pdf", 100), ("b.pdf", 200)):
        Image.new("L", (width, 50)).save(tmp_path / name, resolution=72)
    stack(sorted(tmp_path.glob("*.pdf")), 5, tmp_path / "stack.pdf")
    with pikepdf.open(tmp_path / "stack.pdf") as whole:
        assert [round(float(page.mediabox[2])) for page in whole.pages] == [100, 200] * 2 + [100]
    with pytest.raises(ValueError, match="at least one"):
        stack([], 5, tmp_path / "none.pdf")


def test_the_ratios_are_told():
    """To OCRmyPDF that mends as we do, and to one that only reads."""
    found = Comparison(10, night=cost(30.0), again=cost(1.0), mending=cost(100.0), plain=cost(50.0))
    assert (found.ratio, found.ratio_to_plain) == (0.3, 0.6)
    assert "0,30" in found.table()
    assert "0,60" in found.table()
