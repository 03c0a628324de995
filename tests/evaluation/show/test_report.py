"""The report's rows, table, JSON and pages say what was measured."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from evaluation.bench.pictures import Frame, Picture, Pictures
from evaluation.measure.coverage import PageCoverage
from evaluation.measure.differences import exact_tokens
from evaluation.measure.distances import score
from evaluation.measure.field_outcomes import compare_fields
from evaluation.measure.figures import DocumentFigures, PageFigures
from evaluation.renew import BEGIN, END, renewed
from evaluation.renew import figures as figures_of
from evaluation.show.html import PageView, page_folder, write_html
from evaluation.show.report import Report
from evaluation.truth.cases import cases_in
from pipeline.geometry import Box
from pipeline.values.document import Field
from pipeline.values.marks import MarkRecord
from pipeline.values.readings import UnreadPrint

WOVEN = "ỦY BAN CỘNG HÒA XÃ NHÂN DÂN HỘI CHỦ NGHĨA TỈNH QUẢNG NGÃI VIỆT NAM ĐẾN"


def perfect(page):
    """The canonical text: lines of a paragraph joined by a space, a hyphen at the end kept."""
    return page.text.replace("-\n", "- ")


def figures(case, page, engine, text, cpu):
    return PageFigures(
        case=case.name,
        number=page.number,
        condition=case.condition,
        drawn=case.drawn,
        engine=engine,
        score=score(page.truth, text),
        exact=exact_tokens(page.truth, text),
        cpu_seconds=cpu,
        text=text,
    )


def coverage(case, page, **more):
    """Our reading of a page that has all its words, unless it is said otherwise."""
    known = {"look": "grey", "blank": False, "places": 0, "unread_mm2": 0.0, "sure": 100}
    known |= {"missing": (), "cer": 0.0, "printed": True, **more}
    return PageCoverage(case.name, page.number, case.condition, case.drawn, **known)


@pytest.fixture
def report(scans, drawn):
    """Every page read perfectly by us and woven by the other; the record half right."""
    pages, documents, covered = [], [], []
    for case in (*cases_in(scans), *cases_in(drawn)):
        for page in case.pages:
            pages.append(figures(case, page, "sohoa", perfect(page), 1.0))
            pages.append(figures(case, page, "tesseract", WOVEN, 4.0))
            covered.append(coverage(case, page))
        for true in case.documents:
            ours = {"org": Field(true.fields["org"]), "signer": Field("<Nguyễn> & Giang")}
            fields = compare_fields(true.fields, ours)
            found = DocumentFigures(
                case.name, case.condition, case.drawn, true.pages, found=True, fields=fields
            )
            documents.append(found)
    return Report("thư mục", tuple(pages), tuple(documents), coverage=tuple(covered))


def test_rows_are_conditions_and_engines(report):
    """Drawn conditions first, each with both engines; blanks have noise but no error rate."""
    rows = {(row.condition, row.engine): row for row in report.rows()}
    assert set(rows) == {(c, e) for c in ("annotated", "tỉnh") for e in ("sohoa", "tesseract")}
    ours, plain = rows["annotated", "sohoa"], rows["annotated", "tesseract"]
    assert ours.rates["cer"] == 0.0
    assert (ours.pages, ours.blank_pages, ours.blank_letters) == (3, 1, 0)
    assert plain.blank_letters == sum(len(word) for word in WOVEN.split())
    assert plain.rates["cer"] > 0.5
    assert plain.cpu_seconds == 12.0


def test_means_weigh_every_page_the_same_and_sums_every_letter(scans):
    """The mean is the yardstick's; the pooled rate is that of all pages as one text."""
    (case,) = cases_in(scans)
    page = case.pages[0]
    bad = figures(case, page, "sohoa", "", 1.0)
    good = figures(case, page, "sohoa", perfect(page), 1.0)
    (row,) = Report("x", (bad, good, good)).rows()
    assert row.rates["cer"] == pytest.approx(1 / 3)
    assert row.pooled["cer"] == pytest.approx(1 / 3)


def test_an_overall_row_stands_where_conditions_are_several(report):
    """Two drawn conditions are summed up in a third row."""
    other = [p for p in report.pages if p.drawn and p.number == 1]
    renamed = [
        PageFigures(p.case, 9, "clean", True, p.engine, p.score, p.exact, p.cpu_seconds, p.text)
        for p in other
    ]
    names = list(Report("x", (*report.pages, *renamed)).groups())
    assert names == ["annotated", "clean", "mọi trang vẽ", "tỉnh"]


def test_the_table_is_aligned_and_tells_wrong_from_empty(report):
    """Every line of a table is as wide as its rule; `!n` counts what was given and is wrong."""
    table = report.table()
    first = table.split("\n\n")[0].splitlines()
    assert all(len(line) <= len(first[1]) for line in first)
    assert re.search(r"signer \(in\) +0/2 !2 +0/1 !1", table)
    assert re.search(r"number \(bút\) +0/1 +0/1", table)
    assert re.search(r"org \(in\) +2/2 +1/1", table)


def test_json_holds_every_page_and_outcome(report):
    """The JSON can be read back and has the same figures."""
    content = json.loads(report.to_json())
    assert len(content["pages"]) == len(report.pages)
    assert content["fields"]["annotated"]["signer.print"] == {"wrong": 2}
    assert content["record"]["annotated"]["fields"]["signer.print"]["wrong"] == 2
    assert content["pages"][0]["rates"]["cer"] == 0.0
    assert json.loads(json.dumps(report.as_dict())) == content


def test_the_readmes_figures_say_what_they_were_measured_on(report):
    """Real and drawn apart, the rival in brackets, then folders, files, pages, day and version."""
    block = figures_of([report], "2026-11-29 at abc123")
    real = next(line for line in block.splitlines() if line.startswith("| real scans"))
    assert re.match(r"\| real scans \| 1 \| 0\.00 % \(\d\d\.\d\d %\) \| 100\.0 % \(", real)
    assert "0 of 1, 0 say so" in real
    assert "| drawn samples | 3 |" in block
    assert "Measured on 2026-11-29 at abc123, on `thư mục` (4 pages of 2 files)." in block
    assert "Of 2 numbers and days" in block
    assert re.search(r"Of 5 printed fields in the records of the real scans \d+\.\d % are", block)
    assert "Of 2 fields given, by pen and stamp too, 1 are wrong" in block


def test_pages_that_nobody_transcribed_are_counted_apart(scans):
    """They have no error rate; the row says what was passed over, the source how many they are."""
    (case,) = cases_in(scans)
    unknown = coverage(
        case, case.pages[0], cer=None, missing=("chu",) * 4, places=1, unread_mm2=12.0
    )
    block = figures_of([Report("thư mục", coverage=(unknown,))], "hôm nay")
    assert (
        "| real scans | 1 | – | – | – | – | 4.00 % | 1 of 1, 1 say so | 12 mm² on 1 pages |"
        in block
    )
    assert "(1 pages of 1 files, 1 not transcribed)" in block
    assert "drawn samples" not in block


@pytest.mark.parametrize("text", ["không có dấu", f"{END}\n{BEGIN}"])
def test_a_text_without_the_marks_is_not_written_over(text):
    """Nothing is guessed about where figures belong."""
    with pytest.raises(ValueError, match="figures"):
        renewed(text, "x")


def test_the_readme_has_the_marks():
    """`make figures` finds its place, and leaves all else as it is."""
    text = (Path(__file__).parents[3] / "README.md").read_text("utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    assert renewed(text, "x") == f"{before}{BEGIN}\n\nx\n\n{END}{after}"


class Links(HTMLParser):
    """What a page points at."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("href", "src")]


@pytest.mark.parametrize("target", ["trang", "do-chat-luong.html"])
def test_the_pages_are_whole_and_need_no_network(report, scans, drawn, tmp_path, target):
    """Every link and picture of every page lies on disk; text of the paper is escaped."""
    html = tmp_path / "ra" / target
    root = html.with_suffix("")
    views = []
    mark = MarkRecord("seal", Box(1, 2, 3, 4), 0.9, "red", "<b>", "p0001-01-seal.png")
    gap = UnreadPrint(Box(1, 2, 3, 4), 12.5, "p0001-u01.png")
    frame = Frame("letterhead_left", 1, 'a "quote"', 0.0, 1.0, 2.0, 3.0)
    for case in (*cases_in(scans), *cases_in(drawn)):
        for page in case.pages:
            folder = root / page_folder(case, page)
            folder.mkdir(parents=True)
            for name in ("scan.jpg", "clean.jpg", mark.crop, "missed-01.png", gap.crop):
                (folder / name).write_bytes(b"")
            pictures = Pictures(
                Picture("scan.jpg", (frame,)),
                Picture("clean.jpg", (frame,)),
                (mark,),
                ("xoay",),
                size_px=(165, 234),
                missed=("missed-01.png",),
                unread=(gap,),
            )
            views.append(PageView(case, page, pictures if page.number < 3 else None))
    write_html(report, views, html)
    written = sorted(html.parent.rglob("*.html"))
    assert len(written) == 2 + len(views)
    for path in written:
        links = Links()
        content = path.read_text("utf-8")
        links.feed(content)
        assert links.found
        for link in links.found:
            assert "://" not in link
            assert (path.parent / link).is_file(), (path, link)
        assert "<Nguyễn>" not in content
    page = (root / page_folder(views[0].case, views[0].page) / "index.html").read_text("utf-8")
    assert 'class="missing"' in page
    assert 'src="p0001-u01.png"' in page
    assert "12,5 mm²" in page
    assert "&lt;Nguyễn&gt; &amp; Giang" in page
