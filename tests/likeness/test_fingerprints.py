"""What is kept of a page finds its like: whatever order it was read in, not another one's."""

from dataclasses import replace

import pytest
from paper import page_of

from pipeline.likeness import NUMBERS, prints_of, worth_comparing
from pipeline.likeness.fingerprints import alike_pictures, alike_words
from pipeline.values.document import Document, Source, Text
from pipeline.values.judging import ScanJudgement

TEXT = (
    "Thực hiện Kế hoạch số 15/KH-UBND ngày 12 tháng 3 năm 2019 của Ủy ban nhân dân tỉnh về việc "
    "tổng kết công tác phòng, chống thiên tai, Ủy ban nhân dân huyện báo cáo như sau"
)
OTHER = (
    "Căn cứ Luật Ngân sách nhà nước số 83 ngày 25 tháng 6 năm 2015 và đề nghị của Trưởng phòng Tài "
    "chính, nay cấp bổ sung kinh phí sửa chữa trụ sở cho các xã, phường, thị trấn trong năm"
)


def prints(*pages):
    numbered = tuple(replace(page, number=n) for n, page in enumerate(pages, 1))
    source = Source("a.pdf", "a" * 64, tuple(page.number for page in numbered))
    return prints_of(Document("a-0001", source, {}, numbered, Text("", "")))


def shared(one, other):
    return set(one.bands) & set(other.bands)


def pictured(page, bits):
    return replace(page, scan=ScanJudgement(200.0, 24, fingerprint=f"{bits:064x}"))


def test_a_page_read_in_another_order_and_without_accents_shares_its_bands():
    """Columns are found in different order, and accents are lost."""
    one, again = prints(
        page_of([("body", TEXT), ("foot_left", "Nơi nhận: như trên")]),
        page_of([("foot_left", "Noi nhan: như trên"), ("body", TEXT.replace("ạ", "a"))]),
    )
    assert alike_words(one, again) > 0.8
    assert shared(one, again)
    assert worth_comparing(one, again)


def test_another_text_shares_nothing():
    """Two papers of one office are not held against each other."""
    one, other = prints(page_of([("body", TEXT)]), page_of([("body", OTHER)]))
    assert alike_words(one, other) < 0.2
    assert not shared(one, other)
    assert not worth_comparing(one, other)


def test_numbers_have_bands_of_their_own():
    """They tell a page from others of its form, and are asked for apart."""
    one, other = prints(
        page_of([("body", TEXT)]),
        page_of([("body", TEXT.replace("15", "76").replace("12", "28").replace("2019", "2021"))]),
    )
    assert {band % 2 for band in one.bands} == {0, NUMBERS}
    assert {band % 2 for band in shared(one, other)} == {0}


@pytest.mark.parametrize("flipped", [0, 24])
def test_pages_with_hardly_any_text_are_found_by_their_picture(flipped):
    """A drawing, a photograph: two scans differ in a tenth of 256 bits."""
    bits = int("9c3f" * 16, 16)
    one, again = prints(
        pictured(page_of([("body", "Ảnh 1")]), bits),
        pictured(page_of([("body", "Ánh I")]), bits ^ ((1 << flipped) - 1)),
    )
    assert one.words == ()
    assert shared(one, again)
    assert alike_pictures(one, again) == flipped
    assert worth_comparing(one, again)


def test_blank_pages_are_like_nothing():
    """Two empty backs are no second scan of each other."""
    empty = replace(page_of([("body", " ")]), zones=(), blank=True)
    one, again = prints(pictured(empty, 5), pictured(empty, 5))
    assert one.bands == ()
    assert alike_pictures(one, again) is None
    assert not worth_comparing(one, again)
