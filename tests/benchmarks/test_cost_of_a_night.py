"""The bar on memory; those on time stand in `test_speed_bars`. `SOHOA_BENCHMARKS=1 pytest`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evaluation.bench.cost import measure_stack

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


def test_a_scan_of_300_pages_stays_within_600_mb():
    """No process grows beyond 600 MB, and the second half of the scan needs no more than the first.

    A tenth is allowed between the halves: pages differ in size.
    """
    found = measure_stack(PDFS, 300)
    assert found.peak_mb <= 600, found
    assert found.halves_mb[1] <= 1.1 * found.halves_mb[0], found
