"""What a night that halts leaves to the next one, as if it had never been taken up."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flows.batch_values import work_in

if TYPE_CHECKING:
    from pipeline.archive.ledger.ledger import Ledger

__all__ = ["Left", "leave"]


class Left(NamedTuple):
    """Files that are not finished, and pages of theirs that nobody began to read."""

    files: int
    pages: int


def leave(ledger: Ledger, night: str) -> Left:
    """Count what was planned and not begun; files of which nothing was begun wait as before.

    A night that never came to a file is no attempt at it.
    """
    begun: set[str] = set()
    left: set[str] = set()
    pages = 0
    for state, attempts, work in ledger.batches.works(night):
        shares = work_in(work).files
        if state in ("planned", "void"):
            left.update(share.sha256 for share in shares)
            pages += sum(len(share.todo) for share in shares)
        if attempts:
            begun.update(share.sha256 for share in shares)
    ledger.leave(sorted(left - begun))
    return Left(len(left), pages)
