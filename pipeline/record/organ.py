"""System, parent organ and issuing organ (cơ quan ban hành): from the letterhead's left column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.record import signs
from pipeline.record.dateline import parse_date_line
from pipeline.record.gazetteer import PLACES
from pipeline.record.lexicon import MASS_ORGANS, PARTY_ORGANS, STANDS_ALONE_NEVER
from pipeline.record.pieces import absent, found
from pipeline.record.spelling import spelled
from pipeline.text.folding import fold, old_style
from pipeline.text.paragraphs import join_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.parts import Parts
    from pipeline.record.pieces import Piece
    from pipeline.values.document import Field

__all__ = ["group_organs", "organs", "system_of"]

NO_ORGAN = "không thấy tên cơ quan ở đầu trang"
_PARTY_AUTHOR = re.compile(r"\b(?:tinh|thanh|quan|huyen|dang|thi) uy\b|ban chap hanh dang")
# Ministries, as lines: two of them one under the other issue together (liên tịch).
_EQUALS = re.compile(
    r"^bo\s(?!tu lenh|chi huy)|^vien kiem sat nhan dan toi cao|^toa an nhan dan toi cao"
)


def group_organs(lines: Sequence[str]) -> list[list[int]]:
    """Which letterhead lines name one organ together: lists of indices.

    A line opens another organ when it begins with a closed list of words and the lines before it
    can stand by themselves.

    >>> group_organs(["ỦY BAN NHÂN DÂN", "TỈNH QUẢNG NGÃI"])
    [[0, 1]]
    >>> group_organs(["UBND TỈNH QUẢNG NGÃI", "BAN CHỈ ĐẠO 138"])
    [[0], [1]]
    >>> group_organs(["ỦY BAN NHÂN DÂN", "TỈNH QUẢNG NGÃI", "SỞ NÔNG NGHIỆP VÀ", "MÔI TRƯỜNG"])
    [[0, 1], [2, 3]]
    """
    groups: list[list[int]] = []
    for i, line in enumerate(lines):
        said = join_lines(lines[j] for j in groups[-1]) if groups else ""
        unfinished = bool(said) and (
            signs.starts_with(said, STANDS_ALONE_NEVER, whole=True) is not None
            or re.search(r"(?:\b(?:va|cua|ve|cac|thuoc|so|co quan)|[-,&])$", fold(said)) is not None
        )
        if groups and (unfinished or not signs.starts_organ(line)):
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def organs(parts: Parts) -> tuple[Field, Field]:
    """The fields `parent_org` and `org`."""
    pieces = parts.of("organ")
    if not pieces:
        reason = parts.head_problem or NO_ORGAN
        return absent(reason, rule="parent_org.letterhead"), absent(reason, rule="org.letterhead")
    place = _place_of(parts)
    groups = [[pieces[i] for i in group] for group in group_organs([p.text for p in pieces])]
    names = [join_lines(_plain(piece.text) for piece in group) for group in groups]
    certainty = 0.95 if len(groups) <= 2 else 0.85
    if len(groups) > 1 and all(_EQUALS.match(fold(name)) for name in names):
        together = found(pieces, " - ".join(names), "org.joint", 0.85)
        return absent("liên tịch: không có cơ quan chủ quản", rule="parent_org.joint"), together
    org = _named(groups[-1], names[-1], "org", certainty, place)
    if len(groups) == 1:
        return absent("đầu trang chỉ ghi một cơ quan", rule="parent_org.letterhead"), org
    return _named(groups[-2], names[-2], "parent_org", certainty, place), org


def _named(
    pieces: Sequence[Piece], name: str, field: str, certainty: float, place: str | None
) -> Field:
    """An organ's name; set phrases as the closed lists spell them, the reading kept beside."""
    right = _as_date_line_says(join_lines(spelled(_plain(p.text)) for p in pieces), place)
    if right == name:
        return found(pieces, name, f"{field}.letterhead", certainty)
    return found(pieces, right, f"{field}.closed_list", 0.9 * certainty, alternatives=(name,))


def _place_of(parts: Parts) -> str | None:
    pieces = parts.of("date")
    line = parse_date_line(pieces[0].text) if pieces else None
    return line.place if line else None


def _as_date_line_says(name: str, place: str | None) -> str:
    """An organ's place as the date line spells it, when only accents differ.

    Both were read from this page; the spelling that is a known place is taken, never one that
    stands nowhere on the page.

    >>> _as_date_line_says("ỦY BAN NHÂN DÂN THÀNH PHỐ CÂN THƠ", "Cần Thơ")
    'ỦY BAN NHÂN DÂN THÀNH PHỐ CẦN THƠ'
    >>> _as_date_line_says("UBND TỈNH HÀ NAM", "Phủ Lý")
    'UBND TỈNH HÀ NAM'
    """
    if place is None or place not in PLACES:
        return name
    said = name[-len(place) :]
    before = name[: -len(place)]
    same = fold(said) == fold(place) and before.endswith(" ")
    known = said.title() in PLACES or old_style(said) == old_style(place.upper())
    return before + place.upper() if same and not known else name


def _plain(text: str) -> str:
    return re.sub(r"^[\W_]+|[\s*_~.:;|]+$", "", text)


def system_of(parts: Parts, org: str | None, parent: str | None) -> Field:
    """The field `system`: `state`, `party` or `mass`.

    The right-hand heading decides; a mass organisation under the national heading is one by its
    name.  The separator in the number decides nothing: old state papers use hyphens too.
    """
    headings = [(piece, signs.heading_of(piece.text)) for piece in parts.of("heading")]
    for piece, kind in headings:
        if kind in ("party", "mass"):
            return found([piece], kind, "system.heading", 0.99 if kind == "party" else 0.95)
    if _mass(org) or _mass(parent):
        return found(parts.of("organ"), "mass", "system.organ", 0.85)
    for piece, kind in headings:
        if kind == "national":
            return found([piece], "state", "system.heading", 0.99)
    return _without_heading(parts, org)


def _without_heading(parts: Parts, org: str | None) -> Field:
    """A lost heading: an organ or author that can only be the Party's still says it."""
    author = parts.of("author")
    if org and signs.starts_with(org, PARTY_ORGANS):
        return found(parts.of("organ"), "party", "system.organ", 0.7)
    if author and _PARTY_AUTHOR.search(fold(author[0].text)):
        return found(author, "party", "system.author", 0.7)
    reason = parts.head_problem or "không thấy quốc hiệu hay tên Đảng ở đầu trang"
    return absent(reason, rule="system.heading")


def _mass(name: str | None) -> bool:
    return bool(name) and signs.starts_with(name or "", MASS_ORGANS) is not None
