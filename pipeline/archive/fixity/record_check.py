"""What a whole bag says, held against itself: record, pages, pictures and original agree."""

from __future__ import annotations

import json
import logging
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.archive.fixity.damage import RECORD, is_original
from pipeline.archive.fixity.format_check import check_formats
from pipeline.errors import CorruptScanError, PageError
from pipeline.evidence.proving import misfits
from pipeline.export.facts import FACTS, read_facts
from pipeline.export.pdf import count_pages
from pipeline.raster import read_page
from pipeline.record.migrations import NEWEST, edition_of, released_schema
from pipeline.record.schema import document_schema, from_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.archive.fixity.bag_look import BagLook
    from pipeline.archive.store import Store
    from pipeline.settings import Raster
    from pipeline.values.document import Document

__all__ = ["check_record", "original_of", "page_files"]

log = logging.getLogger(__name__)

_EVIDENCE = "data/evidence/"
_PAGES = "data/pages/"


def check_record(store: Store, look: BagLook, raster: Raster) -> Document | None:
    """Look whether the record is one, and whether all that it names is there and as it says.

    Args:
        store: Where the bag lies.
        look: At the bag; what is wrong is noted there. What is damaged already is left alone.
        raster: Limits of reading pictures.

    Returns:
        What it says; None where that is damaged.
    """
    data = None if RECORD in look.hit else store.read(f"{look.place}/{RECORD}")
    if data is None:
        return None
    if (wrong := _misshapen(data)) is not None:
        look.note(RECORD, "broken", wrong)
        return None
    document = from_json(data)
    for what in _contradictions(look, document):
        look.note(RECORD, "disagrees", what)
    _check_names(look, document)
    _check_facts(store, look)
    if RECORD in look.hit:
        return None
    check_formats(store, look, document)
    original = original_of(look)
    if original is not None and original not in look.hit:
        _look_at_original(store, look, document, original, raster)
    return document


def _look_at_original(
    store: Store, look: BagLook, document: Document, original: str, raster: Raster
) -> None:
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        path = look.local(store, original, Path(folder))
        if path is None:
            return
        try:
            _check_original(look, document, original, path)
            if original not in look.hit:
                _check_pictures(store, look, document, path, raster)
        except OSError as error:
            look.note_refusal(original, error)


def original_of(look: BagLook) -> str | None:
    """The scan's own file in the bag, as listed or as it lies there."""
    names = [name for name in (*look.manifest, *look.payload) if is_original(name)]
    return names[0] if names else None


def page_files(document: Document) -> set[str]:
    """Names of the files that a document has for each page, in its bag."""
    return {f"data/pages/{page.number:04d}.alto.xml" for page in document.pages}


@cache
def _validator(edition: str) -> Any:
    schema = document_schema() if edition == NEWEST else released_schema(edition)
    from jsonschema import Draft202012Validator  # noqa: PLC0415  # slow to load

    return Draft202012Validator(schema)


def _misshapen(data: bytes) -> str | None:
    """Why `document.json` is none by the schema of its own edition; None when it is one.

    Raises:
        RecordVersionError: A newer program has written it.
    """
    try:
        plain = json.loads(data)
        edition = edition_of(plain)
    except (ValueError, AttributeError, msgspec.MsgspecError):
        return "không phải JSON của một hồ sơ"
    from jsonschema.exceptions import best_match  # noqa: PLC0415

    error = best_match(_validator(edition).iter_errors(plain))
    if error is not None:
        return f"không đúng lược đồ: {error.json_path} {error.message[:120]}"
    try:
        from_json(data)
    except (msgspec.MsgspecError, ValueError) as error:
        return f"không đọc được: {str(error)[:120]}"
    return None


def _contradictions(look: BagLook, document: Document) -> Iterator[str]:
    """What the record says of itself or its bag and is not so."""
    source = document.source
    if document.id != look.id:
        yield f"ghi mã {document.id}, không phải {look.id}"
    numbers = tuple(page.number for page in document.pages)
    if numbers != source.pages:
        yield f"có trang {list(numbers)}, nguồn ghi {list(source.pages)}"
    if not document.id.startswith(source.sha256[:16]):
        yield f"mã văn bản không thuộc tệp quét {source.sha256[:16]}…"


def _check_names(look: BagLook, document: Document) -> None:
    """The files that a record is about: each page's, each picture, one original."""
    there = look.manifest.keys() | look.payload.keys()
    told = {damage.file for damage in look.damages}
    wanted = page_files(document) | {
        f"{_EVIDENCE}{name}" for page in document.pages for name in page.pictures
    }
    for name in sorted(wanted - there - told):
        look.note(name, "missing", "hồ sơ có kể, kho không có")
    ours = {name for name in there if name.startswith((_PAGES, _EVIDENCE))}
    for name in sorted(ours - wanted - told):
        look.note(name, "disagrees", "hồ sơ không kể tệp này")
    originals = sorted(name for name in there if is_original(name))
    for name in originals[1:]:
        if name not in told:
            look.note(name, "disagrees", f"bản gốc thứ hai bên cạnh {originals[0]}")
    if not originals:
        look.note("data/original.", "missing", "không còn bản gốc")


def _check_facts(store: Store, look: BagLook) -> None:
    """What people decided: numbered from 1, all of this document, a signature the last."""
    if FACTS not in look.manifest or FACTS in look.hit:
        return
    data = store.read(f"{look.place}/{FACTS}")
    try:
        decisions = read_facts(data or b"")
    except msgspec.MsgspecError as error:
        look.note(FACTS, "broken", f"không đọc được: {str(error)[:120]}")
        return
    if {one.document for one in decisions} != {look.id}:
        look.note(FACTS, "disagrees", f"có quyết định về văn bản khác {look.id}")
    elif [one.number for one in decisions] != list(range(1, len(decisions) + 1)):
        look.note(FACTS, "disagrees", "các quyết định không nối số nhau từ 1")
    elif decisions[-1].change.act != "sign":
        look.note(FACTS, "disagrees", "quyết định cuối không phải ký duyệt")


def _check_original(look: BagLook, document: Document, original: str, path: Path) -> None:
    """The scan itself, or of a stack as many pages as the document has."""
    source = document.source
    if look.digests.get(original) == source.sha256:
        return
    try:
        pages = count_pages(path, source.name)
    except CorruptScanError as error:
        look.note(original, "broken", str(error))
        return
    if pages != len(source.pages):
        what = f"có {pages} trang, văn bản có {len(source.pages)}"
        look.note(original, "disagrees", what)


def _check_pictures(
    store: Store, look: BagLook, document: Document, path: Path, raster: Raster
) -> None:
    """Each page's evidence against the page's own picture, one page in memory at a time."""

    def picture(name: str) -> bytes | None:
        file = f"{_EVIDENCE}{name}"
        return None if file in look.hit else store.read(f"{look.place}/{file}")

    for place, reading in enumerate(document.pages, start=1):
        if reading.problem is not None or not reading.pictures:
            continue
        try:
            page = read_page(path, place, raster)
        except PageError as error:
            # Its bytes are proved, and it was read once: it is the settings that are others.
            log.warning("not proved document=%s page=%d why=%s", look.id, place, error)
            continue
        for name, what in misfits(page, reading, picture):
            look.note(f"{_EVIDENCE}{name}", "disagrees", what)
