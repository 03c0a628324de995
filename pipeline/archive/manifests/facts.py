"""What is known of lists and of how far the inbox is as they say, in small facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.archive.archive import Archive
    from pipeline.archive.ledger.manifests import ManifestRow

__all__ = ["NAMED", "ManifestFacts", "manifest_facts"]

NAMED = 20
"""So many names are told of each kind."""
Bad = Literal["awaited", "differs", "miscounted"]


@dataclass(frozen=True, slots=True)
class ManifestFacts:
    """A list, and how far the inbox is as it says.

    Attributes:
        name: Of the list, in the inbox.
        listed: Files it names.
        arrived: Of these, such as lie there.
        awaited: Names of such as do not; no more than `NAMED`, as of the next three.
        awaited_number: Of all of them.
        differs: Such as have other bytes.
        differs_number: Of all of them.
        miscounted: Such as have another number of pages, with both numbers.
        miscounted_number: Of all of them.
        extras: Scans beside them that it does not name.
        extras_number: Of all of them.
        refused: Lines that say nothing, and why.
        refused_number: Of all of them.
        trouble: Why it cannot be read at all.
        news: Something of this was found this night.
    """

    name: str
    listed: int = 0
    arrived: int = 0
    awaited: tuple[str, ...] = ()
    awaited_number: int = 0
    differs: tuple[str, ...] = ()
    differs_number: int = 0
    miscounted: tuple[str, ...] = ()
    miscounted_number: int = 0
    extras: tuple[str, ...] = ()
    extras_number: int = 0
    refused: tuple[str, ...] = ()
    refused_number: int = 0
    trouble: str = ""
    news: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether all is as it says."""
        return not (
            self.awaited_number
            or self.differs_number
            or self.miscounted_number
            or self.extras_number
            or self.refused_number
            or self.trouble
        )


def manifest_facts(
    archive: Archive, rows: Iterable[ManifestRow], news: Iterable[str] = ()
) -> list[ManifestFacts]:
    """What the ledger knows of lists; tables that are none are left out."""
    counts, new = archive.ledger.manifests.counts(), frozenset(news)
    told = []
    for row in rows:
        if not row.kind and not row.trouble:
            continue
        number = counts.get(row.id, {})
        facts = ManifestFacts(
            name=row.name,
            listed=sum(number.values()),
            arrived=sum(number.values()) - number.get("awaited", 0),
            extras=row.extras,
            extras_number=row.extras_number,
            refused=row.refused,
            refused_number=row.refused_number,
            trouble=row.trouble or "",
            news=row.id in new,
        )
        told.append(replace(facts, **_named(archive, row, number)))
    return told


def _named(archive: Archive, row: ManifestRow, number: Mapping[str, int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for state in get_args(Bad):
        some = archive.ledger.manifests.named(row, state, NAMED) if number.get(state) else []
        found[state] = tuple(
            f"{line.name} (kê {line.pages}, có {line.found_pages} trang)"
            if state == "miscounted"
            else line.name
            for line in some
        )
        found[f"{state}_number"] = number.get(state, 0)
    return found
