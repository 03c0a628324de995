"""Lines to database and store that break in the middle of the work, and are whole again."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from network import line_to
from sqlalchemy import text

from pipeline.archive.bucket import BucketStore
from pipeline.archive.ledger.database import Database
from pipeline.archive.ledger.ledger import Ledger

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.timeout(100)]

AWAY_SECONDS = 1.5


@contextmanager
def broken(line, for_seconds=AWAY_SECONDS):
    """A line that is whole again after a while."""
    line.be("cut")
    healing = threading.Timer(for_seconds, line.be, ["whole"])
    healing.start()
    yield
    healing.join()


def test_a_statement_waits_for_the_database(postgres_url, tmp_path):
    """Its connection is broken, and new ones are refused for a while; it is done, and once."""
    base = urlsplit(postgres_url)
    with line_to(base.port, tmp_path / "line") as line:
        ledger = Ledger(postgres_url.replace(f":{base.port}/", f":{line.port}/"))
        lease = ledger.leases.take("night", "a")
        with broken(line):
            assert ledger.leases.beat(lease)
        assert ledger.leases.seen("night").beat == 1
        with broken(line):
            moment = ledger.packings.moment_of("d-0001", [lease])
        assert ledger.packings.moment_of("d-0001", [lease]) == moment
        with broken(line):
            ledger.start_night("2026-11-29T220000")
        assert [night.id for night in ledger.nights()] == ["2026-11-29T220000"]
        ledger.close()


def test_steps_that_belong_together_are_begun_again(postgres_url, tmp_path):
    """The line breaks between two of them: nothing of the first is left, and all is done once."""
    base = urlsplit(postgres_url)
    with line_to(base.port, tmp_path / "line") as line:
        url = postgres_url.replace(f":{base.port}/", f":{line.port}/")
        database = Database(url, lambda *_: None)
        database.run(text("CREATE TABLE steps (tried int)"))
        tried = []

        def work(connection):
            tried.append(len(tried))
            connection.execute(text("INSERT INTO steps VALUES (:tried)"), {"tried": tried[-1]})
            if len(tried) == 1:
                with broken(line):
                    connection.execute(text("SELECT 1"))
            return connection.execute(text("SELECT count(*) FROM steps")).scalar()

        assert database.together(work, alone=1) == 1
        assert database.run(text("SELECT tried FROM steps")) == [(1,)]
        database.close()


def test_objects_wait_for_the_store(s3_url, tmp_path, monkeypatch):
    """A bag is brought while the line breaks, and is whole."""
    store = urlsplit(os.environ["AWS_ENDPOINT_URL"])
    with line_to(store.port, tmp_path / "line") as line:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{line.port}")
        bucket = BucketStore(f"{s3_url}/cut")

        def build(folder):
            folder.mkdir()
            for name in ("bagit.txt", "a", "b"):
                (folder / name).write_bytes(name.encode() * 1000)

        with broken(line):
            assert bucket.publish("d-0001", build)
        assert set(bucket.objects("documents/d-0001")) == {"bagit.txt", "a", "b"}
        with broken(line):
            assert bucket.create("work/a", b"first")
        with broken(line):
            assert not bucket.create("work/a", b"second")
        assert bucket.read("work/a") == b"first"
