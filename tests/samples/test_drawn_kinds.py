"""Hard paper: what its truth promises holds on the pixels and in the PDF."""

from __future__ import annotations

import random
import subprocess
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from pipeline.geometry import Affine, Box
from samples import conditions, draw, faces, kinds, look, splits
from samples.layout import lay_out
from samples.machines import MACHINES
from samples.markup import MarkPlan, mark_up
from samples.press import FULL, Press, press_on, rows_of
from samples.scanner import Scanner
from samples.typesetting import Type
from samples.warping import Projection


@cache
def drawn(condition, seed, split="open"):
    """A scan, drawn once for all tests that look at it."""
    return draw.draw_document(condition, seed, split=split)


@cache
def sheets(kind, seed):
    """A document of a kind set in type, before anything is scanned."""
    rng = random.Random(seed)
    letter, how = kinds.make_kind(rng, kind, "open", look.Look.drawn(rng))
    return lay_out(letter, how)


def inside(box):
    x, y, width, height = box
    return slice(y, y + height), slice(x, x + width)


def grey(page):
    return page.image if page.image.ndim == 2 else page.image.min(axis=2)


def solid(page, line):
    """The grey of a line's thickest strokes, whatever specks and noise lie on it."""
    return float(np.percentile(grey(page)[inside(line["box"])], 4))


@pytest.mark.parametrize(
    "bare", [{"signer": None, "title": None, "authority": (), "noi_nhan": ()}, {"org": ""}]
)
def test_nobody_seals_where_nobody_signs_or_no_organ_is_named(bare):
    """A statement without a foot, and a paper of nobody, bear neither seal nor its ghost."""
    rng = random.Random(5)
    letter, how = kinds.make_kind(rng, "company", "open", look.Look.drawn(rng))
    letter = replace(letter, **bare)
    plan = MarkPlan(seal=True, signature=True, set_off=True)
    marks, record = mark_up(rng, lay_out(letter, how), letter, plan)
    assert record["seal"] is False
    assert not any(mark.kind in ("seal", "set_off") for page in marks for mark in page)


@pytest.mark.slow
@pytest.mark.parametrize("level", [110, 150, 190, 210])
def test_pale_print_has_the_level_it_is_named_for(level):
    """Big and bold strokes come to the grey that is asked for; none is darker, paper is 245."""
    page = drawn(f"pale{level}", 0).pages[0]
    big = [line for line in page.truth["lines"] if line["text"].isupper()]

    assert page.truth["print_level"] == level
    assert {line["level"] for line in page.truth["lines"]} == {level}
    assert np.median([solid(page, line) for line in big]) == pytest.approx(level, abs=9)
    assert np.median(grey(page)) == pytest.approx(245, abs=4)


@pytest.mark.slow
def test_the_truth_of_pale_print_is_that_of_any_print():
    """Paleness takes no line from the truth and no stroke from the mask."""
    page = drawn("pale210", 0).pages[0]

    for line in page.truth["lines"]:
        assert page.print_mask[inside(line["box"])].mean() > 0.02, line


@pytest.mark.slow
def test_every_second_row_is_pale():
    """Rows alternate; what stands side by side on one row is equally strong."""
    scan = drawn("stripes", 1)
    lines = scan.pages[0].truth["lines"]
    strong, weak = (
        [line for line in lines if line["level"] in range(*bounds)]
        for bounds in ((0, 135), (135, 256))
    )

    assert min(len(strong), len(weak)) > 0.35 * len(lines)
    page = scan.pages[0]
    assert np.median([solid(page, one) for one in weak]) > 25 + np.median(
        [solid(page, one) for one in strong]
    )


@pytest.mark.slow
def test_a_full_press_changes_nothing():
    """Documents of other conditions are laid as they always were, and say nothing of a level."""
    laid = press_on(random.Random(0), FULL, sheets("hung", 1)[0])

    assert laid.strength is None
    assert laid.tone is None
    page = drawn("clean", 0).pages[0].truth
    assert "print_level" not in page
    assert not any("level" in line for line in page["lines"])


def test_rows_are_found_across_columns():
    """A letterhead's two sides share their rows, and no line is in two."""
    sheet = sheets("gaps", 0)[0]
    rows = rows_of(sheet)

    assert sorted(i for row in rows for i in row) == list(range(len(sheet.lines)))
    assert any(len(row) == 2 for row in rows[:3])


def test_print_fades_toward_its_side():
    """The side that is named is the palest."""
    sheet = sheets("hung", 1)[0]
    laid = press_on(random.Random(0), Press(100, fade=0.5, side="right"), sheet)

    assert laid.strength[:, -200:].mean() < 0.6 * laid.strength[:, :200].mean()


@pytest.mark.parametrize("machine", MACHINES)
def test_machines_leave_the_picture_size_alone(machine):
    """A machine says how print and light are, not at how many dots a scan is kept."""
    _, scanner = MACHINES[machine](random.Random(1), Scanner(dpi=200, rotation=90))

    assert (scanner.dpi, scanner.rotation, scanner.mode) == (200, 90, "colour")


def test_letters_are_spared_out_of_a_black_ground():
    """White on black: the ground is print, and the letters are paper."""
    sheet = next(s for seed in range(9) for s in sheets("inverse", seed) if _black(s))
    line = _black(sheet)[0]
    left, top, right, bottom = (round(n) for n in line.place)
    ink = np.asarray(sheet.ink)[top:bottom, left:right]

    assert 0.45 < (ink > 128).mean() < 0.95
    assert np.asarray(sheet.ink)[top:bottom, left - 8 : left - 3].mean() > 250


def _black(sheet):
    ink = np.asarray(sheet.ink)
    return [
        line
        for line in sheet.lines
        if ink[round(line.place.top) - 4, round(line.place.left) - 4] == 255
    ]


def test_leaders_are_no_text():
    """Dots say only that there is room; labels and values stand on one line."""
    lines = [
        line.text for seed in range(6) for s in sheets("declaration", seed) for line in s.lines
    ]

    assert not any(".." in text for text in lines)
    assert any("Điện thoại" in text and "Email" in text for text in lines)


def test_a_hung_number_stands_on_the_line_of_its_paragraph():
    """However wide the gap, number and words are one line, in this order."""
    texts = [line.text for seed in range(4) for s in sheets("hung", seed) for line in s.lines]

    assert any(text.startswith(("1. ", "1) ", "I. ")) and len(text) > 30 for text in texts)
    assert not any(text in ("1.", "2.", "a)", "b)", "II.") for text in texts)


def test_figures_are_set_right():
    """Sums of a column end at one edge; their rows hold item, code and sums as one block."""
    sheet = sheets("statement", 0)[0]
    rows = {}
    for line in sheet.lines:
        rows.setdefault(line.block, []).append(line)
    full = [row for row in rows.values() if len(row) >= 4 and row[1].text.isdigit()]
    ends = [row[-1].place.right for row in full]

    assert len(full) > 5
    assert max(ends) - min(ends) < 2


def test_the_left_column_is_read_before_the_right_one():
    """Two columns of running text: no line of the left one follows one of the right."""
    sheet = next(s for s in sheets("columns", 1) if len(s.lines) > 20)
    middle = sheet.width * 0.52
    part = [line for line in sheet.lines if line.place.right - line.place.left < 0.4 * sheet.width]
    body = [line for line in part if len(line.text) > 25 and line.place.top > 0.3 * sheet.height]
    sides = [line.place.left > middle for line in body if "-" not in line.text[:2]]

    assert sum(one != other for one, other in pairwise(sides)) <= 3


def test_blanks_are_wider_than_spaces_and_no_letters():
    """`ngày 16 tháng      11`: the room is on the paper, not in the text."""
    lines = [line for seed in range(4) for s in sheets("gaps", seed) for line in s.lines]
    widest = max(right[1] - left[2] for line in lines for left, right in pairwise(line.words))

    assert widest > 100
    assert not any("␣" in line.text for line in lines)


def test_letters_of_a_spaced_heading_stand_apart():
    """Letterspacing widens a word by its letters and keeps its text whole."""
    kind = Type(faces.PRINT_FACES[0], 24, "bold")
    spaced = Type(faces.PRINT_FACES[0], 24, "bold", spacing=6)

    assert spaced.width("TỜ TRÌNH") == pytest.approx(kind.width("TỜ TRÌNH") + 8 * 6 * 300 / 72)


@pytest.mark.slow
def test_a_deputy_is_told_by_pen_and_rubber():
    """Print names the head alone; record and marks say who acted for whom."""
    scan = next(scan for n in range(9) if _acted(scan := drawn("feet", n)))
    record, page = scan.documents[0]["fields"], scan.pages[-1].truth
    by_pen = next(m for m in page["marks"] if m["text"] == "KT.")

    assert record["authority"].startswith("KT. ")
    assert record["title"].startswith("PHÓ ")
    assert record["title"] not in page["text"]
    assert by_pen["kind"] == "fill_in"
    assert [m["kind"] for m in page["marks"] if m["text"] == record["title"]] == ["name_stamp"]


def _acted(scan):
    record = scan.documents[0]["fields"]
    return (record["authority"] or "").startswith("KT.") and record["title"].startswith("PHÓ")


@pytest.mark.slow
def test_what_shines_through_is_in_no_truth():
    """The verso is seen on the picture and never in the recto's text; an empty back is blank."""
    recto, back = drawn("verso", 0).pages[0], drawn("verso_blank", 0).pages[0]
    empty = ~recto.print_mask
    light = grey(recto)[empty]

    assert (light < np.median(light) - 12).mean() > 0.005
    assert back.truth["blank"]
    assert back.truth["text"] == ""
    assert not back.print_mask.any()
    assert np.percentile(grey(back), 1) < np.median(grey(back)) - 6


@pytest.mark.slow
def test_a_photograph_is_askew_and_its_boxes_go_with_it():
    """Opposite edges are no longer parallel, and each line's box still holds its print."""
    page = drawn("camera", 3).pages[0]

    for line in page.truth["lines"]:
        assert page.print_mask[inside(line["box"])].mean() > 0.02, line


def test_a_projection_that_is_affine_maps_as_one():
    """The camera's map of an untilted page is the scanner's."""
    affine = Affine(0.99, -0.02, 12.5, 0.02, 0.99, -4.25)
    matrix = np.vstack([np.array(affine).reshape(2, 3), (0, 0, 1)])
    box, within = Box(100, 200, 340, 55), (3000, 2000)

    assert Projection.of(matrix).box(box, within) == affine.box(box, within)


@pytest.mark.slow
def test_a_kind_is_drawn_under_any_condition():
    """`statement+pale190` is a statement, pale."""
    page = drawn("statement+pale190", 0).pages[0].truth

    assert page["print_level"] == 190
    assert "Người lập biểu" in page["text"]


@pytest.mark.parametrize("name", ["statment+clean", "statement+clan", "+clean2"])
def test_an_unknown_kind_or_condition_names_those_that_exist(name):
    """A slip in either half is answered with the right names."""
    with pytest.raises(ValueError, match="is not one of"):
        draw.draw_document(name, 1)


@pytest.mark.slow
@pytest.mark.parametrize("condition", ["gaps", "columns", "contracts", "forms", "statements"])
def test_the_record_says_only_what_the_paper_shows(condition):
    """Subject, recipients, signer and type stand in the printed text; nothing is made up."""
    for seed in range(4):
        scan = drawn(condition, seed)
        text = " ".join(" ".join(page.truth["text"].split()) for page in scan.pages)
        record = scan.documents[0]["fields"]
        said = [record["subject"], *(record["recipients"] or [])]
        said += [record["type"]] if record["type"] != "CÔNG VĂN" else []
        assert [value for value in said if value and value not in text] == [], seed


def test_every_kind_is_drawn_by_a_condition():
    """No kind of document can be forgotten by who draws all conditions."""
    used = {kind for how in conditions.CONDITIONS.values() for kind in how.kinds}

    assert used == set(kinds.KINDS)


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_held_out_pages_have_faces_of_their_own(kind):
    """No page of one split is set in a face of the other."""
    own = {"open": set(), "held": set()}
    for split, seen in own.items():
        for seed in range(8):
            rng = random.Random(f"{split}{seed}")
            _, how = kinds.make_kind(rng, kind, split, look.Look.drawn(rng, split))
            seen.add(how.face)

    assert not own["open"] & own["held"]
    assert own["held"] <= {*faces.HELD_PRINT_FACES, *faces.HELD_SANS_FACES}


def test_splits_part_their_options():
    """Together they are all options, and they share none; too few cannot be parted."""
    options = list(range(8))
    shares = [splits.share_of(options, split) for split in splits.SPLITS]

    assert sorted([*shares[0], *shares[1]]) == options
    assert all(shares)
    with pytest.raises(ValueError, match="cannot be parted"):
        splits.share_of([1, 2], "held")


def overlaid(kind):
    """A scan with an overlay of a kind on its first page."""
    for seed in range(20):
        scan = drawn("overlaid", seed)
        for entry in scan.pages[0].truth.get("overlays", ()):
            if entry["kind"] == kind:
                return scan, entry
    raise AssertionError(f"no {kind} in twenty scans")


def shown(scan, folder):
    """The first page as a viewer shows it, at the scan's resolution."""
    path = draw.write_scan(scan, folder, "a")
    dpi = str(scan.pages[0].dpi)
    subprocess.run(
        ["pdftoppm", "-r", dpi, "-gray", "-l", "1", str(path), str(folder / "p")], check=True
    )
    from PIL import Image

    return np.asarray(Image.open(next(folder.glob("p*.pgm"))))


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "grey_level"), [("cover", 255), ("box", 0)])
def test_what_a_cover_hides_is_in_no_text(kind, grey_level, tmp_path):
    """A viewer shows the cover; the lines beneath stand in the scan and not in the truth."""
    scan, entry = overlaid(kind)
    page = scan.pages[0]
    x, y, width, height = entry["box"]
    middle = slice(y + 3, y + height - 3), slice(x + 3, x + width - 3)

    assert (shown(scan, tmp_path)[middle] == grey_level).all()
    assert page.print_mask[inside(entry["box"])].mean() > 0.02
    for line in page.truth["lines"]:
        _, top, _, high = line["box"]
        assert not y < top + high / 2 < y + height


@pytest.mark.slow
def test_what_is_typed_on_a_scan_can_be_read_from_the_pdf(tmp_path):
    """Typed words are real text of the PDF and are painted in their box."""
    scan, entry = overlaid("typed")
    picture = shown(scan, tmp_path)
    found = subprocess.run(
        ["pdftotext", "-l", "1", str(tmp_path / "a.pdf"), "-"], capture_output=True, check=True
    ).stdout.decode()

    assert entry["text"].split() == found.split()
    assert (picture[inside(entry["box"])] < 200).mean() > 0.02
    assert (grey(scan.pages[0])[inside(entry["box"])] > 150).mean() > 0.99
