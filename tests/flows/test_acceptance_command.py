"""`sohoa acceptance` as a clerk meets it: from the archive, and before a night."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from html import unescape

import pytest
from drawn_scans import draw_page
from flows_drawing import letter

from pipeline.archive import InboxFile, open_archive
from pipeline.document import documents
from pipeline.errors import NotAScanError, SecretScanError
from pipeline.raster import open_scan
from pipeline.settings import Settings
from pipeline.values.judging import ScanJudgement

GOOD = ScanJudgement(300.0, 24, paper=250.0)
COARSE = replace(GOOD, dpi=120.0)
GRAY = replace(GOOD, bits=8)
FORMULA = "=cmd|' calc'!A1.pdf"
BOTH = ["folder", pytest.param("S3 and PostgreSQL", marks=pytest.mark.server)]


def put(opened, folder, name, number, scans):
    """A file of so many pages with these figures, in the archive without having been read."""
    path = folder / name
    path.write_bytes(letter(number, pages=len(scans)))
    scan = replace(open_scan(path), name=name)
    found = path.stat()
    opened.ledger.sight(InboxFile(str(path), name, found.st_size, found.st_mtime_ns), scan.sha256)
    whole = draw_page().reading
    readings = [
        replace(whole, number=n, size_px=(870, 1245), scan=figures)
        for n, figures in enumerate(scans, 1)
    ]
    for document in documents(scan, readings, decided=[tuple(range(1, len(scans) + 1))]):
        opened.publish(document, path, {}, "k1")
    opened.ledger.publish(scan.sha256)


def filled(settings, folder):
    """Two nights, and a file that was set aside."""
    opened = open_archive(settings)
    opened.ledger.start_night("n1")
    put(opened, folder, "tốt.pdf", 1, [GOOD, GOOD])
    opened.ledger.end_night("n1", {})
    opened.ledger.start_night("n2")
    put(opened, folder, FORMULA, 2, [COARSE, GRAY, COARSE])
    put(opened, folder, "cũ.pdf", 3, [None])
    opened.ledger.end_night("n2", {"pages_to_rescan": 2})
    bad = InboxFile(str(folder / "@rác.pdf"), "@rác.pdf", 4, 0)
    opened.ledger.sight(bad, "ab" * 32)
    opened.ledger.set_aside("ab" * 32, NotAScanError("@rác.pdf"))
    opened.close()


@pytest.fixture
def archive(tmp_path):
    """An archive in a folder."""
    filled(Settings(archive=str(tmp_path / "kho")), tmp_path)
    return tmp_path / "kho"


def names_in(folder):
    """What lies there, but our own state."""
    return sorted({entry.name for entry in folder.iterdir()} - {"state"})


def sheet(path, number):
    """Cells of one sheet, row by row, as a spreadsheet shows them; formulas must not be there."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as book:
        shared = [
            unescape(text)
            for text in re.findall(
                r"<si><t[^>]*>(.*?)</t></si>", book.read("xl/sharedStrings.xml").decode(), re.DOTALL
            )
        ]
        xml = book.read(f"xl/worksheets/sheet{number}.xml").decode()
    assert "<f>" not in xml
    return [
        [
            shared[int(value)] if kind == "s" else value
            for kind, value in re.findall(r'<c r="[^"]*"[^>]*?(?: t="(\w)")?><v>(.*?)</v>', row)
        ]
        for row in re.findall(r"<row .*?</row>", xml, re.DOTALL)
    ]


@pytest.mark.parametrize("where", BOTH)
def test_the_archive_is_judged_without_reading(request, sohoa, tmp_path, where):
    """Counts, faults and files; names that look like formulas are text; the workbook says so."""
    settings = Settings(archive=str(tmp_path / "kho"))
    options = ["--archive", "kho"]
    if where != "folder":
        settings = Settings(
            archive=request.getfixturevalue("s3_url"),
            database=request.getfixturevalue("postgres_url"),
        )
        options = ["--archive", settings.archive, "--database", settings.database]
    filled(settings, tmp_path)

    said = sohoa("acceptance", *options, "--out", "bb.xlsx", "--contractor", "=1+1")

    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.splitlines() == [
        "4 tệp, 6 trang: 1 trang chưa chấm, 3 trang không đạt, 2 trang đạt.",
        "Không đạt 2 tệp:",
        f"  {FORMULA}: độ phân giải thấp: trang 1, 3; không quét màu: trang 2",
        f"  {NotAScanError('@rác.pdf')}",
        "Biên bản nghiệm thu: bb.xlsx",
    ]
    assert ["Bên giao (đơn vị số hóa):", "=1+1"] in sheet(tmp_path / "bb.xlsx", 1)
    files = sheet(tmp_path / "bb.xlsx", 2)
    assert [row[1] for row in files[1:]] == [FORMULA, "@rác.pdf", "cũ.pdf", "tốt.pdf"]
    pages = sheet(tmp_path / "bb.xlsx", 3)
    assert [row[1:4] for row in pages[1:4]] == [
        [FORMULA, "1", "Không đạt"],
        [FORMULA, "2", "Không đạt"],
        [FORMULA, "3", "Không đạt"],
    ]
    assert len(pages) == 7


def test_one_night_alone(sohoa, archive):
    """Its documents, without what never came in; a night that was not is answered with those."""
    said = sohoa("acceptance", "--archive", archive, "--night", "n1", "--out", "n1.xlsx")
    assert said.stdout.startswith("1 tệp, 2 trang: 2 trang đạt.\n")
    assert ["Đã chấm:", f"{archive}, đêm n1"] in sheet(archive.parent / "n1.xlsx", 1)
    said = sohoa("acceptance", "--archive", archive, "--night", "n9")
    assert said.returncode == 2
    assert "không có đêm n9; gần nhất: n2, n1" in said.stderr


def test_programs_get_every_page_with_its_figures(sohoa, archive):
    """JSON: totals, files, pages, verdicts."""
    told = json.loads(sohoa("acceptance", "--archive", archive, "--json").stdout)
    assert told["pages"] == {"Không đạt": 3, "Chưa chấm": 1, "Đạt": 2}
    assert told["faults"] == {"độ phân giải thấp": 2, "không quét màu": 1}
    assert told["share_accepted"] == 0.4
    (formula, *_) = told["list"]
    assert [page["scan"]["dpi"] for page in formula["pages"]] == [120, 300, 120]
    assert [v["fault"] for v in formula["pages"][1]["scan"]["verdicts"]] == ["colour"]
    assert told["not_taken"] == []


def test_other_lines_in_the_settings_need_no_reading(sohoa, archive, tmp_path):
    """What was agreed on stands in `[judging]`."""
    (tmp_path / "sohoa.toml").write_text("[judging]\ncolour = false\nleast_dpi = 110.0\n")
    assert "5 trang đạt" in sohoa("acceptance", "--archive", archive).stdout


def test_an_older_list_is_replaced_whole(sohoa, archive, tmp_path):
    """And nothing else is left in the folder."""
    (tmp_path / "bb").mkdir()
    path = tmp_path / "bb" / "bb.xlsx"
    path.write_bytes(b"old")
    assert sohoa("acceptance", "--archive", archive, "--out", path).returncode == 0
    assert path.read_bytes().startswith(b"PK")
    assert names_in(path.parent) == ["bb.xlsx"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--archive", "kho", "--out", "none/bb.xlsx"), "không có thư mục"),
        (("--archive", "kho", "--out", "kho"), "là thư mục"),
        (("--archive", "kho", "--out", "a" * 300), "không ghi được"),
        (("--check", "none"), "không có none"),
        (("--check", "kho", "--night", "n1"), "không dùng cùng --check"),
    ],
)
def test_what_cannot_be_done_is_told(sohoa, archive, tmp_path, options, told):
    """In plain words, with the code of wrong use; nothing half-written stays."""
    before = names_in(tmp_path)
    said = sohoa("acceptance", *options)
    assert said.returncode == 2
    assert told in said.stderr
    assert "Traceback" not in said.stderr
    assert names_in(tmp_path) == before


def test_an_archive_that_is_not_there_is_not_made(sohoa, tmp_path):
    """It ends with 5."""
    said = sohoa("acceptance", "--archive", tmp_path / "không có")
    assert said.returncode == 5
    assert not (tmp_path / "không có").exists()


def test_nothing_to_judge_makes_a_list_that_says_so(sohoa, tmp_path):
    """Empty archive, empty folder."""
    open_archive(Settings(archive=str(tmp_path / "kho"))).close()
    (tmp_path / "quét").mkdir()
    for place in (("--archive", "kho"), ("--check", "quét")):
        said = sohoa("acceptance", *place, "--out", "bb.xlsx")
        assert said.returncode == 0
        assert "0 tệp, 0 trang: không có trang nào." in said.stdout
        rows = sheet(tmp_path / "bb.xlsx", 1)
        assert ["Tỉ lệ trang đạt trên trang đã chấm", "chưa chấm trang nào"] in rows


@pytest.mark.slow
def test_scans_are_judged_before_a_night(sohoa, tmp_path):
    """Nothing is stored; what is no scan, or cannot be opened, is told and left out of no count."""
    folder = tmp_path / "quét"
    folder.mkdir()
    (folder / "thư.pdf").write_bytes(letter(1, pages=2))  # of 150 dpi
    (folder / "+hỏng.pdf").write_bytes(b"no scan" * 20)
    (folder / "ghi chú.docx").write_bytes(b"x")

    said = sohoa("acceptance", "--check", folder, "--out", "bb.xlsx")

    assert said.returncode == 0
    lines = said.stdout.splitlines()
    assert lines[0].startswith("2 tệp, 2 trang: 2 trang không đạt")
    assert "  +hỏng.pdf: nội dung không phải PDF" in said.stdout
    assert "  - ghi chú.docx: không phải tệp quét (đuôi .docx)" in lines
    assert [row[1] for row in sheet(tmp_path / "bb.xlsx", 2)[1:]] == ["+hỏng.pdf", "thư.pdf"]
    alone = sohoa("acceptance", "--check", folder / "thư.pdf", "--json")
    assert json.loads(alone.stdout)["pages"] == {"Không đạt": 2}
    assert names_in(tmp_path) == ["bb.xlsx", "quét"]


def test_status_leads_to_the_list_of_its_night(sohoa, archive):
    """The last night's pages to scan again, with the command."""
    said = sohoa("status", "--archive", archive)
    assert "  Nên quét lại 2 trang: sohoa acceptance --night n2" in said.stdout.splitlines()
    (entry,) = [
        entry
        for entry in json.loads(sohoa("status", "--archive", archive, "--json").stdout)["review"]
        if entry["cause"] == "scan"
    ]
    assert entry["grade"] == "should"
    assert [one["name"] for one in entry["documents"]] == [FORMULA]


def test_a_night_keeps_a_file_that_was_cut_anew_after_it(sohoa, archive):
    """The acceptance list of a night is of its files, however they are cut later."""
    sohoa("split", "tốt.pdf", "--pages", "1,2", "--by", "Mai", "--archive", archive)
    said = sohoa("acceptance", "--archive", archive, "--night", "n1")
    assert said.stdout.startswith("1 tệp, 2 trang: 2 trang đạt.\n")
    assert "tốt.pdf" not in sohoa("acceptance", "--archive", archive, "--night", "n2").stdout


def test_a_file_is_one_row_however_it_is_cut_and_a_spoilt_record_is_told(sohoa, archive):
    """Pages of all its documents; a document whose record cannot be read is not left out."""
    sohoa("split", FORMULA, "--pages", "1+3,2", "--by", "Mai", "--archive", archive)
    (spoilt,) = (
        path
        for path in archive.glob("documents/*/data/document.json")
        if json.loads(path.read_text())["source"]["name"] == "cũ.pdf"
    )
    spoilt.write_text("{")

    told = json.loads(sohoa("acceptance", "--archive", archive, "--json").stdout)["list"]

    by_name = {file["name"]: file for file in told}
    assert [page["number"] for page in by_name[FORMULA]["pages"]] == [1, 2, 3]
    assert "cũ.pdf" not in by_name
    lost = by_name[spoilt.parts[-3]]
    assert (lost["verdict"], lost["pages"]) == ("Không đạt", [])
    assert lost["why"]


def test_what_was_kept_out_for_other_reasons_is_not_rejected(sohoa, archive, tmp_path):
    """A secret paper, or one that a night will try again: how they were scanned, nobody knows."""
    opened = open_archive(Settings(archive=str(archive)))
    opened.ledger.sight(InboxFile(str(tmp_path / "l.pdf"), "l.pdf", 4, 0), "ef" * 32)
    opened.ledger.fail("ef" * 32, "gone", "l.pdf: tệp không còn ở chỗ cũ.")
    opened.ledger.sight(InboxFile(str(tmp_path / "m.pdf"), "m.pdf", 4, 0), "cd" * 32)
    opened.ledger.set_aside("cd" * 32, SecretScanError("m.pdf", 2, "MẬT"))
    opened.close()

    told = json.loads(sohoa("acceptance", "--archive", archive, "--json").stdout)

    (secret,) = (file for file in told["list"] if file["name"] == "m.pdf")
    assert secret["verdict"] == "Chưa chấm"
    assert "độ mật" in secret["why"]
    (later,) = (file for file in told["list"] if file["name"] == "l.pdf")
    assert (later["verdict"], later["why"]) == ("Chưa chấm", "tệp không còn ở chỗ cũ.")
    assert told["files"]["Không đạt"] == 2
