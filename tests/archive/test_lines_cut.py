"""Lines to database and store that break in the middle of the work, and are whole again."""

from __future__ import annotations

import os
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from network import line_to
from sqlalchemy import text

from pipeline.archive.bucket import BucketStore
from pipeline.archive.ledger.database import Database
from pipeline.archive.ledger.decisions import DecisionLedger
from pipeline.archive.ledger.ledger import Ledger
from pipeline.values.decisions import Change, Decision, Target

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


@contextmanager
def first_commit_takes(seconds, url):
    """Of a decision; gives a line of one's own, and what waits until the server is at it."""
    other = Database(url, lambda *_: None)
    other.run(text("CREATE SEQUENCE dwellings"))
    other.run(
        text(f"""CREATE FUNCTION dwell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('dwellings') = 1 THEN PERFORM pg_sleep({seconds}); END IF;
        RETURN NULL; END $$""")
    )
    other.run(
        text("""CREATE CONSTRAINT TRIGGER dwells AFTER INSERT ON decisions
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dwell()""")
    )
    at_it = text("SELECT pid FROM pg_stat_activity WHERE query = 'COMMIT' AND state = 'active'")

    def arrived():
        until = time.monotonic() + 10
        while not (found := other.run(at_it)):
            assert time.monotonic() < until, "no COMMIT arrived"
            time.sleep(0.01)
        return found[0].pid

    yield other, arrived
    other.close()


@pytest.fixture
def deciding(postgres_url, tmp_path):
    """A ledger at the end of a line, and what decides while something befalls its COMMIT."""
    base = urlsplit(postgres_url)
    with line_to(base.port, tmp_path / "line") as line:
        ledger = Ledger(postgres_url.replace(f":{base.port}/", f":{line.port}/"))
        with first_commit_takes(0.5, postgres_url) as (other, arrived):

            def decide(befall):
                befalling = threading.Thread(target=lambda: befall(arrived(), other, line))
                befalling.start()
                added = ledger.decisions.add([decision(1, "Lan"), decision(2, "Lan")])
                befalling.join()
                return added

            decide.ledger = ledger
            yield decide
        ledger.close()


def decision(number, who):
    change = Change("correct", Target("field", "number"), None, "1943")
    return Decision("d-0001", number, datetime(2026, 11, 30, tzinfo=UTC), who, change)


def told(ledger):
    """What of decisions stands on record, and what other programs are told."""
    made = [(one.number, one.who) for one in ledger.decisions.of("d-0001")]
    return made, [(event.kind, event.decision) for event in ledger.events.after(0, 9)]


ONCE = [(1, "Lan"), (2, "Lan")], [("document.corrected", 2)]


def test_a_commit_that_nobody_answered_is_known_to_be_done(deciding):
    """The line breaks when the server has it: nobody else was faster, and nothing is said twice."""

    def cut(_pid, _other, line):
        line.be("cut")
        line.be("whole")

    assert deciding(cut)
    assert told(deciding.ledger) == ONCE


def test_a_commit_that_the_server_took_back_is_done_again(deciding):
    def take_back(pid, other, _line):
        other.run(text(f"SELECT pg_terminate_backend({pid})"))

    assert deciding(take_back)
    assert told(deciding.ledger) == ONCE


def test_who_was_faster_while_a_commit_was_taken_back_stays(deciding):
    """Rows that are there are not taken for ours because ours were once on their way."""

    def overtake(pid, other, line):
        line.be("cut")
        other.run(text(f"SELECT pg_terminate_backend({pid})"))
        DecisionLedger(other).learn([decision(1, "Minh")])
        line.be("whole")

    assert not deciding(overtake)
    assert told(deciding.ledger) == ([(1, "Minh")], [])


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
