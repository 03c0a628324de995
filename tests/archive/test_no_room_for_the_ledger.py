"""SQLite on a full disk says `disk I/O error`: people have to hear that there is no room."""

import sqlite3
from types import SimpleNamespace

import pytest

from pipeline.archive.ledger.database import database_errors
from pipeline.errors import ArchiveError, ArchiveFullError


@pytest.mark.parametrize(("free", "kind"), [(0, ArchiveFullError), (1 << 30, ArchiveError)])
def test_an_io_error_is_a_full_disk_only_where_there_is_no_room(tmp_path, monkeypatch, free, kind):
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=free))
    with (
        pytest.raises(ArchiveError) as told,
        database_errors(f"sqlite:///{tmp_path}/ledger.sqlite"),
    ):
        raise sqlite3.OperationalError("disk I/O error")
    assert type(told.value) is kind
