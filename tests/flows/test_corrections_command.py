"""`sohoa corrections` and `sohoa evaluate --corrections`: what people decided, for people."""

import json
from contextlib import closing

import pikepdf
import pytest
from drawn_scans import add_scan, document_of, draw_page
from typer.testing import CliRunner

from flows.cli import app
from pipeline.archive import InboxFile, open_archive
from pipeline.settings import Settings
from pipeline.values.decisions import Change, Target


@pytest.fixture(scope="module")
def kho(tmp_path_factory):
    """An archive with a document of which a number was corrected twice, once undone."""
    folder = tmp_path_factory.mktemp("sửa")
    path, drawn = folder / "công văn.pdf", draw_page()
    with pikepdf.new() as pdf:
        add_scan(pdf, drawn.image, 100)
        pdf.save(path)
    document = document_of(path, [drawn.reading])
    with closing(open_archive(Settings(archive=str(folder / "kho")))) as archive:
        found = path.stat()
        file = InboxFile(str(path), path.name, found.st_size, found.st_mtime_ns)
        archive.ledger.sight(file, document.source.sha256)
        archive.publish(document, path, {})
        number = Target("field", "number")
        line = document.pages[0].lines[0]
        decide = archive.decisions.decide
        decide(document.id, [Change("correct", number, None, "1")], "Lan", 0)
        decide(document.id, [Change("undo", number, undoes=1)], "Lan", 1)
        decide(document.id, [Change("confirm", number)], "Minh", 2)
        place = Target("line", page=1, box=line.box)
        decide(document.id, [Change("correct", place, line.text, "GÕ")], "Minh", 3)
    return folder / "kho", document.id


def run(*options):
    return CliRunner().invoke(app, [str(one) for one in options])


def test_who_changed_what_is_told(kho):
    """Before and after, who, when; what does not hold any more is told as such."""
    archive, name = kho
    said = run("corrections", "--archive", archive)
    assert said.exit_code == 0
    lines = said.stdout.splitlines()
    assert "Lan" in lines[0]
    assert "sửa số văn bản: 55 → 1" in lines[0]
    assert "[đã hoàn tác]" in lines[0]
    assert lines[-1] == "4 quyết định của người xem."
    plain = json.loads(run("corrections", name, "--json", "--archive", archive).stdout)
    assert [one["holds"] for one in plain["corrections"]] == [False, True, True, True]
    assert plain["corrections"][2]["change"]["before"] == "55"


def test_since_and_ids_narrow_the_list(kho):
    """And a day that is none is refused."""
    archive, _ = kho
    said = run("corrections", "--since", "2999-01-01", "--archive", archive)
    assert said.stdout == "0 quyết định của người xem.\n"
    assert run("corrections", "khác-0001", "--archive", archive).exit_code == 2
    assert run("corrections", "--since", "hôm qua", "--archive", archive).exit_code == 2
    assert run("corrections", "--fonds", "x", "--archive", archive).exit_code == 2


def test_lessons_are_written_and_counted(kho, tmp_path):
    """A dry run writes nothing; a second run keeps what is there."""
    archive, name = kho
    options = ("corrections", "--training", tmp_path / "học", "--archive", archive)
    assert "Sẽ ghi 1 dòng" in run(*options, "--dry-run").stdout
    assert not (tmp_path / "học").exists()
    assert "Đã ghi 1 dòng" in run(*options).stdout
    (text,) = (tmp_path / "học" / name).glob("p*.gt.txt")
    assert text.read_text() == "GÕ\n"
    assert json.loads(run(*options, "--json").stdout)["kept"] == 1


def test_what_was_promised_is_held_against_what_people_said(kho):
    """By band, field and office; without a folder and without reading a page."""
    archive, _ = kho
    table = run("evaluate", "--corrections", "--archive", archive).stdout
    assert "số văn bản" in table
    plain = json.loads(run("evaluate", "--corrections", "--json", "--archive", archive).stdout)
    assert plain["by_field"]["number"]["of"] == 1
    assert plain["by_field"]["number"]["right"] == 1
    assert plain["lines"] == 1
    assert run("evaluate").exit_code == 2
