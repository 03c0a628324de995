"""The lines of a signature taken apart: authority, office, name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.record.acting import scrap_before
from pipeline.record.feet import RANKS, is_authority, is_name, is_office
from pipeline.record.lexicon import SURNAMES
from pipeline.record.signs import is_caps, starts_organ
from pipeline.record.spelling import nearest_office

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.pieces import Piece

__all__ = ["Signature", "read_signature"]


@dataclass(frozen=True, slots=True)
class Signature:
    """The lines of one signature.

    Attributes:
        authority: `T/M ...`, `KT. ...`; several where a deputy signs for a collective's head.
        title: The office; its first line and lines that go on with it.
        other_offices: Offices held besides, printed or stamped under the first.
        names: Lines that can be the name, best first.
        body: The collective's name above the title where print does not say `TM.` before it.
    """

    authority: tuple[Piece, ...] = ()
    title: tuple[Piece, ...] = ()
    other_offices: tuple[Piece, ...] = ()
    names: tuple[Piece, ...] = ()
    body: tuple[Piece, ...] = ()


def read_signature(pieces: Sequence[Piece]) -> Signature:
    """Take the lines of a signature apart."""
    authority: list[Piece] = []
    title: list[Piece] = []
    others: list[Piece] = []
    names: list[Piece] = []
    body: list[Piece] = []
    for piece in pieces:
        text = piece.text
        last = piece is pieces[-1]
        begun = bool(authority or title)
        if is_authority(text) and not names and not title:
            authority.append(piece)
        elif (is_name(text) and (begun or last)) or (_caps_name(text) and begun and last):
            names.append(piece)
        elif not is_caps(text) or names:
            continue
        elif is_office(text) or (not title and (scrap_before(text) or nearest_office(text))):
            (others if title else title).append(piece)
        elif starts_organ(text) and not (authority or title):
            body.append(piece)
        elif title and not others:
            if _near(title[-1], piece):
                title.append(piece)
        elif authority and not title and _whole_words(text):
            authority.append(piece)
    names.sort(key=lambda p: (RANKS.sub("", p.text).split() or [""])[0] not in SURNAMES)
    whole = (authority, title, others, names, body)
    return Signature(*(tuple(lines) for lines in whole))


def _whole_words(text: str) -> bool:
    """Not a scrap that a seal left: at least two words, all of letters."""
    words = re.findall(r"[^\s,&-]+", text)
    return len(words) > 1 and all(word.isalpha() and len(word) > 1 for word in words)


def _near(above: Piece, below: Piece) -> bool:
    return below.box.y - above.box.bottom < 1.5 * above.box.height


def _caps_name(text: str) -> bool:
    """A name set in capitals, as older papers do."""
    words = text.split()
    known = {surname.upper() for surname in SURNAMES}
    if not is_caps(text) or is_office(text) or starts_organ(text):
        return False
    return 2 <= len(words) <= 5 and words[0] in known
