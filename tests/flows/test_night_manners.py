"""When a night stops, what it takes up first, what it tries again, and what it says of the rest."""

import errno
import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from sqlalchemy.exc import OperationalError

from flows.backlog_words import backlog_words
from flows.configuration import load_settings
from flows.ordering import PATIENCE, turn_of
from flows.room import Room, places_of
from flows.stopping import Halting, Hour
from flows.urgency import degree_of
from pipeline.archive import InboxFile
from pipeline.archive.backlog import backlog_of
from pipeline.archive.ledger.ledger import Ledger
from pipeline.archive.objects import archive_errors
from pipeline.archive.passing import may_pass
from pipeline.errors import ArchiveError, PageCorruptError, SettingsError
from pipeline.hours import hours_between, next_hour
from pipeline.settings import Settings

HANOI = "Asia/Ho_Chi_Minh"
NOW = datetime(2026, 11, 29, 22, 0, tzinfo=ZoneInfo(HANOI))


# When it stops


@pytest.mark.parametrize(
    ("zone", "began", "stops"),
    [
        (HANOI, "2026-11-29T22:00:00+07:00", "2026-11-30T06:00:00+07:00"),
        (HANOI, "2026-11-29T10:00:00+07:00", "2026-11-30T06:00:00+07:00"),  # not at once
        (HANOI, "2026-11-29T06:00:00+07:00", "2026-11-30T06:00:00+07:00"),
        (HANOI, "2026-11-28T22:59:59+00:00", "2026-11-29T06:00:00+07:00"),
        ("Europe/Berlin", "2026-03-28T22:00:00+01:00", "2026-03-29T06:00:00+02:00"),
        ("Europe/Berlin", "2026-10-24T22:00:00+02:00", "2026-10-25T06:00:00+01:00"),
    ],
)
def test_a_night_stops_at_the_next_hour_of_its_zone(zone, began, stops):
    assert next_hour("06:00", zone, datetime.fromisoformat(began)).isoformat() == stops


def test_hours_that_clocks_skip_or_show_twice_come_once():
    skipped = next_hour("02:30", "Europe/Berlin", datetime(2026, 3, 28, 22, tzinfo=UTC))
    assert skipped.isoformat() == "2026-03-29T03:30:00+02:00"
    first = next_hour("02:30", "Europe/Berlin", datetime(2026, 10, 24, 22, tzinfo=UTC))
    assert first.isoformat() == "2026-10-25T02:30:00+02:00"
    second = next_hour("02:30", "Europe/Berlin", first + timedelta(minutes=1))
    assert second.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=1)


def test_the_night_in_which_clocks_change_is_as_long_as_it_is():
    """Nine hours from 22:00 to 06:00, and seven in spring."""
    berlin = ZoneInfo("Europe/Berlin")
    for month, day, hours in ((10, 24, 9), (3, 28, 7)):
        began = datetime(2026, month, day, 22, tzinfo=berlin)
        assert Hour("06:00", "Europe/Berlin", began, lambda: 0.0).seconds_left() == hours * 3600


def test_a_wall_clock_that_jumps_in_the_night_changes_nothing(monkeypatch):
    """The seconds are counted by a clock that nobody sets."""
    clock = SimpleNamespace(now=100.0)
    hour = Hour("06:00", HANOI, NOW, lambda: clock.now)
    monkeypatch.setattr("time.time", lambda: 0.0)
    clock.now += 8 * 3600 - 1
    assert hour.halt() is None
    assert hour.seconds_left() == 1
    clock.now += 1
    assert hour.halt().code == "stop-time"
    assert "06:00" in hour.halt().reason


def test_a_night_without_an_hour_goes_on():
    assert Hour("", HANOI).halt() is None
    assert Hour("", HANOI).seconds_left() is None


def test_a_night_halts_before_a_disk_is_full_and_does_not_begin_again(tmp_path, monkeypatch):
    free = {"mb": 900, "of": 9000}
    monkeypatch.setattr(
        "shutil.disk_usage",
        lambda _place: SimpleNamespace(free=free["mb"] * 1024**2, total=free["of"] * 1024**2),
    )
    clock = SimpleNamespace(now=0.0)
    halting = Halting(
        Hour("", HANOI), Room({"kho": tmp_path / "not" / "there"}, 500), lambda: clock.now
    )
    assert halting.may_begin()
    free["mb"] = 400
    assert halting.may_begin()  # looked at a moment ago
    clock.now += 6
    assert not halting.may_begin()
    assert halting.halt.code == "no-room"
    assert "400 MB" in halting.halt.reason
    free["mb"], clock.now = 900, 20
    assert not halting.may_begin()
    free.update(mb=100, of=256)  # a small disk
    assert Room({"tạm": tmp_path}, 500).lacking() is None
    free["mb"] = 60
    assert "dưới mức 64 MB" in Room({"tạm": tmp_path}, 500).lacking()
    assert Room({"tạm": tmp_path}, 0).lacking() is None


def test_only_disks_of_this_machine_are_watched():
    assert "kho" in places_of(Settings(archive="/kho"))
    assert "kho" not in places_of(Settings(archive="s3://kho"))


@pytest.mark.parametrize(
    "said",
    [
        {"night": {"stop": "25:00"}},
        {"night": {"least_free_mb": "-1"}},
        {"timezone": "Sao Hỏa"},
        {"report": {"mail_to": "không phải địa chỉ", "mail_from": "a@b"}},
        {"report": {"mail_to": "a@b"}},  # from nobody
        {"report": {"smtp_tls": "maybe"}},
        {"report": {"smtp_tls": "none", "smtp_user": "a@b", "smtp_host": "mail.example"}},
        {"report": {"webhook": "ftp://x"}},
    ],
)
def test_settings_that_cannot_be_are_refused(said):
    with pytest.raises(SettingsError):
        load_settings(options=said, environ={})


# What comes first


def in_order(*files):
    return sorted(files, key=lambda file: turn_of(**file, now=NOW))


def a_file(name, pages=3, degree=0, days=0, written=0):
    seen = NOW - timedelta(days=days)
    return {
        "name": name, "pages": pages, "degree": degree, "first_seen": seen, "written_ns": written,
    }  # fmt: skip


def test_urgent_then_overdue_then_small_then_old():
    files = [
        a_file("hỏa tốc, lớn", 500, 3),
        a_file("khẩn", 9, 1),
        a_file("lớn, chờ lâu nhất", 4000, 0, 9),
        a_file("nhỏ, chờ lâu", 1, 0, 4),
        a_file("nhỏ", 2),
        a_file("vừa, cũ hơn", 7, written=1),
        a_file("vừa", 4, written=2),
        a_file("lớn", 4000),
    ]
    shuffled = random.Random(3).sample(files, len(files))
    assert in_order(*shuffled) == files


def test_a_huge_stack_is_read_however_many_small_files_come():
    """Each day brings more small files than a night reads."""
    huge = a_file("chồng", 1000, days=0)
    for day in range(10):
        small = [a_file(f"{day}-{n}", 1) for n in range(50)]
        aged = huge | {"first_seen": NOW - timedelta(days=day)}
        if in_order(aged, *small)[0] is aged:
            assert timedelta(days=day) == PATIENCE
            return
    pytest.fail("it never came first")


def test_degrees_are_those_of_names_and_folders():
    assert degree_of("Lô HỎA TỐC 12/cv.pdf") == 3
    assert degree_of("hoa-toc/1.pdf") == 3
    assert degree_of("thượng khẩn.pdf") == 2
    assert degree_of("khẩn.pdf") == 1
    assert degree_of("khán giả/hòa tố.pdf") == 0
    assert degree_of("hỏa tốc độ.pdf") == 3
    assert degree_of("khẩn cấp") == 1


# What is tried again


def kinds():
    """Errors, and whether they pass."""
    s3 = {"ResponseMetadata": {"HTTPStatusCode": 503}, "Error": {"Code": "SlowDown"}}
    denied = {"ResponseMetadata": {"HTTPStatusCode": 403}, "Error": {"Code": "AccessDenied"}}
    yield OSError(errno.ESTALE, "x"), True
    yield OSError(errno.ENOSPC, "x"), True
    yield ConnectionResetError(), True
    yield OSError(errno.ENOENT, "x"), False
    yield PermissionError(errno.EACCES, "x"), False
    yield ClientError(s3, "PutObject"), True
    yield ClientError(denied, "PutObject"), False
    yield EndpointConnectionError(endpoint_url="http://x"), True
    yield OperationalError("q", {}, sqlite3.OperationalError("database is locked")), True
    yield OperationalError("q", {}, sqlite3.OperationalError("no such table: x")), False
    yield OperationalError("q", {}, Exception("the database system is starting up")), True


@pytest.mark.parametrize(("error", "passes"), list(kinds()))
def test_what_passes_is_told_from_what_stays(error, passes):
    assert may_pass(error) is passes


@pytest.mark.parametrize(("number", "passes"), [(errno.ETIMEDOUT, True), (errno.EROFS, False)])
def test_an_error_of_the_archive_is_what_it_was_made_of(number, passes):
    with pytest.raises(ArchiveError) as told, archive_errors("kho"):
        raise OSError(number, "x")
    assert may_pass(told.value) is passes


def test_nothing_else_is_tried_again():
    assert not may_pass(PageCorruptError("a", 1, "x"))
    assert not may_pass(ArchiveError("kho", "không có tài liệu"))
    assert not may_pass(ValueError("ours"))
    assert not may_pass(None)


# What it says of the rest


@pytest.fixture
def ledger(tmp_path):
    with closing(Ledger(f"sqlite:///{tmp_path}/ledger.sqlite")) as opened:
        yield opened


def fill(ledger, files, pages, read=0):
    for number in range(files):
        sha256 = f"{number:064d}"
        ledger.sight(InboxFile(f"/in/{number}", str(number), 1, 1), sha256)
        if pages:
            ledger.begin(sha256, pages)
        for page in range(1, read + 1):
            ledger.pages.finish(sha256, page, "k", 0.5)
            ledger.pages.finish(sha256, page, "other settings", 0.5)


def test_an_empty_inbox_has_no_backlog(ledger):
    told = backlog_of(ledger, "0 22 * * *", "06:00")
    assert (told.files, told.pages, told.seconds) == (0, 0, None)
    assert backlog_words(told, HANOI) == []


def test_nights_are_counted_by_the_speed_of_those_before(ledger):
    fill(ledger, 10, 2000, read=1)
    ledger.start_night("n1")
    ledger.end_night("n1", {"pages_read": 7200, "seconds": 7200.0})
    told = backlog_of(ledger, "0 22 * * *", "06:00", unseen=2)
    assert (told.files, told.pages, told.guessed) == (12, 10 * 1999 + 2 * 2000, 2)
    assert told.pages_a_second == 1
    assert told.nights == 1  # 24,000 seconds of 28,800
    fill(ledger, 20, 2000)
    assert backlog_of(ledger, "0 22 * * *", "06:00").nights == 2
    assert backlog_of(ledger, "0 22 * * *", "").nights is None
    (line,) = backlog_words(told, HANOI)
    assert line == (
        "Đang chờ: 12 tệp, khoảng 23990 trang; với tốc độ gần đây (3600 trang một giờ) "
        "cần 6 giờ 40 phút."
    )


def test_a_night_at_work_tells_when_it_ends_and_what_it_will_leave(ledger):
    fill(ledger, 1, 1000, read=10)
    ledger.start_night("n1")
    fill(ledger, 1, 1000, read=20)
    row = ledger.nights(1)[0]
    now = datetime.now(UTC) + timedelta(seconds=20)
    told = backlog_of(ledger, "0 22 * * *", "06:00", row, now=now)
    assert told.pages == 980
    assert 0.5 < told.pages_a_second < 3  # of this night alone
    assert told.stops is None
    assert told.left == 0
    assert told.expected > now

    ledger.work.stops("n1", now + timedelta(seconds=60))
    told = backlog_of(ledger, "0 22 * * *", "06:00", ledger.nights(1)[0], now=now)
    assert 700 < told.left < 950
    assert told.expected == told.stops
    assert told.nights == 2
    assert "để đêm sau" in backlog_words(told, HANOI)[1]
    assert told.as_dict()["stops"].startswith("20")


def test_hours_of_a_night():
    assert hours_between("30 21 * * 1-5", "06:00") == 8.5
    assert hours_between("0 6 * * *", "06:00") == 24
    assert hours_between("0 22 * * *", "") is None
