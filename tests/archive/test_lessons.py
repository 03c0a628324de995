"""Lines that people read, written out for a recogniser to learn from."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import paper
import pytest
from PIL import Image

from pipeline.archive import InboxFile
from pipeline.archive.decisions.lessons import lessons_of
from pipeline.archive.decisions.teaching import taught_ids, teach
from pipeline.document.decided import decided
from pipeline.geometry import Box
from pipeline.settings import Raster
from pipeline.values.decisions import Change, Decision, Target
from pipeline.values.document import Field, ReviewNote
from pipeline.values.marks import MarkRecord


@pytest.fixture
def taught(folder_archive, scan):
    """An archive with one document, of which a line and a number by pen were corrected."""
    path, document = scan
    found = path.stat()
    file = InboxFile(str(path), f"ubnd/{path.name}", found.st_size, found.st_mtime_ns)
    folder_archive.ledger.sight(file, document.source.sha256)
    number = Field("55", "55", 0.6, 1, Box(40, 40, 30, 20), "pen")
    read = replace(document, fields={**document.fields, "number": number})
    folder_archive.publish(read, path, {})
    line = document.pages[0].lines[0]
    place = Target("line", page=1, box=line.box)
    changes = [
        Change("correct", Target("field", "number"), None, "56"),
        Change("confirm", place, line.text),
    ]
    folder_archive.decisions.decide(document.id, changes, "Lan", 0)
    return folder_archive, document.id, line


def test_a_line_and_a_slot_come_with_their_words(taught, tmp_path):
    """Pictures from the original, the person's text beside them, and where each comes from."""
    archive, name, line = taught
    done = teach(archive, taught_ids(archive), tmp_path / "out", Raster())
    assert (done.documents, done.lines, done.slots, done.kept) == (1, 1, 1, 0)
    manifest = json.loads((tmp_path / "out" / name / "manifest.json").read_text())
    texts = {}
    for told in manifest["lessons"]:
        picture = tmp_path / "out" / name / told["picture"]
        assert sha256(picture.read_bytes()).hexdigest() == told["sha256"]
        with Image.open(picture) as image:
            wide = told["box"][2] + 8
            assert image.width <= wide
        texts[told["kind"]] = picture.with_suffix("").with_suffix(".gt.txt").read_text()
    assert texts == {"line": f"{line.text}\n", "slot": "56\n"}
    assert {told["who"] for told in manifest["lessons"]} == {"Lan"}


def test_an_export_goes_on_where_it_was(taught, tmp_path):
    """What is there stays; what was decided since is written anew; what was undone goes."""
    archive, name, _ = taught
    out = tmp_path / "out"
    teach(archive, [name], out, Raster())
    before = (out / name / "manifest.json").stat().st_mtime_ns
    assert teach(archive, [name], out, Raster()).kept == 1
    assert (out / name / "manifest.json").stat().st_mtime_ns == before
    undo = [Change("undo", Target("document"), undoes=n) for n in (1, 2)]
    archive.decisions.decide(name, undo[:1], "Lan", 2)
    assert teach(archive, [name], out, Raster()).slots == 0
    assert len(list((out / name).glob("*.png"))) == 1
    archive.decisions.decide(name, undo[1:], "Lan", 3)
    teach(archive, [name], out, Raster())
    assert list(out.iterdir()) == []


def test_counting_writes_nothing(taught, tmp_path):
    """Without a folder."""
    archive, name, _ = taught
    assert teach(archive, [name], None, Raster()).lines == 1
    assert not (tmp_path / "out").exists()


def test_secret_papers_teach_nobody(taught):
    """Neither one that bears a degree nor one that may."""
    archive, name, _ = taught
    read, made = archive.read_document(name), archive.decisions.of(name)
    shown = archive.read_decided(name)
    assert lessons_of(read, shown, made)
    stamped = {**shown.fields, "secrecy": Field("MẬT", "MẬT", 0.9, 1)}
    assert lessons_of(read, replace(shown, fields=stamped), made) == []
    note = ReviewNote("Dấu độ mật", "trang 1", "x", "must", "secrecy")
    assert lessons_of(read, shown.with_review([note]), made) == []


@pytest.mark.parametrize(("wrote", "taught_text"), [("57", "Số: 57/STC-NS"), (None, None)])
def test_a_line_with_pen_in_it_comes_with_what_the_pen_wrote(taught, wrote, taught_text):
    """Its picture has the pen's ink; where nobody read that, there is nothing to learn from it."""
    archive, name, _ = taught
    page = paper.page_of([("letterhead_left", "SỞ TÀI CHÍNH\nSố: /STC-NS"), ("body", "Một.")])
    line = paper.find_line(page, "Số")
    mark = MarkRecord("fill_in", Box(line.box.x + 50, line.box.y, 10, 30), 0.95, text=wrote)
    read = replace(archive.read_document(name), pages=(replace(page, marks=(mark,)),), fields={})
    change = Change("confirm", Target("line", page=1, box=line.box), line.text)
    made = (Decision(name, 1, datetime.now(UTC), "Lan", change),)
    lessons = lessons_of(read, decided(read, made), made)
    assert [one.text for one in lessons] == ([taught_text] if taught_text else [])


def test_only_the_fonds_that_are_asked_for(taught):
    """A document that lay elsewhere too is left out."""
    archive, name, _ = taught
    assert taught_ids(archive, ["ubnd"]) == [name]
    assert taught_ids(archive, ["khác"]) == []
    assert taught_ids(archive, [], ["0" * 16 + "-0001"]) == []


def test_a_damaged_original_stops_its_own_document_only(taught, tmp_path):
    """It is named, and nothing half written is left."""
    archive, name, _ = taught
    archive.store.write(f"documents/{name}/data/original.pdf", b"no PDF")
    done = teach(archive, [name], tmp_path / "out", Raster())
    assert list(done.failed) == [name]
    assert list((tmp_path / "out").glob("*")) == []
