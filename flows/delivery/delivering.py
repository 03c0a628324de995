"""All ways on which the settings want a night's report to go; none of them fails the night."""

from __future__ import annotations

import logging
import time
from functools import partial
from typing import TYPE_CHECKING

from flows.delivery.refusing import RefusedError
from pipeline.errors import ArchiveError, DigitiseError

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.delivery.told import Told
    from pipeline.archive.ledger.deliveries import Way
    from pipeline.archive.ledger.ledger import Ledger
    from pipeline.settings import Report

__all__ = ["deliver", "undelivered"]

log = logging.getLogger(__name__)

_PAUSES = (2.0, 10.0)
"""Between tries of what may pass; a server that restarts is back by then, one that is down is told
in the morning."""

WAYS: dict[Way, str] = {
    "mail": "thư điện tử",
    "webhook": "webhook",
    "artifact": "trang Prefect",
}


def deliver(
    told: Told,
    html: bytes | None,
    report: Report,
    ledger: Ledger,
    leave_artifact: Callable[[Told], None] | None = None,
    pause: Callable[[float], object] = time.sleep,
) -> list[str]:
    """Bring a report to all who want it.

    Args:
        told: What is told.
        html: The report of the archive, where it is to be attached.
        report: Settings.
        ledger: What went wrong is put on record there, and told by `status` and the next report.
        leave_artifact: Leaves it on Prefect's pages; None where no run of Prefect's is at hand.
        pause: For tests.

    Returns:
        What went wrong, in Vietnamese.
    """
    wrong = []
    ways = _wanted(told, html, report)
    if report.artifact and leave_artifact is not None:
        ways["artifact"] = partial(leave_artifact, told)
    for way, send in ways.items():
        said = _tried(send, pause)
        if said is not None:
            log.warning("report not delivered way=%s night=%s why=%s", way, told.night, said)
            wrong.append(f"qua {WAYS[way]}: {said}")
        try:
            ledger.deliveries.note(told.night, way, said)
        except ArchiveError as error:
            log.warning("delivery not on record way=%s error=%s", way, error)
    return wrong


def undelivered(ledger: Ledger) -> tuple[str, ...]:
    """What went wrong with the last report on each way."""
    return tuple(
        f"đêm {row.night} qua {WAYS[row.way]}: {row.said}"
        for row in ledger.deliveries.last()
        if row.state == "failed"
    )


def _wanted(told: Told, html: bytes | None, report: Report) -> dict[Way, Callable[[], None]]:
    ways: dict[Way, Callable[[], None]] = {}
    if report.mail_to:
        from flows.delivery.mail import send_mail

        ways["mail"] = lambda: send_mail(told, html, report)
    if report.webhook:
        from flows.delivery.webhook import send_webhook

        ways["webhook"] = lambda: send_webhook(told, report)
    return ways


def _tried(send: Callable[[], None], pause: Callable[[float], object]) -> str | None:
    """Send it, more than once where that may help; why it was not taken."""
    for seconds in (*_PAUSES, None):
        try:
            send()
        except RefusedError as error:
            if seconds is None or not error.may_pass:
                return error.said
            pause(seconds)
        except DigitiseError as error:
            return str(error)
        except Exception:  # a report that cannot be sent must not fail the night
            log.exception("report delivery")
            return "lỗi của chương trình, xem nhật ký"
        else:
            return None
    return None
