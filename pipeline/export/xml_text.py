"""XML that we write: text that XML can hold, files that look alike; and how we read any."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

from lxml import etree

__all__ = ["XSI", "share", "wary_parser", "xml_clean", "xml_file", "xml_leaf"]

XSI = "http://www.w3.org/2001/XMLSchema-instance"

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def share(value: float) -> str:
    """A share of one, as ALTO and PAGE write how sure something is.

    >>> share(0.96641), share(1.2)
    ('0.966', '1.000')
    """
    return f"{min(1.0, max(0.0, value)):.3f}"


def xml_clean(text: str, instead: str = "") -> str:
    r"""A text without the few characters that XML cannot hold, or with something in their place.

    >>> xml_clean("Ủy\x07 ban")
    'Ủy ban'
    """
    return _NOT_XML.sub(instead, text)


def wary_parser(encoding: str | None = None) -> Any:
    """A parser for files that we have not written: they name no other files and do not grow."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, encoding=encoding
    )


def xml_leaf(parent: ET.Element, name: str, text: str) -> ET.Element:
    """A new child that holds text."""
    element = ET.SubElement(parent, name)
    element.text = xml_clean(text)
    return element


def xml_file(root: ET.Element) -> bytes:
    """A document as a file: UTF-8, indented, the same bytes for the same document."""
    ET.indent(root, space=" ")
    data: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"
