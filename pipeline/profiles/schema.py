"""The XML schema of a profile, made from its own table of fields: one truth, two uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from pipeline.profiles.tables import USED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pipeline.profiles.spec import FieldSpec, Kind, Profile

__all__ = ["namespace_of", "schema_file", "schema_of"]

XSD = "http://www.w3.org/2001/XMLSchema"
_TAG = f"{{{XSD}}}"


def namespace_of(profile: Profile) -> str:
    """The namespace of its elements."""
    return f"urn:sohoa:ho-so:{profile.key}:1"


def schema_of(profile: Profile) -> etree.XMLSchema:
    """Ready to validate."""
    return etree.XMLSchema(etree.fromstring(schema_file(profile)))


def schema_file(profile: Profile) -> bytes:
    """The schema as a file.

    What XSD 1.0 cannot say, a field that is obligatory only where another has a certain value, is
    checked before anything is written (`drafting`).
    """
    home = namespace_of(profile)
    root = etree.Element(
        f"{_TAG}schema",
        {"targetNamespace": home, "elementFormDefault": "qualified"},
        nsmap={"xs": XSD, "t": home},
    )
    _told(root, f"Số hóa, hồ sơ dữ liệu {profile.name}: {profile.title}")
    whole = _sequence(_element(root, "records"))
    if profile.fonds:
        etree.SubElement(whole, f"{_TAG}element", {"ref": "t:fonds"})
    many = {"minOccurs": "0", "maxOccurs": "unbounded"}
    etree.SubElement(whole, f"{_TAG}element", {"ref": "t:file", **many})
    etree.SubElement(whole, f"{_TAG}element", {"ref": "t:operatorValues"})
    kind = root[-1][0]
    etree.SubElement(
        kind,
        f"{_TAG}attribute",
        {"name": "profile", "use": "required", "fixed": profile.name, "type": "xs:string"},
    )
    if profile.fonds:
        _fields(_sequence(_element(root, "fonds")), profile.fonds)
    file = _sequence(_element(root, "file"))
    _fields(file, profile.files)
    etree.SubElement(file, f"{_TAG}element", {"ref": "t:document", **many})
    _fields(_sequence(_element(root, "document")), profile.documents)
    values = _sequence(_element(root, "operatorValues"))
    value = etree.SubElement(values, f"{_TAG}element", {"name": "value", **many})
    _fields(_sequence(value), USED)
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return data


def _element(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, f"{_TAG}element", {"name": name})


def _sequence(element: etree._Element) -> etree._Element:
    kind = etree.SubElement(element, f"{_TAG}complexType")
    return etree.SubElement(kind, f"{_TAG}sequence")


def _told(element: etree._Element, text: str) -> None:
    note = etree.SubElement(element, f"{_TAG}annotation")
    etree.SubElement(note, f"{_TAG}documentation").text = text


def _fields(sequence: etree._Element, specs: Sequence[FieldSpec]) -> None:
    """The listed fields in order, then ours inside `own`."""
    for spec in specs:
        if not spec.own:
            _field(sequence, spec)
    own = [spec for spec in specs if spec.own]
    if own:
        box = etree.SubElement(sequence, f"{_TAG}element", {"name": "own"})
        inside = _sequence(box)
        for spec in own:
            _field(inside, spec)


def _field(sequence: etree._Element, spec: FieldSpec) -> None:
    always = spec.need is not None and not spec.need.field
    least = {} if always else {"minOccurs": "0"}
    element = etree.SubElement(sequence, f"{_TAG}element", {"name": spec.xml, **least})
    _told(element, spec.label)
    kind = etree.SubElement(element, f"{_TAG}simpleType")
    limits = etree.SubElement(kind, f"{_TAG}restriction", {"base": "xs:string"})
    _LIMITS[spec.kind](limits, spec)


def _limit(limits: etree._Element, name: str, value: str) -> etree._Element:
    return etree.SubElement(limits, f"{_TAG}{name}", {"value": value})


def _text(limits: etree._Element, spec: FieldSpec) -> None:
    _limit(limits, "minLength", "1")
    if spec.most is not None:
        _limit(limits, "maxLength", str(spec.most))


def _digits(limits: etree._Element, spec: FieldSpec) -> None:
    _limit(limits, "pattern", rf"[0-9]{{1,{spec.most or 18}}}")


def _date(limits: etree._Element, _spec: FieldSpec) -> None:
    _limit(limits, "pattern", r"(0[1-9]|[12][0-9]|3[01])/(0[1-9]|1[0-2])/[0-9]{4}")


def _code(limits: etree._Element, spec: FieldSpec) -> None:
    for code, words in (spec.codes.words if spec.codes else {}).items():
        _told(_limit(limits, "enumeration", code), words)


def _codes(limits: etree._Element, spec: FieldSpec) -> None:
    one = "|".join(spec.codes.words if spec.codes else ())
    _limit(limits, "pattern", f"({one})(;({one}))*")


_LIMITS: Mapping[Kind, Callable[[etree._Element, FieldSpec], None]] = {
    "str": _text,
    "num": _digits,
    "date": _date,
    "code": _code,
    "codes": _codes,
}
