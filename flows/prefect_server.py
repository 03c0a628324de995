"""A Prefect server of our own on this machine, closed to the outside.

Prefect reads its environment when it is imported, so nothing here imports it: first comes
`prefect_environment`, then a `LocalServer`, then whoever needs Prefect imports it.

Prefect's ephemeral server would do for one night, but a night killed by `kill -9` leaves it
behind for ever (measured), and it cannot schedule.  Ours dies with us, writes to a log file,
and is the same program for `sohoa ingest` and `sohoa serve`.
"""

from __future__ import annotations

import http.client
import logging
import os
import socket
import sys
import threading
import time
from pathlib import Path

from flows.children import Child, Restart
from pipeline.errors import SetupError
from pipeline.plain_words import from_system

__all__ = ["LocalServer", "ServerError", "free_port", "prefect_environment"]

log = logging.getLogger(__name__)

READY_SECONDS = 180.0
"""A fresh database took 17 s on two idle cores; a busy machine needs many times that."""

LOOK_SECONDS = 1.0

_OF_SCHEDULES = (
    "SCHEDULER",
    "LATE_RUNS",
    "FOREMAN",
    "TRIGGERS",
    "PAUSE_EXPIRATIONS",
    "REPOSSESSOR",
    "CANCELLATION_CLEANUP",
    "CLEANUP_RECONCILER",
)
"""Services that look after workers, schedules and automations: at rest they took 1 CPU-second a
minute with the others, which one night in its own process has no use for."""
KEPT_DAYS = 7
"""Runs are shown so long; events, too (Prefect's own bound)."""


class ServerError(SetupError):
    """The Prefect server did not come up: (detail, log file)."""

    code = "server"

    def __str__(self) -> str:
        detail, log = self.args
        return f"Máy chủ điều phối (Prefect) không khởi động được: {detail}. Xem nhật ký {log}."


def prefect_environment(home: Path, port: int, *, schedules: bool) -> dict[str, str]:
    """What Prefect must see: our folder and our server; see `pipeline.offline` for the outside.

    Args:
        home: Prefect's database and logs; ours alone, never `~/.prefect`.
        port: Of the server on 127.0.0.1.
        schedules: Whether somebody may look at its pages; then logs go there too.
    """
    return {
        "PREFECT_HOME": str(home),
        "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{home / 'prefect.db'}",
        # 47 kB a flow run, 18 kB a task: in 90 days, Prefect's own bound, 10,000 pages a night
        # would be 200 MB. What was done stands in the ledger.
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(KEPT_DAYS * 24 * 3600),
        # A worker and its flow killed together leave the run Running: heartbeats end it.
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
        "PREFECT_LOGGING_SETTINGS_PATH": str(Path(__file__).with_name("logging.yml")),
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PREFECT_LOGGING_TO_API_ENABLED": str(schedules),
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "PREFECT_CLI_PROMPT": "false",
    }


def free_port() -> int:
    """A port on 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class LocalServer:
    """The Prefect server as a child of ours.

    Attributes:
        home: Its folder.
        port: On 127.0.0.1.
        child: The process; `serve` restarts it.
    """

    def __init__(self, home: Path, port: int = 0, *, schedules: bool) -> None:
        """Prepare, without starting.

        Args:
            home: Its folder.
            port: 0 for a free one.
            schedules: Whether it plans runs and shows its pages; one night needs neither.
        """
        self.home = home
        self.port = port or free_port()
        self.environment = prefect_environment(home, self.port, schedules=schedules)
        own = {f"PREFECT_SERVER_SERVICES_{name}_ENABLED": str(schedules) for name in _OF_SCHEDULES}
        own["PREFECT_SERVER_UI_ENABLED"] = str(schedules)
        command = [sys.executable, "-m", "prefect", "server", "start"]
        self.child = Child(
            "server",
            command,
            {**os.environ, **self.environment, **own},
            home / "logs" / "server.log",
        )
        self._over = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="prefect server", daemon=True)

    def begin(self) -> None:
        """Start it without waiting: there is time to import Prefect meanwhile.

        Raises:
            ServerError: It cannot even be started.
        """
        try:
            (self.home / "logs").mkdir(parents=True, exist_ok=True)
            self.child.start()
        except OSError as error:
            raise ServerError(from_system(error), str(self.child.log)) from None

    def wait_ready(self) -> None:
        """Return when it answers.

        Raises:
            ServerError: It ended, or did not answer in time.
        """
        until = time.monotonic() + READY_SECONDS
        while not self.ready():
            if not self.child.running:
                detail = f"tự dừng với mã {self.child.exit_code}"
                raise ServerError(detail, str(self.child.log))
            if time.monotonic() > until:
                self.child.stop()
                raise ServerError(
                    f"không trả lời sau {READY_SECONDS:.0f} giây", str(self.child.log)
                )
            time.sleep(0.1)

    def keep(self) -> None:
        """From now on start it again where it dies: who asks it meanwhile tries for a minute."""
        self._keeper.start()

    def stop(self) -> None:
        """End it for good."""
        self._over.set()
        if self._keeper.is_alive():
            self._keeper.join()
        self.child.stop()

    def _keep(self) -> None:
        restart = Restart()
        while not self._over.wait(LOOK_SECONDS):
            if self.child.running:
                continue
            log.warning("server died exit_code=%s", self.child.exit_code)
            restart.wait(self._over)
            if not self._over.is_set():
                try:
                    self.begin()
                except ServerError as error:
                    log.warning("start failed error=%s", error)

    def ready(self) -> bool:
        """Whether it answers and reaches its database."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            line.request("GET", "/api/ready")
            return line.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()
