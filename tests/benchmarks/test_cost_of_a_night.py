"""The bars on processor time and memory. Minutes of work: run by `SOHOA_BENCHMARKS=1 pytest`."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from evaluation.bench.cost import compare, measure_stack

SCANS = Path(__file__).parents[2] / "samples" / "scans"
PDFS = sorted(SCANS.rglob("*.pdf"))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(
        os.environ.get("SOHOA_BENCHMARKS") != "1",
        reason="takes minutes; set SOHOA_BENCHMARKS=1 to measure",
    ),
    pytest.mark.skipif(not PDFS, reason="samples/scans has no PDF"),
]


@pytest.mark.skipif(shutil.which("ocrmypdf") is None, reason="ocrmypdf is not installed")
def test_a_page_costs_at_most_a_quarter_of_ocrmypdf():
    """CPU of all processes on the same PDFs in the same run, without the night's fixed cost.

    The fixed cost (Prefect's server) is told apart since a dozen samples are not a night.
    """
    found = compare(PDFS)
    assert found.ratio_without_start <= 0.25, found.table()


def test_a_scan_of_300_pages_stays_within_600_mb():
    """No process grows beyond 600 MB, and the second half of the scan needs no more than the first.

    A tenth is allowed between the halves: pages differ in size.
    """
    found = measure_stack(PDFS, 300)
    assert found.peak_mb <= 600, found
    assert found.halves_mb[1] <= 1.1 * found.halves_mb[0], found
