"""The database of a Prefect server that was never used, made once where the program is installed.

    python -m flows.prefect_template

A server that finds none makes its own, table by table through all versions that Prefect ever had:
4 CPU-seconds for each new folder of state. A copy takes none; a newer Prefect brings it up to date.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

__all__ = ["DATABASE", "copy_template", "make_template", "template"]

DATABASE = "prefect.db"


def template() -> Path:
    """Where it lies: in the environment that Prefect is installed in, under its version."""
    return Path(sys.prefix, "share", "sohoa", f"prefect-{version('prefect')}.db")


def copy_template(home: Path) -> None:
    """Give a server its first database, where it has none and there is one to copy.

    Raises:
        OSError: It cannot be written.
    """
    target, source = home / DATABASE, template()
    if target.exists() or not source.is_file():
        return
    part = target.with_suffix(".part")
    shutil.copyfile(source, part)
    part.rename(target)


def make_template() -> None:
    """Start a server in an empty folder, end it, and keep what it made.

    Raises:
        ServerError: It did not start.
    """
    from flows.prefect_server import LocalServer

    target = template()
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        server = LocalServer(Path(folder), schedules=False)
        server.begin()
        try:
            server.wait_ready()
        finally:
            server.stop()
        with closing(sqlite3.connect(Path(folder, DATABASE))) as database:
            database.execute("PRAGMA journal_mode = DELETE")  # one file, without its log
            database.execute("VACUUM")
        part = target.with_suffix(f".{os.getpid()}")
        shutil.copyfile(Path(folder, DATABASE), part)
        part.rename(target)


if __name__ == "__main__":
    make_template()
