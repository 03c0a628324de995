"""`sohoa export` as an operator meets it: from a template filled in to packages handed over."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from drawn_scans import add_scan, document_of, draw_page

from pipeline.archive import InboxFile, open_archive
from pipeline.profiles.manifest import MANIFEST, spoilt
from pipeline.settings import Settings
from pipeline.values.document import Field

FONDS = {"Người lập": "Lê Thị Mai", "Mã cơ quan lưu trữ": "H49", "Mã phông": "P01"}
PLAN = """
by: Lê Thị Mai
fonds: {name: UBND tỉnh An Bình, organ_id: H49.64, fonds_id: P01, archive_id: H49}
defaults: {retention: "01", mode: "01", risk_recovery: "0"}
files:
- {code: H49.01, title: Tập công văn, paper_code: H49.1, folder: hop1}
"""


def publish(archive, folder, name, number, **fields):
    path = folder / f"{number}.pdf"
    with pikepdf.new() as pdf:
        add_scan(pdf, draw_page(lines=(f"Số {number}",)).image, 100)
        pdf.save(path, deterministic_id=True)
    drawn = document_of(path, [draw_page().reading])
    known = {
        "number": str(number),
        "date": f"2021-08-{number:02d}",
        "language": {"code": "01", "name": "Tiếng Việt"},
        "page_count": 1,
        "sheet_count": 1,
    } | fields
    told = {
        key: Field(reason=f"không thấy {key}") if value is None else Field(value, None, 0.9, 1)
        for key, value in known.items()
    }
    source = replace(drawn.source, name=name)
    document = replace(drawn, source=source, fields=drawn.fields | told)
    found = path.stat()
    file = InboxFile(str(path), name, found.st_size, found.st_mtime_ns)
    archive.ledger.sight(file, document.source.sha256)
    archive.publish(document, path, {}, "k1")
    archive.ledger.publish(document.source.sha256)
    return document.id


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An archive of three letters, one without a subject, in two folders of the inbox."""
    home = tmp_path_factory.mktemp("export")
    archive = open_archive(Settings(archive=str(home / "kho")))
    ids = [
        publish(archive, home, "hop1/a.pdf", 1),
        publish(archive, home, "hop1/b.pdf", 2),
        publish(archive, home, "hop2/c.pdf", 3, subject=None),
    ]
    archive.close()
    return home / "kho", ids


@pytest.fixture
def archive(made, tmp_path):
    shutil.copytree(made[0], tmp_path / "kho")
    return made[1]


def export(sohoa, *more, profile="tt05"):
    return sohoa("export", "--profile", profile, "--archive", "kho", *more)


def fill_in(path, ids):
    """What an operator does with the template."""
    book = openpyxl.load_workbook(path)
    for sheet, said in (
        ("Phông", FONDS | {"Tên phông": "UBND tỉnh An Bình"}),
        (
            "Mặc định",
            {
                "Thời hạn bảo quản": "Vĩnh viễn",
                "Chế độ sử dụng": "Công khai",
                "Chế độ dự phòng": "Không",
            },
        ),
    ):
        for row in book[sheet].iter_rows():
            if row[0].value in said:
                row[1].value = said[row[0].value]
    files = book["Hồ sơ"]
    columns = {cell.value: cell.column for cell in files[1]}
    for row in (2, 3):
        files.cell(row, columns["Tiêu đề hồ sơ"]).value = f"Tập {row}"
        files.cell(row, columns["Mã hồ sơ gốc giấy"]).value = f"H49.1.{row}"
    values = book["Giá trị"]
    assert [values.cell(2, n).value for n in (1, 3)] == [ids[2], "Trích yếu"]
    values.cell(2, 4).value = "phòng, chống bão"
    book.save(path)


@pytest.mark.slow
@pytest.mark.parametrize("profile", ["tt05", "tt02", "party"])
def test_from_the_template_to_the_packages(sohoa, archive, profile):
    said = export(sohoa, "--template", "kh.xlsx", profile=profile)
    assert said.returncode == 0, said.stderr
    assert "2 hồ sơ, 1 giá trị cần điền" in said.stdout
    fill_in("kh.xlsx", archive)

    said = export(sohoa, "--files", "kh.xlsx", "--out", "giao", "--dry-run", profile=profile)
    assert said.returncode == 0, said.stdout
    assert "2 hồ sơ, 3 văn bản" in said.stdout
    assert "Đủ để xuất. Chưa ghi gì" in said.stdout
    assert not Path("giao").exists()

    said = export(sohoa, "--files", "kh.xlsx", "--out", "giao", profile=profile)
    assert said.returncode == 0, said.stdout
    assert "Đã xuất vào giao" in said.stdout
    assert spoilt(Path("giao")) == []
    book = openpyxl.load_workbook(f"giao/{profile}.xlsx")
    assert book["Văn bản"].max_row == 4
    assert book["Giá trị người nhập"]["G2"].value == "Lê Thị Mai"
    assert len(list(Path("giao/ho-so").glob("*/sip/*.zip"))) == 2

    said = export(sohoa, "--files", "kh.xlsx", "--out", "giao", profile=profile)
    assert said.returncode == 0
    assert "đã có đúng bản xuất này" in said.stdout


def test_what_is_missing_is_listed_with_its_document_and_nothing_is_written(sohoa, archive):
    Path("kh.yaml").write_text(PLAN.replace("folder: hop1", 'folder: "/"'))
    said = export(sohoa, "--files", "kh.yaml", "--out", "giao")
    assert said.returncode == 1
    assert "Còn thiếu hoặc sai 1 chỗ" in said.stdout
    assert archive[2] in said.stdout
    assert "Trích yếu: thiếu trường bắt buộc (không thấy subject)" in said.stdout
    assert "Chưa xuất gì" in said.stdout
    assert not Path("giao").exists()


def test_json_tells_programs_all_of_it(sohoa, archive):
    Path("kh.yaml").write_text(PLAN)
    said = export(sohoa, "--files", "kh.yaml", "--out", "giao", "--dry-run", "--json")
    assert said.returncode == 0, said.stdout
    told = json.loads(said.stdout)
    assert told["state"] == "dry-run"
    assert [file["code"] for file in told["files"]] == ["H49.01"]
    assert [one["id"] for one in told["files"][0]["documents"]] == archive[:2]
    assert [one["id"] for one in told["unplaced"]] == [archive[2]]
    assert told["bytes"] > 0
    assert said.stderr == ""


def test_documents_in_no_file_are_listed_and_do_not_stop_the_others(sohoa, archive):
    Path("kh.yaml").write_text(PLAN)
    said = export(sohoa, "--files", "kh.yaml", "--out", "giao")
    assert said.returncode == 0, said.stdout
    assert "1 văn bản không thuộc hồ sơ nào" in said.stdout
    assert archive[2] in said.stdout
    told = json.loads(Path("giao/xuat.json").read_text())
    assert told["not_exported"]["documents"] == [archive[2]]


def test_whole_files_can_go_while_others_wait(sohoa, archive):
    more = "- {code: H49.02, title: Tập hai, paper_code: H49.2, folder: hop2}\n"
    Path("kh.yaml").write_text(PLAN + more)
    assert export(sohoa, "--files", "kh.yaml", "--out", "giao").returncode == 1
    said = export(sohoa, "--files", "kh.yaml", "--out", "giao", "--whole-only")
    assert said.returncode == 0, said.stdout
    assert "Giữ lại hồ sơ, vì 1 chỗ" in said.stdout
    assert [path.name for path in Path("giao/ho-so").iterdir()] == ["H49.01"]


def test_some_files_and_some_documents_alone(sohoa, archive):
    more = "- {code: H49.02, title: Tập hai, paper_code: H49.2, folder: hop2}\n"
    Path("kh.yaml").write_text(PLAN + more)
    dry = ("--files", "kh.yaml", "--dry-run", "--json")
    told = json.loads(export(sohoa, *dry, "--file", "H49.01").stdout)
    assert [file["code"] for file in told["files"]] == ["H49.01"]
    told = json.loads(export(sohoa, *dry, "--file", "H49.01", "--ids", archive[0]).stdout)
    assert [one["id"] for one in told["files"][0]["documents"]] == [archive[0]]


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (("--files", "kh.yaml", "--out", "giao", "--file", "LẠ"), 2, "kế hoạch không có hồ sơ LẠ"),
        (("--files", "kh.yaml", "--out", "giao", "--ids", "lạ"), 5, "không có văn bản lạ"),
        (("--files", "không-có.xlsx", "--out", "giao"), 2, "không đọc được không-có.xlsx"),
        (("--files", "kh.yaml"), 2, "nêu thư mục xuất"),
        (("--files", "hỏng.yaml", "--out", "giao"), 2, "hỏng.yaml, dòng 1"),
        (("--files", "kh.yaml", "--out", "kho"), 1, "hãy chọn thư mục trống"),
        (("--template", "kh.yaml"), 2, "hãy nêu tên tệp mới"),
    ],
)
def test_wrong_use_is_told_with_the_way_out(sohoa, archive, more, code, said):
    Path("kh.yaml").write_text(PLAN)
    Path("hỏng.yaml").write_text("files: &a [*a]\n")
    answer = export(sohoa, *more)
    assert answer.returncode == code
    assert said in answer.stderr
    assert not Path("giao").exists()


def test_an_unknown_profile_is_told(sohoa, archive):
    answer = export(sohoa, "--out", "giao", profile="tt99")
    assert answer.returncode == 2
    assert "dùng một trong tt05, tt02, party" in answer.stderr


def test_without_a_plan_a_dry_run_shows_what_is_there(sohoa, archive):
    answer = export(sohoa, "--dry-run")
    assert answer.returncode == 1
    assert "2 hồ sơ, 3 văn bản" in answer.stdout
    assert "--template" in answer.stdout


def test_a_disk_without_room_is_told_as_such(sohoa, archive, monkeypatch):
    from pipeline.archive.folder import FolderStore

    def full(self, path, target):
        from pipeline.archive.objects import archive_errors

        with archive_errors(self.location):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(FolderStore, "fetch", full)
    Path("kh.yaml").write_text(PLAN)
    answer = export(sohoa, "--files", "kh.yaml", "--out", "giao")
    assert answer.returncode == 1
    assert "Không đủ chỗ để xuất vào" in answer.stderr
    assert not Path("giao", MANIFEST).exists()


@pytest.mark.server
def test_an_archive_in_a_bucket_is_exported_too(sohoa, s3_url, postgres_url, tmp_path):
    settings = Settings(archive=s3_url, database=postgres_url)
    opened = open_archive(settings)
    publish(opened, tmp_path, "hop1/a.pdf", 1)
    opened.close()
    Path("kh.yaml").write_text(PLAN)
    where = ("--archive", s3_url, "--database", postgres_url)
    plan = ("--files", "kh.yaml", "--out", "giao")
    answer = sohoa("export", "--profile", "tt02", *where, *plan)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert spoilt(Path("giao")) == []
