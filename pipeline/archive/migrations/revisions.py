"""Which revisions of the ledger this program knows, by the names of their files."""

from __future__ import annotations

from functools import cache
from pathlib import Path

__all__ = ["LAST_BEFORE_ALEMBIC", "REVISIONS", "SCRIPTS", "newest", "number_of", "released"]

SCRIPTS = Path(__file__).parent

REVISIONS = "sohoa_revision"
"""The table with a ledger's revision: Prefect's tables may have taken Alembic's own name for it."""

LAST_BEFORE_ALEMBIC = 4
"""Programs up to this version of the ledger numbered it themselves, in `sohoa_schema`."""


@cache
def released() -> tuple[str, ...]:
    """All revisions, the oldest first.

    >>> released()[:2]
    ('0001_files', '0002_clearances')
    """
    return tuple(sorted(path.stem for path in (SCRIPTS / "versions").glob("[0-9]*_*.py")))


def newest() -> str:
    """The revision that this program works with."""
    return released()[-1]


def number_of(revision: str) -> int:
    """A revision as the number that programs before Alembic compare.

    >>> number_of("0003_entries")
    3
    """
    return int(revision.partition("_")[0])
