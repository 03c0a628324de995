"""What becomes of everything in the inbox, over several nights: nothing is lost or passed over."""

from __future__ import annotations

import errno
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from flows_drawing import letter
from inside_nights import night_inside
from typer.testing import CliRunner

import pipeline.page
from flows import holding
from flows.cli import app
from flows.closing_words import closing_words
from flows.foresight import foresee
from flows.night import check
from flows.report import render_report
from flows.work import NightWorker
from pipeline.archive import open_archive
from pipeline.errors import SettingsError
from pipeline.settings import Settings
from pipeline.values.readings import PageReading, PageResult


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """An inbox, and a function that runs a night over it; what happens at each page is yours."""
    inbox = tmp_path / "in"
    inbox.mkdir()
    settings = Settings(inbox=str(inbox), archive=str(tmp_path / "kho"), settle_seconds=0.0)
    monkeypatch.setattr(holding, "_open", {})
    nights = iter(range(1, 100))
    read = []

    def night(at_page=lambda _number: None, withheld=None, inbox=inbox):
        def digitise_page(path, number, _settings, turned=None):
            at_page(number)
            path.open("rb").close()
            read.append((path.name, number))
            page = PageReading(number, (870, 1245), 150.0, confidence=0.9, withheld=withheld)
            return PageResult(page)

        monkeypatch.setattr(pipeline.page, "digitise_page", digitise_page)
        here = replace(settings, inbox=str(inbox))
        facts, _ = night_inside(here, tmp_path, f"2026-11-{next(nights):02d}T220000")
        return facts

    night.inbox, night.settings, night.read = inbox, settings, read
    yield night
    for archive in holding._open.values():
        archive.close()


def names(troubles):
    """Name → code."""
    return {trouble.name: trouble.code for trouble in troubles}


def status(desk):
    """What `sohoa status` says: for programs, and in words."""
    command = ["status", "--archive", desk.settings.archive]
    words = CliRunner().invoke(app, command)
    told = CliRunner().invoke(app, [*command, "--json"])
    assert (words.exit_code, told.exit_code) == (0, 0), words.output
    return json.loads(told.stdout), words.stdout


def test_every_entry_is_accounted_for_to_a_person(desk):
    """In closing words, report, facts and status; a second night says it again, as no news."""
    inbox = desk.inbox
    (inbox / "tốt.pdf").write_bytes(letter(1))
    (inbox / "bản sao.pdf").write_bytes(letter(1))
    (inbox / "rỗng.pdf").write_bytes(b"")
    (inbox / "lưu.zip").write_bytes(b"PK")
    (inbox / ".DS_Store").write_bytes(b"x")
    (inbox / "loop.pdf").symlink_to("loop.pdf")
    os.mkfifo(inbox / "ống.pdf")
    (inbox / "ra ngoài.pdf").symlink_to("/etc/hostname")
    wanted = {
        "lưu.zip": "not-a-scan",
        ".DS_Store": "hidden",
        "loop.pdf": "link-loop",
        "ống.pdf": "not-a-file",
        "ra ngoài.pdf": "link-out",
    }

    facts = desk()
    assert names(facts.files_not_taken) == wanted
    assert [d.name for d in facts.documents] == ["bản sao.pdf"]
    assert facts.duplicates == [("tốt.pdf", "bản sao.pdf")]
    assert names(facts.files_set_aside) == {"rỗng.pdf": "empty-file"}
    assert (facts.as_dict()["entries_not_taken"], facts.as_dict()["entries_hidden"]) == (4, 1)
    page, words = render_report(facts, "kho"), closing_words(facts, desk.settings)
    for name in wanted:
        assert name in page
    for part in ("lưu.zip", "loop.pdf", "ống.pdf", "ra ngoài.pdf", "Bỏ qua 1 tệp ẩn"):
        assert part in words
    told, said = status(desk)
    assert {entry["name"]: entry["code"] for entry in told["not_taken"]} == wanted
    assert told["inbox"] == {"files": 3, "duplicates": 1}
    assert "loop.pdf" in said

    again = desk()
    assert again.nothing_new
    assert (again.published_before, again.duplicates_before, again.aside_before) == (1, 1, 1)
    assert "Không lấy 4 mục" in closing_words(again, desk.settings)
    (inbox / "mới.zip").write_bytes(b"PK")
    assert not desk().nothing_new


def test_a_night_that_met_only_what_it_does_not_take_says_so(desk):
    """It leaves a report; hidden files alone are no news."""
    (desk.inbox / ".DS_Store").write_bytes(b"x")
    assert desk().nothing_new
    for number in range(30):
        (desk.inbox / f"{number:02}.zip").write_bytes(b"PK")

    facts = desk()
    assert not facts.nothing_new
    assert "29.zip" in (desk.inbox.parent / "kho/reports" / f"{facts.night}.html").read_text()
    assert "30 × không phải tệp quét (đuôi .zip) (00.zip, 01.zip, 02.zip, …)" in closing_words(
        facts, desk.settings
    )
    assert len(foresee(desk.settings).files_not_taken) == 31


def test_a_name_that_is_no_text_is_read_the_whole_way(desk):
    """Opened, read, published, or set aside with its reason and tried again by its name."""
    for raw, data in ((b"bad\xff\xfe.pdf", letter(1)), (b"bad\xff\xfd.pdf", b"no scan")):
        with open(os.fsencode(desk.inbox) + b"/" + raw, "wb") as file:  # noqa: PTH123
            file.write(data)

    facts = desk()
    assert [d.name for d in facts.documents] == ["bad\\xff\\xfe.pdf"]
    assert list(names(facts.files_set_aside)) == ["bad\\xff\\xfd.pdf"]
    json.dumps(facts.as_dict(), ensure_ascii=False).encode()
    quarantine = desk.inbox.parent / "kho" / "quarantine"
    (reason,) = [json.loads(path.read_text()) for path in quarantine.iterdir()]
    assert reason["name"] == "bad\\xff\\xfd.pdf"
    told, _ = status(desk)
    retry = ["retry", told["waiting"][0]["sha256"][:12], "--archive", desk.settings.archive]
    assert CliRunner().invoke(app, retry).exit_code == 0
    assert list(quarantine.iterdir()) == []
    assert list(names(desk().files_set_aside)) == ["bad\\xff\\xfd.pdf"]


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_file_renamed_while_it_is_read_goes_on_under_its_new_name(desk, at):
    """It is gone, not corrupt; the next night reads the rest and publishes it without a hole."""
    (desk.inbox / "s3.pdf").write_bytes(letter(3, pages=3))

    def rename(number):
        if number == at and (desk.inbox / "s3.pdf").exists():
            (desk.inbox / "s3.pdf").rename(desk.inbox / "s3b.pdf")

    facts = desk(rename)
    assert names(facts.files_waiting) == {"s3.pdf": "gone"}
    assert (facts.documents, facts.files_set_aside) == ([], [])
    assert "gone" in {row["code"] for row in status(desk)[0]["waiting"]}

    again = desk()
    assert [(d.name, d.failed) for d in again.documents] == [("s3b.pdf", ())]
    assert (again.duplicates, again.pages_kept) == ([], at - 1)


@pytest.mark.slow
def test_a_file_replaced_while_it_is_read_is_two_files(desk):
    """No page of the new bytes is kept under the old ones; both end where they belong."""
    path = desk.inbox / "a.pdf"
    path.write_bytes(letter(1, pages=2))

    def replace(number):
        if number == 2 and path.read_bytes() != letter(2, pages=2):
            path.write_bytes(letter(2, pages=2))

    facts = desk(replace)
    assert names(facts.files_waiting) == {"a.pdf": "gone"}
    again = desk()
    assert (again.files_new, len(again.documents), again.pages_kept) == (1, 1, 0)
    assert again.files_waiting == []  # told the night before
    (desk.inbox / "b.pdf").write_bytes(letter(1, pages=2))
    assert [d.name for d in desk().documents] == ["b.pdf"]


def test_a_file_that_goes_between_listing_and_opening_is_gone(desk, monkeypatch):
    """At whichever step it vanishes, the others are read."""
    (desk.inbox / "a.pdf").write_bytes(letter(1))
    (desk.inbox / "b.pdf").write_bytes(letter(2))
    opening = NightWorker.work

    def vanish(worker, task):
        (desk.inbox / "a.pdf").unlink(missing_ok=True)
        return opening(worker, task)

    monkeypatch.setattr(NightWorker, "work", vanish)
    facts = desk()
    assert names(facts.files_waiting) == {"a.pdf": "gone"}
    assert [d.name for d in facts.documents] == ["b.pdf"]


def test_a_file_closed_to_us_while_it_is_read_waits_and_leaves_no_hole(desk, monkeypatch):
    """Its size and date can still be seen; opened again, it is read on and published whole."""
    (desk.inbox / "a.pdf").write_bytes(letter(1, pages=2))
    true_open, closed = Path.open, []

    def refuse(path, *args, **kwargs):
        if path.name in closed:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return true_open(path, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refuse)
    facts = desk(lambda number: closed.append("a.pdf") if number == 2 else None)
    assert [trouble.name for trouble in facts.files_waiting] == ["a.pdf"]
    assert (facts.documents, facts.files_set_aside) == ([], [])
    closed.clear()
    again = desk()
    assert [(d.name, d.failed) for d in again.documents] == [("a.pdf", ())]
    assert again.pages_kept == 1


def test_a_night_on_another_inbox_does_not_call_the_first_ones_files_gone(desk, tmp_path):
    """Nor one whose name only begins alike; a night on their own inbox does."""
    (desk.inbox / "a.pdf").write_bytes(letter(1, pages=2))

    def stumble(_number):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk(stumble)
    (desk.inbox / "a.pdf").unlink()
    for name in ("in2", "i"):
        (tmp_path / name).mkdir()
        assert desk(inbox=tmp_path / name).files_waiting == []
    assert names(desk().files_waiting) == {"a.pdf": "gone"}


def test_a_new_name_opens_again_what_was_set_aside(desk):
    """Once; a copy of what is archived stays a duplicate."""
    (desk.inbox / "a.pdf").write_bytes(b"no scan")
    assert list(names(desk().files_set_aside)) == ["a.pdf"]
    assert desk().files_set_aside == []
    (desk.inbox / "a.pdf").rename(desk.inbox / "b.pdf")
    again = desk()
    assert (list(names(again.files_set_aside)), again.duplicates) == (["b.pdf"], [])
    assert desk().files_set_aside == []


def test_copies_meet_the_fate_of_their_twin(desk):
    """Secret: all are to be moved away; broken: all have the reason; readable: duplicates."""
    for name in ("s1.pdf", "s2.pdf", "s3.pdf"):
        (desk.inbox / name).write_bytes(letter(1))
    facts = desk(withheld="MẬT")
    assert names(facts.files_withheld) == dict.fromkeys(("s1.pdf", "s2.pdf", "s3.pdf"), "secret")
    for trouble in facts.files_withheld:
        assert trouble.reason.count(".pdf") == 1
        assert trouble.reason in closing_words(facts, desk.settings)
    assert (facts.duplicates, len(desk.read)) == ([], 1)

    for name in ("b1.pdf", "b2.pdf"):
        (desk.inbox / name).write_bytes(b"no scan")
    for name in ("g1.pdf", "g2.pdf"):
        (desk.inbox / name).write_bytes(letter(2))
    facts = desk()
    reasons = {trouble.name: trouble.bare_reason for trouble in facts.files_set_aside}
    assert list(reasons) == ["b1.pdf", "b2.pdf"]
    assert len(set(reasons.values())) == 1
    assert facts.duplicates == [("g2.pdf", "g1.pdf")]
    again = desk()
    assert again.nothing_new
    assert (again.aside_before, again.withheld_before, again.duplicates_before) == (5, 3, 1)


def test_known_copies_meet_the_fate_of_a_twin_that_is_tried_again(desk):
    """Counted as duplicates no more; a new copy of a broken file is told once, not as a copy."""
    for name in ("b1.pdf", "b2.pdf"):
        (desk.inbox / name).write_bytes(b"no scan")
    desk()
    archive = open_archive(desk.settings)
    archive.ledger.retry()
    archive.close()
    facts = desk()
    assert list(names(facts.files_set_aside)) == ["b1.pdf", "b2.pdf"]
    assert (facts.duplicates, facts.duplicates_before) == ([], 0)
    (desk.inbox / "b3.pdf").write_bytes(b"no scan")
    facts = desk()
    assert [trouble.name for trouble in facts.files_set_aside] == ["b3.pdf"]
    assert (facts.duplicates, facts.aside_before) == ([], 2)


def test_a_document_deleted_by_hand_is_noticed_and_made_again(desk):
    """By status at once, by the next night with the same id; without its scan it is lost."""
    (desk.inbox / "a.pdf").write_bytes(letter(1))
    (desk.inbox / "b.pdf").write_bytes(letter(2))
    ids = {d.name: d.id for d in desk().documents}
    kho = desk.inbox.parent / "kho" / "documents"
    for key in ids.values():
        shutil.rmtree(kho / key)
    (desk.inbox / "b.pdf").unlink()
    told, said = status(desk)
    assert (told["documents"], {lost["id"] for lost in told["missing"]}) == (0, set(ids.values()))
    assert "MẤT KHỎI KHO 2" in said

    facts = desk()
    assert [lost.id for lost in facts.made_again] == [ids["a.pdf"]]
    assert [lost.id for lost in facts.still_lost] == [ids["b.pdf"]]
    assert (kho / ids["a.pdf"] / "bagit.txt").exists()
    assert "MẤT KHỎI KHO 1" in closing_words(facts, desk.settings)
    assert ids["b.pdf"] in render_report(facts, "kho")
    again = desk()
    assert again.nothing_new  # told already, and told again
    assert "MẤT KHỎI KHO 1" in closing_words(again, desk.settings)
    (desk.inbox / "c.pdf").write_bytes(letter(2))
    assert [lost.id for lost in desk().made_again] == [ids["b.pdf"]]
    assert status(desk)[0]["missing"] == []


def test_a_document_that_its_file_no_longer_gives_is_looked_for_once(desk):
    """Then it is told as lost, and the file is not read again; a new loss opens it again."""
    (desk.inbox / "a.pdf").write_bytes(letter(1))
    (document,) = desk().documents
    archive = open_archive(desk.settings)
    (row,) = archive.ledger.documents()
    archive.ledger.record("old-way", row.sha256, (1,), "older")
    archive.close()
    desk.read.clear()

    nights = [desk() for _ in range(3)]
    assert [[lost.id for lost in facts.still_lost] for facts in nights] == [["old-way"]] * 3
    assert desk.read == [("a.pdf", 1)]
    assert [facts.nothing_new for facts in nights] == [False, True, True]
    shutil.rmtree(desk.inbox.parent / "kho" / "documents" / document.id)
    assert [lost.id for lost in desk().made_again] == [document.id]


def test_a_loss_met_while_the_scan_is_away_is_made_good_when_it_is_back(desk):
    """At its old place, with its old date; until then it is told as lost, not as gone too."""
    (desk.inbox / "a.pdf").write_bytes(letter(1))
    (document,) = desk().documents
    shutil.rmtree(desk.inbox.parent / "kho" / "documents" / document.id)
    away = (desk.inbox / "a.pdf").rename(desk.inbox.parent / "a.pdf")

    facts = desk()
    assert ([lost.id for lost in facts.still_lost], facts.files_waiting) == ([document.id], [])
    away.rename(desk.inbox / "a.pdf")
    assert [lost.id for lost in desk().made_again] == [document.id]


def test_an_archive_inside_its_inbox_is_refused_before_anything_is_made(desk):
    """By every door."""
    settings = Settings(inbox=str(desk.inbox), archive=str(desk.inbox / "kho"))
    for door in (check, foresee):
        with pytest.raises(SettingsError, match="--archive"):
            door(settings)
    for command in (["ingest"], ["ingest", "--dry-run"], ["serve"]):
        place = [str(desk.inbox), "--archive", str(desk.inbox / "kho")]
        assert isinstance(CliRunner().invoke(app, [*command, *place]).exception, SettingsError)
    assert list(desk.inbox.iterdir()) == []
