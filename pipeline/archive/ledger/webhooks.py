"""Programs that are told of events: how far each is, and which desk tells it now.

Each is told in the order of events, by one desk at a time: whoever holds its lease.  What it took
is on record only afterwards, so that a desk that is killed in between tells it once more, under
the same id.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, delete, func, insert, or_, select, update

from pipeline.archive.ledger.events_tables import webhook_losses, webhooks
from pipeline.archive.ledger.tables import now
from pipeline.values.events import Webhook

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.archive.ledger.database import Database
    from pipeline.values.events import Event

__all__ = ["WebhookLedger"]


class WebhookLedger:
    """One row a program."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, webhook: Webhook) -> None:
        """Tell this program from now on."""
        values = {
            "id": webhook.id,
            "url": webhook.url,
            "kinds": list(webhook.kinds),
            "secret": webhook.secret,
            "made_at": webhook.made_at,
            "made_by": webhook.made_by,
            "cursor": webhook.cursor,
            "failures": 0,
        }
        self._db.run(insert(webhooks).values(**values))

    def remove(self, webhook_id: str) -> bool:
        """Tell it no more; False where there is none."""
        gone = delete(webhooks).where(webhooks.c.id == webhook_id).returning(webhooks.c.id)
        return bool(self._db.run(gone))

    def all(self) -> list[Webhook]:
        """All of them, in the order they were asked for."""
        lost = (
            select(func.count())
            .where(webhook_losses.c.webhook == webhooks.c.id)
            .scalar_subquery()
            .label("given_up")
        )
        wanted = select(webhooks, lost).order_by(webhooks.c.made_at, webhooks.c.id)
        return [_webhook(row) for row in self._db.run(wanted)]

    def hold(self, webhook_id: str, holder: str, seconds: float) -> Webhook | None:
        """Take the lease of one that is due, or keep it; None: another desk has it, or not due."""
        moment = now()
        free = or_(
            webhooks.c.held_by.is_(None),
            webhooks.c.held_by == holder,
            webhooks.c.held_until < moment,
        )
        due = or_(webhooks.c.next_try.is_(None), webhooks.c.next_try <= moment)
        until = moment + timedelta(seconds=seconds)
        rows = self._db.run(
            update(webhooks)
            .where(webhooks.c.id == webhook_id, free, due)
            .values(held_by=holder, held_until=until)
            .returning(webhooks)
        )
        return _webhook(rows[0]) if rows else None

    def let_go(self, holder: str) -> None:
        """This desk tells nobody any more."""
        mine = update(webhooks).where(webhooks.c.held_by == holder)
        self._db.run(mine.values(held_by=None, held_until=None))

    def told(self, webhook: Webhook, holder: str, cursor: int) -> None:
        """It took all up to this event, or what is there is of no kind that it wants."""
        well = {"failures": 0, "next_try": None, "failing_since": None, "said": None}
        self._set(webhook, holder, cursor=cursor, **well)

    def failed(self, webhook: Webhook, holder: str, said: str, next_try: datetime) -> None:
        """It did not take the next event, and is tried again."""
        since = func.coalesce(webhooks.c.failing_since, now())
        failures = webhooks.c.failures + 1
        values = {"failures": failures, "failing_since": since, "said": said, "next_try": next_try}
        self._set(webhook, holder, **values)

    def give_up(self, webhook: Webhook, holder: str, event: Event, why: str) -> None:
        """It is never told of this event; on record, for people to see."""
        lost = {"webhook": webhook.id, "event": event.id, "at": now(), "why": why}
        this = (webhooks.c.id == webhook.id) & (webhooks.c.held_by == holder)
        self._db.run_together(
            [
                (self._db.insert(webhook_losses).values(**lost).on_conflict_do_nothing(), None),
                (update(webhooks).where(this).values(cursor=event.id), None),
            ]
        )

    def _set(self, webhook: Webhook, holder: str, **values: Any) -> None:
        this = (webhooks.c.id == webhook.id) & (webhooks.c.held_by == holder)
        self._db.run(update(webhooks).where(this).values(**values))


def _webhook(row: Row[Any]) -> Webhook:
    found = row._asdict()
    del found["held_by"], found["held_until"]
    return Webhook(**found | {"kinds": tuple(found["kinds"])})
