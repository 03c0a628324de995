"""The acceptance list: what it says, and that names cannot become formulas."""

import io
import zipfile
from datetime import date

from pipeline.document.acceptance import judged_file, totals
from pipeline.export.acceptance import Heading, acceptance_list
from pipeline.settings import Judging
from pipeline.values.judging import ScanJudgement
from pipeline.values.readings import PageReading


def page(number, **figures):
    scan = ScanJudgement(
        **{"dpi": 300.0, "bits": 24, "fingerprint": f"{1 << number:064x}"} | figures
    )
    return PageReading(number, (2480, 3508), 300.0, scan=scan)


def test_a_sheet_scanned_twice_is_told_on_its_second_page():
    """Alike pages are one sheet; pages that differ in many bits are not."""
    other = page(2, fingerprint="f" * 64)
    file = judged_file("a.pdf", "ab", [page(1), other, page(3)], Judging())
    assert [[v.fault for v in p.scan.verdicts] for p in file.pages] == [[], [], ["twice"]]
    assert "giống trang 1" in file.pages[2].scan.verdicts[0].why


def test_other_lines_judge_the_same_figures_anew():
    """Gray is accepted where it was agreed on."""
    gray = [page(1, bits=8)]
    assert judged_file("a.pdf", "ab", gray, Judging()).verdict == "Không đạt"
    assert judged_file("a.pdf", "ab", gray, Judging(colour=False)).verdict == "Đạt"
    assert totals([judged_file("a.pdf", "ab", gray, Judging())]).share == 0


def test_the_workbook_has_no_formula_and_prints_across():
    """Names stay text; the heads stay, rows can be filtered, A4 lies across."""
    file = judged_file('=HYPERLINK("http://x")\x0b.pdf', "ab", [page(1, dpi=100.0)], Judging())
    data = acceptance_list([file], Heading("./kho", date(2026, 11, 29)), Judging())
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheets = [book.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2, 3)]
        said = book.read("xl/sharedStrings.xml").decode()
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
    assert all('orientation="landscape"' in sheet for sheet in sheets)
    assert all("<autoFilter" in sheet and 'state="frozen"' in sheet for sheet in sheets[1:])
    for words in ("BIÊN BẢN NGHIỆM THU", "độ phân giải 100 dpi", "29/11/2026", "Ký, ghi rõ họ tên"):
        assert words in said
