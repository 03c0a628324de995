"""Pictures of a cleaned page for a person who wants to see what was taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.evidence.crops import cut_png, gray_on_scan
from pipeline.evidence.putting_back import erase, read_cutout
from pipeline.geometry import Box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.page.reading import PageTrace

__all__ = ["cleaned_pictures"]


def cleaned_pictures(trace: PageTrace) -> dict[str, bytes]:
    """What was taken off a page, and what is left.

    Returns:
        File name → PNG: `p0001.cleaned.png`, the scan without its marks (laid over it, the
        cut-outs give the scan again); `p0001.print.png`, upright and even, as engines read it;
        and the cut-out of each mark. Nothing of a withheld page.
    """
    reading, pictures = trace.result.reading, trace.result.crops
    if reading.withheld is not None:
        return {}
    flat = trace.clean.flat

    def left(box: Box) -> NDArray[np.uint8]:
        return gray_on_scan(trace.clean.gray, flat.to_original, box)

    names = [(mark.cutout, mark.box) for mark in reading.marks if mark.cutout]
    cutouts = [read_cutout(pictures[name], box) for name, box in names]
    page = f"p{reading.number:04d}"
    whole, clean = erase(trace.page.image, cutouts, left), trace.clean.gray
    return {
        f"{page}.cleaned.png": cut_png(whole, Box(0, 0, *reading.size_px)),
        f"{page}.print.png": cut_png(clean, Box(0, 0, clean.shape[1], clean.shape[0])),
        **{name: pictures[name] for name, _ in names},
    }
