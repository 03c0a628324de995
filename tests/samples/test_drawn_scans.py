"""Drawn scans: what their truth promises holds on their pixels."""

from __future__ import annotations

import io
import json
from functools import cache

import numpy as np
import pikepdf
import pytest
from PIL import Image

from samples.conditions import CONDITIONS
from samples.draw import draw_document, draw_set, write_scan


@cache
def drawn(condition, seed):
    """A scan, drawn once for all tests that look at it."""
    return draw_document(condition, seed)


@pytest.fixture(scope="module")
def annotated():
    """A colour page with seal, signature, stamp and pen."""
    return drawn("annotated", 2)


def dark(page):
    """Where the picture is clearly darker than paper."""
    gray = page.image if page.image.ndim == 2 else page.image.min(axis=2)
    return gray < 0.8 * float(np.percentile(gray, 90))


def inside(box):
    x, y, width, height = box
    return slice(y, y + height), slice(x, x + width)


@pytest.mark.slow
def test_the_same_seed_draws_the_same_pixels(annotated):
    """Samples can be drawn again anywhere: nothing depends on the clock or on what ran before."""
    again = draw_document("annotated", 2)

    assert again.truth("a") == annotated.truth("a")
    for one, other in zip(annotated.pages, again.pages, strict=True):
        assert np.array_equal(one.image, other.image)


@pytest.mark.slow
def test_another_seed_draws_another_letter(annotated):
    """Seeds vary what is written, not only the noise."""
    other = draw_document("annotated", 3)

    assert other.pages[0].truth["text"] != annotated.pages[0].truth["text"]


def test_an_unknown_condition_names_those_that_exist():
    """A slip in a condition's name is answered with the right names."""
    with pytest.raises(ValueError, match="bilevel"):
        draw_document("anotated", 1)


@pytest.mark.slow
@pytest.mark.parametrize("condition", ["annotated", "upside_down", "turned90", "black_border"])
def test_ink_lies_in_the_box_of_every_line(condition):
    """Boxes follow the page through skew, turning and scaling: print fills them and ends there."""
    for page in drawn(condition, 0).pages:
        mask = page.print_mask
        covered = np.zeros_like(mask)
        for line in page.truth["lines"]:
            where = inside(line["box"])
            assert mask[where].mean() > 0.02, line
            covered[where] = True
        # Rules and table lines stand outside the boxes; letters do not.
        assert mask[covered].sum() > 0.8 * mask.sum()


@pytest.mark.slow
def test_every_mark_has_ink_in_its_box(annotated):
    """A mark's box, its kind's mask and the picture speak of the same place."""
    for page in annotated.pages:
        seen = dark(page)
        for mark in page.truth["marks"]:
            where = inside(mark["box"])
            mask = page.ink[mark["kind"]][where]
            assert mask.any(), mark
            assert seen[where][mask].mean() > 0.5, mark


@pytest.mark.slow
def test_masks_have_the_size_of_the_picture():
    """Masks go through turning and scaling with the picture."""
    page = drawn("turned90", 0).pages[0]

    shapes = {mask.shape for mask in [page.print_mask, *page.ink.values()]}
    assert shapes == {page.image.shape[:2]}
    assert page.truth["width"] > page.truth["height"]
    assert page.truth["rotation"] in (90, 270)


@pytest.mark.slow
def test_print_and_ink_overlap_where_a_seal_covers_the_name():
    """Print under a seal is in both masks: what lies beneath is not lost from the truth."""
    page = drawn("stamped", 0).pages[-1]

    assert (page.print_mask & page.ink["seal"]).sum() > 100


@pytest.mark.slow
@pytest.mark.parametrize("condition", ["clean", "annotated"])
def test_the_text_is_its_lines(condition):
    """Page text and line boxes are two views of one thing, line for line."""
    for page in drawn(condition, 0).pages:
        lines = [line for line in page.truth["text"].split("\n") if line]
        assert lines == [line["text"] for line in page.truth["lines"]]


@pytest.mark.slow
def test_a_number_left_to_the_pen_is_not_in_the_printed_text():
    """Print leaves `Số: /BC-UBND`; the number stands in the record and among the marks."""
    for seed in range(40):
        scan = drawn("low_dpi", seed)
        fields = scan.documents[0]["fields"]
        if fields["number_ink"] == "hand":
            break
    page = scan.pages[0].truth

    line = next(one for one in page["text"].split("\n") if one.startswith("Số"))
    assert not any(c.isdigit() for c in line.split("/")[0].split("-")[0])
    fill = [m["text"] for m in page["marks"] if m["kind"] == "fill_in"]
    assert fields["number"] in fill


@pytest.mark.slow
def test_clean_pages_bear_no_ink():
    """Nothing but print is on a clean page."""
    for seed in range(3):
        scan = drawn("clean", seed)
        assert all(not page.ink and not page.truth["marks"] for page in scan.pages)
        assert scan.documents[0]["fields"]["number_ink"] == "printed"


@pytest.mark.slow
def test_a_stack_counts_its_pages_through():
    """Documents of one file follow one another, blank backs belong to the document before."""
    scan = drawn("stack", 0)

    pages = [number for document in scan.documents for number in document["pages"]]
    assert len(scan.documents) >= 3
    assert pages == list(range(1, len(scan.pages) + 1))
    assert [page.truth["number"] for page in scan.pages] == pages
    assert any(page.truth["blank"] and not page.truth["text"] for page in scan.pages)


@pytest.mark.slow
def test_a_mixed_stack_has_every_page_once_and_says_which_are_sheets():
    """Annexes count with their letter, a separator sheet with the document after it."""
    scans = [drawn("mixed_stack", seed) for seed in (0, 1)]
    for scan in scans:
        pages = [number for document in scan.documents for number in document["pages"]]
        assert pages == list(range(1, len(scan.pages) + 1))
    firsts = {document["pages"][0] for scan in scans[:1] for document in scan.documents}
    sheets = {page.truth["number"] for page in scans[0].pages if page.truth.get("separator")}
    assert sheets
    assert sheets <= firsts


@pytest.mark.slow
@pytest.mark.parametrize(
    ("condition", "coding", "bits"),
    [
        ("annotated", "/DCTDecode", 8),
        ("grey200", "/DCTDecode", 8),
        ("bilevel", "/CCITTFaxDecode", 1),
    ],
)
def test_the_pdf_holds_the_very_picture_at_its_true_size(condition, coding, bits, tmp_path):
    """One picture a page, coded as scanners do, and the page box is the paper's size."""
    scan = drawn(condition, 0)
    path = write_scan(scan, tmp_path, "a")

    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == len(scan.pages)
        for page, ours in zip(pdf.pages, scan.pages, strict=True):
            picture = page.obj.Resources.XObject.Im0
            assert picture["/Filter"] == coding
            assert picture["/BitsPerComponent"] == bits
            height, width = ours.image.shape[:2]
            box = [float(n) for n in page.mediabox]
            assert box[2] == pytest.approx(width * 72 / ours.dpi, abs=0.01)
            assert box[3] == pytest.approx(height * 72 / ours.dpi, abs=0.01)
            found = np.asarray(pikepdf.PdfImage(picture).as_pil_image().convert("RGB"))
            shown = np.asarray(Image.fromarray(ours.image).convert("RGB"))
            assert np.array_equal(found, shown)


def test_the_jpeg_decodes_to_the_image(annotated):
    """What a trainer sees is what the PDF holds, compression included."""
    page = annotated.pages[0]

    assert np.array_equal(np.asarray(Image.open(io.BytesIO(page.jpeg))), page.image)


@pytest.mark.slow
def test_a_set_has_a_truth_file_and_masks_beside_each_scan(tmp_path):
    """`sohoa samples` writes all that training and measuring need, and tells how far it is."""
    told = []
    paths = draw_set(
        tmp_path,
        ["stamped"],
        1,
        7,
        masks=True,
        progress=lambda done, all_: told.append((done, all_)),
    )

    truth = json.loads((tmp_path / "stamped-0007.truth.json").read_text(encoding="utf-8"))
    assert paths == [tmp_path / "stamped-0007.pdf"]
    assert truth["name"] == "stamped-0007"
    assert truth["schema_version"] == 1
    assert told == [(1, 1)]
    last = len(truth["pages"])
    mask = Image.open(tmp_path / f"stamped-0007.p{last}.ink-seal.png")
    assert mask.size == (truth["pages"][-1]["width"], truth["pages"][-1]["height"])
    assert (tmp_path / "stamped-0007.p1.print.png").exists()


@pytest.mark.slow
@pytest.mark.parametrize("condition", list(CONDITIONS))
def test_every_condition_is_what_its_name_says(condition):
    """The conditions' promises on mode, resolution and turning hold."""
    how = CONDITIONS[condition]
    for page in drawn(condition, 0).pages:
        assert page.truth["dpi"] == page.dpi == how.dpi
        if how.mode:
            assert page.truth["mode"] == how.mode
        if how.mode == "bilevel":
            assert set(np.unique(page.image)) == {0, 255}
        if how.rotation == 180:
            assert page.truth["rotation"] == 180
        if how.border:
            edge = np.concatenate([page.image[:, :4].ravel(), page.image[:, -4:].ravel()])
            assert np.median(edge) < 60
