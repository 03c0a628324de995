"""What a new reading changes is told, and what an archivist would not take unseen is not taken."""

from dataclasses import replace

import pytest
from paper import blocks_of, page_of

from pipeline.document import documents, documents_again
from pipeline.document.better import why_a_person_must_look
from pipeline.document.difference import difference
from pipeline.document.text_difference import text_difference
from pipeline.geometry import Box
from pipeline.settings import Reread, Review
from pipeline.values.document import Cut, Field, ReviewNote
from pipeline.values.marks import MarkRecord
from pipeline.values.readings import UnreadPrint
from pipeline.values.scanned import Scan

LETTER = """
ỦY BAN NHÂN DÂN
TỈNH AN BÌNH

Số: 574/TTr-UBND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

An Bình, ngày 12 tháng 3 năm 2020

TỜ TRÌNH
Về việc sửa chữa nhà kho lưu trữ

Kính gửi: Bộ Nội vụ

Căn cứ Luật Lưu trữ, Ủy ban nhân dân tỉnh trình Bộ Nội vụ xem xét việc sửa chữa nhà kho.
Kho lưu trữ của tỉnh được xây dựng từ lâu và nay đã xuống cấp, cần được sửa chữa trong năm nay.

Nơi nhận:
- Như trên;
- Lưu: VT.

CHỦ TỊCH
Trần Văn Bé
"""


def read(text=LETTER, **changes):
    """The document of one page that says this; `changes` are of the page."""
    page = replace(page_of(blocks_of(text)), **changes)
    scan = Scan(None, "tờ trình.pdf", "3f" * 32, 1)
    (document,) = documents(scan, [page])
    return document


@pytest.fixture(scope="module")
def letter():
    return read()


def with_field(document, key, field):
    return replace(document, fields={**document.fields, key: field})


def with_page(document, **changes):
    return replace(document, pages=(replace(document.pages[0], **changes),))


def look(before, after, **lines):
    """Why a person must look."""
    return why_a_person_must_look(difference(before, after, Review()), Reread(**lines))


def test_the_same_reading_changes_nothing(letter):
    found = difference(letter, read(), Review())
    assert found.nothing
    assert look(letter, read()) == ()


def test_fields_are_told_with_both_values_and_how_sure(letter):
    """Also one whose value stays and whose confidence crosses its line."""
    after = with_field(letter, "number", Field("575", "575", 0.91, 1))
    after = with_field(after, "signer", replace(letter.fields["signer"], confidence=0.2))

    changed = {change.key: change for change in difference(letter, after, Review()).fields}

    assert (changed["number"].before.value, changed["number"].after.value) == ("574", "575")
    assert changed["number"].said(40) == ("574", "575")
    assert changed["signer"].is_same_value
    assert changed.keys() == {"number", "signer"}


def test_of_lists_and_forms_only_what_differs_is_said(letter):
    before = with_field(letter, "noi_nhan", Field(["Như trên", "Lưu: VT"], "x", 0.9))
    after = with_field(letter, "noi_nhan", Field(["Như trên", "Lưu: VP"], "x", 0.9))
    (change,) = difference(before, after, Review()).fields
    assert change.said(40) == ("Lưu: VT", "Lưu: VP")
    before = with_field(letter, "incoming_stamp", Field({"number": "1", "date": None}, "x", 0.9))
    after = with_field(letter, "incoming_stamp", Field({"number": "7", "date": None}, "x", 0.9))
    (change,) = difference(before, after, Review()).fields
    assert change.said(40) == ("1", "7")


def test_words_are_counted_and_lines_shown():
    """Names of pictures, and paragraphs of unread print, are no words."""
    before = "Điều 1. Giao Sở Nội vụ\n[Chữ chưa đọc] p0001-u01.png\n[Dấu] p0001-01-seal.png\nhết"
    after = "Điều 1. Giao Sở Nộ! vụ ngay\n[Dấu] p0001-02-seal.png"
    found = text_difference(before, after)
    assert (found.changed, found.missing, found.added) == (1, 1, 1)
    assert found.lines[0].before[0] == "Điều 1. Giao Sở Nội vụ"
    assert found.lines[0].after[0] == "Điều 1. Giao Sở Nộ! vụ ngay"
    assert not any("Chữ chưa đọc" in line for run in found.lines for line in run.before)


def test_two_documents_of_other_pages_are_not_compared(letter):
    other = replace(letter, source=replace(letter.source, pages=(2,)))
    with pytest.raises(ValueError, match="3f3f"):
        difference(letter, other, Review())


def test_a_sure_field_that_changes_waits(letter):
    """Also one that is given no more; an unsure one, or a missing one, may become better."""
    sure, unsure = Field("574", "574", 0.95, 1), Field("574", "574", 0.4, 1)
    other, none = Field("575", "575", 0.99, 1), Field(reason="không đọc được")
    for before, after, waits in (
        (sure, other, True),
        (sure, none, True),
        (sure, replace(sure, confidence=0.8), False),
        (unsure, other, False),
        (none, other, False),
    ):
        told = look(with_field(letter, "number", before), with_field(letter, "number", after))
        assert bool(told) == waits, (before, after)
        assert not waits or "số văn bản đã chắc (95%) nay đổi: 574 → " in told[0]


def note(cause, *fields, grade="must"):
    return ReviewNote(f"Chưa có {cause}", "trang 1", "x", grade, cause, fields)


@pytest.mark.parametrize(
    ("before", "after", "waits"),
    [
        ([], [note("number", "number")], True),
        ([note("number", "number", "date")], [note("number", "number")], False),
        ([note("number", "number")], [note("title", "type")], True),
        ([note("number", "number")], [], False),
        ([], [note("unread")], True),
        ([note("unread")], [note("unread")], False),
        ([], [note("signer", "signer", grade="should")], False),
    ],
)
def test_more_for_a_person_to_look_at_waits(letter, before, after, waits):
    """A new *must*; fewer fields under an old one are fine, and so are doubts."""
    old, new = (replace(letter, review=tuple(notes)) for notes in (before, after))
    told = look(old, new)
    assert bool(told) == waits, told
    found = difference(old, new, Review())
    same = {(n.grade, n.cause, n.fields) for n in before} & {
        (n.grade, n.cause, n.fields) for n in after
    }
    assert len(found.gained) == len(after) - len(same)
    assert len(found.lost) == len(before) - len(same)


def test_a_new_hole_waits_and_a_mended_one_does_not(letter):
    hole = with_page(letter, problem="trang hỏng")
    assert any("không đọc được trang 1" in why for why in look(letter, hole))
    assert look(hole, letter) == ()


def test_a_page_that_stands_another_way_waits(letter):
    assert look(letter, with_page(letter, rotation=180)) == ("chiều trang 1 khác trước",)


def test_more_unread_print_waits(letter):
    unread = (UnreadPrint(Box(1, 1, 9, 9), 4.0),)
    assert look(letter, with_page(letter, unread=unread)) == (
        "thêm chữ chưa đọc: 0,0 mm² → 4,0 mm²",
    )
    assert look(with_page(letter, unread=unread), letter) == ()


def mark(kind):
    return MarkRecord(kind, Box(10, 10, 40, 40), 0.9)


def test_a_seal_that_is_gone_waits(letter):
    """Specks and strokes may come and go; what proves something may not go."""
    sealed = with_page(letter, marks=(mark("seal"), mark("unknown")))
    assert look(sealed, with_page(letter, marks=(mark("unknown"),))) == (
        "trang 1 bớt con dấu: 1 → 0",
    )
    assert look(sealed, with_page(letter, marks=(mark("seal"),))) == ()
    assert look(letter, sealed) == ()


def with_text(document, text):
    return replace(document, text=replace(document.text, canonical=text))


def test_lost_text_waits(letter):
    """A word of two hundred may go, two may not; as the setting says."""
    words = [f"chữ{n}" for n in range(200)]
    before, one, two = (with_text(letter, " ".join(words[n:])) for n in (0, 1, 2))
    assert look(before, one) == ()
    assert look(before, two) == ("mất 2 trong 200 chữ",)
    assert look(before, two, most_missing=0.01) == ()


def test_much_other_text_waits(letter):
    words = [f"chữ{n}" for n in range(100)]
    before = with_text(letter, " ".join(words))
    some = with_text(letter, " ".join(["khác"] * 5 + words[5:]))
    many = with_text(letter, " ".join(["khác"] * 6 + words[6:]))
    assert look(before, some) == ()
    assert look(before, many) == ("đổi 6, thêm 0 trong 100 chữ",)


def test_a_less_sure_reading_waits(letter):
    weak = with_page(letter, zones=page_of(blocks_of(LETTER), confidence=0.9).zones)
    assert look(letter, weak) == ("đọc kém chắc hơn: 96,0 % → 90,0 %",)
    assert look(weak, letter) == ()


def test_documents_made_again_keep_their_cut(letter):
    """A person's cut stays a person's, a machine's doubts are asked again; all pages are needed."""
    pages = [replace(page_of(blocks_of(LETTER)), number=n) for n in (1, 2, 3)]
    scan = Scan(None, "chồng.pdf", "3f" * 32, 3)
    standing = documents(scan, pages, decided=[(1, 3), (2,)])
    standing[1] = replace(standing[1], cut=Cut("machine", 0.6, ("trang đầu",)))

    new = documents_again(standing, pages)

    assert [one.source.pages for one in new] == [(1, 3), (2,)]
    assert [one.cut for one in new] == [one.cut for one in standing]
    assert "split" in [one.cause for one in new[1].review]
    with pytest.raises(ValueError, match=r"\[1, 2\] for documents of \[1, 2, 3\]"):
        documents_again(standing, pages[:2])
