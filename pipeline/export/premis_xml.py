"""PREMIS 3.0 as XML: objects, events and agents, and their links; no more than we say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

from pipeline.export.xml_text import XSI, xml_file, xml_leaf

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.export.formats import Format

__all__ = ["Agent", "FileObject", "Happening", "Identifier", "Link", "Premis", "Relation"]

NAMESPACE = "http://www.loc.gov/premis/v3"
_SCHEMA = "http://www.loc.gov/standards/premis/v3/premis-v3-0.xsd"
_EVENT_TYPES = "http://id.loc.gov/vocabulary/preservation/eventType"


class Identifier(NamedTuple):
    """How a thing is known, and by which scheme."""

    scheme: str
    value: str


class Relation(NamedTuple):
    """How an object stands to others: `derivation`, `has source`; `structural`, `has part`."""

    kind: str
    subkind: str
    others: tuple[Identifier, ...]
    event: Identifier | None = None


class Link(NamedTuple):
    """An agent or object of an event, and its part in it."""

    other: Identifier
    role: str | None = None


@dataclass(frozen=True, slots=True)
class FileObject:
    """A file: name, fixity, format, where it comes from."""

    identifier: Identifier
    sha256: str
    size: int
    format: Format
    original_name: str | None = None
    made_by: str | None = None
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class Happening:
    """An event.

    Attributes:
        identifier: Its own.
        kind: Of the vocabulary of event types where `known`, else a word of our own.
        when: ISO 8601, or an EDTF interval.
        detail: What was done.
        outcome: `success`, `partial` …
        note: On the outcome.
        agents: Who took part.
        objects: What it was done to.
        known: The kind is one of the Library of Congress's vocabulary.
    """

    identifier: Identifier
    kind: str
    when: str
    detail: str
    outcome: str = "success"
    note: str | None = None
    agents: tuple[Link, ...] = ()
    objects: tuple[Link, ...] = ()
    known: bool = True


@dataclass(frozen=True, slots=True)
class Agent:
    """A program, model or person."""

    identifier: Identifier
    name: str
    kind: str
    version: str | None = None


@dataclass(slots=True)
class Premis:
    """A PREMIS document while it grows; PREMIS wants objects first, then events, then agents."""

    objects: list[ET.Element] = field(default_factory=list)
    events: list[ET.Element] = field(default_factory=list)
    agents: dict[Identifier, ET.Element] = field(default_factory=dict)

    def add_entity(
        self, identifier: Identifier, name: str, relations: Iterable[Relation] = ()
    ) -> None:
        """Take up an intellectual entity: a document, a file (hồ sơ)."""
        element = ET.Element("object", {"xsi:type": "intellectualEntity"})
        _identify(element, "object", identifier)
        xml_leaf(element, "originalName", name)
        _relate(element, relations)
        self.objects.append(element)

    def add_file(self, file: FileObject) -> None:
        """Take up a file."""
        element = ET.Element("object", {"xsi:type": "file"})
        _identify(element, "object", file.identifier)
        character = ET.SubElement(element, "objectCharacteristics")
        fixity = ET.SubElement(character, "fixity")
        xml_leaf(fixity, "messageDigestAlgorithm", "SHA-256")
        xml_leaf(fixity, "messageDigest", file.sha256)
        xml_leaf(character, "size", str(file.size))
        form = ET.SubElement(character, "format")
        designation = ET.SubElement(form, "formatDesignation")
        xml_leaf(designation, "formatName", file.format.name)
        if file.format.version:
            xml_leaf(designation, "formatVersion", file.format.version)
        if file.format.puid:
            registry = ET.SubElement(form, "formatRegistry")
            xml_leaf(registry, "formatRegistryName", "PRONOM")
            xml_leaf(registry, "formatRegistryKey", file.format.puid)
            xml_leaf(registry, "formatRegistryRole", "specification")
        if file.made_by:
            name, version = name_and_version(file.made_by)
            application = ET.SubElement(character, "creatingApplication")
            xml_leaf(application, "creatingApplicationName", name)
            if version:
                xml_leaf(application, "creatingApplicationVersion", version)
        if file.original_name:
            xml_leaf(element, "originalName", file.original_name)
        _relate(element, file.relations)
        self.objects.append(element)

    def add_event(self, event: Happening) -> None:
        """Take up an event."""
        element = ET.Element("event")
        _identify(element, "event", event.identifier)
        kind = xml_leaf(element, "eventType", event.kind)
        if event.known:
            kind.attrib |= {"authority": "eventType", "authorityURI": _EVENT_TYPES}
        xml_leaf(element, "eventDateTime", event.when)
        detail = ET.SubElement(element, "eventDetailInformation")
        xml_leaf(detail, "eventDetail", event.detail)
        outcome = ET.SubElement(element, "eventOutcomeInformation")
        xml_leaf(outcome, "eventOutcome", event.outcome)
        if event.note:
            told = ET.SubElement(outcome, "eventOutcomeDetail")
            xml_leaf(told, "eventOutcomeDetailNote", event.note)
        _link(element, "Agent", event.agents)
        _link(element, "Object", event.objects)
        self.events.append(element)

    def add_agent(self, agent: Agent) -> Identifier:
        """Take up an agent, once; its identifier."""
        if agent.identifier not in self.agents:
            element = ET.Element("agent")
            _identify(element, "agent", agent.identifier)
            xml_leaf(element, "agentName", agent.name)
            xml_leaf(element, "agentType", agent.kind)
            if agent.version:
                xml_leaf(element, "agentVersion", agent.version)
            self.agents[agent.identifier] = element
        return agent.identifier

    def tobytes(self) -> bytes:
        """The document as XML, UTF-8."""
        root = ET.Element(
            "premis",
            {
                "xmlns": NAMESPACE,
                "xmlns:xsi": XSI,
                "xsi:schemaLocation": f"{NAMESPACE} {_SCHEMA}",
                "version": "3.0",
            },
        )
        root.extend([*self.objects, *self.events, *self.agents.values()])
        return xml_file(root)


def name_and_version(program: str) -> tuple[str, str | None]:
    """A program's name and version.

    >>> name_and_version("tesserocr 2.13.0 (5.5.4)"), name_and_version("syllable trigrams")
    (('tesserocr', '2.13.0 (5.5.4)'), ('syllable trigrams', None))
    """
    found = re.fullmatch(r"(.*?)\s+(\d.*)", program)
    return (found[1], found[2]) if found else (program, None)


def _identify(element: ET.Element, what: str, identifier: Identifier) -> None:
    inner = ET.SubElement(element, f"{what}Identifier")
    xml_leaf(inner, f"{what}IdentifierType", identifier.scheme)
    xml_leaf(inner, f"{what}IdentifierValue", identifier.value)


def _relate(element: ET.Element, relations: Iterable[Relation]) -> None:
    for relation in relations:
        inner = ET.SubElement(element, "relationship")
        xml_leaf(inner, "relationshipType", relation.kind)
        xml_leaf(inner, "relationshipSubType", relation.subkind)
        for other in relation.others:
            _identify(inner, "relatedObject", other)
        if relation.event is not None:
            _identify(inner, "relatedEvent", relation.event)


def _link(element: ET.Element, what: str, links: Sequence[Link]) -> None:
    for link in links:
        inner = ET.SubElement(element, f"linking{what}Identifier")
        xml_leaf(inner, f"linking{what}IdentifierType", link.other.scheme)
        xml_leaf(inner, f"linking{what}IdentifierValue", link.other.value)
        if link.role:
            xml_leaf(inner, f"linking{what}Role", link.role)
