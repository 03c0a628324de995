"""`sohoa convert` and `sohoa read --format` as a clerk meets them."""

from __future__ import annotations

import pytest
from drawn_scans import draw_page
from flows_drawing import letter

from pipeline.archive import InboxFile, open_archive
from pipeline.document import documents
from pipeline.export.validity import validate_alto, validate_hocr, validate_page
from pipeline.raster import open_scan
from pipeline.settings import Settings


@pytest.fixture
def archived(tmp_path):
    """An archive with two documents, one of two pages; their ids."""
    opened = open_archive(Settings(archive=str(tmp_path / "kho")))
    ids = []
    for number in (1, 2):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(letter(number, pages=number))
        scan, found = open_scan(path), path.stat()
        opened.ledger.sight(
            InboxFile(str(path), path.name, found.st_size, found.st_mtime_ns), scan.sha256
        )
        readings = [draw_page(n).reading for n in range(1, number + 1)]
        (document,) = documents(scan, readings, decided=[tuple(range(1, number + 1))])
        opened.publish(document, path, {}, "k1")
        ids.append(document.id)
    opened.close()
    return ids


def test_documents_are_written_into_a_folder(sohoa, archived, tmp_path):
    """Several documents at once, a file a page, all valid; nothing else lies there."""
    said = sohoa("convert", *archived, "--to", "page", "--out", "ra", "--archive", "kho")
    assert said.returncode == 0, said
    assert "3 tệp" in said.stderr
    files = sorted((tmp_path / "ra").iterdir())
    assert [file.name for file in files] == [
        *sorted([f"{archived[0]}-0001.page.xml", f"{archived[1]}-0001.page.xml",
                 f"{archived[1]}-0002.page.xml"]),
    ]  # fmt: skip
    assert all(validate_page(file.read_bytes()) == [] for file in files)
    again = sohoa("convert", archived[1], "--to", "alto", "--out", "alto", "--archive", "kho")
    assert again.returncode == 0
    assert all(validate_alto(f.read_bytes()) == [] for f in (tmp_path / "alto").iterdir())


def test_one_file_goes_to_the_screen(sohoa, archived):
    said = sohoa("convert", archived[1], "--to", "hocr", "--archive", "kho")
    assert (said.returncode, said.stderr) == (0, "")
    assert validate_hocr(said.stdout.encode()) == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["khong-co", "--to", "md"], "kho không có văn bản khong-co"),
        (["ID", "--to", "docx"], "--to"),
        (["ID", "--to", "page"], "2 tệp, cần một thư mục"),
        (["ID"], "--to"),
    ],
)
def test_wrong_use_is_told_and_writes_nothing(sohoa, archived, arguments, told, tmp_path):
    arguments = [archived[1] if word == "ID" else word for word in arguments]
    said = sohoa("convert", *arguments, "--archive", "kho")
    assert said.returncode == 2
    assert told in said.stderr
    assert said.stdout == ""


def test_options_of_read_that_mean_nothing_together(sohoa, tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    assert "--format" in sohoa("read", "a.pdf", "--out", "x").stderr
    assert "--json" in sohoa("read", "a.pdf", "--format", "md", "--json").stderr


@pytest.mark.slow
def test_read_prints_another_format(sohoa, tmp_path):
    """A scan that is in no archive, as hOCR."""
    (tmp_path / "a.pdf").write_bytes(letter(7))
    said = sohoa("read", "a.pdf", "--format", "hocr")
    assert said.returncode == 0, said
    assert validate_hocr(said.stdout.encode()) == []
    assert "ocrx_word" in said.stdout
