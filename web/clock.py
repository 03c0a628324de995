"""Moments as the clerk's clock shows them: in the zone of the site, wherever the server stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

__all__ = ["Clock"]


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock of one zone.

    Attributes:
        zone: Its IANA name: `timezone` of the settings.
    """

    zone: str

    def local(self, moment: datetime) -> datetime:
        """The same moment, here.

        >>> noon = datetime.fromisoformat("2026-11-29T05:00:00+00:00")
        >>> Clock("Asia/Ho_Chi_Minh").local(noon).hour
        12
        """
        return moment.astimezone(ZoneInfo(self.zone))

    def now(self) -> datetime:
        """This moment, here."""
        return datetime.now(ZoneInfo(self.zone))

    def hour(self, moment: datetime) -> str:
        """The hour alone."""
        return f"{self.local(moment):%H:%M}"

    def said(self, moment: datetime) -> str:
        """Hour and day."""
        return f"{self.local(moment):%H:%M ngày %d/%m/%Y}"

    def brief(self, moment: datetime) -> str:
        """The hour, and the day where it is not today."""
        is_today = self.local(moment).date() == self.now().date()
        return self.hour(moment) if is_today else self.said(moment)

    def element(self, moment: datetime | str) -> Markup:
        """Hour and day for a page.

        Args:
            moment: ISO 8601 where it is text.
        """
        at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), self.said(at))
