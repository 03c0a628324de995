"""Words of two readings are laid over each other where they stand."""

from dataclasses import replace

import pytest
from paper import page_of

from pipeline.geometry import Affine, Box
from pipeline.likeness.wording import laid_over, tokens_of

BLOCKS = (
    ("letterhead_left", "ỦY BAN NHÂN DÂN\nHUYỆN AN BÌNH\nSố: 55/BC-UBND"),
    ("letterhead_right", "An Bình, ngày 12 tháng 3 năm 2019"),
    (
        "body",
        "Thực hiện chương trình công tác năm, văn phòng tổng hợp kết quả như sau\n"  # noqa: ISC004
        "các phòng chuyên môn đã hoàn thành báo cáo đúng thời hạn quy định\n"
        "giao ông Nguyễn Văn Hùng theo dõi, đôn đốc việc tổ chức triển khai",
    ),
    ("foot_right", "CHỦ TỊCH\nTrần Thị Lan"),
)


def moved(page, by: Affine, size=None):
    """The page as another scanner saw it: every box elsewhere."""

    def at(box):
        return by.box(box)

    zones = tuple(
        replace(
            zone,
            box=at(zone.box),
            lines=tuple(
                replace(
                    line,
                    box=at(line.box),
                    words=tuple(replace(word, box=at(word.box)) for word in line.words),
                )
                for line in zone.lines
            ),
        )
        for zone in page.zones
    )
    return replace(page, zones=zones, size_px=size or page.size_px)


SHEET = page_of(BLOCKS)


@pytest.mark.parametrize(
    ("by", "size"),
    [
        (Affine(), (1654, 2339)),
        (Affine(0.5, 0, 7, 0, 0.5, -9), (827, 1170)),  # 100 dpi, slid
        (Affine(0, -1, 2339, 1, 0, 0), (2339, 1654)),  # lying on its side
        (Affine(-1, 0.01, 1654, -0.01, -1, 2339), (1654, 2339)),  # on its head, a little askew
    ],
)
def test_a_second_scan_is_laid_on_the_first(by, size):
    """Turned, smaller, askew: every word finds its like."""
    again = replace(moved(SHEET, by, size), dpi=200 * (abs(by.a) + abs(by.b)))
    over = laid_over(SHEET, again)
    assert over is not None
    assert over.share == 1.0
    assert over.changed == over.only_first == over.only_second == ()
    x, y = over.map_at(Box(300, 400, 100, 30)).point(350, 415)
    assert abs(x - by.point(350, 415)[0]) < 4
    assert abs(y - by.point(350, 415)[1]) < 4


def test_words_read_differently_at_one_place_are_told():
    """And so are such as stand on one page only."""
    other = page_of(
        [
            (kind, text.replace("55/BC-UBND", "56/BC-UBND").replace(" Lan", ""))
            for kind, text in BLOCKS
        ]
    )
    over = laid_over(SHEET, other)
    assert [(one.text, two.text) for one, two in over.changed] == [("55/BC-UBND", "56/BC-UBND")]
    assert "Lan" in {token.text for token in over.only_first}


def test_words_that_a_scan_has_cut_off_are_not_missed():
    """What lies outside of the other picture cannot be on it."""
    cut = moved(SHEET, Affine(1, 0, 0, 0, 1, -200), (1654, 2139))
    zones = [zone for zone in cut.zones if zone.box.y >= 0]
    over = laid_over(SHEET, replace(cut, zones=tuple(zones)))
    assert over is not None
    assert not over.only_first


def test_another_text_cannot_be_laid_over():
    """Too few words have their like."""
    other = page_of([("body", "Quyết định nâng bậc lương thường xuyên đối với viên chức")])
    assert laid_over(SHEET, other) is None


def test_scratches_read_as_letters_are_no_words():
    """A box of three pixels is not as high as any letter."""
    line = SHEET.zones[0].lines[0]
    flat = tuple(replace(word, box=word.box._replace(height=3)) for word in line.words)
    zone = replace(SHEET.zones[0], lines=(replace(line, words=flat),))
    assert tokens_of(replace(SHEET, zones=(zone,))) == []
