"""What stamps say comes into the record and the canonical text."""

from __future__ import annotations

from pipeline.document.canonical import canonical_text
from pipeline.geometry import Box
from pipeline.record.fields import read_fields
from pipeline.record.parts import sort_parts
from pipeline.values.marks import MarkRecord
from pipeline.values.readings import Line, PageReading, ZoneReading

BOX = Box(100, 900, 300, 120)


def page(*marks: MarkRecord) -> PageReading:
    """A letter's page, its name and title left to rubber stamps."""
    rows = (
        ("letterhead_left", ("UBND TỈNH HÀ GIANG", "SỞ NỘI VỤ", "Số: 12/SNV-VP")),
        ("letterhead_right", ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")),
        ("body", ("Sở Nội vụ báo cáo kết quả thực hiện nhiệm vụ.",)),
        ("foot_left", ("Nơi nhận:", "- Như trên;", "- Lưu: VT.")),
        ("foot_right", ("KT. GIÁM ĐỐC",)),
    )
    zones, y = [], 100
    for number, (kind, texts) in enumerate(rows, start=1):
        lines = []
        for text in texts:
            x = 1400 if kind.endswith("right") else 200
            box = Box(x, y, 18 * len(text), 40)
            lines.append(Line(f"p0001-z{number:02d}-l{len(lines)}", text, text, box, 0.95))
            y += 60
        around = Box.around(line.box for line in lines)
        zones.append(ZoneReading(kind, around, tuple(lines)))  # type: ignore[arg-type]
    return PageReading(1, (2480, 3508), 300.0, zones=tuple(zones), marks=marks)


def test_an_arrival_forms_fields_are_the_records():
    """Receiver, number, date, addressee and file number, with the stamp's place and its doubt."""
    said = {
        "receiver": "VĂN PHÒNG UBND TỈNH",
        "number": "2352",
        "date": "2018-03-21",
        "forwarded_to": None,
        "file_number": None,
    }
    mark = MarkRecord("incoming_stamp", BOX, 0.9, text="VĂN PHÒNG UBND TỈNH\nĐẾN", fields=said)
    field = read_fields(sort_parts([page(mark)]))["incoming_stamp"]
    assert field.value == said
    assert (field.box, field.ink, field.page) == (BOX, "stamp", 1)
    assert 0 < field.confidence < 0.9


def test_a_form_read_as_text_alone_gives_who_it_was_forwarded_to():
    """`Chuyển:` names the addressee where no field does; an empty label names nobody."""
    said = "SỞ NỘI VỤ\nĐẾN\nSố: 15\nNgày: 3/4/2020\nChuyển: P.KT"
    fields = read_fields(sort_parts([page(MarkRecord("incoming_stamp", BOX, 0.9, text=said))]))
    assert fields["incoming_stamp"].value["forwarded_to"] == "P.KT"
    bare = MarkRecord("incoming_stamp", BOX, 0.9, text="SỞ NỘI VỤ\nĐẾN\nSố: 15\nChuyển:")
    fields = read_fields(sort_parts([page(bare)]))
    assert fields["incoming_stamp"].value["forwarded_to"] is None


def test_a_stamped_name_is_the_signers():
    """Title and name in rubber stand in the record and in the signature's place of the text."""
    stamp = MarkRecord(
        "name_stamp", Box(1400, 1100, 500, 160), 0.85, "red", "PHÓ GIÁM ĐỐC\nLê Văn Hùng"
    )
    parts = sort_parts([page(stamp)])
    fields = read_fields(parts)
    assert (fields["title"].value, fields["signer"].value) == ("PHÓ GIÁM ĐỐC", "Lê Văn Hùng")
    text = canonical_text(parts).text
    assert "PHÓ GIÁM ĐỐC" in text
    assert text.rstrip().endswith("Lê Văn Hùng")
    assert "[Dấu]" not in text


def test_a_copy_stamp_has_a_paragraph_of_its_own():
    """SAO Y stands in the text as a stamp, and is no degree of anything."""
    parts = sort_parts([page(MarkRecord("copy_stamp", BOX, 0.9, "red", "SAO Y BẢN CHÍNH"))])
    assert "[Dấu] SAO Y BẢN CHÍNH" in canonical_text(parts).text
    fields = read_fields(parts)
    assert fields["urgency"].value is None
    assert fields["secrecy"].value is None
