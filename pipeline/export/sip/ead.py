"""EAD.xml: the file (hồ sơ) and its documents as an archival description (EAD3).

What EAD has a place for stands there; the profile's whole record stands beside it under its XML
names, in an `odd` whose local type is the profile, so that nothing of it is lost or renamed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from pipeline.export.maker import maker
from pipeline.export.xml_text import xml_file, xml_leaf

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.export.sip.values import SipDocument, SipFile

__all__ = ["ead_file"]

_NAMESPACE = "http://ead3.archivists.org/schema/"


def ead_file(file: SipFile, place: str) -> bytes:
    """The description of a file and its documents.

    Args:
        file: What is described.
        place: Folder of its contents in the package, as links shall name it.
    """
    root = ET.Element("ead", {"xmlns": _NAMESPACE})
    _control(root, file)
    described = ET.SubElement(root, "archdesc", level="file")
    did = _did(described, file.code, file.title)
    if file.start or file.end:
        # Not every date is known of every file: an open end is written as one.
        span = f"{file.start or '..'}/{file.end or '..'}"
        ET.SubElement(did, "unitdate", normal=span).text = f"{file.start or ''} – {file.end or ''}"
    origin = ET.SubElement(ET.SubElement(did, "origination"), "corpname")
    if file.creator.code:
        origin.set("identifier", file.creator.code)
    xml_leaf(origin, "part", file.creator.name)
    if file.archivist is not None:
        keeper = ET.SubElement(ET.SubElement(did, "repository"), "corpname")
        xml_leaf(keeper, "part", file.archivist.name)
    xml_leaf(did, "physdesc", f"{len(file.documents)} văn bản")
    for content in file.whole:
        _link(did, f"{place}/{content.name}", file.title)
    if file.retention:
        _paragraph(ET.SubElement(described, "appraisal"), file.retention)
    if file.fonds is not None:
        name = " ".join(part for part in (file.fonds.code, file.fonds.name) if part)
        _paragraph(ET.SubElement(described, "arrangement"), f"Phông {name}")
    _record(described, file.profile, file.fields)
    if file.documents:
        parts = ET.SubElement(described, "dsc")
        for document in file.documents:
            _component(parts, file.profile, document, place)
    return xml_file(root)


def _control(root: ET.Element, file: SipFile) -> None:
    control = ET.SubElement(root, "control")
    xml_leaf(control, "recordid", file.code)
    title = ET.SubElement(ET.SubElement(control, "filedesc"), "titlestmt")
    xml_leaf(title, "titleproper", file.title)
    ET.SubElement(control, "maintenancestatus", value="new")
    agency = ET.SubElement(control, "maintenanceagency")
    xml_leaf(agency, "agencyname", file.creator.name)
    history = ET.SubElement(control, "maintenancehistory")
    event = ET.SubElement(history, "maintenanceevent")
    ET.SubElement(event, "eventtype", value="created")
    ET.SubElement(event, "eventdatetime", standarddatetime=file.created).text = file.created
    ET.SubElement(event, "agenttype", value="machine")
    xml_leaf(event, "agent", maker())


def _component(parts: ET.Element, profile: str, document: SipDocument, place: str) -> None:
    part = ET.SubElement(parts, "c", level="item")
    did = _did(part, document.code, document.title)
    if document.issued:
        ET.SubElement(did, "unitdate", normal=document.issued).text = document.issued
    for content in document.contents:
        _link(did, f"{place}/{content.name}", document.title)
    _record(part, profile, document.fields)


def _did(parent: ET.Element, code: str, title: str) -> ET.Element:
    did = ET.SubElement(parent, "did")
    xml_leaf(did, "unitid", code)
    xml_leaf(did, "unittitle", title)
    return did


def _link(did: ET.Element, href: str, title: str) -> None:
    dao = ET.SubElement(did, "dao", daotype="derived", href=href)
    _paragraph(ET.SubElement(dao, "descriptivenote"), title)


def _record(parent: ET.Element, profile: str, fields: Mapping[str, str]) -> None:
    """The profile's record, name by name."""
    if not fields:
        return
    told = ET.SubElement(ET.SubElement(parent, "odd", localtype=profile), "list")
    told.set("listtype", "deflist")
    for name, value in fields.items():
        entry = ET.SubElement(told, "defitem")
        xml_leaf(entry, "label", name)
        xml_leaf(entry, "item", value)


def _paragraph(parent: ET.Element, text: str) -> None:
    xml_leaf(parent, "p", text)
