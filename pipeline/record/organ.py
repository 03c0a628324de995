"""System, parent organ and issuing organ (cơ quan ban hành): from the letterhead's left column."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.record import signs
from pipeline.record.dateline import parse_date_line
from pipeline.record.document_type import title_line
from pipeline.record.echoes import running_text, spelt_elsewhere
from pipeline.record.gazetteer import PLACES
from pipeline.record.lexicon import PARTY_ORGANS
from pipeline.record.organ_lines import are_equals, group_organs, is_unfinished, parted
from pipeline.record.pieces import absent, found, without_scraps
from pipeline.record.spelling import spelled
from pipeline.record.type_names import PRIVATE_PAPERS
from pipeline.text.folding import fold, old_style
from pipeline.text.paragraphs import join_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.parts import Parts
    from pipeline.record.pieces import Piece
    from pipeline.values.document import Field

__all__ = ["Letterhead", "letterhead_of", "organs", "place_of", "system_of"]

NO_ORGAN = "không thấy tên cơ quan ở đầu trang"
BLANK_ORGAN = "chỗ ghi tên cơ quan để trống"
_PARTY_AUTHOR = re.compile(r"\b(?:tinh|thanh|quan|huyen|dang|thi) uy\b|ban chap hanh dang")
# Firms: no organ of the state, the Party or a mass organisation.
_FIRM = re.compile(
    r"^(?:cong ty|tong cong ty|tap doan|doanh nghiep|xi nghiep|nha may|hop tac xa|htx|cty|"
    r"chi nhanh (?:cong ty|tong)|van phong (?:luat su|cong chung)|ngan hang (?:tmcp|thuong mai))\b"
)
_UNIT_ALONE = re.compile(r"^(?:tinh|thanh pho|huyen|quan|thi xa|thi tran|xa|phuong)\s(?!uy|doan)")
_HALF = 0.4
# Signs in the symbol or type that several organs issue together.
_JOINT = re.compile(
    r"[/\-\s\d](?:TT|NQ|KH|CT|CTr|HD|BC|TB|QC|TTr|QĐ)(?:LT|LN|LB|PH)(?=[-/\s]|$)|"
    r"LIÊN (?:TỊCH|NGÀNH|BỘ)|PHỐI HỢP"
)


class Letterhead:
    """The organs a letterhead names, top to bottom.

    Attributes:
        names: As printed, set phrases put right.
        read: As read.
        pieces: The lines of each.
        joint: How many of the last ones issue together; 1 where one organ issues alone.
    """

    def __init__(
        self, names: list[str], read: list[str], pieces: list[list[Piece]], joint: int
    ) -> None:
        self.names, self.read, self.pieces, self.joint = names, read, pieces, joint

    @property
    def issuers(self) -> list[str]:
        """The organs that issue, as printed."""
        return self.names[len(self.names) - self.joint :]

    @property
    def parent(self) -> str | None:
        """The organ above them."""
        above = self.names[: len(self.names) - self.joint]
        return above[-1] if above else None


def letterhead_of(parts: Parts) -> Letterhead | None:
    """The organs of a letterhead; None where it names none, or leaves them to be filled in."""
    pieces = [without_scraps(p, parts.of("organ")) for p in parts.of("organ")]
    if not pieces:
        return None
    place = place_of(parts)
    lines = running_text(parts)
    groups = [[pieces[i] for i in group] for group in group_organs([_plain(p) for p in pieces])]
    kept = [group for group in groups if not _blank(group)]
    if not kept:
        return None
    names, read, where = [], [], []
    for group in kept:
        said = join_lines(_plain(piece) for piece in group)
        # Once more over the lines' ends, which cut phrases in two (`CỔ` / `PHÁN XÂY DỰNG`).
        right = spelled(join_lines(spelled(_plain(piece)) for piece in group))
        # A set phrase is surer of its spelling than the running text is.
        right = spelled(spelt_elsewhere(group, right, lines)) if lines else right
        names.append(_as_date_line_says(right.rstrip(" -–"), place))
        read.append(said.rstrip(" -–"))
        where.append(group)
    return Letterhead(names, read, where, _joint(parts, names))


def _joint(parts: Parts, names: list[str]) -> int:
    """How many of the last organs issue together."""
    if len(names) < 2:
        return 1
    number = parts.of("number")
    said = " ".join(piece.text for piece in (*number, *parts.of("type")))
    if len(names) == 2 and _JOINT.search(said) and not _above(names[0], names[1]):
        return 2
    for count in range(len(names), 1, -1):
        if are_equals(names[-count:]):
            return count
    return 1


def _above(upper: str, lower: str) -> bool:
    """Whether a name is plainly the other's superior: a ministry over its department."""
    heads = [fold(name).split()[0] for name in (upper, lower)]
    return heads[0] in ("bo", "ubnd", "uy", "dang", "tinh", "so") and heads[1] != heads[0]


def _blank(group: Sequence[Piece]) -> bool:
    """A form's blank for the organ's name: leaders and an unfinished noun (`UBND ....`)."""
    said = " ".join(piece.line.text for piece in group)
    leaders = re.search(r"\.{3,}|…|_{3,}|\.\s\.\s\.|\((?:\d|[A-Za-z])\)|\d\)", said)
    bare = re.sub(r"[.…_]{2,}.*$|[(\d]+\).*$", "", said).strip(" .…_:")
    return bool(leaders) and (is_unfinished(bare) or len(bare.split()) < 3)


def organs(parts: Parts) -> tuple[Field, Field]:
    """The fields `parent_org` and `org`; of joint documents `org` names all."""
    head = letterhead_of(parts)
    if head is None:
        blank = parts.of("organ")
        reason = BLANK_ORGAN if blank else parts.head_problem or NO_ORGAN
        return (
            absent(reason, blank, rule="parent_org.letterhead"),
            absent(reason, blank, rule="org.letterhead"),
        )
    certainty = 0.95 if len(head.names) <= 2 else 0.85
    first = len(head.names) - head.joint
    if head.joint > 1:
        pieces = [piece for group in head.pieces[first:] for piece in group]
        org = found(pieces, " - ".join(head.issuers), "org.joint", 0.85)
        why = "liên tịch: không có cơ quan chủ quản"
    else:
        org = _named(head, first, "org", certainty)
        why = "đầu trang chỉ ghi một cơ quan"
        if len(parted(head.names[first])) > 1:
            org = replace(org, rule="org.joint")
    if first == 0:
        return absent(why, rule="parent_org.letterhead"), org
    return _named(head, first - 1, "parent_org", certainty), org


def _named(head: Letterhead, i: int, field: str, certainty: float) -> Field:
    """An organ's name; set phrases as the closed lists spell them, the reading kept beside."""
    pieces, name, read = head.pieces[i], head.names[i], head.read[i]
    if _UNIT_ALONE.match(fold(name)):  # the line above it was not read
        return found(pieces, name, f"{field}.half", _HALF)
    if name == read:
        return found(pieces, name, f"{field}.letterhead", certainty)
    return found(pieces, name, f"{field}.closed_list", 0.9 * certainty, alternatives=(read,))


def place_of(parts: Parts) -> str | None:
    """The place on the date line, as read."""
    pieces = parts.of("date")
    line = parse_date_line(pieces[0].text) if pieces else None
    return line.place if line else None


def _as_date_line_says(name: str, place: str | None) -> str:
    """An organ's place as the date line spells it, when only accents differ.

    Both were read from this page; the spelling that is a known place is taken, never one that
    stands nowhere on the page.

    >>> _as_date_line_says("ỦY BAN NHÂN DÂN THÀNH PHỐ CÂN THƠ", "Cần Thơ")
    'ỦY BAN NHÂN DÂN THÀNH PHỐ CẦN THƠ'
    >>> _as_date_line_says("TRƯỜNG X TP.HÒ CHÍ MINH", "Tp. Hồ Chí Minh")
    'TRƯỜNG X TP.HỒ CHÍ MINH'
    >>> _as_date_line_says("UBND TỈNH HÀ NAM", "Phủ Lý")
    'UBND TỈNH HÀ NAM'
    """
    bare = re.sub(r"^(?:[Tt][Pp]|[Tt][Xx]|[Tt]hành phố|[Tt]hị xã)[.\s]\s*", "", place or "")
    if bare not in PLACES:
        return name
    said = name[-len(bare) :]
    before = name[: -len(bare)]
    same = fold(said) == fold(bare) and before.endswith((" ", "."))
    known = said.title() in PLACES or old_style(said) == old_style(bare.upper())
    return before + bare.upper() if same and not known else name


def _plain(piece: Piece) -> str:
    text = piece.text.replace("~~", "")
    text = re.sub(r"^[\W_]+|[\s*_~.:;|,'\"“”]+$", "", text)
    text = re.sub(r"^ÔNG TY (?=CỔ|TNHH|CP)", "CÔNG TY ", text)  # a logo took the first letter
    return re.sub(r"^T[ÔỐỒỔỖỘO]{1,2}NG CÔNG TY\b", "TỔNG CÔNG TY", text)


def system_of(parts: Parts, org: str | None, parent: str | None) -> Field:
    """The field `system`: `state`, `party` or `mass`.

    The right-hand heading decides, not the organ's name, and never the separator in the number:
    old state papers use hyphens too. What firms and people write under the national heading
    belongs to no system.
    """
    headings = [(piece, signs.heading_of(piece.text)) for piece in parts.of("heading")]
    for piece, kind in headings:
        if kind in ("party", "mass"):
            return found([piece], kind, "system.heading", 0.99 if kind == "party" else 0.95)
    if _FIRM.match(fold(parent or org or "")):
        reason = "doanh nghiệp: không thuộc hệ thống nhà nước, Đảng hay đoàn thể"
        return absent(reason, parts.of("organ"), rule="system.organ")
    for piece, kind in headings:
        if kind == "national":
            if org is None and _private(parts):
                reason = "giấy tờ cá nhân, mẫu đơn: không do cơ quan nào ban hành"
                return absent(reason, [piece], rule="system.heading")
            return found([piece], "state", "system.heading", 0.99)
    return _without_heading(parts, org)


def _private(parts: Parts) -> bool:
    named = title_line(parts)
    if named and signs.starts_with(named[0], PRIVATE_PAPERS):
        return True
    return not (parts.of("number") or parts.of("date"))


def _without_heading(parts: Parts, org: str | None) -> Field:
    """A lost heading: an organ or author that can only be the Party's still says it."""
    author = parts.of("author")
    if org and signs.starts_with(org, PARTY_ORGANS):
        return found(parts.of("organ"), "party", "system.organ", 0.7)
    if author and _PARTY_AUTHOR.search(fold(author[0].text)):
        return found(author, "party", "system.author", 0.7)
    reason = parts.head_problem or "không thấy quốc hiệu hay tên Đảng ở đầu trang"
    return absent(reason, rule="system.heading")
