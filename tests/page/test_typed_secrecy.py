"""A degree of secrecy that a file lays over its scan counts like a printed one."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.geometry import Affine, Box
from pipeline.page.secrecy import laid_over_secret
from pipeline.values.scanned import FlatPage, Overlay, Page


def secret_of(text, what="typed"):
    image = np.full((600, 400), 255, np.uint8)
    overlay = Overlay(what, Box(100, 40, 80, 20), image[:20, :80].copy(), text)
    page = Page(1, image, 100.0, overlays=(overlay,))
    flat = FlatPage(
        1, np.full((300, 200), 255, np.uint8), 50.0, Affine(2, 0, 0, 0, 2, 0), (400, 600)
    )
    return laid_over_secret(page, flat)


@pytest.mark.parametrize("degree", ["MẬT", "TỐI MẬT", "TUYỆT MẬT"])
def test_a_typed_degree_is_found_where_it_stands(degree):
    secret = secret_of(degree)
    assert secret.degree == degree
    assert secret.box == Box(50, 20, 40, 10)


@pytest.mark.parametrize("text", ["Chuyển phòng Tổng hợp", "MẶT TRẬN TỔ QUỐC", "bảo mật", None])
def test_other_words_are_no_degree(text):
    assert secret_of(text) is None


def test_a_signature_that_says_so_is_none():
    assert secret_of("MẬT", what="signature") is None
