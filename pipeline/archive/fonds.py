"""Which fonds (phông) a document is of: the first folder under the inbox that its file lay in.

A file that was seen in several folders is of all of them: who may see only one of these does not
see it, for nobody said that the same paper may leave the other.  Files at the top of the inbox are
of the fonds `""`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.archive.archive import Archive
    from pipeline.values.people import Who

__all__ = ["fonds_of", "fonds_of_file", "fonds_of_name", "hidden_from", "visible"]


def fonds_of_name(name: str) -> str:
    """The fonds that a file's path within the inbox tells.

    >>> fonds_of_name("ubnd/2024/cv 55.pdf"), fonds_of_name("cv 55.pdf")
    ('ubnd', '')
    """
    head, slash, _ = name.partition("/")
    return head if slash else ""


def fonds_of(archive: Archive, ids: Sequence[str]) -> dict[str, frozenset[str]]:
    """Document → its fonds, of the documents that stand in the archive; others are left out."""
    return {
        document: frozenset(fonds_of_name(name) for name in names)
        for document, names in archive.ledger.fonds.names_of(ids).items()
    }


def fonds_of_file(archive: Archive, sha256: str) -> frozenset[str]:
    """The fonds of a file, whatever became of it; none of one that was never met."""
    row = archive.ledger.file(sha256)
    if row is None:
        return frozenset()
    return frozenset(fonds_of_name(name) for name in (row.name, *archive.ledger.names(sha256)))


def hidden_from(archive: Archive, who: Who) -> frozenset[str]:
    """Documents that are secret, or may be: shown to nobody, whatever fonds are seen.

    Of those in which a later reading found a mark of secrecy it waits for somebody to decide; who
    administers sees them meanwhile, for this is whom it waits for.
    """
    hidden = archive.ledger.fonds.withheld()
    if not who.may("administer"):
        for row in archive.ledger.versions.all("secret"):
            if archive.ledger.clearance(row.sha256) is None:
                hidden.add(row.id)
    return frozenset(hidden)


def visible(archive: Archive, who: Who, ids: Sequence[str]) -> list[str]:
    """The documents that a person sees, in their order."""
    hidden = hidden_from(archive, who)
    if who.fonds is None:
        return [document for document in ids if document not in hidden]
    found = fonds_of(archive, ids)
    return [
        document
        for document in ids
        if who.sees(found.get(document, frozenset())) and document not in hidden
    ]
