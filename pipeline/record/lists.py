"""Lists in print: whom a document goes to (Kính gửi) and who gets a copy (Nơi nhận)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.record.pieces import absent, found
from pipeline.record.signs import RECIPIENTS_LABEL
from pipeline.text.folding import fold
from pipeline.text.paragraphs import join_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.parts import Parts
    from pipeline.values.document import Field

__all__ = ["grouped", "items", "noi_nhan_field", "recipients_field"]

_BULLET = re.compile(r"^\s*[-–—+•*·~=_]+\s*")
_NOI_NHAN = re.compile(r"\W*n[o0][il1]\s*nhan\s*[:.;]?\s*")


def grouped(lines: Sequence[str]) -> list[list[str]]:
    """The printed lines of a list, an item each.

    An item begins with a dash, or after a line that ended with a semicolon or full stop; other
    lines go on with the item before.
    """
    groups: list[list[str]] = []
    for line in lines:
        text = line.strip()
        if not any(letter.isalnum() for letter in text):
            continue
        if not groups or _BULLET.match(text) or groups[-1][-1].endswith((";", ".", "./.")):
            groups.append([text])
        else:
            groups[-1].append(text)
    return groups


def items(lines: Sequence[str]) -> list[str]:
    """The items of a printed list, without dashes and without the stops between them.

    >>> items(["- Các quận ủy, huyện ủy,", "- Các ban cán sự đảng, đảng đoàn", "và đảng ủy."])
    ['Các quận ủy, huyện ủy', 'Các ban cán sự đảng, đảng đoàn và đảng ủy']
    >>> items(["- VPCP: BTCN, PCN,", "các Vụ: TH, PL;", "- Lưu: VT, CN. pvc"])
    ['VPCP: BTCN, PCN, các Vụ: TH, PL', 'Lưu: VT, CN. pvc']
    >>> items(["Như trên;", "Lưu VT."])
    ['Như trên', 'Lưu VT']
    """
    joined = (_BULLET.sub("", join_lines(group), count=1) for group in grouped(lines))
    worded = (item for item in joined if any(letter.isalpha() for letter in item))
    cleaned = (re.sub(r"[^\w)\]”\"'’]+$", "", item) for item in worded)
    return [item for item in cleaned if item]


def _listed(texts: Sequence[str], label: re.Pattern[str]) -> list[str]:
    lines = list(texts)
    opening = label.match(fold(lines[0]))
    if opening:
        lines[0] = lines[0][opening.end() :]
    return items(lines)


def recipients_field(parts: Parts) -> Field:
    """The field `recipients`."""
    pieces = parts.of("recipients")
    if not pieces:
        return absent(parts.head_problem or "không có Kính gửi", rule="recipients.kinh_gui")
    listed = _listed([piece.text for piece in pieces], RECIPIENTS_LABEL)
    if not listed:
        return absent("Kính gửi không ghi nơi nào đọc được", pieces, rule="recipients.kinh_gui")
    return found(pieces, listed, "recipients.kinh_gui", 0.95)


def noi_nhan_field(parts: Parts) -> Field:
    """The field `noi_nhan`, of the first foot."""
    pieces = parts.first("noi_nhan")
    if not pieces:
        return absent("không thấy Nơi nhận", rule="noi_nhan.foot")
    listed = _listed([piece.text for piece in pieces], _NOI_NHAN)
    if not listed:
        return absent("Nơi nhận không ghi nơi nào đọc được", pieces, rule="noi_nhan.foot")
    return found(pieces, listed, "noi_nhan.foot", 0.95)
