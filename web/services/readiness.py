"""Whether the desk can work, part by part, for whoever looks after it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from pipeline.archive import list_inbox
from pipeline.errors import DigitiseError
from pipeline.values.events import Webhook

if TYPE_CHECKING:
    from collections.abc import Callable

    from web.desk import Desk

__all__ = ["Readiness", "readiness"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Readiness:
    """What works.

    Attributes:
        documents: In the archive.
        indexed: Of these, in the search index; None: it cannot be asked.
        files: By state.
        inbox: It is there, and may be written.
        webhooks_failing: Programs that do not take what they are told.
        troubles: What does not work, and what to do.
    """

    documents: int
    indexed: int | None
    files: dict[str, int]
    inbox: bool
    webhooks_failing: int
    troubles: tuple[str, ...]


def readiness(desk: Desk) -> Readiness:
    """Ask every part."""
    troubles: list[str] = []

    def asked(part: Callable[[], T], otherwise: T) -> T:
        try:
            return part()
        except DigitiseError as error:
            troubles.append(str(error))
            return otherwise

    ledger, index = desk.archive.ledger, desk.archive.search
    counts = asked(ledger.counts, dict[str, int]())
    documents = asked(ledger.published, 0)
    indexed = asked(index.count, -1)
    inbox = asked(lambda: _usable(desk.settings.inbox), otherwise=False)
    if not inbox and not troubles:
        troubles.append(f"Hộp nhận {desk.settings.inbox} không ghi được: không nhận tệp gửi tới.")
    webhooks = asked(ledger.webhooks.all, list[Webhook]())
    failing = sum(webhook.failing_since is not None for webhook in webhooks)
    files = {state: number for state, number in counts.items() if state != "documents"}
    return Readiness(
        documents, indexed if indexed >= 0 else None, files, inbox, failing, tuple(troubles)
    )


def _usable(inbox: str) -> bool:
    if inbox.startswith("s3://"):
        list_inbox(inbox)
        return True
    return os.access(inbox, os.W_OK | os.X_OK)
