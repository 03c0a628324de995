"""What a damaged bag will be: where the bytes of each of its files come from."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.archive.fixity.bag_look import look_at
from pipeline.archive.fixity.checking import document_of
from pipeline.archive.fixity.damage import RECORD, is_cutout, is_original
from pipeline.archive.fixity.made_again import EVIDENCE, PREMIS, made_again
from pipeline.archive.fixity.relatives import relatives, twin_in
from pipeline.digests import sha256_of
from pipeline.errors import ArchiveError
from pipeline.export.bag_files import (
    INFO,
    MANIFEST,
    SEAL,
    SEAL_BYTES,
    TAG_FILES,
    TAG_MANIFEST,
    manifest_bytes,
    oxum,
)
from pipeline.export.facts import FACTS, facts_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.archive.archive import Archive
    from pipeline.archive.fixity.bag_look import BagLook
    from pipeline.archive.fixity.damage import Damage
    from pipeline.archive.store import Store
    from pipeline.settings import Raster

__all__ = ["Plan", "build", "planned"]

_BLOCK = 1 << 20


@dataclass(slots=True)
class Plan:
    """A bag as it will be.

    Attributes:
        sources: File → where its bytes lie: a path in the archive, or a local file.
        manifest: File → SHA-256 that the bag will claim.
        info: `bag-info.txt`; None where nobody can give it.
        info_is_old: It is the bag's own, whole.
        info_is_known: It is that, or made again.
        listed: Hashes that the old tag manifest claims.
        lost: Files of the manifest that nobody can give; what is left of them stays.
        mended: Files that become whole, or are left out because nobody knows them.
        same: What is made again has the bytes it had.
    """

    sources: dict[str, Path | str] = field(default_factory=dict)
    manifest: dict[str, str] = field(default_factory=dict)
    info: bytes | None = None
    info_is_old: bool = False
    info_is_known: bool = False
    listed: dict[str, str] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    mended: set[str] = field(default_factory=set)
    same: bool = True


def planned(
    archive: Archive, place: str, damages: Sequence[Damage], raster: Raster, folder: Path
) -> Plan:
    """Find every file's bytes.

    Args:
        archive: Where the bag is.
        place: Of the bag.
        damages: What is wrong with it.
        raster: Limits of reading pictures.
        folder: For what is made again.
    """
    store = archive.store
    look = look_at(store, document_of(place), place)
    look.damages = [damage for damage in damages if damage.file]
    plan = Plan(manifest=dict(look.manifest))
    outdated = {damage.file for damage in damages if damage.code == "outdated"}
    others: list[str] | None = None
    for file in look.manifest:
        if file not in look.hit:
            plan.sources[file] = f"{place}/{file}"
            continue
        if file in outdated:
            continue  # its bytes are what is wrong with it
        if file == FACTS and (facts := _facts(archive, look, folder)) is not None:
            plan.sources[file] = facts
            plan.mended.add(file)
            continue
        others = relatives(store, place) if others is None else others
        wanted_hash = look.manifest[file]
        if (twin := twin_in(store, others, file, wanted_hash)) is not None:
            plan.sources[file] = twin
            plan.mended.add(file)
        elif store.fetch_older(f"{place}/{file}", wanted_hash, folder / "older" / file):
            plan.sources[file] = folder / "older" / file
            plan.mended.add(file)
    wanted = look.hit - plan.sources.keys() - {SEAL, TAG_MANIFEST}
    again = made_again(store, look, plan.sources, raster, folder) if wanted else None
    if again is not None:
        _take(look, plan, again)
    plan.lost = plan.manifest.keys() - plan.sources.keys()
    for file in plan.lost & look.objects.keys():
        plan.sources[file] = f"{place}/{file}"
    if plan.manifest:
        plan.mended |= {damage.file for damage in look.damages if damage.code == "extra"}
        _plan_tags(store, look, plan, again)
    else:
        plan.mended.clear()  # nothing says what the bag should be
    return plan


def _facts(archive: Archive, look: BagLook, folder: Path) -> Path | None:
    """What people decided until the record was signed off, written again from the ledger."""
    decisions = archive.decisions.of(look.id)
    signed = [one.number for one in decisions if one.change.act == "sign"]
    for number in reversed(signed):
        data = facts_file(decisions[:number])
        if hashlib.sha256(data).hexdigest() == look.manifest[FACTS]:
            path = folder / "decisions.json"
            path.write_bytes(data)
            return path
    return None


def build(store: Store, plan: Plan, bag: Path) -> None:
    """Write the bag.

    Raises:
        ArchiveError: A file that was whole a moment ago is not as it was.
    """
    bag.mkdir()
    for file, source in plan.sources.items():
        target = bag / file
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(source, Path):
            shutil.copyfile(source, target)
        else:
            store.fetch(source, target)
        if file not in plan.lost and sha256_of(target) != plan.manifest[file]:
            raise ArchiveError(
                store.location, f"{source} vừa đọc hai lần ra hai nội dung khác nhau"
            )
    tags = {SEAL: SEAL_BYTES, MANIFEST: manifest_bytes(plan.manifest)}
    if plan.info is not None:
        tags[INFO] = plan.info if plan.info_is_old else _with_total(plan.info, bag)
    listed = {file: hashlib.sha256(data).hexdigest() for file, data in tags.items()}
    if plan.info_is_known:
        plan.same = plan.same and listed[INFO] == plan.listed.get(INFO, listed[INFO])
    else:
        # It cannot be had: its line in the tag manifest stays, and says so.
        listed[INFO] = plan.listed.get(INFO, hashlib.sha256(b"").hexdigest())
    tags[TAG_MANIFEST] = manifest_bytes(listed)
    for file, data in tags.items():
        (bag / file).write_bytes(data)


def _take(look: BagLook, plan: Plan, again: Path) -> None:
    """What was made again: only what is damaged, if its bytes are the same; else all of it."""
    made = {
        path.relative_to(again).as_posix(): path for path in sorted((again / "data").rglob("*.*"))
    }
    wanted = look.hit - plan.sources.keys()
    wanted = {
        file
        for file in wanted & made.keys()
        if not (file == RECORD or is_original(file) or is_cutout(file))
        # A crop of a page that cannot be decoded is empty, and lost.
        and (made[file].stat().st_size or not file.startswith(EVIDENCE))
    }
    digests = {file: sha256_of(path) for file, path in made.items()}
    # Whole, and wrong all the same: there is nothing to make again.
    faulty = {
        file for file in wanted & look.manifest.keys() if digests[file] == look.digests.get(file)
    }
    plan.sources |= {file: f"{look.place}/{file}" for file in faulty}
    wanted -= faulty
    exact = {file for file in wanted if digests[file] == plan.manifest.get(file)}
    ink = {file for file in made if file.startswith(EVIDENCE)}
    lost = ink - plan.sources.keys() - wanted - (look.digests.keys() - look.hit)
    if plan.manifest and (exact == wanted or lost):
        # Where ink is lost, what names its bytes (PREMIS) can be had only as it was.
        plan.sources |= {file: made[file] for file in exact}
        plan.mended |= exact
        return
    if not plan.manifest and PREMIS not in look.digests:
        others = made.keys() & look.digests.keys() - ink - {RECORD}
        if any(digests[file] != look.digests[file] for file in others if not is_original(file)):
            return  # it may as well be the record that was changed
    # By another version of the program, or with nothing that says what the bytes were.
    for file, path in made.items():
        if file == PREMIS and lost:
            continue
        if (is_original(file) or file in ink) and file not in wanted:
            digest = look.digests.get(file)
            if not look.manifest and digest is not None and file not in look.hit:
                plan.sources[file], plan.manifest[file] = f"{look.place}/{file}", digest
            continue
        if digests[file] != look.digests.get(file):
            plan.mended.add(file)
        plan.sources[file], plan.manifest[file] = path, digests[file]
    listed = hashlib.sha256(manifest_bytes(plan.manifest)).hexdigest()
    plan.same = listed == look.tags.get(MANIFEST)


def _plan_tags(store: Store, look: BagLook, plan: Plan, again: Path | None) -> None:
    """Where the tag files come from, once the payload is known."""
    plan.listed = look.tags
    plan.info_is_old = plan.same and INFO not in look.hit
    if again is not None and not plan.info_is_old:
        plan.info = (again / INFO).read_bytes()
    elif INFO in look.objects:
        plan.info = store.read(f"{look.place}/{INFO}")
    plan.info_is_known = plan.info_is_old or again is not None
    plan.mended |= look.hit & set(TAG_FILES) - (set() if plan.info_is_known else {INFO})


def _with_total(info: bytes, bag: Path) -> bytes:
    """The same about a payload as it lies in a new bag."""
    files = [path for path in (bag / "data").rglob("*") if path.is_file()]
    total = oxum({path.name + str(n): path.stat().st_size for n, path in enumerate(files)})
    return re.sub(rb"(?m)^Payload-Oxum: .*$", f"Payload-Oxum: {total}".encode(), info)
