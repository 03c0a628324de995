"""`sohoa migrate` and what `sohoa doctor` says of the ledger."""

from __future__ import annotations

import json

import pytest
from old_ledgers import content, restore

from pipeline.archive.ledger.connecting import connect
from pipeline.archive.migrations import newest, released


@pytest.fixture
def kho(tmp_path):
    """An archive with a ledger of the program before Alembic."""
    folder = tmp_path / "kho"
    folder.mkdir()
    restore(f"sqlite:///{folder}/ledger.sqlite", 4)
    return folder


def rows(folder):
    engine, _ = connect(f"sqlite:///{folder}/ledger.sqlite")
    found = content(engine)
    engine.dispose()
    found.pop("leases", None)  # held, and given back, by the command itself
    return found


def test_it_is_looked_at_before_it_is_changed(sohoa, kho):
    """With --dry-run nothing changes; without, the ledger is brought up and the old one kept."""
    before = rows(kho)
    said = sohoa("migrate", "--archive", kho, "--dry-run")
    assert said.returncode == 0
    assert f"sẽ đi từ bản 0004_records_and_cuts tới bản {newest()}" in said.stdout
    assert [line for line in said.stdout.splitlines() if "thêm" in line] == [
        f"  thêm {revision}" for revision in released()[4:]
    ]
    assert rows(kho) == before

    told = json.loads(sohoa("migrate", "--archive", kho, "--json").stdout)
    assert (told["from"], told["to"], told["dry_run"]) == (released()[3], newest(), False)
    (copy,) = kho.glob("ledger.0004*")
    assert told["copy"] == str(copy)
    assert "không phải đổi gì" in sohoa("migrate", "--archive", kho).stdout


def test_who_opens_an_old_ledger_is_told_that_it_was_brought_up(sohoa, kho):
    """Once, beside the result, with where the old one is; a new ledger is no news."""
    said = sohoa("status", "--archive", kho, "--json")
    (copy,) = kho.glob("ledger.0004*")
    assert f"từ bản 0004_records_and_cuts lên {newest()}" in said.stderr
    assert str(copy) in said.stderr
    assert json.loads(said.stdout)["files"]["published"] == 1
    assert "Sổ cái" not in sohoa("status", "--archive", kho).stderr
    (kho.parent / "mới").mkdir()
    assert "Sổ cái" not in sohoa("status", "--archive", kho.parent / "mới").stderr


def test_the_way_back_asks_for_what_it_would_lose(sohoa, kho):
    """Decisions are named with their number; only --drop lets them go."""
    sohoa("migrate", "--archive", kho)
    before = rows(kho)

    told = sohoa("migrate", "--to", "3", "--archive", kho, "--dry-run").stdout
    assert "sẽ mất (cần --drop): 2 quyết định cắt văn bản" in told
    refused = sohoa("migrate", "--to", "0003", "--archive", kho)
    assert refused.returncode == 3
    assert "2 quyết định cắt văn bản" in refused.stderr
    assert "--drop" in refused.stderr
    assert rows(kho) == before

    done = sohoa("migrate", "--to", "0003_entries", "--drop", "--archive", kho)
    assert done.returncode == 0
    assert "đã mất: 2 quyết định cắt văn bản" in done.stdout
    assert "dùng chương trình cũ" in done.stdout
    assert "cuts" not in rows(kho)


@pytest.mark.parametrize("revision", ["99", "0", "-1", "head", "0004_"])
def test_a_revision_that_is_none_is_named_with_those_there_are(sohoa, kho, revision):
    """A wrong revision is wrong use of the command."""
    said = sohoa("migrate", f"--to={revision}", "--archive", kho)
    assert said.returncode == 2
    assert released()[0] in said.stderr


def test_where_there_is_no_ledger_none_is_made(sohoa, tmp_path):
    """Asking makes no archive."""
    said = sohoa("migrate", "--archive", tmp_path / "nirgends")
    assert said.returncode == 5
    assert "chưa có sổ cái" in said.stderr
    assert not (tmp_path / "nirgends").exists()


def test_the_doctor_names_the_ledger_s_revision_and_changes_nothing(sohoa, kho, tmp_path):
    """An old ledger is ready, too; a newer one is not."""

    def told(folder):
        checks = json.loads(sohoa("doctor", "--json", "--archive", folder).stdout)["checks"]
        return next((c["ok"], c["detail"]) for c in checks if c["name"] == "Sổ cái")

    before = rows(kho)
    ok, detail = told(kho)
    assert ok
    assert f"bản 0004_records_and_cuts, sẽ tự nâng lên {newest()}" in detail
    assert rows(kho) == before
    assert told(tmp_path / "nirgends") == (True, "chưa có, sẽ được tạo khi mở kho")
    sohoa("migrate", "--archive", kho)
    assert told(kho) == (True, f"bản {newest()}")

    engine, _ = connect(f"sqlite:///{kho}/ledger.sqlite")
    with engine.connect() as connection:
        connection.exec_driver_sql("UPDATE sohoa_revision SET version_num = '0099_future'")
    engine.dispose()
    ok, detail = told(kho)
    assert not ok
    assert "mới hơn chương trình này" in detail
