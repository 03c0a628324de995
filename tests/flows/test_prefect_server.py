"""The server of a night: started again where it dies, and gone with the night."""

from __future__ import annotations

import os
import signal
import sys
import time

import pytest

from flows import prefect_server
from flows.prefect_server import LocalServer

SERVER = """
import http.server, sys
class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answers).serve_forever()
"""


@pytest.fixture
def server(tmp_path, monkeypatch):
    """Something that answers as Prefect's would, and starts at once."""
    monkeypatch.setattr(prefect_server, "LOOK_SECONDS", 0.05)
    server = LocalServer(tmp_path, schedules=False)
    server.child.command = [sys.executable, "-c", SERVER, str(server.port)]
    yield server
    server.stop()


def test_a_server_that_dies_is_started_again(server):
    """Whoever asked it meanwhile tries again; without it a night would wait for minutes in vain."""
    server.begin()
    server.wait_ready()
    server.keep()
    first = server.child.pid

    os.kill(first, signal.SIGKILL)

    until = time.monotonic() + 30
    while server.child.pid in (None, first) or not server.ready():
        assert time.monotonic() < until
        time.sleep(0.02)
    server.stop()
    assert not server.child.running
    assert not server.ready()


def test_a_server_that_is_stopped_stays_so(server):
    """Kept or not."""
    server.begin()
    server.wait_ready()
    server.stop()
    time.sleep(0.2)
    assert not server.child.running
