"""Whatever a site has wrong is told with what to do about it."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from flows import room as night_room
from flows.doctor import elsewhere, machine, program
from flows.doctor.findings import DoubtError, look
from flows.room import Room, places_of
from pipeline.archive import database_looks
from pipeline.archive.database_looks import DatabaseLook, look_at_database
from pipeline.errors import SetupError
from pipeline.settings import Night, Settings


def test_a_package_that_is_missing_or_too_old_is_named(monkeypatch):
    assert "gói Python" in program.packages(Settings())
    monkeypatch.setattr(program, "requires", lambda _: ["no-such-package>=1", "fsspec<0.1"])
    with pytest.raises(SetupError, match=r"thiếu no-such-package; fsspec .*<0\.1.*requirements"):
        program.packages(Settings())


def test_a_model_with_one_other_byte_is_named(monkeypatch, tmp_path):
    assert "đúng từng byte" in program.models(Settings())
    shutil.copytree(program._MODELS, tmp_path / "m", ignore=shutil.ignore_patterns("recipes"))
    monkeypatch.setattr(program, "_MODELS", tmp_path / "m")
    path = tmp_path / "m" / "digits.onnx"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(SetupError, match=r"digits\.onnx không đúng"):
        program.models(Settings())
    path.unlink()
    with pytest.raises(SetupError, match=r"thiếu mô hình .*digits\.onnx"):
        program.models(Settings())


def test_a_clock_that_nobody_sets_or_that_stands_in_the_past(monkeypatch):
    monkeypatch.setattr(machine, "_kernel_time", lambda: 0)
    assert "được đồng bộ" in machine.clock(Settings())
    monkeypatch.setattr(machine, "_kernel_time", lambda: machine._UNSYNCHRONISED)
    with pytest.raises(DoubtError, match="NTP"):
        machine.clock(Settings())
    monkeypatch.setattr(machine, "_BUILT", datetime.now(UTC) + timedelta(days=1))
    with pytest.raises(SetupError, match="đồng hồ máy chỉ"):
        machine.clock(Settings())


def test_a_zone_that_is_not_there(monkeypatch):
    with pytest.raises(SetupError, match="tzdata"):
        machine.clock(Settings(timezone="Asia/Nowhere"))


def test_names_that_lose_their_marks(monkeypatch):
    assert "UTF-8" in machine.letters(Settings())
    monkeypatch.setattr(os, "listdir", lambda _: ["To trinh"])
    with pytest.raises(SetupError, match="tên tệp có dấu"):
        machine.letters(Settings())


def test_too_little_memory(monkeypatch):
    monkeypatch.setattr(machine, "free_mb", lambda: 500.0)
    with pytest.raises(DoubtError, match="SOHOA_WORKERS"):
        machine.memory(Settings(workers=4))
    monkeypatch.setattr(machine, "free_mb", lambda: 100.0)
    with pytest.raises(SetupError, match="bộ nhớ trống"):
        machine.memory(Settings(workers=1))


@pytest.mark.parametrize(
    ("free", "size", "least", "said"),
    [
        (900, 9000, 500, "còn 900 MB; đêm đọc tới khi còn dưới 500 MB"),
        (100, 256, 500, "còn 100 MB; đêm đọc tới khi còn dưới 64 MB"),  # a small disk
        (400, 9000, 500, "chỉ còn 400 MB trống, dưới mức 500 MB: đêm sẽ không bắt đầu đọc gì"),
        (1500, 9000, 2000, "chỉ còn 1500 MB trống, dưới mức 2000 MB"),
        (1, 9000, 0, "còn 1 MB; đêm không xét chỗ trống"),
    ],
)
def test_room_is_judged_as_the_night_judges_it(monkeypatch, tmp_path, free, size, least, said):
    monkeypatch.setattr(night_room, "_room_mb", lambda _folder: (float(free), float(size)))
    settings = Settings(
        archive=str(tmp_path), state=str(tmp_path / "s"), night=Night(least_free_mb=least)
    )
    looks = [look(("", elsewhere.archive), settings)]
    looks += [look(check, settings) for check in machine.CHECKS if check[0].startswith("Thư mục")]
    runs = Room(places_of(settings), least).lacking() is None
    assert [one.ok for one in looks] == [runs] * 3
    assert all(said in one.detail for one in looks)


def test_a_disk_without_room_for_files_stops_nights_and_is_told(monkeypatch, tmp_path):
    assert "ghi được" in machine.room(tmp_path, Settings(night=Night(least_free_mb=1)))
    counted = SimpleNamespace(f_files=1_000_000, f_favail=9_000)
    monkeypatch.setattr(os, "statvfs", lambda _folder: counted)
    monkeypatch.setattr(night_room, "_room_mb", lambda _folder: (5000.0, 9000.0))
    with pytest.raises(SetupError, match=r"9000 tệp \(inode\), dưới mức 10000: đêm sẽ không"):
        machine.room(tmp_path, Settings())
    assert "inode" in Room({"kho": tmp_path}, 500).lacking()
    counted.f_files = 30_000  # a small disk
    assert Room({"kho": tmp_path}, 500).lacking() is None
    counted.f_files = 0  # it does not count them
    assert Room({"kho": tmp_path}, 500).lacking() is None


def test_a_database_that_is_not_there_yet_is_fine(tmp_path):
    settings = Settings(archive=str(tmp_path))
    assert look_at_database(settings) is None
    assert "sẽ được tạo" in elsewhere.database(settings)


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({}, None, "postgresql 15"),
        ({"letters": "LATIN1"}, SetupError, "ENCODING 'UTF8'"),
        ({"can_create": False}, SetupError, "GRANT CREATE"),
        ({"version": "11.4"}, SetupError, "quá cũ"),
        ({"ahead_seconds": -400.0}, DoubtError, "lệch -400 giây"),
        ({"answer_ms": 80.0}, DoubtError, "chậm"),
    ],
)
def test_a_database_that_will_not_do(monkeypatch, change, error, said):
    fine = {
        "kind": "postgresql", "version": "15.2", "letters": "UTF8", "ahead_seconds": 0.1,
        "answer_ms": 1.0, "secured": False, "can_create": True,
    }  # fmt: skip
    found = DatabaseLook(**fine | change)
    monkeypatch.setattr(database_looks, "look_at_database", lambda _: found)
    if error is None:
        assert said in elsewhere.database(Settings())
    else:
        with pytest.raises(error, match=said):
            elsewhere.database(Settings())


@pytest.mark.server
def test_a_real_database_is_asked(postgres_url):
    found = look_at_database(Settings(database=postgres_url))
    assert (found.kind, found.letters, found.can_create) == ("postgresql", "UTF8", True)
    assert abs(found.ahead_seconds) < elsewhere.SKEW_SECONDS
    assert not found.secured


def test_a_check_that_breaks_is_a_finding_and_stops_no_other():
    def gone(_):
        raise FileNotFoundError(2, "no", "/x")

    def doubtful(_):
        raise DoubtError("hm")

    found = look(("Kho", gone), Settings())
    assert (found.ok, found.detail) == (False, "/x: không còn ở đó")
    assert look(("Kho", doubtful), Settings()).line == "CHÚ Ý Kho: hm"
