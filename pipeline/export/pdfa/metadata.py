"""The record as XMP, which is how a PDF/A file says what it is.

What the world has names for stands in Dublin Core; the rest of the record stands in a schema of
our own, which the packet describes itself, as ISO 19005-2 (6.6.2.3) wants.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from pipeline.export.xml_text import xml_clean
from pipeline.record.language import language_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.values.document import Document

__all__ = [
    "PREFIX",
    "PROPERTIES",
    "URI",
    "Told",
    "foreign_language",
    "language_code",
    "packet",
    "told_by",
]

URI = "urn:sohoa:record:1#"
PREFIX = "sohoa"
_ID = "W5M0MpCehiHzreSzNTczkc9d"
_CODES = {
    "Tiếng Việt": "vi-VN",
    "Tiếng Anh": "en",
    "Tiếng Pháp": "fr",
    "Tiếng Đức": "de",
    "Tiếng Tây Ban Nha": "es",
    "Tiếng Nga": "ru",
    "Tiếng Trung": "zh",
    "Tiếng Nhật": "ja",
    "Tiếng Hàn": "ko",
    "Tiếng Lào": "lo",
    "Tiếng Thái": "th",
    "Tiếng Khmer": "km",
}


class _Property(NamedTuple):
    name: str
    kind: str
    description: str


PROPERTIES = (
    _Property("id", "Text", "Mã văn bản trong kho"),
    _Property("source", "Text", "Tên tệp quét"),
    _Property("sourceSha256", "Text", "SHA-256 của tệp quét"),
    _Property("sourcePages", "bag Integer", "Các trang của tệp quét"),
    _Property("system", "Text", "Hệ thống: state, party, mass"),
    _Property("parentOrg", "Text", "Cơ quan chủ quản"),
    _Property("org", "Text", "Cơ quan ban hành"),
    _Property("number", "Text", "Số của văn bản"),
    _Property("symbol", "Text", "Ký hiệu của văn bản"),
    _Property("place", "Text", "Địa danh"),
    _Property("date", "Text", "Ngày ban hành (ISO 8601)"),
    _Property("type", "Text", "Tên loại văn bản"),
    _Property("subject", "Text", "Trích yếu nội dung"),
    _Property("recipients", "bag Text", "Kính gửi"),
    _Property("authority", "Text", "Quyền hạn của người ký"),
    _Property("title", "Text", "Chức vụ của người ký"),
    _Property("signer", "Text", "Người ký"),
    _Property("urgency", "Text", "Độ khẩn"),
    _Property("secrecy", "Text", "Độ mật"),
    _Property("citedDocuments", "bag Text", "Văn bản được viện dẫn"),
    _Property("documents", "bag Text", "Mã các văn bản trong tệp"),
)
"""What our own schema holds: name, XMP's type, and what it is."""


class Told(NamedTuple):
    """What a file says of itself.

    Attributes:
        title: Of the document.
        language: As in RFC 3066.
        creators: Organs that issued it.
        date: ISO 8601, or None.
        description: What it is about, or None.
        identifier: In the archive, or None.
        record: Our own properties, by name: text or a list.
    """

    title: str
    language: str = "vi-VN"
    creators: Sequence[str] = ()
    date: str | None = None
    description: str | None = None
    identifier: str | None = None
    record: Mapping[str, Any] = {}


def told_by(document: Document, title: str) -> Told:
    """What a document's file says of itself, from its record."""
    values = {key: field.value for key, field in document.fields.items()}
    source = document.source
    record: dict[str, Any] = {
        "id": document.id,
        "source": source.name,
        "sourceSha256": source.sha256,
        "sourcePages": [str(number) for number in source.pages],
    }
    for name in (one.name for one in PROPERTIES):
        found = values.get(_snake(name))
        if name not in record and found:
            record[name] = _plain(found)
    date = values.get("date")
    return Told(
        title,
        language_code(document),
        [str(values["org"])] if values.get("org") else [],
        str(date) if date else None,
        str(values["subject"]) if values.get("subject") else None,
        document.id,
        record,
    )


def language_code(document: Document) -> str:
    """The language of a document, as the record says; Vietnamese where it does not."""
    field = document.fields.get("language")
    value = field.value if field is not None else None
    name = value.get("name") if isinstance(value, dict) else value
    return _CODES.get(str(name), "vi-VN")


def foreign_language(text: str) -> str | None:
    """The language of a passage that is plainly not Vietnamese; None for all others.

    >>> foreign_language("This is to certify that the bearer of this letter is one of the staff "
    ...     "of the company and shall be given help in the performance of duties")
    'en'
    """
    found = language_of(text)
    code = _CODES.get(str(found[0].get("name"))) if found is not None else None
    return None if code == "vi-VN" else code


def packet(told: Told) -> bytes:
    """The XMP packet: UTF-8, without the attributes that ISO 19005-2 forbids, without padding."""
    own = "\n".join(_own(told.record))
    core = "\n".join(_core(told))
    body = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        '<rdf:Description rdf:about=""'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"'
        f' xmlns:{PREFIX}="{URI}"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/">\n'
        f"{core}\n"
        "<pdfaid:part>2</pdfaid:part>\n<pdfaid:conformance>B</pdfaid:conformance>\n"
        "<xmp:CreatorTool>Số hóa</xmp:CreatorTool>\n"
        f"{own}\n"
        "</rdf:Description>\n"
        f"{_schema(told.record)}"
        "</rdf:RDF>\n</x:xmpmeta>\n"
    )
    return f'<?xpacket begin="\ufeff" id="{_ID}"?>\n{body}<?xpacket end="r"?>'.encode()


def _core(told: Told) -> Iterator[str]:
    yield f"<dc:title>{_alternatives(told.title)}</dc:title>"
    yield f"<dc:language>{_several('Bag', [told.language])}</dc:language>"
    yield "<dc:format>application/pdf</dc:format>"
    if told.creators:
        yield f"<dc:creator>{_several('Seq', told.creators)}</dc:creator>"
    if told.date:
        yield f"<dc:date>{_several('Seq', [told.date])}</dc:date>"
    if told.description:
        yield f"<dc:description>{_alternatives(told.description)}</dc:description>"
    if told.identifier:
        yield f"<dc:identifier>{_text(told.identifier)}</dc:identifier>"


def _own(record: Mapping[str, Any]) -> Iterator[str]:
    for name, kind, _ in PROPERTIES:
        value = record.get(name)
        if not value:
            continue
        inside = _several("Bag", value) if kind.startswith("bag") else _text(value)
        yield f"<{PREFIX}:{name}>{inside}</{PREFIX}:{name}>"


def _schema(record: Mapping[str, Any]) -> str:
    """The description of what was used of our own schema."""
    described = "\n".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name>"
        f"<pdfaProperty:valueType>{kind}</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{_text(description)}</pdfaProperty:description>"
        "</rdf:li>"
        for name, kind, description in PROPERTIES
        if record.get(name)
    )
    if not described:
        return ""
    return (
        '<rdf:Description rdf:about=""'
        ' xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
        ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
        ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\n'
        '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\n'
        "<pdfaSchema:schema>Record of the document</pdfaSchema:schema>\n"
        f"<pdfaSchema:namespaceURI>{URI}</pdfaSchema:namespaceURI>\n"
        f"<pdfaSchema:prefix>{PREFIX}</pdfaSchema:prefix>\n"
        f"<pdfaSchema:property><rdf:Seq>\n{described}\n</rdf:Seq></pdfaSchema:property>\n"
        "</rdf:li></rdf:Bag></pdfaExtension:schemas>\n"
        "</rdf:Description>\n"
    )


def _alternatives(text: str) -> str:
    return f"<rdf:Alt><rdf:li xml:lang={quoteattr('x-default')}>{_text(text)}</rdf:li></rdf:Alt>"


def _several(kind: str, values: Sequence[Any]) -> str:
    items = "".join(f"<rdf:li>{_text(value)}</rdf:li>" for value in values)
    return f"<rdf:{kind}>{items}</rdf:{kind}>"


def _text(value: Any) -> str:
    return escape(xml_clean(str(value), "\N{REPLACEMENT CHARACTER}"))


def _plain(value: Any) -> Any:
    """A field's value as text, or as a list of texts."""
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        parts = (_plain(part) for part in value.values() if part)
        return "; ".join(", ".join(part) if isinstance(part, list) else part for part in parts)
    return str(value)


def _snake(name: str) -> str:
    """A property's field in the record.

    >>> _snake("citedDocuments")
    'cited_documents'
    """
    return re.sub("[A-Z]", lambda found: "_" + found[0].lower(), name)
