"""Marks as evidence: the ink alone, where it lay on the scan, and how it is put back."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.evidence.crops import cut_out_png, cut_png, mask_on_scan, outline
from pipeline.evidence.putting_back import erase, put_back, read_cutout
from pipeline.evidence.stored_marks import ink_mark, merged, to_evidence
from pipeline.geometry import Affine, Box
from pipeline.ink.clean import clean
from pipeline.paper.flatten import flatten
from pipeline.raster import open_scan, read_page
from pipeline.recognition.ink_net import make_ink_net
from pipeline.settings import Settings
from pipeline.values.marks import Mark
from pipeline.values.scanned import FlatPage, Page
from samples.draw import draw_document

SETTINGS = Settings()
SCANS = Path(__file__).parents[3] / "shared" / "scans"
CONDITIONS = ["clean", "stamped", "annotated", "grey200", "bilevel", "struck", "upside_down"]
CONDITIONS += ["turned90", "shaded", "low_dpi", "black_border", "show_through"]


def cleaned(page):
    """A page flat and clean, as reading has it before it reads."""
    return clean(flatten(page, SETTINGS.flattening), SETTINGS.ink, make_ink_net().look)


def ink_of(page):
    """The union of the masks of a clean page."""
    union = np.zeros(page.gray.shape, dtype=bool)
    for mark in page.marks:
        union[mark.box.slices] |= mark.mask
    return union


def lay_back(page, marks, pictures):
    """The erased scan, and what it becomes with the cut-outs laid over it."""
    cutouts = [read_cutout(pictures[mark.cutout], mark.box) for mark in marks if mark.cutout]
    erased = erase(page.image, cutouts)
    return cutouts, erased, put_back(erased, cutouts)


def goes_back(page):
    """Check one page in both frames; how many pixels of the scan its marks have."""
    done = cleaned(page)
    union = ink_of(done)
    assert np.array_equal(done.gray[~union], done.plain[~union])
    restored = done.gray.copy()
    restored[union] = done.plain[union]
    assert np.array_equal(restored, done.plain)

    marks, pictures = to_evidence(page, done.flat, merged(done.marks))
    cutouts, erased, back = lay_back(page, marks, pictures)
    assert np.array_equal(back, page.image)
    covered = np.zeros(page.image.shape[:2], dtype=bool)
    for cutout in cutouts:
        covered[cutout.box.slices] |= cutout.mask
    assert np.array_equal(erased[~covered], page.image[~covered])
    # What was taken off the flat page lies under a cut-out, wherever the scan lay in the scanner.
    ys, xs = np.nonzero(done.gray != done.plain)
    for y, x in list(zip(ys, xs, strict=True))[:: max(1, len(ys) // 2000)]:
        column, row = done.flat.to_original.point(x + 0.5, y + 0.5)
        assert covered[int(row), int(column)]
    return int(covered.sum())


@pytest.mark.slow
@pytest.mark.parametrize("condition", CONDITIONS)
def test_removed_ink_gives_the_page_again(condition):
    """Cleaned page plus removed ink is the page before, flat and as scanned, to the last pixel."""
    drawn = draw_document(condition, 3).pages[0]
    taken = goes_back(Page(1, drawn.image, drawn.dpi, bilevel=condition == "bilevel"))

    assert taken or condition not in {"stamped", "annotated"}


@pytest.mark.scans
@pytest.mark.slow
@pytest.mark.skipif(not SCANS.is_dir(), reason="no development scans beside the project")
@pytest.mark.parametrize("name", ["quangngai/cv-574", "quangngai/ct-07-den-bw"])
def test_removed_ink_gives_a_real_page_again(name):
    """The same on scans as offices make them: in colour under a skew, and black and white."""
    scan = open_scan(SCANS / f"{name}.pdf")

    assert goes_back(read_page(scan.path, 1, SETTINGS.raster)) > 10_000


def rgba(png):
    """The pixels of a PNG as a viewer shows them."""
    return np.array(Image.open(io.BytesIO(png)).convert("RGBA"))


@pytest.mark.parametrize("kind", ["colour", "gray", "gray in colour", "every gray", "bilevel"])
def test_a_cut_out_has_the_scans_pixels_on_the_ink_and_nothing_elsewhere(kind):
    """Alpha is the mask, crisp; colours are exact; gray and 1-bit scans make small files."""
    random = np.random.default_rng(1)
    image = random.integers(0, 256, (90, 120, 3), dtype=np.uint8)
    if kind != "colour":
        image = image[..., 0] if kind != "gray in colour" else image[..., :1].repeat(3, axis=2)
    if kind in {"gray", "gray in colour"}:
        image = np.minimum(image, 250)
    if kind == "bilevel":
        image = np.where(image > 127, 255, 0).astype(np.uint8)
    box = Box(10, 20, 70, 50)
    mask = random.random(box.shape) < 0.5

    png = cut_out_png(image, box, mask)

    shown = rgba(png)
    part = image[box.slices] if image.ndim == 3 else image[box.slices][..., None].repeat(3, 2)
    assert np.array_equal(shown[..., 3] == 255, mask)
    assert np.array_equal(shown[..., 3] == 0, ~mask)
    assert np.array_equal(shown[..., :3][mask], part[mask])
    mode = {"colour": "RGB", "every gray": "LA", "bilevel": "P"}.get(kind, "L")
    assert Image.open(io.BytesIO(png)).mode == mode
    if kind == "bilevel":
        assert len(png) < 2 * mask.size // 8 + 200


def test_a_crop_of_a_one_bit_scan_is_one_bit():
    """Evidence of a fax is no larger than the fax."""
    image = np.where(np.random.default_rng(2).random((80, 80)) > 0.5, 255, 0).astype(np.uint8)

    shown = Image.open(io.BytesIO(cut_png(image, Box(0, 0, 80, 80))))

    assert shown.mode == "1"
    assert np.array_equal(np.array(shown), image > 0)


@pytest.mark.parametrize(
    "back",
    [
        Affine(),
        Affine(a=1.5, e=1.5),  # averaged down
        Affine(-1.5, 0, 150, 0, -1.5, 120),  # scanned upside down
        Affine(0, 1.5, 0, -1.5, 0, 150),  # on its side
        Affine(1.4948, -0.1307, 6, 0.1307, 1.4948, -4),  # 5 degrees askew
    ],
)
def test_a_mask_lies_on_the_ink_of_the_scan(back):
    """However the page lay: all ink of the mark is covered, and less than a flat pixel more."""
    mask = np.zeros((40, 50), dtype=bool)
    mask[10:20, 5:8] = mask[30, 20:45] = True
    mark = Box(20, 15, 50, 40)
    box = back.box(mark.grown(1, (80, 100)), (150, 160))

    lies = mask_on_scan(mask, mark, back, box)

    to_flat = back.inverse()
    for y in range(box.height):
        for x in range(box.width):
            u, v = to_flat.point(box.x + x + 0.5, box.y + y + 0.5)
            u, v = u - mark.x, v - mark.y
            inside = 0 <= v < 40 and 0 <= u < 50 and mask[int(v), int(u)]
            assert lies[y, x] >= inside
            if lies[y, x]:
                near = mask[max(0, int(v - 1)) : int(v + 2), max(0, int(u - 1)) : int(u + 2)]
                assert near.any()


def test_the_outline_goes_round_the_ink():
    """Few corners, on the page, about everything but a pixel or two."""
    y, x = np.mgrid[:100, :100]
    ring = abs(np.hypot(x - 50, y - 50) - 40) < 3
    corners = outline(ring, Box(200, 300, 100, 100))

    assert 8 <= len(corners) <= 40
    assert all(205 <= x <= 295 and 305 <= y <= 395 for x, y in corners)
    assert outline(np.zeros((5, 5), dtype=bool), Box(0, 0, 5, 5)) == ()


def test_erased_ink_leaves_the_paper_of_its_place():
    """On a page that is darker on one side, a mark leaves the shade around it, not white."""
    image = np.tile(np.linspace(120, 250, 200).astype(np.uint8), (100, 1))
    marked = image.copy()
    marked[40:60, 20:30] = marked[40:60, 160:170] = 30
    boxes = [Box(20, 40, 10, 20), Box(160, 40, 10, 20)]
    whole = np.ones((20, 10), dtype=bool)
    cutouts = [read_cutout(cut_out_png(marked, box, whole), box) for box in boxes]

    erased = erase(marked, cutouts)

    assert np.abs(erased.astype(int) - image).max() < 15
    assert np.array_equal(put_back(erased, cutouts), marked)


def test_print_may_stay_where_a_mark_is_erased():
    """With what cleaning left, the letters under a mark stand on the erased page too."""
    image = np.full((60, 60), 200, dtype=np.uint8)
    box = Box(10, 10, 30, 30)
    left = np.full(box.shape, 255, dtype=np.uint8)
    left[5:8] = 0
    cutouts = [read_cutout(cut_out_png(image, box, np.ones(box.shape, dtype=bool)), box)]

    erased = erase(image, cutouts, lambda _box: left)

    assert set(np.unique(erased[15:18, 10:40])) == {0}
    assert set(np.unique(erased[20:40, 10:40])) == {200}


def blot(kind, x, y, width, height, *, ink=None, **known):
    """A mark that is all ink, or has this mask."""
    mask = np.ones((height, width), dtype=bool) if ink is None else ink
    return Mark(kind, Box(x, y, width, height), mask, **known)


def test_pen_on_a_blank_is_one_mark_with_colour_and_reading():
    """The lifted blue pen and the slot's reading of it are one fill-in; nothing read is lost."""
    pen = blot("note", 100, 100, 60, 20, colour="blue", confidence=0.4)
    slot = blot("fill_in", 95, 98, 70, 24, confidence=0.9, text="574", alternatives=(("514", 0.1),))

    (mark,) = merged([pen, slot])

    assert (mark.kind, mark.colour, mark.text) == ("fill_in", "blue", "574")
    assert (mark.confidence, mark.alternatives) == (0.9, (("514", 0.1),))


def test_a_pen_lifted_in_pieces_is_whole_on_its_blank():
    """Three figures that do not touch are the one number that the slot's reading says."""
    figures = [blot("unknown", 100 + 20 * i, 100, 15, 20, colour="blue") for i in range(3)]
    slot = blot("fill_in", 98, 98, 64, 24, text="574")

    (mark,) = merged([*figures, slot])

    assert mark.box == Box(100, 100, 55, 20)
    assert mark.mask.sum() == 3 * 15 * 20
    assert mark.text == "574"


def test_a_stroke_that_leaves_the_blank_stays_a_mark_of_its_own():
    """A signature that runs through the number: the blank keeps its reading, the pen its ink."""
    pen = blot("signature", 0, 0, 400, 200, colour="blue")
    slot = blot("fill_in", 100, 100, 60, 20, text="5")

    assert [mark.kind for mark in merged([pen, slot])] == ["signature", "fill_in"]


def test_a_stamps_own_figures_are_no_fill_in_of_the_page():
    """What a slot took from a stamp's ink is the stamp's; pen in the empty middle is not."""
    frame = np.zeros((100, 200), dtype=bool)
    frame[:5] = frame[-5:] = True
    frame[40:60, 20:80] = True
    stamp = blot("incoming_stamp", 0, 0, 200, 100, ink=frame, fields={"number": "12"})
    own = blot("fill_in", 20, 40, 60, 20, text="12")
    under = blot("fill_in", 120, 20, 60, 20, text="574")

    kept = merged([stamp, own, under])

    assert [(mark.kind, mark.text) for mark in kept] == [
        ("incoming_stamp", None),
        ("fill_in", "574"),
    ]
    assert kept[0].fields == {"number": "12"}


@pytest.mark.parametrize(("colour", "kept"), [("blue", ["seal", "fill_in"]), ("red", ["seal"])])
def test_pen_of_another_colour_under_a_seal_stays_a_mark(colour, kept):
    """`KT.` that the seal's mask covers says who acts for whom; the seal's own ink says nothing."""
    seal = blot("seal", 0, 0, 200, 200, colour="red")
    sign = blot("fill_in", 20, 80, 40, 25, colour=colour)

    assert [mark.kind for mark in merged([seal, sign])] == kept


def test_a_scrap_read_as_letters_belongs_to_the_mark_it_lies_in():
    """Strokes left of a seal are no mark beside the seal; those far from it are."""
    seal = blot("seal", 0, 0, 200, 200)
    scrap, far = blot("unknown", 180, 50, 25, 10), blot("unknown", 400, 50, 30, 10)

    whole, other = merged([seal, scrap, far])

    assert (whole.kind, whole.box, other) == ("seal", Box(0, 0, 205, 200), far)
    assert whole.mask.sum() == seal.mask.sum() + 5 * 10  # the scrap's ink is evidence too


def test_marks_of_different_kinds_that_cross_both_stay():
    """A signature through a seal, a MẬT stamp in the ĐẾN stamp's frame: both matter."""
    seal, signature = blot("seal", 0, 0, 200, 200), blot("signature", 50, 50, 100, 60)
    framed, secret = blot("incoming_stamp", 300, 0, 200, 100), blot("secrecy", 320, 20, 60, 30)

    assert merged([seal, signature, framed, secret]) == [seal, signature, framed, secret]


def test_one_mark_found_by_two_stages_is_one():
    """Two finds of the same kind on the same ink unite, and what either read is kept."""
    first = blot("secrecy", 10, 10, 60, 30, colour="red", confidence=0.5)
    second = blot("secrecy", 12, 10, 60, 30, confidence=0.9, text="MẬT", fields={"a": "1"})

    (mark,) = merged([first, second])

    assert (mark.box, mark.text, mark.colour) == (Box(10, 10, 62, 30), "MẬT", "red")
    assert mark.fields == {"a": "1"}
    assert mark.confidence == 0.9


def test_a_record_lies_on_the_scan_and_names_its_pictures():
    """Box, crop and cut-out of a mark agree, in pixels of the original."""
    image = np.full((300, 300), 230, dtype=np.uint8)
    image[150:180, 60:120] = 20
    page = Page(7, image, 150.0)
    flat = FlatPage(7, image[::2, ::2].copy(), 75.0, Affine(a=2, e=2), (300, 300))
    mark = blot("incoming_stamp", 30, 75, 30, 15, fields={"number": "5"})
    empty = blot("unknown", 5, 5, 10, 10, ink=np.zeros((10, 10), dtype=bool))

    (stamp, nothing), pictures = to_evidence(page, flat, [mark, empty])

    assert stamp.box == Box(58, 148, 64, 34)
    assert stamp.crop == "p0007-01-incoming-stamp.png"
    assert stamp.cutout == "p0007-01-incoming-stamp.cutout.png"
    assert (nothing.cutout, nothing.outline) == (None, ())
    assert set(pictures) == {*stamp.pictures, *nothing.pictures}
    ink = rgba(pictures[stamp.cutout])
    assert ink.shape[:2] == stamp.box.shape
    dark = image[stamp.box.slices] == 20
    assert (ink[..., 3][dark] == 255).all()
    assert stamp.fields == {"number": "5"}


def test_a_line_cut_by_the_sheets_edge_is_a_mark_as_far_as_the_page_reaches():
    """Its box is as high as its letters would be; one that lies on the page stays as it is."""
    plain = np.zeros((100, 200), np.uint8)
    assert ink_mark("unknown", Box(10, 90, 50, 30), plain, 0.4).box == Box(10, 90, 50, 10)
    assert ink_mark("unknown", Box(10, 20, 50, 30), plain, 0.4).box == Box(10, 20, 50, 30)
