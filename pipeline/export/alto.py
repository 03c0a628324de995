"""pages/0001.alto.xml: every word of a page, how sure we are of it, and where it stands.

ALTO 4.4.  Units are pixels of the original picture, unturned, as in the record.  A zone is a
ComposedBlock, a paragraph in it a TextBlock; a table holds a ComposedBlock of type `row` for each
row, and in it a TextBlock for each cell.  Ids of lines are those of the record.

A mark is an Illustration, or a GraphicalElement where it is only a stroke of the pen, with the
outline of its ink as Shape and these tags: a LayoutTag for its kind; an OtherTag `ink` with its
colour, confidence and the file of the ink alone; an OtherTag `reading` for what it says and one
`reading.<slot>` for each slot of a stamp's form.  What a mark says is no String: programs take all
Strings for the print of the page, and a seal's lettering or a pen's number would stand among the
words of the letterhead.  Struck print stays a String, in the style `struck`.

Print that was not read is an Illustration with the LayoutTag `unread`, its evidence as FILEID, and
an OtherTag `area` with the square millimetres of its ink.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from pipeline.export.tables import fill_table
from pipeline.export.xml_text import XSI, share, xml_clean, xml_file, xml_leaf
from pipeline.geometry import Box
from pipeline.mark_kinds import MARK_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.values.document import Document, Event
    from pipeline.values.marks import MarkRecord
    from pipeline.values.readings import Line, PageReading, UnreadPrint, ZoneReading

__all__ = ["alto_file"]

_NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
_SCHEMA = "http://www.loc.gov/standards/alto/v4/alto-4-4.xsd"


def alto_file(document: Document, page: PageReading) -> bytes:
    """One page of a document as ALTO XML, UTF-8."""
    root = ET.Element(
        "alto",
        {
            "xmlns": _NAMESPACE,
            "xmlns:xsi": XSI,
            "xsi:schemaLocation": f"{_NAMESPACE} {_SCHEMA}",
            "SCHEMAVERSION": "4.4",
        },
    )
    steps = _describe(root, document)
    styles = ET.SubElement(root, "Styles")
    ET.SubElement(styles, "TextStyle", ID="struck", FONTSTYLE="strikethrough")
    _tag(root, page)
    _lay_out(ET.SubElement(root, "Layout"), page, steps)
    return xml_file(root)


def _describe(root: ET.Element, document: Document) -> list[str]:
    """Units, source and what was done; the ids of the processing steps."""
    description = ET.SubElement(root, "Description")
    xml_leaf(description, "MeasurementUnit", "pixel")
    image = ET.SubElement(description, "sourceImageInformation")
    xml_leaf(image, "fileName", document.source.name)
    file = xml_leaf(image, "fileIdentifier", document.source.sha256)
    file.set("fileIdentifierLocation", "sha256")
    own = xml_leaf(image, "documentIdentifier", document.id)
    own.set("documentIdentifierLocation", "sohoa")
    steps = []
    for number, event in enumerate(document.events, start=1):
        steps.append(f"step{number}")
        _add_step(ET.SubElement(description, "Processing", ID=steps[-1]), event)
    return steps


def _add_step(step: ET.Element, event: Event) -> None:
    if event.at:
        xml_leaf(step, "processingDateTime", event.at)
    if event.who:
        xml_leaf(step, "processingAgency", event.who)
    xml_leaf(step, "processingStepDescription", event.what)
    if event.model_sha256:
        xml_leaf(step, "processingStepSettings", f"model sha256 {event.model_sha256}")
    if event.version:
        software = ET.SubElement(step, "processingSoftware")
        xml_leaf(software, "softwareName", event.what)
        xml_leaf(software, "softwareVersion", event.version)


def _tag(root: ET.Element, page: PageReading) -> None:
    """A tag for every kind of zone and mark on the page, and what is known of each mark or gap."""
    kinds: dict[str, tuple[str, str]] = {}
    for zone in page.zones:
        kinds[f"zone-{zone.kind}"] = ("zone", zone.kind)
    for mark in page.marks:
        kinds[f"mark-{mark.kind}"] = ("mark", mark.kind)
    if page.unread:
        kinds["unread"] = ("print", "unread")
    if not kinds:
        return
    tags = ET.SubElement(root, "Tags")
    for name, (what, kind) in kinds.items():
        ET.SubElement(tags, "LayoutTag", ID=name, TYPE=what, LABEL=kind)
    for number, mark in enumerate(page.marks, start=1):
        for attributes in _known(number, mark):
            ET.SubElement(tags, "OtherTag", attributes)
    for number, part in enumerate(page.unread, start=1):
        area = {"ID": _unread_name(number), "TYPE": "area", "LABEL": f"{part.area_mm2:.1f} mm2"}
        ET.SubElement(tags, "OtherTag", area)


def _known(number: int, mark: MarkRecord) -> Iterator[dict[str, str]]:
    """The tags of one mark besides its kind."""
    name = f"mark{number:02d}"
    ink = {"ID": name, "TYPE": "ink", "LABEL": mark.colour}
    ink["DESCRIPTION"] = f"confidence {share(mark.confidence)}"
    if mark.cutout:
        ink["URI"] = f"evidence/{mark.cutout}"
    yield ink
    if mark.text:
        others = "; ".join(f"{text} {share(chance)}" for text, chance in mark.alternatives)
        said = {"ID": f"{name}-reading", "TYPE": "reading", "LABEL": xml_clean(mark.text)}
        yield said | ({"DESCRIPTION": xml_clean(others)} if others else {})
    for slot, text in mark.fields.items():
        if text:
            slot_name = re.sub(r"[^\w.-]", "_", slot)
            yield {
                "ID": f"{name}-reading-{slot_name}",
                "TYPE": f"reading.{slot}",
                "LABEL": xml_clean(text),
            }


def _lay_out(layout: ET.Element, page: PageReading, steps: Iterable[str]) -> None:
    width, height = page.size_px
    sheet = ET.SubElement(
        layout,
        "Page",
        ID=f"p{page.number:04d}",
        PHYSICAL_IMG_NR=str(page.number),
        WIDTH=str(width),
        HEIGHT=str(height),
        # ALTO counts counterclockwise how the text lies; we clockwise how to turn the scan.
        # Both say the same number.
        ROTATION=str(page.rotation),
        LANG="vi",
    )
    if page.blank:
        sheet.set("PAGECLASS", "blank")
    if page.problem is not None:
        sheet.set("QUALITY", "Damaged")
        sheet.set("QUALITY_DETAIL", xml_clean(page.problem))
    if page.confidence is not None:
        sheet.set("PC", share(page.confidence))
    if refs := " ".join(steps):
        sheet.set("PROCESSINGREFS", refs)
    space = ET.SubElement(
        sheet, "PrintSpace", HPOS="0", VPOS="0", WIDTH=str(width), HEIGHT=str(height)
    )
    for number, zone in enumerate(page.zones, start=1):
        _add_zone(space, f"p{page.number:04d}-z{number:02d}", zone)
    for number, mark in enumerate(page.marks, start=1):
        _add_mark(space, f"p{page.number:04d}-m{number:02d}", number, mark)
    for number, part in enumerate(page.unread, start=1):
        _add_unread(space, f"p{page.number:04d}-u{number:02d}", number, part)


def _add_zone(space: ET.Element, name: str, zone: ZoneReading) -> None:
    block = ET.SubElement(space, "ComposedBlock", ID=name, TAGREFS=f"zone-{zone.kind}")
    block.attrib |= _place(zone.box) | {"TYPE": zone.kind}
    if zone.rows:
        _add_rows(block, name, zone)
        return
    for number, lines in enumerate(_paragraphs(zone.lines), start=1):
        box = Box.around(line.box for line in lines)
        text = ET.SubElement(block, "TextBlock", {"ID": f"{name}-b{number:03d}"} | _place(box))
        if lines[0].row is not None and lines[0].column is not None:
            text.set("TAGREFS", f"zone-{zone.kind}")
        for line in lines:
            _add_line(text, line)


def _add_rows(block: ET.Element, name: str, zone: ZoneReading) -> None:
    """A table's rows as blocks of their own, in each a TextBlock a cell, empty ones too."""
    table = fill_table(zone)
    for row, cells in table.rows:
        own = ET.SubElement(block, "ComposedBlock", ID=f"{name}-r{row.row:03d}")
        own.attrib |= _place(row.box) | {"TYPE": "row"}
        for cell in cells:
            text = ET.SubElement(own, "TextBlock", {"ID": f"{name}-{cell.name}"})
            text.attrib |= _place(cell.cell.box) | {"TAGREFS": f"zone-{zone.kind}"}
            for line in cell.lines:
                _add_line(text, line)
    if table.beside:
        box = Box.around(line.box for line in table.beside)
        text = ET.SubElement(block, "TextBlock", {"ID": f"{name}-beside"} | _place(box))
        for line in table.beside:
            _add_line(text, line)


def _paragraphs(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Lines of one paragraph, or of one table cell, together."""
    together: list[Line] = []
    for line in lines:
        if not line.text.strip():
            continue
        if together:
            before = together[-1]
            cell, last = (line.row, line.column), (before.row, before.column)
            if cell != last or (cell == (None, None) and line.starts_paragraph):
                yield together
                together = []
        together.append(line)
    if together:
        yield together


def _add_line(block: ET.Element, line: Line) -> None:
    element = ET.SubElement(block, "TextLine", {"ID": line.id} | _place(line.box))
    words = [(w.text, w.box, w.confidence) for w in line.words if w.text.strip()]
    words = words or [(line.text, line.box, line.confidence)]
    raw = line.raw.split()
    before: Box | None = None
    for number, (text, box, confidence) in enumerate(words, start=1):
        if before is not None:
            ET.SubElement(element, "SP", _place(_gap(before, box)))
        string = ET.SubElement(
            element,
            "String",
            {
                "ID": f"{line.id}-w{number:02d}",
                "CONTENT": xml_clean(text),
                **_place(box),
                "WC": share(confidence),
            },
        )
        if line.struck:
            string.set("STYLEREFS", "struck")
        if len(raw) == len(words) and raw[number - 1] != text:
            xml_leaf(string, "ALTERNATIVE", raw[number - 1]).set("PURPOSE", "raw")
        before = box


def _gap(before: Box, after: Box) -> Box:
    """The space between two words, whichever way the line runs in the unturned picture."""
    top, bottom = max(before.y, after.y), min(before.bottom, after.bottom)
    left, right = max(before.x, after.x), min(before.right, after.right)
    if bottom > top:
        x = min(before.right, after.right)
        return Box(x, top, max(0, left - x), bottom - top)
    y = min(before.bottom, after.bottom)
    return Box(left, y, max(0, right - left), max(0, top - y))


def _add_mark(space: ET.Element, name: str, number: int, mark: MarkRecord) -> None:
    element = ET.SubElement(space, MARK_KINDS[mark.kind].alto_element, ID=name)
    refs = [f"mark-{mark.kind}", *(tag["ID"] for tag in _known(number, mark))]
    element.attrib |= {"TAGREFS": " ".join(refs)} | _place(mark.box)
    if len(mark.outline) > 2:
        points = " ".join(f"{x},{y}" for x, y in mark.outline)
        ET.SubElement(ET.SubElement(element, "Shape"), "Polygon", POINTS=points)
    if element.tag == "Illustration":
        element.set("TYPE", mark.kind)
        if mark.crop:
            element.set("FILEID", f"evidence/{mark.crop}")


def _add_unread(space: ET.Element, name: str, number: int, part: UnreadPrint) -> None:
    element = ET.SubElement(space, "Illustration", ID=name, TYPE="unread")
    element.attrib |= {"TAGREFS": f"unread {_unread_name(number)}"} | _place(part.box)
    if part.crop:
        element.set("FILEID", f"evidence/{part.crop}")


def _unread_name(number: int) -> str:
    return f"unread{number:02d}"


def _place(box: Box) -> dict[str, str]:
    return {
        "HPOS": str(box.x),
        "VPOS": str(box.y),
        "WIDTH": str(box.width),
        "HEIGHT": str(box.height),
    }
