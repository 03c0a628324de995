"""A damaged bag put right: derived files made again from original and record, no page read.

The new bag is built aside and takes the damaged one's place at once, which goes to
`damaged/<id>/<moment>/`; what is the same in both is removed there, so that only what was damaged
stays as evidence.  A file comes back in this order: the same bytes from another version of the
document, or from an older version of the object that the bucket kept; made again, with the same
bytes; made again by another version of the program, together with all other derived files, so that
one bag is one program's work.  What cannot be had keeps its
line in the manifest: it is damaged, and is told as damaged.
"""

from __future__ import annotations

import json
import logging
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.archive.fixity.checking import check_bag, document_of
from pipeline.archive.fixity.mending import build, planned
from pipeline.archive.fixity.outdated import outdated
from pipeline.archive.ledger.tables import now
from pipeline.archive.moments import as_stamp
from pipeline.archive.objects import archive_errors
from pipeline.archive.store import DAMAGED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.archive.archive import Archive
    from pipeline.archive.fixity.damage import Damage
    from pipeline.settings import Raster

__all__ = ["Repaired", "repair_bag"]

log = logging.getLogger(__name__)

_WHY = "repair.json"


@dataclass(frozen=True, slots=True)
class Repaired:
    """What became of a damaged bag.

    Attributes:
        place: Of the bag.
        mended: Files that are whole again, or were put aside; the bag itself where it was gone.
        same: All of them have the bytes they had when the bag was made.
        left: What is damaged still.
        aside: Where the damaged files lie; None where nothing was done.
    """

    place: str
    mended: tuple[str, ...]
    same: bool
    left: tuple[Damage, ...]
    aside: str | None = None


def repair_bag(
    archive: Archive, place: str, raster: Raster, *, dry_run: bool = False, renew: bool = False
) -> Repaired:
    """Put a bag right, as far as what is left of it allows.

    Args:
        archive: Where it is; who calls holds the lock.
        place: See `fixity.places`; one that is gone is made of what a killed repair has put aside.
        raster: Limits of reading pictures.
        dry_run: Change nothing; tell what would be mended.
        renew: Make derived files anew also where they are whole, but of an old program.

    Raises:
        ArchiveError: No room, no right, no answer; the damaged bag stands as it did.
    """
    store, document_id = archive.store, document_of(place)
    if not store.lies_there(place) and store.bring_back(place, dry_run=dry_run):
        left = () if dry_run else tuple(check_bag(archive, place, raster))
        if not dry_run:
            archive.ledger.fixity.looked(place, left)
        log.info("brought back place=%s left=%d", place, len(left))
        return Repaired(place, (place,), True, left)
    kept = [f"{DAMAGED}/{document_id}/{name}" for name in store.names(f"{DAMAGED}/{document_id}")]
    source = place if store.lies_there(place) or not kept else kept[-1]
    damages = check_bag(archive, source, raster)
    if renew:
        damages += outdated(archive.store, source, damages)
    if not damages and source == place:
        return Repaired(place, (), True, ())
    aside = f"{DAMAGED}/{document_id}/{as_stamp(now())}"
    if not store.objects(source):
        return _put_away(archive, place, aside, damages, dry_run=dry_run)
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        with archive_errors(folder):
            plan = planned(archive, source, damages, raster, Path(folder))
        mended = tuple(sorted(plan.mended)) or ((place,) if source != place else ())
        if dry_run or not mended:
            left = tuple(damage for damage in damages if damage.file not in plan.mended)
            return Repaired(place, mended, plan.same, left)
        store.replace(place, lambda bag: build(store, plan, bag), aside)
    _keep_what_was_damaged(archive, place, aside, damages)
    left = tuple(check_bag(archive, place, raster))
    archive.ledger.fixity.looked(place, left)
    log.info("repaired place=%s files=%d left=%d", place, len(mended), len(left))
    return Repaired(place, mended, plan.same, left, aside)


def _put_away(
    archive: Archive, place: str, aside: str, damages: Sequence[Damage], *, dry_run: bool
) -> Repaired:
    """An empty folder or a strange file where a bag should be; nothing where there is nothing."""
    if not archive.store.lies_there(place):
        return Repaired(place, (), True, tuple(damages))
    if not dry_run:
        archive.store.move(place, aside)
        archive.ledger.fixity.forget([place])
    return Repaired(place, (place,), True, (), None if dry_run else aside)


def _keep_what_was_damaged(
    archive: Archive, place: str, aside: str, damages: Sequence[Damage]
) -> None:
    """Of the old bag only what is not the same in the new one, and why it was damaged."""
    store = archive.store
    there = store.objects(place)
    for file in store.objects(aside):
        if file in there and store.digest(f"{place}/{file}") == store.digest(f"{aside}/{file}"):
            store.remove(f"{aside}/{file}")
    told = {"place": place, "repaired_at": now().isoformat(timespec="seconds")}
    why = told | {"damages": [msgspec.to_builtins(damage) for damage in damages]}
    store.write(f"{aside}/{_WHY}", json.dumps(why, ensure_ascii=False, indent=1).encode())
