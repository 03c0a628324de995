"""XML that we write: text that XML can hold, files that look alike; and how we read any."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

from lxml import etree

__all__ = ["XSI", "share", "wary_parser", "xml_clean", "xml_file", "xml_leaf"]

XSI = "http://www.w3.org/2001/XMLSchema-instance"

_IN_QUOTES = (('"', "&quot;"), ("\r", "&#13;"), ("\n", "&#10;"), ("\t", "&#09;"))
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
    """A document as a file: UTF-8, indented, the same bytes for the same document.

    The bytes are those of ElementTree, indented by it; it takes twice as long, for namespaces and
    for mixed text that we never have.
    """
    said = ["<?xml version='1.0' encoding='utf-8'?>\n"]
    _write(root, "\n", said)
    said.append("\n")
    return "".join(said).encode(errors="xmlcharrefreplace")


def _write(element: ET.Element, line: str, said: list[str]) -> None:
    """Say an element, whose tag begins a line as far in as `line` is."""
    said.append(f"<{element.tag}")
    said += [f' {name}="{_quoted(value)}"' for name, value in element.items()]
    text = element.text
    if len(element):
        within = f"{line} "
        said.append(f">{within}" if text is None or not text.strip() else f">{_escaped(text)}")
        last = len(element) - 1
        for at, child in enumerate(element):
            _write(child, within, said)
            said.append(line if at == last else within)
        said.append(f"</{element.tag}>")
    elif text:
        said.append(f">{_escaped(text)}</{element.tag}>")
    else:
        said.append(" />")


def _escaped(text: str) -> str:
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text


def _quoted(text: str) -> str:
    text = _escaped(text)
    for sign, name in _IN_QUOTES:
        if sign in text:
            text = text.replace(sign, name)
    return text
