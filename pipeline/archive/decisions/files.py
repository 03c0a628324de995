"""Decisions in files: `decisions/documents/<id>/<number of the first>.json`, a list a call.

The ledger is asked; the files are what is left when it is lost, and what an archivist reads without
any program.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import msgspec

from pipeline.archive.store import DECISIONS
from pipeline.export.facts import facts_file, read_facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.archive.archive import Archive
    from pipeline.archive.store import Store
    from pipeline.values.decisions import Decision

__all__ = ["file_of", "keep_in_files", "last_in_files", "recall_decisions", "recall_decisions_of"]

log = logging.getLogger(__name__)

PLACE = f"{DECISIONS}/documents"


def file_of(document: str, number: int) -> str:
    """Where a call's decisions lie whose first has this number."""
    return f"{PLACE}/{document}/{number:06d}.json"


def last_in_files(store: Store) -> dict[str, int]:
    """Document → first number of the last call that is in a file; one listing."""
    last: dict[str, int] = {}
    for path in store.objects(PLACE):
        document, _, name = path.partition("/")
        number = name.removesuffix(".json")
        if number.isascii() and number.isdigit():
            last[document] = max(last.get(document, 0), int(number))
    return last


def keep_in_files(store: Store, made: Sequence[Decision]) -> None:
    """Write decisions of one document down, whole and on the disk; said twice, it is as once."""
    for run in _runs(made):
        store.write(file_of(run[0].document, run[0].number), facts_file(run))


def _runs(made: Sequence[Decision]) -> Iterator[list[Decision]]:
    """Those made at one moment by one person: a call's."""
    run: list[Decision] = []
    for decision in made:
        if run and (decision.at, decision.who) != (run[0].at, run[0].who):
            yield run
            run = []
        run.append(decision)
    if run:
        yield run


def recall_decisions(archive: Archive) -> tuple[int, list[str]]:
    """Tell a ledger that lost them what people decided.

    Returns:
        How many decisions there are, and the files that cannot be read.
    """
    found = 0
    unreadable: list[str] = []
    for document in archive.store.names(PLACE):
        number, not_read = recall_decisions_of(archive, document)
        found += number
        unreadable += not_read
    return found, unreadable


def recall_decisions_of(archive: Archive, document: str) -> tuple[int, list[str]]:
    """The same for one document."""
    made: list[Decision] = []
    unreadable = []
    for name in archive.store.names(f"{PLACE}/{document}"):
        path = f"{PLACE}/{document}/{name}"
        try:
            said = read_facts(archive.store.read(path) or b"")
        except msgspec.MsgspecError as error:
            log.warning("decisions not understood path=%s error=%s", path, error)
            unreadable.append(path)
            continue
        made += [one for one in said if one.document == document]
    archive.ledger.decisions.learn(made)
    return len(made), unreadable
