"""Layers of a page: as it is seen, without its marks, its marks alone."""

import cv2
import numpy as np
import pikepdf
import pytest
from drawn_scans import add_scan
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.archive.pictures.layers import Sheet, draw_layer
from pipeline.errors import PageError
from pipeline.evidence.crops import cut_out_png, cut_png
from pipeline.geometry import Box
from pipeline.settings import Raster

PAPER, INK, RED = (250, 246, 238), (25, 25, 25), (215, 40, 45)


def sealed(folder, *, circles=((200, 150, 60),), seed=0):
    """A colour page as PNG with seals drawn on print: (image, sheet)."""
    image = np.full((420, 300, 3), PAPER, np.uint8)
    for row in range(40, 400, 40):
        cv2.putText(image, "Tran Thi B", (20, row), cv2.FONT_HERSHEY_SIMPLEX, 1, INK, 2)
    noise = np.random.default_rng(seed).integers(-4, 5, image.shape)
    image = np.clip(image.astype(int) + noise, 0, 255).astype(np.uint8)
    cutouts = []
    for number, (x, y, radius) in enumerate(circles):
        mask = np.zeros(image.shape[:2], np.uint8)
        cv2.circle(mask, (x, y), radius, 255, 8)
        image[mask > 0] = RED
        box = Box.of(mask > 0)
        cutouts.append((folder / f"{number}.cutout.png", box, mask[box.slices] > 0))
    for path, box, mask in cutouts:
        path.write_bytes(cut_out_png(image, box, mask))
    scan = folder / "scan.png"
    Image.fromarray(image).save(scan)
    kept = tuple((path, box) for path, box, _ in cutouts)
    return image, Sheet(scan, 1, (300, 420), scanned=True, cutouts=kept)


def drawn(sheet, layer):
    return draw_layer(sheet, layer, Raster())


def test_the_original_is_the_scan_to_the_pixel(tmp_path):
    image, sheet = sealed(tmp_path)
    assert np.array_equal(drawn(sheet, "original"), image)


def test_the_cleaned_page_has_no_red_and_every_other_pixel(tmp_path):
    image, sheet = sealed(tmp_path)
    cleaned = drawn(sheet, "cleaned")
    red = (image == RED).all(axis=2)
    assert red.any()
    assert not (cleaned == RED).all(axis=2).any()
    assert np.array_equal(cleaned[~red], image[~red])
    assert np.abs(cleaned[red].astype(int) - PAPER).max() <= 8


def test_evidence_is_ink_on_white_alone(tmp_path):
    image, sheet = sealed(tmp_path)
    evidence = drawn(sheet, "evidence")
    red = (image == RED).all(axis=2)
    assert np.array_equal(evidence[red], image[red])
    assert (evidence[~red] == 255).all()


@settings(max_examples=15, deadline=None)
@given(
    circles=st.lists(
        st.tuples(st.integers(-20, 320), st.integers(-20, 440), st.integers(5, 90)),
        min_size=1, max_size=4,
    ),
    seed=st.integers(0, 9),
)  # fmt: skip
def test_evidence_laid_over_the_cleaned_page_is_the_original(tmp_path_factory, circles, seed):
    folder = tmp_path_factory.mktemp("sealed")
    seen = [one for one in circles if _is_seen(*one)]
    image, sheet = sealed(folder, circles=seen, seed=seed)
    cleaned, evidence = drawn(sheet, "cleaned"), drawn(sheet, "evidence")
    evidence = np.broadcast_to(evidence.reshape(420, 300, -1), image.shape)
    ink = (evidence != 255).any(axis=2)
    together = np.where(ink[..., None], evidence, cleaned)
    assert np.array_equal(together, image)


def _is_seen(x, y, radius):
    mask = np.zeros((420, 300), np.uint8)
    cv2.circle(mask, (x, y), radius, 255, 8)
    return mask.any()


def test_a_page_without_marks_has_an_empty_layer_of_them(tmp_path):
    image, sheet = sealed(tmp_path, circles=())
    assert (drawn(sheet, "evidence") == 255).all()
    assert np.array_equal(drawn(sheet, "cleaned"), image)


def test_what_the_file_lays_over_its_scan_is_seen_and_evidence(tmp_path):
    """A signature is there for a reader of the page, and gone from what was scanned."""
    image, sheet = sealed(tmp_path)
    signature = np.full((30, 80, 3), (240, 240, 255), np.uint8)
    path = tmp_path / "signed.png"
    path.write_bytes(cut_png(signature, Box(0, 0, 80, 30)))
    signed = Sheet(
        sheet.original, 1, sheet.size, scanned=True,
        cutouts=sheet.cutouts, overlays=((path, Box(10, 380, 80, 30)),),
    )  # fmt: skip
    original, cleaned, evidence = (drawn(signed, x) for x in ("original", "cleaned", "evidence"))
    place = Box(10, 380, 80, 30).slices
    assert np.array_equal(original[place], signature)
    assert np.array_equal(evidence[place], signature)
    assert np.array_equal(cleaned[place], image[place])


def test_a_page_that_is_drawn_in_another_size_fits_its_boxes(tmp_path):
    path = tmp_path / "two.pdf"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 420))
        page.Contents = pdf.make_stream(b"0 0 1 rg 0 210 150 210 re f")  # upper left, from below
        pdf.save(path)
    image = draw_layer(Sheet(path, 1, (500, 700)), "original", Raster(render_dpi=100))
    assert image.shape == (700, 500, 3)
    assert tuple(image[10, 10]) == (0, 0, 255)
    assert tuple(image[690, 490]) == (255, 255, 255)


def test_a_page_that_is_not_there_is_an_error_of_that_page(tmp_path):
    path = tmp_path / "one.pdf"
    with pikepdf.new() as pdf:
        add_scan(pdf, Image.new("L", (300, 400), 255), 100)
        pdf.save(path)
    with pytest.raises(PageError):
        drawn(Sheet(path, 2, None), "original")
