"""A report to one address, signed as the desk's webhooks are (Standard Webhooks)."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from flows.delivery.refusing import RefusedError
from pipeline.errors import SettingsError
from web.services.courier import signature
from web.services.webhooks import SECRET_PREFIX
from web.trust import trusted

if TYPE_CHECKING:
    from flows.delivery.told import Told
    from pipeline.settings import Report

__all__ = ["send_webhook"]

_TIMEOUT = httpx.Timeout(10.0, connect=5.0)
KIND = "night.ended"


def send_webhook(told: Told, report: Report) -> None:
    """Send it once.

    Raises:
        RefusedError: It was not taken.
        SettingsError: The file with the secret cannot be read.
    """
    body = json.dumps({"type": KIND, **told.as_dict()}, ensure_ascii=False).encode()
    headers = {"user-agent": "sohoa", "content-type": "application/json", "webhook-id": told.night}
    if report.webhook_secret_file:
        moment = int(time.time())
        signed = signature(_secret(report.webhook_secret_file), told.night, moment, body)
        headers |= {"webhook-timestamp": str(moment), "webhook-signature": signed}
    try:
        # Neither a proxy from the environment nor a redirect leads anywhere else.
        with httpx.Client(
            timeout=_TIMEOUT, follow_redirects=False, trust_env=False, verify=trusted()
        ) as client:
            status = client.post(report.webhook, content=body, headers=headers).status_code
    except httpx.TimeoutException as error:
        raise RefusedError("nơi nhận không trả lời kịp", True) from error
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        passing = isinstance(error, httpx.TransportError)
        raise RefusedError("không nối được nơi nhận", passing) from error
    if not 200 <= status < 300:  # noqa: PLR2004  # codes of HTTP
        passing = status >= 500 or status in (408, 429)  # noqa: PLR2004
        raise RefusedError(f"nơi nhận trả lời HTTP {status}", passing)


def _secret(path: str) -> bytes:
    try:
        said = Path(path).read_text("utf-8").strip()
        return base64.b64decode(said.removeprefix(SECRET_PREFIX), validate=True)
    except (OSError, ValueError):  # also what is no Base64
        allowed = f"tệp đọc được, có khóa dạng {SECRET_PREFIX}…"
        raise SettingsError("report.webhook_secret_file", path, allowed) from None
