"""The desk on a port: who may come how fast, and what is written of it."""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
import socket
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.responses import JSONResponse
from uvicorn.protocols.http.h11_impl import H11Protocol

from pipeline.errors import DigitiseError
from pipeline.plain_words import from_system

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from pipeline.settings import DeskDoor

__all__ = ["PortError", "Unhurried", "listen", "serve"]

log = logging.getLogger(__name__)

KEEP_ALIVE_SECONDS = 15
HEADER_SECONDS = 15.0
"""A client that has not sent its request line and headers by then is let go: an old office line
takes less than one."""
BODY_SECONDS = 30.0
"""The same for each piece of a body; a large file may take as long as it likes in all."""
STOP_SECONDS = 10
CONNECTIONS = 400
"""More than 20 clerks with 6 connections each, and programs beside them."""
HEADER_BYTES = 32 * 1024


class PortError(DigitiseError):
    """The desk cannot listen there: (host, port, detail)."""

    code = "port"

    def __str__(self) -> str:
        host, port, detail = self.args
        return (
            f"Không mở được cổng {port} trên {host}: {detail}. "
            "Hãy chọn cổng khác bằng --port, hoặc dừng chương trình đang dùng cổng này."
        )


def listen(door: DeskDoor) -> tuple[socket.socket, str]:
    """Take the port before anything else; the address a browser is given.

    Raises:
        PortError: It is taken, or not ours to take.
    """
    family = socket.AF_INET6 if ":" in door.host else socket.AF_INET
    try:
        taken = socket.create_server((door.host, door.port), family=family, backlog=128)
    except OSError as error:
        detail = "đã có chương trình khác dùng" if error.errno == errno.EADDRINUSE else None
        raise PortError(door.host, door.port, detail or from_system(error)) from error
    except OverflowError as error:
        raise PortError(door.host, door.port, "số cổng từ 0 đến 65535") from error
    # Connections inherit it. Without it the body of an answer waits until the browser has said that
    # it has the head: 40 ms a page. asyncio sees to that only where it has opened the socket.
    taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    host = f"[{door.host}]" if family == socket.AF_INET6 else door.host
    return taken, f"http://{host}:{taken.getsockname()[1]}"


def serve(app: ASGIApp, taken: socket.socket, ready: Callable[[], None]) -> None:
    """Answer until SIGTERM or Ctrl-C; requests under way are finished first.

    Args:
        app: The desk.
        taken: The port, from `listen`.
        ready: Called once requests are answered.
    """
    config = uvicorn.Config(
        Unhurried(app),
        http=Patient,
        ws="none",
        loop="asyncio",
        log_config=None,
        proxy_headers=False,  # see `web.security.proxies`
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
        limit_concurrency=CONNECTIONS,
        h11_max_incomplete_event_size=HEADER_BYTES,
    )
    access = logging.getLogger("uvicorn.access")
    if not any(isinstance(kept, _WithoutQueries) for kept in access.filters):
        access.addFilter(_WithoutQueries())
    # Uvicorn stops in good order and then raises what stopped it anew; we have our own to close.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _heard)
    _Server(config, ready).run(sockets=[taken])


def _heard(_number: int, _frame: FrameType | None) -> None:
    """The server has seen to it."""


class _Server(uvicorn.Server):
    """Tells when it is ready."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        if self.started:
            self._ready()


class _WithoutQueries(logging.Filter):
    """The access log has no queries: they bear what people look for, and codes of log-ins."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Cut the query off; the line stays."""
        if isinstance(record.args, tuple) and len(record.args) == 5:
            client, method, path, version, status = record.args
            record.args = (client, method, str(path).partition("?")[0], version, status)
        return True


class Patient(H11Protocol):
    """Lets go of who opens a connection and does not ask (uvicorn waits for ever)."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Somebody came."""
        super().connection_made(transport)
        self._waiting = self.loop.call_later(HEADER_SECONDS, self._too_slow)

    def handle_events(self) -> None:
        """Something was sent."""
        super().handle_events()
        if self.cycle is not None and self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Somebody went."""
        if self._waiting is not None:
            self._waiting.cancel()
        super().connection_lost(exc)

    def _too_slow(self) -> None:
        log.info("connection let go: no request within %s s", HEADER_SECONDS)
        if not self.transport.is_closing():
            self.transport.close()


class Unhurried:
    """Waits for each piece of a body only so long; answers 408 otherwise."""

    def __init__(self, app: ASGIApp, seconds: float = BODY_SECONDS) -> None:
        self._app, self._seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI's door."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        more, begun = True, False

        async def in_time() -> Message:
            nonlocal more
            if not more:  # whoever asks now waits for the client to go, which may take long
                return await receive()
            message = await asyncio.wait_for(receive(), self._seconds)
            more = bool(message.get("more_body"))
            return message

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, in_time, noted)
        except TimeoutError:
            if begun or not more:
                raise
            late = JSONResponse({"detail": "Gửi quá chậm."}, 408, headers={"Connection": "close"})
            await late(scope, receive, send)
