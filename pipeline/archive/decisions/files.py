"""Decisions in files: `decisions/documents/<id>/<number of the first>.json`, a list a call.

The ledger is asked; the files are what is left when it is lost, and what an archivist reads without
any program.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import msgspec

from pipeline.archive.store import DECISIONS
from pipeline.values.decisions import Decision

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.archive.archive import Archive
    from pipeline.archive.store import Store

__all__ = ["decisions_json", "keep_in_files", "read_decisions", "recall_decisions"]

log = logging.getLogger(__name__)

PLACE = f"{DECISIONS}/documents"
_DECODER = msgspec.json.Decoder(list[Decision])


def decisions_json(made: Sequence[Decision]) -> bytes:
    """Decisions as JSON: UTF-8, indented, one after the other as they were made."""
    return msgspec.json.format(msgspec.json.encode(list(made)), indent=1) + b"\n"


def read_decisions(data: bytes) -> tuple[Decision, ...]:
    """The decisions that `decisions_json` wrote; `msgspec.MsgspecError` where it does not fit."""
    return tuple(_DECODER.decode(data))


def keep_in_files(store: Store, made: Sequence[Decision]) -> None:
    """Write decisions of one document down, whole and on the disk; said twice, it is as once."""
    for run in _runs(made):
        path = f"{PLACE}/{run[0].document}/{run[0].number:06d}.json"
        store.write(path, decisions_json(run))


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
                said = read_decisions(archive.store.read(path) or b"")
            except msgspec.MsgspecError as error:
                log.warning("decisions not understood path=%s error=%s", path, error)
                unreadable.append(path)
                continue
            made += [one for one in said if one.document == document]
        archive.ledger.decisions.learn(made)
        found += len(made)
    return found, unreadable
