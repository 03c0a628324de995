"""`sohoa desk`: its port, its patience, the night it begins."""

import logging
import os
import socket
import subprocess
import sys
import threading
import time

import pytest
import uvicorn
from nights import working

from flows.desk_works import DeskWorks
from flows.night_lease import NightRunsError
from pipeline.settings import DeskDoor, Settings
from web import server
from web.server import PortError, Unhurried, listen


def test_a_port_that_is_taken_is_told():
    taken, address = listen(DeskDoor(port=0))
    with taken:
        port = taken.getsockname()[1]
        assert address == f"http://127.0.0.1:{port}"
        with pytest.raises(PortError, match=r"đã có chương trình khác.*--port"):
            listen(DeskDoor(port=port))
    with pytest.raises(PortError, match="65535"):
        listen(DeskDoor(port=70000))


def test_an_answer_does_not_wait_for_the_network():
    """Nothing is held back until the browser has said that it has what came before."""
    taken, _ = listen(DeskDoor(port=0))
    with taken, socket.create_connection(taken.getsockname()):
        connection, _ = taken.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


async def echo(scope, receive, send):
    """Answers with the length of what was sent."""
    if scope["type"] != "http":
        return
    length, more = 0, True
    while more:
        message = await receive()
        length, more = length + len(message["body"]), message["more_body"]
    body = str(length).encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
def impatient(monkeypatch):
    """A server that waits a third of a second: its port."""
    monkeypatch.setattr(server, "HEADER_SECONDS", 0.3)
    config = uvicorn.Config(
        Unhurried(echo, 0.3), http=server.Patient, ws="none", port=0, log_config=None
    )
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    yield running.servers[0].sockets[0].getsockname()[1]
    running.should_exit = True
    thread.join(5)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        (b"", b""),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ", b""),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123", b"HTTP/1.1 408"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n123", b"HTTP/1.1 200"),
    ],
    ids=["nothing", "half a header", "half a body", "all of it"],
)
def test_who_sends_nothing_is_let_go(impatient, sent, answered):
    """Connections are few: none is held open by a client that only keeps it."""
    with socket.create_connection(("127.0.0.1", impatient), timeout=5) as line:
        line.sendall(sent)
        said = line.recv(1000)
        assert said.startswith(answered) if answered else said == b""


def test_the_log_of_requests_has_no_queries(caplog):
    """What people look for, and codes of log-ins, stay out of it."""
    record = logging.LogRecord(
        "uvicorn.access", logging.INFO, "", 0, '%s - "%s %s HTTP/%s" %d',
        ("127.0.0.1:5", "GET", "/search?q=L%C3%AA+V%C4%83n", "1.1", 200), None,
    )  # fmt: skip
    assert server._WithoutQueries().filter(record)
    assert record.getMessage() == '127.0.0.1:5 - "GET /search HTTP/1.1" 200'


def test_a_night_is_begun_once_and_stands_on_its_own_feet(tmp_path, monkeypatch):
    """It has a session of its own, so that nothing that stops the desk stops it."""
    for name in ("kho", "hop"):
        (tmp_path / name).mkdir()
    works = DeskWorks(
        Settings(
            inbox=str(tmp_path / "hop"),
            archive=str(tmp_path / "kho"),
            state=str(tmp_path / "state"),
        )
    )
    ended = tmp_path / "end"
    program = (
        "import os, pathlib, time; print(os.getsid(0), os.environ['SOHOA_ARCHIVE'], flush=True)\n"
        f"while not pathlib.Path({str(ended)!r}).exists(): time.sleep(0.01)\n"
        "raise SystemExit('Kho đầy.')"
    )
    monkeypatch.setattr("flows.desk_works._command", lambda: [sys.executable, "-c", program])
    assert works.at_work().state == "idle"
    works.begin_night("Cô Lan")
    assert works.at_work().state == "beginning"
    with pytest.raises(NightRunsError):
        works.begin_night("Cô Mai")
    until = time.monotonic() + 10
    while not works.log.read_text() and time.monotonic() < until:
        time.sleep(0.01)
    session, archive = works.log.read_text().split()
    assert int(session) != os.getsid(0)
    assert archive == str(tmp_path / "kho")
    ended.touch()
    works._begun.wait(10)
    at_work = works.at_work()
    assert (at_work.state, at_work.said.endswith("Kho đầy.")) == ("failed", True)


def test_who_holds_the_archive_is_asked_of_the_lock(tmp_path):
    """Nights of the schedule and of a terminal count too; asking stops none of them."""
    for name in ("kho", "hop"):
        (tmp_path / name).mkdir()
    settings = Settings(inbox=str(tmp_path / "hop"), archive=str(tmp_path / "kho"))
    works = DeskWorks(settings)
    with working(settings):
        assert works.at_work().state == "holds"
        assert str(os.getpid()) in works.at_work().said
        with pytest.raises(NightRunsError):
            works.begin_night("Cô Lan")
    stop = threading.Event()

    def ask():
        while not stop.is_set():
            works.at_work()

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for _ in range(50):
            with working(settings):
                pass
    finally:
        stop.set()
        asking.join()


@pytest.mark.slow
def test_the_command_says_where_it_is_and_stops_when_told(tmp_path):
    (tmp_path / "kho").mkdir()
    command = [sys.executable, "-m", "flows.cli", "desk", "--port", "0"]
    process = subprocess.Popen(
        [*command, "--archive", str(tmp_path / "kho")],
        stderr=subprocess.PIPE, text=True, cwd=tmp_path,
        env={**os.environ, "SOHOA_STATE": str(tmp_path / "state")},
    )  # fmt: skip
    try:
        lines = iter(process.stderr.readline, "")
        said = next(line for line in lines if "http://127.0.0.1:" in line)
        port = int(said.split("http://127.0.0.1:")[1].split()[0])
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            line.sendall(b"GET / HTTP/1.0\r\nHost: localhost\r\nAccept: text/html\r\n\r\n")
            assert line.recv(1000).startswith(b"HTTP/1.1 303")
    finally:
        process.terminate()
        assert process.wait(20) == 0
    assert "GET / HTTP" in (tmp_path / "state" / "desk" / "desk.log").read_text()
