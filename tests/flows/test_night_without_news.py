"""A night that has nothing to do pays for no Prefect; one that has, goes on as a flow."""

import json
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flows_drawing import letter

from flows.commands.ingest import _has_work
from flows.night import at_hand, going_on, open_night
from pipeline.archive import open_archive
from pipeline.errors import ArchiveError
from pipeline.settings import Reread, Settings


@pytest.fixture
def inbox(tmp_path):
    """An empty one."""
    folder = tmp_path / "hộp"
    folder.mkdir()
    return folder


@pytest.fixture
def settings(kho, inbox):
    """Of an archive whose documents are new, and were compared."""
    settings, archive = kho
    for row in archive.ledger.documents():
        archive.ledger.likeness.compared(row.id)
    return replace(settings, inbox=str(inbox), settle_seconds=0.0)


class Later(datetime):
    """What a clock says in two months."""

    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + timedelta(days=60)


def has_work(settings):
    with open_night(settings) as night:
        return _has_work(night)


@pytest.mark.slow
def test_a_night_without_work_starts_no_server(sohoa, inbox, tmp_path):
    """It is told and put on record like any other; so is a file that cannot be read."""
    first = sohoa("ingest", inbox, "--archive", "kho", SOHOA_LOGS__FORM="json")
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("Không có gì mới")
    (inbox / "rỗng.pdf").write_bytes(b"")

    told = json.loads(
        sohoa("ingest", inbox, "--archive", "kho", "--json", SOHOA_SETTLE_SECONDS="0").stdout
    )

    assert [file["name"] for file in told["files_set_aside"]] == ["rỗng.pdf"]
    assert (tmp_path / "kho" / "reports" / f"{told['night']}.html").is_file()
    with closing(open_archive(Settings(archive=str(tmp_path / "kho")))) as archive:
        nights = archive.ledger.nights()
    assert [night.state for night in nights] == ["done", "done"]
    assert nights[0].id == told["night"]
    (log,) = (tmp_path / "state" / "ingest").rglob("*.*")
    assert log.name == "prefect.log"
    assert "ledger moved" in json.loads(log.read_text("utf-8").splitlines()[0])["what"]


def test_nothing_to_do_is_no_work(settings):
    """All that a night would do was done."""
    assert not has_work(settings)


@pytest.mark.slow
def test_a_scan_that_was_not_read_is_work(settings, inbox):
    (inbox / "mới.pdf").write_bytes(letter(1))
    assert has_work(settings)


def test_a_document_that_was_not_compared_is_work(kho, inbox):
    assert has_work(replace(kho[0], inbox=str(inbox)))


def test_documents_read_with_other_models_are_work_where_a_night_reads_again(settings):
    assert has_work(replace(settings, reread=Reread(pages_a_night=1)))


def test_a_bag_whose_turn_it_is_is_work(settings, monkeypatch):
    """Two months later."""
    monkeypatch.setattr("flows.night.datetime", Later)
    assert has_work(settings)


def test_a_storage_that_stumbles_is_for_the_flow_to_try_again():
    class Stumbling:
        def take_stock(self):
            raise ArchiveError("kho", "đang bận")

    assert _has_work(Stumbling())


def test_the_flow_goes_on_with_the_night_that_was_begun(settings):
    """It holds the archive already; behind it the flow begins nights of its own again."""
    with open_night(settings) as night, going_on(night), at_hand(settings) as ours:
        assert ours is night
    with at_hand(settings) as other:
        assert other is not night
