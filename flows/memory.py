"""Memory of the machine, and what a page will take of it: measured, so that nights can plan.

Measured in page processes on drawn sheets of 9 to 120 megapixels, in colour, gray and black and
white, as stored at 150 to 600 dpi: a process at rest and what every page costs takes 180 MB, the
decoded picture its bytes and one more a pixel, and the flat page 20 bytes a pixel, whatever its
colours. They took this, or up to a fifth less (docs/decisions/0009-bounds.md).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from pipeline.settings import Settings
    from pipeline.values.scanned import PageSize

__all__ = ["ORDINARY_MB", "bound_of", "free_mb", "memory_of", "worker_count"]

ORDINARY_MB = 400
"""Room a process is counted with before its pages are known: an A4 at 300 dpi in colour takes 290,
an A3 370."""
_EVERY_PAGE_MB = 180.0
_FLAT_BYTES = 20.0
_MARGIN = 1.5  # of a page's bound over what it is expected to take


def worker_count(workers: int) -> int:
    """As many processes as were asked for, or as cores and memory allow; at least one."""
    if workers > 0:
        return workers
    cores = len(os.sched_getaffinity(0))
    return max(1, min(cores, int(free_mb() // ORDINARY_MB)))


def memory_of(size: PageSize | None, settings: Settings) -> float:
    """Megabytes that reading a page of this size is expected to take at its peak."""
    if size is None:
        return ORDINARY_MB
    most = settings.raster.max_megapixels
    drawn = size.square_inches * settings.raster.render_dpi**2 / 1e6
    stored = min(size.megapixels or drawn, most)
    flat = size.square_inches * settings.flattening.reading_dpi**2 / 1e6
    flat = min(flat, settings.flattening.reading_megapixels)
    return _EVERY_PAGE_MB + (size.pixel_bytes + 1) * stored + _FLAT_BYTES * flat


def bound_of(expected_mb: float, settings: Settings) -> float:
    """Megabytes a job may take that is expected to take so many."""
    bounds = settings.bounds
    return min(bounds.process_mb, max(bounds.least_mb, _MARGIN * expected_mb))


def free_mb() -> float:
    """Memory that is to be had, by the machine and by the container we may be in."""
    free = psutil.virtual_memory().available / 1024**2
    group = Path("/sys/fs/cgroup")
    try:
        limit = (group / "memory.max").read_text().strip()
        if limit != "max":
            used = int((group / "memory.current").read_text())
            free = min(free, (int(limit) - used) / 1024**2)
    except OSError:
        pass  # no control groups of the second kind: the machine's own figure stands
    return free
