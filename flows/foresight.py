"""What a night would do, for `sohoa ingest --dry-run`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from flows.apart import keep_apart
from flows.night_facts import FileTrouble, plain_name
from pipeline.archive import look_into
from pipeline.archive.backlog import Backlog, backlog_of
from pipeline.archive.ledger_moves import ledger_as_it_is

if TYPE_CHECKING:
    from pipeline.settings import Settings

__all__ = ["Foresight", "foresee"]


@dataclass(frozen=True, slots=True)
class Foresight:
    """What a night would do.

    Attributes:
        files_in_inbox: Scans that lie there.
        files_new: Names of those whose bytes were not seen, as far as place, size and date tell.
        backlog: What waits, these files included.
        files_not_taken: What else lies there, and why it is not read.
    """

    files_in_inbox: int
    files_new: tuple[str, ...]
    backlog: Backlog
    files_not_taken: tuple[FileTrouble, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "files_in_inbox": self.files_in_inbox,
            "files_new": list(self.files_new),
            "backlog": self.backlog.as_dict(),
            "files_not_taken": [asdict(entry) for entry in self.files_not_taken],
        }


def foresee(settings: Settings) -> Foresight:
    """What a night would do now; nothing is read and nothing is written."""
    keep_apart(settings)
    listing = look_into(settings.inbox)
    files = listing.files
    known: dict[str, str] = {}
    backlog = Backlog(len(files), len(files), len(files))
    with ledger_as_it_is(settings) as ledger:
        if ledger is not None:
            known = ledger.known(files)
            unseen = len(files) - len(known)
            backlog = backlog_of(ledger, settings.schedule, settings.night.stop, unseen=unseen)
    new = tuple(plain_name(f.name) for f in files if f.location not in known)
    left = tuple(FileTrouble(plain_name(e.name), e.code, e.reason) for e in listing.not_taken)
    return Foresight(len(files), new, backlog, left)
