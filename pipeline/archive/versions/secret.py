"""A page that bears a mark of secrecy when it is read again, in a document that was let in.

Nothing of the new reading is kept.  What stands is left where it is, for a machine that was wrong
once must not take papers out of an archive; but it is told, above all other things a person has to
look at, until somebody decides.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.text.measures import ranges
from pipeline.values.document import ReviewNote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.archive.archive import Archive
    from pipeline.archive.ledger.tables import DocumentRow
    from pipeline.archive.ledger.versions_tables import VersionRow

__all__ = ["is_undecided", "take_back_warning", "withhold_version"]


def withhold_version(
    archive: Archive, rows: Sequence[VersionRow], found: dict[int, str]
) -> list[str]:
    """Keep nothing of a file's new reading, and tell a person.

    Args:
        archive: Where its documents stand.
        rows: Their versions, begun now.
        found: Page number to the degree that it bears.

    Returns:
        What was told, one line a document with such a page.
    """
    archive.drop_pages(rows[0].sha256)
    told = []
    for row in rows:
        standing = archive.read_decided(row.id)
        pages = {number: found[number] for number in standing.source.pages if number in found}
        why = "một trang khác của tệp có dấu độ mật"
        if pages:
            note = _note(row.id, pages)
            archive.ledger.records.keep(replace(standing, review=(note, *standing.review)))
            why = f"{note.what}, {note.where}"
            told.append(f"{row.id}: {why}; {note.why}")
        for other in archive.ledger.versions.of(row.id):
            if other.state in ("reading", "proposed"):
                mine = other.stamp == row.stamp
                archive.ledger.versions.end(other, "secret" if mine else "replaced", why)
                archive.store.withdraw(other.id, other.stamp)
    return told


def is_undecided(archive: Archive, row: VersionRow | DocumentRow) -> bool:
    """Whether a reading of the document found a mark of secrecy on which nobody has decided."""
    found = any(other.state == "secret" for other in archive.ledger.versions.of(row.id))
    return found and archive.ledger.clearance(row.sha256) is None


def take_back_warning(archive: Archive, row: VersionRow) -> None:
    """A person has decided that the mark is none: what stands is told as it was before."""
    if any(other.state == "secret" for other in archive.ledger.versions.of(row.id)):
        archive.ledger.records.keep(archive.read_decided(row.id))


def _note(document_id: str, pages: dict[int, str]) -> ReviewNote:
    degrees = ", ".join(sorted(set(pages.values())))
    why = (
        "văn bản đã ở trong kho; không giữ gì của lần đọc lại. Người có thẩm quyền xem: "
        "nếu mật thì đưa khỏi kho theo quy định; nếu máy nhận nhầm thì chạy "
        f"sohoa reread {document_id} --not-secret"
    )
    return ReviewNote(
        f"Đọc lại thấy dấu độ mật {degrees}",
        f"trang {ranges(pages)}",
        why,
        "must",
        "secrecy",
        ("secrecy",),
        minutes=2,
        gain=50,
    )
