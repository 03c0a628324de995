"""What a batch is told to do, and what came of it: plain values that the ledger holds as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from flows.document_facts import DocumentFacts  # noqa: TC001  # msgspec looks types up
from flows.night_facts import FileTrouble  # noqa: TC001  # msgspec looks types up
from pipeline.archive.turns import ReadWith  # noqa: TC001  # msgspec looks types up
from pipeline.values.scanned import PageSize  # noqa: TC001  # msgspec looks types up

__all__ = ["BatchFacts", "BatchWork", "FileFate", "FileShare", "as_json", "facts_in", "work_in"]


@dataclass(frozen=True, slots=True)
class FileShare:
    """What one batch does of one file.

    Attributes:
        sha256: Of the file.
        name: By which a clerk knows it, as it was met this night.
        place: Where it was met, spelt for the ledger; under the inbox it is told from there, which
            another machine may have mounted elsewhere.
        pages: Of the whole file.
        todo: Numbers of the pages to read.
        sizes: Of these, where the file told.
        read_with: What its pages are read with, and kept under.
        cleared: A person decided that it is not secret.
        publish: When these are read the file is complete, and its documents are made.
    """

    sha256: str
    name: str
    place: str
    pages: int
    todo: tuple[int, ...]
    sizes: tuple[PageSize, ...]
    read_with: ReadWith
    cleared: bool
    publish: bool


@dataclass(frozen=True, slots=True)
class BatchWork:
    """Files of a batch.

    Attributes:
        config: `reading_key` of the night: a machine that would read otherwise must not do it.
        files: In the order in which they are taken up.
        after: Batches that have to be done before.
    """

    config: str
    files: tuple[FileShare, ...]
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileFate:
    """A file that gave no document: which, and what a person is told."""

    sha256: str
    trouble: FileTrouble


@dataclass(slots=True)
class BatchFacts:
    """What came of a batch.

    Attributes:
        pages_read: Pages that were finished, by whichever attempt.
        reading_seconds: Of all page processes together.
        documents: In the archive now.
        withheld: Files with a mark of secrecy.
        aside: Files of which no documents could be made.
        waiting: Files that went or were replaced, or may not be read: for another night.
    """

    pages_read: int = 0
    reading_seconds: float = 0.0
    documents: list[DocumentFacts] = field(default_factory=list)
    withheld: list[FileFate] = field(default_factory=list)
    aside: list[FileFate] = field(default_factory=list)
    waiting: list[FileFate] = field(default_factory=list)


def as_json(value: BatchWork | BatchFacts) -> dict[str, Any]:
    """For the ledger."""
    told: dict[str, Any] = msgspec.to_builtins(value, str_keys=True)
    return told


def work_in(told: dict[str, Any]) -> BatchWork:
    """As it stands in the ledger."""
    return msgspec.convert(told, BatchWork, str_keys=True)


def facts_in(told: dict[str, Any]) -> BatchFacts:
    """As they stand in the ledger."""
    return msgspec.convert(told, BatchFacts, str_keys=True)
