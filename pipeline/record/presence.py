"""Which fields a paper plainly does not have, so that nobody is asked for them.

A balance sheet has no number, a form no issuing organ, a copy of the first page no signer.  Only
what the paper shows decides; where it is read badly, everything may be there and unread.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.record.parts import Parts
    from pipeline.values.document import Field

__all__ = ["Presence", "presence"]

_LETTERHEAD = frozenset({"heading", "number", "date", "recipients", "type"})
_HEAD_FIELDS = ("number", "symbol", "date", "type", "recipients")
# Papers of people and of parties to a contract, and lists: not issued under a number.
_UNNUMBERED = re.compile(
    r"\W*(?:to khai|phieu|don (?:xin|de nghi|dang ky|to cao|khieu nai|khoi kien)"
    r"|ban (?:khai|cam ket)|giay (?:de nghi|cam ket|khai sinh|bien nhan|uy quyen)"
    r"|(?:so yeu )?ly lich|hop dong|bien ban|danh sach|phu luc|thuyet minh"
    r"|bang (?:ke|tong hop|can doi|luong))\b"
)
# Titles under which no subject stands.
_WITHOUT_SUBJECT = re.compile(
    r"(?:giay|phieu|thu|cong dien|don|to khai|ban khai|bien ban|hop dong|danh sach|ly lich)\b"
)
# The day of an act of the National Assembly stands in its text.
_DATED_IN_TEXT = frozenset({"LUẬT", "BỘ LUẬT", "HIẾN PHÁP"})
_SIGNED = frozenset({"signature", "name_stamp"})
_TITLE_LINES = 14
# What the record says of a place that print left for a pen.
_BLANK = "để trống"
# Below this a page is read so badly that nothing can be said to be absent.
_READABLE = 0.6


@dataclass(frozen=True, slots=True)
class Presence:
    """What a paper has.

    Attributes:
        kind: `record` bears a letterhead; `form` is one of a person, a contract, a list; `sheet`
            has no letterhead at all: a table, a statement, an annex.
        lacks: Keys of fields that it does not have.
        ends: Whether the end of the document is there, where it is signed.
    """

    kind: str
    lacks: frozenset[str]
    ends: bool


def presence(parts: Parts, fields: Mapping[str, Field]) -> Presence:
    """What the paper shows, by its letterhead, its title and its foot."""
    ends = _ends(parts, fields)
    empty = {key for key, field in fields.items() if field.value is None and field.page is None}
    unsigned = empty & {"signer", "title", "authority"} if not ends else set()
    if parts.head_problem is not None or not _is_readable(parts):
        return Presence("record", frozenset(), ends=True)
    if not _has_letterhead(parts, fields):
        # Whoever signs a balance sheet signs many; only an office or a stamped name asks for one.
        signed = fields["title"].page is not None or "name_stamp" in _last_marks(parts)
        return Presence("sheet", frozenset(empty - {"signer"} if signed else empty), ends)
    lacks = set(unsigned)
    kind = fields["type"].value
    if any(_UNNUMBERED.match(fold(title)) for title in _titles(parts, fields)):
        named = {"number", "symbol", "org", "date", "subject"}
        # Of a form that nobody filled in the blanks are all there is.
        blank = {key for key, field in fields.items() if _BLANK in (field.reason or "")}
        lacks |= (empty & named) | (blank & (named | {"signer"}))
        return Presence("form", frozenset(lacks), ends)
    if kind and _WITHOUT_SUBJECT.match(fold(kind)):
        lacks |= empty & {"subject"}
    if kind in _DATED_IN_TEXT:
        lacks |= empty & {"date"}
    return Presence("record", frozenset(lacks), ends)


def _has_letterhead(parts: Parts, fields: Mapping[str, Field]) -> bool:
    if any(block.role in _LETTERHEAD for block in parts.head):
        return True
    told = [fields[key] for key in _HEAD_FIELDS if fields[key].rule != "date.foot"]
    if any(field.value is not None or field.page is not None for field in told):
        return True
    kinds = {mark.kind for page in parts.pages[:1] for mark in page.marks}
    return bool(kinds & {"incoming_stamp", "secrecy", "urgency"})


def _is_readable(parts: Parts) -> bool:
    first = next((page for page in parts.pages if not page.blank), None)
    return first is None or first.confidence is None or first.confidence >= _READABLE


def _titles(parts: Parts, fields: Mapping[str, Field]) -> Iterator[str]:
    """The type, and the first lines in capitals: a form's title may be taken for something else."""
    if fields["type"].value is not None and fields["type"].rule == "type.title":
        yield str(fields["type"].value)
        return
    head = [piece for block in parts.head for piece in block.pieces]
    flow = [piece for block in parts.flow[:3] for piece in block.pieces]
    for piece in (*head, *flow[: max(0, _TITLE_LINES - len(head))]):
        if piece.text.upper() == piece.text:
            yield piece.text


def _ends(parts: Parts, fields: Mapping[str, Field]) -> bool:
    """Whether anything of a foot is there: who gets copies, an office, a signature, its stamp."""
    if any(fields[key].page is not None for key in ("noi_nhan", "title", "signer", "authority")):
        return True
    if any(block.role in ("noi_nhan", "signature") for block in parts.flow):
        return True
    last = next((page for page in reversed(parts.pages) if not page.blank), None)
    if last is not None and last.problem is not None:
        return True
    return bool(_last_marks(parts) & _SIGNED)


def _last_marks(parts: Parts) -> set[str]:
    """Kinds of the marks on the last page that is not blank."""
    last = next((page for page in reversed(parts.pages) if not page.blank), None)
    return {mark.kind for mark in last.marks} if last else set()
