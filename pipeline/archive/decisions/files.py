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

__all__ = ["keep_in_files", "recall_decisions"]

log = logging.getLogger(__name__)

PLACE = f"{DECISIONS}/documents"


def keep_in_files(store: Store, made: Sequence[Decision]) -> None:
    """Write decisions of one document down, whole and on the disk; said twice, it is as once."""
    for run in _runs(made):
        path = f"{PLACE}/{run[0].document}/{run[0].number:06d}.json"
        store.write(path, facts_file(run))


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
    found, unreadable = 0, []
    for document in archive.store.names(PLACE):
        made: list[Decision] = []
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
        found += len(made)
    return found, unreadable
