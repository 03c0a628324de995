"""Lessons written out for a recogniser: a folder a document, as kraken and Tesseract expect.

`p0001-00362-00276.png` is a line's picture, cut from the original and turned upright;
`p0001-00362-00276.gt.txt` beside it is what a person says stands there; `manifest.json` tells where
each comes from, and its hashes.  A folder appears whole or not at all, and is left alone while
nothing new was decided: an export that was stopped goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import uuid
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.archive.decisions.lessons import is_secret, lessons_of
from pipeline.archive.fonds import fonds_of
from pipeline.archive.twins import originals
from pipeline.errors import DigitiseError
from pipeline.evidence.crops import cut_png
from pipeline.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from pipeline.archive.archive import Archive
    from pipeline.archive.decisions.lessons import Lesson
    from pipeline.archive.twins import Originals
    from pipeline.settings import Raster
    from pipeline.values.document import Document

__all__ = ["Taught", "taught_ids", "teach"]

log = logging.getLogger(__name__)

_MANIFEST = "manifest.json"
_AROUND = 4  # pixels: accents and tails stand a little out of a line's box


@dataclass(slots=True)
class Taught:
    """What an export of lessons did, or would do.

    Attributes:
        documents: With a lesson.
        lines: Printed lines.
        slots: Fields filled in by pen.
        kept: Documents whose lessons were there already.
        secret: Documents left out for a mark of secrecy.
        failed: Documents whose original cannot be had, and why.
    """

    documents: int = 0
    lines: int = 0
    slots: int = 0
    kept: int = 0
    secret: int = 0
    failed: dict[str, str] = field(default_factory=dict)


def taught_ids(
    archive: Archive, fonds: Collection[str] = (), ids: Collection[str] = ()
) -> list[str]:
    """Published documents of which people decided.

    Args:
        archive: Where they are.
        fonds: Only documents that lay nowhere but in these; none = all.
        ids: Only these; none = all.
    """
    found = [
        one
        for one in archive.ledger.decisions.documents()
        if archive.has(one) and (not ids or one in ids)
    ]
    if not fonds:
        return found
    known = fonds_of(archive, found)
    return [one for one in found if (own := known.get(one)) and own <= set(fonds)]


def teach(
    archive: Archive,
    ids: Collection[str],
    target: Path | None,
    raster: Raster,
    advance: Callable[[], None] = lambda: None,
) -> Taught:
    """Write out what people typed of these documents.

    Args:
        archive: Where they are.
        ids: See `taught_ids`.
        target: Folder of the export; None: nothing is written, only counted.
        raster: How pages are drawn.
        advance: Told of each document.

    Raises:
        ArchiveError: The archive does not answer.
        OSError: The folder cannot be written.
    """
    done = Taught()
    with originals(archive, raster) as pictures:
        for name in ids:
            try:
                _teach_one(archive, name, target, pictures, done)
            except DigitiseError as error:  # one damaged original must not stop the others
                log.warning("not taught document=%s error=%s", name, error)
                done.failed[name] = str(error)
            advance()
    return done


def _teach_one(
    archive: Archive, name: str, target: Path | None, pictures: Originals, done: Taught
) -> None:
    read, made = archive.read_document(name), archive.decisions.of(name)
    shown = archive.decisions.laid_over(read)
    lessons = lessons_of(read, shown, made)
    done.secret += is_secret(shown)
    if not lessons:
        if target is not None and _state_of(target / name) is not None:
            shutil.rmtree(target / name)  # all undone since, or found to be secret
        return
    row = archive.ledger.document(name)
    state = f"{row.config if row is not None else ''}:{made[-1].number}"
    if target is not None:
        if _state_of(target / name) == state:
            done.kept += 1
        else:
            _write(target, shown, lessons, pictures, state)
    done.documents += 1
    done.lines += sum(one.kind == "line" for one in lessons)
    done.slots += sum(one.kind == "slot" for one in lessons)


def _state_of(home: Path) -> str | None:
    """The state that a document's folder was written in; None where it is none of ours."""
    try:
        return str(json.loads((home / _MANIFEST).read_text("utf-8"))["state"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(
    target: Path, document: Document, lessons: list[Lesson], pictures: Originals, state: str
) -> None:
    home = target / document.id
    part = target / f".{document.id}.{uuid.uuid4().hex}.part"
    part.mkdir(parents=True)
    try:
        told = [_write_one(part, document, lesson, pictures) for lesson in lessons]
        manifest = {"document": document.id, "state": state, "lessons": told}
        (part / _MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), "utf-8")
        if home.exists():
            shutil.rmtree(home)
        part.rename(home)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _write_one(
    part: Path, document: Document, lesson: Lesson, pictures: Originals
) -> dict[str, Any]:
    index = document.source.pages.index(lesson.page)
    image = pictures.page(document.id, index).image
    cut = lesson.box.grown(_AROUND, (image.shape[0], image.shape[1]))
    turns = document.pages[index].rotation // 90
    upright = np.ascontiguousarray(np.rot90(image[cut.slices], -turns))
    png = cut_png(upright, Box(0, 0, upright.shape[1], upright.shape[0]))
    text = f"{lesson.text}\n".encode()
    (part / f"{lesson.name}.png").write_bytes(png)
    (part / f"{lesson.name}.gt.txt").write_bytes(text)
    return {
        "picture": f"{lesson.name}.png",
        "sha256": hashlib.sha256(png).hexdigest(),
        "text_sha256": hashlib.sha256(text).hexdigest(),
        **asdict(lesson),
    }
