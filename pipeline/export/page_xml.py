"""A page as PAGE XML (2019-07-15), for programs that train and compare recognisers.

A zone is a TextRegion, a table a TableRegion with a TextRegion for each cell; marks are
GraphicRegions whose words stand in a UserAttribute `text`, since programs take every TextEquiv for
print; what was not read is an UnknownRegion.  Units are pixels of the original picture, unturned,
ids of lines those of the record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from pipeline.export.maker import maker
from pipeline.export.tables import fill_table
from pipeline.export.xml_text import XSI, share, xml_clean, xml_file, xml_leaf
from pipeline.mark_kinds import MARK_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from pipeline.geometry import Box
    from pipeline.values.document import Document
    from pipeline.values.marks import MarkRecord
    from pipeline.values.readings import Line, PageReading, ZoneReading

__all__ = ["page_xml_file"]

_NAMESPACE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"
_SCHEMA = f"{_NAMESPACE}/pagecontent.xsd"
# PAGE's own kinds; ours stand in `custom`.
_REGIONS = {
    "letterhead_left": "header",
    "letterhead_right": "header",
    "title": "heading",
    "recipients": "paragraph",
    "body": "paragraph",
    "foot_left": "other",
    "foot_right": "other",
    "page_number": "page-number",
    "margin": "marginalia",
    "footnote": "footnote",
}
_GRAPHICS = {"round": "stamp", "stamp": "stamp", "pen": "handwritten-annotation", "stroke": "other"}


def page_xml_file(document: Document, page: PageReading, moment: datetime) -> bytes:
    """One page of a document as PAGE XML, UTF-8.

    Args:
        document: Which it belongs to.
        page: What it says.
        moment: When the file is made, with its zone; PAGE wants one.
    """
    root = ET.Element(
        "PcGts",
        {"xmlns": _NAMESPACE, "xmlns:xsi": XSI, "xsi:schemaLocation": f"{_NAMESPACE} {_SCHEMA}"},
    )
    about = ET.SubElement(root, "Metadata", externalRef=document.id)
    xml_leaf(about, "Creator", maker())
    made = moment.isoformat(timespec="seconds")
    xml_leaf(about, "Created", made)
    xml_leaf(about, "LastChange", made)
    width, height = page.size_px
    sheet = ET.SubElement(root, "Page", imageFilename=xml_clean(document.source.name))
    sheet.attrib |= {"imageWidth": str(width), "imageHeight": str(height)}
    sheet.set("orientation", str(page.rotation if page.rotation <= 180 else page.rotation - 360))
    sheet.attrib |= {"type": "blank" if page.blank else "content", "primaryLanguage": "Vietnamese"}
    if page.confidence is not None:
        sheet.set("conf", share(page.confidence))
    if page.problem is not None:
        sheet.set("custom", xml_clean(f"problem: {page.problem}"))
    names = [(f"p{page.number:04d}-z{n:02d}", zone) for n, zone in enumerate(page.zones, start=1)]
    if names:
        order = ET.SubElement(ET.SubElement(sheet, "ReadingOrder"), "OrderedGroup", id="order")
        for index, (name, _) in enumerate(names):
            ET.SubElement(order, "RegionRefIndexed", index=str(index), regionRef=name)
    for name, zone in names:
        _add_table(sheet, name, zone) if zone.rows else _add_text(sheet, name, zone)
    for number, mark in enumerate(page.marks, start=1):
        _add_mark(sheet, f"p{page.number:04d}-m{number:02d}", mark)
    for number, part in enumerate(page.unread, start=1):
        region = _region(sheet, "UnknownRegion", f"p{page.number:04d}-u{number:02d}", part.box)
        region.set("custom", "unread")
        _attributes(region, {"crop": part.crop, "area_mm2": f"{part.area_mm2:.1f}"})
    return xml_file(root)


def _add_text(sheet: ET.Element, name: str, zone: ZoneReading) -> None:
    region = _region(sheet, "TextRegion", name, zone.box)
    region.attrib |= {"type": _REGIONS.get(zone.kind, "other"), "custom": zone.kind}
    _add_lines(region, (line for line in zone.lines if line.text.strip()))


def _add_table(sheet: ET.Element, name: str, zone: ZoneReading) -> None:
    """A table with its cells, empty ones too; what stands in no cell is a region of its own."""
    region = _region(sheet, "TableRegion", name, zone.box)
    columns = max(cell.column + cell.columns for row in zone.rows for cell in row.cells)
    region.attrib |= {"rows": str(len(zone.rows)), "columns": str(columns)}
    table = fill_table(zone)
    for row, cells in table.rows:
        for filled in cells:
            cell = filled.cell
            inner = _region(region, "TextRegion", f"{name}-{filled.name}", cell.box)
            role = ET.SubElement(ET.SubElement(inner, "Roles"), "TableCellRole")
            role.attrib |= {"rowIndex": str(row.row), "columnIndex": str(cell.column)}
            role.attrib |= {"rowSpan": str(cell.rows), "colSpan": str(cell.columns)}
            _add_lines(inner, filled.lines)
    if table.beside:
        _add_lines(_region(region, "TextRegion", f"{name}-beside", zone.box), table.beside)


def _add_lines(region: ET.Element, lines: Iterable[Line]) -> None:
    said = []
    for line in lines:
        element = _region(region, "TextLine", line.id, line.box)
        for number, word in enumerate((w for w in line.words if w.text.strip()), start=1):
            inner = _region(element, "Word", f"{line.id}-w{number:02d}", word.box)
            _say(inner, word.text, word.confidence)
        _say(element, line.text, line.confidence)
        if line.struck:
            ET.SubElement(element, "TextStyle", strikethrough="true")
        said.append(line.text)
    if said:
        _say(region, "\n".join(said))


def _add_mark(sheet: ET.Element, name: str, mark: MarkRecord) -> None:
    region = _region(sheet, "GraphicRegion", name, mark.box, mark.outline)
    kind = _GRAPHICS.get(MARK_KINDS[mark.kind].family, "other")
    region.set("type", "signature" if mark.kind == "signature" else kind)
    region.set("custom", mark.kind)
    told = {"colour": mark.colour, "text": mark.text, "crop": mark.crop, "cutout": mark.cutout}
    _attributes(region, told | {f"text.{slot}": said for slot, said in mark.fields.items()})


def _region(
    parent: ET.Element, tag: str, name: str, box: Box, outline: Iterable[tuple[int, int]] = ()
) -> ET.Element:
    element = ET.SubElement(parent, tag, id=name)
    corners = list(outline)
    if len(corners) < 3:
        corners = [(box.x, box.y), (box.right, box.y), (box.right, box.bottom)]
        corners.append((box.x, box.bottom))
    points = " ".join(f"{max(0, x)},{max(0, y)}" for x, y in corners)
    ET.SubElement(element, "Coords", points=points)
    return element


def _attributes(region: ET.Element, told: Mapping[str, str | None]) -> None:
    known = {name: value for name, value in told.items() if value}
    if known:
        place = ET.SubElement(region, "UserDefined")
        for name, value in known.items():
            ET.SubElement(
                place, "UserAttribute", name=xml_clean(name), type="xsd:string",
                value=xml_clean(value),
            )  # fmt: skip


def _say(element: ET.Element, text: str, confidence: float | None = None) -> None:
    said = ET.SubElement(element, "TextEquiv")
    if confidence is not None:
        said.set("conf", share(confidence))
    xml_leaf(said, "Unicode", text)
