"""`document.json`: writing and reading it, and the JSON Schema that says what it holds.

The values are the format: the schema is made from them, so neither can drift from the other.  What
JSON shows besides is each zone's text, put together from its lines for readers without a program,
and each table as HTML.

    python -m pipeline.record.schema docs/document.schema.json
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec

from pipeline.record.fields import FIELD_KEYS
from pipeline.record.html import table_html
from pipeline.record.migrations import newest
from pipeline.record.migrations.editions import VERSION
from pipeline.values.document import Document
from pipeline.values.readings import PageReading

__all__ = [
    "SCHEMA_ID",
    "document_schema",
    "from_json",
    "reading_from_json",
    "reading_to_json",
    "schema_json",
    "to_json",
    "upgraded",
]

SCHEMA_ID = f"urn:sohoa:document:{VERSION}"

# Readers of `document.json` find a picture by its path in the bag's `data/`.
_EVIDENCE = "evidence/"
_PICTURES = ("crop", "cutout")
_READING = msgspec.json.Decoder(PageReading)


def to_json(document: Document) -> bytes:
    """A document as `document.json`: UTF-8, indented, keys in the order of the values.

    Every key is always there; boxes are `[x, y, width, height]`.
    """
    plain = msgspec.to_builtins(document)
    for page in plain["pages"]:
        _with_zone_texts(page)
        for shown in (*page["marks"], *page["unread"]):
            for name in _PICTURES:
                if shown.get(name):
                    shown[name] = _EVIDENCE + shown[name]
    return _indented(plain)


def from_json(data: bytes) -> Document:
    """The document that `to_json` wrote, today's or any released program's before.

    An older one is brought up (see `migrations`), and its last event says from which edition.

    Raises:
        RecordVersionError: A newer program has written it.
        msgspec.ValidationError: Something does not fit; it says what.
    """
    plain = msgspec.json.decode(data)
    if isinstance(plain, dict):
        plain = newest(plain)
    # A page that is not as written is left to the conversion, which says what does not fit.
    pages = plain.get("pages") if isinstance(plain, dict) else None
    for page in pages if isinstance(pages, list) else ():
        shown = [*page.get("marks", ()), *page.get("unread", ())] if isinstance(page, dict) else ()
        for part in shown:
            for name in _PICTURES if isinstance(part, dict) else ():
                if isinstance(part.get(name), str):
                    part[name] = part[name].removeprefix(_EVIDENCE)
    return msgspec.convert(plain, Document)


def upgraded(data: bytes) -> bytes:
    """A released `document.json` as today's program writes it; one of today is given back as it is.

    Raises:
        RecordVersionError: A newer program has written it.
        msgspec.ValidationError: Something does not fit; it says what.
    """
    plain = msgspec.json.decode(data)
    if isinstance(plain, dict) and newest(plain) is plain:
        return data
    return to_json(from_json(data))


def reading_to_json(reading: PageReading) -> bytes:
    """A page's reading, compact: the checkpoint of a page's work."""
    return msgspec.json.encode(reading)


def reading_from_json(data: bytes) -> PageReading:
    """The reading that `reading_to_json` wrote; `msgspec.ValidationError` where it does not fit."""
    return _READING.decode(data)


def _with_zone_texts(page: dict[str, Any]) -> None:
    for zone in page["zones"]:
        lines, rows = zone.pop("lines"), zone.pop("rows")
        zone["text"] = "\n".join(line["text"] for line in lines)
        zone["html"] = table_html(rows) if rows else None
        zone["lines"] = lines
        zone["rows"] = rows


def document_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `document.json`, made from the values."""
    (root,), definitions = msgspec.json.schema_components([Document], ref_template="#/$defs/{name}")
    zone = definitions["ZoneReading"]
    zone["properties"]["text"] = {
        "type": "string",
        "description": "The lines, one under the other.",
    }
    zone["properties"]["html"] = {
        "type": ["string", "null"],
        "description": "A table's rows and cells as HTML; null elsewhere.",
    }
    definitions["Document"]["properties"]["schema_version"]["const"] = VERSION
    fields = definitions["Document"]["properties"]["fields"]
    fields["required"] = list(FIELD_KEYS)
    for definition in definitions.values():
        _readable(definition)
    _all_required(definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "document.json",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _readable(definition: dict[str, Any]) -> None:
    """Docstrings as descriptions: the first sentence for the whole, a line for each attribute."""
    said = definition.get("description", "")
    about, _, attributes = said.partition("Attributes:")
    if said:
        definition["description"] = " ".join(about.partition(">>>")[0].split())
    current = None
    texts: dict[str, str] = {}
    for line in attributes.splitlines():
        name, colon, text = line.strip().partition(":")
        if colon and name in definition.get("properties", {}):
            current, texts[name] = name, text.strip()
        elif current and line.strip():
            texts[current] += " " + line.strip()
    for name, text in texts.items():
        definition["properties"][name].setdefault("description", text)


def _all_required(definitions: dict[str, Any]) -> None:
    """Every key is always written, defaults included."""
    for definition in definitions.values():
        if definition.get("type") == "object" and "properties" in definition:
            definition["required"] = list(definition["properties"])


def schema_json() -> bytes:
    """The schema as the file in `docs/` has it."""
    return _indented(document_schema())


def _indented(plain: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(plain), indent=1) + b"\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(schema_json())
