"""Bags that may hold the very bytes which a damaged one has lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.archive.fixity.checking import document_of
from pipeline.archive.store import DAMAGED, DOCUMENTS, PROPOSED, SUPERSEDED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.archive.store import Store

__all__ = ["relatives", "twin_in"]


def relatives(store: Store, place: str) -> list[str]:
    """Other bags of the same file: versions of the document, and what was cut out of it."""
    file = document_of(place).partition("-")[0]
    found = [f"{DOCUMENTS}/{name}" for name in store.names(DOCUMENTS) if name.startswith(file)]
    for room in (SUPERSEDED, PROPOSED, DAMAGED):
        for name in store.names(room):
            if name.startswith(file):
                found += [f"{room}/{name}/{version}" for version in store.names(f"{room}/{name}")]
    return [one for one in found if one != place]


def twin_in(store: Store, others: Sequence[str], file: str, sha256: str) -> str | None:
    """Where the very bytes lie that a file should have."""
    for place in others:
        if store.digest(f"{place}/{file}") == sha256:
            return f"{place}/{file}"
    return None
