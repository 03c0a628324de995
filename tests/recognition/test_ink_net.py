"""The ink net on pictures too large to be looked at in one piece."""

from __future__ import annotations

import numpy as np
from drawn_paper import Sheet

from pipeline.recognition import ink_net
from pipeline.recognition.ink_net import make_ink_net


def test_bands_see_what_the_whole_would_show(monkeypatch):
    """A large picture is looked at band by band, and no seam tells where."""
    sheet = Sheet(dpi=100)
    sheet.body(40, 28)
    whole = make_ink_net().look(sheet.gray)
    monkeypatch.setattr(ink_net, "_MOST_PIXELS", sheet.gray.size // 2)
    monkeypatch.setattr(ink_net, "_BAND_PIXELS", sheet.gray.size // 5)
    banded = make_ink_net().look(sheet.gray)
    assert banded.shape == whole.shape == (2, *sheet.gray.shape)
    off = np.abs(banded.astype(int) - whole) > 8
    assert off.mean() < 1e-3
