"""The files of an archive beside what was asked for: the figures stand in its records."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import typer

from flows.commands.status import existing, waiting_files
from flows.night_facts import plain_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.archive import Archive as OpenArchive
    from pipeline.document import JudgedFile
    from pipeline.settings import Judging, Settings
    from pipeline.values.readings import PageReading

__all__ = ["archived_files"]

_ALL_NIGHTS = 100_000


def archived_files(settings: Settings, night: str | None) -> list[JudgedFile]:
    """Files of the archive; with no night asked for, also those that never came into it."""
    from pipeline.document import JudgedFile

    with existing(settings) as opened:
        ids = sorted(_of_night(opened, night))
        # Documents of one file stand together: with its text, an archive would not fit in memory.
        groups = groupby(ids, key=lambda one: one.partition("-")[0])
        files = [file for _, group in groups for file in _files(opened, group, settings.judging)]
        if night is None:
            files += [
                JudgedFile(
                    plain_name(row.name),
                    row.sha256,
                    trouble=row.reason or "",
                    at_fault=row.state == "set_aside" and not row.is_secret,
                )
                for row in waiting_files(opened)
            ]
    return sorted(files, key=lambda file: (file.name, file.sha256))


def _files(opened: OpenArchive, ids: Iterable[str], judging: Judging) -> Iterator[JudgedFile]:
    """The file that some documents were cut out of, and documents that cannot be read."""
    from pipeline.document import JudgedFile, judged_file
    from pipeline.errors import ArchiveError

    pages: dict[tuple[str, str], list[PageReading]] = {}
    for document_id in ids:
        try:
            document = opened.read_document(document_id)
        except ArchiveError as error:
            yield JudgedFile(document_id, "", trouble=str(error))
            continue
        file = (plain_name(document.source.name), document.source.sha256)
        pages.setdefault(file, []).extend(document.pages)
    for file, own in pages.items():
        yield judged_file(*file, own, judging)


def _of_night(opened: OpenArchive, night: str | None) -> list[str]:
    """Ids of the documents that a night published; of all where none is named."""
    if night is None:
        return opened.documents()
    known = {row.id: row for row in opened.ledger.nights(_ALL_NIGHTS)}
    if night not in known:
        last = ", ".join(list(known)[:3]) or "chưa có đêm nào"
        raise typer.BadParameter(f"không có đêm {night}; gần nhất: {last}", param_hint="--night")
    began, ended = known[night].started, known[night].ended
    there = set(opened.documents())
    return [
        row.id
        for row in opened.ledger.documents()
        if row.id in there
        and row.published_at >= began
        and (ended is None or row.published_at <= ended)
    ]
