"""Pen and rubber that change who signed are in the record, never dropped from it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from paper import find_line, page_of

from pipeline.geometry import Box
from pipeline.record.fields import read_fields
from pipeline.record.parts import sort_parts
from pipeline.values.marks import MarkRecord

MM = 200 / 25.4


def letter(foot="GIÁM ĐỐC\nTrần Văn Bình"):
    """A letter whose foot the form printed."""
    return page_of(
        [
            ("letterhead_left", "SỞ Y TẾ\nSố: 12/SYT-VP"),
            ("body", "Sở Y tế kính báo."),
            ("foot_left", "Nơi nhận:\n- Như trên;\n- Lưu: VT."),
            ("foot_right", foot),
        ]
    )


def before(line, *, wide=8.0, high=5.0, gap=1.5):
    """Where a pen writes `KT.` before a title."""
    box = line.box
    return Box(
        round(box.x - (gap + wide) * MM),
        round(box.bottom - high * MM),
        *map(round, (wide * MM, high * MM)),
    )


def fields_of(page, *marks):
    return read_fields(sort_parts([replace(page, marks=marks)]))


@pytest.mark.parametrize("kind", ["fill_in", "unknown", "note"])
def test_unread_pen_before_a_title_makes_the_record_doubtful(kind):
    """What a pen wrote before the title may be `KT.`: nobody says that the head signed himself."""
    page = letter()
    mark = MarkRecord(kind, before(find_line(page, "GIÁM")), 0.5, "blue")

    fields = fields_of(page, mark)

    assert fields["authority"].value is None
    assert "trực tiếp" not in fields["authority"].reason
    assert (fields["authority"].ink, fields["authority"].box) == ("pen", mark.box)
    assert fields["title"].confidence < 0.5


def test_a_pen_that_was_read_is_the_authority_and_doubtful():
    """`KT.` by pen, misread as print engines do, stands in the record for a person to confirm."""
    page = letter()
    mark = MarkRecord("fill_in", before(find_line(page, "GIÁM")), 0.5, "blue", text="K7.")

    authority = fields_of(page, mark)["authority"]

    assert (authority.value, authority.ink) == ("KT. GIÁM ĐỐC", "pen")
    assert authority.confidence < 0.5


def test_pen_that_ran_into_a_signature_is_seen_by_its_hull():
    """Pen and signature are one mark where they touch: its hull reaches the title's front."""
    page = letter()
    title = find_line(page, "GIÁM").box
    box = Box(title.x - 120, title.y - 10, 400, 260)
    hull = ((title.x - 50, title.y + 2), (box.right, box.y + 100), (box.x, box.bottom))

    authority = fields_of(page, MarkRecord("note", box, 0.5, outline=hull))["authority"]

    assert authority.ink == "pen"


@pytest.mark.parametrize(
    ("line", "authority"),
    [("K7.GIÁM ĐỐC", "KT. GIÁM ĐỐC"), ("XI GIÁM ĐỐC", None), ("7 GIÁM ĐỐC", None)],
)
def test_scraps_before_a_title_are_no_part_of_it(line, authority):
    """What was read into the line before the office is pen: the office is as printed."""
    fields = fields_of(letter(f"{line}\nTrần Văn Bình"))

    assert fields["title"].value == "GIÁM ĐỐC"
    assert fields["title"].confidence < 0.5
    assert fields["authority"].value == authority
    assert "trực tiếp" not in (fields["authority"].reason or "")


@pytest.mark.parametrize("line", ["- GIÁM ĐỐC", "– _GIÁM ĐỐC"])
def test_a_stroke_before_a_title_is_a_doubt_unless_a_seal_left_it(line):
    """No office prints a dash before a title: a pen's `KT.`, or the rim of a black seal."""
    page = letter(f"{line}\nTrần Văn Bình")
    title = find_line(page, line).box
    seal = MarkRecord("seal", Box(title.x - 60, title.y - 40, 280, 280), 0.9, "black")

    doubtful, explained = fields_of(page), fields_of(page, seal)

    assert "trực tiếp" not in doubtful["authority"].reason
    assert doubtful["title"].confidence < 0.5 < explained["title"].confidence
    assert "trực tiếp" in explained["authority"].reason


def test_pen_over_a_stamped_deputy_is_kt():
    """What the pen wrote was not read, but nobody else than the head's deputy signs `KT.`."""
    page = letter("GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nTrần Văn Bình")
    mark = MarkRecord("fill_in", before(find_line(page, "GIÁM")), 0.5, "blue")

    fields = fields_of(page, mark)

    assert fields["authority"].value == "KT. GIÁM ĐỐC"
    assert fields["authority"].confidence < 0.5
    assert fields["title"].value == "PHÓ GIÁM ĐỐC"


def test_pen_over_another_stamped_office_is_not_kt():
    """`CHÁNH VĂN PHÒNG` signs TL. or TUQ.: without the pen's word nobody knows."""
    page = letter("GIÁM ĐỐC\nTrần Văn Bình")
    title = find_line(page, "GIÁM").box
    pen = MarkRecord("fill_in", before(find_line(page, "GIÁM")), 0.5, "blue")
    stamp = MarkRecord(
        "name_stamp", Box(title.x, title.y + 40, 260, 32), 0.8, "red", "CHÁNH VĂN PHÒNG"
    )

    fields = fields_of(page, pen, stamp)

    assert fields["authority"].value is None
    assert fields["title"].value == "CHÁNH VĂN PHÒNG"


def test_a_stamped_deputy_under_a_printed_head_is_the_signer():
    """The stamped title is the signer's; without `KT.` it is doubtful for whom."""
    page = letter("GIÁM ĐỐC")
    title = find_line(page, "GIÁM").box
    stamps = (
        MarkRecord("name_stamp", Box(title.x, title.y + 40, 200, 32), 0.8, "red", "PHÓ GIÁM ĐỐC"),
        MarkRecord("name_stamp", Box(title.x, title.y + 240, 200, 32), 0.8, "red", "Trần Văn Bình"),
    )

    fields = fields_of(page, *stamps)

    assert (fields["title"].value, fields["title"].ink) == ("PHÓ GIÁM ĐỐC", "stamp")
    assert fields["title"].alternatives == ("GIÁM ĐỐC",)
    assert (fields["signer"].value, fields["signer"].ink) == ("Trần Văn Bình", "stamp")
    assert fields["title"].confidence < 0.5
    assert fields["authority"].value is None
    assert "trực tiếp" not in fields["authority"].reason


def test_a_printed_kt_over_a_stamped_deputy_is_no_doubt():
    """Print says for whom; the stamp says who."""
    page = letter("KT. GIÁM ĐỐC\nTrần Văn Bình")
    title = find_line(page, "KT").box
    stamp = MarkRecord(
        "name_stamp", Box(title.x, title.y + 40, 200, 32), 0.8, "red", "PHÓ GIÁM ĐỐC"
    )

    fields = fields_of(page, stamp)

    assert fields["authority"].value == "KT. GIÁM ĐỐC"
    assert fields["authority"].confidence > 0.8
    assert fields["title"].value == "PHÓ GIÁM ĐỐC"
    assert fields["title"].confidence > 0.6


def test_seal_signature_and_margin_say_nothing_of_authority():
    """A seal left of the title, a signature below it and pen far off are as on any letter."""
    page = letter()
    title = find_line(page, "GIÁM").box
    below = Box(title.x - 60, title.bottom + 40, 300, 120)
    marks = (
        MarkRecord("seal", Box(title.x - 250, title.y - 60, 280, 280), 0.9, "red"),
        MarkRecord(
            "signature",
            below,
            0.7,
            "blue",
            outline=((below.x, below.y), (below.right, below.y), (below.x, below.bottom)),
        ),
        MarkRecord("note", Box(60, title.y, 90, 40), 0.5, "blue"),
    )

    fields = fields_of(page, *marks)

    assert "trực tiếp" in fields["authority"].reason
    assert fields["title"].confidence > 0.8


def test_where_print_says_kt_pen_beside_it_says_nothing():
    """A signature's stroke beside a printed `KT. GIÁM ĐỐC` and `PHÓ GIÁM ĐỐC` is no doubt."""
    page = letter("KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nTrần Văn Bình")
    mark = MarkRecord("unknown", before(find_line(page, "PHÓ")), 0.4)

    fields = fields_of(page, mark)

    assert min(fields["authority"].confidence, fields["title"].confidence) > 0.8


def test_pen_before_the_head_of_a_collective_is_a_doubt():
    """`TM. ỦY BAN NHÂN DÂN` in print, and pen before `CHỦ TỊCH`: a deputy may have signed."""
    page = letter("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nTrần Văn Bình")
    mark = MarkRecord("fill_in", before(find_line(page, "CHỦ")), 0.5, "blue")

    fields = fields_of(page, mark)

    assert fields["authority"].value == "TM. ỦY BAN NHÂN DÂN"
    assert max(fields["authority"].confidence, fields["title"].confidence) < 0.5


def test_an_unread_stamp_under_the_title_is_a_doubt_and_one_further_down_a_name():
    """Rubber that could not be read: whose title, whose name it is, a person must see."""
    page = letter("GIÁM ĐỐC")
    title = find_line(page, "GIÁM").box
    near = MarkRecord("name_stamp", Box(title.x, title.bottom + 12, 220, 40), 0.5, "red")
    far = MarkRecord("name_stamp", Box(title.x, title.bottom + 200, 220, 60), 0.5, "red")

    fields = fields_of(page, near, far)

    assert (fields["authority"].ink, fields["authority"].box) == ("stamp", near.box)
    assert "trực tiếp" not in fields["authority"].reason
    assert fields["title"].value is None
    assert fields["title"].alternatives == ("PHÓ GIÁM ĐỐC", "GIÁM ĐỐC")
    assert (fields["signer"].ink, fields["signer"].box) == ("stamp", far.box)


def test_a_printed_name_needs_no_stamp():
    """Where the name is printed, an unread stamp below says nothing of the signer."""
    page = letter()
    title = find_line(page, "GIÁM").box
    far = MarkRecord("name_stamp", Box(title.x, title.bottom + 200, 220, 60), 0.5, "red")

    assert fields_of(page, far)["signer"].value == "Trần Văn Bình"


def test_a_collective_without_tm_is_a_doubt():
    """`ỦY BAN NHÂN DÂN` over `CHỦ TỊCH` was signed for by pen: `TM.` may have been missed."""
    fields = fields_of(letter("ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nTrần Văn Bình"))

    assert fields["authority"].value is None
    assert "trực tiếp" not in fields["authority"].reason
    assert fields["authority"].alternatives == ("TM. ỦY BAN NHÂN DÂN",)
    assert fields["title"].value == "CHỦ TỊCH"


def test_tm_by_pen_before_the_collective_is_the_authority():
    """What the pen says stands before the line it was written at."""
    page = letter("ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nTrần Văn Bình")
    mark = MarkRecord("fill_in", before(find_line(page, "ỦY")), 0.5, "blue", text="TM.")

    authority = fields_of(page, mark)["authority"]

    assert (authority.value, authority.ink) == ("TM. ỦY BAN NHÂN DÂN", "pen")


def test_a_deputy_under_the_head_in_one_ink_is_the_signer():
    """On a black scan rubber looks like print: `PHÓ GIÁM ĐỐC` under `GIÁM ĐỐC` is who signed."""
    fields = fields_of(letter("GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nTrần Văn Bình"))

    assert fields["title"].value == "PHÓ GIÁM ĐỐC"
    assert fields["title"].alternatives == ("GIÁM ĐỐC",)
    assert fields["title"].confidence < 0.5
    assert fields["authority"].value is None
    assert "trực tiếp" not in fields["authority"].reason


def test_an_office_held_besides_is_no_deputys():
    """`PHÓ BÍ THƯ` under `CHỦ TỊCH` is another office of the same person."""
    fields = fields_of(letter("CHỦ TỊCH\nPHÓ BÍ THƯ\nTrần Văn Bình"))

    assert fields["title"].value == "CHỦ TỊCH"
    assert fields["title"].confidence > 0.8


def test_half_a_stamped_title_is_no_title():
    """`PHÓ` is what was read of a deputy's title: whose, it does not say."""
    page = letter()
    title = find_line(page, "GIÁM").box
    half = MarkRecord("name_stamp", Box(title.x, title.y + 40, 90, 32), 0.8, "red", "PHÓ")

    assert fields_of(page, half)["title"].value != "PHÓ"


def test_unread_rubber_under_a_collective_s_head_leaves_him_in_doubt():
    """Print says for whom and who: the stamp may be another mark, a person must see."""
    page = letter("TM. BAN THƯỜNG VỤ\nBÍ THƯ\nTrần Văn Bình")
    title = find_line(page, "BÍ THƯ").box
    stamp = MarkRecord("name_stamp", Box(title.x, title.bottom + 12, 220, 40), 0.5, "red")

    fields = fields_of(page, stamp)

    assert fields["title"].value == "BÍ THƯ"
    assert fields["title"].confidence < 0.5


@pytest.mark.parametrize("below", ["cNđ GIÁM ĐỐC", "PHÓGIAM ĐỐC", "PHỐ GIAM DÓC"])
def test_a_damaged_deputy_under_the_head_signs(below):
    """One office twice, with something before the second: the deputy's; for whom is not said."""
    fields = fields_of(letter(f"GIÁM ĐỐC\n{below}\nTrần Văn Bình"))

    assert fields["title"].value == "PHÓ GIÁM ĐỐC"
    assert fields["title"].confidence < 0.5
    assert fields["authority"].value is None
    assert "trực tiếp" not in fields["authority"].reason
    assert fields["signer"].value == "Trần Văn Bình"


@pytest.mark.parametrize("below", ["Phó Gia Đức", "Trần Giám", "BÍ THƯ ĐẢNG ỦY"])
def test_what_is_like_no_deputy_leaves_the_head_alone(below):
    """Names and other offices under a title are no deputy's, however near their letters come."""
    fields = fields_of(letter(f"GIÁM ĐỐC\n{below}\nTrần Văn Bình"))

    assert fields["title"].value == "GIÁM ĐỐC"
    assert fields["title"].confidence > 0.5


def test_a_body_printed_alone_is_the_signature_s():
    """A form prints `ỦY BAN NHÂN DÂN`; `TM.`, title and name are pen's and rubber's."""
    page = letter("ỦY BAN NHÂN DÂN")
    pen = MarkRecord("fill_in", before(find_line(page, "ỦY BAN NHÂN")), 0.5, "blue")

    fields = fields_of(page, pen)

    assert fields["authority"].value is None
    assert fields["authority"].alternatives == ("TM. ỦY BAN NHÂN DÂN",)
    assert fields["authority"].ink == "pen"
    assert fields["title"].value is None


@pytest.mark.parametrize("foot", ["CÔNG NGHIỆP", "Ủy ban nhân dân tỉnh", "BAN"])
def test_what_names_no_body_opens_no_signature(foot):
    """Scraps and lines of the text at the right are no collective that somebody signs for."""
    assert fields_of(letter(foot))["authority"].alternatives == ()


@pytest.mark.parametrize(("stamp", "said"), [("PHÓ GIÁM ĐỐC", "KT. GIÁM ĐỐC"), ("KẾ TOÁN", None)])
def test_unread_pen_over_the_deputy_s_stamp_can_only_be_kt(stamp, said):
    """Head in print, pen before it, the head's own deputy under it: likely, never sure."""
    page = letter()
    title = find_line(page, "GIÁM")
    pen = MarkRecord("fill_in", before(title), 0.5, "blue")
    below = Box(title.box.x, title.box.bottom + 20, 300, 45)

    authority = fields_of(page, pen, MarkRecord("name_stamp", below, 0.8, "red", text=stamp))[
        "authority"
    ]

    assert authority.value == said
    assert authority.confidence < 0.85


def test_the_head_s_office_stamped_under_itself_is_the_deputy_s():
    """Nobody stamps what is printed above it: `PHÓ` was lost in the seal."""
    page = letter()
    title = find_line(page, "GIÁM").box
    below = Box(title.x, title.bottom + 15, 280, 40)
    stamp = MarkRecord("name_stamp", below, 0.8, "red", text="GIÁM ĐỐC")

    fields = fields_of(page, stamp)

    assert (fields["title"].value, fields["authority"].value) == (None, None)
    assert fields["title"].alternatives == ("PHÓ GIÁM ĐỐC", "GIÁM ĐỐC")
    assert "trực tiếp" not in fields["authority"].reason
