"""`sohoa serve`: a server, a worker and a schedule, owned by one process until it is stopped.

This process stays small: it loads neither Prefect nor the pipeline.  A child that dies is
started again after a pause that grows; when we are told to stop, or are killed, all end.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

from flows.children import Child, Restart
from flows.configuration import as_environment
from flows.pools import BATCHES, NIGHTS
from flows.prefect_server import LocalServer, ServerError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import FrameType

    from pipeline.settings import Settings

__all__ = ["Service", "serve"]

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
WORKER_GRACE_SECONDS = 20.0
"""From SIGTERM to SIGKILL; a page that is being read is read again another night."""


class Service:
    """Server, registration and worker, kept alive."""

    def __init__(self, settings: Settings, home: Path) -> None:
        """Prepare, without starting.

        Args:
            settings: Children load the same ones, from the environment.
            home: Prefect's folder for this service.
        """
        self.settings = settings
        self.server = LocalServer(home, settings.port, schedules=True)
        self._stopping = threading.Event()
        environment = {**os.environ, **self.server.environment, **as_environment(settings)}
        logs = home / "logs"
        self._register = Child(
            "register",
            [sys.executable, "-m", "flows.deployments"],
            environment,
            logs / "register.log",
        )
        pools = [NIGHTS, BATCHES] if settings.night.spread == "pool" else [NIGHTS]
        self.workers = [_worker(pool, environment, logs) for pool in pools]

    def start(self) -> None:
        """Start everything, in the order in which it needs one another.

        Raises:
            ServerError: The server or the registration failed.
        """
        self.server.begin()
        self.server.wait_ready()
        self._register_deployment()
        self._start_workers()

    def keep(self) -> None:
        """Look after the children until told to stop."""
        server, worker = Restart(), Restart()
        while not self._stopping.wait(LOOK_SECONDS):
            if not self.server.child.running:
                log.warning("server died exit_code=%s", self.server.child.exit_code)
                server.wait(self._stopping)
                self._stop_workers()
                self._try(self.start)
            elif dead := [one for one in self.workers if not one.running]:
                log.warning("worker died exit_code=%s", dead[0].exit_code)
                worker.wait(self._stopping)
                self._try(self._workers_again)

    def ask_to_stop(self) -> None:
        """End `keep` soon; may be called from a signal handler."""
        self._stopping.set()

    def stop(self) -> None:
        """End all children: first who asks for work, then who gives it out."""
        self._stop_workers()
        self._register.stop()
        self.server.child.stop()

    def _workers_again(self) -> None:
        self._register_deployment()
        self._start_workers()

    def _start_workers(self) -> None:
        for one in self.workers:
            if not one.running:
                one.start()

    def _stop_workers(self) -> None:
        for one in self.workers:
            one.stop()

    def _try(self, action: Callable[[], None]) -> None:
        if self._stopping.is_set():
            return
        try:
            action()
        except ServerError as error:
            log.warning("start failed error=%s", error)

    def _register_deployment(self) -> None:
        self._register.start()
        while self._register.running and not self._stopping.wait(0.1):
            pass
        if self._register.exit_code:
            detail = f"đăng ký lịch chạy không thành công (mã {self._register.exit_code})"
            raise ServerError(detail, str(self._register.log))


def _worker(pool: str, environment: dict[str, str], logs: Path) -> Child:
    """A worker of a pool; one batch at a time takes the whole machine."""
    command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", pool]
    command += ["--type", "process", "--name", pool, "--install-policy", "never"]
    command += ["--no-create-pool-if-not-found"]
    if pool == BATCHES:
        command += ["--limit", "1"]
    log_file = logs / f"worker-{pool}.log"
    return Child("worker", command, environment, log_file, grace_seconds=WORKER_GRACE_SECONDS)


def serve(settings: Settings, home: Path, on_ready: Callable[[Service], None]) -> None:
    """Run the service in this thread until SIGTERM or SIGINT.

    Args:
        settings: With paths that hold from any working folder.
        home: Prefect's folder for this service.
        on_ready: Called once everything stands.
    """
    service = Service(settings, home)

    def stop(_number: int, _frame: FrameType | None) -> None:
        service.ask_to_stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    try:
        service.start()
        on_ready(service)
        service.keep()
    finally:
        service.stop()
