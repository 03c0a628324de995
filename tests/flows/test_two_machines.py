"""Nights of two machines on one archive, in a bucket and PostgreSQL: one runs, one says who."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flows_drawing import letter
from machines import HERE, machines
from network import line_to

from pipeline.archive import open_archive
from pipeline.settings import Settings

pytestmark = [pytest.mark.slow, pytest.mark.server, pytest.mark.timeout(300)]

NIGHT = """
import sys
if __name__ == "__main__":
    from pipeline.archive import leasing
    leasing.BEAT_SECONDS, leasing._LOOK_SECONDS, leasing.DEAD_SECONDS = 0.5, 0.25, 6.0
    from flows.configuration import load_settings, one_thread_each
    one_thread_each()
    from flows.giving_out import Here
    from flows.night import open_night
    from pipeline.errors import DigitiseError
    try:
        with open_night(load_settings()) as night:
            night.take_stock()
            print("at work", flush=True)
            sys.stdin.readline()
            here = Here(night.worker)
            night.plan(here)
            night.do_batches(here)
            night.write_report()
            print("published", len(night.facts.documents), flush=True)
    except DigitiseError as error:
        print(type(error).__name__, error, flush=True)
"""


@pytest.fixture
def settings(s3_url, postgres_url):
    """The archive, as this machine reaches it."""
    return Settings(archive=s3_url, database=postgres_url)


@pytest.fixture
def begin(tmp_path, settings):
    """Begin a command on one of two machines, in an environment that leads to the archive."""
    (tmp_path / "in").mkdir()
    for number in (1, 2):
        (tmp_path / "in" / f"{number}.pdf").write_bytes(letter(number))
    (tmp_path / "night.py").write_text(NIGHT)
    begun = []
    store, base = urlsplit(os.environ["AWS_ENDPOINT_URL"]), urlsplit(settings.database)
    with (
        machines("may-01", "may-02") as two,
        line_to(store.port, tmp_path / "s3", at=HERE) as to_store,
        line_to(base.port, tmp_path / "db", at=HERE) as to_base,
    ):
        reached = f"sohoa@{HERE}:{to_base.port}"
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(Path.cwd()), *sys.path]),
            "AWS_ENDPOINT_URL": f"http://{HERE}:{to_store.port}",
            "SOHOA_DATABASE": settings.database.replace(base.netloc, reached),
            "SOHOA_ARCHIVE": settings.archive,
            "SOHOA_INBOX": str(tmp_path / "in"),
            "SOHOA_SETTLE_SECONDS": "0",
            "SOHOA_WORKERS": "1",
        }

        def start(machine, *words):
            process = subprocess.Popen(
                machine.command(sys.executable, *words),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                cwd=tmp_path, env={**environment, "SOHOA_STATE": str(tmp_path / machine.host)},
            )  # fmt: skip
            begun.append(process)
            return process

        yield (*two, start, tmp_path / "night.py")
        for process in begun:
            process.kill()
            process.communicate()


def documents(settings):
    """What is in the archive, and on record."""
    archive = open_archive(settings)
    there = archive.documents()
    assert sorted(row.id for row in archive.ledger.documents()) == there
    archive.close()
    return there


def test_of_two_nights_one_runs_and_the_other_says_who(begin, settings):
    """`sohoa ingest` on another machine names machine and process of the night at work."""
    first, second, start, night = begin
    at_work = start(first, night)
    assert at_work.stdout.readline() == "at work\n"

    refused = start(second, "-m", "flows.cli", "ingest", "--json")
    out, err = refused.communicate(timeout=120)

    assert (refused.returncode, out) == (1, "")
    assert f"máy may-01, tiến trình {at_work.pid}" in err
    assert "đang chạy" in err
    out, _ = at_work.communicate("\n", timeout=120)
    assert out == "published 2\n"
    assert len(documents(settings)) == 2


def test_a_night_whose_cable_was_pulled_loses_the_archive(begin, settings):
    """The other one watches it, takes over and does all; the first publishes nothing any more."""
    first, second, start, night = begin
    cut_off = start(first, night)
    assert cut_off.stdout.readline() == "at work\n"
    first.pull_the_cable()

    other = start(second, night)
    out, err = other.communicate("\n", timeout=120)

    assert out == "at work\npublished 2\n", err
    there = documents(settings)
    first.plug_it_in()
    out, err = cut_off.communicate("\n", timeout=120)
    assert "LeaseLostError Đã mất quyền giữ night" in out, (out, err)
    assert "published 2" not in out
    assert documents(settings) == there
    assert len(there) == 2
