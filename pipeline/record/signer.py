"""Who signed: authority, office, name, from the foot.

A name counts only beside an authority or office, or alone in the signature's place; names in the
body never do. An office and name put on by rubber stamp are read from those marks; a stamped office
under a printed one is the signer's. Pen before a title, or a deputy without `KT.`, makes authority
and title doubtful: the record never says then that the head signed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from pipeline.record.acting import Sign, scrap_before, sign_of, unread_stamp
from pipeline.record.deputies import deputy_of
from pipeline.record.foot_offices import in_capitals, likely_offices, plain, printed_title
from pipeline.record.foot_words import is_office
from pipeline.record.pieces import absent
from pipeline.record.signature import Signature, read_signature
from pipeline.record.signer_name import NOBODY_YET, name_field, stamped
from pipeline.record.signs import key
from pipeline.record.spelling import spelled
from pipeline.values.document import Field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.parts import Parts
    from pipeline.record.pieces import Piece
    from pipeline.values.marks import MarkRecord

__all__ = ["SignerFields", "main_signer"]

_NO_FOOT = "không thấy phần ký"
_DIRECTLY = "ký trực tiếp, không ghi TM., KT., TL., TUQ."
_UNREAD_SIGN = "có chữ trước chức vụ, chưa đọc được; chưa rõ có ký thay (KT., TM., TL., TUQ.) không"
_OTHER_TITLE = "chức danh đóng dấu khác chức danh in, không đọc được KT., TL., TUQ.; cần người xem"
_UNREAD_TITLE = "có dấu chức danh dưới chức vụ in, chưa đọc được; chưa rõ ai ký"
_NO_TM = "có tên tập thể trên chức vụ mà không đọc được TM.; chưa rõ thẩm quyền ký"
_NO_TITLE = "không đọc được chức vụ in nên chưa rõ thẩm quyền ký"
# What is in doubt stays below this, whatever was read.
_IN_DOUBT = 0.45
# Pen that was not read before `X`, and `PHÓ X` stamped under it: nothing but `KT.` is written so.
_BY_DEPUTY = 0.7


class SignerFields(NamedTuple):
    """The contract's fields of the main signature."""

    authority: Field
    title: Field
    signer: Field


def main_signer(
    parts: Parts, pieces: Sequence[Piece], beside: Sequence[Signature] = ()
) -> SignerFields:
    """The fields `authority`, `title`, `signer`.

    Args:
        parts: The document.
        pieces: Lines of the main signature; empty where no foot was found.
        beside: The signatures of those who sign with it.
    """
    stamps = _name_stamps(parts, pieces)
    if not pieces and not stamps:
        return SignerFields(
            absent(_NO_FOOT, rule="authority.foot"),
            absent(_NO_FOOT, rule="title.foot"),
            absent(_NO_FOOT, rule="signer.foot"),
        )
    signature = read_signature(pieces)
    lone = _deputy_below(signature)
    sign = sign_of(signature.authority, (*signature.body, *signature.title), parts)
    title = _title(signature if lone is None else lone, stamps, likely_offices(parts))
    if lone is not None and title.ink == "print":
        said = deputy_of(lone.title[0].text, _office(signature.title[0]))
        title = replace(title, value=said, rule="title.deputy")
    unread: MarkRecord | Piece | None = unread_stamp(
        signature.authority, signature.title, parts, above=True
    ) or _said_again(title, signature, stamps)
    if unread and title.ink != "stamp" and signature.title and not signature.authority:
        title = _hidden_title(title, unread, signature)
    doubtful = sign is not None or unread is not None or lone is not None
    if doubtful or _stands_in(title, signature):
        title = replace(title, confidence=min(title.confidence, _IN_DOUBT))
    authority = _authority(signature, pieces, title, sign, unread)
    return SignerFields(authority, title, name_field(signature, stamps, parts, beside))


def _stands_in(title: Field, signature: Signature) -> bool:
    """Whether a stamped office took a printed one's place and print does not say for whom."""
    return title.ink == "stamp" and bool(signature.title) and not signature.authority


def _said_again(
    title: Field, signature: Signature, stamps: Sequence[tuple[MarkRecord, int]]
) -> MarkRecord | Piece | None:
    """The head's office once more under the printed one: its deputy's, `PHÓ` lost in a seal."""
    if not signature.title or signature.authority:
        return None
    head = key(_office(signature.title[0]))
    stamped_again = (mark for mark, _ in stamps if key(mark.text or "") == head)
    doubled = len(signature.title) > 1 and key(title.value or "") == 2 * head
    return next(stamped_again, signature.title[1] if doubled else None)


def _hidden_title(title: Field, unread: MarkRecord | Piece, signature: Signature) -> Field:
    """No title: rubber under the printed one says another that could not be read."""
    rule = "title.name_stamp"
    head = _office(signature.title[0])
    likely = (f"PHÓ {head}", head) if title.value else ()
    return absent(
        _UNREAD_TITLE, signature.title, rule=rule, ink="stamp", box=unread.box, alternatives=likely
    )


def _authority(
    signature: Signature,
    pieces: Sequence[Piece],
    title: Field,
    sign: Sign | None,
    unread: MarkRecord | Piece | None,
) -> Field:
    if signature.authority:
        said = in_capitals(signature.authority, "authority")
        if sign is None:
            return said
        return replace(said, confidence=min(said.confidence, _IN_DOUBT))
    if sign is not None:
        return _by_sign(signature, sign, pieces, title)
    if unread is not None:
        rule = "authority.stamped"
        likely = tuple(f"KT. {_office(piece)}" for piece in signature.title[:1])
        return absent(
            _UNREAD_TITLE, pieces[:1], rule=rule, ink="stamp", box=unread.box, alternatives=likely
        )
    return _unsaid(signature, pieces, title)


def _deputy_below(signature: Signature) -> Signature | None:
    """The signature with the deputy's title, where `PHÓ X` stands under `X` and no `KT.` before.

    It was stamped in black, or the pen's `KT.` was not read; either way the deputy signed.
    """
    if signature.authority or not (signature.title and signature.other_offices):
        return None
    head, below = signature.title[0], signature.other_offices[0]
    if deputy_of(below.text, _office(head)) is None:
        return None
    return replace(signature, title=(below,), other_offices=(head,))


def _is_deputy_of(text: str, head: str) -> bool:
    return key(text) == "pho" + key(head)


def _office(piece: Piece) -> str:
    """The office of a line, what stands before it left aside."""
    scrap = scrap_before(piece.text)
    return spelled(plain(scrap[1] if scrap else piece.text))


def _unsaid(signature: Signature, pieces: Sequence[Piece], title: Field) -> Field:
    """No authority in print or by pen: the head signed, or nobody can tell."""
    if _stands_in(title, signature) or _deputy_below(signature) is not None:
        head = _office(signature.title[0])
        likely = (f"KT. {head}",) if _is_deputy_of(title.value or "", head) else ()
        return absent(
            _OTHER_TITLE,
            signature.title,
            rule="authority.stamped",
            ink="stamp",
            alternatives=likely,
        )
    if signature.body:
        likely = (f"TM. {spelled(plain(signature.body[0].text))}",)
        return absent(_NO_TM, signature.body, rule="authority.foot", alternatives=likely)
    reason = NOBODY_YET if signature.blank and not signature.names else _DIRECTLY
    if not signature.title:
        reason = _NO_TITLE
    return absent(reason, pieces[:1], rule="authority.foot")


def _by_sign(signature: Signature, sign: Sign, pieces: Sequence[Piece], title: Field) -> Field:
    """Authority by what stands before the printed office: said, but never surely.

    A sign that was not read can only be `KT.` where the head's own deputy signed under it.
    """
    lines = (*signature.body, *signature.title)
    printed = lines[0]
    head = _office(printed)
    deputy = title.value is not None and _is_deputy_of(title.value, head)
    said = sign.said or ("KT." if deputy else None)
    if said is None:
        return absent(
            _UNREAD_SIGN,
            pieces[:1],
            rule="authority.pen",
            ink="pen",
            box=sign.box,
            alternatives=(f"TM. {head}" if signature.body else f"KT. {head}",),
        )
    raw = sign.mark.text if sign.mark is not None and sign.mark.text else printed.line.raw
    rule = "authority.pen" if sign.said else "authority.pen_by_deputy"
    sure = _BY_DEPUTY if sign.said is None and title.ink == "stamp" else _IN_DOUBT
    return Field(f"{said} {head}", raw, sure, printed.page, sign.box, "pen", rule)


def _title(
    signature: Signature, stamps: list[tuple[MarkRecord, int]], likely: Sequence[str]
) -> Field:
    others = tuple(spelled(plain(piece.text)) for piece in signature.other_offices)
    printed = printed_title(signature, others, likely)
    for mark, page in stamps:
        for line in (mark.text or "").splitlines():
            office = spelled(plain(line))
            # `PHÓ` alone is what was read of a deputy's title.
            whole = is_office(line) and key(office) != "pho"
            if whole and (printed is None or office != printed.value):
                field = stamped(office, mark, page, "title.name_stamp")
                return replace(field, alternatives=(printed.value, *others) if printed else ())
    return printed or absent("không đọc được chức vụ người ký", rule="title.foot")


def _name_stamps(parts: Parts, pieces: Sequence[Piece]) -> list[tuple[MarkRecord, int]]:
    """Rubber stamps of office and name: on the page of the signature, else on the last page."""
    page = pieces[0].page if pieces else parts.pages[-1].number
    marks = [m for m in parts.marks_on(page) if m.kind == "name_stamp" and m.text]
    return [(mark, page) for mark in sorted(marks, key=lambda mark: mark.box.y)]
