"""From a scanned file and a page number to what the page says: the stages in order."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.evidence.digital_marks import digital_marks
from pipeline.evidence.stored_marks import ink_mark, merged, to_evidence, unread_evidence
from pipeline.ink.account import open_account
from pipeline.ink.clean import clean, clean_evened, even
from pipeline.judging import judge_scan
from pipeline.layout.naming import Block, name_zones
from pipeline.layout.zones import Unfolded, unfold
from pipeline.page.code_sheets import with_codes
from pipeline.page.comparing import printed_page, taken_back
from pipeline.page.digital import lines_by_zone
from pipeline.page.facts import facts_of
from pipeline.page.paleness import level_of_print
from pipeline.page.secrecy import laid_over_secret, printed_secret, stamped_secret, withheld
from pipeline.page.stopwatch import Stopwatch
from pipeline.page.stored_lines import to_zone_reading
from pipeline.page.upright import reads_badly, settle_orientation
from pipeline.paper.flatten import flatten
from pipeline.pen.pen_lines import part_strokes
from pipeline.pen.slots import PenDesk
from pipeline.pen.struck_print import mark_strokes
from pipeline.print.printing import is_noise, read_block
from pipeline.raster import read_page
from pipeline.recognition.ink_net import make_ink_net
from pipeline.recognition.reader import make_reader
from pipeline.record.acting import is_line_of_signature
from pipeline.rescue.giving_back import with_print_given_back
from pipeline.rescue.leftover import close_books
from pipeline.stamps.own_words import without_lettering
from pipeline.stamps.signing import read_signing
from pipeline.stamps.stamp_reading import read_stamps
from pipeline.values.readings import PageResult, Zone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.print.printing import PrintedPage
    from pipeline.recognition.engine import Engine, EngineLine
    from pipeline.recognition.reader import LineReader
    from pipeline.rescue.leftover import Leftover
    from pipeline.settings import Settings
    from pipeline.values.marks import CleanPage, Mark
    from pipeline.values.scanned import FlatPage, Page

__all__ = [
    "PageTrace",
    "digitise_page",
    "read_traced",
]

log = logging.getLogger(__name__)

# Number and date lines stand in this share of the page from the top; below, `ngày` and `số` are
# the body's. Where the letterhead was not told from the body they are looked for in less of it.
_HEAD = 0.4
_HEAD_OF_BODY = 0.22


@dataclass(frozen=True, slots=True, eq=False)
class PageTrace:
    """A page's reading with what its stages made, for people who look into it.

    Attributes:
        page: As scanned.
        clean: Upright, even, marks lifted.
        unfolded: Cut into zones.
        result: What is stored.
        seconds: Processor time by stage.
    """

    page: Page
    clean: CleanPage
    unfolded: Unfolded
    result: PageResult
    seconds: Mapping[str, float] = field(default_factory=dict)


def digitise_page(
    path: Path,
    number: int,
    settings: Settings,
    called: int | None = None,
    turned: int | None = None,
) -> PageResult:
    """Read one page of a scanned file.

    Args:
        path: The file as scanned; it is only read.
        number: From 1.
        settings: Of every stage.
        called: The number that the page goes by, where the file holds some pages of another one.
        turned: Degrees clockwise by which it stands upright, where a person said so.

    Returns:
        The reading, boxes in pixels of the original page picture, and the evidence crops; of a
        page that the settings' secrecy policy withholds, its degree and nothing it says.

    Raises:
        PageError: The page's picture cannot be had.
        SetupError: The engine is not ready.
    """
    page = read_page(path, number, settings.raster)
    return read_traced(page.numbered(called or number), settings, turned=turned).result


def read_traced(
    page: Page,
    settings: Settings,
    reader: LineReader | None = None,
    *,
    turned: int | None = None,
) -> PageTrace:
    """Read a page picture and keep what each stage made of it.

    Args:
        page: The scan.
        settings: Of every stage.
        reader: Reads its print; None = the one that the settings choose.
        turned: As for `digitise_page`; what a person said is not weighed against what reads.
    """
    reader = reader or make_reader(settings.recognition)
    watch = Stopwatch()
    if turned is not None:
        return _traced(_as_scanned(page, turned), settings, reader, watch, rotation=turned)
    trace = _traced(page, settings, reader, watch)
    if page.origin == "born_digital" or not reads_badly(trace.result.reading):
        return trace
    settled = settle_orientation(trace.clean, page, settings, reader.engine).flat
    watch.lap("upright")
    if settled.rotation == trace.clean.flat.rotation or not settled.orientation_sure:
        return trace
    log.info("page=%d read anew turned=%d", page.number, settled.rotation)
    return _traced(page, settings, reader, watch, rotation=settled.rotation)


def _as_scanned(page: Page, turned: int) -> Page:
    """A page whose own text layer lies on its side or head is read by its picture."""
    if page.origin != "born_digital" or turned == 0:
        return page
    return replace(page, origin="rendered", words=())


def _traced(
    page: Page,
    settings: Settings,
    reader: LineReader,
    watch: Stopwatch,
    *,
    rotation: int | None = None,
) -> PageTrace:
    """A page picture read as its shapes stand it up, or turned by a known `rotation`."""
    cleaned = _cleaned(page, settings, reader.engine, watch, rotation)
    account = open_account(cleaned.plain, cleaned.flat.dpi)
    if page.origin != "born_digital":
        cleaned = with_print_given_back(cleaned, account, reader)
    watch.lap("account")
    unfolded = unfold(cleaned)
    watch.lap("unfold")
    withhold = settings.secrecy == "set_aside"
    secret = stamped_secret(cleaned.marks) or laid_over_secret(page, cleaned.flat)
    if withhold and secret:
        return PageTrace(page, cleaned, unfolded, withheld(page, cleaned, secret))
    cleaned, blocks = _read(page, cleaned, unfolded, settings, reader)
    watch.lap("print")
    if withhold and (secret := printed_secret(blocks, cleaned.gray.shape[0])):
        return PageTrace(page, cleaned, unfolded, withheld(page, cleaned, secret))
    blocks, penned = _apart(blocks, cleaned, settings)
    blocks, found = mark_strokes(blocks, cleaned.marks)
    marks = merged([*found, *penned])
    watch.lap("pen")
    books = close_books(account, cleaned, unfolded.gray, blocks, marks, reader)
    watch.lap("rescue")
    blocks = name_zones(books.blocks, cleaned.gray.shape, cleaned.flat.dpi)
    watch.lap("names")
    result = _stored(page, cleaned, blocks, books.marks, books.unread)
    if page.origin != "born_digital":
        result = with_codes(result, cleaned)
    watch.lap("evidence")
    return PageTrace(page, cleaned, unfolded, result, watch.seconds)


def _cleaned(
    page: Page, settings: Settings, engine: Engine, watch: Stopwatch, rotation: int | None
) -> CleanPage:
    """The page upright, even, its marks lifted and its stamps read."""
    look = make_ink_net().look
    digital = page.origin == "born_digital"
    flat = flatten(page, settings.flattening, upright=digital, rotation=rotation)
    watch.lap("flatten")
    evened = even(flat, settings.ink)
    cleaned = clean_evened(evened, settings.ink, look)
    level = level_of_print(cleaned, engine)
    if level is not None:
        cleaned = clean_evened(evened, settings.ink, look, print_level=level)
    watch.lap("clean")
    if cleaned.blank and flat.rotation and rotation is None:
        # Nothing on the page says which way is up: it stays as it was scanned.
        cleaned = clean(flatten(page, settings.flattening, upright=True), settings.ink, look)
    elif not flat.orientation_sure and not cleaned.blank:
        cleaned = settle_orientation(cleaned, page, settings, engine)
    watch.lap("upright")
    if digital:
        return cleaned
    if settings.ink.black:
        cleaned = part_strokes(cleaned)
    watch.lap("strokes")
    # A step of cleaning that is turned off must not let a secret page through.
    if (settings.ink.black or settings.secrecy == "set_aside") and not cleaned.blank:
        cleaned = read_stamps(cleaned, engine, settings.pen)
    watch.lap("stamps")
    return cleaned


def _read(
    page: Page, cleaned: CleanPage, unfolded: Unfolded, settings: Settings, reader: LineReader
) -> tuple[CleanPage, list[Block]]:
    """What the zones say, and the page without marks that turned out to be print."""
    if cleaned.blank:
        return cleaned, []
    if page.origin == "born_digital":
        return cleaned, _digital_blocks(page, cleaned.flat, unfolded)
    printed = printed_page(unfolded, cleaned, compare=settings.ink.compare)
    blocks = _printed_blocks(unfolded, printed, reader)
    return read_signing(taken_back(cleaned, blocks), blocks, reader.engine), blocks


def _stored(
    page: Page,
    cleaned: CleanPage,
    blocks: Sequence[Block],
    marks: Sequence[Mark],
    left: Sequence[Leftover],
) -> PageResult:
    """Everything about a page in pixels of the scan, with its pictures."""
    flat = cleaned.flat
    kept, crops = to_evidence(page, flat, marks)
    unread, shown = unread_evidence(page, flat, left)
    laid_over, seen = digital_marks(page)
    zones = tuple(
        to_zone_reading(block, i, page.number, flat) for i, block in enumerate(blocks, start=1)
    )
    words = [word for zone in zones for line in zone.lines for word in line.words]
    letters = sum(len(word.text) for word in words)
    sure = sum(word.confidence * len(word.text) for word in words)
    blank = cleaned.blank and not (zones or unread)
    reading = replace(
        facts_of(page, flat),
        orientation_sure=flat.orientation_sure or blank,
        blank=blank,
        confidence=round(sure / letters, 4) if letters else None,
        zones=zones,
        marks=(*kept, *laid_over),
        unread=unread,
        scan=None if page.origin == "born_digital" else judge_scan(page, flat),
    )
    return PageResult(reading, {**crops, **shown, **seen})


def _printed_blocks(unfolded: Unfolded, page: PrintedPage, reader: LineReader) -> list[Block]:
    """Every zone through the engine; a table cell by cell."""
    blocks = []
    for zone in unfolded.zones:
        if not zone.cells:
            lines = read_block(page, zone.box, reader)
            blocks.append(Block(zone.kind, zone.box, tuple(lines)))
            continue
        in_cells: list[EngineLine] = []
        places: list[tuple[int, int]] = []
        for row, column, box in zone.cells:
            read = read_block(page, box, reader)
            in_cells += read
            places += [(row, column)] * len(read)
        blocks.append(Block("table", zone.box, tuple(in_cells), tuple(places), zone.cells))
    return blocks


def _digital_blocks(page: Page, flat: FlatPage, unfolded: Unfolded) -> list[Block]:
    """The text layer's words in the zones of the picture."""
    if not unfolded.zones:
        return []
    scale = flat.image.shape[1] / page.size_px[0]
    places = [
        (zone, (row, column), Zone(zone.kind, box))
        for zone in unfolded.zones
        for row, column, box in zone.cells or ((0, 0, zone.box),)
    ]
    given = lines_by_zone(page.words, [place for _, _, place in places], scale)
    blocks = []
    for zone, own in groupby(zip(places, given, strict=True), key=lambda pair: pair[0][0]):
        pairs = [(line, place) for (_, place, _), lines in own for line in lines]
        cells = tuple(place for _, place in pairs) if zone.cells else ()
        lines = tuple(line for line, _ in pairs)
        blocks.append(Block(zone.kind, zone.box, lines, cells, zone.cells))
    return blocks


def _apart(
    blocks: Sequence[Block], page: CleanPage, settings: Settings
) -> tuple[list[Block], list[Mark]]:
    """Blocks with print only; pen in slots and strokes read as letters become marks."""
    kept: list[Block] = []
    found: list[Mark] = []
    desk = PenDesk(page, settings.pen)
    for block in blocks:
        head = block.kind.startswith("letterhead")
        reach = (_HEAD if head else _HEAD_OF_BODY) * page.gray.shape[0]
        lines, places = [], []
        for i, read in enumerate(block.lines):
            line = without_lettering(read, page.marks)
            if line is None:
                continue
            whole = line
            if line.box.y < reach and not block.cells:
                slotted = desk.without_pen(line, letterhead=head)
                line = slotted.line
                found += slotted.filled
            figure = bool(block.grid) and line.text.strip(" .").isdigit()
            title = line.box.y > _HEAD * page.gray.shape[0] and is_line_of_signature(line.text)
            if is_noise(line) and line is whole and not (figure or title):
                found.append(ink_mark("unknown", line.box, page.plain, 0.4))
                continue
            lines.append(line)
            places.append(block.cells[i] if block.cells else (0, 0))
        cells = tuple(places) if block.cells else ()
        kept.append(replace(block, lines=tuple(lines), cells=cells))
    return kept, found
