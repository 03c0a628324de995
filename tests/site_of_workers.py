"""A site of many machines on one: a standing Prefect server, a worker of nights, and workers of
batches, each with a state folder of its own, over one ledger and one archive.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import psutil

from flows.pools import BATCHES, NIGHTS
from flows.prefect_server import LocalServer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from network import Line


class Site:
    """Everything but ledger and object store; all ends with `close`."""

    def __init__(self, folder: Path, environment: dict[str, str], ask_seconds: float = 1) -> None:
        """Start the server and register, without any worker.

        Args:
            folder: Of all their state.
            environment: Of all workers.
            ask_seconds: So often a worker asks for runs; installed ones ask every 2.
        """
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.server = LocalServer(folder / "server", schedules=True)
        self.server.begin()
        self.environment = {
            **os.environ, **self.server.environment, "SOHOA_NIGHT__SPREAD": "pool",
            "PREFECT_WORKER_QUERY_SECONDS": str(ask_seconds),
            "PREFECT_LOGGING_ROOT_HANDLERS": "stderr", "SOHOA_SETTLE_SECONDS": "0",
            "SOHOA_SCHEDULE": "0 3 29 2 *", **environment,
        }  # fmt: skip
        self.workers: dict[str, subprocess.Popen[bytes]] = {}
        self.server.wait_ready()
        self._run("register", "-m", "flows.deployments").wait(120)

    def close(self) -> None:
        """End all."""
        for worker in self.workers.values():
            for process in (*psutil.Process(worker.pid).children(recursive=True), worker):
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            worker.wait()
        self.server.child.stop()

    def lead(self, line: Line) -> None:
        """All workers from now on reach the server by this line."""
        self.environment["PREFECT_API_URL"] = f"http://127.0.0.1:{line.port}/api"

    def start(self, name: str, pool: str = BATCHES) -> None:
        """A worker, as on a machine of its own."""
        command = ["-m", "prefect", "worker", "start", "--pool", pool, "--type", "process"]
        command += ["--name", name, "--install-policy", "never", "--limit", "1"]
        self.workers[name] = self._run(name, *command)

    def kill(self, name: str) -> None:
        """`kill -9` of a worker; what it started dies with it, and none of that is left."""
        worker = self.workers.pop(name)
        family = psutil.Process(worker.pid).children(recursive=True)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        _, alive = psutil.wait_procs(family, timeout=20)
        assert alive == [], "a killed worker left processes behind"

    def worker_of(self, pid: int) -> str:
        """Which of them started this process."""
        family = {parent.pid for parent in psutil.Process(pid).parents()}
        (name,) = (name for name, worker in self.workers.items() if worker.pid in family)
        return name

    def begin_night(self) -> str:
        """Ask for a night, as the desk does; its run."""
        if NIGHTS not in self.workers:
            self.start(NIGHTS, NIGHTS)
        deployment = self.ask(f"deployments/name/nightly/{NIGHTS}")["id"]
        run: str = self.ask(f"deployments/{deployment}/create_flow_run", {})["id"]
        return run

    def night_state(self, run: str) -> str:
        """Prefect's word for it; empty while its server is too busy to say."""
        try:
            state: str = self.ask(f"flow_runs/{run}")["state"]["type"]
        except TimeoutError:
            return ""
        return state

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """What the server says."""
        data = None if body is None else json.dumps(body).encode()
        address = f"{self.server.environment['PREFECT_API_URL']}/{path}"
        asked = urllib.request.Request(address, data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return json.load(answer)

    def said(self) -> str:
        """What all of them wrote last, for a test that failed."""
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(f"== {log.name}\n{log.read_text()[-3000:]}" for log in logs)

    def _run(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        state = self.folder / name
        state.mkdir(exist_ok=True)
        own = {"SOHOA_STATE": str(state), "PREFECT_HOME": str(state / "prefect")}
        with (self.folder / f"{name}.log").open("ab") as words:
            return subprocess.Popen(
                [sys.executable, *arguments],
                env={**self.environment, **own}, stdout=words, stderr=words,
            )  # fmt: skip


def wait_until(what: Callable[[], object], seconds: float, said: Callable[[], str]) -> None:
    """Wait for something to be so."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, said()
        time.sleep(0.2)
