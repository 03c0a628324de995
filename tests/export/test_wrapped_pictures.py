"""Picture files in the archive: kept as they are, wrapped for document.pdf without loss."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace

import numpy as np
import pikepdf
import pytest
from drawn_scans import document_of, draw_page
from PIL import Image
from test_searchable_pdf import text_of

from pipeline.errors import PageCorruptError
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


def strips(path, index):
    """The stored bytes of a page of a TIFF."""
    with Image.open(path) as picture:
        picture.seek(index)
        places, lengths = picture.tag_v2[273], picture.tag_v2[279]
    data = path.read_bytes()
    return [data[at : at + length] for at, length in zip(places, lengths, strict=True)]


@pytest.mark.parametrize(
    "options",
    [
        {"compression": "tiff_lzw"},
        {"compression": "jpeg"},
        {"compression": "tiff_adobe_deflate", "big_tiff": True},
        {"compression": "group4"},
        {"compression": "tiff_lzw", "tiffinfo": {274: 6}},
    ],
)
def test_a_document_of_a_picture_stack_has_its_own_pages(tmp_path, options):
    """They are a TIFF again, strip by strip as they were, and read as they were."""
    pages = drawn(3)
    if options["compression"] == "group4":
        pages = [replace(page, image=page.image.convert("1")) for page in pages]
    path = saved(tmp_path / "a.tif", pages, **options)
    document = document_of(path, [page.reading for page in pages[1:]])
    write_bag(document, path, {}, tmp_path / "bag")
    own = tmp_path / "bag/data/original.tif"
    assert open_scan(own).pages == 2
    for index in (0, 1):
        assert strips(own, index) == strips(path, index + 1)
        kept, stack = (read_page(at, index + more, Raster()) for at, more in ((own, 1), (path, 2)))
        assert np.array_equal(kept.image, stack.image)
        assert (kept.dpi, kept.bilevel) == (stack.dpi, stack.bilevel)
    with pikepdf.open(tmp_path / "bag/data/document.pdf") as pdf:
        assert len(pdf.pages) == 2


def test_a_document_whose_page_broke_off_is_a_pdf_of_its_own(tmp_path):
    """The sheet that stands for the missing page cannot be a picture of the scanner's."""
    pages = drawn(3)
    path = saved(tmp_path / "a.tif", pages, compression="tiff_lzw")
    data = bytearray(path.read_bytes())
    with Image.open(path) as picture:
        picture.seek(1)
        second = picture._frame_pos[1]
    at = second + 2 + 12 * int.from_bytes(data[second : second + 2], "little")
    data[at : at + 4] = (len(data) + 1000).to_bytes(4, "little")
    path.write_bytes(data)
    readings = [pages[1].reading, replace(pages[2].reading, problem="mất")]
    write_bag(document_of(path, readings), path, {}, tmp_path / "bag")
    assert open_scan(tmp_path / "bag/data/original.pdf").pages == 2


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


def test_a_damaged_picture_costs_the_others_nothing(tmp_path):
    """One page of a stack cannot be decoded: it is crossed out, the others go out with words."""
    pages = drawn(3)
    path = saved(tmp_path / "a.tif", pages, compression="tiff_adobe_deflate")
    with Image.open(path) as stack:
        stack.seek(1)
        strips = len(stack.tag_v2[273])
        at, length = stack.tag_v2[273][strips // 2], stack.tag_v2[279][strips // 2]
    data = bytearray(path.read_bytes())
    data[at : at + length] = b"noise" * (length // 5) + bytes(length % 5)
    path.write_bytes(data)
    with pytest.raises(PageCorruptError, match="trang 2") as caught:
        read_page(path, 2, Raster())
    readings = [page.reading for page in pages]
    readings[1] = replace(readings[1], problem=str(caught.value))
    write_bag(document_of(path, readings), path, {}, tmp_path / "bag")
    assert (tmp_path / "bag/data/original.tif").read_bytes() == bytes(data)
    found = text_of(tmp_path / "bag/data/document.pdf")
    assert found == ["Trang thứ 1 của tập", "Trang thứ 3 của tập"]
    with pikepdf.open(tmp_path / "bag/data/document.pdf") as pdf:
        assert len(pdf.pages) == 3


def test_a_bare_code_stream_goes_in_byte_for_byte(tmp_path):
    """A PDF wants JPEG 2000 in its boxes; the code stream inside them is the scanner's."""
    pages = drawn()
    path = tmp_path / "a.j2k"
    pages[0].image.convert("RGB").save(path, "JPEG2000", no_jp2=True)
    target = tmp_path / "document.pdf"
    write_searchable(document_of(path, [page.reading for page in pages]), path, target)
    with pikepdf.open(target) as pdf:
        (picture,) = pdf.pages[0].get_images().values()
        assert path.read_bytes() in picture.read_raw_bytes()
    seen = read_page(path, 1, Raster()).image
    assert np.array_equal(read_page(target, 1, Raster()).image, seen)
