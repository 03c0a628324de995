"""Authority and office of a signature in print, put right by closed lists and by each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.record.acting import scrap_before
from pipeline.record.foot_words import authority_said, is_authority, is_office
from pipeline.record.pieces import found
from pipeline.record.signs import is_caps, key
from pipeline.record.spelling import deputy_said, nearest_office, spelled
from pipeline.text.folding import differences, fold
from pipeline.text.paragraphs import join_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.parts import Parts
    from pipeline.record.pieces import Piece
    from pipeline.record.signature import Signature
    from pipeline.values.document import Field

__all__ = ["in_capitals", "likely_offices", "plain", "printed_title"]

# Who heads an organ, by a word of its name; the first that fits.
_HEADS = (
    (r"truong|dai hoc|hoc vien|cao dang|thpt|thcs", ("HIỆU TRƯỞNG",)),
    (r"uy ban nhan dan|ubnd|hoi dong nhan dan|hdnd|mat tran|lien doan|hoi ", ("CHỦ TỊCH",)),
    (r"thu tuong", ("THỦ TƯỚNG",)),
    (r"vien kiem sat|vien ", ("VIỆN TRƯỞNG",)),
    (r"toa an", ("CHÁNH ÁN",)),
    (r"(?:tong |chi )?cuc ", ("CỤC TRƯỞNG", "CHI CỤC TRƯỞNG", "TỔNG CỤC TRƯỞNG")),
    (r"van phong", ("CHÁNH VĂN PHÒNG",)),
    (r"so |cong ty|benh vien|trung tam|cong an|ngan hang|bao hiem", ("GIÁM ĐỐC",)),
    (r"bo ", ("BỘ TRƯỞNG",)),
    (r"(?:dang|tinh|thanh|huyen|quan|thi) uy|chi bo|doan ", ("BÍ THƯ",)),
    (r"ban ", ("TRƯỞNG BAN",)),
    (r"phong ", ("TRƯỞNG PHÒNG",)),
)
_FOR_HEAD = re.compile(r"\W*k\s*[/.]?\s*t\s*[/.,:;]?\s*(?=[a-z])")
# Of a deputy's title so many letters may be misread where print says for whom he signs.
_MISREAD = 0.34


def plain(text: str) -> str:
    """A line without the signs that a seal or a pen left at its ends."""
    return re.sub(r"^[\W_]+|[\s*_~.,:;|'\"-]+$", "", text)


def likely_offices(parts: Parts) -> tuple[str, ...]:
    """Who heads the organs of the letterhead, the last and lowest first."""
    organs = [fold(piece.text) + " " for piece in parts.of("organ")]
    named = [
        heads for organ in reversed(organs) for word, heads in _HEADS if re.search(word, organ)
    ]
    return tuple(dict.fromkeys(office for heads in named[:2] for office in heads))


def _lines(pieces: Sequence[Piece]) -> list[str]:
    """Lines without scraps; the comma with which one goes over to the next stays."""
    bare = [plain(piece.text) for piece in pieces]
    return [
        f"{text}," if piece.text.rstrip().endswith(",") and piece is not pieces[-1] else text
        for text, piece in zip(bare, pieces, strict=True)
    ]


def in_capitals(pieces: Sequence[Piece], field: str, others: tuple[str, ...] = ()) -> Field:
    """Authority or office; closed lists put right what accents or a seal's edge spoilt."""
    read = join_lines(_lines(pieces))
    value = join_lines(spelled(authority_said(text)) for text in _lines(pieces))
    if value == read:
        return found(pieces, value, f"{field}.foot", 0.95, alternatives=others)
    return found(pieces, value, f"{field}.closed_list", 0.8, alternatives=(read, *others))


def printed_title(
    signature: Signature, others: tuple[str, ...], likely: Sequence[str]
) -> Field | None:
    """The printed office: as the lists spell it, as its organ has it, as `KT.` above it demands.

    Args:
        signature: With the lines of the title.
        others: Offices held besides.
        likely: Offices that the organs of the letterhead have.
    """
    pieces = signature.title
    if not pieces:
        return None
    read = join_lines(_lines(pieces))
    deputy = _deputy(signature, read)
    if deputy is not None:
        return found(pieces, deputy, "title.deputy", 0.75, alternatives=(read, *others))
    value = join_lines(_mended(text, likely) for text in _lines(pieces))
    if value == read:
        return found(pieces, value, "title.foot", 0.95, alternatives=others)
    sure = 0.8 if key(value) == key(read) or is_office(read) else 0.7
    return found(pieces, value, "title.closed_list", sure, alternatives=(read, *others))


def _mended(text: str, likely: Sequence[str]) -> str:
    """One line of a title."""
    if not is_caps(text):
        return text
    if is_office(text) or is_authority(text):
        return spelled(authority_said(text))
    scrap = scrap_before(text)
    if scrap is not None:
        return spelled(plain(scrap[1]))
    return deputy_said(text) or nearest_office(text, likely=likely) or spelled(text)


def _deputy(signature: Signature, read: str) -> str | None:
    """`PHÓ X` under a printed `KT. X`, where its line is damaged or lost what stood before `X`.

    None where the line is another office: `KT. BỘ TRƯỞNG` is signed by a `THỨ TRƯỞNG`.
    """
    above = signature.authority[-1].text if signature.authority else ""
    match = _FOR_HEAD.match(fold(above))
    if match is None or not is_caps(read):
        return None
    head = spelled(plain(above[match.end() :]))
    wanted = f"PHÓ {head}"
    if key(read) == key(wanted):
        return None
    if is_office(read) and key(read) != key(head):
        return None
    most = int(_MISREAD * len(key(wanted)))
    return wanted if differences(key(read), key(wanted), most) <= most else None
