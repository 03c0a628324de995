"""A document as the index has it: tokens to find it by, and what is shown of it.

Tokens are plain strings, the same on every database:

    quan  =quận  quan_uy        a word, as it is written, with the word behind it
    h:quan                      ... in the record (type, subject, organ, signer ...)
    o: k: s: r: j: f:           ... in one field: organ, type, signer, recipients, subject, file
    n:1943  n:1943cv  n:1943cvqu  y:cvqu     number and symbol
    d:20210730  d:202107  d:2021             date, month, year
    g:must                      grade of the weightiest note
    x:3fa9...                   one value of one facet, or the document itself, see `facets`
    *                           every document
"""

from __future__ import annotations

import hashlib
import logging
import zlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.archive.search.expressions import EVERY
from pipeline.archive.search.facets import FACETS, facet_token, facet_values, id_token
from pipeline.archive.search.words import forms, joined, pairs
from pipeline.text.document_number import number_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from pipeline.archive.search.query import FieldName
    from pipeline.geometry import Box
    from pipeline.values.document import Document, Field
    from pipeline.values.readings import Line

__all__ = ["PREFIX", "Entry", "IndexedLine", "entry_of", "lines_of"]

log = logging.getLogger(__name__)

PREFIX: dict[FieldName, str] = {
    "org": "o:",
    "type": "k:",
    "signer": "s:",
    "recipients": "r:",
    "subject": "j:",
    "file": "f:",
}
_FIELDS: dict[FieldName, tuple[str, ...]] = {
    "org": ("org", "parent_org"),
    "type": ("type",),
    "signer": ("signer",),
    "recipients": ("recipients", "noi_nhan"),
    "subject": ("subject",),
}
_SHOWN = ("number", "symbol", "year", "date", "type", "org", "subject", "signer")
_ASIDE = ("footnote", "margin")
_EPOCH = date(1899, 12, 31).toordinal()
_KEY_BITS = 46
# PostgreSQL takes 1 MiB of words a document; so much is about two thousand pages.
_MOST_BYTES = 900_000
_NEAR_SHORTEST, _NEAR_LONGEST = 3, 24


class IndexedLine(msgspec.Struct, array_like=True, frozen=True):
    """A printed line, or what a mark says, as snippets need it.

    Attributes:
        page: Number in the scanned file.
        box: Original pixels.
        words: How many words of the index it has.
        text: What it says.
        boxes: Of each piece of `text` between spaces, four figures a piece; empty where unknown.
    """

    page: int
    box: tuple[int, int, int, int]
    words: int
    text: str
    boxes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index keeps of a document.

    Attributes:
        id: Of the document.
        key: Puts younger documents behind older ones, those without a date first.
        name: Of its file.
        org: As printed; empty where it was not read.
        type: As printed; empty where it was not read.
        year: Of its date; 0 where it was not read.
        facets: What it counts under, one value a facet in the order of `FACETS`.
        shown: Fields for a person, with page and box of some.
        head: Words of its record, fields parted by bars.
        body: Words of its pages, in reading order, across pages.
        lines: Packed `IndexedLine`s, in the order of `body`.
        tokens: See above, sorted.
        near: Words that a misspelt one may be meant for.
    """

    id: str
    key: int
    name: str
    org: str
    type: str
    year: int
    facets: tuple[str, ...]
    shown: str
    head: str
    body: str
    lines: bytes
    tokens: tuple[str, ...]
    near: tuple[str, ...]


def entry_of(
    document: Document, *, fonds: Collection[str] = frozenset({""}), signed: bool = False
) -> Entry:
    """Take from a document what the index needs.

    Args:
        document: As people have decided it.
        fonds: Of its file, see `pipeline.archive.fonds`.
        signed: Its record is signed off.
    """
    said = {key: _said(document.fields.get(key)) for key in {*_SHOWN, *sum(_FIELDS.values(), ())}}
    tokens = {EVERY}
    head: list[str] = []
    for name, keys in _FIELDS.items():
        for text in (text for key in keys for text in said[key]):
            folded = _take(tokens, text)
            tokens.update(f"{PREFIX[name]}{word}" for word in folded)
            head.append(" ".join(folded))
    numbers, compact = _numbers(
        tokens, *(" ".join(said[key]) for key in ("number", "year", "symbol"))
    )
    head.append(" ".join(numbers))
    dated = _date(" ".join(said["date"]))
    if dated is not None:
        head.append(" ".join(_take(tokens, f"{dated.day}/{dated.month}/{dated.year}")))
        tokens.update(f"d:{dated:{shape}}" for shape in ("%Y%m%d", "%Y%m", "%Y"))
    tokens.update(f"f:{word}" for word in _take(tokens, document.source.name))
    tokens.update(f"h:{word}" for field in head for word in field.split())
    grades = [note.grade for note in document.review]
    grade = min(grades, key=("must", "should", "may").index) if grades else "none"
    tokens.add(f"g:{grade}")
    facets = facet_values(
        org=" ".join(said["org"]),
        kind=" ".join(said["type"]),
        year=str(dated.year) if dated else "",
        name=document.source.name,
        fonds=fonds,
        grade=grade,
        signed=signed,
    )
    tokens.update(map(facet_token, FACETS, facets))
    tokens.add(id_token(document.id))
    lines, body = _body(document, tokens)
    words = sorted({*" ".join((*head, *body)).split(), *compact})
    return Entry(
        id=document.id,
        key=_key(document.id, dated),
        name=document.source.name,
        org=" ".join(said["org"]),
        type=" ".join(said["type"]),
        year=dated.year if dated else 0,
        facets=facets,
        shown=msgspec.json.encode(_shown(document)).decode(),
        head=f" {' | '.join(head)} ",
        body=f" {' '.join(body)} ",
        lines=zlib.compress(msgspec.msgpack.encode(lines), 6),
        tokens=_bounded(document.id, tokens),
        near=tuple(word for word in words if _NEAR_SHORTEST <= len(word) <= _NEAR_LONGEST),
    )


def lines_of(packed: bytes) -> list[IndexedLine]:
    """The lines that an entry has."""
    return msgspec.msgpack.decode(zlib.decompress(packed), type=list[IndexedLine])


def _said(field: Field | None) -> list[str]:
    """A field's value as texts; none where it was not read."""
    value = field.value if field is not None else None
    values = value if isinstance(value, list | tuple) else (value,)
    return [" ".join(one.split()) for one in values if isinstance(one, str) and one.strip()]


def _take(tokens: set[str], text: str) -> list[str]:
    """Add a text's words, spellings and pairs; its folded words."""
    found = forms(text)
    folded = [form.folded for form in found]
    tokens.update(folded)
    tokens.update(f"={form.exact}" for form in found if form.exact)
    tokens.update(pairs(folded))
    return folded


def _numbers(tokens: set[str], number: str, year: str, symbol: str) -> tuple[list[str], list[str]]:
    """Add a number, its year and its symbol in every shape they are asked for in."""
    parts = _take(tokens, f"{number} {year if symbol else ''} {symbol}")
    own = len(forms(number))
    compact: list[str] = []
    if own:
        compact = [joined(parts[:count]) for count in range(own, len(parts) + 1)]
        if own < len(parts) and parts[own].isdecimal():  # 30/2020/NĐ-CP is asked for as 30/NĐ-CP
            rest = parts[:own] + parts[own + 1 :]
            compact += [joined(rest[:count]) for count in range(own + 1, len(rest) + 1)]
        tokens.update(f"n:{one}" for one in compact)
        tokens.update(compact)
    signs = parts[own + len(forms(year if symbol else "")) :]
    for named in {joined(parts[own:]), joined(signs)} - {""}:
        tokens.update((f"y:{named}", named))
    return parts, compact


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.toordinal() > _EPOCH else None


def _key(document_id: str, dated: date | None) -> int:
    day = dated.toordinal() - _EPOCH if dated else 0
    digest = hashlib.sha256(document_id.encode()).digest()
    return (min(day, (1 << 17) - 1) << _KEY_BITS) | int.from_bytes(digest[:8]) >> 64 - _KEY_BITS


def _shown(document: Document) -> dict[str, Any]:
    """Fields for a person, where some of them stand, and how many degrees pages lie off."""
    fields = {
        key: field.value
        for key in _SHOWN
        if (field := document.fields.get(key)) is not None and isinstance(field.value, str)
    }
    places = {
        key: (field.page, _four(field.box), _told(key, fields, field.raw or field.value))
        for key in ("number", "subject", "org", "type", "signer", "date")
        if (field := document.fields.get(key)) is not None
        and field.page is not None
        and field.box is not None
        and isinstance(field.value, str)
    }
    turned = {page.number: page.rotation for page in document.pages if page.rotation}
    pages = list(document.source.pages)
    return {"fields": fields, "places": places, "pages": pages, "turned": turned}


def _told(key: str, fields: dict[str, str], raw: str) -> str:
    """What a place says: a number with its symbol, which a pen may have parted."""
    if key == "number" and "symbol" in fields:
        return f"Số {number_of(fields)}"
    return " ".join(raw.split())


def _four(box: Box) -> tuple[int, int, int, int]:
    return (box.x, box.y, box.width, box.height)


def _body(document: Document, tokens: set[str]) -> tuple[list[IndexedLine], list[str]]:
    """The lines of all pages, and their words; what interrupts the text comes behind it."""
    lines: list[IndexedLine] = []
    words: list[str] = []

    def add(found: Iterable[IndexedLine]) -> None:
        for line in found:
            folded = [form.folded for form in forms(line.text)]
            if folded:
                lines.append(msgspec.structs.replace(line, words=len(folded)))
                words.extend(folded)
                tokens.update(f"={form.exact}" for form in forms(line.text) if form.exact)

    add(_printed(document, aside=False))
    add(_printed(document, aside=True))
    add(_marked(document))
    known = set(words)
    beyond = [
        word
        for word in document.text.canonical.split()
        if any(form.folded not in known for form in forms(word))
    ]
    if beyond:  # figures put in by pen, words put right by a person
        first = document.source.pages[0] if document.source.pages else 1
        add([IndexedLine(first, (0, 0, 0, 0), 0, " ".join(beyond))])
    tokens.update(words)
    tokens.update(pairs(words))
    return lines, words


def _printed(document: Document, *, aside: bool) -> Iterator[IndexedLine]:
    for page in document.pages:
        for zone in page.zones:
            if zone.kind != "page_number" and (zone.kind in _ASIDE) == aside:
                yield from (_indexed(page.number, line) for line in zone.lines)


def _indexed(page: int, line: Line) -> IndexedLine:
    boxes: tuple[int, ...] = ()
    if [word.text for word in line.words] == line.text.split():
        boxes = tuple(figure for word in line.words for figure in _four(word.box))
    return IndexedLine(page, _four(line.box), 0, line.text, boxes)


def _marked(document: Document) -> Iterator[IndexedLine]:
    for page in document.pages:
        for mark in page.marks:
            if mark.text:
                yield IndexedLine(page.number, _four(mark.box), 0, " ".join(mark.text.split()))


def _bounded(document_id: str, tokens: set[str]) -> tuple[str, ...]:
    """All tokens, or of a giant document as many as a database takes: pairs go first."""
    size = sum(len(token.encode()) for token in tokens)
    kept = sorted(tokens)
    if size <= _MOST_BYTES:
        return tuple(kept)
    log.warning("index takes only a part of document=%s bytes=%d", document_id, size)
    taken: list[str] = []
    left = _MOST_BYTES
    for token in sorted(tokens, key=lambda one: ("_" in one, "=" in one, one)):
        left -= len(token.encode())
        if left < 0:
            break
        taken.append(token)
    return tuple(sorted(taken))
