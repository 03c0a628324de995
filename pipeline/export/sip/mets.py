"""METS.xml of a package and of its representation, after E-ARK CSIP 2.0.4 and SIP 2.0.4."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote
from xml.etree import ElementTree as ET

from pipeline.export.maker import release
from pipeline.export.xml_text import XSI, xml_clean, xml_file, xml_leaf

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.export.formats import Format
    from pipeline.export.sip.values import SipAgent, SipFile

__all__ = ["PackedFile", "package_id", "package_mets", "representation_mets"]

_METS = "http://www.loc.gov/METS/"
_CSIP = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
_SIP = "https://DILCIS.eu/XML/METS/SIPExtensionMETS"
_XLINK = "http://www.w3.org/1999/xlink"
_PROFILES = ("https://earkcsip.dilcis.eu/profile/E-ARK-CSIP.xml",
             "https://earksip.dilcis.eu/profile/E-ARK-SIP.xml")  # fmt: skip
_SCHEMAS = (
    _METS, "schemas/mets.xsd", _CSIP, "schemas/DILCISExtensionMETS.xsd",
    _SIP, "schemas/DILCISExtensionSIPMETS.xsd",
)  # fmt: skip
# One name for ever: the ids of a package are made from it and the package's own values.
_HERE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:sohoa:sip")


class PackedFile(NamedTuple):
    """A file that lies in the package: path from the package's root, fixity, format."""

    path: str
    sha256: str
    size: int
    format: Format


def package_id(file: SipFile) -> str:
    """The package's name: `uuid-` and a UUID in capitals, the same for the same file.

    A file (hồ sơ) is known by profile, organ and code.
    """
    known = "\0".join((file.profile, file.creator.code or file.creator.name, file.code))
    return _uuid(known)


def package_mets(file: SipFile, packed: Mapping[str, Sequence[PackedFile]]) -> bytes:
    """The package's METS.

    Args:
        file: What it holds.
        packed: The package's files by what they are: `descriptive` (EAD first),
            `preservation`, `Documentation`, `Schemas`, `Representations`.
    """
    name = package_id(file)
    root = _root(name, file, profile=_PROFILES[1], label=f"Hồ sơ {file.code}: {file.title}")
    _header(root, file)
    descriptive = [
        _described(root, name, one, file, "EAD" if one is packed["descriptive"][0] else "OTHER")
        for one in packed["descriptive"]
    ]
    preservation = [
        _preserved(root, name, one, file.created) for one in packed.get("preservation", ())
    ]
    groups = ("Documentation", "Schemas", "Representations")
    _files(root, name, {use: packed[use] for use in groups}, file)
    top = _structure(root, name)
    _metadata_div(top, name, descriptive, preservation)
    for use in groups:
        div = _div(top, name, use)
        ET.SubElement(div, "fptr", FILEID=_id(name, f"group {use}"))
    for one in packed["Representations"]:
        folder = one.path.rpartition("/")[0].rpartition("/")[2]
        inner = _div(div, name, f"Representations/{folder}")
        pointer = ET.SubElement(inner, "mptr", {"LOCTYPE": "URL", "xlink:type": "simple"})
        pointer.attrib |= {"xlink:href": quote(one.path)}
        pointer.set("xlink:title", _id(name, "group Representations"))
    return xml_file(root)


def representation_mets(
    file: SipFile, folder: str, packed: Mapping[str, Sequence[PackedFile]]
) -> bytes:
    """The METS of one representation; paths are from its own folder.

    Args:
        file: What it holds.
        folder: Its name.
        packed: `descriptive` (one a document) and `Data`.
    """
    base = f"{package_id(file)}/{folder}"
    root = _root(folder, file, profile=_PROFILES[0], label=file.title)
    _header(root, file)
    described = [_described(root, base, one, file, "OTHER") for one in packed["descriptive"]]
    _files(root, base, {"Data": packed["Data"]}, file)
    top = _structure(root, folder, base)
    if described:
        _metadata_div(top, base, described, [])
    data = _div(top, base, "Data")
    ET.SubElement(data, "fptr", FILEID=_id(base, "group Data"))
    return xml_file(root)


def _root(name: str, file: SipFile, *, profile: str, label: str) -> ET.Element:
    return ET.Element(
        "mets",
        {
            "xmlns": _METS,
            "xmlns:csip": _CSIP,
            "xmlns:sip": _SIP,
            "xmlns:xlink": _XLINK,
            "xmlns:xsi": XSI,
            "xsi:schemaLocation": " ".join(_SCHEMAS),
            "OBJID": name,
            "LABEL": xml_clean(label),
            "TYPE": "Mixed",
            "PROFILE": profile,
            "csip:CONTENTINFORMATIONTYPE": "OTHER",
            "csip:OTHERCONTENTINFORMATIONTYPE": file.profile,
        },
    )


def _header(root: ET.Element, file: SipFile) -> None:
    header = ET.SubElement(root, "metsHdr", CREATEDATE=file.created, LASTMODDATE=file.created)
    header.attrib |= {"RECORDSTATUS": "NEW", "csip:OAISPACKAGETYPE": "SIP"}
    software = ET.SubElement(header, "agent", ROLE="CREATOR", TYPE="OTHER", OTHERTYPE="SOFTWARE")
    xml_leaf(software, "name", "sohoa")
    xml_leaf(software, "note", release()).set("csip:NOTETYPE", "SOFTWARE VERSION")
    # E-ARK keeps the role CREATOR for the program: whose records they are is the ARCHIVIST.
    _organ(header, "ARCHIVIST", file.creator)
    if file.archivist is not None:
        _organ(header, "PRESERVATION", file.archivist)


def _organ(header: ET.Element, role: str, organ: SipAgent) -> None:
    agent = ET.SubElement(header, "agent", ROLE=role, TYPE="ORGANIZATION")
    xml_leaf(agent, "name", organ.name)
    if organ.code:
        xml_leaf(agent, "note", organ.code).set("csip:NOTETYPE", "IDENTIFICATIONCODE")


def _described(root: ET.Element, base: str, one: PackedFile, file: SipFile, kind: str) -> str:
    section = ET.SubElement(root, "dmdSec", ID=_id(base, one.path), CREATED=file.created)
    section.set("STATUS", "CURRENT")
    reference = _reference(section, one, file.created, kind)
    if kind == "OTHER":
        reference.set("OTHERMDTYPE", file.profile)
    return section.attrib["ID"]


def _preserved(root: ET.Element, base: str, one: PackedFile, created: str) -> str:
    section = root.find("amdSec")
    if section is None:
        section = ET.SubElement(root, "amdSec", ID=_id(base, "amdSec"))
    inner = ET.SubElement(section, "digiprovMD", ID=_id(base, one.path), STATUS="CURRENT")
    inner.set("CREATED", created)
    _reference(inner, one, created, "PREMIS")
    return inner.attrib["ID"]


def _reference(section: ET.Element, one: PackedFile, created: str, kind: str) -> ET.Element:
    reference = ET.SubElement(section, "mdRef", {"LOCTYPE": "URL", "xlink:type": "simple"})
    reference.attrib |= {"xlink:href": quote(one.path), "MDTYPE": kind}
    reference.attrib |= _fixity(one, created)
    return reference


def _files(
    root: ET.Element, base: str, groups: Mapping[str, Sequence[PackedFile]], file: SipFile
) -> None:
    section = ET.SubElement(root, "fileSec", ID=_id(base, "fileSec"))
    for use, packed in groups.items():
        group = ET.SubElement(section, "fileGrp", ID=_id(base, f"group {use}"), USE=use)
        # CSIP 2.0.4 asks it of content alone, the rules of 2.1.0 of every group.
        group.set("csip:CONTENTINFORMATIONTYPE", "OTHER")
        group.set("csip:OTHERCONTENTINFORMATIONTYPE", file.profile)
        for one in packed:
            entry = ET.SubElement(group, "file", ID=_id(base, one.path))
            entry.attrib |= _fixity(one, file.created)
            entry.set("sip:FILEFORMATNAME", one.format.name)
            if one.format.version:
                entry.set("sip:FILEFORMATVERSION", one.format.version)
            if one.format.puid:
                entry.set("sip:FORMATREGISTRY", "PRONOM")
                entry.set("sip:FORMATREGISTRYKEY", one.format.puid)
            where = {"LOCTYPE": "URL", "xlink:type": "simple", "xlink:href": quote(one.path)}
            ET.SubElement(entry, "FLocat", where)


def _structure(root: ET.Element, name: str, base: str | None = None) -> ET.Element:
    base = base or name
    whole = ET.SubElement(root, "structMap", ID=_id(base, "structMap"), TYPE="PHYSICAL")
    whole.set("LABEL", "CSIP")
    return ET.SubElement(whole, "div", ID=_id(base, "div"), LABEL=name)


def _metadata_div(
    top: ET.Element, base: str, descriptive: Sequence[str], preservation: Sequence[str]
) -> None:
    div = _div(top, base, "Metadata")
    div.set("DMDID", " ".join(descriptive))
    if preservation:
        div.set("ADMID", " ".join(preservation))


def _div(parent: ET.Element, base: str, label: str) -> ET.Element:
    return ET.SubElement(parent, "div", ID=_id(base, f"div {label}"), LABEL=label)


def _fixity(one: PackedFile, created: str) -> dict[str, str]:
    return {
        "MIMETYPE": one.format.mime,
        "SIZE": str(one.size),
        "CREATED": created,
        "CHECKSUM": one.sha256,
        "CHECKSUMTYPE": "SHA-256",
    }


def _id(base: str, what: str) -> str:
    return _uuid(f"{base}\0{what}")


def _uuid(name: str) -> str:
    return f"uuid-{str(uuid.uuid5(_HERE, name)).upper()}"
