"""A draft as XML: files with their documents inside, each piece checked against the schema."""

from __future__ import annotations

import io
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from lxml import etree

from pipeline.profiles.schema import namespace_of, schema_of
from pipeline.profiles.tables import USED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.profiles.records import Draft, FileRecord
    from pipeline.profiles.spec import FieldSpec, Profile, Values

__all__ = ["file_element", "xml_file"]


def xml_file(draft: Draft) -> bytes:
    """The XML file; only what the schema allows is written.

    Raises:
        ValueError: A piece of it is not as the schema says: a mistake of ours, for records are
            checked before.
    """
    profile = draft.profile
    home, schema = namespace_of(profile), schema_of(profile)
    store = io.BytesIO()
    with etree.xmlfile(store, encoding="UTF-8") as out:
        out.write_declaration()
        with out.element(f"{{{home}}}records", {"profile": profile.name}, nsmap={None: home}):
            pieces = [_record(home, "fonds", profile.fonds, draft.fonds)] if profile.fonds else []
            for piece in pieces:
                _write(out, piece, schema)
            for file in draft.files:
                _write(out, file_element(profile, file), schema)
            values = etree.Element(f"{{{home}}}operatorValues", nsmap={None: home})
            for used in draft.used:
                told = {name: said for name, said in asdict(used).items() if said}
                values.append(_record(home, "value", USED, told))
            _write(out, values, schema)
    return store.getvalue()


def file_element(profile: Profile, file: FileRecord) -> etree._Element:
    """A file with its documents."""
    home = namespace_of(profile)
    element = _record(home, "file", profile.files, file.values)
    for one in file.documents:
        element.append(_record(home, "document", profile.documents, one.values))
    return element


def _record(home: str, name: str, specs: Sequence[FieldSpec], record: Values) -> etree._Element:
    element = etree.Element(f"{{{home}}}{name}", nsmap={None: home})
    for spec in specs:
        if not spec.own and spec.name in record:
            etree.SubElement(element, f"{{{home}}}{spec.xml}").text = record[spec.name]
    own = [spec for spec in specs if spec.own]
    if own:
        box = etree.SubElement(element, f"{{{home}}}own")
        for spec in own:
            if spec.name in record:
                etree.SubElement(box, f"{{{home}}}{spec.xml}").text = record[spec.name]
    return element


def _write(out: Any, piece: etree._Element, schema: etree.XMLSchema) -> None:
    if not schema.validate(piece):
        raise ValueError(f"not as our schema says: {schema.error_log.last_error}")
    etree.indent(piece, space=" ")
    out.write("\n")
    out.write(piece)
