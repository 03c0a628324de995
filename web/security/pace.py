"""How often a program may ask: one that asks without end must not take the desk from the others."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from pipeline.values.people import Who

__all__ = ["Paced"]

_API = "/api/v1/"


class Paced:
    """Answers 429 under `/api/v1` to who asks too often; each account is counted for itself.

    Args:
        app: What is asked.
        a_minute: So often; 0 = as often as one likes.
    """

    def __init__(self, app: ASGIApp, a_minute: int) -> None:
        self._app = app
        self._limit = RateLimitItemPerMinute(a_minute) if a_minute > 0 else None
        self._counted = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI's door."""
        who: Who | None = scope.get("state", {}).get("who") if scope["type"] == "http" else None
        if who is not None and self._limit is not None and scope["path"].startswith(_API):
            key = f"{who.by}:{who.name}"
            if not self._counted.hit(self._limit, key):
                reset = self._counted.get_window_stats(self._limit, key).reset_time
                wait = max(1, math.ceil(reset - time.time()))
                told = {"detail": "Chương trình này hỏi quá nhiều. Hãy đợi rồi hỏi tiếp."}
                answer = JSONResponse(told, 429, headers={"Retry-After": str(wait)})
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)
