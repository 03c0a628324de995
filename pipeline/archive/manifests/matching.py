"""Which file of the inbox a line of a list means: names pass through systems that change them."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from pipeline.values.scanned import SCAN_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Names", "folder_of", "is_scan", "under"]


def folder_of(name: str) -> str:
    """The folder a name lies in, `""` for the inbox itself."""
    return posixpath.dirname(name)


def under(folder: str, name: str) -> str | None:
    """A name of the inbox as seen from a folder of it; None where it lies elsewhere.

    >>> under("lô 1", "lô 1/a.pdf"), under("", "a.pdf"), under("lô 1", "lô 10/a.pdf")
    ('a.pdf', 'a.pdf', None)
    """
    if not folder:
        return name
    return name.removeprefix(f"{folder}/") if name.startswith(f"{folder}/") else None


class Names:
    """Files below a list's folder, found by what the list calls them.

    As it stands; in other letters' cases, as Windows keeps them; without an ending, as people
    write; and by the end of the path, when the list was made on another machine: whatever fits
    one file and no other.
    """

    def __init__(self, names: Iterable[str]) -> None:
        """Prepare.

        Args:
            names: Paths from the list's folder, NFC.
        """
        self._exact: set[str] = set()
        self._ends: dict[str, list[str]] = {}
        for name in names:
            self._exact.add(name)
            last = posixpath.basename(name).casefold()
            self._ends.setdefault(last, []).append(name)
            stem, dot, _ = last.rpartition(".")
            if dot:
                self._ends.setdefault(stem, []).append(name)

    def meant(self, said: str) -> str | None:
        """The one file that a list calls so."""
        if said in self._exact:
            return said
        parts = said.casefold().split("/")
        found = self._ends.get(parts[-1], [])
        fitting = [(_shared(parts[:-1], name), name) for name in found]
        most = max((shared for shared, _ in fitting), default=0)
        best = [name for shared, name in fitting if shared == most]
        return best[0] if len(best) == 1 else None


def _shared(folders: Sequence[str], name: str) -> int:
    """How many folders before the last name are the same, from the end.

    >>> _shared(["quét", "lô 1"], "Lô 1/a.pdf"), _shared(["lô 2"], "Lô 1/a.pdf")
    (1, 0)
    """
    theirs = posixpath.dirname(name).casefold().split("/")
    shared = 0
    for mine, other in zip(reversed(folders), reversed(theirs), strict=False):
        if mine != other:
            break
        shared += 1
    return shared


def is_scan(name: str) -> bool:
    """Whether a listed name says that it is a scan, or says nothing by having no ending."""
    stem, dot, ending = posixpath.basename(name).rpartition(".")
    return not dot or not stem or f".{ending.lower()}" in SCAN_SUFFIXES or len(ending) > 5
