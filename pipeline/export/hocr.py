"""A document as hOCR 1.2: one XHTML file that browsers show and OCR programs take in.

A zone is an `ocr_carea`, a paragraph in it an `ocr_par`; a table is an `ocr_table` that is also a
table.  Boxes are pixels of the original picture, unturned; on a sheet that lay turned each line
says by which angle (`textangle`).  What marks say is left out, as it is from ALTO's strings: they
are `ocr_photo`, with their kind as `data-kind`.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from pipeline.export.maker import maker
from pipeline.export.pdf import title_of
from pipeline.export.tables import fill_table
from pipeline.export.xml_text import xml_clean, xml_leaf
from pipeline.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.values.document import Document
    from pipeline.values.readings import Line, PageReading, ZoneReading

__all__ = ["hocr_file"]

_CAPABILITIES = "ocr_page ocr_carea ocr_par ocr_line ocrx_word ocr_table ocr_photo ocrp_wconf"
_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'


def hocr_file(document: Document) -> bytes:
    """All pages of a document as one hOCR file, UTF-8."""
    root = ET.Element("html", {"xmlns": "http://www.w3.org/1999/xhtml", "lang": "vi"})
    root.set("xml:lang", "vi")
    head = ET.SubElement(root, "head")
    xml_leaf(head, "title", title_of(document))
    about = {
        "ocr-system": maker(),
        "ocr-capabilities": _CAPABILITIES,
        "ocr-number-of-pages": str(len(document.pages)),
        "ocr-langs": "vi",
        "ocr-scripts": "Latn",
    }
    ET.SubElement(
        head, "meta", {"http-equiv": "Content-Type", "content": "text/html;charset=utf-8"}
    )
    for name, content in about.items():
        ET.SubElement(head, "meta", name=name, content=content)
    body = ET.SubElement(root, "body")
    for index, page in enumerate(document.pages):
        _add_page(body, document, page, index)
    ET.indent(root, space=" ")
    data: bytes = ET.tostring(root, encoding="utf-8")
    return _HEAD + data + b"\n"


def _add_page(body: ET.Element, document: Document, page: PageReading, index: int) -> None:
    name = document.source.name.replace("\\", "/").replace('"', "'")
    sheet = ET.SubElement(body, "div", {"class": "ocr_page", "id": f"p{page.number:04d}"})
    dpi = round(page.dpi)
    said = [f'image "{" ".join(name.split())}"', f"bbox 0 0 {page.size_px[0]} {page.size_px[1]}"]
    said += [f"ppageno {index}", f"scan_res {dpi} {dpi}"]
    sheet.set("title", xml_clean("; ".join(said)))
    for number, zone in enumerate(page.zones, start=1):
        place = f"p{page.number:04d}-z{number:02d}"
        if zone.rows:
            _add_table(sheet, place, zone, page.rotation)
        else:
            area = _part(sheet, "div", "ocr_carea", place, zone.box)
            area.set("data-kind", zone.kind)
            _add_paragraphs(area, place, zone.lines, page.rotation)
    for number, mark in enumerate(page.marks, start=1):
        shown = _part(sheet, "div", "ocr_photo", f"p{page.number:04d}-m{number:02d}", mark.box)
        shown.set("data-kind", mark.kind)


def _add_table(sheet: ET.Element, place: str, zone: ZoneReading, rotation: int) -> None:
    grid = _part(sheet, "table", "ocr_table", place, zone.box)
    table = fill_table(zone)
    for _, cells in table.rows:
        line = ET.SubElement(grid, "tr")
        for filled in cells:
            cell = ET.SubElement(line, "td")
            for name, span in (("rowspan", filled.cell.rows), ("colspan", filled.cell.columns)):
                if span > 1:
                    cell.set(name, str(span))
            _add_paragraphs(cell, f"{place}-{filled.name}", filled.lines, rotation)
        if not cells:  # a row whose cells all began above it
            ET.SubElement(line, "td")
    if table.beside:
        area = _part(sheet, "div", "ocr_carea", f"{place}-beside", zone.box)
        _add_paragraphs(area, f"{place}-beside", table.beside, rotation)


def _add_paragraphs(parent: ET.Element, place: str, lines: Iterable[Line], rotation: int) -> None:
    number = 0

    def paragraph(line: Line) -> tuple[int, int | None, int | None]:
        nonlocal number
        number += line.starts_paragraph or number == 0
        return number, line.row, line.column

    said = (line for line in lines if line.text.strip())
    for count, (_, run) in enumerate(groupby(said, key=paragraph), start=1):
        together = list(run)
        box = Box.around(line.box for line in together)
        block = _part(parent, "p", "ocr_par", f"{place}-b{count:03d}", box)
        for line in together:
            _add_line(block, line, rotation)


def _add_line(block: ET.Element, line: Line, rotation: int) -> None:
    element = _part(block, "span", "ocr_line", line.id, line.box)
    if rotation:
        element.set("title", f"{element.get('title')}; textangle {rotation}")
    holder = ET.SubElement(element, "s") if line.struck else element
    words = [(w.text, w.box, w.confidence) for w in line.words if w.text.strip()]
    for number, (text, box, sure) in enumerate(words or [(line.text, line.box, line.confidence)]):
        word = _part(holder, "span", "ocrx_word", f"{line.id}-w{number + 1:02d}", box)
        word.set("title", f"{word.get('title')}; x_wconf {round(100 * min(1.0, max(0.0, sure)))}")
        word.text = xml_clean(text)


def _part(parent: ET.Element, tag: str, kind: str, name: str, box: Box) -> ET.Element:
    where = f"bbox {box.x} {box.y} {box.right} {box.bottom}"
    return ET.SubElement(parent, tag, {"class": kind, "id": name, "title": where})
