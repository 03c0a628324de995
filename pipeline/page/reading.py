"""From a scanned file and a page number to what the page says: the stages in order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.images.clean import clean
from pipeline.images.flatten import flatten
from pipeline.images.pen_lines import part_strokes
from pipeline.images.printed_rows import with_rows_given_back
from pipeline.images.zones import Unfolded, unfold
from pipeline.page.comparing import printed_page, taken_back
from pipeline.page.digital import lines_by_zone
from pipeline.page.evidence import ink_mark, merged, to_evidence
from pipeline.page.facts import facts_of
from pipeline.page.lines import to_zone_reading
from pipeline.page.naming import Block, name_zones
from pipeline.page.overlays import digital_marks
from pipeline.page.own_words import without_lettering
from pipeline.page.paleness import pale_reads
from pipeline.page.printing import is_noise, read_block
from pipeline.page.secrecy import laid_over_secret, printed_secret, stamped_secret, withheld
from pipeline.page.signing import read_signing
from pipeline.page.slots import PenDesk
from pipeline.page.stamps import read_stamps
from pipeline.page.stopwatch import Stopwatch
from pipeline.page.strokes import mark_strokes
from pipeline.page.upright import settle_orientation
from pipeline.raster import read_page
from pipeline.recognition.ink import make_ink_net
from pipeline.recognition.reader import make_reader
from pipeline.values import PageResult, Zone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.page.printing import PrintedPage
    from pipeline.recognition.engine import EngineLine
    from pipeline.recognition.reader import LineReader
    from pipeline.settings import Settings
    from pipeline.values import CleanPage, FlatPage, Mark, Page

__all__ = [
    "PageTrace",
    "digitise_page",
    "read_traced",
]

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


def digitise_page(path: Path, number: int, settings: Settings) -> PageResult:
    """Read one page of a scanned file.

    Args:
        path: The file as scanned; it is only read.
        number: From 1.
        settings: Of every stage.

    Returns:
        The reading, boxes in pixels of the original page picture, and the evidence crops; of a
        page that the settings' secrecy policy withholds, its degree and nothing it says.

    Raises:
        PageError: The page's picture cannot be had.
        SetupError: The engine is not ready.
    """
    return read_traced(read_page(path, number, settings.raster), settings).result


def read_traced(page: Page, settings: Settings, reader: LineReader | None = None) -> PageTrace:
    """Read a page picture and keep what each stage made of it.

    Args:
        page: The scan.
        settings: Of every stage.
        reader: Reads its print; None = the one that the settings choose.
    """
    reader, look = reader or make_reader(settings.recognition), make_ink_net().look
    engine = reader.engine
    watch = Stopwatch()
    flat = flatten(page, settings.flattening, upright=page.origin == "born_digital")
    watch.lap("flatten")
    cleaned = clean(flat, settings.ink, look)
    if cleaned.doubtful is not None and pale_reads(cleaned, engine):
        cleaned = clean(flat, settings.ink, look, pale_is_print=True)
    watch.lap("clean")
    if cleaned.blank and flat.rotation:
        # Nothing on the page says which way is up: it stays as it was scanned.
        cleaned = clean(flatten(page, settings.flattening, upright=True), settings.ink, look)
    elif not flat.orientation_sure and not cleaned.blank:
        cleaned = settle_orientation(cleaned, settings, engine)
    watch.lap("upright")
    if settings.ink.black and page.origin != "born_digital":
        cleaned = part_strokes(cleaned)
    watch.lap("strokes")
    set_aside = settings.secrecy == "set_aside"
    # A step of cleaning that is turned off must not let a secret page through.
    stamps = settings.ink.black or set_aside
    if stamps and page.origin != "born_digital" and not cleaned.blank:
        cleaned = with_rows_given_back(read_stamps(cleaned, engine, settings.pen))
    flat = cleaned.flat
    watch.lap("stamps")
    unfolded = unfold(cleaned)
    watch.lap("unfold")
    secret = stamped_secret(cleaned.marks) or laid_over_secret(page, flat)
    if set_aside and secret:
        return PageTrace(page, cleaned, unfolded, withheld(page, cleaned, secret))
    if cleaned.blank:
        blocks: list[Block] = []
    elif page.origin == "born_digital":
        blocks = _digital_blocks(page, flat, unfolded)
    else:
        blocks = _printed_blocks(
            unfolded, printed_page(unfolded, cleaned, compare=settings.ink.compare), reader
        )
        cleaned = read_signing(taken_back(cleaned, blocks), blocks, engine)
    watch.lap("print")
    if set_aside and (secret := printed_secret(blocks, cleaned.gray.shape[0])):
        return PageTrace(page, cleaned, unfolded, withheld(page, cleaned, secret))
    blocks, penned = _apart(blocks, cleaned, settings)
    blocks, marks_of_page = mark_strokes(blocks, cleaned.marks)
    watch.lap("pen")
    blocks = name_zones(blocks, cleaned.gray.shape, flat.dpi)
    watch.lap("names")
    marks, crops = to_evidence(page, flat, merged([*marks_of_page, *penned]))
    laid_over, shown = digital_marks(page)
    watch.lap("evidence")
    zones = tuple(
        to_zone_reading(block, i, page.number, flat) for i, block in enumerate(blocks, start=1)
    )
    words = [word for zone in zones for line in zone.lines for word in line.words]
    letters = sum(len(word.text) for word in words)
    reading = replace(
        facts_of(page, flat),
        orientation_sure=flat.orientation_sure or cleaned.blank,
        blank=cleaned.blank,
        confidence=round(sum(w.confidence * len(w.text) for w in words) / letters, 4)
        if letters
        else None,
        zones=zones,
        marks=(*marks, *laid_over),
    )
    result = PageResult(reading, {**crops, **shown})
    return PageTrace(page, cleaned, unfolded, result, watch.seconds)


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
            if is_noise(line) and line is whole and not figure:
                found.append(ink_mark("unknown", line.box, page.plain, 0.4))
                continue
            lines.append(line)
            places.append(block.cells[i] if block.cells else (0, 0))
        cells = tuple(places) if block.cells else ()
        kept.append(replace(block, lines=tuple(lines), cells=cells))
    return kept, found
