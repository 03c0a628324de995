"""Log records as words for a person or as JSON Lines for a program, with what they are about.

Whoever begins work on something says so once (`about(batch=…)`), and every record made meanwhile
bears it, in this process and, handed on with the job, in those that do the work.
"""

from __future__ import annotations

import json
import logging
import os
import socket
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Form", "JsonLines", "Words", "about", "formatter", "speak", "what_about"]

Form = Literal["plain", "json"]
Told = str | int

_about: ContextVar[dict[str, Told]] = ContextVar("about", default={})  # noqa: B039 -- never changed
_HOST = socket.gethostname()


@contextmanager
def about(**told: Told | None) -> Iterator[None]:
    """Records made within are about this, too.

    Args:
        told: `night`, `batch`, `file` (its hash), `page`, `document`, `worker`; None tells nothing.
    """
    known = {name: value for name, value in told.items() if value is not None}
    token = _about.set({**_about.get(), **known})
    try:
        yield
    finally:
        _about.reset(token)


def what_about() -> Mapping[str, Told]:
    """What records made here and now are about: to be handed on to who does the work."""
    return _about.get()


class Words(logging.Formatter):
    """One line for a person; what it is about stands at its end."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(process)d %(message)s%(told)s")

    def format(self, record: logging.LogRecord) -> str:
        """A line, and under it what went wrong, if anything."""
        record.told = "".join(f" {name}={value}" for name, value in _about.get().items())
        return super().format(record)


class JsonLines(logging.Formatter):
    """One JSON object a line (https://jsonlines.org): `at`, `level`, `logger`, `what`, and ids."""

    def format(self, record: logging.LogRecord) -> str:
        """An object without a line break, whatever the record says."""
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "what": record.getMessage(),
            "host": _HOST,
            "pid": os.getpid(),
            **_about.get(),
        }
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def formatter(form: Form) -> logging.Formatter:
    """How records are written."""
    return JsonLines() if form == "json" else Words()


def speak(form: Form) -> None:
    """From now on every handler of this process's root logger writes so."""
    for handler in logging.getLogger().handlers:
        handler.setFormatter(formatter(form))
