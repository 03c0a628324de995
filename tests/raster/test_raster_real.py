"""Real scans come out exactly; damaged bytes end in errors of ours."""

from __future__ import annotations

import contextlib
import random
import re
from pathlib import Path

import numpy as np
import pytest
from drawn_pdfs import jpeg, scan_picture
from PIL import Image

from pipeline.errors import DigitiseError
from pipeline.raster import open_scan, read_page
from pipeline.settings import Raster

SCANS = Path(__file__).parents[2].parent / "shared" / "scans"


@pytest.mark.scans
@pytest.mark.slow
@pytest.mark.skipif(not SCANS.is_dir(), reason="the development scans are not beside the project")
def test_real_pages_come_out_without_their_overlays():
    """Signed scans of several makers, 100 to 300 dpi, 1 to 24 bit: pixel for pixel the raster."""
    seen = 0
    for raster in sorted(SCANS.glob("*/*.scan.*")):
        stem, number = re.fullmatch(r"(.*)\.p(\d+)\.scan\.\w+", raster.name).groups()
        page = read_page(raster.with_name(f"{stem}.pdf"), int(number), Raster())
        with Image.open(raster) as picture:
            truth = np.asarray(picture.convert("L" if page.image.ndim == 2 else "RGB"))
        assert (page.origin, page.image.shape) == ("embedded", truth.shape), raster.name
        # Scanners of the other offices were set to anything; their sheets are A4 or a part of one.
        made_at = {"central": 200, "quangngai": 300}.get(raster.parent.name)
        assert page.dpi == pytest.approx(made_at, rel=0.01) if made_at else 80 < page.dpi < 310
        apart = np.abs(page.image.astype(np.int16) - truth)
        assert apart.mean() < 1.0, raster.name  # the JPEG decoders round differently
        seen += 1
    assert seen >= 9


@pytest.mark.slow
def test_damaged_bytes_end_in_our_own_errors(workshop):
    """Whatever is wrong with the bytes, the answer is a picture or an error of our tree."""
    data = jpeg(scan_picture((310, 438)))
    path = workshop.pdf(lambda page: page.jpeg(scan_picture((310, 438)), data=data))
    whole = path.read_bytes()
    chance = random.Random(20)
    pieces = [b"0", b"-1", b"99999999", b"null", b"/", b"<<", b"[", b"1 0 R", b"()", b">>"]
    for _ in range(60):
        mutant = bytearray(whole)
        for _ in range(chance.choice([1, 3, 10])):
            # Most of the file is the picture: aim at the objects before and behind it.
            at = chance.choice([chance.randrange(900), -chance.randrange(1, 900)]) % len(mutant)
            piece = chance.choice([*pieces, bytes([chance.randrange(256)])])
            mutant[at : at + chance.choice([0, 1, len(piece), 12])] = piece
        path.write_bytes(mutant)
        with contextlib.suppress(DigitiseError):
            open_scan(path)
            read_page(path, 1, Raster(render_dpi=50))
