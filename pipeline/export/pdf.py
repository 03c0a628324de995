"""document.pdf: the original picture with what it says as invisible text under it, as PDF/A-2b.

The pages are the original's own: their pictures and what can be seen of annotations stay as they
are, stream for stream; of a picture file, a page is made of each picture without encoding it anew.
A page that lay turned in the scanner is shown upright by `/Rotate`, one that the file names and
does not have is a crossed-out sheet, and what could act by itself is left out. Every file is
checked against ISO 19005-2 once it is written; a page that breaks it is drawn anew.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pikepdf
from pikepdf import Pdf

from pipeline.errors import CorruptScanError, NotArchivalError, PageError
from pipeline.export.glyphless import make_font
from pipeline.export.inert import make_inert
from pipeline.export.opening import pages_of, save
from pipeline.export.pdfa.check import check_pdfa
from pipeline.export.pdfa.mend import mend, say
from pipeline.export.pdfa.metadata import told_by
from pipeline.export.pdfa.redraw import (
    WAYS,
    Way,
    as_on_screen,
    crossed_out,
    drawer,
    drawn_anew,
    loses_looks,
)
from pipeline.export.placing import add_layer
from pipeline.raster.frames import ODD_PICTURE, count_frames
from pipeline.raster.kinds import kind_of_file
from pipeline.settings import Raster
from pipeline.text.measures import ranges
from pipeline.values.document import Event, ReviewNote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.export.pdfa.violation import Violation
    from pipeline.values.document import Document

__all__ = [
    "REDRAWN",
    "Leaf",
    "count_pages",
    "redrawn_notes",
    "title_of",
    "write_leaves",
    "write_searchable",
]

CHECKER = "iso-19005-2 1"
"""Version of the rules that each file was checked by."""

REDRAWN = "redrawn"
"""Cause of the note on pages that document.pdf shows as drawn anew."""

_REDRAWN = "pdfa_redrawn: document.pdf, "


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
    with pages_of(path, name) as pdf:
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
            path: opened.enter_context(pages_of(path, name))
            for path in dict.fromkeys(leaf.path for leaf in leaves)
        }
        for path, run in groupby(leaves, key=lambda leaf: leaf.path):
            numbers = [leaf.number for leaf in run]
            if max(numbers) > len(files[path].pages):
                raise CorruptScanError(name, f"không có trang {max(numbers)}")
            part.add_pages_from(files[path], [number - 1 for number in numbers])
        save(part, target)


def write_searchable(
    document: Document, original: Path, target: Path, limits: Raster | None = None
) -> tuple[Event, ...]:
    """The original's pages with the document's words under them, as PDF/A-2b.

    Args:
        document: Its pages, in this order, are the pages of `original`.
        original: The document's own file.
        target: Written.
        limits: Of the programs that draw a page anew, where one must be.

    Returns:
        What was done, for the record.

    Raises:
        CorruptScanError: The original cannot be read, or has another number of pages.
        NotArchivalError: It could not be made PDF/A; nothing is left at `target`.
    """
    try:
        return _made_archival(document, original, target, limits or Raster())
    except Exception:
        target.unlink(missing_ok=True)
        raise


def _made_archival(
    document: Document, original: Path, target: Path, limits: Raster
) -> tuple[Event, ...]:
    """Write and check until nothing is broken; pages at fault are drawn anew, step by step."""
    ways: dict[int, Way] = {}
    broken: list[Violation] = []
    for _ in range(len(WAYS) + 1):
        events = _write(document, original, target, ways, limits)
        broken = check_pdfa(target)
        if not broken:
            drawn = _redrawn(document, ways, drawer(limits)) if ways else ()
            return (*events, *drawn, Event("pdfa_2b: document.pdf", CHECKER))
        pages = {violation.page for violation in broken}
        if None in pages or any(ways.get(number or 0) == WAYS[-1] for number in pages):
            break
        for number in pages:
            before = ways.get(number or 0)
            ways[number or 0] = WAYS[0 if before is None else WAYS.index(before) + 1]
    worst = next((one for one in broken if one.page is None), broken[0])
    raise NotArchivalError(document.source.name, worst.clause, f"{worst.object}: {worst.what}")


def _write(
    document: Document, original: Path, target: Path, ways: dict[int, Way], limits: Raster
) -> list[Event]:
    """Write the file once; pages that have a way are drawn anew.

    Args:
        document: As of `write_searchable`.
        original: Likewise.
        target: Likewise.
        ways: By page number from 1; pages are added that would lose what a viewer draws.
        limits: Of the programs.
    """
    name = document.source.name
    version = f"pikepdf {pikepdf.__version__}"
    cleaned: list[int] = []
    with ExitStack() as opened:
        pdf = opened.enter_context(pages_of(original, name))
        if len(pdf.pages) != len(document.pages):
            detail = f"{len(pdf.pages)} trang thay vì {len(document.pages)}"
            raise CorruptScanError(name, detail)
        for number, page in enumerate(pdf.pages, start=1):
            if loses_looks(page):
                ways.setdefault(number, WAYS[0])
        if ways:
            _draw(pdf, document, original, ways, limits, opened)
        font = make_font(pdf)
        for number, reading in enumerate(document.pages, start=1):
            if add_layer(pdf, pdf.pages[number - 1], reading, font):
                cleaned.append(reading.number)
        make_inert(pdf)
        done = mend(pdf)
        say(pdf, told_by(document, title_of(document)))
        save(pdf, target)
    events = [Event("searchable_pdf", version)]
    if cleaned:
        pages = ", ".join(map(str, cleaned))
        events.append(Event(f"old_text_layer_removed: document.pdf, {pages}", version))
    return events + [Event(what, version) for what in done]


def _draw(
    pdf: Pdf,
    document: Document,
    original: Path,
    ways: Mapping[int, Way],
    limits: Raster,
    opened: ExitStack,
) -> None:
    """Draw pages anew, from the original as a screen shows it."""
    name = document.source.name
    folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="sohoa-")))
    viewed = folder / original.with_suffix(".pdf").name
    with pages_of(original, name) as seen:
        as_on_screen(seen)
        save(seen, viewed)
    for number, way in ways.items():
        try:
            drawn_anew(pdf, number, viewed, way, limits, opened)
        except PageError as error:
            if document.pages[number - 1].problem is None:
                raise CorruptScanError(name, str(error)) from error
            crossed_out(pdf, number, opened)  # a hole, and known as one


def _redrawn(document: Document, ways: Mapping[int, Way], version: str) -> Iterator[Event]:
    for index, way in sorted(ways.items()):
        number = document.pages[index - 1].number
        yield Event(f"{_REDRAWN}{number}, {way}", version)


def redrawn_notes(events: Sequence[Event]) -> tuple[ReviewNote, ...]:
    """What a person may look at: pages that document.pdf shows as drawn anew."""
    told = [
        event.what.removeprefix(_REDRAWN).split(", ")
        for event in events
        if event.what.startswith(_REDRAWN)
    ]
    if not told:
        return ()
    return (
        ReviewNote(
            "Trang trong document.pdf được vẽ lại để đạt PDF/A",
            f"trang {ranges(int(number) for number, _ in told)}",
            "trang gốc có phông không nhúng hoặc nội dung mà PDF/A-2b không cho phép; "
            "original.pdf giữ nguyên bản gốc",
            grade="may",
            cause=REDRAWN,
            minutes=0.5 * len(told),
        ),
    )


def title_of(document: Document) -> str:
    """What a viewer's title bar shows: type, number and subject, or the file's name."""

    def value(key: str) -> str:
        field = document.fields.get(key)
        return str(field.value) if field is not None and field.value else ""

    between = "-" if value("system") == "party" else "/"  # 55-CV/ĐU, 17/CT-UBND
    number = between.join(part for part in (value("number"), value("symbol")) if part)
    head = " ".join(part for part in (value("type"), number) if part)
    return ": ".join(part for part in (head, value("subject")) if part) or document.source.name
