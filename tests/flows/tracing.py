"""A command in a network of its own, every system call about networks and programs on record."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Self

import psutil
import pytest

from pipeline.offline import SWITCHES

if TYPE_CHECKING:
    from pathlib import Path

ADDRESS = re.compile(
    r"(?:sin_port|sin6_port)=htons\((?P<port>\d+)\).*?"
    r"(?:inet_addr\(\"(?P<v4>[^\"]+)\"|inet_pton\(AF_INET6, \"(?P<v6>[^\"]+)\")"
)
CALLS = re.compile(r"^\d+ +(connect|sendto|sendmsg|sendmmsg)\(")
RESOLVERS = re.compile(r'sun_path="(/run/systemd/resolve|/(var/)?run/avahi)')
"""Local doors behind which another process looks names up for us."""
DNS = 53
STARTED = re.compile(r'^\d+ +execve\("(?P<program>[^"]+)", .*\) = 0$')
LONGEST = 300  # signs of a string that strace writes down

START = """\
ip link set lo up || exit 77
exec strace -f --seccomp-bpf -v -qq -s {longest} -o {trace} \\
    -e trace=%network,execve -e signal=none "$@"
"""


def calls_out(trace: str) -> list[str]:
    """Look-ups and connections that leave this machine, by the lines of a trace.

    A look-up is one wherever it goes: to a resolver on loopback, too.
    """
    found = []
    for line in trace.splitlines():
        if not CALLS.match(line):
            continue
        outside = [
            at
            for at in ADDRESS.finditer(line)
            if int(at["port"]) == DNS or not _loopback(at["v4"] or at["v6"])
        ]
        if outside or RESOLVERS.search(line):
            found.append(line)
    return found


def programs_without_switches(trace: str) -> list[str]:
    """Programs that were started with a switch missing; the command itself, the first, is not."""
    started = [line for line in trace.splitlines() if STARTED.match(line)]
    wanted = [f'"{name}={value}"' for name, value in SWITCHES.items()]
    return [line for line in started[1:] if not all(word in line for word in wanted)]


def programs(trace: str) -> int:
    """How many programs were started, the command itself included."""
    return sum(bool(STARTED.match(line)) for line in trace.splitlines())


def needs_tracing() -> None:
    """Skip where this machine does not let us look."""
    for program in ("unshare", "strace", "ip"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed: scripts/install-system run test")
    look = START.format(longest=LONGEST, trace=os.devnull)
    tried = subprocess.run(
        ["unshare", "-rn", "sh", "-c", look, "sh", "true"], capture_output=True, check=False
    )
    if tried.returncode:
        pytest.skip(f"no network namespace or no trace here: {tried.stderr.decode().strip()}")


class Traced:
    """One command under trace, as a context manager.

    Attributes:
        process: `unshare`, then `strace`, as whose child the command runs.
    """

    def __init__(
        self, command: list[str], trace: Path, *, cwd: Path, environment: dict[str, str]
    ) -> None:
        self._path = trace
        clean = {name: value for name, value in os.environ.items() if name not in SWITCHES}
        start = START.format(longest=LONGEST, trace=trace)
        self.process = subprocess.Popen(
            ["unshare", "-rn", "sh", "-c", start, "sh", *command],
            cwd=cwd, env={**clean, **environment},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._family():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.kill()
        self.process.wait()

    @property
    def trace(self) -> str:
        """What was recorded so far."""
        return self._path.read_text(errors="replace") if self._path.exists() else ""

    def done(self, seconds: float) -> str:
        """The trace, when the command has ended well."""
        said, _ = self.process.communicate(timeout=seconds)
        assert self.process.returncode == 0, said
        return self.trace

    def terminate(self) -> None:
        """SIGTERM to the command."""
        self._family()[0].terminate()

    def _family(self) -> list[psutil.Process]:
        """The command and its children, eldest first."""
        try:
            return psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []


def _loopback(address: str) -> bool:
    return address.startswith(("127.", "::ffff:127.")) or address == "::1"
