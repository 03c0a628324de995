"""The profile's own records as flat XML, and the list that lies in `documentation/`.

A record is one `record` with an element for each field under its XML name, as the regulations
name them; that of EAD is made for archivists, this one for the program that takes the package in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from pipeline.export.xml_text import xml_file, xml_leaf

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.export.sip.values import SipFile

__all__ = ["contents_list", "record_file"]

_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)


def record_file(profile: str, kind: str, fields: Mapping[str, str]) -> bytes:
    """A record of a file (`hoso`) or a document (`tailieu`).

    Raises:
        ValueError: A field's name is no name in XML.
    """
    root = ET.Element("record", {"profile": profile, "kind": kind})
    for name, value in fields.items():
        if _NAME.fullmatch(name) is None:
            raise ValueError(f"{profile}: {name!r} is no name of an XML element")
        xml_leaf(root, name, value)
    return xml_file(root)


def contents_list(file: SipFile) -> bytes:
    """What the package holds, for a person (mục lục văn bản): text in UTF-8."""
    lines = [
        f"HỒ SƠ {file.code}",
        file.title,
        "",
        f"Cơ quan: {file.creator.name}",
        *([f"Phông: {file.fonds.name}"] if file.fonds else []),
        *([f"Thời hạn bảo quản: {file.retention}"] if file.retention else []),
        f"Số văn bản: {len(file.documents)}",
        "",
        "Mục lục văn bản (tệp nằm trong representations/rep1/data):",
    ]
    for document in file.documents:
        names = ", ".join(content.name for content in document.contents)
        lines.append(f"{document.ordinal}. {document.title} — {names}")
    if file.whole:
        lines.append(f"Cả hồ sơ: {', '.join(content.name for content in file.whole)}")
    return ("\n".join(" ".join(line.split()) for line in lines) + "\n").encode()
