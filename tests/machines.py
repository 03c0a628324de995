"""Machines of the tests' own: network namespaces on a bridge, each with a name.

A cable can be pulled.  Needs root and iproute2.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Machine", "machines"]

_NET = f"10.99.{os.getpid() % 250}"
HERE = f"{_NET}.1"
"""This machine's own address, where servers are reached by the others."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine.

    Attributes:
        host: Its name.
        namespace: Of its network.
        cable: This end of it.
    """

    host: str
    namespace: str
    cable: str

    def command(self, *words: object) -> list[str]:
        """A command line, on that machine."""
        named = ["unshare", "--uts", "sh", "-c", 'hostname "$0" && exec "$@"', self.host]
        return ["ip", "netns", "exec", self.namespace, *named, *map(str, words)]

    def pull_the_cable(self) -> None:
        """Nothing comes through any more, and nobody is told."""
        _ip("link", "set", self.cable, "down")

    def plug_it_in(self) -> None:
        """As before."""
        _ip("link", "set", self.cable, "up")


@contextmanager
def machines(*hosts: str) -> Iterator[list[Machine]]:
    """So many machines, on one bridge with this one."""
    if os.getuid() != 0 or not shutil.which("ip") or not shutil.which("unshare"):
        pytest.skip("network namespaces need root, iproute2 and unshare")
    bridge = f"sohoa{os.getpid() % 100000}"
    with ExitStack() as stack:
        try:
            _ip("link", "add", bridge, "type", "bridge")
        except subprocess.CalledProcessError as error:
            pytest.skip(f"no network namespaces here: {error.stderr}")
        stack.callback(_ip, "link", "del", bridge)
        _ip("addr", "add", f"{HERE}/24", "dev", bridge)
        _ip("link", "set", bridge, "up")
        made = []
        for number, host in enumerate(hosts):
            one = Machine(host, f"{bridge}-{host}", f"{bridge}.{number}")
            _ip("netns", "add", one.namespace)
            stack.callback(_ip, "netns", "del", one.namespace)
            _ip("link", "add", one.cable, "type", "veth", "peer", "eth0", "netns", one.namespace)
            _ip("link", "set", one.cable, "master", bridge, "up")
            _ip("-n", one.namespace, "addr", "add", f"{_NET}.{number + 2}/24", "dev", "eth0")
            for device in ("eth0", "lo"):
                _ip("-n", one.namespace, "link", "set", device, "up")
            made.append(one)
        yield made


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True, timeout=20)
