"""How the batches of a night find somebody who does them.

The ledger knows what is to be done and what is done; who gives batches out only sees to it that
somebody takes each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from flows.batch_work import BatchWorker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["GivingOut", "Here"]


class GivingOut(Protocol):
    """A way of giving out."""

    def batch_pages(self, pages: int) -> int:
        """How many pages a batch should have.

        Args:
            pages: Of the whole night.
        """

    def ended(self, night: str, may_begin: Callable[[], bool]) -> Iterator[str]:
        """Have the batches of a night done, in the order of their numbers as far as that goes.

        Args:
            night: Whose batches were planned.
            may_begin: Asked before each is given out; False: no more of them this night.

        Yields:
            The id of each batch that came to its end, done or failed, soon after.

        Raises:
            DigitiseError: None can be done: the archive is away, full or another one's.
        """

    def nobody_came(self) -> bool:
        """Whether batches were given out and no machine began any."""


class Here:
    """The batches one after the other, in this process and with its page processes."""

    def __init__(
        self, worker: BatchWorker, do: Callable[[BatchWorker, str], object] = BatchWorker.do
    ) -> None:
        """Prepare.

        Args:
            worker: Does them.
            do: Has it do one: a Prefect task around it, where there is one.
        """
        self._worker, self._do = worker, do

    def batch_pages(self, pages: int) -> int:  # noqa: ARG002  # nobody waits for a share of them
        """As many as the settings allow."""
        return self._worker.settings.deadlines.batch_pages

    def ended(self, night: str, may_begin: Callable[[], bool]) -> Iterator[str]:
        """One after the other."""
        for one in self._worker.archive.ledger.batches.standing(night):
            if not may_begin():
                return
            self._do(self._worker, one.id)
            yield one.id

    def nobody_came(self) -> bool:
        """We are here."""
        return False
