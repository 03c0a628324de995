"""Servers killed, and lines to them cut, while nights work: what is acknowledged is never lost.

A server is started again over what it had written, a line is whole again, after a moment; the night
goes on or gives up, and the next one makes it good.
"""

import itertools
import os
import random
import threading
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg
import pytest
import servers
from network import Line, line_to
from stories import Story, peace

pytestmark = [pytest.mark.slow, pytest.mark.server, pytest.mark.timeout(4 * 3600)]

ASKED = int(os.environ.get("SOHOA_KILLS", "0"))
STRIKES = ASKED // 20 or 1
A_STORY = 3 if ASKED else 1
RARELY = pytest.mark.skipif(not ASKED, reason="with make test-kill")
SAFE = "-csynchronous_commit%3Don"
"""What is committed outlives the server's processes; only this machine must not die."""


@dataclass
class Sites:
    """Both servers, each behind a line."""

    postgres: servers.Server
    s3: servers.Server
    to_postgres: Line
    to_s3: Line
    url: str
    healer: ThreadPoolExecutor

    def make(self):
        """An empty archive: place of the objects, URL of the ledger, through the lines."""
        name = f"k{uuid.uuid4().hex}"
        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        port = urlsplit(self.url).port
        url = self.url.replace(f":{port}/", f":{self.to_postgres.port}/")
        return f"s3://tests/{name}", f"{url}?options=-csearch_path%3D{name}%20{SAFE}"


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    """Servers of our own: what others keep in theirs must outlive these tests."""
    folder = tmp_path_factory.mktemp("lines")
    with ExitStack() as stack:
        url = stack.enter_context(servers.postgres())
        postgres = servers.RUNNING[-1]
        endpoint = stack.enter_context(servers.seaweed())
        s3 = servers.RUNNING[-1]
        to_postgres = stack.enter_context(line_to(urlsplit(url).port, folder / "postgres"))
        to_s3 = stack.enter_context(line_to(urlsplit(endpoint).port, folder / "s3"))
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        servers.lead_to_s3(patch, endpoint.replace(endpoint.rpartition(":")[2], str(to_s3.port)))
        from pipeline.archive.objects import open_bucket

        open_bucket("s3://tests")[0].clear_instance_cache()  # it leads to another server
        fs, bucket = open_bucket("s3://tests")
        fs.mkdir(bucket)
        fs.clear_instance_cache()
        # One thread for all: a server dies with the thread that started it.
        healer = stack.enter_context(ThreadPoolExecutor(1))
        yield Sites(postgres, s3, to_postgres, to_s3, url, healer)


@contextmanager
def healing(sites, server, line, seed):
    """Beside a night: a dead server is started again, a line is whole again, after a moment."""
    over = threading.Event()

    def heal():
        while not over.wait(0.02):
            mend(lambda most: over.wait(seed.uniform(0, most)))
        mend(lambda _: None)

    def mend(wait):
        if not server.is_alive:
            wait(1)
            server.start(tries=100)
        if line.control.read_text() != "whole":
            wait(2)
            line.be("whole")

    healed = sites.healer.submit(heal)
    try:
        yield
    finally:
        over.set()
        healed.result()


@pytest.mark.parametrize(
    ("which", "what"),
    [
        ("postgres", "killed"),
        pytest.param("s3", "killed", marks=RARELY),
        pytest.param("postgres", "cut", marks=RARELY),
        pytest.param("s3", "cut", marks=RARELY),
        pytest.param("postgres", "silent", marks=RARELY),
        pytest.param("s3", "silent", marks=RARELY),
    ],
)
def test_what_a_server_had_acknowledged_is_never_lost(
    sites, inbox, tmp_path, record_property, which, what
):
    """Struck at a boundary that a seed chooses, again and again."""
    server = getattr(sites, which)
    line = getattr(sites, f"to_{which}")
    quiet = peace(tmp_path / "peace", inbox, *sites.make())
    steps = sorted(label for label in quiet.reached if "-" in label)
    strikes, ends = Counter(), Counter()
    for number in itertools.count():
        seed = random.Random(f"{which} {what} {number}")
        story = Story.begun(tmp_path / f"story-{number}", inbox, *sites.make())
        for _ in range(A_STORY):
            (story.folder / which).write_text(str(server.pid))
            told = None if what == "killed" else (str(line.control), what)
            with healing(sites, server, line, seed):
                struck = story.kill(seed, quiet, steps, which, told)
            story.look()
            ends[story.code] += struck
        story.end(quiet)
        assert not story.broken, (number, story.kills, story.broken)
        strikes.update(label for label, _, _ in story.kills)
        if strikes.total() >= STRIKES:
            break
    record_property("strikes", f"{which} {what} {dict(strikes)} nights ended {dict(ends)}")
