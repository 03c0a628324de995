"""Pages that a file names and does not have are holes at their own number."""

from __future__ import annotations

import pytest

from pipeline import errors
from pipeline.raster import open_scan, read_page
from pipeline.raster.leaves import leaves_of
from pipeline.settings import Raster


def tree(path, kids, count):
    """A PDF with a page tree as given: objects 3, 4, 5 are pages, 6 is none, 7 a branch."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {count}>>",
        *(
            f"<</Type/Page/Parent 2 0 R/Resources<<>>/MediaBox[0 0 {100 * i} 300]>>"
            for i in (3, 4, 5)
        ),
        "(not a page)",
        "<</Type/Pages/Kids[4 0 R null]/Count 2/Parent 2 0 R>>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(data)}\n%%EOF"
    path.write_bytes(data + end.encode())
    return path


@pytest.mark.parametrize(
    ("kids", "count", "places", "unplaced"),
    [
        ("3 0 R 4 0 R 5 0 R", 3, [0, 1, 2], 0),
        ("3 0 R null 99 0 R", 3, [0, None, None], 0),
        ("3 0 R 6 0 R 5 0 R", 3, [0, None, 1], 0),
        ("3 0 R 7 0 R 5 0 R", 4, [0, 1, None, 2], 0),
        ("3 0 R", 9, [0], 8),
        ("3 0 R 4 0 R", 1, [0, 1], 0),
        ("3 0 R 4 0 R", -3, [0, 1], 0),
        ("3 0 R 3 0 R", 2, [0, 1], 0),
    ],
)
def test_every_place_of_a_tree_is_counted(tmp_path, kids, count, places, unplaced):
    leaves = leaves_of(tree(tmp_path / "a.pdf", kids, count))
    assert (leaves.places, leaves.unplaced) == (places, unplaced)


def test_a_missing_page_is_a_hole_and_the_others_keep_their_numbers(tmp_path):
    path = tree(tmp_path / "a.pdf", "3 0 R null 5 0 R", 3)
    assert open_scan(path).pages == 3
    settings = Raster(render_dpi=72)
    assert [read_page(path, n, settings).size_px[0] for n in (1, 3)] == [300, 500]
    assert read_page(path, 3, settings).number == 3
    with pytest.raises(errors.PageCorruptError, match=r"trang 2: .*không còn nội dung"):
        read_page(path, 2, settings)


def test_pages_without_a_place_are_one_hole_behind_the_last(tmp_path):
    path = tree(tmp_path / "a.pdf", "3 0 R 4 0 R", 90_000)
    assert open_scan(path).pages == 3
    with pytest.raises(errors.PageCorruptError, match="90000 trang nhưng chỉ còn 2"):
        read_page(path, 3, Raster())


def test_a_tree_that_runs_in_a_circle_is_refused(tmp_path):
    with pytest.raises(errors.CorruptScanError):
        open_scan(tree(tmp_path / "a.pdf", "3 0 R 2 0 R", 2))


def test_a_tree_without_pages_is_refused(tmp_path):
    with pytest.raises((errors.NoPagesError, errors.CorruptScanError)):
        open_scan(tree(tmp_path / "a.pdf", "null", 1))


@pytest.mark.parametrize("count", [1, 0, -3])
def test_a_count_that_is_too_low_hides_no_page(tmp_path, count):
    """Poppler draws as many pages as `/Count` says: the others are read all the same."""
    path = tree(tmp_path / "a.pdf", "3 0 R 4 0 R", count)
    assert open_scan(path).pages == 2
    settings = Raster(render_dpi=72)
    assert [read_page(path, n, settings).size_px[0] for n in (1, 2)] == [300, 400]


def test_a_file_whose_table_is_lost_still_says_how_many_pages_it_had(tmp_path):
    """qpdf puts such a file together and closes the gaps in its tree: it is to be copied again."""
    path = tree(tmp_path / "a.pdf", "3 0 R null 5 0 R", 3)
    path.write_bytes(path.read_bytes().replace(b"%PDF-1.4\n", b"%PDF-1.4\n%%%%%%\n"))
    with pytest.raises(errors.CorruptScanError, match="2 trong 3 trang"):
        open_scan(path)


def test_a_file_whose_table_is_lost_and_has_all_its_pages_is_read(tmp_path):
    path = tree(tmp_path / "a.pdf", "3 0 R 4 0 R 5 0 R", 3)
    path.write_bytes(path.read_bytes().replace(b"%PDF-1.4\n", b"%PDF-1.4\n%%%%%%\n"))
    assert open_scan(path).pages == 3
