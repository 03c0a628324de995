"""Other programs that are told of events: asked for, listed, left."""

from __future__ import annotations

import base64
import ipaddress
import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipeline.archive.ledger.tables import now
from pipeline.errors import DigitiseError
from pipeline.values.events import EVENT_KINDS, EventKind, Webhook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.archive import Archive
    from web.security.sealing import Seal

__all__ = ["SECRET_PREFIX", "WebhookError", "add_webhook", "checked_address", "remove_webhook"]

SECRET_PREFIX = "whsec_"  # noqa: S105  # how Standard Webhooks marks a secret
_LONGEST = 2000


class WebhookError(DigitiseError):
    """A program cannot be told there: (address, detail with the remedy)."""

    code = "webhook"
    exit_code = 2

    def __str__(self) -> str:
        return f"Không báo tin tới {self.args[0]} được: {self.args[1]}."


def add_webhook(
    archive: Archive, seal: Seal, url: str, kinds: Sequence[str], who: str
) -> tuple[Webhook, str]:
    """Tell a program of what happens from now on.

    Args:
        archive: Of which archive.
        seal: Closes the secret.
        url: Where the program listens; addresses of the own network are meant.
        kinds: Of which events; empty = of all.
        who: Asks for it.

    Returns:
        The webhook, and its secret, which is never shown again.

    Raises:
        WebhookError: No such address, or no such event.
    """
    checked, wanted = checked_address(url), tuple(dict.fromkeys(_kind(url, kind) for kind in kinds))
    key = secrets.token_bytes(32)
    webhook = Webhook(
        id=secrets.token_hex(4),
        url=checked,
        kinds=wanted or EVENT_KINDS,
        secret=seal.close(key),
        made_at=now(),
        made_by=who,
        cursor=archive.ledger.events.last(),
    )
    archive.ledger.webhooks.add(webhook)
    return webhook, SECRET_PREFIX + base64.b64encode(key).decode()


def remove_webhook(archive: Archive, webhook_id: str) -> None:
    """Tell it no more.

    Raises:
        WebhookError: There is none.
    """
    if not archive.ledger.webhooks.remove(webhook_id):
        raise WebhookError(webhook_id, "không có nơi nhận tin này")


def _kind(url: str, said: str) -> EventKind:
    for kind in EVENT_KINDS:
        if said == kind:
            return kind
    raise WebhookError(url, f"không có tin {said!r}; có: {', '.join(EVENT_KINDS)}")


def checked_address(url: str) -> str:
    """An address that may be asked for; others could make us speak to what trusts this machine.

    Raises:
        WebhookError: It is none.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise WebhookError(url, "địa chỉ không hợp lệ") from None
    if parts.scheme not in ("http", "https") or not host or len(url) > _LONGEST:
        raise WebhookError(url, "địa chỉ phải là http://… hoặc https://…")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise WebhookError(url, "địa chỉ chỉ có chữ ASCII (tên miền khác: viết dạng xn--…)")
    if parts.username is not None or parts.fragment:
        raise WebhookError(host, "địa chỉ không được có tên, mật khẩu hay dấu #")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return url
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        raise WebhookError(url, "địa chỉ này không phải của một máy trong mạng")
    return url
