"""Addressees and receivers of made-up papers: offices of all levels, 1990s to 2026, misreadings."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from paper import find_line, line_of, page_of

from pipeline.record.fields import read_fields
from pipeline.record.parts import sort_parts
from pipeline.values.readings import ZoneReading

CASES = json.loads((Path(__file__).parent / "lists.json").read_text(encoding="utf-8"))
HEAD = [
    ("letterhead_left", "UBND TỈNH HÀ GIANG\nSỞ NỘI VỤ\nSố: 12/SNV-VP\nV/v báo cáo biên chế"),
    ("letterhead_right", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"),
]
BODY = (
    "body",
    "Thực hiện chức năng được giao, Sở Nội vụ đề nghị các cơ quan phối hợp thực hiện như sau.",
)


def recipients(text, zone="recipients"):
    page = page_of([*HEAD, (zone, text), BODY])
    return read_fields(sort_parts([page]))["recipients"].value


def noi_nhan(text):
    page = page_of([*HEAD, BODY, ("foot_left", text), ("foot_right", "GIÁM ĐỐC\nLê Văn Hùng")])
    return read_fields(sort_parts([page]))["noi_nhan"].value


@pytest.mark.parametrize("zone", ["recipients", "body"])
@pytest.mark.parametrize(("text", "wanted"), CASES["addressees"])
def test_addressees_are_exact(zone, text, wanted):
    """One line, several dashed, running on, misread: each addressee is one entry, as printed."""
    assert recipients(text, zone) == wanted


def test_an_organ_on_a_line_of_its_own_is_another_addressee():
    """Without dashes: where a name begins that would have fitted on the line above."""
    text = "Kính gửi: Ban Chấp hành Liên chi Đoàn Khoa\nBan Chấp hành Chi Đoàn"
    assert recipients(text) == ["Ban Chấp hành Liên chi Đoàn Khoa", "Ban Chấp hành Chi Đoàn"]
    text = "Kính gửi: Ủy ban nhân dân các huyện, thị xã và\nthành phố trực thuộc tỉnh"
    assert recipients(text) == ["Ủy ban nhân dân các huyện, thị xã và thành phố trực thuộc tỉnh"]


@pytest.mark.parametrize(
    ("gap", "said", "wanted"),
    [
        (12, "đảng bộ trực thuộc,", ["Các chi bộ, đảng bộ trực thuộc", "Các ban Đảng"]),
        (300, "đảng bộ trực thuộc,", ["Các chi bộ", "Các ban Đảng"]),
        (12, "Ngày: 12/3/2020", ["Các chi bộ", "Các ban Đảng"]),
    ],
)
def test_what_a_column_s_edge_cut_off_an_addressee_goes_on_with_it(gap, said, wanted):
    """One word further on the same line; not what stands apart, nor a stamp's line."""
    page = page_of([*HEAD, ("recipients", "Kính gửi:\n- Các chi bộ,\n- Các ban Đảng."), BODY])
    zones = list(page.zones)
    first = find_line(page, "- Các chi bộ")
    cut = line_of(said, "p0001-z02-l009", first.box.right + gap, first.box.y, 150)
    right = zones[1]
    zones[1] = replace(right, lines=(*right.lines, cut))
    parts = sort_parts([replace(page, zones=tuple(zones))])

    assert read_fields(parts)["recipients"].value == wanted


@pytest.mark.parametrize(("text", "wanted"), CASES["receivers"])
def test_receivers_are_exact(text, wanted):
    """Items over two lines, in two columns, with purposes, codes and scraps of pen."""
    assert noi_nhan(text) == wanted


@pytest.mark.parametrize(
    "item",
    [
        "Ông Nguyễn Công Bảo",  # a name, not `Công báo`
        "Bà Thanh Trà, xã Tân An",  # not `Thanh tra`
        "Các quân khu, quân đoàn",  # not `quận`
        "Công ty CP Cống Bình",
        "Xã Đại Lãnh Đào",
        "KTTHa47, NCbdv205",
        "Bộ phận 1. Kho",
    ],
)
def test_names_and_codes_are_not_respelt(item):
    """A dictionary never mends what names a person, a place or an office's code."""
    assert noi_nhan(f"Nơi nhận:\n- {item};\n- Lưu: VT.") == [item, "Lưu: VT"]


@pytest.mark.parametrize(("higher", "taller", "whole"), [(30, 60, False), (8, 46, True)])
def test_a_list_in_which_two_lines_were_read_as_one_is_in_doubt(higher, taller, whole):
    """Two words begin a line above the others: an item is lost. Brackets are only a bit taller."""
    text = "Nơi nhận:\n- Các ban xây dựng Đảng;\n- Lưu: VT."
    page = page_of([*HEAD, BODY, ("foot_left", text), ("foot_right", "GIÁM ĐỐC\nLê Văn Hùng")])
    line = find_line(page, "- Các ban")
    words = tuple(
        replace(w, box=w.box._replace(y=w.box.y - higher, height=taller))
        if w.text in ("Các", "ban")
        else w
        for w in line.words
    )
    zones = tuple(
        replace(z, lines=tuple(replace(x, words=words) if x.id == line.id else x for x in z.lines))
        for z in page.zones
    )
    field = read_fields(sort_parts([replace(page, zones=zones)]))["noi_nhan"]

    assert (field.confidence > 0.8) is whole


def test_pen_below_the_last_item_is_no_receiver():
    """What stands well below `Lưu …` without a dash is pen, or the page's number."""
    blocks = [*HEAD, BODY, ("foot_left", "Nơi nhận:\n- Như trên;\n- Lưu: VT.\n\n\nBình Dương")]
    assert read_fields(sort_parts([page_of(blocks)]))["noi_nhan"].value == ["Như trên", "Lưu: VT"]


def test_a_decision_has_no_addressee():
    """Without `Kính gửi` nobody is addressed, whoever is named in the body."""
    blocks = [
        *HEAD,
        ("title", "QUYẾT ĐỊNH\nVề việc khen thưởng"),
        ("body", "Trân trọng kính gửi các đồng chí.\nĐiều 1. Khen thưởng Sở Y tế."),
    ]
    assert read_fields(sort_parts([page_of(blocks)]))["recipients"].value is None


def test_addressees_beside_their_label_are_found():
    """The label read alone, its list in the right column's zone; a stamp's words are none."""
    label = ("recipients", "Kính gửi:")
    page = page_of([*HEAD, label, BODY])
    where = page.zones[2].lines[0].box
    texts = ("- Sở Tài chính;", "- Sở Y tế.")
    lines = tuple(
        line_of(text, f"p0001-z09-l{i:03d}", where.right + 40, where.y - 12 + 44 * i, 300)
        for i, text in enumerate(texts)
    )
    stamp = line_of("Chuyển: P.KT", "p0001-z09-l009", where.right + 40, where.y + 80, 200)
    zone = ZoneReading("letterhead_right", lines[0].box, (*lines, stamp))
    page = replace(page, zones=(*page.zones[:2], zone, *page.zones[2:]))
    read = read_fields(sort_parts([page]))["recipients"]
    assert read.value == ["Sở Tài chính", "Sở Y tế"]
