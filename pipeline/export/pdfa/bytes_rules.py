"""6.1.2 to 6.1.9: how the bytes of the file lie (header, trailer, tables, streams, strings)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import pikepdf
from pikepdf import Name, Stream

from pipeline.export.pdfa.violation import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["RULES", "Raw"]

_HEADER = re.compile(rb"%PDF-1\.[0-7][\r\n]{1,2}%[\x80-\xff]{4}")
_ENDING = re.compile(rb"startxref\s+(\d+)\s+%%EOF[\r\n]{0,2}\Z")
_TABLE = re.compile(rb"xref(?:\r\n|\n|\r)\d+ \d+(?:\r\n|\n|\r)(?=\d{10} \d{5} [nf][ \r][\r\n])")
# A pattern that begins with digits would be tried at every third byte of a picture.
_OBJECT = re.compile(rb" obj(?=[\x00\t\n\x0c\r <\[(/])")
_NUMBERS = re.compile(rb"(\d+) (\d+)\Z")
_MOST_DIGITS = 24  # of both numbers; qpdf counts in 32 bits
_STREAM = re.compile(rb">>[\x00\t\n\x0c\r ]*stream(\r\n|\n)")
_HEX = re.compile(rb"(?<!<)<([^<>]*)>(?!>)")
_NO_HEX = re.compile(rb"[^0-9A-Fa-f\x00\t\n\x0c\r ]")
_BLANK = re.compile(rb"[\x00\t\n\x0c\r ]")
_STRINGS = (pikepdf.TokenType.string, pikepdf.TokenType.bad)
_MOST_OBJECTS = 8_388_607


class Raw(NamedTuple):
    """A written file: its bytes (or a map of them), and what they say."""

    data: Any
    pdf: pikepdf.Pdf


def header(raw: Raw) -> Iterator[str]:
    """6.1.2: `%PDF-1.n` at once, then a comment of four bytes above 127."""
    if not _HEADER.match(raw.data):
        yield f"header is {bytes(raw.data[:16])!r}"


def identifier(raw: Raw) -> Iterator[str]:
    """6.1.3: the trailer has an ID."""
    found = raw.pdf.trailer.get("/ID")
    if not isinstance(found, pikepdf.Array) or len(found) != 2 or not all(map(bytes, found)):
        yield "trailer without ID"


def not_encrypted(raw: Raw) -> Iterator[str]:
    """6.1.3: nothing is encrypted."""
    if raw.pdf.is_encrypted or "/Encrypt" in raw.pdf.trailer:
        yield "encrypted"


def ending(raw: Raw) -> Iterator[str]:
    """6.1.3: nothing but one end of line follows the last `%%EOF`."""
    if not _ENDING.search(raw.data[-64:]):
        yield f"file ends with {bytes(raw.data[-16:])!r}"


def table(raw: Raw) -> Iterator[str]:
    """6.1.4: `xref` and its numbers are parted by single ends of line and blanks."""
    found = _ENDING.search(raw.data[-64:])
    if found is None:
        return
    at = int(found[1])
    if raw.data[at : at + 4] == b"xref" and not _TABLE.match(raw.data[at : at + 64]):
        yield "cross-reference table is written oddly"


def streams(raw: Raw) -> Iterator[str]:
    """6.1.7.1 and 6.1.9: `N G obj`, `stream`, as many bytes as `/Length` says, `endstream`."""
    starts: dict[tuple[int, int], list[int]] = {}
    for word in _OBJECT.finditer(raw.data):
        at = word.start()
        found = _NUMBERS.search(raw.data[max(0, at - _MOST_DIGITS) : at])
        if found is not None:
            starts.setdefault((int(found[1]), int(found[2])), []).append(word.end())
    for item in raw.pdf.objects:
        if not isinstance(item, Stream) or "/Length" not in item:
            continue
        length = int(item.Length)
        if not any(_is_whole(raw.data, at, length) for at in starts.get(item.objgen, ())):
            yield "stream {} {} R does not lie as its Length says".format(*item.objgen)


def _is_whole(data: Any, at: int, length: int) -> bool:
    found = _STREAM.search(data, at)
    if found is None:
        return False
    after = bytes(data[found.end() + length : found.end() + length + 12])
    return re.match(rb"(\r\n|\n|\r)endstream", after) is not None


def few_objects(raw: Raw) -> Iterator[str]:
    """6.1.13: no more objects than a table of old can count."""
    if len(raw.pdf.objects) > _MOST_OBJECTS:
        yield f"{len(raw.pdf.objects)} objects"


def even_hex(data: bytes) -> Iterator[str]:
    """6.1.6: strings in hexadecimal have an even number of digits and nothing else.

    Args:
        data: A content stream, decoded. What looks like such a string inside another string is
            told by a second, slower look.
    """
    if not any(_is_odd(found[1]) for found in _HEX.finditer(data)):
        return
    for token in _hex_tokens(data):
        if _is_odd(token):
            yield f"string <{token[:16].decode('latin-1')}>"


def _is_odd(digits: bytes) -> bool:
    return bool(_NO_HEX.search(digits)) or len(_BLANK.sub(b"", digits)) % 2 == 1


class _Strings(pikepdf.TokenFilter):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[bytes] = []

    def handle_token(self, token: Any = None) -> None:
        raw = token.raw_value
        if token.type_ in _STRINGS and raw.startswith(b"<") and not raw.startswith(b"<<"):
            self.found.append(raw[1:].removesuffix(b">"))


def _hex_tokens(data: bytes) -> list[bytes]:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.obj[Name.Contents] = pdf.make_stream(data)
        strings = _Strings()
        page.get_filtered_contents(strings)
        return strings.found


RULES = (
    Rule("6.1.2", "file", header),
    Rule("6.1.3", "file", identifier),
    Rule("6.1.3", "file", not_encrypted),
    Rule("6.1.3", "file", ending),
    Rule("6.1.4", "file", table),
    Rule("6.1.7.1", "file", streams),
    Rule("6.1.13", "file", few_objects),
)
