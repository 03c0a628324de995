"""6.6: the catalogue's XMP says that the file is PDF/A-2b, and describes what is our own in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pikepdf
from lxml import etree
from pikepdf import Name, Stream

from pipeline.export.pdfa.violation import Rule
from pipeline.export.xml_text import wary_parser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.export.pdfa.bytes_rules import Raw

__all__ = ["RULES"]

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"
_EXTENSION = "{http://www.aiim.org/pdfa/ns/extension/}"
_SCHEMA = "{http://www.aiim.org/pdfa/ns/schema#}"
_PROPERTY = "{http://www.aiim.org/pdfa/ns/property#}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_HEADER = re.compile(rb"\s*<\?xpacket ([^?]*)\?>")
_TYPES = {"Text", "Integer", "Boolean", "Real", "Date", "URI", "Lang Alt"}
_CORE: dict[
    str, str | None
] = {  # what XMP 2005 has of the schemas that we use, and how it is written
    "title": "Alt",
    "description": "Alt",
    "creator": "Seq",
    "date": "Seq",
    "language": "Bag",
    "format": None,
    "identifier": None,
}
_KNOWN: dict[str, dict[str, str | None]] = {
    "{http://purl.org/dc/elements/1.1/}": _CORE,
    "{http://ns.adobe.com/xap/1.0/}": {"CreatorTool": None},
    _PDFAID: {"part": None, "conformance": None},
    _EXTENSION: {"schemas": "Bag"},
}


def stream(root: Any) -> Iterator[str]:
    """6.6.2.1: the catalogue has metadata, not packed, in UTF-8, in a packet without old keys."""
    found = root.get(Name.Metadata)
    if not isinstance(found, Stream):
        yield "no metadata"
        return
    if found.get(Name.Type) != Name.Metadata or found.get(Name.Subtype) != Name.XML:
        yield "metadata of another kind"
    if Name.Filter in found:
        yield "metadata that are packed"
    data = found.read_bytes()
    header = _HEADER.match(data)
    if header is None:
        yield "metadata without a packet"
    elif b"bytes=" in header[1] or b"encoding=" in header[1]:
        yield "packet that tells its length or encoding"
    if _parsed(root) is None:
        yield "metadata that are no XML in UTF-8"


def identification(root: Any) -> Iterator[str]:
    """6.6.4: part 2, conformance B (or better), each said once."""
    tree = _parsed(root)
    if tree is None:
        return
    part = [node.text for node in tree.iter(f"{_PDFAID}part")]
    conformance = [node.text for node in tree.iter(f"{_PDFAID}conformance")]
    if part != ["2"] or conformance not in (["B"], ["U"], ["A"]):
        yield f"identified as part {part}, conformance {conformance}"


def properties(root: Any) -> Iterator[str]:
    """6.6.2.3: each property is XMP's own or described in the packet, and of its type."""
    tree = _parsed(root)
    if tree is None:
        return
    described = dict(_described(tree))
    for description in tree.iter(f"{_RDF}Description"):
        for node in description:
            if not isinstance(node.tag, str):
                continue
            space, _, name = node.tag.rpartition("}")
            known = _KNOWN.get(f"{space}}}", {})
            kind = described.get((space[1:], name))
            if name in known:
                wanted = known[name]
            elif kind is not None:
                wanted = {"bag": "Bag", "seq": "Seq", "alt": "Alt"}.get(kind.split(" ")[0])
            else:
                yield f"property {name} is not described"
                continue
            inside = [child.tag for child in node]
            if inside != ([f"{_RDF}{wanted}"] if wanted else []):
                yield f"property {name} is not of its type"


def extension(root: Any) -> Iterator[str]:
    """6.6.2.3.3: a schema of one's own has a name, a namespace, a prefix and typed properties."""
    tree = _parsed(root)
    if tree is None:
        return
    for schemas in tree.iter(f"{_EXTENSION}schemas"):
        for item in schemas.iter(f"{_SCHEMA}property"):
            around = item.getparent()
            for wanted in ("schema", "namespaceURI", "prefix"):
                if not (around.findtext(f"{_SCHEMA}{wanted}") or "").strip():
                    yield f"schema without {wanted}"
            for one in item.iterfind(f"{_RDF}Seq/{_RDF}li"):
                yield from _ill_described(one)


def _ill_described(one: Any) -> Iterator[str]:
    kind = one.findtext(f"{_PROPERTY}valueType") or ""
    if kind.removeprefix("bag ").removeprefix("seq ") not in _TYPES:
        yield f"property of type {kind!r}"
    if one.findtext(f"{_PROPERTY}category") not in ("external", "internal"):
        yield "property of no category"
    for wanted in ("name", "description"):
        if not (one.findtext(f"{_PROPERTY}{wanted}") or "").strip():
            yield f"property without {wanted}"


def agreement(raw: Raw) -> Iterator[str]:
    """6.6.3: the old information dictionary says nothing else than the metadata."""
    pdf = raw.pdf
    information = pdf.trailer.get("/Info")
    if information is None:
        return
    tree = _parsed(pdf.Root)
    title = None if tree is None else tree.findtext(f".//{_TITLE}/{_RDF}Alt/{_RDF}li")
    for key, value in information.items():
        if key != "/Title":
            yield f"information {key} that the metadata do not have"
        elif str(value) != title:
            yield "another title than the metadata's"


def _described(tree: Any) -> Iterator[tuple[tuple[str, str], str]]:
    for item in tree.iter(f"{_SCHEMA}property"):
        space = item.getparent().findtext(f"{_SCHEMA}namespaceURI") or ""
        for one in item.iterfind(f"{_RDF}Seq/{_RDF}li"):
            name = one.findtext(f"{_PROPERTY}name") or ""
            yield (space, name), one.findtext(f"{_PROPERTY}valueType") or ""


def _parsed(root: Any) -> Any:
    found = root.get(Name.Metadata)
    if not isinstance(found, Stream):
        return None
    try:
        return etree.fromstring(found.read_bytes(), wary_parser("utf-8"))
    except (etree.XMLSyntaxError, pikepdf.PdfError):
        return None


RULES = (
    Rule("6.6.2.1", "document", stream),
    Rule("6.6.4", "document", identification),
    Rule("6.6.2.3", "document", properties),
    Rule("6.6.2.3.3", "document", extension),
    Rule("6.6.3", "file", agreement),
)
