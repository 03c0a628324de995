"""An old ledger was brought up when an archive was opened: whoever runs the command is told."""

from __future__ import annotations

import logging

from flows.console import warn

__all__ = ["tell_of_ledgers"]


class _Told(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        move = getattr(record, "ledger_move", None)
        if move is None:
            return
        kept = "" if move.copy is None else f" Sổ cái như trước: {move.copy}"
        warn(f"Sổ cái đã được nâng từ bản {move.start} lên {move.target}.{kept}")


def tell_of_ledgers() -> None:
    """From now on, on stderr."""
    logger = logging.getLogger("pipeline.archive.migrations")
    if not any(isinstance(handler, _Told) for handler in logger.handlers):
        logger.addHandler(_Told())
