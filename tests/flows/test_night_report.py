"""What the report of a night says, and that it cannot be spoilt by what scans are called."""

import re
from dataclasses import replace

import pytest

from flows.closing_words import closing_words
from flows.document_facts import facts_of
from flows.night_facts import DOCUMENTS_SHOWN, FileTrouble, NightFacts
from flows.report import render_report
from pipeline.document.verdicts import with_verdicts
from pipeline.geometry import Box
from pipeline.settings import Judging, Settings
from pipeline.values.document import Document, Field, ReviewNote, Source, Text
from pipeline.values.judging import ScanJudgement
from pipeline.values.marks import MarkRecord
from pipeline.values.readings import PageReading, UnreadPrint


def document(**changes):
    """A letter of two pages, read well."""
    page = PageReading(1, (1654, 2339), 200.0, confidence=0.97)
    fields = {
        "number": Field("574", "574", 0.93),
        "symbol": Field("TTr-UBND", "TTr-UBND", 0.99),
        "org": Field("ỦY BAN NHÂN DÂN TỈNH AN BÌNH", "x", 0.98),
        "signer": Field("Trần Văn Bé", "x", 0.61),
        "date": Field(reason="không tìm thấy dòng địa danh, ngày tháng"),
        "recipients": Field(["Bộ Nội vụ"], "x", 0.9),
    }
    whole = Document(
        "3fa9000000000000-0001",
        Source("tờ trình.pdf", "3fa9" * 16, (1, 2)),
        fields,
        (page, replace(page, number=2, blank=True, confidence=None)),
        Text("Thân", "Thân"),
    )
    return replace(whole, **changes)


@pytest.fixture
def night():
    """A night with one good document, one for a person, and a file set aside."""
    seal = MarkRecord("seal", Box(1, 2, 3, 4), 0.98, "red", crop="p0001-01-seal.png")
    page = PageReading(1, (10, 10), 200.0, orientation_sure=False, marks=(seal,))
    hole = PageReading(2, (0, 0), 0.0, problem="xấu.pdf, trang 2: ảnh của trang bị hỏng.")
    doubtful = document(
        id="77aa000000000000-0001",
        source=Source("<b>xấu</b> & tệ.pdf", "77aa" * 16, (1, 2)),
        pages=(page, hole),
        review=(
            ReviewNote("Trang không đọc được", "trang 2", hole.problem, cause="hole", minutes=5),
            ReviewNote("Chiều trang chưa chắc chiều", "trang 1", "xem lại", cause="turn"),
            ReviewNote(
                "Số văn bản", "trang 1, ảnh p0001-01-seal.png", "viết tay, độ tin 41 %", cause="pen"
            ),
        ),
    )
    facts = NightFacts("2026-11-22T220000", seconds=65.0, files_in_inbox=3, files_new=3)
    facts.pages_read, facts.reading_seconds = 4, 6.0
    facts.documents += [facts_of(document()), facts_of(doubtful)]
    facts.files_set_aside.append(FileTrouble("rỗng.pdf", "empty-file", "rỗng.pdf: tệp rỗng."))
    return facts


def test_the_report_says_what_was_done_and_what_needs_a_person(night):
    """Counts, fields, notes with their place, reasons of files, pages of each kind, evidence."""
    page = render_report(night, "./kho")
    for words in (
        "22/11/2026 22:00",
        "574/TTr-UBND",
        "ỦY BAN NHÂN DÂN TỈNH AN BÌNH",
        "Số văn bản",
        "viết tay, độ tin 41 %",
        '<td class="file">rỗng.pdf</td><td>tệp rỗng.</td>',
        "ảnh của trang bị hỏng",
        "1,5 giây máy mỗi trang",
        "chưa chắc chiều",
        "Trang trắng",
        "1 phút 5 giây",
        "../documents/77aa000000000000-0001/data/evidence/p0001-01-seal.png",
        "con dấu, trang 1",
    ):
        assert words in page
    assert 'title="không tìm thấy dòng địa danh, ngày tháng"' in page
    assert re.search(r'class="low"[^>]*>Trần Văn Bé', page)  # read with 61 %


def test_the_report_stands_alone_and_names_cannot_break_it(night):
    """Nothing is fetched from outside; a file named like HTML is shown as it is called."""
    page = render_report(night, "./kho")
    assert "http://" not in page
    assert "https://" not in page
    assert "<b>xấu" not in page
    assert "&lt;b&gt;xấu" in page


def test_a_night_without_work_says_so():
    """Neither report nor closing words pretend that something happened."""
    facts = NightFacts("2026-11-22T220000")
    assert "Không có gì mới" in render_report(facts, "./kho")
    assert closing_words(facts, Settings()).startswith("Không có gì mới")


def test_the_closing_words_name_what_needs_a_person(night):
    """What was done, what needs a person, and where things lie."""
    words = closing_words(night, Settings(archive="./kho"))
    assert words.splitlines()[0] == "Xong: 2 văn bản vào kho, 4 trang đã đọc, trong 65 giây."
    assert "rỗng.pdf: tệp rỗng." in words
    assert "ảnh của trang bị hỏng" in words
    assert "./kho/documents" in words


def test_facts_for_programs_carry_counts(night):
    """`--json` needs no counting by its reader."""
    told = night.as_dict()
    assert told["documents_published"] == 2
    assert (told["documents_must"], told["documents_clear"]) == (1, 1)
    assert told["minutes_must"] == 7.0
    assert [entry["cause"] for entry in told["review"]] == ["hole", "turn", "pen"]
    assert told["review"][0]["documents"][0]["id"] == "77aa000000000000-0001"
    assert (told["pages_failed"], told["pages_unsure"], told["pages_blank"]) == (1, 1, 1)
    assert told["nothing_new"] is False


@pytest.fixture
def gaps(night):
    """The same night with a document on whose page print was seen and not read."""
    seals = tuple(
        MarkRecord("seal", Box(1, 2, 3, 4), 0.98, "red", crop=f"p0001-{n:02d}-seal.png")
        for n in range(1, 12)
    )
    parts = (
        UnreadPrint(Box(1, 2, 3, 4), 2.25, "p0001-u01.png"),
        UnreadPrint(Box(1, 9, 3, 4), 30.0, "p0001-u02.png"),
    )
    page = PageReading(1, (1654, 2339), 200.0, marks=seals, unread=parts)
    note = ReviewNote(
        "Có chữ chưa đọc: 2 chỗ, 32,2 mm² nét mực", "trang 1", "hãy xem từng chỗ", cause="unread"
    )
    torn = document(id="88bb000000000000-0001", pages=(page,), review=(note,))
    night.documents.append(facts_of(torn))
    return night


def test_print_that_was_not_read_is_shown_with_its_note(gaps):
    """Its pictures stand there, the largest first; seals are no part of it."""
    page = render_report(gaps, "./kho")
    card = page[page.index("Có chữ chưa đọc: 2 chỗ") :].partition("<h2>")[0]
    pictures = re.findall(r'<img [^>]*src="[^"]*/(p0001[^"]*)"', card)
    assert pictures == ["p0001-u02.png", "p0001-u01.png"]
    assert "chữ chưa đọc, trang 1" in card
    assert "<h2>Trang có chữ chưa đọc</h2>" in page
    assert "1</b>trang có chữ chưa đọc (32,2 mm²)" in page


def test_closing_words_and_programs_are_told_of_unread_print(gaps):
    """How many pages, how much ink; the document is one a person must look at."""
    words = closing_words(gaps, Settings(archive="./kho"))
    assert "Chữ chưa đọc trên 1 trang, 32,2 mm² nét mực" in words
    assert "Có chữ chưa đọc: 2 chỗ" in words
    told = gaps.as_dict()
    assert (told["pages_unread"], told["unread_mm2"]) == (1, 32.25)
    assert told["documents"][-1]["unread"] == ((1, 32.25),)


def test_a_night_that_read_everything_does_not_speak_of_it(night):
    """No tile, no table, no line."""
    assert "chữ chưa đọc" not in render_report(night, "./kho").lower()
    assert "chưa đọc" not in closing_words(night, Settings(archive="./kho"))
    assert (night.as_dict()["pages_unread"], night.as_dict()["unread_mm2"]) == (0, 0)


def test_pages_to_scan_again_have_a_section_and_a_line(night):
    """Each with its reasons; such as only lack colour are left to the acceptance list."""
    scans = (ScanJudgement(150.0, 24, fold_mm=30.0), ScanJudgement(300.0, 8))
    pages = with_verdicts(
        [replace(document().pages[0], number=n, scan=scan) for n, scan in enumerate(scans, 1)],
        Judging(),
    )
    assert "quét lại" not in closing_words(night, Settings())
    assert "Trang nên quét lại" not in render_report(night, "./kho")

    night.documents.append(facts_of(document(pages=pages)))

    report = render_report(night, "./kho")
    section = report.partition("<h2>Trang nên quét lại</h2>")[2].partition("</table>")[0]
    assert section.count("<tr>") == 2  # its head, and one page
    assert "độ phân giải 150 dpi" in section
    assert "góc giấy bị gấp" in section
    assert "Nên quét lại 1 trang; lý do ở báo cáo" in closing_words(night, Settings())
    assert night.as_dict()["pages_to_rescan"] == 1


def test_a_large_night_tells_what_needs_a_person_most_and_counts_the_rest():
    """Its memory does not grow with its documents; no number is wrong for that."""
    facts = NightFacts("2026-11-22T220000", seconds=65.0)
    note = ReviewNote("Số văn bản", "trang 1", "không chắc", "must", "pen", ("number",), 0.5, 2.0)
    plain = replace(facts_of(document()), review=(), failed=(), unread=(), unsure=())
    count, must = 2 * DOCUMENTS_SHOWN + 300, DOCUMENTS_SHOWN + 100
    for number in range(count):
        notes = (note,) if number < must else ()
        one = replace(plain, id=f"{number:05d}", review=notes, blank=(2,))
        facts.publish([one, one])
    facts.show_the_weightiest()

    assert len(facts.documents) == DOCUMENTS_SHOWN
    assert all(one.review for one in facts.documents)
    told = facts.as_dict()
    assert told["documents_published"] == count
    assert (told["documents_must"], told["documents_clear"]) == (must, count - must)
    assert told["minutes_must"] == must * 0.5
    assert told["pages_blank"] == count
    page = render_report(facts, "./kho")
    assert f"<b>{count}</b>văn bản vào kho" in page
    assert f"Còn {count - DOCUMENTS_SHOWN} văn bản nữa" in page
    assert f"Phải xem {must} văn bản" in closing_words(facts, Settings())
