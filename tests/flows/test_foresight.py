"""What a night would do is told without doing any of it."""

from __future__ import annotations

import json

import pytest
from flows_drawing import letter
from inside_nights import blank_pages, night_inside
from old_ledgers import content, restore

from flows import holding
from pipeline.archive.ledger.connecting import connect
from pipeline.settings import Settings


@pytest.fixture
def offices(tmp_path, monkeypatch):
    """Settings of an inbox with two letters that were read, and one that came since."""
    inbox = tmp_path / "in"
    inbox.mkdir()
    for number in (1, 2):
        (inbox / f"{number}.pdf").write_bytes(letter(number))
    settings = Settings(inbox=str(inbox), archive=str(tmp_path / "kho"), settle_seconds=0)
    monkeypatch.setattr(holding, "_open", {})
    blank_pages(monkeypatch)
    night_inside(settings, tmp_path, "2026-11-29T220000")
    for archive in holding._open.values():
        archive.close()
    (inbox / "3.pdf").write_bytes(letter(3))
    return settings


def all_of(folder):
    """Everything in an archive: what its ledger says, and every other file's bytes."""
    engine, _ = connect(f"sqlite:///{folder}/ledger.sqlite")
    said = content(engine)
    engine.dispose()
    files = [path for path in sorted(folder.rglob("*")) if "ledger.sqlite" not in path.name]
    return said, [(path, path.is_file() and path.read_bytes()) for path in files]


def foreseen(sohoa, settings):
    return sohoa("ingest", settings.inbox, "--archive", settings.archive, "--dry-run", "--json")


def test_a_look_ahead_leaves_ledger_and_archive_as_they_are(sohoa, offices, tmp_path):
    """Also when each file was met last: only a night meets files."""
    before = all_of(tmp_path / "kho")
    assert len(before[0]["sightings"]) == 2
    told = json.loads(foreseen(sohoa, offices).stdout)
    assert (told["files_in_inbox"], told["files_new"]) == (3, ["3.pdf"])
    assert told["backlog"]["files"] == 1
    assert all_of(tmp_path / "kho") == before


def test_a_look_ahead_makes_no_archive_of_a_folder(sohoa, offices, tmp_path):
    (tmp_path / "mới").mkdir()
    told = json.loads(
        sohoa("ingest", offices.inbox, "--archive", tmp_path / "mới", "--dry-run", "--json").stdout
    )
    assert told["files_new"] == ["1.pdf", "2.pdf", "3.pdf"]
    assert list((tmp_path / "mới").iterdir()) == []


def test_a_look_ahead_brings_no_ledger_up(sohoa, offices, tmp_path):
    """It says how that is done, and then tells what it should."""
    old = tmp_path / "cũ"
    old.mkdir()
    restore(f"sqlite:///{old}/ledger.sqlite", 4)
    before = all_of(old)
    where = ("--archive", old)
    said = sohoa("ingest", offices.inbox, *where, "--dry-run")
    assert said.returncode == 3
    assert "bản 0004_records_and_cuts, cũ hơn" in said.stderr
    assert "sohoa migrate" in said.stderr
    assert all_of(old) == before
    assert sohoa("migrate", *where).returncode == 0
    assert sohoa("ingest", offices.inbox, *where, "--dry-run").returncode == 0
