"""Sort the first page's lines into letterhead, title, recipients, and what follows."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Literal

from pipeline.geometry import Box
from pipeline.record import signs
from pipeline.record.dateline import is_date_line
from pipeline.record.lexicon import OFFICES
from pipeline.record.list_items import STAMPED, is_misread_bullet
from pipeline.record.pieces import split_at, split_at_gap
from pipeline.record.roles import HEAD_ORDER, Block, Role
from pipeline.record.symbol import is_number_line, parse_number_line
from pipeline.text.folding import fold
from pipeline.text.paragraphs import ends_sentence, starts_item

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.pieces import Piece

__all__ = ["sort_head"]

# How far below the letterhead a title or Kính gửi may hide behind stamp lettering, in lines.
_LOOK_AHEAD = 14
_LONGEST_SUBJECT = 12
# The longest letterheads of the development scans have 17 lines before the body.
_HEAD_LINES = 30
_BODY_STARTS = re.compile(
    r"\W*(?:can cu|xet de nghi|theo de nghi|thuc hien|kem theo|ban hanh kem theo|dieu \d|"
    r"chuong [ivxlc]+|phan (?:thu|[ivxlc]+)|kinh thua|hom nay|thoi gian)\b"
)
# A part of a form or report: what stands above it is done, also an addressee left blank.
_PART = re.compile(r"\s*[IVX]{1,4}\s*[.)]\s")
_STAMP = re.compile(r"\W*(?:(?:cong van )?den\b|chuyen\s*:|luu ho so so|ngay\s*:|gio\s*:)")

_STAMP_LINE = re.compile(
    r"\W*(?:c[o0]ng van(?: den)?|den|chuyen(?:\W+\w{0,3})?|ngay|so|gio|luu ho so(?: so)?)\W*"
)


def sort_head(pieces: Sequence[Piece]) -> tuple[list[Block], list[Piece]]:
    """Sort the lines of a first page.

    Returns:
        Blocks in canonical order, one a role, and the lines after the head in reading order.
    """
    notes = [p for p in pieces if p.zone == "footnote"]
    apart = [part for p in pieces if p.zone != "footnote" for part in _unwoven(p)]
    head = _Head(apart)
    columns = apart[: _end_of_columns(apart)]
    left = [p for p in columns if p.zone == "letterhead_left"]
    right = [p for p in columns if p.zone == "letterhead_right"]
    margin = [p for p in apart if p.zone == "margin"]
    over = [*head.take_left(left), *head.take_right(right)]
    taken = [p for p in (*left, *right) if p not in over]
    rest = head.take_rest([p for p in apart if p not in taken and p not in margin])
    beside = [piece for piece in margin if not head.take_sign(piece)]
    blocks = [Block(role, tuple(head.roles[role])) for role in HEAD_ORDER if head.roles[role]]
    return blocks, [*rest, *notes, *beside]


def _end_of_columns(pieces: Sequence[Piece]) -> int:
    """Where the body begins: what a zoner calls letterhead below it is none."""
    for i, piece in enumerate(pieces):
        if piece.zone in ("foot_left", "foot_right"):
            return i
        if piece.zone not in ("body", "table"):
            continue
        same = [p for p in pieces[i : i + 4] if p.zone_box == piece.zone_box]
        above = {p.zone for p in pieces[:i]}
        if len(same) > 1 and above & {"letterhead_left", "letterhead_right"}:
            return i
    return len(pieces)


def _unwoven(piece: Piece) -> list[Piece]:
    """A line that ran across both columns of the letterhead, as its two halves."""
    if piece.zone in ("foot_left", "foot_right", "table"):
        return [piece]
    at = signs.heading_start(piece.text)
    if at is not None:
        return list(split_at(piece, at))
    line = parse_number_line(piece.text) if is_number_start(piece.text) else None
    if line is not None and is_date_line(piece.text[line.end :]):
        return list(split_at(piece, line.end))
    halves = split_at_gap(piece)
    if halves and (signs.heading_of(halves[1].text) or is_date_line(halves[1].text)):
        return list(halves)
    return [piece]


def is_number_start(text: str) -> bool:
    """Whether a line opens with the number's label, whatever follows."""
    return bool(re.match(r"\W*s[oe06]\s*[:.;\d/~_-]", fold(text)))


State = Literal["head", "letter_subject", "title", "after_title", "recipients"]


class _Head:
    """Roles given so far; fed column by column."""

    def __init__(self, candidates: Sequence[Piece]) -> None:
        self.roles: dict[Role, list[Piece]] = defaultdict(list)
        margin = [piece for piece in candidates if piece.zone == "margin"]
        inside = [piece for piece in candidates if piece.zone != "margin"]
        with_symbol = [
            piece
            for piece in (*inside[:_HEAD_LINES], *margin)
            if piece.zone not in ("foot_left", "foot_right", "table") and is_number_line(piece.text)
        ]
        in_left = [piece for piece in with_symbol if piece.zone == "letterhead_left"]
        self._number = next(iter(in_left), None) or next(iter(with_symbol), None)
        self._subject_closed = False
        self._page = _column(candidates)

    @property
    def begun(self) -> bool:
        """Whether anything of a letterhead was found, so that a title may be expected."""
        return any(self.roles[role] for role in ("heading", "number", "date"))

    def take_sign(self, piece: Piece) -> bool:
        """Give a line its role when its own words say it; False when they do not."""
        text = piece.text
        mark = signs.printed_mark(text)
        role: Role | None = None
        if signs.is_ornament(text):
            role = "furniture"
        elif signs.heading_of(text) and len(self.roles["heading"]) < 3:
            role = "heading"
        elif is_date_line(text) and not self.roles["date"]:
            role = "date"
        elif piece is self._number and not self.roles["number"]:
            role = "number"
        elif mark is not None:
            role = "printed_mark"
        if role is None:
            return False
        self.roles[role].append(piece)
        return True

    def take_left(self, pieces: list[Piece]) -> list[Piece]:
        """The left column: organs, number, a letter's subject. Gives back what belongs below."""
        numbered = self._number is not None and self._number in pieces
        passed_number = False
        for i, piece in enumerate(pieces):
            text = piece.text
            if self.take_sign(piece):
                passed_number = passed_number or piece is self._number
                continue
            subject = self.roles["letter_subject"]
            if signs.is_recipients(text) or (passed_number and signs.type_of(text) and not subject):
                return pieces[i:]
            organ_follows = not passed_number and not subject
            if signs.is_subject_start(text) and not subject:
                subject.append(piece)
            elif organ_follows and (signs.is_caps(text) or (numbered and _organ_like(text))):
                self.roles["organ"].append(piece)
            elif self._goes_on(piece, passed=passed_number or not numbered):
                subject.append(piece)
            else:
                self._set_aside(piece)
        return []

    def _set_aside(self, piece: Piece) -> None:
        """Keep a line that is none of ours, which also ends a letter's subject."""
        self._subject_closed = bool(self.roles["letter_subject"])
        self.roles["other"].append(piece)

    def _goes_on(self, piece: Piece, *, passed: bool) -> bool:
        """Whether a line of the left column begins or continues a letter's subject."""
        subject = self.roles["letter_subject"]
        if _STAMP.match(fold(piece.text)) or not passed or self._subject_closed:
            return False
        if signs.is_caps(piece.text) and not subject and not self.roles["number"]:
            return False
        if not subject:
            return len(signs.key(piece.text)) > 3
        if signs.is_caps(piece.text) and not signs.is_caps(subject[-1].text):
            return False
        above = subject[-1].box
        gap = piece.box.y - above.bottom
        return gap < 2.5 * above.height and len(subject) < _LONGEST_SUBJECT

    def take_right(self, pieces: list[Piece]) -> list[Piece]:
        """The right column: heading and date. Gives back what belongs below."""
        below: list[Piece] = []
        for piece in pieces:
            if below or not self.take_sign(piece):
                below.append(piece)
        return below

    def take_rest(self, pieces: list[Piece]) -> list[Piece]:
        """What stands under the columns, or everything where columns were not seen."""
        state: State = "head"
        for i, piece in enumerate(pieces):
            if piece.zone in ("foot_left", "foot_right"):
                return pieces[i:]
            following = self._step(piece, state, pieces[i + 1 : i + 1 + _LOOK_AHEAD])
            if following is None:
                return pieces[i:]
            state = following
        return []

    def _step(self, piece: Piece, state: State, ahead: list[Piece]) -> State | None:
        """Give one line its role and say what may follow; None where the body begins."""
        text = piece.text
        if state == "recipients" and _STAMP_LINE.fullmatch(fold(text)):
            self.roles["other"].append(piece)  # a stamp beside the list
            return state
        goes_on = state == "recipients" and self._is_recipient(piece)
        if goes_on or (state != "recipients" and signs.is_recipients(text)):
            self.roles["recipients"].append(piece)
            return "recipients"
        if state in ("recipients", "after_title"):
            return None
        if self.take_sign(piece):
            ended = state == "title" and self.roles["title_subject"] and signs.is_ornament(text)
            return "after_title" if ended else state
        if state == "title":
            return self._step_title(piece, ahead)
        named = signs.type_of(text)
        if named and (not named[1] or piece.zone == "title" or self.begun):
            self.roles["type"].append(piece)
            return "title"
        return self._step_head(piece, state, ahead)

    def _step_head(self, piece: Piece, state: State, ahead: list[Piece]) -> State | None:
        text = piece.text
        if signs.is_subject_start(text) and not self.roles["letter_subject"]:
            self.roles["letter_subject"].append(piece)
            return "letter_subject"
        expected = any(
            signs.is_recipients(p.text) or (signs.type_of(p.text) or ("", "x"))[1] == ""
            for p in ahead
        )
        if _BODY_STARTS.match(fold(text)) or not (
            expected or any(signs.heading_of(p.text) or p is self._number for p in ahead)
        ):
            return None
        if signs.is_caps(text) and not self.roles["number"] and len(signs.key(text)) > 4:
            self.roles["organ"].append(piece)
            return state
        letter = any(signs.is_recipients(p.text) for p in ahead[:8])
        subject = self.roles["letter_subject"]
        continues = state == "letter_subject" and not (
            signs.is_caps(text) and not signs.is_caps(subject[-1].text)
        )
        begins = letter and self.roles["number"] and not subject
        if (continues or begins) and not _STAMP.match(fold(text)) and not self._subject_closed:
            subject.append(piece)
            return "letter_subject"
        self._set_aside(piece)
        return state

    def _step_title(self, piece: Piece, ahead: list[Piece]) -> State | None:
        text, subject = piece.text, self.roles["title_subject"]
        folded = fold(text)
        if re.match(r"\W*cua\s", folded) and signs.is_caps(text) and not subject:
            self.roles["author"].append(piece)
            return "title"
        if _BODY_STARTS.match(folded) or (subject and starts_item(text)) or text.startswith("("):
            return None
        caps = signs.is_caps(text)
        if caps and _author_like(text) and (not subject or not signs.is_caps(subject[-1].text)):
            return None
        addressed = any(signs.is_recipients(p.text) for p in ahead[:6])
        if len(subject) >= _LONGEST_SUBJECT or not (addressed or self._in_title(piece)):
            return None
        subject.append(piece)
        return "title"

    def _in_title(self, piece: Piece) -> bool:
        """Whether a line under the type still stands in the title, by zone, place and wording."""
        first = self.roles["type"][0]
        subject = self.roles["title_subject"]
        if first.zone == "title":
            return piece.zone == "title"
        if piece.zone == "title" or self._centred(piece):
            return True
        if not subject:
            return signs.is_subject_start(piece.text) or piece.text[:1].islower()
        before = subject[-1]
        return not ends_sentence(before.text) and piece.text[:1].islower() and self._wide(before)

    def _centred(self, piece: Piece) -> bool:
        """Room on both sides, and the same; a justified line has none on the right."""
        before, after = piece.box.x - self._page.x, self._page.right - piece.box.right
        narrow = min(before, after) > 0.025 * self._page.width
        return narrow and abs(before - after) < 0.05 * self._page.width

    def _wide(self, piece: Piece) -> bool:
        return piece.box.width > 0.8 * self._page.width

    def _is_recipient(self, piece: Piece) -> bool:
        """Whether a line goes on with the recipients."""
        before = self.roles["recipients"]
        if piece.zone == "recipients":
            return True
        if _BODY_STARTS.match(fold(piece.text)) or _PART.match(piece.text):
            return False
        dashed = bool(re.match(r"[-–+•*]", STAMPED.sub("", piece.text).strip()))
        label_alone = re.search(r"g[uưiy][il1]\s*[:.;]?\W*$", fold(before[-1].text))
        if dashed or (label_alone and not self._wide(piece)):
            return True
        listed = any(re.match(r"[-–+•*]", p.text.strip()) for p in before) or re.search(
            r":\s*[-–+•*]", before[0].text
        )
        if re.search(r"[.;]\s*$", before[-1].text):
            more = before[-1].text.rstrip().endswith(";") and is_misread_bullet(piece.text)
            return bool(listed) and more
        if not piece.line.starts_paragraph or piece.text[:1].islower():
            # One addressee goes on below a full line; a line to the margin is the body's.
            full = before[-1].box.right > self._page.right - 0.2 * self._page.width
            ends = piece.box.right > self._page.right - 0.03 * self._page.width
            return bool(listed) or full or not (ends or self._wide(piece))
        return bool(listed) and not self._wide(piece)


def _organ_like(text: str) -> bool:
    return signs.starts_organ(text) and not signs.is_subject_start(text)


def _author_like(text: str) -> bool:
    """An organ or office in capitals that speaks the decision (THỦ TƯỚNG CHÍNH PHỦ)."""
    return signs.starts_organ(text) or signs.starts_with(text, OFFICES) is not None


def _column(pieces: Sequence[Piece]) -> Box:
    """The page's text column; a zone alone can be as narrow as its one line."""
    inside = [piece.box for piece in pieces if piece.zone not in ("margin", "page_number")]
    return Box.around(inside) if inside else Box(0, 0, 1, 1)
