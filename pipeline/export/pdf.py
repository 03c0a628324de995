"""document.pdf: the original picture with what it says as invisible text under it.

The pages are the original's own: their pictures and what can be seen of annotations stay as they
are, stream for stream; of a picture file, a page is made of each picture without encoding it anew.
A page that lay turned in the scanner is shown upright by `/Rotate`, one that the file names and
does not have is a crossed-out sheet, and what could act by itself is left out.
"""

from __future__ import annotations

import io
import warnings
import zlib
from contextlib import ExitStack, contextmanager
from itertools import groupby
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

import pikepdf
from pikepdf import Name, Pdf, StreamDecodeLevel
from pikepdf.exceptions import PageCopyWarning

from pipeline.errors import CorruptScanError
from pipeline.export.glyphless import make_font
from pipeline.export.hidden import remove_hidden_text
from pipeline.export.inert import make_inert
from pipeline.export.layer import FONT_NAME, Sheet, text_layer
from pipeline.export.wrapping import add_missing_page, wrapped
from pipeline.raster.contents import contents_of
from pipeline.raster.damage import in_words
from pipeline.raster.frames import ODD_PICTURE, count_frames
from pipeline.raster.kinds import kind_of_file
from pipeline.raster.leaves import leaves_of
from pipeline.raster.paper import paper_of
from pipeline.raster.placing import share_of_page
from pipeline.raster.stream import BrokenImageError
from pipeline.values.document import Event

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.raster.contents import Contents, Placement
    from pipeline.raster.paper import Paper
    from pipeline.values.document import Document
    from pipeline.values.readings import PageReading

__all__ = ["Leaf", "count_pages", "title_of", "write_leaves", "write_searchable"]


def count_pages(path: Path, name: str) -> int:
    """How many pages a scanned file has.

    Raises:
        CorruptScanError: It cannot be read.
    """
    kind = kind_of_file(path)
    try:
        if kind is not None and kind != "pdf":
            return count_frames(path, kind).pages  # nothing is decoded to be counted
    except ODD_PICTURE:
        raise CorruptScanError(name, "phần đầu của tệp ảnh sai hoặc bị cắt cụt") from None
    with _pages_of(path, name) as pdf:
        return len(pdf.pages)


class Leaf(NamedTuple):
    """A page where it lies: the file, and its number in it from 1."""

    path: Path
    number: int


def write_leaves(leaves: Sequence[Leaf], name: str, target: Path) -> None:
    """Some pages of a stack, or of the parts it was cut into, as a PDF, pictures untouched.

    Args:
        leaves: In the order they shall have.
        name: What the clerk calls the stack.
        target: Written.

    Raises:
        CorruptScanError: A file cannot be read, or has no such page.
    """
    with ExitStack() as opened, Pdf.new() as part:
        files = {
            path: opened.enter_context(_pages_of(path, name))
            for path in dict.fromkeys(leaf.path for leaf in leaves)
        }
        for path, run in groupby(leaves, key=lambda leaf: leaf.path):
            numbers = [leaf.number for leaf in run]
            if max(numbers) > len(files[path].pages):
                raise CorruptScanError(name, f"không có trang {max(numbers)}")
            part.add_pages_from(files[path], [number - 1 for number in numbers])
        _save(part, target)


def write_searchable(document: Document, original: Path, target: Path) -> tuple[Event, ...]:
    """The original's pages with the document's words under them.

    Args:
        document: Its pages, in this order, are the pages of `original`.
        original: The document's own file.
        target: Written.

    Returns:
        What was done, for the record.

    Raises:
        CorruptScanError: The original cannot be read, or has another number of pages.
    """
    name = document.source.name
    cleaned: list[int] = []
    with _pages_of(original, name) as pdf:
        if len(pdf.pages) != len(document.pages):
            detail = f"{len(pdf.pages)} trang thay vì {len(document.pages)}"
            raise CorruptScanError(name, detail)
        font = make_font(pdf)
        for page, reading in zip(pdf.pages, document.pages, strict=True):
            if _add_layer(pdf, page, reading, font):
                cleaned.append(reading.number)
        make_inert(pdf)
        pdf.Root.Lang = pikepdf.String("vi-VN")
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:title"] = title_of(document)
            metadata["dc:language"] = ["vi-VN"]
        _save(pdf, target)
    version = f"pikepdf {pikepdf.__version__}"
    events = [Event("searchable_pdf", version)]
    if cleaned:
        pages = ", ".join(map(str, cleaned))
        events.append(Event(f"old_text_layer_removed: document.pdf, {pages}", version))
    return tuple(events)


def title_of(document: Document) -> str:
    """What a viewer's title bar shows: type, number and subject, or the file's name."""

    def value(key: str) -> str:
        field = document.fields.get(key)
        return str(field.value) if field is not None and field.value else ""

    between = "-" if value("system") == "party" else "/"  # 55-CV/ĐU, 17/CT-UBND
    number = between.join(part for part in (value("number"), value("symbol")) if part)
    head = " ".join(part for part in (value("type"), number) if part)
    return ": ".join(part for part in (head, value("subject")) if part) or document.source.name


def _add_layer(pdf: Pdf, page: pikepdf.Page, reading: PageReading, font: pikepdf.Object) -> bool:
    """Lay the words under one page and turn it upright; True if an older layer had to go."""
    if reading.problem is not None:
        return False  # nothing better than what is there
    paper = paper_of(page)
    rotate = (paper.rotate + reading.rotation) % 360
    if rotate != paper.rotate:
        page.obj.Rotate = rotate
    if reading.origin == "born_digital":
        return False  # its own text is the text
    contents = contents_of(page)
    scan = _the_scan(contents, paper) if reading.origin == "embedded" else None
    covered = scan is not None and scan.text_before > 0
    removed = (contents.hidden_text > 0 or covered) and remove_hidden_text(
        pdf, page, scanned=covered
    )
    layer = text_layer(reading, Sheet(*_shown_part(scan, paper), rotate))
    if layer:
        page.add_resource(font, Name.Font, Name(FONT_NAME))
        stream = pikepdf.Stream(pdf, b"")
        stream.write(zlib.compress(layer, 6), filter=Name.FlateDecode)
        # Before the page's own content, whose graphics state may not be left as it was found.
        page.contents_add(stream, prepend=True)
    return removed


def _the_scan(contents: Contents, paper: Paper) -> Placement | None:
    """The one image that was read as the page."""
    return max(
        contents.placements,
        key=lambda placed: share_of_page(placed.bounds, paper),
        default=None,
    )


def _shown_part(scan: Placement | None, paper: Paper) -> tuple[float, float, float, float]:
    """What part of the page the picture that was read covers; mostly all of it."""
    if scan is None or not paper.known:
        return paper.box
    inside, page = scan.bounds, paper.box
    return (
        max(inside[0], page[0]),
        max(inside[1], page[1]),
        min(inside[2], page[2]),
        min(inside[3], page[3]),
    )


# What a page that is not what it says raises while it is followed and rewritten.
_BROKEN = (
    pikepdf.PdfError,
    RuntimeError,
    BrokenImageError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
)


class _Sink(io.RawIOBase):
    """A file for qpdf to write to, which keeps the first refusal of the disk to itself.

    qpdf ends the whole process when a write fails; a full disk must only end this document.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._refusal: OSError | None = None

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if self._refusal is None:
            try:
                self._file.write(data)
            except OSError as error:
                self._refusal = error
        return len(data)

    def finish(self) -> None:
        """Close the file; raises the `OSError` that was kept."""
        try:
            self._file.close()
        except OSError as error:
            self._refusal = self._refusal or error
        if self._refusal is not None:
            raise self._refusal


def _save(pdf: Pdf, target: Path) -> None:
    sink = _Sink(target)
    try:
        with warnings.catch_warnings():
            # Forms that an original has badly connected are its own affair.
            warnings.simplefilter("ignore", PageCopyWarning)
            pdf.save(
                cast("BinaryIO", sink),
                compress_streams=False,  # pictures keep their bytes
                stream_decode_level=StreamDecodeLevel.none,
                deterministic_id=True,  # the same reading gives the same file
            )
    finally:
        sink.finish()


@contextmanager
def _pages_of(path: Path, name: str) -> Iterator[Pdf]:
    """A scanned file of any kind as a PDF with a page for each that it names."""
    kind = kind_of_file(path)
    if kind is None:
        raise CorruptScanError(name, "không còn là tệp quét")
    if kind != "pdf":
        with wrapped(path, kind, name) as pdf:
            yield pdf
        return
    try:
        leaves = leaves_of(path)
        with Pdf.open(path) as pdf:
            for index, place in enumerate(leaves.places):
                if place is None:
                    add_missing_page(pdf, index)
            if leaves.unplaced:
                add_missing_page(pdf, len(pdf.pages))
            yield pdf
    except _BROKEN as error:
        # pikepdf raises RuntimeError for broken objects that qpdf meets while writing
        raise CorruptScanError(name, in_words(error, path)) from error
