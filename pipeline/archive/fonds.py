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

__all__ = ["fonds_of", "fonds_of_file", "fonds_of_name", "visible"]


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
        for document, names in archive.ledger.names_of(ids).items()
    }


def fonds_of_file(archive: Archive, sha256: str) -> frozenset[str]:
    """The fonds of a file, whatever became of it; none of one that was never met."""
    row = archive.ledger.file(sha256)
    if row is None:
        return frozenset()
    return frozenset(fonds_of_name(name) for name in (row.name, *archive.ledger.names(sha256)))


def visible(archive: Archive, who: Who, ids: Sequence[str]) -> list[str]:
    """The documents that a person sees, in their order; who sees all fonds costs no question."""
    if who.fonds is None:
        return list(ids)
    found = fonds_of(archive, ids)
    return [document for document in ids if who.sees(found.get(document, frozenset()))]
