"""`sohoa split` as a clerk meets it, and the nights after it."""

import json
from dataclasses import replace

import pytest
from drawn_scans import draw_page
from flows_drawing import letter

from flows.commands.split import ranges_asked
from flows.work import NightWorker, PublishTask
from pipeline.archive import InboxFile, open_archive
from pipeline.document import documents
from pipeline.raster import open_scan
from pipeline.settings import Settings
from pipeline.values.readings import PageResult


@pytest.fixture
def stack(tmp_path):
    """An archive with a file of four pages that was taken for one document."""
    path = tmp_path / "Chồng 3.pdf"
    path.write_bytes(letter(7, pages=4))
    settings = Settings(archive=str(tmp_path / "kho"))
    scan = replace(open_scan(path), name=path.name)
    opened = open_archive(settings)
    found = path.stat()
    file = InboxFile(str(path), path.name, found.st_size, found.st_mtime_ns)
    opened.ledger.sight(file, scan.sha256)
    readings = [replace(draw_page().reading, number=n, size_px=(870, 1245)) for n in range(1, 5)]
    for document in documents(scan, readings, decided=[(1, 2, 3, 4)]):
        opened.publish(document, path, {}, "k1")
    opened.ledger.publish(scan.sha256)
    yield settings, opened, scan, readings
    opened.close()


def shown(archive):
    return [archive.read_json(one)["source"]["pages"] for one in archive.documents()]


def test_ranges_are_one_document_each():
    assert ranges_asked("1-3, 4–6,7+9") == ((1, 2, 3), (4, 5, 6), (7, 9))


@pytest.mark.parametrize("by", ["id", "name", "hash", "path"])
def test_a_file_is_meant_by_any_of_its_names(sohoa, stack, by):
    _, archive, scan, _ = stack
    which = {
        "id": f"{scan.sha256[:16]}-0001",
        "name": "Chồng 3.pdf",
        "hash": scan.sha256[:12],
        "path": scan.path,
    }[by]
    said = sohoa("split", which, "--pages", "1-2,3-4", "--by", "Mai", "--archive", "kho")
    assert said.returncode == 0, said.stderr
    assert shown(archive) == [[1, 2], [3, 4]]
    assert "Trước: 1 văn bản" in said.stdout
    assert "Sau: 2 văn bản" in said.stdout


def test_a_dry_run_shows_before_and_after_and_changes_nothing(sohoa, stack):
    _, archive, scan, _ = stack
    command = ("split", scan.sha256[:8], "--pages", "1,2-4", "--dry-run", "--archive", "kho")
    said = sohoa(*command)
    assert said.returncode == 0
    assert "chưa làm gì" in said.stdout
    assert shown(archive) == [[1, 2, 3, 4]]
    told = json.loads(sohoa(*command, "--json").stdout)
    assert [one["pages"] for one in told["before"]] == [[1, 2, 3, 4]]
    assert [one["pages"] for one in told["after"]] == [[1], [2, 3, 4]]
    assert archive.ledger.cuts.of(scan.sha256) == []


@pytest.mark.parametrize(
    ("which", "pages", "said"),
    [
        ("Chồng 3.pdf", "1-2,2-4", "trang 2 nằm trong hai văn bản"),
        ("Chồng 3.pdf", "1-2,4", "còn sót trang 3"),
        ("Chồng 3.pdf", "1-9", "không có trang 5-9"),
        ("Chồng 3.pdf", "3-1,4", "viết như 1-3,4-6,7"),
        ("Chồng 3.pdf", "một", "viết như 1-3,4-6,7"),
        ("Chồng 9.pdf", "1-4", "không có tệp nào"),
    ],
)
def test_what_does_not_fit_is_told_with_the_way_out(sohoa, stack, which, pages, said):
    _, archive, *_ = stack
    answer = sohoa("split", which, "--pages", pages, "--archive", "kho")
    assert answer.returncode == 2
    assert said in answer.stderr
    assert shown(archive) == [[1, 2, 3, 4]]


@pytest.mark.slow
def test_a_later_night_keeps_to_what_a_person_decided(sohoa, stack):
    """Documents that were lost are made again as they had been cut, with who cut them."""
    settings, archive, scan, readings = stack
    sohoa("split", "Chồng 3.pdf", "--pages", "1,2-4", "--by", "Mai", "--archive", "kho")
    for one in archive.documents():
        archive.store.remove(f"documents/{one}")
    for reading in readings:
        archive.save_page(scan.sha256, reading.number, "k1", PageResult(reading))

    facts = NightWorker(settings).work(PublishTask(scan, "k1"))

    assert len(facts) == 2
    assert shown(archive) == [[1], [2, 3, 4]]
    record = archive.read_json(archive.documents()[1])
    assert record["cut"]["made"] == "person"
    assert ("cut_by_person", "Mai") in [(event["what"], event["who"]) for event in record["events"]]
