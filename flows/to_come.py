"""What `sohoa status` tells of the nights to come: what waits, and what stands in their way."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from flows.backlog_words import backlog_words
from flows.delivery.delivering import undelivered
from pipeline.archive.backlog import backlog_of
from pipeline.archive.manifests.facts import manifest_facts
from pipeline.archive.manifests.telling import manifest_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.archive import Archive
    from pipeline.archive.backlog import Backlog
    from pipeline.archive.ledger.tables import NightRow
    from pipeline.archive.manifests.facts import ManifestFacts
    from pipeline.settings import Settings

__all__ = ["ToCome"]


@dataclass(frozen=True, slots=True)
class ToCome:
    """See the module.

    Attributes:
        backlog: Files and pages that wait, and when they will be read.
        lists: Of contractors, and how far the inbox is as they say.
        undelivered: What went wrong with the last report on each way.
    """

    backlog: Backlog
    lists: tuple[ManifestFacts, ...]
    undelivered: tuple[str, ...]

    @classmethod
    def of(
        cls, archive: Archive, settings: Settings, nights: Sequence[NightRow], *, is_held: bool
    ) -> ToCome:
        """As the ledger has it.

        Args:
            archive: Whose.
            settings: Hours of its nights.
            nights: The last ones, the newest first.
            is_held: A run holds the archive; where none does, no night is at work.
        """
        ledger = archive.ledger
        running = is_held and nights and nights[0].state == "running"
        at_work = nights[0] if running else None
        backlog = backlog_of(ledger, settings.schedule, settings.night.stop, at_work)
        lists = manifest_facts(archive, ledger.manifests.all())
        return cls(backlog, tuple(lists), undelivered(ledger))

    def words(self, timezone: str) -> list[str]:
        """For a clerk; lists that are whole are no news."""
        return [
            *backlog_words(self.backlog, timezone),
            *manifest_words(one for one in self.lists if not one.is_whole),
            *(f"Không gửi được báo cáo {said}." for said in self.undelivered),
        ]

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "backlog": self.backlog.as_dict(),
            "manifests": [asdict(one) for one in self.lists],
            "reports_not_delivered": list(self.undelivered),
        }
