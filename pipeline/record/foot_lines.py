"""Lines of one run or column of the foot: Nơi nhận, signature, or the body's last words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.geometry import Box
from pipeline.record import signs
from pipeline.record.foot_words import (
    is_authority,
    is_blank_to_sign,
    is_office,
    is_written_office,
)
from pipeline.record.person import is_known_surname, is_name, person_of
from pipeline.record.pieces import split_at, split_at_gap
from pipeline.record.spelling import nearest_office

if TYPE_CHECKING:
    from pipeline.record.pieces import Piece
    from pipeline.record.roles import Role

__all__ = ["foot_column", "foot_run", "is_of_a_foot"]

# A foot needs so few lines of its page; an office line further up is the author of a decision.
_FOOT_LINES = 16
_SCRAP = 12  # letters; what a seal's edge leaves between office and name


def is_of_a_foot(text: str) -> bool:
    """Whether a line beside Nơi nhận can be one of a signature's."""
    return (
        signs.is_caps(text)
        or is_name(text)
        or is_written_office(text)
        or is_blank_to_sign(text)
        or person_of(text) is not None
    )


def foot_column(members: list[Piece]) -> list[tuple[Role, Piece]]:
    """One column of the foot."""
    texts = [piece.text for piece in members]
    if any(signs.is_noi_nhan(text) for text in texts):
        return foot_run(members, in_foot=True)
    if members[0].zone == "foot_left":
        if all(re.match(r"[-–•+*]", text) for text in texts[:2]):
            return [("noi_nhan", piece) for piece in members]
        signed = any(is_authority(text) or is_office(text) for text in texts)
        return [("second_signature" if signed else "body", piece) for piece in members]
    starts = [
        i for i, t in enumerate(texts) if is_authority(t) or is_office(t) or nearest_office(t)
    ]
    names = [i for i, t in enumerate(texts) if is_name(t)]
    # A form prints the body alone; pen and rubber say the rest.
    bodies = [i for i, t in enumerate(texts) if _is_body_alone(t)] if not starts else []
    starts = starts or bodies
    if not starts and not names:
        return [("body", piece) for piece in members]
    first = starts[0] if starts else names[0]
    # Lines above a plain office that are no capitals are the body's last words.
    above = [i for i in range(first) if not signs.is_caps(texts[i]) and len(texts[i].split()) > 6]
    begin = above[-1] + 1 if above else 0
    return [("signature" if i >= begin else "body", piece) for i, piece in enumerate(members)]


def _is_body_alone(text: str) -> bool:
    """Whether a line is the collective's name, for which somebody signs.

    >>> [_is_body_alone(t) for t in ("ỦY BAN NHÂN DÂN", "- ỦY BAN NHÂN DÂN", "73v BAN CHẤP HÀNH")]
    [True, True, True]
    >>> [_is_body_alone(t) for t in ("Ủy ban nhân dân", "BAN", "TRẦN VĂN BÌNH", "CÔNG NGHIỆP")]
    [False, False, False, False]
    """
    bare = re.sub(r"^[^\w]*(?:\w{1,3}[^\w]+)?(?=\w)", "", text)
    said = next((t for t in (text, bare) if signs.starts_organ(t)), None)
    return said is not None and signs.is_caps(said) and len(said.split()) > 2


def foot_run(members: list[Piece], *, in_foot: bool) -> list[tuple[Role, Piece]]:
    """Lines of one run of which the last may be the foot, in one column or woven."""
    found: list[tuple[Role, Piece]] = []
    signature: list[Piece] = []
    mode: Role = "body"
    for i, piece in enumerate(members):
        opens = mode != "signature" and _opens_signature(
            members, i, anywhere=in_foot or mode == "noi_nhan"
        )
        if signs.is_noi_nhan(piece.text):
            mode = "noi_nhan"
        elif opens:
            mode = "signature"
        halves = _woven_foot(piece) if mode == "noi_nhan" else None
        if halves:
            found.append((mode, halves[0]))
            signature.append(halves[1])
        elif mode == "noi_nhan" and signature and _goes_on(signature, piece):
            signature.append(piece)
        else:
            found.append((mode, piece))
            if mode == "signature" and is_name(piece.text):
                mode = "body"
    if not signature:
        signature = _lone_name(found, in_foot=in_foot)
        found = [pair for pair in found if pair[1] not in signature]
    return found + [("signature", piece) for piece in signature]


def _goes_on(signature: list[Piece], piece: Piece) -> bool:
    """Whether a line is the signature's next: a name, or what stands in its column below it."""
    if is_name(piece.text):
        return True
    column = Box.around(p.box for p in signature)
    middle = piece.box.x + piece.box.width / 2
    return column.x < middle < column.right and is_of_a_foot(piece.text)


def _lone_name(found: list[tuple[Role, Piece]], *, in_foot: bool) -> list[Piece]:
    """A name whose office was lost under the seal: alone beside or right after Nơi nhận."""
    roles = [role for role, _ in found]
    if in_foot and set(roles) == {"body"}:
        return [piece for _, piece in found if is_name(piece.text)][-1:]
    if roles[-2:] == ["noi_nhan", "noi_nhan"]:
        above, last = found[-2][1], found[-1][1]
        if is_name(last.text) and above.text.rstrip().endswith("."):
            return [last]
    return []


def _opens_signature(members: list[Piece], i: int, *, anywhere: bool) -> bool:
    text = members[i].text
    if not anywhere and len(members) - i > _FOOT_LINES:
        return False
    if is_authority(text):
        return True
    if i + 1 < len(members) and _opens_in_small_letters(members[i], members[i + 1]):
        return True
    below = members[i + 1 : i + 6]
    goes_on = text.rstrip().endswith(",") and not (below and is_office(below[0].text))
    if not is_office(text) or text.rstrip().endswith(":") or goes_on:
        return False
    # Words of the body under an office line: it was an author's.
    first = next(
        (p for p in below if is_name(p.text) or not (signs.is_caps(p.text) or _is_scrap(p))), None
    )
    return first is not None and is_name(first.text)


def _is_scrap(piece: Piece) -> bool:
    return len(piece.text) <= _SCRAP


def _opens_in_small_letters(first: Piece, second: Piece) -> bool:
    """A name over its office, an office over a name or over where to sign: as companies set them.

    Both stand alone in their lines, one right under the other.
    """
    upper, lower = first.text, second.text
    if second.box.y - first.box.bottom > 12 * first.box.height or second.box.y <= first.box.y:
        return False
    shared = min(first.box.right, second.box.right) - max(first.box.x, second.box.x)
    if shared < 0.5 * min(first.box.width, second.box.width):
        return False
    if is_written_office(upper):
        return is_blank_to_sign(lower) or _is_surely_name(lower)
    near = second.box.y - first.box.bottom < 1.5 * first.box.height
    return near and _is_surely_name(upper) and is_written_office(lower)


def _is_surely_name(text: str) -> bool:
    person = person_of(text)
    return person is not None and is_name(text) and is_known_surname(person.name)


def _woven_foot(piece: Piece) -> tuple[Piece, Piece] | None:
    """A line of the foot that ran across both columns, as its halves."""
    label = re.match(r"\W*\S+\s+[^\s:]+\s*:?\s*(?=\S)", piece.text)
    label = label if signs.is_noi_nhan(piece.text) else None
    if label and (is_authority(piece.text[label.end() :]) or is_office(piece.text[label.end() :])):
        return split_at(piece, label.end())
    after_item = re.search(r"[;.,)]\s+(?=\S)", piece.text)
    if after_item:
        right = piece.text[after_item.end() :]
        if is_authority(right) or is_office(right):
            return split_at(piece, after_item.end())
    halves = split_at_gap(piece)
    if halves is None or not any(letter.isalnum() for letter in halves[0].text):
        return None  # a dash and its item: `-   BGH;`
    return halves if is_of_a_foot(halves[1].text) else None
