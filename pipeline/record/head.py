"""Sort the first page's lines into letterhead, title, recipients, and what follows."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Literal

from pipeline.record import signs
from pipeline.record.columns import end_of_columns, is_number_start, unwoven
from pipeline.record.dateline import is_date_line
from pipeline.record.kinds import joins_type, type_of
from pipeline.record.list_items import STAMPED, is_misread_bullet
from pipeline.record.notices import notice_of
from pipeline.record.organ_lines import is_unfinished
from pipeline.record.roles import HEAD_ORDER, Block, Role
from pipeline.record.symbol import is_number_line
from pipeline.record.title import centred_on_page, part_of_title, text_column
from pipeline.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.pieces import Piece

__all__ = ["sort_head"]

# How far below the letterhead a title or Kính gửi may hide behind stamp lettering, in lines.
_LOOK_AHEAD = 14
_LONGEST_SUBJECT = 14
# The longest letterheads of the development scans have 17 lines before the body.
_HEAD_LINES = 30
_BEGINS_BODY = re.compile(
    r"\W*(?:can cu|xet de nghi|theo de nghi|thuc hien|kem theo|ban hanh kem theo|dieu \d|"
    r"chuong [ivxlc]+|phan (?:thu|[ivxlc]+)|kinh thua|hom nay|thoi gian)\b"
)
# Types that also name what an organ is for (`BAN QUẢN LÝ` / `DỰ ÁN`, `ĐẠI HỌC` / `LUẬT`).
_IN_NAMES = ("DỰ ÁN", "ĐỀ ÁN", "LUẬT", "KẾ HOẠCH", "QUY HOẠCH", "CHƯƠNG TRÌNH")
# A part of a form or report: what stands above it is done, also an addressee left blank.
_PART = re.compile(r"\s*[IVX]{1,4}\s*[.)]\s")
_STAMP = re.compile(
    r"\W*(?:(?:mau|bieu|ma) (?:so|ho so)\b|phu luc (?:so|[ivx\d])|nhan danh$|"
    r"(?:cong van )?den\b|chuyen\s*:|luu ho so so|ngay\s*:|gio\s*:)"
)

_STAMP_LINE = re.compile(
    r"\W*(?:c[o0]ng van(?: den)?|den|chuyen(?:\W+\w{0,3})?|ngay|so|gio|luu ho so(?: so)?)\W*"
)


def sort_head(pieces: Sequence[Piece]) -> tuple[list[Block], list[Piece]]:
    """Sort the lines of a first page.

    Returns:
        Blocks in canonical order, one a role, and the lines after the head in reading order.
    """
    notes = [p for p in pieces if p.zone == "footnote"]
    apart = [part for p in pieces if p.zone != "footnote" for part in unwoven(p)]
    head = _Head(apart)
    columns = apart[: end_of_columns(apart)]
    left = [p for p in columns if p.zone == "letterhead_left"]
    right = [p for p in columns if p.zone == "letterhead_right"]
    margin = [p for p in apart if p.zone == "margin"]
    over = [*head.take_left(left), *head.take_right(right)]
    taken = [p for p in (*left, *right) if p not in over]
    rest = head.take_rest([p for p in apart if p not in taken and p not in margin])
    beside = [piece for piece in margin if not head.take_sign(piece)]
    blocks = [Block(role, tuple(head.roles[role])) for role in HEAD_ORDER if head.roles[role]]
    return blocks, [*rest, *notes, *beside]


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
        self._headed = self._number is not None or any(
            signs.heading_of(piece.text) or is_date_line(piece.text)
            for piece in inside[:_HEAD_LINES]
        )
        self._subject_closed = False
        self._page = text_column(candidates)

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
        elif mark is not None or notice_of(text):
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
            if signs.is_recipients(text):
                return pieces[i:]
            if _STAMP.match(fold(text)):
                self._set_aside(piece)
                self._subject_closed = True
                continue
            names_type = not subject and self._names_type(text)
            if names_type and (passed_number or not numbered or not self.roles["organ"]):
                return pieces[i:]
            if signs.is_subject_start(text) and not subject:
                subject.append(piece)
                self._subject_closed = False
            elif names_type or self._is_contact(piece) or signs.is_foreign_name(text):
                self._set_aside(piece)
            elif not passed_number and not subject and self._is_organ(piece, numbered=numbered):
                self.roles["organ"].append(piece)
            elif self._goes_on(piece, passed=passed_number or not numbered):
                subject.append(piece)
            else:
                self._set_aside(piece)
        return []

    def _is_contact(self, piece: Piece) -> bool:
        """A line of address or telephone, or one that goes on with it."""
        text, before = piece.text, self.roles["other"]
        if signs.is_contact(text):
            return True
        runs_on = bool(before) and piece.box.y - before[-1].box.bottom < before[-1].box.height
        label = is_number_start(text) or signs.is_subject_start(text) or signs.is_caps(text)
        return runs_on and not label and signs.is_contact(f"{before[-1].text} {text}")

    def _names_type(self, text: str) -> bool:
        """Whether a line of the left column is a type, and not the rest of an organ's name.

        `SỞ` / `KẾ HOẠCH VÀ ĐẦU TƯ`, `BAN QUẢN LÝ` / `DỰ ÁN 1` name organs over two lines.
        """
        named = type_of(text)
        if named is None or signs.starts_organ(text):
            return False
        organ = self.roles["organ"]
        over = bool(organ) and named[0] in _IN_NAMES and is_unfinished(organ[-1].text)
        return not over and (not named[1] or self.roles["number"] != [])

    def _is_organ(self, piece: Piece, *, numbered: bool) -> bool:
        """Whether a line over the number names the organ, or goes on with its name."""
        organ = self.roles["organ"]
        if not signs.is_caps(piece.text):
            return numbered and _organ_like(piece.text)
        if signs.starts_organ(piece.text):
            return True
        if not organ:  # over a table or a form only an organ's own words make it one
            return self._headed
        return piece.box.y - organ[-1].box.bottom < 2.5 * organ[-1].box.height

    def _over_number(self, piece: Piece) -> bool:
        """Whether a line stands where organs do, also in a zone that is not the letterhead's."""
        if not self.roles["number"]:
            return True
        above = piece.box.bottom <= self.roles["number"][0].box.y
        organ = self.roles["organ"]
        begins = not organ and signs.starts_organ(piece.text)
        near = bool(organ) and any(
            abs(piece.box.y - other.box.y) < 3 * other.box.height for other in organ
        )
        over = near and piece.box.y < organ[0].box.y
        return above and (begins or (near and (not over or signs.starts_organ(piece.text))))

    def _set_aside(self, piece: Piece) -> None:
        """Keep a line that is none of ours, which also ends a letter's subject."""
        self._subject_closed = bool(self.roles["letter_subject"])
        self.roles["other"].append(piece)

    def _goes_on(self, piece: Piece, *, passed: bool) -> bool:
        """Whether a line of the left column begins or continues a letter's subject."""
        subject = self.roles["letter_subject"]
        stamped = _STAMP.match(fold(piece.text)) or is_number_start(piece.text)
        if stamped or not passed or self._subject_closed:
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
            if state == "recipients" and _STAMP_LINE.fullmatch(fold(piece.text)):
                self.roles["other"].append(piece)  # a stamp beside the list
                continue
            following = self._step(piece, state, pieces[i + 1 : i + 1 + _LOOK_AHEAD])
            if following is None:
                return pieces[i:]
            state = following
        return []

    def _step(self, piece: Piece, state: State, ahead: list[Piece]) -> State | None:
        """Give one line its role and say what may follow; None where the body begins."""
        text = piece.text
        if state == "recipients":
            return self._step_recipients(piece)
        if signs.is_recipients(text):
            self.roles["recipients"].append(piece)
            return "recipients"
        if state == "after_title":
            return None
        if self.take_sign(piece):
            ended = state == "title" and self.roles["title_subject"] and signs.is_ornament(text)
            return "after_title" if ended else state
        if state != "title" and self._opens_title(piece, ahead):
            self.roles["type"].append(piece)
            return "title"
        step = self._step_title if state == "title" else self._step_head
        return step(piece, state, ahead)

    def _step_recipients(self, piece: Piece) -> State | None:
        beside = _STAMP_LINE.fullmatch(fold(piece.text))
        if not beside and not self._is_recipient(piece):
            return None
        self.roles["other" if beside else "recipients"].append(piece)
        return "recipients"

    def _opens_title(self, piece: Piece, ahead: list[Piece]) -> bool:
        """Whether a line is the type, or the first line of a type printed over two.

        Without a letterhead above it only a title in the page's middle is believed: running heads
        and chapters bear the same words.
        """
        if joins_type(piece.text, ahead[0].text if ahead else "") and not type_of(piece.text):
            return True
        named = type_of(piece.text, titled=piece.zone == "title")
        if named is None or _STAMP.match(fold(piece.text)):
            return False
        if self.begun:
            return True
        return not named[1] and (piece.zone == "title" or centred_on_page(piece, self._page))

    def _step_head(self, piece: Piece, state: State, ahead: list[Piece]) -> State | None:
        text = piece.text
        if signs.is_subject_start(text) and not self.roles["letter_subject"]:
            self.roles["letter_subject"].append(piece)
            return "letter_subject"
        expected = any(
            signs.is_recipients(p.text) or (type_of(p.text) or ("", "x"))[1] == "" for p in ahead
        )
        if _BEGINS_BODY.match(fold(text)) or not (
            expected or any(signs.heading_of(p.text) or p is self._number for p in ahead)
        ):
            return None
        if self._is_contact(piece) or signs.is_foreign_name(text) or _STAMP.match(fold(text)):
            self._set_aside(piece)
            return state
        if signs.is_caps(text) and self._over_number(piece) and len(signs.key(text)) > 4:
            self.roles["organ"].append(piece)
            self.roles["organ"].sort(key=lambda p: p.box.y)
            return state
        letter = any(signs.is_recipients(p.text) for p in ahead[:8])
        subject = self.roles["letter_subject"]
        continues = state == "letter_subject" and not (
            signs.is_caps(text) and not signs.is_caps(subject[-1].text)
        )
        begins = letter and self.roles["number"] and not subject
        numbered = is_number_start(text)
        if (continues or begins) and not numbered and not self._subject_closed:
            subject.append(piece)
            return "letter_subject"
        self._set_aside(piece)
        return state

    def _step_title(self, piece: Piece, _: State, ahead: list[Piece]) -> State | None:
        part = part_of_title(
            piece,
            self.roles["type"],
            self.roles["author"],
            self.roles["title_subject"],
            ahead,
            self._page,
        )
        if part is None:
            return None
        self.roles[part].append(piece)
        return "title"

    def _wide(self, piece: Piece) -> bool:
        return piece.box.width > 0.8 * self._page.width

    def _is_recipient(self, piece: Piece) -> bool:
        """Whether a line goes on with the recipients."""
        before = self.roles["recipients"]
        if piece.zone == "recipients":
            return True
        if _BEGINS_BODY.match(fold(piece.text)) or _PART.match(piece.text):
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
