"""The signer's name: printed, stamped, spoilt or missing, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.record.acting import unread_stamp
from pipeline.record.foot_offices import plain
from pipeline.record.person import is_known_surname, is_name, is_spoilt, person_of
from pipeline.record.pieces import absent, found
from pipeline.record.signs import is_caps
from pipeline.values.document import Field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.parts import Parts
    from pipeline.record.signature import Signature
    from pipeline.values.marks import MarkRecord

__all__ = ["NOBODY_YET", "in_small_letters", "name_field", "stamped"]

#: Why there is no signer where a form only says where to sign.
NOBODY_YET = "chỗ ký để trống, chưa có tên người ký"

_UNREAD_NAME = "có dấu tên, chưa đọc được"
_NO_NAME = "không đọc được tên người ký"
_SPOILT = "tên người ký có chữ đọc không chắc, không thành âm tiết"
# A line read more surely than this names whom it names, whatever the words.
_SURE_LINE = 0.85


def name_field(
    signature: Signature,
    stamps: list[tuple[MarkRecord, int]],
    parts: Parts,
    beside: Sequence[Signature],
) -> Field:
    """The field `signer`: the name alone.

    Args:
        signature: Its lines.
        stamps: Rubber stamps of office and name on its page, with the page's number.
        parts: The document.
        beside: Signatures of those who sign with it; their names are the other readings.
    """
    for mark, page in stamps:
        for line in (mark.text or "").splitlines():
            person = person_of(line)
            if person is None or not is_name(line) or signature.names:
                continue
            read = stamped(person.name, mark, page, "signer.name_stamp")
            return _unsure(read) if is_spoilt(person.name) else read
    if not signature.names:
        return _unnamed(signature, parts)
    people = [(piece, person_of(piece.text)) for piece in signature.names]
    best, person = people[0]
    if person is None:  # names are lines that name somebody
        raise ValueError(f"no person in {best.text!r}")
    others = [other.name for _, other in people[1:] if other is not None]
    others += [
        other.name
        for signed in beside
        for piece in signed.names
        if (other := person_of(piece.text)) is not None
    ]
    alone = not (signature.authority or signature.title)
    certainty = 0.95 if is_known_surname(person.name) else 0.8
    certainty *= 0.6 if alone else 1.0
    if not person.clean:
        certainty *= 0.7
    if len(person.name.split()) == 2 and not is_known_surname(person.name):
        certainty *= 0.6  # a surname that a seal hid leaves two words
    value = in_small_letters(person.name)
    rule = "signer.alone" if alone else "signer.foot"
    alternatives = tuple(dict.fromkeys(n for n in map(in_small_letters, others) if n != value))
    read = found([best], value, rule, certainty, alternatives=alternatives)
    doubted = is_spoilt(person.name) and best.line.confidence < _SURE_LINE
    return _unsure(read) if doubted else read


def _unsure(read: Field) -> Field:
    """No name: what was read holds a word that no name has, and stands beside as a reading."""
    return replace(
        read,
        value=None,
        confidence=0.0,
        reason=_SPOILT,
        alternatives=(read.value, *read.alternatives),
    )


def in_small_letters(name: str) -> str:
    """A name that is set in capitals as other papers set it."""
    return name.title() if is_caps(name) else name


def _unnamed(signature: Signature, parts: Parts) -> Field:
    """Why there is no name, and where a person finds it."""
    unread = unread_stamp(signature.authority, signature.title, parts, above=False)
    lines = (*signature.title, *signature.authority)[:1]
    if unread is not None:
        return absent(_UNREAD_NAME, lines, rule="signer.name_stamp", ink="stamp", box=unread.box)
    if signature.unsure_names:
        likely = tuple(plain(piece.text) for piece in signature.unsure_names)
        return absent(_NO_NAME, signature.unsure_names[:1], rule="signer.foot", alternatives=likely)
    return absent(NOBODY_YET if signature.blank else _NO_NAME, lines, rule="signer.foot")


def stamped(value: str, mark: MarkRecord, page: int, rule: str) -> Field:
    """A value that rubber put on the paper."""
    confidence = round(mark.confidence * 0.9, 4)
    return Field(value, mark.text, confidence, page, mark.box, "stamp", rule)
