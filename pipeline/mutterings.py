"""What libraries say while pages are read goes to a log, not to the clerk's terminal.

libjpeg, OpenCV, Tesseract and Poppler write on the process's own stdout and stderr, behind Python's
back, so these are turned where the kernel keeps them. Only processes that read pages are turned:
what they have to tell goes back as values.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from typing import TYPE_CHECKING

from pipeline.logs import speak

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.logs import Form

__all__ = ["mutter_into"]

_MOST_BYTES = 10_000_000
"""A log that has grown beyond becomes the old one, and the old one goes: two are kept."""


def mutter_into(log: Path, form: Form = "plain") -> None:
    """From now on this process says everything into the log, its own log records included.

    Reading does not fail for want of a log: where none can be written, the words are lost.

    Args:
        log: The file.
        form: Of its own records; libraries say what they like.
    """
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):  # there is none, or another process was first
            if log.stat().st_size > _MOST_BYTES:
                log.replace(log.with_name(f"{log.name}.1"))
        words = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    except OSError:
        words = os.open(os.devnull, os.O_WRONLY)
    sys.stdout.flush()
    sys.stderr.flush()
    os.dup2(words, 1)
    os.dup2(words, 2)
    os.close(words)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, force=True)
    speak(form)
