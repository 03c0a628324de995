"""Sort what follows the head: body, tables, Nơi nhận, signatures."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from pipeline.geometry import Box
from pipeline.record import signs
from pipeline.record.cosigners import sign_abreast
from pipeline.record.foot_words import (
    is_authority,
    is_blank_to_sign,
    is_office,
    is_written_office,
)
from pipeline.record.person import is_name, person_of
from pipeline.record.pieces import split_at, split_at_gap
from pipeline.record.roles import Block, Role
from pipeline.record.spelling import nearest_office

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.pieces import Piece
    from pipeline.values.readings import ZoneKind

__all__ = ["sort_flow"]

# A foot needs so few lines of its page; an office line further up is the author of a decision.
_FOOT_LINES = 16
_SCRAP = 12  # letters; what a seal's edge leaves between office and name


def sort_flow(pieces: Sequence[Piece], size_px: tuple[int, int]) -> list[Block]:
    """Sort one page's lines after the head, in reading order.

    Args:
        pieces: Of one page.
        size_px: (width, height) of the page.
    """
    lines = [p for p in pieces if not _page_number(p, size_px)]
    abreast = sign_abreast(lines)
    roles: list[tuple[Role, Piece]] = []
    rest = _beside_copies(abreast.others, size_px[0])
    for kind, group in groupby(_foot_by_columns(rest), key=_column):
        members = list(group)
        if kind in ("table", "footnote", "margin"):
            roles += [(kind, piece) for piece in members]
        elif kind in ("foot_left", "foot_right"):
            for column in _signers_apart(members):
                roles += _foot_zone(column)
        elif kind == "text":
            in_foot = any(role == "noi_nhan" for role, _ in roles)
            roles += _scan(members, in_foot=in_foot)
    roles += [
        ("second_signature" if column is not abreast.main else "signature", piece)
        for column in abreast.columns
        for piece in column
    ]
    return [
        Block(role, tuple(piece for _, piece in group))
        for (role, _), group in groupby(_together(roles), key=_own_block)
    ]


def _beside_copies(lines: list[Piece], width: int) -> list[Piece]:
    """Short lines right of `Nơi nhận` that the zoner left in the body: they are the foot's.

    A seal over the title moves it off its column, or leaves it alone with the body's last line.
    """
    label = next((p for p in lines if signs.is_noi_nhan(p.text)), None)
    if label is None or label.box.right > 0.45 * width:
        return lines
    top = label.box.y - 3.5 * label.box.height

    beside = [
        _column(p) == "text"
        and p.box.y > top
        and p.box.x > max(label.box.right, 0.42 * width)
        and _is_of_a_foot(p.text)
        for p in lines
    ]
    return [replace(p, zone="foot_right") if b else p for p, b in zip(lines, beside, strict=True)]


def _is_of_a_foot(text: str) -> bool:
    """Whether a line beside Nơi nhận can be one of a signature's."""
    return (
        signs.is_caps(text)
        or is_name(text)
        or is_written_office(text)
        or is_blank_to_sign(text)
        or person_of(text) is not None
    )


def _own_block(pair: tuple[Role, Piece]) -> tuple[Role, Box | None]:
    """Those who sign beside the signer have a block each."""
    role, piece = pair
    return role, piece.zone_box if role == "second_signature" else None


def _signers_apart(members: list[Piece]) -> list[list[Piece]]:
    """A column of the foot cut where another zone begins in which somebody else signs."""
    cut: list[list[Piece]] = []
    for _, group in groupby(members, key=lambda piece: piece.zone_box):
        zone = list(group)
        signs_itself = any(is_authority(p.text) or is_office(p.text) for p in zone)
        if not cut or signs_itself or _is_signed(cut[-1]):
            cut.append(zone)
        else:
            cut[-1] += zone
    return cut


def _is_signed(zone: list[Piece]) -> bool:
    """Whether a column is a signature: office and name, and no list of receivers."""
    if any(signs.is_noi_nhan(piece.text) for piece in zone):
        return False
    return any(is_authority(p.text) or is_office(p.text) for p in zone)


def _foot_by_columns(lines: list[Piece]) -> list[Piece]:
    """A foot that was cut in several pairs of columns: all of the left, then all of the right.

    What a zoner calls letterhead below a foot is the foot's.
    """
    at = next((i for i, p in enumerate(lines) if p.zone in ("foot_left", "foot_right")), None)
    if at is None:
        return lines
    foot = [
        replace(p, zone="foot_left" if p.zone.endswith("left") else "foot_right")
        if p.zone.endswith(("left", "right"))
        else p
        for p in lines[at:]
    ]
    below = _copies_below(foot)
    above = [p for p in foot if p not in below]
    left = [p for p in above if p.zone == "foot_left"]
    right = [p for p in above if p.zone == "foot_right"]
    others = [p for p in above if p.zone not in ("foot_left", "foot_right")]
    return [*lines[:at], *left, *right, *below, *others]


def _copies_below(foot: list[Piece]) -> list[Piece]:
    """Nơi nhận that stands below the signatures, where somebody signs on the left as well."""
    at = next((i for i, p in enumerate(foot) if signs.is_noi_nhan(p.text)), None)
    if at is None or not any(p.zone == "foot_left" for p in foot[:at]):
        return []
    if foot[at].box.y < max(p.box.y for p in foot[:at]):
        return []
    return [p for p in foot[at:] if p.zone == "foot_left"]


def _together(roles: list[tuple[Role, Piece]]) -> list[tuple[Role, Piece]]:
    """One Nơi nhận and one signature a page: what was found later joins its block."""
    sorted_roles: list[tuple[Role, Piece]] = []
    done: set[Role] = set()
    for role, piece in roles:
        if role not in ("noi_nhan", "signature"):
            sorted_roles.append((role, piece))
        elif role not in done:
            done.add(role)
            sorted_roles += [pair for pair in roles if pair[0] == role]
    return sorted_roles


_READ_ALONE = ("table", "footnote", "margin", "foot_left", "foot_right")


def _column(piece: Piece) -> ZoneKind | Literal["text"]:
    """Zones that are read as one run of lines share a name."""
    return piece.zone if piece.zone in _READ_ALONE else "text"


def _page_number(piece: Piece, size_px: tuple[int, int]) -> bool:
    """A line of only a number at the top or bottom of the page, and in no table."""
    if piece.zone == "table":
        return False
    if not re.fullmatch(r"[-–.\s]*\d{1,3}[-–.\s]*|[-–.\s]*[ivx]{1,5}[-–.\s]*", piece.text.strip()):
        return False
    middle = (piece.box.y + piece.box.bottom) / 2
    return middle < 0.1 * size_px[1] or middle > 0.92 * size_px[1]


def _foot_zone(members: list[Piece]) -> list[tuple[Role, Piece]]:
    """One column of the foot."""
    texts = [piece.text for piece in members]
    if any(signs.is_noi_nhan(text) for text in texts):
        return _scan(members, in_foot=True)
    if members[0].zone == "foot_left":
        if all(re.match(r"[-–•+*]", text) for text in texts[:2]):
            return [("noi_nhan", piece) for piece in members]
        signed = any(is_authority(text) or is_office(text) for text in texts)
        return [("second_signature" if signed else "body", piece) for piece in members]
    starts = [
        i for i, t in enumerate(texts) if is_authority(t) or is_office(t) or nearest_office(t)
    ]
    names = [i for i, t in enumerate(texts) if is_name(t)]
    if not starts and not names:
        return [("body", piece) for piece in members]
    first = starts[0] if starts else names[0]
    # Lines above a plain office that are no capitals are the body's last words.
    above = [i for i in range(first) if not signs.is_caps(texts[i]) and len(texts[i].split()) > 6]
    begin = above[-1] + 1 if above else 0
    return [("signature" if i >= begin else "body", piece) for i, piece in enumerate(members)]


def _scan(members: list[Piece], *, in_foot: bool) -> list[tuple[Role, Piece]]:
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
    return column.x < middle < column.right and _is_of_a_foot(piece.text)


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
    if not is_office(text) or text.rstrip().endswith((":", ",")):
        return False
    for piece in members[i + 1 : i + 6]:
        if is_name(piece.text):
            return True
        if not signs.is_caps(piece.text) and len(piece.text) > _SCRAP:
            return False  # words of the body: the office line above was an author's
    return False


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
    return halves if halves and _is_of_a_foot(halves[1].text) else None
