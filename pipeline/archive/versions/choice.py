"""Which documents are worth reading again: by when, how and how surely they were read.

A file is read again as a whole: where its sheets lie twice and where it would be cut, its pages
tell together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import mean
from typing import TYPE_CHECKING

import msgspec

from pipeline.archive.store import DOCUMENTS
from pipeline.archive.turns import files_turned
from pipeline.errors import ArchiveError
from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from pipeline.archive.archive import Archive
    from pipeline.archive.ledger.tables import DocumentRow, RecordRow
    from pipeline.archive.ledger.versions_tables import VersionRow
    from pipeline.settings import Review
    from pipeline.values.document import Field

__all__ = ["ChosenFile", "NotChosen", "Wanted", "choose"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for; everything that is given must hold.

    Attributes:
        ids: These documents, also when nothing has changed since they were read.
        read_before: Read before that moment.
        mean_below: The required fields that have a value are less sure than that on average.
        least_below: One of them is.
        must: Something *must* be looked at by a person.
        types: Of these types.
        again: Also such as were read with today's models and settings.
    """

    ids: tuple[str, ...] = ()
    read_before: datetime | None = None
    mean_below: float | None = None
    least_below: float | None = None
    must: bool = False
    types: tuple[str, ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True)
class ChosenFile:
    """A file to read again.

    Attributes:
        sha256: Of it.
        name: Of it.
        documents: All its documents, in the order of their pages.
        because_of: Ids of those that were looked for.
    """

    sha256: str
    name: str
    documents: tuple[DocumentRow, ...]
    because_of: tuple[str, ...]

    @property
    def pages(self) -> int:
        """How many it has."""
        return sum(len(document.pages) for document in self.documents)


@dataclass(frozen=True, slots=True)
class NotChosen:
    """A document that was asked for by name, or belongs to one, and why it is not read."""

    id: str
    why: str


@dataclass(frozen=True, slots=True)
class _Field:
    value: object = None
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class _Glance:
    """As much of a record as is needed to see how sure it is."""

    fields: dict[str, _Field] = field(default_factory=dict)


_glance = msgspec.json.Decoder(_Glance)


def choose(
    archive: Archive, wanted: Wanted, config: str, review: Review
) -> tuple[list[ChosenFile], list[NotChosen]]:
    """Find the files that are to be read again, the oldest reading first.

    Args:
        archive: Where they are.
        wanted: What to look for.
        config: Today's `reading_key`.
        review: Which fields are required.

    Returns:
        The files; and documents that were asked for by name and cannot be read.
    """
    rows = archive.ledger.documents()
    versions: dict[str, list[VersionRow]] = {}
    for version in archive.ledger.versions.all():
        versions.setdefault(version.id, []).append(version)
    read_at = {row.id: _read_at(row, versions.get(row.id, ())) for row in rows}
    left = [NotChosen(one, "kho không có văn bản này") for one in _strangers(wanted.ids, rows)]
    turned = files_turned(archive, config)
    now = {row.id: turned.get(row.sha256, config) for row in rows}
    fitting = [row for row in rows if _by_ledger(row, read_at[row.id], wanted, now[row.id])]
    fitting = _by_record(archive, fitting, wanted, review)
    files: dict[str, list[str]] = {}
    for row in sorted(fitting, key=lambda one: (read_at[one.id], one.id)):
        if why := _waits(versions.get(row.id, ()), now[row.id], asked=row.id in wanted.ids):
            if row.id in wanted.ids:
                left.append(NotChosen(row.id, why))
        else:
            files.setdefault(row.sha256, []).append(row.id)
    return _whole_files(archive, rows, files, left), left


def _strangers(ids: Iterable[str], rows: Iterable[DocumentRow]) -> list[str]:
    known = {row.id for row in rows}
    return [one for one in ids if one not in known]


def _read_at(row: DocumentRow, versions: Iterable[VersionRow]) -> datetime:
    """When what stands was read: it came into the archive then, or as a version was made."""
    return max([v.made_at for v in versions if v.state == "released"], default=row.published_at)


def _by_ledger(row: DocumentRow, read_at: datetime, wanted: Wanted, config: str) -> bool:
    if wanted.ids:
        return row.id in wanted.ids
    if row.config == config and not wanted.again:
        return False
    return wanted.read_before is None or read_at < wanted.read_before


def _by_record(
    archive: Archive, rows: list[DocumentRow], wanted: Wanted, review: Review
) -> list[DocumentRow]:
    if wanted.must or wanted.types:
        told = {one.id: one for one in archive.ledger.records.of([row.id for row in rows])}
        rows = [row for row in rows if row.id in told and _said(told[row.id], wanted)]
    if wanted.mean_below is None and wanted.least_below is None:
        return rows
    return [row for row in rows if _is_unsure(archive, row.id, wanted, review)]


def _said(record: RecordRow, wanted: Wanted) -> bool:
    if wanted.must and record.grade != "must":
        return False
    types = {fold(one) for one in wanted.types}
    return not types or fold(record.fields.get("type", "")) in types


def _is_unsure(archive: Archive, document_id: str, wanted: Wanted, review: Review) -> bool:
    found = _fields(archive, document_id)
    sure = [
        found[key].confidence
        for key in review.required_fields
        if key in found and found[key].value is not None
    ]
    if not sure:
        return False
    least, average = wanted.least_below, wanted.mean_below
    return (least is None or min(sure) < least) and (average is None or mean(sure) < average)


def _fields(archive: Archive, document_id: str) -> Mapping[str, _Field | Field]:
    """What is known of a document's fields; nothing of a damaged one, which reading mends not."""
    if archive.ledger.decisions.count(document_id):
        try:
            return archive.read_decided(document_id).fields
        except ArchiveError:
            return {}
    data = archive.store.read(f"{DOCUMENTS}/{document_id}/data/document.json")
    try:
        return _glance.decode(data or b"{}").fields
    except msgspec.MsgspecError:
        return {}


def _waits(versions: Iterable[VersionRow], config: str, *, asked: bool) -> str | None:
    """Why a document is not read again: today's reading of it is known already."""
    states = {row.state for row in versions if row.config == config}
    if states & {"proposed", "releasing"}:
        return "bản đọc lại bằng cấu hình này đang chờ quyết định"
    if states & {"rejected", "secret"} and not asked:
        return "bản đọc lại bằng cấu hình này đã có kết luận"
    return None


def _whole_files(
    archive: Archive,
    rows: Iterable[DocumentRow],
    files: Mapping[str, list[str]],
    left: list[NotChosen],
) -> list[ChosenFile]:
    all_of: dict[str, list[DocumentRow]] = {}
    for row in rows:
        all_of.setdefault(row.sha256, []).append(row)
    found = []
    for sha256, ids in files.items():
        file = archive.ledger.file(sha256)
        documents = sorted(all_of[sha256], key=lambda row: row.pages)
        gone = [row.id for row in documents if row.state != "published"]
        if file is None or file.state != "published" or gone:
            why = f"tệp của nó chưa đủ trong kho ({', '.join(gone) or 'đang đọc dở'})"
            left += [NotChosen(one, why) for one in ids]
            continue
        found.append(ChosenFile(sha256, file.name, tuple(documents), tuple(ids)))
    return found
