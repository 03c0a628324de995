"""Text decides which part of the document a zone is."""

from __future__ import annotations

from dataclasses import replace

from drawn_lines import MM, block, said

from pipeline.layout.naming import name_zones

SIZE = (2339, 1654)
"""An A4 page at 200 dpi."""


def named(*blocks):
    return name_zones(blocks, SIZE, 200)


def kinds(*blocks):
    return [found.kind for found in named(*blocks)]


def texts(found):
    return [[line.text for line in part.lines] for part in found]


def body(y=120, lines=4):
    return [said("khai thực hiện một số nội dung", 30, y + 7 * i, wide=155) for i in range(lines)]


def head(left=("ỦY BAN NHÂN DÂN", "Số: 57/UBND")):
    return (
        block("letterhead_left", *(said(t, 40, 20 + 7 * i) for i, t in enumerate(left))),
        block("letterhead_right", said("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 105, 20)),
    )


def test_recipients_are_parted_from_the_body():
    """`Kính gửi:` and its list begin a part; the body after it begins another."""
    found = named(
        *head(),
        block(
            "body",
            said("Kính gửi:", 60, 60),
            said("- Sở Tài chính;", 75, 67),
            said("- Phòng Nội vụ.", 75, 74),
            *body(90),
        ),
    )

    assert [part.kind for part in found[2:]] == ["recipients", "body"]
    assert [line.text for line in found[2].lines] == [
        "Kính gửi:",
        "- Sở Tài chính;",
        "- Phòng Nội vụ.",
    ]


def test_kinh_gui_deep_in_the_body_is_the_bodys():
    """Words of a form quoted far down the page begin no recipients."""
    lines = [*body(60, 9), said("Kính gửi: Phòng Nội vụ", 40, 130), *body(140, 3)]

    assert kinds(block("body", *lines)) == ["body"]


def test_kinh_gui_in_the_letterheads_column_comes_after_the_letterhead():
    """Swept into the left column by the cut, it is cut off and read after the right column."""
    found = named(*head(("ỦY BAN NHÂN DÂN", "Số: 57/UBND", "Kính gửi: Sở Tài chính")))

    assert [part.kind for part in found] == ["letterhead_left", "letterhead_right", "recipients"]
    assert texts(found)[2] == ["Kính gửi: Sở Tài chính"]


def test_a_number_alone_at_the_top_is_the_pages():
    """`2` above the body of a continued page is no word of the text."""
    found = named(block("body", said("2", 104, 12), *body(25)))

    assert [part.kind for part in found] == ["page_number", "body"]
    assert texts(found)[0] == ["2"]


def test_a_number_at_the_foot_of_the_page_is_the_pages():
    """Old papers number pages below."""
    assert kinds(block("body", *body(25), said("- 3 -", 103, 285))) == ["body", "page_number"]


def test_a_number_in_the_middle_of_the_page_is_text():
    """A line that holds a figure alone stays in the body."""
    assert kinds(block("body", *body(100), said("12", 104, 130), *body(140))) == ["body"]


def test_a_type_name_and_its_subject_are_the_title():
    """Capitals in the middle above the body, and the centred lines beneath them."""
    found = named(
        *head(),
        block(
            "body",
            said("BÁO CÁO", 97, 60),
            said("Tình hình quản lý tài sản công", 78, 67),
            *body(85),
        ),
    )

    assert [part.kind for part in found[2:]] == ["title", "body"]
    assert texts(found)[2] == ["BÁO CÁO", "Tình hình quản lý tài sản công"]


def test_capitals_in_the_body_are_no_title():
    """`QUYẾT ĐỊNH:` after the preamble stands in the body."""
    found = named(
        *head(),
        block("body", *body(60)),
        block("body", said("QUYẾT ĐỊNH:", 94, 110), *body(120)),
    )

    assert [part.kind for part in found[2:]] == ["body", "body"]


def test_small_letters_in_the_middle_are_no_title():
    """A centred line that is no type name begins no title."""
    assert kinds(*head(), block("body", said("về việc họp", 94, 60), *body(85)))[2:] == ["body"]


def test_columns_are_foot_by_what_they_say():
    """On a short page the foot stands high: `Nơi nhận` tells what shape cannot."""
    assert kinds(
        block("letterhead_left", said("Nơi nhận:", 30, 60), said("- Như trên;", 30, 66)),
        block("letterhead_right", said("KT. CHỦ TỊCH", 130, 60)),
    ) == ["foot_left", "foot_right"]


def test_columns_are_letterhead_by_what_they_say():
    """A letterhead in the middle of a page (an annex begins) is one all the same."""
    assert kinds(
        block("foot_left", said("Số: 57/UBND-VP", 30, 160)),
        block("foot_right", said("Độc lập - Tự do - Hạnh phúc", 110, 160)),
    ) == ["letterhead_left", "letterhead_right"]


def test_noi_nhan_beneath_the_body_is_a_foot():
    """A foot in one stretch with the body is parted from it."""
    found = named(block("body", *body(60), said("Nơi nhận:", 30, 100), said("- Lưu: VT.", 30, 106)))

    assert [part.kind for part in found] == ["body", "foot_left"]


def test_no_line_is_lost_or_doubled():
    """Whatever the parts, their lines are those that came, in their order."""
    lines = [
        said("2", 104, 12),
        said("TỜ TRÌNH", 97, 50),
        said("Kính gửi: Ban Thường vụ", 70, 62),
        *body(80),
        said("Nơi nhận:", 30, 130),
        said("- Lưu.", 30, 136),
        said("4", 104, 288),
    ]

    found = named(block("body", *lines))

    assert [line for part in found for line in part.lines] == lines
    assert [part.kind for part in found] == [
        "page_number", "title", "recipients", "body", "foot_left", "page_number",
    ]  # fmt: skip


def test_zones_in_which_nothing_was_read_are_dropped():
    """A zone of strokes without a word is no part of the document."""
    empty = block("body", *body())
    assert named(empty.__class__("body", empty.box, ())) == []
    assert named() == []


def test_boxes_hold_their_lines():
    """A part's box is that of its own lines."""
    found = named(block("body", said("2", 104, 12), *body(25)))

    assert found[0].box.height == round(4 * MM)
    assert found[1].box.y == round(25 * MM)


def test_a_subject_goes_on_below_its_widest_line():
    """A line as wide as the column is the title's when centred lines follow, not otherwise."""
    title = [
        said("CHỈ THỊ", 95, 60, wide=25),
        said("và người đứng đầu cấp ủy, chính quyền các cấp trong thực hiện", 30, 67, wide=155),
        said("cấp bách phòng, chống dịch trên địa bàn quận", 60, 74, wide=95),
    ]

    found = named(*head(), block("body", *title, *body(y=95)))

    assert [part.kind for part in found][2:] == ["title", "body"]
    assert len(found[2].lines) == 3
    assert kinds(*head(), block("body", title[0], *body(y=67)))[2:] == ["title", "body"]


def test_a_page_number_alone_in_its_zone_is_the_pages():
    """Set far below the text, in the corner or with the count of pages."""
    for text in ("4", "- 4 -", "Trang 4/12", "4/12"):
        assert kinds(block("body", *body(60)), block("body", said(text, 180, 285))) == [
            "body",
            "page_number",
        ]


def test_a_number_below_footnotes_is_the_pages():
    """Footnotes stay what they are; a date in them is no page number."""
    notes = block("footnote", said("1 Theo Nghị định số 30", 30, 270, wide=70), said("3", 104, 286))

    assert kinds(block("body", *body(60)), notes) == ["body", "footnote", "page_number"]
    assert kinds(block("footnote", said("1 Theo văn bản trên", 30, 270, wide=70))) == ["footnote"]


def test_copies_under_a_rule_are_no_footnotes():
    """`Nơi nhận` is the foot's, whatever rule stands above it."""
    low = block("footnote", said("Nơi nhận:", 30, 250), said("- Lưu: VT.", 30, 256))

    assert kinds(block("body", *body(60)), low) == ["body", "foot_left"]


def test_words_in_the_margin_stay_apart():
    """They are neither title nor body."""
    note = block("margin", said("Công báo", 8, 120, wide=15), said("số 12", 8, 125, wide=12))

    assert kinds(block("body", *body(60)), note) == ["body", "margin"]


def test_a_title_beside_a_stamp_is_a_title():
    """A column with nothing beside it and no words of a letterhead is none."""
    title = block("letterhead_right", said("CHỈ THỊ", 98, 60), said("Về việc thi hành án", 88, 67))

    assert kinds(*head(), title, block("body", *body(90)))[2:] == ["title", "body"]


def test_a_list_beside_its_label_is_the_recipients():
    """`Kính gửi:` on the left, the list on the right and lower: one part, in this order."""
    found = named(
        *head(),
        block("letterhead_left", said("Kính gửi:", 60, 60, wide=22)),
        block("letterhead_right", said("- Sở Tài chính;", 85, 60), said("- Sở Nội vụ.", 85, 67)),
        block("body", *body(90)),
    )

    assert [part.kind for part in found[2:]] == ["recipients", "body"]
    assert texts(found)[2] == ["Kính gửi: - Sở Tài chính;", "- Sở Nội vụ."]


def test_an_office_beside_noi_nhan_is_a_column_of_its_own():
    """Where only the office stands right of the list, one line holds both."""
    label, office = said("Nơi nhận:", 30, 250, wide=20), said("CỤC TRƯỞNG", 120, 250, wide=35)
    both = replace(label, words=(*label.words, *office.words), box=label.box.union(office.box))
    items = [
        said(text, 30, 256 + 6 * i, wide=30) for i, text in enumerate(("- Như trên;", "- Lưu"))
    ]
    found = named(*head(), block("body", *body(), both, *items))
    assert [part.kind for part in found][-2:] == ["foot_left", "foot_right"]
    assert texts(found)[-2:] == [["Nơi nhận:", "- Như trên;", "- Lưu"], ["CỤC TRƯỞNG"]]


def test_what_follows_noi_nhan_closely_stays_with_it():
    line = said("Nơi nhận: Như trên", 30, 250, wide=50)
    found = named(*head(), block("body", *body(), line))
    assert found[-1].kind == "foot_left"
    assert texts(found)[-1] == ["Nơi nhận: Như trên"]
