"""Who works on an archive: a night, or another run over it, never two at a time.

The lease `night` of its ledger tells, wherever archive and ledger lie and from whichever machine
they are asked (decision 0031).
"""

from __future__ import annotations

import logging
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from flows.console import warn
from pipeline.archive.archive import ledger_url
from pipeline.archive.leasing import (
    DEAD_SECONDS,
    HeldElsewhereError,
    Holder,
    holding,
    leases_of,
)
from pipeline.archive.ledger.leases import NIGHT
from pipeline.errors import ArchiveError, DigitiseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flows.console import Listener
    from pipeline.archive.leasing import Held, Watching
    from pipeline.archive.ledger.leases import LeaseLedger
    from pipeline.settings import Settings

__all__ = [
    "NightRunsError",
    "holder",
    "holder_of",
    "ledger_lease",
    "night_lease",
]

log = logging.getLogger(__name__)


class NightRunsError(DigitiseError):
    """Another night works on this archive: (archive, who)."""

    code = "night-runs"

    def __str__(self) -> str:
        archive, who = self.args
        return (
            f"Một lượt số hóa khác đang chạy trên kho {archive} ({who}). "
            "Hãy đợi lượt đó xong rồi chạy lại."
        )


@contextmanager
def night_lease(
    settings: Settings,
    leases: LeaseLedger,
    listener: Listener | None = None,
    *,
    patience: float = DEAD_SECONDS,
) -> Iterator[Held]:
    """Hold the archive for a night, or for another run over it.

    Args:
        settings: They name the archive.
        leases: Of its ledger.
        listener: Told when we have to see whether a holder lives; None: a line on stderr.
        patience: Seconds to watch it; 0: whoever cannot be seen dead at once holds the archive.

    Raises:
        NightRunsError: Somebody holds it.
        ArchiveError: The ledger cannot be written.
    """
    with ExitStack() as stack:
        wanted = holding(leases, NIGHT, patience=patience, watching=_telling(listener))
        try:
            held = stack.enter_context(wanted)
        except HeldElsewhereError as error:
            raise NightRunsError(settings.archive, error.args[1]) from None
        yield held


@contextmanager
def ledger_lease(
    settings: Settings, listener: Listener | None = None
) -> Iterator[Callable[[], None]]:
    """Hold the archive for who works on its ledger itself, and must not bring it up.

    The ledger may be older than leases, lost, or damaged: where none can be taken of it no night
    of this program can begin on it, either.

    Returns:
        Lets go of a ledger that another one takes the place of.  Who asks the old one until then
        finds it held; the new one knows nothing of it.

    Raises:
        NightRunsError: Somebody holds it.
    """
    with ExitStack() as stack:
        held = None
        try:
            leases = stack.enter_context(leases_of(ledger_url(settings)))
            if leases is not None:
                held = stack.enter_context(night_lease(settings, leases, listener))
        except ArchiveError as error:
            log.warning("ledger has no lease to give error=%s", error)

        def let_go() -> None:
            if held is not None:
                held.leave()
            stack.close()

        yield let_go


def holder(settings: Settings) -> str | None:
    """Who holds the archive, as far as can be told at once; None where nobody does."""
    with leases_of(ledger_url(settings)) as leases:
        return holder_of(leases) if leases else None


def holder_of(leases: LeaseLedger) -> str | None:
    """The same of a ledger that is open."""
    row = leases.seen(NIGHT)
    if row is None or not row.held:
        return None
    who = Holder.of(row.holder)
    return None if who.is_gone else str(who)


def _telling(listener: Listener | None) -> Watching:
    def tell(who: Holder, seconds: float) -> None:
        said = f"Kho do {who} giữ: xem còn làm việc không, tối đa {seconds:.0f} giây"
        log.info("watching holder=%s seconds=%.0f", who, seconds)
        if listener is None:
            warn(said)
        else:
            listener.stage(said, None)

    return tell
