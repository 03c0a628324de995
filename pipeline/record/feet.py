"""Sort what follows the head: body, tables, Nơi nhận, signatures."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from pipeline.record import signs
from pipeline.record.cosigners import sign_abreast
from pipeline.record.foot_lines import foot_column, foot_run, is_of_a_foot
from pipeline.record.foot_words import is_authority, is_office
from pipeline.record.roles import Block, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.geometry import Box
    from pipeline.record.pieces import Piece
    from pipeline.values.readings import ZoneKind

__all__ = ["sort_flow"]


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
                roles += foot_column(column)
        elif kind == "text":
            in_foot = any(role == "noi_nhan" for role, _ in roles)
            roles += foot_run(members, in_foot=in_foot)
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
        and is_of_a_foot(p.text)
        for p in lines
    ]
    return [replace(p, zone="foot_right") if b else p for p, b in zip(lines, beside, strict=True)]


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
