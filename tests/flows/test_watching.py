"""Whoever watches sees the night move, and goes on seeing when the ledger was away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.watching import NOBODY_READS, Look, Pace, lines, watch
from pipeline.archive import open_archive
from pipeline.archive.leasing import Holder
from pipeline.archive.ledger.batches import BatchRow
from pipeline.archive.ledger.tables import NightRow, now
from pipeline.errors import ArchiveError
from pipeline.settings import Settings


@pytest.fixture
def opened(tmp_path):
    archive = open_archive(Settings(archive=str(tmp_path / "kho")))
    yield archive
    archive.close()


def test_the_pace_is_that_of_the_last_while():
    pace = Pace()
    assert pace.after(100, 0.0) is None
    assert pace.after(110, 10.0) == 1.0
    assert pace.after(110, 20.0) == 0.5
    assert pace.after(710, 320.0) == 2.0  # the first 20 seconds are forgotten
    assert pace.after(710, 700.0) is None


def test_a_night_at_work_is_told_with_its_end_and_who_is_silent():
    from flows.watching import AtWork

    holders = (AtWork("night", "máy a, tiến trình 1", 1.0), AtWork("batch:n-2", "máy b", 40.0))
    night = NightRow("n", now(), None, "running", {})
    told = lines(Look(night, holders, (2, 100), (1, 20), 7, 1, {"reading": 3}, 2), 0.5)
    assert told[0] == "Đêm n: đang chạy hoặc bị ngắt."
    assert "cần 4 phút" in told[2]
    assert told[3] == "  Đêm: máy a, tiến trình 1"
    assert told[4] == "  Lô n-2: máy b, im lặng 40 giây"


def test_batches_that_nobody_takes_are_told():
    """A night without a worker waits, and must not look as if it worked."""
    night = NightRow("n", now(), None, "running", {})
    waits = Look(night, (), (2, 100), (0, 0), 7, 1, {}, 0)
    assert NOBODY_READS in lines(waits, None)
    assert NOBODY_READS not in lines(replace(waits, running=(1, 20)), None)
    assert NOBODY_READS not in lines(replace(waits, night=replace(night, state="done")), None)


def test_a_terminal_or_a_pipe_follows_the_ledger(opened, capsys, monkeypatch):
    ledger, seen = opened.ledger, []

    def again(_seconds):
        seen.append(capsys.readouterr().out)
        if len(seen) == 1:
            ledger.start_night("n")
            ledger.leases.take("night", Holder.me().as_text())
            row = BatchRow("n-0001", "n", 1, 1, "read", "planned", 0, 40, {}, None, None, None)
            ledger.batches.plan([row])
        elif len(seen) == 2:
            monkeypatch.setattr(ledger, "nights", away)
        elif len(seen) == 3:
            monkeypatch.undo()
        else:
            raise KeyboardInterrupt

    def away(*_):
        raise ArchiveError("kho", "không nối được máy chủ")

    with pytest.raises(KeyboardInterrupt):
        watch(opened, again)
    assert "Chưa có đêm nào" in seen[0]
    assert "1 đang chờ (40 trang)" in seen[1]
    assert f"Đêm: {Holder.me()}" in seen[1]
    assert "không nối được máy chủ" in seen[2]
    assert "1 đang chờ (40 trang)" in seen[3]
