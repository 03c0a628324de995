"""Who stands in front of the desk, and is believed when it says for whom it asks."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from pipeline.errors import SettingsError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["Proxied", "came_by_proxy", "networks"]

_BY_PROXY = "sohoa.by_proxy"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(said: str) -> tuple[Network, ...]:
    """Addresses and networks, parted by spaces.

    Raises:
        SettingsError: One is none.

    >>> networks("127.0.0.1 10.0.0.0/8")
    (IPv4Network('127.0.0.1/32'), IPv4Network('10.0.0.0/8'))
    """
    try:
        return tuple(ipaddress.ip_network(one) for one in said.split())
    except ValueError:
        raise SettingsError("desk.proxies", said, "địa chỉ IP hoặc mạng, như 10.0.0.5") from None


def came_by_proxy(request: Request) -> bool:
    """Whether a proxy that is believed sent this request."""
    return bool(request.scope.get(_BY_PROXY, False))


class Proxied:
    """Puts in place who really asks, and how, when a proxy that is believed says so.

    Of the addresses in `X-Forwarded-For` the last one counts that is none of our proxies: what
    stands before it came from the client, and may be made up.
    """

    def __init__(self, app: ASGIApp, proxies: tuple[Network, ...]) -> None:
        self._app, self._proxies = app, proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI's door."""
        if scope["type"] == "http" and self._is_proxy(
            scope["client"][0] if scope["client"] else ""
        ):
            scope = {**scope, _BY_PROXY: True, **self._told(scope)}
        await self._app(scope, receive, send)

    def _told(self, scope: Scope) -> dict[str, object]:
        told: dict[str, object] = {}
        said = {
            name: b",".join(value for key, value in scope["headers"] if key == name).decode(
                "latin-1"
            )
            for name in (b"x-forwarded-for", b"x-forwarded-proto")
        }
        addresses = [one.strip() for one in said[b"x-forwarded-for"].split(",")]
        client = next((one for one in reversed(addresses) if one and not self._is_proxy(one)), None)
        if client is not None:
            told["client"] = (client, 0)
        scheme = said[b"x-forwarded-proto"].rpartition(",")[2].strip().lower()
        if scheme in ("http", "https"):
            told["scheme"] = scheme
        return told

    def _is_proxy(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self._proxies)
