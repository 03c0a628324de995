"""A night that halts leaves the rest as it was, says so, and the next one goes on."""

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from flows_drawing import letter
from inside_nights import blank_pages, night_inside
from receivers import Receiver
from typer.testing import CliRunner

from flows import holding
from flows.cli import app
from flows.closing_words import closing_words
from flows.configuration import load_settings
from flows.night import Night, open_night
from flows.stopping import Halt
from pipeline.archive import open_archive
from pipeline.errors import ArchiveError
from pipeline.settings import Deadlines, Report, Settings
from pipeline.settings import Night as Manners


@pytest.fixture
def nights(tmp_path, monkeypatch):
    """Nights over an inbox of four letters, a batch each."""
    inbox = tmp_path / "in"
    inbox.mkdir()
    for number in range(1, 5):
        (inbox / f"{number}.pdf").write_bytes(letter(number, pages=2))
    settings = Settings(
        inbox=str(inbox),
        archive=str(tmp_path / "kho"),
        settle_seconds=0,
        deadlines=Deadlines(batch_pages=2),
        night=Manners(stop=""),
    )
    monkeypatch.setattr(holding, "_open", {})
    blank_pages(monkeypatch)
    names = iter(range(1, 30))

    def night(prepare=lambda _night: None, **changes):
        here = replace(settings, **changes)
        return night_inside(here, tmp_path, f"2026-11-{next(names):02d}T220000", prepare)[0]

    night.settings, night.inbox = settings, inbox
    yield night
    for archive in holding._open.values():
        archive.close()


def after(batches):
    """The night's hour comes when so many batches were begun."""
    asked = iter(range(99))

    def prepare(night: Night):
        halting = night._halting
        halting._full = lambda: (
            Halt("stop-time", "đã đến giờ dừng 06:00") if next(asked) >= batches else None
        )

    return prepare


def files(settings):
    with closing(open_archive(settings)) as archive:
        return sorted((row.name, row.state, row.attempts) for row in archive.ledger.files())


def test_what_runs_is_finished_and_the_next_night_does_the_rest(nights):
    facts = nights(after(2))
    assert len(facts.documents) == 2
    assert (facts.files_left, facts.pages_left) == (2, 4)
    assert not facts.nothing_new
    said = "Dừng vì đã đến giờ dừng 06:00: còn 2 tệp, 4 trang để đêm sau."
    assert said in closing_words(facts, nights.settings)
    report = Path(nights.settings.archive, "reports", f"{facts.night}.html").read_text()
    assert said in report
    assert files(nights.settings) == [
        ("1.pdf", "published", 1),
        ("2.pdf", "published", 1),
        ("3.pdf", "seen", 0),
        ("4.pdf", "seen", 0),
    ]
    told = CliRunner().invoke(app, ["status", "--json", "--archive", nights.settings.archive])
    assert json.loads(told.stdout)["backlog"]["pages"] == 4

    facts = nights()
    assert (len(facts.documents), facts.halted, facts.pages_left) == (2, "", 0)
    assert files(nights.settings)[3] == ("4.pdf", "published", 1)


def test_nights_that_never_come_to_a_file_are_no_attempts_at_it(nights):
    """A file is given up after some nights that tried it, not after some that did not."""
    for _ in range(4):
        facts = nights(after(0))
        assert facts.documents == []
        assert facts.pages_left == 8
    assert {attempts for _, _, attempts in files(nights.settings)} == {0}


def test_pages_of_a_stack_that_were_read_are_kept(nights):
    """Its attempt counts: the night had begun with it."""
    (nights.inbox / "0.pdf").write_bytes(letter(9, pages=5))
    for path in nights.inbox.glob("[1-4].pdf"):
        path.unlink()
    facts = nights(after(1))
    assert (facts.pages_read, facts.files_left, facts.pages_left) == (2, 1, 3)
    assert files(nights.settings) == [("0.pdf", "reading", 1)]
    facts = nights()
    assert (facts.pages_read, facts.pages_kept, len(facts.documents)) == (3, 2, 1)


def test_a_night_stops_when_room_goes_and_begins_again_when_it_is_back(nights, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("flows.room._room_mb", lambda _folder: (100.0, 10_000.0))
        facts = nights()
    assert facts.documents == []
    assert "MB trống" in facts.halted
    assert len(nights().documents) == 4


def test_programs_are_told_of_the_night_and_of_one_that_nobody_took(nights):
    receiver = Receiver()
    receiver.answers = [404]
    try:
        report = Report(webhook=receiver.url)
        facts = nights(after(1), report=report)
        assert facts.undelivered == ("qua webhook: nơi nhận trả lời HTTP 404",)
        assert "Không gửi được báo cáo qua webhook" in closing_words(facts, nights.settings)
        assert receiver.got[0]["state"] == "halted"
        assert receiver.got[0]["counts"]["pages_left"] == 6
        said = CliRunner().invoke(app, ["status", "--archive", nights.settings.archive]).stdout
        assert f"Không gửi được báo cáo đêm {facts.night} qua webhook" in said

        again = nights(report=report)
        html = Path(nights.settings.archive, "reports", f"{again.night}.html").read_text()
        assert f"đêm {facts.night} qua webhook" in html
        assert again.undelivered == ()
        nights(report=report)  # nothing is new: nobody is told
        assert [told["state"] for told in receiver.got] == ["halted", "done"]
    finally:
        receiver.close()


def test_a_night_by_hand_has_the_hour_it_is_given_and_no_other(tmp_path, monkeypatch):
    """Whoever begins one at ten in the morning is not stopped by the schedule's hour."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOHOA_NIGHT__STOP", "05:00")
    seen = []
    monkeypatch.setattr(
        "flows.commands.ingest._tell_plan", lambda settings, json: seen.append(settings.night.stop)
    )
    for options in ([], ["--stop", "23:30"]):
        assert CliRunner().invoke(app, ["ingest", "--dry-run", *options]).exit_code == 0
    assert seen == ["", "23:30"]
    assert load_settings(environ={}).night.stop == "06:00"
    wrong = CliRunner().invoke(app, ["ingest", "--dry-run", "--stop", "25h"])
    assert "night.stop" in str(wrong.exception)


def test_what_a_night_would_do_is_told_with_the_time_it_takes(nights):
    arguments = [str(nights.inbox), "--archive", nights.settings.archive]
    said = CliRunner().invoke(app, ["ingest", "--dry-run", *arguments]).stdout
    assert "Đang chờ: 4 tệp, khoảng 4 trang." in said
    nights(after(2))
    told = CliRunner().invoke(app, ["ingest", "--dry-run", "--json", *arguments]).stdout
    backlog = json.loads(told)["backlog"]
    assert (backlog["files"], backlog["pages"]) == (2, 4)


def test_who_is_told_of_nights_is_told_of_one_that_failed(nights):
    receiver = Receiver()
    settings = replace(nights.settings, report=Report(webhook=receiver.url))
    try:
        with pytest.raises(ArchiveError), open_night(settings) as night:
            raise ArchiveError("kho", "không nối được máy chủ lưu trữ")
        with pytest.raises(KeyboardInterrupt), open_night(settings):
            raise KeyboardInterrupt
        (told,) = receiver.got
        assert (told["night"], told["state"]) == (night.facts.night, "failed")
        assert "không nối được máy chủ lưu trữ" in told["why"]
    finally:
        receiver.close()
