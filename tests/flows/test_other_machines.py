"""A machine that is not set up as its night refuses a batch, and leaves its files alone."""

from contextlib import closing
from dataclasses import replace

import pytest
from flows_drawing import letter
from inside_nights import Inside, blank_pages

from flows import holding, room
from flows.batch_work import BatchWorker
from flows.giving_out import Here
from flows.night import Night
from flows.work import NightWorker
from pipeline.archive import open_archive
from pipeline.archive.leasing import holding as lease_held
from pipeline.archive.ledger.leases import NIGHT
from pipeline.errors import NoRoomHereError, OtherReadingError, SettingsError
from pipeline.settings import Deadlines, Settings


@pytest.fixture
def night(tmp_path, monkeypatch):
    """A night over two letters, a batch each; gives what does its batches on another machine."""
    for name in ("in", "elsewhere", "scratch"):
        (tmp_path / name).mkdir()
    for number in (1, 2):
        (tmp_path / "in" / f"{number}.pdf").write_bytes(letter(number))
    settings = Settings(
        inbox=str(tmp_path / "in"),
        archive=str(tmp_path / "kho"),
        settle_seconds=0,
        deadlines=Deadlines(batch_pages=1),
    )
    monkeypatch.setattr(holding, "_open", {})
    blank_pages(monkeypatch)
    with (
        closing(open_archive(settings)) as archive,
        lease_held(archive.ledger.leases, NIGHT) as held,
    ):
        workers, scratch = Inside(NightWorker(settings)), tmp_path / "scratch"
        here = Night(settings, archive, workers, scratch, "k", held.lease)
        here.facts.night = "n"
        here.take_stock()
        here.plan(Here(here.worker))

        def on(inbox, config="k"):
            machine = replace(settings, inbox=str(inbox))
            return BatchWorker(machine, archive, workers, scratch, config, elsewhere=True)

        on.archive, on.folder = archive, tmp_path
        yield on
    for opened in holding._open.values():
        opened.close()


def standing(night):
    """State, attempts and reason of its first batch."""
    batch = night.archive.ledger.batches.of("n-0001")
    return batch.state, batch.attempts, batch.reason


def test_a_share_that_is_not_mounted_is_no_empty_inbox(night):
    """Its folder is there, and empty: no file is called gone for that; why is on record."""
    empty = night.folder / "elsewhere"
    with pytest.raises(SettingsError):
        night(empty).do("n-0001")

    state, attempts, reason = standing(night)
    assert (state, attempts) == ("planned", 0)
    assert str(empty) in reason
    assert {row.state for row in night.archive.ledger.files()} == {"reading"}

    (night.folder / "in").rename(night.folder / "mounted")
    assert night(night.folder / "mounted").do("n-0001")
    assert standing(night) == ("done", 1, None)


def test_a_file_that_went_is_gone_where_others_of_its_night_lie(night):
    """The inbox is the right one."""
    (night.folder / "in" / "1.pdf").unlink()
    assert night(night.folder / "in").do("n-0001")
    assert standing(night)[0] == "done"
    assert sorted(row.state for row in night.archive.ledger.files()) == ["failed", "reading"]


def test_a_machine_with_other_settings_says_so(night):
    """What it read would not fit the rest."""
    with pytest.raises(OtherReadingError):
        night(night.folder / "in", "other").do("n-0001")
    assert "cấu hình đọc khác" in standing(night)[2]


def test_a_machine_whose_disk_is_full_leaves_batches_to_others(night, monkeypatch):
    """Failed attempts on it would soon be the batch's last."""
    monkeypatch.setattr(room, "_room_mb", lambda _folder: (3.0, 100_000.0))
    with pytest.raises(NoRoomHereError):
        night(night.folder / "in").do("n-0001")
    state, attempts, reason = standing(night)
    assert (state, attempts) == ("planned", 0)
    assert "chỉ còn 3 MB trống" in reason
