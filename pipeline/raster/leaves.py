"""The pages that a PDF's page tree names, those that are not there included.

qpdf and Poppler leave out what is no page and count on: page 3 becomes page 2, and nobody hears of
the one that is lost. Here every place in the tree is a page, there or not, so that a page that is
missing is a hole at its own number.
"""

from __future__ import annotations

import re
from mmap import ACCESS_READ, mmap
from typing import TYPE_CHECKING, Any

import pikepdf

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Leaves", "leaves_of", "promised_in_bytes"]

_DEEPEST = 50
_NODE = re.compile(rb"<<[^<>]{0,4000}/Type\s*/Pages\b[^<>]{0,100000}>>")
_COUNT = re.compile(rb"/Count\s+(\d{1,6})\b")
_MOST = 100_000


class Leaves:
    """The places of a page tree, in order.

    Attributes:
        places: For each page number, from 1, the index in `pdf.pages`; None = it is missing.
        unplaced: The file promises so many pages more, and does not say where they were.
        denied: The file says that there are fewer pages than are there.
    """

    def __init__(self, places: list[int | None], unplaced: int, *, denied: bool) -> None:
        """See the attributes."""
        self.places = places
        self.unplaced = unplaced
        self.denied = denied

    @property
    def pages(self) -> int:
        """Pages to account for; those without a place are one hole behind the last."""
        return len(self.places) + (self.unplaced > 0)

    @property
    def promised(self) -> int:
        """How many pages the file says it has."""
        return len(self.places) + self.unplaced

    @property
    def all_there(self) -> bool:
        """Whether numbers are as everybody counts them; Poppler believes `/Count`."""
        return not self.unplaced and not self.denied and None not in self.places

    def index(self, number: int) -> int | None:
        """Where in `pdf.pages` the page with this number is; None where it is missing."""
        return self.places[number - 1] if 1 <= number <= len(self.places) else None


def leaves_of(path: Path) -> Leaves:
    """Every place of a file's page tree.

    A tree that qpdf reads another way than we do is taken as qpdf reads it, and what `/Count`
    promises beyond that has no place.

    Args:
        path: A PDF. It is opened anew: qpdf takes out of the tree what is no page, mostly on
            opening already.

    Raises:
        pikepdf.PdfError: The file or its tree cannot be read.
    """
    with pikepdf.open(path, suppress_warnings=True, inherit_page_attributes=False) as pdf:
        found: list[bool] = []
        root = pdf.Root.get("/Pages")
        whole, promised = _walk(root, found, set(), 0), _promised(root)
        there = len(pdf.pages)
    if whole and sum(found) == there:
        places: list[int | None] = []
        index = 0
        for present in found:
            places.append(index if present else None)
            index += present
        return _held_against(promised, places)
    return _held_against(promised, list(range(there)))


def _held_against(promised: int, places: list[int | None]) -> Leaves:
    count = len(places)
    return Leaves(places, max(0, promised - count), denied=promised < count)


def _walk(node: Any, found: list[bool], seen: set[tuple[int, int]], depth: int) -> bool:
    """Append True for each page and False for each place without one; False: not to be followed."""
    if depth > _DEEPEST or len(found) > _MOST:
        return False
    kids = node.get("/Kids") if isinstance(node, pikepdf.Dictionary) else None
    if not isinstance(kids, pikepdf.Array):
        return False
    for kid in kids:
        if not isinstance(kid, pikepdf.Dictionary):
            found.append(False)
            continue
        if kid.is_indirect:
            if kid.objgen in seen:
                return False
            seen.add(kid.objgen)
        if "/Kids" in kid:
            if not _walk(kid, found, seen, depth + 1):
                return False
        else:
            found.append(True)
    return True


def promised_in_bytes(path: Path) -> int:
    """The most pages that a node of the tree promises, in the bytes of a file with a lost table.

    A file that qpdf had to put together is given a tree without gaps.
    """
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        counts = [
            int(count[1])
            for node in _NODE.finditer(data)
            if b"/Kids" in node[0] and (count := _COUNT.search(node[0]))
        ]
    return max(counts, default=0)


def _promised(root: Any) -> int:
    """How many pages the root of the tree says there are; 0 when it does not, or cannot be."""
    try:
        return max(0, int(root.get("/Count", 0)))
    except (AttributeError, TypeError, ValueError, LookupError):
        return 0
