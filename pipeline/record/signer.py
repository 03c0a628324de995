"""Who signed: authority, office, name, from the right foot.

A name counts only beside an authority or office, or alone in the signature's place; names in the
body never do. An office and name put on by rubber stamp are read from those marks; a stamped office
under a printed one is the signer's. Pen before a title, or a deputy without `KT.`, makes authority
and title doubtful: the record never says then that the head signed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.record.acting import Sign, scrap_before, sign_of, unread_stamp
from pipeline.record.feet import RANKS, is_name, is_office
from pipeline.record.lexicon import SURNAMES
from pipeline.record.pieces import absent, found
from pipeline.record.signature import Signature, read_signature
from pipeline.record.signs import is_caps, key
from pipeline.record.spelling import nearest_office, spelled
from pipeline.text.paragraphs import join_lines
from pipeline.values.document import Field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.parts import Parts
    from pipeline.record.pieces import Piece
    from pipeline.values.marks import MarkRecord

__all__ = ["signer_fields"]

_NO_FOOT = "không thấy phần ký"
_DIRECTLY = "ký trực tiếp, không ghi TM., KT., TL., TUQ."
_UNREAD_SIGN = "có chữ trước chức vụ, chưa đọc được; chưa rõ có ký thay (KT., TM., TL., TUQ.) không"
_OTHER_TITLE = "chức danh đóng dấu khác chức danh in, không đọc được KT., TL., TUQ.; cần người xem"
_UNREAD_TITLE = "có dấu chức danh dưới chức vụ in, chưa đọc được; chưa rõ ai ký"
_UNREAD_NAME = "có dấu tên, chưa đọc được"
_NO_TM = "có tên tập thể trên chức vụ mà không đọc được TM.; chưa rõ thẩm quyền ký"
_NO_TITLE = "không đọc được chức vụ in nên chưa rõ thẩm quyền ký"
# What is in doubt stays below this, whatever was read.
_IN_DOUBT = 0.45


def signer_fields(parts: Parts) -> tuple[Field, Field, Field]:
    """The fields `authority`, `title`, `signer`."""
    pieces = parts.first("signature") or parts.first("second_signature")
    stamps = _name_stamps(parts, pieces)
    if not pieces and not stamps:
        return (
            absent(_NO_FOOT, rule="authority.foot"),
            absent(_NO_FOOT, rule="title.foot"),
            absent(_NO_FOOT, rule="signer.foot"),
        )
    signature = read_signature(pieces)
    lone = _deputy_below(signature)
    sign = sign_of(signature.authority, (*signature.body, *signature.title), parts)
    title = _title(signature if lone is None else lone, stamps)
    unread = unread_stamp(signature.authority, signature.title, parts, above=True)
    doubtful = sign is not None or unread is not None or lone is not None
    if doubtful or _stands_in(title, signature):
        title = replace(title, confidence=min(title.confidence, _IN_DOUBT))
    authority = _authority(signature, pieces, title, sign, unread)
    return authority, title, _name(signature, stamps, parts)


def _stands_in(title: Field, signature: Signature) -> bool:
    """Whether a stamped office took a printed one's place and print does not say for whom."""
    return title.ink == "stamp" and bool(signature.title) and not signature.authority


def _authority(
    signature: Signature,
    pieces: Sequence[Piece],
    title: Field,
    sign: Sign | None,
    unread: MarkRecord | None,
) -> Field:
    if signature.authority:
        said = _in_capitals(signature.authority, "authority")
        if sign is None:
            return said
        return replace(said, confidence=min(said.confidence, _IN_DOUBT))
    if sign is not None:
        return _by_sign(signature, sign, pieces)
    if unread is not None:
        rule = "authority.stamped"
        return absent(_UNREAD_TITLE, pieces[:1], rule=rule, ink="stamp", box=unread.box)
    return _unsaid(signature, pieces, title)


def _deputy_below(signature: Signature) -> Signature | None:
    """The signature with the deputy's title, where `PHÓ X` stands under `X` and no `KT.` before.

    It was stamped in black, or the pen's `KT.` was not read; either way the deputy signed.
    """
    if signature.authority or not (signature.title and signature.other_offices):
        return None
    head, below = signature.title[0], signature.other_offices[0]
    if key(below.text) != "pho" + key(head.text):
        return None
    return replace(signature, title=(below,), other_offices=(head,))


def _unsaid(signature: Signature, pieces: Sequence[Piece], title: Field) -> Field:
    """No authority in print or by pen: the head signed, or nobody can tell."""
    if _stands_in(title, signature) or _deputy_below(signature) is not None:
        return absent(_OTHER_TITLE, signature.title, rule="authority.stamped", ink="stamp")
    if signature.body:
        likely = (f"TM. {spelled(_plain(signature.body[0].text))}",)
        return absent(_NO_TM, signature.body, rule="authority.foot", alternatives=likely)
    reason = _DIRECTLY if signature.title else _NO_TITLE
    return absent(reason, pieces[:1], rule="authority.foot")


def _by_sign(signature: Signature, sign: Sign, pieces: Sequence[Piece]) -> Field:
    """Authority by what stands before the printed office: said, but never surely."""
    lines = (*signature.body, *signature.title)
    if sign.said is None:
        return absent(_UNREAD_SIGN, pieces[:1], rule="authority.pen", ink="pen", box=sign.box)
    printed = lines[0]
    scrap = scrap_before(printed.text)
    office = spelled(_plain(scrap[1] if scrap else printed.text))
    raw = sign.mark.text if sign.mark is not None and sign.mark.text else printed.line.raw
    value = f"{sign.said} {office}"
    return Field(value, raw, _IN_DOUBT, printed.page, sign.box, "pen", "authority.pen")


def _title(signature: Signature, stamps: list[tuple[MarkRecord, int]]) -> Field:
    others = tuple(spelled(_plain(piece.text)) for piece in signature.other_offices)
    printed = _in_capitals(signature.title, "title", others) if signature.title else None
    for mark, page in stamps:
        for line in (mark.text or "").splitlines():
            office = spelled(_plain(line))
            if is_office(line) and (printed is None or office != printed.value):
                field = _stamped(office, mark, page, "title.name_stamp")
                return replace(field, alternatives=(printed.value, *others) if printed else ())
    return printed or absent("không đọc được chức vụ người ký", rule="title.foot")


def _in_capitals(pieces: Sequence[Piece], field: str, others: tuple[str, ...] = ()) -> Field:
    """Authority or office; closed lists put right what accents or a seal's edge spoilt."""
    scraps = [scrap_before(piece.text) for piece in pieces]
    bare = [s[1] if s else p.text for s, p in zip(scraps, pieces, strict=True)]
    read = join_lines(_plain(piece.text) for piece in pieces)
    value = join_lines(spelled(_plain(text)) for text in bare)
    if field == "title" and not is_office(value):
        value = nearest_office(value) or value
    if value == read:
        return found(pieces, value, f"{field}.foot", 0.95, alternatives=others)
    return found(pieces, value, f"{field}.closed_list", 0.8, alternatives=(read, *others))


def _name(signature: Signature, stamps: list[tuple[MarkRecord, int]], parts: Parts) -> Field:
    for mark, page in stamps:
        for line in (mark.text or "").splitlines():
            if is_name(line) and not signature.names:
                return _stamped(_bare(line), mark, page, "signer.name_stamp")
    unread = (
        None
        if signature.names
        else unread_stamp(signature.authority, signature.title, parts, above=False)
    )
    if unread is not None:
        lines = (*signature.title, *signature.authority)[:1]
        return absent(_UNREAD_NAME, lines, rule="signer.name_stamp", ink="stamp", box=unread.box)
    if not signature.names:
        return absent("không đọc được tên người ký", rule="signer.foot")
    best = signature.names[0]
    second = read_signature(parts.first("second_signature")).names
    others = tuple(_bare(piece.text) for piece in (*signature.names[1:], *second))
    known = _bare(best.text).split()[0].capitalize() in SURNAMES
    alone = not (signature.authority or signature.title)
    certainty = (0.95 if known else 0.8) * (0.6 if alone else 1.0)
    rule = "signer.alone" if alone else "signer.foot"
    name = _bare(best.text)
    value = name.title() if is_caps(name) else name
    return found([best], value, rule, certainty, alternatives=tuple(n for n in others if n != name))


def _bare(text: str) -> str:
    return RANKS.sub("", _plain(text)).strip()


def _plain(text: str) -> str:
    return re.sub(r"^[\W_]+|[\s*_~.,:;|'\"-]+$", "", text)


def _name_stamps(parts: Parts, pieces: Sequence[Piece]) -> list[tuple[MarkRecord, int]]:
    """Rubber stamps of office and name: on the page of the signature, else on the last page."""
    page = pieces[0].page if pieces else parts.pages[-1].number
    marks = [m for m in parts.marks_on(page) if m.kind == "name_stamp" and m.text]
    return [(mark, page) for mark in sorted(marks, key=lambda mark: mark.box.y)]


def _stamped(value: str, mark: MarkRecord, page: int, rule: str) -> Field:
    confidence = round(mark.confidence * 0.9, 4)
    return Field(value, mark.text, confidence, page, mark.box, "stamp", rule)
