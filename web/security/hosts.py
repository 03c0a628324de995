"""Names by which the desk answers.

A page of a stranger can have its own name point to 127.0.0.1 and then read what the desk answers as
if it were its own (DNS rebinding). The name stays the stranger's: it is none of ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from pipeline.settings import DeskDoor

__all__ = ["LOOPBACK", "Hosts"]

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})

_EVERYWHERE = frozenset({"", "0.0.0.0", "[::]"})  # noqa: S104 -- no name of ours


class Hosts:
    """Answers 421 to requests for other names."""

    def __init__(self, app: ASGIApp, door: DeskDoor) -> None:
        self._app = app
        named = {name.lower() for name in door.hosts.split()}
        listens = f"[{door.host}]" if ":" in door.host else door.host.lower()
        self._ours = LOOPBACK | named | ({listens} - _EVERYWHERE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI's door."""
        if scope["type"] == "http":
            said = Headers(scope=scope).getlist("host")
            if len(said) != 1 or _without_port(said[0]) not in self._ours:
                detail = "Tên máy này chưa được khai trong cấu hình desk.hosts."
                await JSONResponse({"detail": detail}, 421)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _without_port(host: str) -> str:
    """The name alone.

    >>> _without_port("LocalHost:8080"), _without_port("[::1]:80"), _without_port("[::1]")
    ('localhost', '[::1]', '[::1]')
    """
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdecimal() else host.lower()
