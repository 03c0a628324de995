"""Ledger and archive, held against each other in both directions.

Both change while a night works: a document is published before the ledger knows it, and a cut
moves documents before the ledger is told. What looks wrong is looked at once more after a while
(`again`), and only what is wrong both times is.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pipeline.archive.decisions.files import last_in_files
from pipeline.archive.fixity.damage import Damage
from pipeline.archive.ledger.tables import now
from pipeline.archive.quarantine import read_reason, reason_path
from pipeline.archive.spelling import spelt
from pipeline.archive.store import DAMAGED, DECISIONS, DOCUMENTS, PROPOSED, SUPERSEDED, WORK

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from pipeline.archive.archive import Archive
    from pipeline.archive.ledger.ledger import Ledger
    from pipeline.archive.ledger.tables import DocumentRow
    from pipeline.archive.store import Store

__all__ = ["QUARANTINE", "check_agreement", "is_under_the_knife", "strays"]

QUARANTINE = "quarantine"
_OURS = frozenset(
    {DECISIONS, DOCUMENTS, SUPERSEDED, PROPOSED, DAMAGED, WORK, QUARANTINE, "reports"}
)
_FILES = (
    ".night.lock",
    "ledger.",
    "people.sqlite",
    "search.sqlite",
)  # also old ones
_STAGING = ".staging"
_ABANDONED = timedelta(hours=1)


def check_agreement(
    archive: Archive, ids: Collection[str] | None = None, again: Callable[[], None] | None = None
) -> list[Damage]:
    """Documents and decisions without a row, rows without a document, files without their reason.

    Args:
        archive: Both.
        ids: Only of these documents; None = of all, and of files set aside.
        again: Waits until what was under way is done; what is wrong before and after it is wrong.
    """
    found = _disagreements(archive, ids)
    if found and again is not None:
        again()
        later = set(_disagreements(archive, ids))
        found = [damage for damage in found if damage in later]
    return found


def is_under_the_knife(ledger: Ledger, sha256: str) -> bool:
    """Whether a person's cut of a file is being carried out: the ledger is told last."""
    return any(row.state == "pending" for row in ledger.cuts.of(sha256))


def strays(store: Store) -> list[str]:
    """What lies in the archive beside what we put there; leftovers of killed runs among it."""
    found = [
        name
        for name in store.names("")
        if name not in _OURS and name != _STAGING and not name.startswith(_FILES)
    ]
    for name in store.names(_STAGING):
        objects = store.objects(f"{_STAGING}/{name}").values()
        # What a living process builds is younger.
        if objects and max(seen.written for seen in objects) < now() - _ABANDONED:
            found.append(f"{_STAGING}/{name}")
    return found


def _disagreements(archive: Archive, ids: Collection[str] | None) -> list[Damage]:
    # Rows first: what is published in between has its folder before its row.
    before = {row.id: row for row in archive.ledger.documents()}
    there = set(archive.store.bags())
    after = {row.id: row for row in archive.ledger.documents()}
    cut = {row.sha256 for row in archive.ledger.cuts.pending()}
    lost = sorted(before.keys() & after.keys() - there)
    found = [_gone(archive, after[one]) for one in lost if after[one].sha256 not in cut]
    under_way = {sha256[:16] for sha256 in cut}
    for unknown in sorted(there - after.keys()):
        # In a bucket a bag without its seal is being uploaded; nobody can see it yet.
        if unknown.partition("-")[0] not in under_way and archive.store.has(unknown):
            what = "kho có văn bản này, sổ theo dõi không có"
            remedy = f"sohoa repair {unknown}: ghi lại vào sổ theo văn bản"
            if not after:
                remedy = "sổ trống: sohoa repair --ledger lập lại sổ từ kho"
            found.append(Damage(unknown, f"{DOCUMENTS}/{unknown}", "", what, "no-row", remedy))
    found += _forgotten_words(archive)
    if ids is not None:
        return [damage for damage in found if damage.id in ids]
    return [*found, *_without_documents(archive, after.values()), *_reasons(archive)]


def _forgotten_words(archive: Archive) -> Iterator[Damage]:
    """Decisions that lie in files and not in the ledger, which is told first: one from a backup."""
    files = last_in_files(archive.store)
    known = archive.ledger.decisions.lasts() if files else {}
    for document, last in sorted(files.items()):
        if last > known.get(document, 0):
            what = f"kho có quyết định số {last} của người, sổ theo dõi chưa có"
            remedy = f"sohoa repair {document}: ghi lại vào sổ"
            yield Damage(
                document, f"{DECISIONS}/documents/{document}", "", what, "no-words", remedy
            )


def _gone(archive: Archive, row: DocumentRow) -> Damage:
    """A document that has a row and no folder; a killed repair may have left it aside, whole."""
    kept = archive.store.names(f"{DAMAGED}/{row.id}")
    seen = [spelt(place) for place in archive.ledger.places(row.sha256)]
    if kept:
        remedy = f"sohoa repair {row.id}: bản cũ còn ở {DAMAGED}/{row.id}/{kept[-1]}"
    elif seen:
        remedy = f"đêm sau lập lại nếu bản quét còn ở {', '.join(seen)}; hoặc chép lại từ sao lưu"
    else:
        remedy = "chép lại từ bản sao lưu, hoặc quét lại giấy"
    what = "sổ theo dõi có văn bản này, kho không còn thư mục"
    return Damage(row.id, f"{DOCUMENTS}/{row.id}", "", what, "no-folder", remedy, lost=not kept)


def _without_documents(archive: Archive, rows: Iterable[DocumentRow]) -> Iterator[Damage]:
    """Files that the ledger calls published and knows no document of."""
    known = {row.sha256 for row in rows}
    for file in archive.ledger.files("published"):
        if file.sha256 not in known:
            what = f"sổ ghi tệp {file.name} đã vào kho mà không có văn bản nào của nó"
            remedy = "sohoa repair --ledger: lập lại sổ từ kho"
            yield Damage("", "ledger", file.sha256, what, "no-folder", remedy)


def _reasons(archive: Archive) -> Iterator[Damage]:
    """Files that were set aside, and their reasons."""
    rows = {row.sha256: row for row in archive.ledger.files()}
    there = set(archive.store.names(QUARANTINE))
    for row in rows.values():
        if row.state != "set_aside":
            continue
        names = [row.name, *archive.ledger.names(row.sha256)]
        if not any(reason_path(name).partition("/")[2] in there for name in names):
            what = f"tệp {row.name} để riêng mà không còn lý do"
            yield _of_quarantine(reason_path(row.name).partition("/")[2], what)
    for name in sorted(there):
        said = read_reason(archive.store.read(f"{QUARANTINE}/{name}"))
        if said is None:
            yield _of_quarantine(name, "lý do để riêng không đọc được")
        elif said.sha256 is not None and said.sha256 not in rows:
            yield _of_quarantine(name, f"sổ không biết tệp {said.name} đã để riêng này")


def _of_quarantine(name: str, what: str) -> Damage:
    remedy = "sohoa repair: viết lại từ sổ, hoặc ghi lại vào sổ"
    return Damage("", QUARANTINE, name, what, "reason", remedy)
