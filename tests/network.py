"""A line to a server that can be cut: a relay for TCP, in a process of its own.

    python tests/network.py ADDRESS PORT HOST PORT FILE

What the file says holds from then on: `whole`, `cut` (connections are broken, new ones refused), or
`silent` (connections stay, and nothing comes through any more).
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Line", "line_to"]

Condition = Literal["whole", "cut", "silent"]
_LOOK_SECONDS = 0.01
_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Line:
    """A line to a server.

    Attributes:
        port: Where it begins, on this machine.
        control: The file that says in which condition it is.
    """

    port: int
    control: Path

    def be(self, condition: Condition) -> None:
        """From now on; connections that were broken stay so."""
        self.control.write_text(condition)
        time.sleep(3 * _LOOK_SECONDS)


@contextmanager
def line_to(port: int, control: Path, at: str = "127.0.0.1") -> Iterator[Line]:
    """A line to a port of this machine, whole to begin with; it begins at an address of its."""
    from servers import free_ports

    control.write_text("whole")
    (own,) = free_ports(1)
    command = [sys.executable, __file__, at, str(own), "127.0.0.1", str(port), str(control)]
    process = subprocess.Popen(["setpriv", "--pdeathsig=KILL", *command], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield Line(own, control)
    finally:
        process.kill()
        process.wait()


class _Relay:
    def __init__(self, host: str, port: int, control: Path) -> None:
        self._there = host, port
        self._control = control
        self._condition = "whole"
        self._passes = asyncio.Event()
        self._open: set[asyncio.StreamWriter] = set()

    async def serve(self, at: str, port: int) -> None:
        server = await asyncio.start_server(self._relay, at, port)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        async with server:
            await self._watch()

    async def _watch(self) -> None:
        while True:
            self._condition = self._control.read_text() or self._condition
            if self._condition == "cut":
                for writer in self._open:
                    writer.transport.abort()
            if self._condition == "silent":
                self._passes.clear()
            else:
                self._passes.set()
            await asyncio.sleep(_LOOK_SECONDS)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._condition == "cut":
            writer.transport.abort()
            return
        try:
            to_reader, to_writer = await asyncio.open_connection(*self._there)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, to_writer}
        try:
            ways = [
                asyncio.ensure_future(self._pass_on(reader, to_writer)),
                asyncio.ensure_future(self._pass_on(to_reader, writer)),
            ]
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._open -= {writer, to_writer}
            for one in (writer, to_writer):
                one.close()  # what is on its way arrives

    async def _pass_on(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(_BLOCK):
                await self._passes.wait()
                target.write(data)
                await target.drain()


if __name__ == "__main__":
    at, own, host, port, control = sys.argv[1:]
    asyncio.run(_Relay(host, int(port), Path(control)).serve(at, int(own)))
