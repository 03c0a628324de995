"""Who issued the document (field `issuers`): one organ, or all of a joint document, in full."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.record.organ import BLANK_ORGAN, NO_ORGAN, letterhead_of, place_of
from pipeline.record.organ_lines import parted
from pipeline.record.organ_names import canonical_name, prose_name
from pipeline.record.pieces import absent, found
from pipeline.record.spelling import spelled
from pipeline.text.paragraphs import join_lines

if TYPE_CHECKING:
    from pipeline.record.parts import Parts
    from pipeline.values.document import Field

__all__ = ["issuers_field"]

_AUTHOR_SURE = 0.75
_UNIT_IN_SUBJECT = re.compile(
    r"(?:trên địa bàn|của|tại)\s+(?:tỉnh|thành phố|quận|huyện|thị xã)\s+"
    r"((?:[A-ZĐÀ-Ỹ][^\W\d_]*\s?){1,4})"
)


def issuers_field(parts: Parts, org: Field, subject: Field) -> Field:
    """The field `issuers`: printed, name, canonical name and parent of each.

    Where the letterhead is lost, the author's line under the type (`CỦA BAN THƯỜNG VỤ QUẬN ỦY`)
    still says who decided; then nothing was printed as a letterhead.

    Args:
        parts: The document, sorted.
        org: The field `org`.
        subject: The field `subject`, which may name the unit that an author's line leaves out.
    """
    head = letterhead_of(parts)
    if head is None:
        return _by_author(parts, subject)
    place = place_of(parts)
    parent = prose_name(head.parent) if head.parent else None
    printed = [name for issuer in head.issuers for name in parted(issuer)]
    value = []
    for issuer in printed:
        name = prose_name(issuer)
        canonical = canonical_name(name, parent=parent, place=place)
        above = canonical_name(parent, place=place) if parent else None
        value.append({"printed": issuer, "name": name, "canonical": canonical, "parent": above})
    pieces = [piece for group in head.pieces[-head.joint :] for piece in group]
    rule = "issuers.joint" if len(value) > 1 else "issuers.letterhead"
    field = found(pieces, value, rule, 0.95)
    return field if org.value is None else replace(field, confidence=org.confidence)


def _by_author(parts: Parts, subject: Field) -> Field:
    lines = parts.of("author")
    said = join_lines(spelled(piece.text.strip(" *_")) for piece in lines)
    said = re.sub(r"^\W*CỦA\s+", "", said)
    if not said:
        reason = BLANK_ORGAN if parts.of("organ") else parts.head_problem or NO_ORGAN
        return absent(reason, rule="issuers.letterhead")
    name = prose_name(said)
    unit = _UNIT_IN_SUBJECT.search(subject.value or "")
    place = place_of(parts) or (unit[1].strip() if unit else None)
    entry = {
        "printed": None,
        "name": name,
        "canonical": canonical_name(name, place=place),
        "parent": None,
    }
    return found(lines, [entry], "issuers.author", _AUTHOR_SURE)
