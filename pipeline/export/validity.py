"""Files that we write against the schemas they promise to keep: ALTO, PREMIS, PAGE, METS, EAD.

The schemas lie in `schemas/`, with their licences in `MANIFEST.toml`; nothing is fetched.  hOCR has
no schema: its rules of what lies in what stand here.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from pipeline.export.xml_text import wary_parser

__all__ = [
    "SCHEMAS",
    "validate_alto",
    "validate_ead",
    "validate_hocr",
    "validate_mets",
    "validate_page",
    "validate_premis",
]

SCHEMAS = Path(__file__).parent / "schemas"


def validate_alto(data: bytes) -> list[str]:
    """What of a page's file is not ALTO 4.4, in the schema's words; empty where it is valid."""
    return _violations(data, "alto-4-4.xsd")


def validate_premis(data: bytes) -> list[str]:
    """The same for PREMIS 3.0."""
    return _violations(data, "premis-v3-0.xsd")


def validate_page(data: bytes) -> list[str]:
    """The same for PAGE 2019-07-15."""
    return _violations(data, "pagecontent-2019-07-15.xsd")


def validate_mets(data: bytes) -> list[str]:
    """The same for METS 1.12 with the attributes that E-ARK adds."""
    return _violations(data, "mets.xsd", "DILCISExtensionMETS.xsd", "DILCISExtensionSIPMETS.xsd")


def validate_ead(data: bytes) -> list[str]:
    """The same for EAD3 1.1.1."""
    return _violations(data, "ead3.xsd")


# hOCR 1.2: what each class lies in, directly or not, and what it must say.
_WITHIN = {
    "ocr_page": (),
    "ocr_carea": ("ocr_page",),
    "ocr_table": ("ocr_page",),
    "ocr_photo": ("ocr_page",),
    "ocr_par": ("ocr_carea", "ocr_table"),
    "ocr_line": ("ocr_par",),
    "ocrx_word": ("ocr_line",),
}
_BBOX = re.compile(r"(?:^|;)\s*bbox (\d+) (\d+) (\d+) (\d+)\s*(?:;|$)")


def validate_hocr(data: bytes) -> list[str]:
    """What of a document's file breaks hOCR's rules: classes, boxes, ids, what lies in what."""
    try:
        root = etree.fromstring(data, wary_parser())
    except etree.XMLSyntaxError as error:
        return [f"không phải XML: {error}"]
    wrong = []
    if root.find(".//{*}meta[@name='ocr-system']") is None:
        wrong.append("thiếu ocr-system")
    if root.find(".//{*}*[@class='ocr_page']") is None:
        wrong.append("không có ocr_page")
    seen: set[str] = set()
    for element in root.iter("{*}*"):
        kind = element.get("class")
        if kind is None:
            continue
        name = f"dòng {element.sourceline}: {kind} {element.get('id')}"
        above = [one.get("class") for one in element.iterancestors() if one.get("class")]
        within = _WITHIN.get(kind)
        if within is None:
            wrong.append(f"{name}: không có loại này")
        elif (within and (not above or above[0] not in within)) or (not within and above):
            wrong.append(f"{name}: nằm sai chỗ")
        box = _BBOX.search(element.get("title") or "")
        if box is None or int(box[1]) > int(box[3]) or int(box[2]) > int(box[4]):
            wrong.append(f"{name}: không có bbox đúng")
        if element.get("id") in seen:
            wrong.append(f"{name}: mã đã dùng")
        seen.add(element.get("id"))
    return wrong


def _violations(data: bytes, *names: str) -> list[str]:
    try:
        tree = etree.fromstring(data, wary_parser())
    except etree.XMLSyntaxError as error:
        return [f"không phải XML: {error}"]
    schema = _schema(*names)
    if schema.validate(tree):
        return []
    return [f"dòng {found.line}: {found.message}" for found in schema.error_log]


@cache
def _schema(*names: str) -> Any:
    """A schema put together from files, made once in a process."""
    imports = "".join(
        f'<xs:import namespace="{_namespace(name)}" schemaLocation="{name}"/>' for name in names
    )
    whole = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
    parser = wary_parser()
    parser.resolvers.add(_Beside())
    return etree.XMLSchema(etree.fromstring(whole.encode(), parser, base_url=f"{SCHEMAS}/"))


def _namespace(name: str) -> str:
    target: str = etree.parse(str(SCHEMAS / name)).getroot().get("targetNamespace")
    return target


class _Beside(etree.Resolver):  # type: ignore[misc]  # lxml has no types
    """Schemas name each other by addresses on the net; ours lie beside each other."""

    def resolve(self, url: str, _public_id: str | None, context: Any) -> Any:
        return self.resolve_filename(str(SCHEMAS / url.rpartition("/")[2]), context)
