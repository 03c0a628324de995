"""A reading with people's decisions laid over: theirs on top, the machine's beneath."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import paper
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import documents
from pipeline.document.assemble import lines_with_pen
from pipeline.document.decided import Texts, checked, decided, same_target
from pipeline.document.decided.words import laid_words
from pipeline.errors import DecisionError
from pipeline.geometry import Box
from pipeline.values.decisions import Change, Decision, Target, standing
from pipeline.values.document import Field, ReviewNote
from pipeline.values.marks import MarkRecord
from pipeline.values.readings import TableCell, TableRow, UnreadPrint
from pipeline.values.scanned import Scan

LETTER = [
    ("letterhead_left", "ỦY BAN NHÂN DÂN\nTỈNH HÒA BÌNH\nSố: 574/QĐ-UBND"),
    (
        "letterhead_right",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nHòa Bình, ngày 15 tháng 3 năm 2024",
    ),
    ("title", "QUYẾT ĐỊNH\nVề việc thành lập Ban Chỉ đạo"),
    (
        "body",
        "Điều 1. Thành lập Ban Chỉ đạo chuyền đổi số gồm các ông, bà sau đây\nlàm Trưởng ban.",
    ),
    ("body", "Điều 2. Quyết định có hiệu lực kể từ ngày ký."),
]
ABOVE = paper.find_line(paper.page_of(LETTER), "Điều 2").box
UNREAD = UnreadPrint(Box(ABOVE.x, ABOVE.y - 20, 400, 18), 12.0, "p0001-u01.png")
SPECK = UnreadPrint(Box(900, 900, 40, 30), 2.0, "p0001-u02.png")
SEAL = MarkRecord("unknown", Box(1000, 1200, 300, 300), 0.5, crop="p0001-01.png")


def read(blocks=LETTER, number=1, **more):
    """A document of one page as a machine reads it."""
    page = paper.page_of(blocks, number, **more)
    (found,) = documents(Scan("x.pdf", "x.pdf", "ab" * 32, 1), [page])
    return found


PAPER = read(marks=(SEAL,), unread=(UNREAD, SPECK))


NESTED: list = []
for _ in range(900):
    NESTED = [NESTED]


def made(*changes, who="Lan", document=PAPER):
    at = datetime(2026, 11, 29, 8, tzinfo=UTC)
    return tuple(Decision(document.id, n, at, who, one) for n, one in enumerate(changes, 1))


def line_at(document, start, page=1):
    line = paper.find_line(document.pages[0], start)
    return Target("line", page=page, box=line.box), line.text


def field(key, act="correct", after=None, before=None):
    return Change(act, Target("field", key), before, after)


def causes(document):
    return [note.cause for note in document.review]


def test_nothing_decided_is_the_reading():
    """Not a copy of it, either."""
    assert decided(PAPER, ()) is PAPER


def test_a_corrected_field_is_the_persons_the_machines_beneath():
    """Where it stands and what was read there is still told."""
    read_value = replace(PAPER.fields["number"], alternatives=("575", "514"))
    document = replace(PAPER, fields={**PAPER.fields, "number": read_value})
    shown = decided(document, made(field("number", after="575"))).fields["number"]
    assert (shown.value, shown.confidence, shown.rule) == ("575", 1.0, "person")
    assert shown.alternatives == ("574", "514")
    assert (shown.raw, shown.box, shown.page) == (read_value.raw, read_value.box, 1)


def test_a_confirmed_field_keeps_what_the_person_saw():
    """Also on a reading that says something else by now."""
    again = {**PAPER.fields, "number": replace(PAPER.fields["number"], value="514")}
    seen = made(field("number", "confirm", before="574"))
    assert decided(PAPER, seen).fields["number"].confidence == 1.0
    shown = decided(replace(PAPER, fields=again), seen).fields["number"]
    assert (shown.value, shown.alternatives) == ("574", ("514",))


@pytest.mark.parametrize("act", ["unreadable", "correct"])
def test_a_field_without_a_value_says_who_found_none(act):
    """Nobody can read it, or the paper has none: the machine's guess stays beneath."""
    shown = decided(PAPER, made(field("number", act))).fields["number"]
    assert (shown.value, shown.confidence, shown.alternatives) == (None, 0.0, ("574",))
    assert shown.reason.startswith("Lan đã xem")


def pen_paper():
    """A letter whose number pen wrote into the blank that print left for it."""
    page = paper.page_of([("letterhead_left", "SỞ TÀI CHÍNH\nSố: /STC-NS"), ("body", "Một.")])
    line = paper.find_line(page, "Số")
    mark = MarkRecord("fill_in", Box(line.box.x + 50, line.box.y, 10, 30), 0.95, text="574")
    return replace(PAPER, pages=(replace(page, marks=(mark,)),))


def test_a_confirmed_line_keeps_the_pen_in_its_blank():
    """Who accepts its print does not strike out what pen wrote there; nor does who types it all."""
    document = pen_paper()
    target, text = line_at(document, "Số")
    assert lines_with_pen(document.pages)[document.pages[0].lines[1].id] == "Số: 574/STC-NS"
    for change in (
        Change("confirm", target, text),
        Change("confirm", target, "Số: 574/STC-NS"),
        Change("correct", target, text, "Số: 574/STC-NS"),
    ):
        shown = decided(document, made(change, document=document))
        assert shown.text.canonical.count("574") == 1, change
        assert "Số: 574/STC-NS" in shown.text.canonical
        assert shown.pages[0].lines[1].confidence == 1.0
    confirmed = made(Change("confirm", target, "Số: 574/STC-NS"), document=document)
    assert decided(document, confirmed).pages[0].lines[1].text == text  # its print was right


def test_a_corrected_line_stands_in_the_text():
    """Words that stayed keep their boxes; what the engine said is still its raw text."""
    target, text = line_at(PAPER, "Điều 1")
    shown = decided(PAPER, made(Change("correct", target, text, text.replace("chuyền", "chuyển"))))
    line = paper.find_line(shown.pages[0], "Điều 1")
    before = paper.find_line(PAPER.pages[0], "Điều 1")
    assert "Ban Chỉ đạo chuyển đổi số gồm" in shown.text.canonical
    assert "chuyền" not in shown.text.canonical
    assert (line.raw, line.id, line.confidence) == (before.raw, before.id, 1.0)
    assert [word.box for word in line.words] == [word.box for word in before.words]
    assert "chuyền" in shown.text.raw
    assert (line.id, "person") in shown.text.fixes


def test_a_text_is_put_together_once_for_decisions_on_fields():
    """Remembered, it is what it would be; decisions on lines, or another reading, make it anew."""
    target, text = line_at(PAPER, "Điều 1")
    line = Change("correct", target, text, "Điều 1. Khác.")
    one, texts = made(line), Texts()
    two = made(line, field("number", after="575"))
    three = made(
        line, field("number", after="575"), Change("correct", target, text, "Điều 1. Nữa.")
    )
    for decisions in (one, two, three, one):
        assert decided(PAPER, decisions, texts) == decided(PAPER, decisions)
    assert decided(PAPER, one, texts).text is decided(PAPER, two, texts).text
    again = replace(
        PAPER, archived_at="2026-11-30T00:00:00+00:00", pages=(moved(PAPER.pages[0], 2),)
    )
    assert decided(again, one, texts).text is not decided(PAPER, one, texts).text


def test_a_formula_that_a_person_has_typed_is_not_put_right():
    """The machine mends the national heading; a person who typed a slip of the paper meant it."""
    target, text = line_at(PAPER, "CỘNG HÒA")
    typed = "CỘNG HOÀ XÃ HỘI CHỦ NGHIÃ VIỆT NAM"
    shown = decided(PAPER, made(Change("correct", target, text, typed)))
    assert typed in shown.text.canonical


def test_a_line_that_is_none_goes_and_one_nobody_can_read_is_told():
    """Dirt that was read leaves the text; a line that cannot be read leaves a gap that says so."""
    target, text = line_at(PAPER, "Điều 2")
    gone = decided(PAPER, made(Change("correct", target, text, "")))
    assert "Điều 2" not in gone.text.canonical
    unreadable = decided(PAPER, made(Change("unreadable", target, text)))
    assert "Điều 2" not in unreadable.text.canonical
    assert unreadable.pages[0].unread[-1].box == target.box
    assert "Điều 2" in gone.text.raw


def test_unread_print_that_is_typed_stands_where_it_belongs():
    """Between the lines above and below it; its note counts what is left."""
    what = Target("unread", page=1, box=UNREAD.box)
    typed = made(Change("correct", what, None, "CHỮ BỊ SÓT"))
    shown = decided(PAPER, typed)
    assert shown.pages[0].unread == (SPECK,)
    said = ("Điều 1", "CHỮ BỊ SÓT", "Điều 2")
    places = [shown.text.canonical.index(text) for text in said]
    assert places == sorted(places)
    (note,) = [note for note in shown.review if note.cause == "unread"]
    assert "1 chỗ" in note.what

    speck = Change("correct", Target("unread", page=1, box=SPECK.box), None, "")
    assert "unread" not in causes(decided(PAPER, made(typed[0].change, speck)))
    seen = Change("unreadable", Target("unread", page=1, box=SPECK.box))
    kept = decided(PAPER, made(typed[0].change, seen))
    assert kept.pages[0].unread == (SPECK,)
    assert "unread" not in causes(kept)
    assert "unread" in causes(PAPER)


def test_typed_print_is_corrected_as_the_line_that_it_is():
    """The last word on a place counts, whatever it was called before."""
    first = Change("correct", Target("unread", page=1, box=UNREAD.box), None, "CHỮ BI SÓT")
    line = Change("correct", Target("line", page=1, box=UNREAD.box), "CHỮ BI SÓT", "CHỮ BỊ SÓT")
    shown = decided(PAPER, made(first, line))
    assert "CHỮ BỊ SÓT" in shown.text.canonical
    assert "CHỮ BI SÓT" not in shown.text.canonical
    assert same_target(first.target, line.target)
    assert "lost_decision" not in causes(shown)


def test_a_page_without_a_zone_takes_typed_print():
    """Nothing was read on it, and still a person can."""
    bare = read([], unread=(UNREAD,))
    what = Target("unread", page=1, box=UNREAD.box)
    shown = decided(bare, made(Change("correct", what, None, "GIẤY MỜI"), document=bare))
    assert shown.pages[0].zones[0].text == "GIẤY MỜI"


def test_a_mark_is_named_and_given_its_words():
    """Kind and text are two decisions on one mark."""
    mark = Target("mark", page=1, box=SEAL.box)
    name, text = (
        Change("name", mark, "unknown", "incoming_stamp"),
        Change("correct", mark, None, "ĐẾN 12"),
    )
    shown = decided(PAPER, made(name, text))
    assert (shown.pages[0].marks[0].kind, shown.pages[0].marks[0].text) == (
        "incoming_stamp",
        "ĐẾN 12",
    )
    assert "[Dấu đến] ĐẾN 12" in shown.text.canonical
    silent = decided(PAPER, made(name, text, Change("unreadable", mark)))
    assert silent.pages[0].marks[0].text is None


def test_a_turned_page_is_to_be_read_again():
    """Which way up is settled; what was read of it upside down is not."""
    unsure = read(orientation_sure=False)
    page = Target("page", page=1)
    assert "turn" in causes(unsure)
    right = decided(unsure, made(Change("confirm", page, 0), document=unsure))
    assert not {"turn", "turned"} & set(causes(right))
    turned = decided(unsure, made(Change("turn", page, 0, 180), document=unsure))
    assert turned.pages[0].rotation == 180
    assert "turn" not in causes(turned)
    assert "turned" in causes(turned)


def test_a_cell_of_a_table_says_what_its_line_says():
    """Rows are shown, and exported, from their cells."""
    document = read([*LETTER, ("table", "Tổng\n1.000")])
    page = document.pages[0]
    zone = next(zone for zone in page.zones if zone.kind == "table")
    lines = tuple(replace(line, row=0, column=n) for n, line in enumerate(zone.lines))
    cells = tuple(TableCell(n, line.box, line.text) for n, line in enumerate(lines))
    table = replace(zone, lines=lines, rows=(TableRow(0, zone.box, cells),))
    page = replace(page, zones=(*page.zones[:-1], table))
    document = replace(document, pages=(page,))
    target, text = line_at(document, "1.000")
    shown = decided(document, made(Change("correct", target, text, "7.000"), document=document))
    assert [cell.text for cell in shown.pages[0].zones[-1].rows[0].cells] == ["Tổng", "7.000"]


def test_a_note_goes_when_all_it_is_about_was_decided():
    """Until then it asks for the rest; a waiver takes it away whatever it is about."""
    notes = (
        ReviewNote("Số, ngày", "trang 1", "mờ", "must", "pen", ("number", "date"), 0.6),
        ReviewNote("Thiếu trang", "trang 2", "không đọc được", "must", "hole"),
    )
    document = replace(PAPER, review=notes)
    half = decided(document, made(field("number", "confirm", before="574")))
    assert [note.fields for note in half.review] == [("date",), ()]
    assert half.review[0].what == "Còn phải xem ngày văn bản"
    whole = made(field("number", "confirm", before="574"), field("date", after="2024-03-15"))
    assert causes(decided(document, whole)) == ["hole"]
    waived = Change("waive", Target("note", "hole", where="trang 2"), reason="mất tờ gốc")
    assert causes(decided(document, made(waived))) == ["pen"]
    other = Change("waive", Target("note", "hole", where="trang 3"), reason="mất tờ gốc")
    assert causes(decided(document, made(other))) == ["pen", "hole"]


def test_a_mark_of_secrecy_is_not_settled_by_its_degree():
    """Somebody says that it is none, or waives it; to confirm MẬT leaves the note."""
    secrecy = Field("MẬT", "MẬT", 0.9, 1, Box(0, 0, 9, 9), "stamp")
    note = ReviewNote("Dấu độ mật", "trang 1", "x", "must", "secrecy", ("secrecy",))
    document = replace(PAPER, fields={**PAPER.fields, "secrecy": secrecy}, review=(note,))
    assert causes(decided(document, made(field("secrecy", "confirm", before="MẬT")))) == ["secrecy"]
    assert causes(decided(document, made(field("secrecy", "unreadable")))) == ["secrecy"]
    assert causes(decided(document, made(field("secrecy")))) == []


def test_doubtful_words_are_settled_line_by_line():
    """The note on words stays until the last doubtful line was looked at."""
    document = read(LETTER[:-1], confidence=0.5)
    assert "words" in causes(document)
    lines = [
        Change("confirm", Target("line", page=1, box=line.box), line.text)
        for line in document.pages[0].lines
    ]
    assert "words" in causes(decided(document, made(*lines[:-1], document=document)))
    done = decided(document, made(*lines, document=document))
    assert "words" not in causes(done)
    assert all(word.confidence == 1.0 for line in done.pages[0].lines for word in line.words)


def test_another_reading_of_the_page_takes_the_decisions():
    """Lines cut a little otherwise, with other ids, say what the person said."""
    target, text = line_at(PAPER, "Điều 1")
    right = text.replace("chuyền", "chuyển")
    again = replace(PAPER, pages=(moved(PAPER.pages[0], 3),))
    shown = decided(again, made(Change("correct", target, text, right)))
    assert paper.find_line(shown.pages[0], "Điều 1").text == right


def moved(page, by):
    """The page as another reading finds it: every line a few pixels off, by another name."""
    zones = tuple(
        replace(
            zone,
            lines=tuple(
                replace(line, id=f"{line.id}x", box=line.box.moved(by, by)) for line in zone.lines
            ),
        )
        for zone in page.zones
    )
    return replace(page, zones=zones)


@pytest.mark.parametrize("kind", ["line", "mark", "page"])
def test_a_decision_that_finds_its_place_no_more_is_told(kind):
    """Never silence: a note that must be looked at, which can be waived."""
    page = 1 if kind != "page" else 7
    box = None if kind == "page" else Box(5, 2200, 300, 30)
    act, after = {"line": ("correct", "BỊ MẤT"), "mark": ("name", "seal"), "page": ("turn", 90)}[
        kind
    ]
    lost = Change(act, Target(kind, page=page, box=box), "cũ", after)
    shown = decided(PAPER, made(lost))
    (note,) = [note for note in shown.review if note.cause == "lost_decision"]
    assert note.grade == "must"
    assert f"trang {page}" in note.where
    waived = Change("waive", Target("note", "lost_decision", where=note.where), reason="đã có")
    assert "lost_decision" not in causes(decided(PAPER, made(lost, waived)))


def test_what_another_reading_says_by_itself_is_no_loss():
    """The print that nobody had read is read now, and says what the person typed."""
    line = paper.find_line(PAPER.pages[0], "Điều 2")
    part = line.box._replace(width=line.box.width // 4)
    what = Target("unread", page=1, box=part)
    assert "lost_decision" not in causes(
        decided(PAPER, made(Change("correct", what, None, "Điều 2.")))
    )
    assert "lost_decision" in causes(decided(PAPER, made(Change("correct", what, None, "Điều 9."))))


def test_history_tells_who_and_when():
    """Each decision that holds is an event of the record."""
    shown = decided(PAPER, made(field("number", after="575")))
    event = shown.events[-1]
    assert (event.who, event.at) == ("Lan", "2026-11-29T08:00:00+00:00")
    assert event.what == "correct_by_person: field number: “” → “575”"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (field("date", after="15/3/2024"), "năm-tháng-ngày"),
        (field("date", after="2024-13-01"), "năm-tháng-ngày"),
        (field("number", after=574), "đoạn chữ"),
        (field("number", after="  "), "trống"),
        (field("recipients", after="Sở Nội vụ"), "danh sách"),
        (field("recipients", after=[]), "danh sách"),
        (field("recipients", after=["a", 1]), "đoạn chữ"),
        (field("page_count", after="4"), "số đếm"),
        (field("page_count", after=True), "số đếm"),
        (field("incoming_stamp", after="1078"), "có tên"),
        (field("signers", after={"name": "An"}), "có tên"),
        (field("system", after="nhà nước"), "state"),
        (field("subject", after="x" * 20_001), "dài"),
        (field("subject", after="\ud800"), "không ghi được"),
        (field("colour", after="x"), "không có trường"),
        (Change("turn", Target("page", page=1), 0, 45), "xoay"),
        (Change("turn", Target("page", page=1), 0, 90.0), "xoay"),
        (Change("turn", Target("page", page=1), 0, False), "xoay"),
        (Change("confirm", Target("page", page=1), "x"), "xoay"),
        (Change("name", Target("mark", page=1, box=SEAL.box), None, "dragon"), "loại dấu"),
        (Change("name", Target("mark", page=1, box=SEAL.box), None, ["seal"]), "loại dấu"),
        (Change("correct", Target("line", page=1, box=Box(-9, -9, 5, 5)), after="x"), "chỗ nào"),
        (Change("confirm", Target("line", page=1, box=SEAL.box), {"a": 1}), "đoạn chữ"),
        (field("date", "confirm", before="31/02/2024"), "năm-tháng-ngày"),
        (field("number", "confirm", before={"a": "<b>"}), "đoạn chữ"),
        (field("signers", "confirm", before="An"), "có tên"),
        (field("recipients", after=["a"] * 1001), "nhiều nhất"),
        (field("signers", after=[{"name": NESTED}]), "sâu"),
        (Change("waive", Target("note", "pen")), "lý do"),
        (Change("confirm", Target("line", page=1, box=SEAL.box)), "xác nhận"),
        (Change("turn", Target("field", "number"), 0, 90), "không thể"),
        (Change("correct", Target("document")), "không thể"),
    ],
)
def test_what_cannot_be_decided_is_refused(change, why):
    """With a reason that a person understands."""
    with pytest.raises(DecisionError, match=why):
        checked(PAPER, change)


def test_what_more_is_said_of_a_place_makes_it_no_other_thing():
    """Two who decide on one field meet, though one of them says where it stands."""
    more = Target("field", "number", page=1, box=SEAL.box, where="đầu trang")
    assert same_target(Target("field", "number"), more)
    assert checked(PAPER, Change("correct", more, after="5")).target == Target("field", "number")


def test_what_is_typed_is_never_spelt_anew():
    """Only its encoding is put right; names and numbers stay, however odd."""
    typed = checked(PAPER, field("signer", after="  Nguyễn  Văn Ạ\u200b "))
    assert typed.after == "Nguyễn Văn Ạ"
    assert typed.before == PAPER.fields["signer"].value
    assert checked(PAPER, field("date", after="2024-03-15")).after == "2024-03-15"
    items = checked(PAPER, field("recipients", after=["Sở\nNội vụ"])).after
    assert items == ["Sở Nội vụ"]
    stamp = checked(PAPER, field("incoming_stamp", after={"number": "1078", "date": None}))
    assert stamp.after == {"number": "1078", "date": None}
    signers = checked(PAPER, field("signers", after=[{"na\0me": "An", "rank": None}]))
    assert signers.after == [{"name": "An", "rank": None}]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_new_words_lie_inside_their_line(rotation):
    """Also on a page that was scanned lying down."""
    page = replace(PAPER.pages[0], rotation=rotation)
    line = Box(100, 200, 30, 600) if rotation % 180 else Box(100, 200, 600, 30)
    words = laid_words("một hai ba", (), line, page)
    assert [word.text for word in words] == ["một", "hai", "ba"]
    assert all(word.box.intersection(line) == word.box for word in words)
    upright = [word.box.upright(rotation, page.size_px).x for word in words]
    assert upright == sorted(upright)


FIELDS = st.sampled_from(["number", "date", "org", "signer", "subject"])
LINES = st.sampled_from([line.box for line in PAPER.pages[0].lines])
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=12)
CHANGES = st.one_of(
    st.builds(field, FIELDS, st.sampled_from(["confirm", "correct", "unreadable"]), TEXTS, TEXTS),
    st.builds(
        lambda act, box, text: Change(act, Target("line", page=1, box=box), "cũ", text),
        st.sampled_from(["confirm", "correct", "unreadable"]),
        LINES,
        TEXTS,
    ),
    st.builds(
        lambda act, part, text: Change(act, Target("unread", page=1, box=part.box), None, text),
        st.sampled_from(["correct", "unreadable"]),
        st.sampled_from([UNREAD, SPECK]),
        TEXTS,
    ),
    st.builds(
        lambda kind: Change("name", Target("mark", page=1, box=SEAL.box), None, kind),
        st.sampled_from(["seal", "note", "stamp"]),
    ),
    st.integers(1, 12).map(lambda n: Change("undo", Target("document"), undoes=n)),
)


def legal(changes):
    """Decisions as the archive numbers them: nothing undoes itself or what comes later."""
    kept = []
    for change in changes:
        if change.act != "undo" or change.undoes <= len(kept):
            kept.append(change)
    return made(*kept)


@settings(max_examples=60, deadline=None)
@given(st.lists(CHANGES, max_size=12).map(legal))
def test_any_decisions_give_one_document_and_undone_they_give_the_reading(decisions):
    """The overlay depends on nothing but its arguments."""
    shown = decided(PAPER, decisions)
    assert decided(PAPER, decisions) == shown
    assert decided(PAPER, standing(decisions)) == shown
    assert {page.number for page in shown.pages} == {1}
    holding = standing(decisions)
    undone = tuple(
        Decision(
            PAPER.id,
            len(decisions) + n,
            one.at,
            "Lan",
            Change("undo", one.change.target, undoes=one.number),
        )
        for n, one in enumerate(reversed(holding), 1)
    )
    assert decided(PAPER, (*decisions, *undone)) == PAPER


@given(st.lists(CHANGES, max_size=14).map(legal))
def test_an_undoing_undone_changes_nothing(decisions):
    """What holds: everything but what an undoing that holds has named."""
    holding = standing(decisions)
    number = len(decisions)
    for one in holding[:1]:
        at, target = one.at, one.change.target
        undo = Decision(PAPER.id, number + 1, at, "Lan", Change("undo", target, undoes=one.number))
        redo = Decision(PAPER.id, number + 2, at, "Lan", Change("undo", target, undoes=number + 1))
        assert one not in standing((*decisions, undo))
        assert standing((*decisions, undo, redo)) == holding
    assert all(one.change.act != "undo" for one in holding)
    assert [one.number for one in holding] == sorted(one.number for one in holding)
