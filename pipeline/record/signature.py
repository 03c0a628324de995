"""The lines of a signature taken apart: authority, office, name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from pipeline.record.acting import scrap_before
from pipeline.record.deputies import deputy_of
from pipeline.record.foot_words import (
    is_authority,
    is_blank_to_sign,
    is_office,
    is_written_office,
)
from pipeline.record.person import is_known_surname, is_name, person_of
from pipeline.record.signs import is_caps, starts_organ
from pipeline.record.spelling import nearest_office
from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.pieces import Piece

__all__ = ["Signature", "read_signature"]

# A title goes on where its first line ends so or its second begins so.
_GOES_ON = re.compile(r"(?:[,&–-]|\bKIÊM|\bVÀ|\bCỦA)\s*$")
_WENT_ON = re.compile(r"\W*(?:THƯỜNG TRỰC|PHỤ TRÁCH|KIÊM|VÀ)\b|[(&–-]")
_ITEM = re.compile(r"\s*[-–—•+]\s")


@dataclass(frozen=True, slots=True)
class Signature:
    """The lines of one signature.

    Attributes:
        authority: `T/M ...`, `KT. ...`; several where a deputy signs for a collective's head.
        title: The office; its first line and lines that go on with it.
        other_offices: Offices held besides, printed or stamped under the first.
        names: Lines that can be the name, best first.
        body: The collective's name above the title where print does not say `TM.` before it.
        unsure_names: Lines where the name stands that were read too badly to be one.
        blank: It says where to sign, `(Ký, ghi rõ họ tên)`.
    """

    authority: tuple[Piece, ...] = ()
    title: tuple[Piece, ...] = ()
    other_offices: tuple[Piece, ...] = ()
    names: tuple[Piece, ...] = ()
    body: tuple[Piece, ...] = ()
    unsure_names: tuple[Piece, ...] = ()
    blank: bool = False


class _Lines:
    """A signature while its lines are sorted."""

    def __init__(self) -> None:
        self.authority: list[Piece] = []
        self.title: list[Piece] = []
        self.others: list[Piece] = []
        self.names: list[Piece] = []
        self.body: list[Piece] = []
        self.unsure: list[Piece] = []
        self.blank = False

    @property
    def begun(self) -> bool:
        return bool(self.authority or self.title)

    def take(self, piece: Piece, *, stands: bool) -> None:
        """Put one line, read downwards, where it belongs.

        Args:
            piece: The line.
            stands: A name may stand here although no office was seen yet.
        """
        text = piece.text
        if is_blank_to_sign(text):
            self.blank = True
        elif is_authority(text) and not self.names and not self.title:
            self.authority.append(piece)
            if re.match(r"\W*q\W", fold(text)):
                self.title.append(piece)  # `Q. GIÁM ĐỐC` is how the office itself is held
        elif is_office(text) or is_written_office(text):
            self._take_office(piece)
        elif self.title and not self.names and _is_damaged_deputy(text, self.title[0].text):
            self.others.append(piece)
        elif _names_somebody(piece, begun=self.begun, stands=stands):
            self.names.append(piece)
        elif is_caps(text) and not self.names:
            self._take_capitals(piece)
        elif self.begun and _like_a_name(text):
            self.unsure.append(piece)

    def _take_office(self, piece: Piece) -> None:
        """An office: the title, a line that goes on with it, or another one held besides."""
        if not self.title or (
            not (self.names or self.others)
            and _below(self.title[-1], piece)
            and (_GOES_ON.search(self.title[-1].text) or _WENT_ON.match(piece.text))
        ):
            self.title.append(piece)
        elif not self.names:
            self.others.append(piece)

    def _take_capitals(self, piece: Piece) -> None:
        """A line in capitals that is no office of the lists."""
        text = piece.text
        if scrap_before(text) or nearest_office(text):
            if self.title:
                self.others.append(piece)
            else:
                self.title.append(piece)
        elif starts_organ(text) and not self.begun:
            self.body.append(piece)
        elif self.title:
            if not self.others and _below(self.title[-1], piece):
                self.title.append(piece)
        elif self.authority and _whole_words(text) and _below(self.authority[-1], piece):
            self.authority.append(piece)
        elif self.body and _whole_words(text) and _below(self.body[-1], piece):
            self.body.append(piece)


def read_signature(pieces: Sequence[Piece]) -> Signature:
    """Take the lines of a signature apart."""
    lines = _Lines()
    for piece, below in zip_longest(pieces, pieces[1:]):
        # Companies set the name above the office.
        over = below is not None and (is_office(below.text) or is_written_office(below.text))
        lines.take(piece, stands=below is None or (over and piece is pieces[0]))
    lines.names.sort(key=lambda piece: not _is_known(piece))
    return Signature(
        tuple(lines.authority),
        tuple(lines.title),
        tuple(lines.others),
        tuple(lines.names),
        tuple(lines.body),
        tuple(lines.unsure),
        lines.blank,
    )


def _is_damaged_deputy(text: str, title: str) -> bool:
    """Whether a line, most of it capitals, is what a seal left of the head's deputy's title."""
    letters = [letter for letter in text if letter.isalpha()]
    capitals = sum(map(str.isupper, letters)) > 0.6 * len(letters)
    return capitals and deputy_of(text, title) is not None


def _names_somebody(piece: Piece, *, begun: bool, stands: bool) -> bool:
    text = piece.text
    person = person_of(text)
    if person is None or text.rstrip().endswith((";", ":")):
        return False
    if is_caps(person.name):
        known = not (is_office(text) or nearest_office(text) or starts_organ(text))
        return known and ((begun and stands) or person.rank is not None)
    if not (begun or stands):
        return False
    return is_name(text) or is_known_surname(person.name)


def _is_known(piece: Piece) -> bool:
    person = person_of(piece.text)
    return person is not None and is_known_surname(person.name)


def _like_a_name(text: str) -> bool:
    """Words of which most begin with a capital: a name, perhaps, that a seal spoilt."""
    words = [word for word in text.split() if any(map(str.isalpha, word))]
    if not 2 <= len(words) <= 7 or _ITEM.match(text) or re.search(r"[;:(]", text):
        return False
    return sum(word.strip("“”\"'.,-")[:1].isupper() for word in words) >= len(words) / 2


def _whole_words(text: str) -> bool:
    """Not a scrap that a seal left: at least two words, all of letters."""
    words = re.findall(r"[^\s,&-]+", text)
    return len(words) > 1 and all(word.isalpha() and len(word) > 1 for word in words)


def _below(above: Piece, below: Piece) -> bool:
    """Whether a line stands right under another, and in its column."""
    if _ITEM.match(below.text) or below.box.y - above.box.bottom >= 1.5 * above.box.height:
        return False
    shared = min(above.box.right, below.box.right) - max(above.box.x, below.box.x)
    return shared > 0.3 * min(above.box.width, below.box.width)
