"""Two documents: one paper, a part of it, or two."""

from dataclasses import replace

from paper import page_of
from test_sheets import OTHER, Pictures

from pipeline.likeness import compare
from pipeline.values.document import Document, Source, Text
from pipeline.values.judging import ScanJudgement
from pipeline.values.readings import PageCode

WORDS = [
    "kế",
    "hoạch",
    "ngân",
    "sách",
    "huyện",
    "phòng",
    "chuyên",
    "môn",
    "báo",
    "cáo",
    "thời",
    "hạn",
    "quy",
    "định",
    "theo",
    "dõi",
    "đôn",
    "đốc",
    "tổ",
    "chức",
    "triển",
    "khai",
    "kết",
    "quả",
    "nhiệm",
    "vụ",
    "trọng",
    "tâm",
    "đơn",
    "vị",
    "trực",
    "thuộc",
    "tổng",
    "hợp",
    "kiến",
    "nghị",
    "đề",
    "xuất",
    "giải",
    "pháp",
    "thực",
    "hiện",
    "chỉ",
    "tiêu",
    "sản",
    "lượng",
    "diện",
    "tích",
    "gieo",
    "trồng",
    "năng",
    "suất",
    "bình",
    "quân",
    "hộ",
    "nghèo",
    "việc",
    "làm",
    "mới",
    "đào",
    "tạo",
    "nghề",
    "giáo",
    "dục",
    "y",
    "tế",
    "văn",
    "hóa",
    "thể",
    "thao",
    "giao",
    "thông",
    "thủy",
    "lợi",
    "điện",
    "nước",
    "môi",
    "trường",
    "rác",
    "thải",
]


def leaf(seed, **more):
    """A page of its own words."""
    said = [WORDS[(seed * 7 + n * (seed + 3)) % len(WORDS)] + f"{seed}x{n}" for n in range(48)]
    lines = [" ".join(said[n : n + 6]) for n in range(0, 48, 6)]
    scan = ScanJudgement(200.0, 24, fingerprint=f"{(seed * 0x9E3779B97F4A7C15) ** 4 % 2**256:064x}")
    return replace(page_of([("body", "\n".join(lines))], **more), scan=scan)


BLANK = replace(page_of([("body", "x")]), zones=(), blank=True)
SEPARATOR = replace(
    page_of([("body", "TỜ PHÂN CÁCH")]),
    codes=(PageCode("QRCode", "SOHOA-PHAN-CACH", page_of([("body", "x")]).zones[0].box),),
)


def paper(name, *pages):
    numbered = tuple(replace(page, number=n) for n, page in enumerate(pages, 1))
    source = Source(f"{name}.pdf", name * 64, tuple(page.number for page in numbered))
    return Document(f"{name}-0001", source, {}, numbered, Text("", ""))


def test_the_same_pages_are_one_paper():
    """In another order, with blank backs and a separator before them."""
    one = paper("a", leaf(1), leaf(2), leaf(3))
    other = paper("b", SEPARATOR, leaf(3), BLANK, leaf(1), BLANK, leaf(2))
    found = compare(one, other, Pictures())
    assert found.kind == "same"
    assert found.pages == ((1, 4), (2, 6), (3, 2))
    assert found.score == 1.0
    assert found.reasons[0].startswith("3 trang giống nhau")


def test_a_paper_that_is_scanned_with_more_is_a_part():
    """One page of it was scanned alone, or one was forgotten."""
    found = compare(paper("a", leaf(2)), paper("b", leaf(1), leaf(2)), Pictures())
    assert found.kind == "part"
    assert found.pages == ((1, 2),)
    assert "bản sau còn 1 trang khác" in found.reasons


def test_papers_that_share_an_annex_are_two():
    """Each has a page that the other one lacks."""
    assert compare(paper("a", leaf(1), leaf(9)), paper("b", leaf(2), leaf(9)), Pictures()) is None


def test_a_page_that_differs_makes_two_papers_of_two_that_agree_else():
    """The first page bears another number; the others are alike to the letter."""
    one = paper("a", leaf(1), leaf(2))
    place = one.pages[0].lines[0].words[0].box
    look = Pictures(OTHER, [place])
    assert compare(one, paper("b", leaf(1), leaf(2)), look) is None


def test_other_papers_are_not_one():
    """Nothing is alike, and no picture is asked."""
    look = Pictures()
    assert compare(paper("a", leaf(1), leaf(2)), paper("b", leaf(3), leaf(4)), look) is None
    assert look.asked == 0


def test_pages_without_words_are_told_by_their_pictures():
    """A plan drawn by hand; so is another one, which is not."""
    bare = replace(leaf(5), zones=())
    assert compare(paper("a", bare), paper("b", bare), Pictures()).kind == "same"
    assert compare(paper("a", bare), paper("b", replace(leaf(6), zones=())), Pictures()) is None


def test_blank_papers_are_nobody_s_twins():
    """Two backs have nothing in common but that there is nothing."""
    assert compare(paper("a", BLANK), paper("b", BLANK), Pictures()) is None
