"""Cases found in the wild: what must be read, what must not change, and what we know we miss."""

import json
from pathlib import Path

import pytest
from paper import line_of

from pipeline.geometry import Box
from pipeline.record import signs
from pipeline.record.citations import find_citations
from pipeline.record.codes import repair_symbol
from pipeline.record.dateline import is_date_line, parse_date_line
from pipeline.record.kinds import type_of
from pipeline.record.list_items import items
from pipeline.record.organ import organs
from pipeline.record.parts import Parts
from pipeline.record.pieces import Piece
from pipeline.record.roles import Block
from pipeline.record.signers import signer_fields
from pipeline.record.subject import without_label
from pipeline.record.symbol import is_number_line, parse_number_line
from pipeline.text.normalise import fix_text
from pipeline.values.readings import PageReading

HERE = Path(__file__).parent


def pieces(lines, zone="foot_right"):
    return tuple(
        Piece(1, zone, Box(0, 0, 900, 900), line_of(text, f"l{i}", 0, 44 * i, 13 * len(text)))
        for i, text in enumerate(lines)
    )


def parts_with(role, lines):
    page = PageReading(1, (1654, 2339), 200.0)
    return Parts((page,), (), (Block(role, pieces(lines)),))


def read_number_line(text, issuer=None):
    line = parse_number_line(text) if is_number_line(text) else None
    return line and [line.number, repair_symbol(line.symbol, issuer=issuer)]


def read_date_line(text):
    line = parse_date_line(text) if is_date_line(text) else None
    if line is None:
        return None
    date = line.on(None, None)
    return [line.place, date and date.isoformat()]


def read_type(text):
    named = type_of(text)
    return named and named[0]


def read_citations(text):
    return [[c.type, c.code, c.date, c.mentions] for c in find_citations(text)]


def read_issuers(text):
    return [c.issuer for c in find_citations(text)]


def read_signature(lines):
    read = signer_fields(parts_with("signature", lines))
    return [field.value for field in (read.authority, read.title, read.signer)]


READERS = {
    "number_line": read_number_line,
    "date_line": read_date_line,
    "organs": lambda lines: [field.value for field in organs(parts_with("organ", lines))],
    "type": read_type,
    "subject": without_label,
    "items": items,
    "citations": read_citations,
    "issuers": read_issuers,
    "mark": signs.printed_mark,
    "signature": read_signature,
    "fix": fix_text,
}


def cases(name):
    found = []
    for reader, entries in json.loads((HERE / name).read_text(encoding="utf-8")).items():
        for entry in entries:
            more = {key: entry[key] for key in entry.keys() - {"given", "expect", "why"}}
            given = entry["given"]
            label = given if isinstance(given, str) else " / ".join(given)
            found.append(
                pytest.param(reader, given, more, entry["expect"], id=f"{reader}: {label}")
            )
    return found


@pytest.mark.parametrize(("reader", "given", "more", "expect"), cases("found.json"))
def test_what_was_found_in_the_wild_is_read(reader, given, more, expect):
    """Each case gives the value the paper has."""
    assert READERS[reader](given, **more) == expect


@pytest.mark.parametrize(("reader", "given", "more", "expect"), cases("negative.json"))
def test_what_looks_alike_is_left_alone(reader, given, more, expect):
    """Each case would be changed or invented by a rule that is too eager."""
    assert READERS[reader](given, **more) == expect


@pytest.mark.xfail(strict=True, reason="known failure: see the case's `why`")
@pytest.mark.parametrize(("reader", "given", "more", "expect"), cases("known-failures.json"))
def test_what_we_know_we_miss(reader, given, more, expect):
    """Each case fails today; one that begins to pass must move to found.json."""
    assert READERS[reader](given, **more) == expect
