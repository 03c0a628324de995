"""The thread that tells other programs what happened: in order, at least once, signed.

It reads the ledger's events, never keeps any itself: what is told is on record only after the
program took it, so that a desk that is killed tells it again under the same id.  Several desks on
one ledger share the work by leases.  Without a webhook nothing is ever called.

Signed as Standard Webhooks has it (https://www.standardwebhooks.com): `webhook-signature` is `v1,`
and the Base64 of HMAC-SHA256 over `id.timestamp.body`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import secrets
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx

from pipeline.archive.ledger.tables import now
from pipeline.errors import DigitiseError
from web.trust import trusted

if TYPE_CHECKING:
    from pipeline.archive.ledger.ledger import Ledger
    from pipeline.values.events import Event, Webhook
    from web.security.sealing import Seal

__all__ = ["GIVE_UP_AFTER", "Courier", "payload", "signature"]

log = logging.getLogger(__name__)

GIVE_UP_AFTER = timedelta(days=3)
"""A program that takes nothing for so long loses one event with each further try: a holiday and a
weekend may pass before anybody looks."""
_LOOK_SECONDS = 2.0
_LEASE_SECONDS = 60.0  # longer than any answer may take
_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 3600.0
_AT_ONCE = 50
_TIMEOUT = httpx.Timeout(10.0, connect=5.0)


def payload(event: Event) -> bytes:
    """What a program is told: ids and where to ask, not a word of what a document says."""
    told: dict[str, Any] = {
        "id": str(event.id),
        "type": event.kind,
        "timestamp": event.at.isoformat(timespec="microseconds"),
    }
    if event.document is not None:
        href = f"/api/v1/documents/{event.document}"
        told["document"] = {"id": event.document, "href": href}
    if event.sha256 is not None:
        told["scan"] = {"sha256": event.sha256, "href": f"/api/v1/scans/{event.sha256}"}
    if event.decision is not None:
        told["decision"] = event.decision
    return json.dumps(told, separators=(",", ":")).encode()


def signature(secret: bytes, event_id: str, timestamp: int, body: bytes) -> str:
    """By which a program knows that we sent it, and when.

    >>> signature(b"key", "1", 2, b"{}")
    'v1,9iXOMau8MQvofxZwGPd/aC/ZrwvhfkmpWBMiycRwdZ0='
    """
    digest = hmac.digest(secret, f"{event_id}.{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(digest).decode()}"


class Courier:
    """One thread for all webhooks of a ledger.

    Args:
        ledger: Whose events.
        seal: Opens the webhooks' secrets.
        look_seconds: Between two looks.
    """

    def __init__(self, ledger: Ledger, seal: Seal, look_seconds: float = _LOOK_SECONDS) -> None:
        self._ledger, self._seal, self._look = ledger, seal, look_seconds
        self._name = secrets.token_hex(8)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
        # Neither a proxy from the environment nor a redirect leads anywhere else.
        self._client = httpx.Client(
            timeout=_TIMEOUT,
            follow_redirects=False,
            trust_env=False,
            verify=trusted(),
            headers={"user-agent": "sohoa", "content-type": "application/json"},
        )

    def start(self) -> None:
        """Begin to tell."""
        self._thread.start()

    def stop(self) -> None:
        """End; what is being sent is waited for."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(_LEASE_SECONDS)
        self._client.close()

    def tell(self) -> None:
        """Tell every program what it does not know yet."""
        for webhook in self._ledger.webhooks.all():
            held = self._ledger.webhooks.hold(webhook.id, self._name, _LEASE_SECONDS)
            while held is not None and not self._stop.is_set():
                if not self._some(held):
                    break
                held = self._ledger.webhooks.hold(webhook.id, self._name, _LEASE_SECONDS)

    def _some(self, webhook: Webhook) -> bool:
        """Tell the next few events; whether there may be more to tell now."""
        told = self._ledger.events.after(webhook.cursor, _AT_ONCE, webhook.kinds)
        for event in told:
            if self._stop.is_set():
                return False
            if not self._ledger.webhooks.hold(webhook.id, self._name, _LEASE_SECONDS):
                return False
            why = self._sent(webhook, event)
            if why is not None:
                self._failed(webhook, event, why)
                return False
            self._ledger.webhooks.told(webhook, self._name, event.id)
        return len(told) == _AT_ONCE

    def _sent(self, webhook: Webhook, event: Event) -> str | None:
        """Send one event; why it was not taken, in Vietnamese."""
        body, moment = payload(event), int(time.time())
        try:
            secret = self._seal.open(webhook.secret)
            headers = {
                "webhook-id": str(event.id),
                "webhook-timestamp": str(moment),
                "webhook-signature": signature(secret, str(event.id), moment, body),
            }
            # The answer's body is nobody's business: it is not even read.
            with self._client.stream("POST", webhook.url, content=body, headers=headers) as answer:
                return None if answer.is_success else _said(answer.status_code)
        except httpx.TimeoutException:
            return "không trả lời kịp"
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            log.info("webhook not reached id=%s error=%r", webhook.id, error)
            return "không nối được"
        except DigitiseError as error:
            return str(error)

    def _failed(self, webhook: Webhook, event: Event, why: str) -> None:
        pause = min(_FIRST_PAUSE * 2 ** min(webhook.failures, 20), _LONGEST_PAUSE)
        moment = now()
        since = webhook.failing_since
        if since is not None and moment - since > GIVE_UP_AFTER:
            self._ledger.webhooks.give_up(webhook, self._name, event, why)
            log.warning("webhook gave up id=%s event=%s why=%s", webhook.id, event.id, why)
        self._ledger.webhooks.failed(webhook, self._name, why, moment + timedelta(seconds=pause))

    def _run(self) -> None:
        while not self._stop.wait(self._look):
            try:
                self.tell()
            except DigitiseError as error:
                log.warning("webhooks wait error=%s", error)
            except Exception:  # the thread must outlive whatever one of them does
                log.exception("webhooks")
        try:
            self._ledger.webhooks.let_go(self._name)
        except DigitiseError as error:
            log.warning("webhook leases stay until they end error=%s", error)


def _said(status: int) -> str:
    moved = ", là chuyển hướng nên không đi theo" if 300 <= status < 400 else ""
    return f"trả lời HTTP {status}{moved}"
