"""One document as a BagIt bag (RFC 8493): what was scanned, what it says, and proof of both.

    bagit.txt  bag-info.txt  manifest-sha256.txt  tagmanifest-sha256.txt
    data/original.pdf (or .tif, .jpg …)  data/text.txt  data/document.json  data/document.pdf
    data/text.md  data/pages/0001.alto.xml  data/premis.xml
    data/evidence/p0001-01-seal.png  data/evidence/p0001-01-seal.cutout.png
    data/decisions.json (of a record that was signed off)

The `bagit` library makes bags in the process's working folder and in an older version of the
format; manifests are a few lines, so we write them while the bytes pass by.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.digests import copied, sha256_of
from pipeline.document.decided import decided
from pipeline.errors import StillCopyingError
from pipeline.export.alto import alto_file
from pipeline.export.facts import FACTS, facts_file
from pipeline.export.formats import format_of
from pipeline.export.maker import maker
from pipeline.export.markdown import markdown_file
from pipeline.export.own_pages import Leaf, write_own_pages
from pipeline.export.pdf import REDRAWN, count_pages, redrawn_notes, title_of, write_searchable
from pipeline.export.premis import BagFile, premis_file
from pipeline.export.record import record_file
from pipeline.export.text import text_file
from pipeline.export.validity import validate_alto
from pipeline.raster.kinds import kind_of_file, suffix_of
from pipeline.text.measures import ranges

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.values.decisions import Decision
    from pipeline.values.document import Document
    from pipeline.values.readings import PageReading

__all__ = ["as_read", "rewrite_bag", "write_bag"]

log = logging.getLogger(__name__)

# What writing a bag puts on record itself, each time.
_OF_WRITING = ("searchable_pdf", "old_text_layer_removed", "pdfa_")


def as_read(document: Document) -> Document:
    """A document without what writing its bag put on record: the same writing says it again."""
    events = (one for one in document.events if not one.what.startswith(_OF_WRITING))
    review = (note for note in document.review if note.cause != REDRAWN)
    return replace(document, events=tuple(events), review=tuple(review))


def rewrite_bag(
    document: Document,
    original: Path,
    crops: Mapping[str, bytes],
    folder: Path,
    decisions: Sequence[Decision] = (),
) -> None:
    """Write a bag again from what cannot be made again: original, record, evidence, decisions.

    Everything else is made from these: `document.pdf`, `text.txt`, `text.md`, `pages/`,
    `premis.xml`, the tag files. The same program makes the same bytes: no date in a bag is of
    its writing, all are of the record (`archived_at`).

    Args:
        document: As `document.json` in the old bag has it.
        original: The file in the old bag, which holds the document's own pages.
        crops: As for `write_bag`, out of the old bag.
        folder: The new bag; must not exist.
        decisions: What people decided until the record was signed off; none before it is.

    Raises:
        CorruptScanError: The original cannot be rewritten as PDF.
        ValueError: A page names a picture that was not given.
    """
    pages = range(1, count_pages(original, document.source.name) + 1)
    write_bag(document, [Leaf(original, number) for number in pages], crops, folder, decisions)


def write_bag(
    document: Document,
    original: Path | Sequence[Leaf],
    crops: Mapping[str, bytes],
    folder: Path,
    decisions: Sequence[Decision] = (),
) -> None:
    """Write everything the archive keeps of one document.

    The same document and files give the same bytes, whenever and wherever they are written.
    `document.json` is what was read, whatever was decided; all else says what people say.

    Args:
        document: What it says, and when it comes into the archive; its boxes are pixels of the
            original pictures.
        original: The scanned file it came in, maybe a stack of several documents; or where each
            of its pages lies now.
        crops: File name under `evidence/` to PNG bytes, at least those its pages name.
        folder: The new bag; must not exist.
        decisions: As for `rewrite_bag`.

    Raises:
        CorruptScanError: The original cannot be rewritten as PDF.
        StillCopyingError: The original is no longer the file that was read.
        ValueError: A page names a picture that was not given.
    """
    wanted = [name for page in document.pages for name in page.pictures]
    missing = [name for name in wanted if name not in crops]
    if missing:
        raise ValueError(f"{document.id}: no picture for {missing}, only {sorted(crops)}")
    folder.mkdir()
    (folder / "data" / "pages").mkdir(parents=True)
    bag = _Bag(folder)
    own = _add_original(bag, document, original)
    shown = decided(document, decisions)
    events = write_searchable(shown, folder / own, folder / "data/document.pdf")
    document = as_read(document).with_events(events).with_review(redrawn_notes(events))
    shown = decided(document, decisions)
    bag.note("data/document.pdf")
    bag.add("data/text.txt", text_file(shown))
    bag.add("data/text.md", markdown_file(shown))
    bag.add("data/document.json", record_file(document))
    if decisions:
        bag.add(FACTS, facts_file(decisions))
    # Of people the one who signed is named on each page; what each decision was, PREMIS tells.
    told = document.with_events(shown.events[-1:] if decisions else ())
    for page in shown.pages:
        bag.add_alto(told, page)
    if wanted:
        (folder / "data" / "evidence").mkdir()
    for name in dict.fromkeys(wanted):
        bag.add(f"data/evidence/{name}", crops[name])
    bag.add("data/premis.xml", premis_file(shown, bag.contents(), bag.checked))
    bag.seal(shown)


@dataclass(slots=True)
class _Bag:
    """A bag being filled: what lies in it, with hash and size; what did not fit its schema."""

    folder: Path
    files: dict[str, tuple[str, int]] = field(default_factory=dict)
    checked: dict[str, list[str]] = field(default_factory=dict)

    def add(self, path: str, data: bytes) -> None:
        """Write a file."""
        (self.folder / path).write_bytes(data)
        self.files[path] = (hashlib.sha256(data).hexdigest(), len(data))

    def add_alto(self, document: Document, page: PageReading) -> None:
        """Write a page's ALTO, and hold it against its schema.

        A file that does not fit is kept, and PREMIS says so: better than no document at all.
        """
        path = f"data/pages/{page.number:04d}.alto.xml"
        data = alto_file(document, page)
        self.add(path, data)
        self.checked[path] = validate_alto(data)
        for said in self.checked[path]:
            log.error("alto document=%s page=%d invalid=%s", document.id, page.number, said)

    def note(self, path: str) -> None:
        """Take up a file that is already there."""
        place = self.folder / path
        self.files[path] = (sha256_of(place), place.stat().st_size)

    def copy(self, source: Path, path: str) -> str:
        """Copy a file byte for byte; its SHA-256."""
        self.files[path] = copied(source, self.folder / path)
        return self.files[path][0]

    def contents(self) -> list[BagFile]:
        """What lies in it, by path."""
        return [
            BagFile(path, digest, size, format_of(self.folder / path))
            for path, (digest, size) in sorted(self.files.items())
        ]

    def seal(self, document: Document) -> None:
        """Write the tag files; after this the bag is whole."""
        payload = dict(sorted(self.files.items()))
        self.add("manifest-sha256.txt", _manifest(payload))
        self.add("bag-info.txt", _bag_info(document, payload))
        self.add("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        tags = {path: fixity for path, fixity in self.files.items() if path not in payload}
        self.add("tagmanifest-sha256.txt", _manifest(dict(sorted(tags.items()))))


def _add_original(bag: _Bag, document: Document, original: Path | Sequence[Leaf]) -> str:
    """The scan byte for byte, or of a stack this document's pages; where it lies in the bag."""
    source = document.source
    if isinstance(original, Path):
        whole = tuple(range(1, count_pages(original, source.name) + 1))
        if source.pages == whole:
            own = f"data/original{suffix_of(kind_of_file(original) or 'pdf')}"
            if bag.copy(original, own) != source.sha256:
                raise StillCopyingError(source.name)
            return own
        original = [Leaf(original, number) for number in source.pages]
    # The stack itself is known by its hash in the record; here are this document's pages.
    own = f"data/original{write_own_pages(original, source.name, bag.folder / 'data')}"
    bag.note(own)
    return own


def _manifest(files: Mapping[str, tuple[str, int]]) -> bytes:
    # Our own file names hold neither line feeds nor percent signs, so none need escaping.
    return "".join(f"{digest}  {path}\n" for path, (digest, _) in files.items()).encode()


def _bag_info(document: Document, payload: Mapping[str, tuple[str, int]]) -> bytes:
    size = sum(length for _, length in payload.values())
    source = document.source
    org = document.fields.get("org")
    tags = {
        "Source-Organization": org.value if org is not None else None,
        "External-Identifier": document.id,
        "External-Description": title_of(document),
        "Internal-Sender-Identifier": source.name,
        "Source-SHA256": source.sha256,
        "Source-Pages": ranges(source.pages).replace("–", "-"),  # as in all bags so far
        "Bagging-Date": document.archived_at and document.archived_at[:10],
        "Bag-Software-Agent": maker(),
        "Payload-Oxum": f"{size}.{len(payload)}",
    }
    lines = (f"{name}: {_one_line(str(value))}\n" for name, value in tags.items() if value)
    return "".join(lines).encode()


def _one_line(text: str) -> str:
    """A tag's value is one line; a file name may hold a line feed."""
    return " ".join(text.split())
