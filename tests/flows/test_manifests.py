"""A contractor's list is held against the inbox, night after night."""

import hashlib
import json
from pathlib import Path

import pytest
from flows_drawing import letter
from inside_nights import blank_pages, night_inside
from typer.testing import CliRunner

from flows import holding
from flows.cli import app
from flows.closing_words import closing_words
from flows.lists import ListTask
from pipeline.archive.manifests import reading
from pipeline.archive.manifests.telling import manifest_words
from pipeline.settings import Settings

LETTERS = {"a.pdf": letter(1), "b.pdf": letter(2), "c.pdf": letter(3, pages=2)}


def sum_of(data, algorithm="sha256"):
    return hashlib.new(algorithm, data).hexdigest()


@pytest.fixture
def take(tmp_path, monkeypatch):
    """Take stock of an inbox with a folder `lô 1`, and publish what can be."""
    folder = tmp_path / "in" / "lô 1"
    folder.mkdir(parents=True)
    settings = Settings(inbox=str(tmp_path / "in"), archive=str(tmp_path / "kho"), settle_seconds=0)
    monkeypatch.setattr(holding, "_open", {})
    blank_pages(monkeypatch)
    nights = iter(range(1, 40))

    def night():
        name = f"2026-11-{next(nights):02d}T220000"
        facts, tasks = night_inside(settings, tmp_path, name, night.prepare)
        night.lists = [task for task in tasks if isinstance(task, ListTask)]
        return facts

    night.folder, night.settings, night.lists = folder, settings, []
    night.prepare = lambda _night: None
    yield night
    for archive in holding._open.values():
        archive.close()


def put(take, *names):
    for name in names:
        (take.folder / name).write_bytes(LETTERS[name])


def test_a_whole_delivery_is_told_once_and_read_once(take):
    put(take, *LETTERS)
    sums = "".join(f"{sum_of(data)}  {name}\n" for name, data in LETTERS.items())
    (take.folder / "SHA256SUMS").write_text(sums)
    facts = take()
    (one,) = facts.manifests
    assert (one.listed, one.arrived, one.is_whole, one.news) == (3, 3, True, True)
    assert facts.files_not_taken == []
    assert len(facts.documents) == 3
    assert len(take.lists) == 1

    again = take()
    assert again.nothing_new
    assert not again.manifests[0].news
    assert take.lists == []


def test_a_damaged_file_is_set_aside_until_it_is_replaced(take):
    put(take, *LETTERS)
    (take.folder / "b.pdf").write_bytes(LETTERS["b.pdf"] + b"\n")
    sums = "".join(f"{sum_of(data, 'md5')} *{name}\r\n" for name, data in LETTERS.items())
    (take.folder / "md5sum.txt").write_text(sums)
    facts = take()
    assert [(t.name, t.code) for t in facts.files_set_aside] == [("lô 1/b.pdf", "transfer")]
    assert facts.manifests[0].differs == ("b.pdf",)
    assert len(facts.documents) == 2
    assert "MÃ BĂM KHÁC ở 1 tệp" in "\n".join(manifest_words(facts.manifests))

    assert take().documents == []
    put(take, "b.pdf")
    facts = take()
    assert [d.name for d in facts.documents] == ["lô 1/b.pdf"]
    assert facts.manifests[0].is_whole


def test_a_damaged_file_is_read_when_a_person_says_so(take):
    put(take, "a.pdf")
    (take.folder / "SHA256SUMS").write_text(f"{sum_of(b'other')}  a.pdf\n")
    (trouble,) = take().files_set_aside
    assert "SHA256SUMS" in trouble.reason
    told = (
        CliRunner()
        .invoke(app, ["retry", "--all", "--json", "--archive", take.settings.archive])
        .stdout
    )
    assert json.loads(told) == {
        "retried": [], "secret_left": 0, "damaged_left": 1, "dry_run": False
    }  # fmt: skip
    assert take().documents == []
    done = CliRunner().invoke(
        app, ["retry", trouble.name, "--by", "Lan", "--archive", take.settings.archive]
    )
    assert done.exit_code == 0, done.output
    facts = take()
    assert len(facts.documents) == 1
    assert facts.manifests[0].differs_number == 1  # told still


def test_what_is_missing_extra_or_miscounted_is_told_and_the_rest_is_read(take):
    put(take, "a.pdf", "b.pdf")
    (take.folder / "danh mục.csv").write_text(
        "Tên tệp;Số trang\nA;3\nc.pdf;2\nmeta.xml;1\n", encoding="utf-16"
    )
    facts = take()
    (one,) = facts.manifests
    assert one.awaited == ("c.pdf",)
    assert one.extras == ("lô 1/b.pdf",)
    assert one.miscounted == ("A (kê 3, có 1 trang)",)
    assert len(facts.documents) == 2
    assert take().nothing_new

    put(take, "c.pdf")
    (one,) = take().manifests
    assert (one.awaited_number, one.arrived, one.news) == (0, 3, True)


def test_a_bag_is_whole_and_its_tag_files_are_no_news(take):
    (take.folder / "data").mkdir()
    (take.folder / "data" / "a.pdf").write_bytes(LETTERS["a.pdf"])
    (take.folder / "manifest-sha256.txt").write_text(f"{sum_of(LETTERS['a.pdf'])}  data/a.pdf\n")
    for name in ("bagit.txt", "bag-info.txt", "tagmanifest-sha256.txt"):
        (take.folder / name).write_text("x")
    facts = take()
    assert facts.manifests[0].is_whole
    assert facts.files_not_taken == []


def test_tables_that_are_no_lists_are_not_taken_and_broken_lists_are_told(take):
    (take.folder / "báo cáo.csv").write_text("Tháng,Số\n1,2\n")
    (take.folder / "SHA256SUMS").write_bytes("Số".encode("utf-16-le")[1:] * 9)
    facts = take()
    assert [entry.name for entry in facts.files_not_taken] == ["lô 1/báo cáo.csv"]
    assert "UTF-8" in facts.manifests[0].trouble
    assert "không đọc được" in "\n".join(manifest_words(facts.manifests))
    (take.folder / "SHA256SUMS").unlink()
    assert take().manifests == []


def test_a_list_that_ends_its_reader_ends_no_night(take, monkeypatch):
    put(take, "a.pdf")
    (take.folder / "SHA256SUMS").write_text(f"{sum_of(LETTERS['a.pdf'])}  a.pdf\n")
    monkeypatch.setattr(reading, "_out_of_sums", lambda *_: 1 // 0)
    facts = take()
    assert "bị ngắt" in facts.manifests[0].trouble
    assert len(facts.documents) == 1


def test_a_list_that_comes_after_its_files_tells_what_is_in_the_archive_already(take):
    put(take, "a.pdf")
    assert len(take().documents) == 1
    (take.folder / "SHA256SUMS").write_text(f"{sum_of(b'other')}  a.pdf\n")
    facts = take()
    assert facts.manifests[0].differs_number == 1
    assert (facts.files_set_aside, facts.aside_before) == ([], 0)


def test_lists_are_told_in_closing_words_report_and_status(take):
    put(take, "a.pdf")
    (take.folder / "SHA256SUMS").write_text(f"{sum_of(b'1')}  a.pdf\n{sum_of(b'2')}  <b>.pdf\n")
    facts = take()
    words = closing_words(facts, take.settings)
    assert "đã có 1/2 tệp" in words
    html = Path(take.settings.archive, "reports", f"{facts.night}.html").read_text()
    assert "CHƯA ĐỦ, còn thiếu 1 tệp: &lt;b&gt;.pdf" in html
    said = CliRunner().invoke(app, ["status", "--archive", take.settings.archive]).stdout
    assert "CHƯA ĐỦ, còn thiếu 1 tệp: <b>.pdf" in said
    told = CliRunner().invoke(app, ["status", "--json", "--archive", take.settings.archive])
    assert json.loads(told.stdout)["manifests"][0]["awaited"] == ["<b>.pdf"]


def test_a_list_says_how_urgent_a_file_is(take):
    put(take, *LETTERS)
    (take.folder / "danh mục.csv").write_text(
        "Tên tệp,Số trang,Độ khẩn\na.pdf,1,\nb.pdf,1,\nc.pdf,2,Hỏa tốc\n"
    )
    orders = []

    def watch(night):
        plan = night._archive.ledger.batches.plan

        def planned(rows):
            rows = list(rows)
            orders.append([share["name"] for row in rows for share in row.work["files"]])
            plan(rows)

        night._archive.ledger.batches.plan = planned

    take.prepare = watch
    assert len(take().documents) == 3
    assert orders == [["lô 1/c.pdf", "lô 1/a.pdf", "lô 1/b.pdf"]]
