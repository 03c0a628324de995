"""Picture files in the archive: kept as they are, wrapped for document.pdf without loss."""

from __future__ import annotations

import hashlib
import io

import numpy as np
import pikepdf
import pytest
from drawn_scans import document_of, draw_page
from PIL import Image
from test_searchable_pdf import text_of

from pipeline.export import write_bag
from pipeline.export.pdf import write_searchable
from pipeline.raster import open_scan, read_page
from pipeline.settings import Raster

LINES = ("Kính gửi: Văn phòng",)


def drawn(count=1):
    return [draw_page(n, lines=(f"Trang thứ {n} của tập",)) for n in range(1, count + 1)]


def saved(path, pages, **options):
    pictures = [page.image for page in pages]
    more = {"save_all": True, "append_images": pictures[1:]} if len(pictures) > 1 else {}
    pictures[0].save(path, dpi=(100, 100), **more, **options)
    return path


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.jpg", {"quality": 90}),
        ("a.png", {}),
        ("a.jp2", {}),
        ("a.tif", {"compression": "tiff_lzw"}),
        ("a.tif", {"compression": "jpeg"}),
    ],
)
def test_a_picture_is_kept_and_its_pdf_says_what_it_says(tmp_path, name, options):
    pages = drawn()
    path = saved(tmp_path / name, pages, **options)
    document = document_of(path, [page.reading for page in pages])
    write_bag(document, path, {}, tmp_path / "bag")
    kept = tmp_path / "bag/data" / f"original{path.suffix}"
    assert kept.read_bytes() == path.read_bytes()
    assert text_of(tmp_path / "bag/data/document.pdf") == ["Trang thứ 1 của tập"]
    again = read_page(tmp_path / "bag/data/document.pdf", 1, Raster())
    seen = read_page(path, 1, Raster())
    assert np.array_equal(again.image, seen.image)


def test_a_jpeg_goes_in_byte_for_byte(tmp_path):
    pages = drawn()
    path = saved(tmp_path / "a.jpg", pages, quality=90)
    target = tmp_path / "document.pdf"
    write_searchable(document_of(path, [pages[0].reading]), path, target)
    with pikepdf.open(target) as pdf:
        streams = [o.read_raw_bytes() for o in pdf.objects if isinstance(o, pikepdf.Stream)]
    assert hashlib.sha256(path.read_bytes()).digest() in {
        hashlib.sha256(stream).digest() for stream in streams
    }


@pytest.mark.parametrize("orientation", [1, 3, 5, 6, 8])
@pytest.mark.parametrize("ending", ["tif", "jpg"])
def test_a_turned_picture_is_wrapped_as_it_is_shown(tmp_path, ending, orientation):
    pages = drawn()
    picture = pages[0].image
    path = tmp_path / f"a.{ending}"
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"exif": exif} if ending == "jpg" else {"tiffinfo": {274: orientation}}
    picture.save(path, dpi=(100, 100), **options)
    seen = read_page(path, 1, Raster())
    target = tmp_path / "document.pdf"
    write_searchable(document_of(path, [pages[0].reading]), path, target)
    again = read_page(target, 1, Raster())
    assert again.image.shape == seen.image.shape
    assert np.abs(again.image.astype(int) - seen.image).mean() < 2


def test_a_document_of_a_picture_stack_has_its_own_pages(tmp_path):
    pages = drawn(3)
    path = saved(tmp_path / "a.tif", pages, compression="tiff_lzw")
    document = document_of(path, [page.reading for page in pages[1:]])
    write_bag(document, path, {}, tmp_path / "bag")
    own = tmp_path / "bag/data/original.pdf"
    assert open_scan(own).pages == 2
    assert np.array_equal(read_page(own, 1, Raster()).image, read_page(path, 2, Raster()).image)


def test_a_page_that_broke_off_is_a_crossed_out_sheet(tmp_path):
    from pipeline.export.wrapping import add_missing_page

    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 200))
        pdf.add_blank_page(page_size=(300, 200))
        add_missing_page(pdf, 1)
        data = io.BytesIO()
        pdf.save(data)
        assert [float(page.mediabox[2]) for page in pdf.pages] == pytest.approx(
            [200, 595.28, 300], abs=0.1
        )
    path = tmp_path / "a.pdf"
    path.write_bytes(data.getvalue())
    assert read_page(path, 2, Raster(render_dpi=50)).image.min() < 200
