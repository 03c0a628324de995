"""All who signed a document, and which of them signed it as its own.

Annexes and forms that follow have feet of their own, mostly empty; minutes, contracts and
statements are signed by several side by side. The record's `authority`, `title` and `signer` are
those of the main signature; `signers` lists all of the document's own.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from pipeline.record.cosigners import office_weight
from pipeline.record.foot_offices import in_capitals, plain
from pipeline.record.person import is_known_surname, person_of
from pipeline.record.pieces import absent, found
from pipeline.record.running import in_running_case
from pipeline.record.signature import Signature, read_signature
from pipeline.record.signer import SignerFields, main_signer
from pipeline.record.signer_name import in_small_letters
from pipeline.record.signs import is_caps
from pipeline.record.spelling import spelled
from pipeline.text.folding import fold
from pipeline.values.document import Field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.parts import Parts
    from pipeline.record.pieces import Piece
    from pipeline.values.marks import MarkRecord

__all__ = ["Signers", "signer_fields"]

By = Literal["print", "pen", "stamp", "digital"]

_COLLECTIVE = re.compile(r"\W*t\s*[/.]?\s*m\s*[/.,:;]*\s*(?=[a-z])")
_FOR_HEAD = re.compile(r"\s(?:K\s*[/.]?\s*T)[./,]?\s")
_LATER = "phần ký của văn bản chưa đọc được; chỉ đọc được mẫu hoặc phụ lục kèm theo"


class Signers(NamedTuple):
    """The contract's fields of the main signature, and the list of all who signed."""

    authority: Field
    title: Field
    signer: Field
    signers: Field


class _Foot(NamedTuple):
    """One signature of the document."""

    pieces: tuple[Piece, ...]
    signature: Signature
    right: bool

    @property
    def page(self) -> int:
        return self.pieces[0].page


def signer_fields(parts: Parts) -> Signers:
    """Read who signed."""
    feet = [
        _Foot(block.pieces, read_signature(block.pieces), block.role == "signature")
        for block in parts.flow
        if block.role in ("signature", "second_signature")
    ]
    own = _own_feet(feet, parts)
    if feet and not own:
        where = feet[0].pieces[:1]
        missing = partial(absent, _LATER, where)
        return Signers(
            missing(rule="authority.foot"),
            missing(rule="title.foot"),
            missing(rule="signer.foot"),
            missing(rule="signers.foot"),
        )
    main = max(own, key=lambda foot: (_weight(foot), foot.right), default=None)
    beside = tuple(foot.signature for foot in own if foot is not main)
    fields = main_signer(parts, main.pieces if main else (), beside)
    return Signers(*fields, _list_of(own, main, fields, parts))


def _own_feet(feet: list[_Foot], parts: Parts) -> list[_Foot]:
    """The feet of the first page on which somebody signed; where nobody did, of the first page.

    Empty where that page follows one with `Nơi nhận`: the document's own foot was not read then.
    """
    pages = [list(group) for _, group in groupby(feet, key=lambda foot: foot.page)]
    if not pages:
        return []
    signed = next((page for page in pages if any(_is_signed(foot, parts) for foot in page)), None)
    own = signed or pages[0]
    copies = parts.first("noi_nhan")
    if copies and copies[0].page < own[0].page and not any(foot.signature.names for foot in own):
        return []
    return own


def _is_signed(foot: _Foot, parts: Parts) -> bool:
    """Whether a name, a seal or a signature says that somebody signed here."""
    if foot.signature.names:
        return True
    last = foot.pieces[-1].box
    return any(
        mark.kind in ("seal", "signature", "name_stamp")
        and mark.box.bottom > last.y
        and mark.box.x < last.right + last.width
        and mark.box.right > last.x - last.width
        for mark in parts.marks_on(foot.page)
    )


def _weight(foot: _Foot) -> int:
    lines = (*foot.signature.authority, *foot.signature.title)
    return max((office_weight(piece.text) for piece in lines), default=1)


def _list_of(own: Sequence[_Foot], main: _Foot | None, fields: SignerFields, parts: Parts) -> Field:
    """`signers`: a dict for each who signed, left to right."""
    entries: list[dict[str, Any]] = []
    pieces: list[Piece] = []
    sure: list[float] = []
    if main is None and fields.signer.value is not None:
        entries.append(_entry_of_main(None, fields))
        sure.append(fields.signer.confidence)
    for foot in sorted(own, key=lambda foot: min(piece.box.x for piece in foot.pieces)):
        entry = _entry_of_main(foot, fields) if foot is main else _entry(foot)
        if entry["name"] is None and entry["title"] is None and entry["authority"] is None:
            continue
        entries.append(entry)
        pieces += foot.pieces
        if foot is main:
            sure += [f.confidence for f in fields if f.value is not None]
    entries += _digital(entries, parts)
    if not any(entry["name"] for entry in entries):
        reason = fields.signer.reason or ""
        return absent(reason, pieces[:1], rule="signers.foot")
    if not pieces:
        return _by_marks(entries, fields.signer, sure)
    field = found(pieces, entries, "signers.foot", 0.9)
    least = min([field.confidence, *sure])
    return found(pieces, entries, "signers.foot", 0.9 * least / max(field.confidence, 1e-6))


def _by_marks(entries: list[dict[str, Any]], signer: Field, sure: list[float]) -> Field:
    """Signers whom no print names: by stamp, or by digital signature alone."""
    return Field(
        entries,
        signer.raw,
        min(sure, default=0.5),
        signer.page,
        signer.box,
        signer.ink,
        "signers.marks",
    )


def _entry_of_main(foot: _Foot | None, fields: SignerFields) -> dict[str, Any]:
    """The main signature as the contract's fields have it."""
    person = None
    if foot is not None and foot.signature.names and fields.signer.ink == "print":
        person = person_of(foot.signature.names[0].text)
    elif fields.signer.ink == "stamp":
        said = (person_of(line) for line in (fields.signer.raw or "").splitlines())
        person = next((one for one in said if one is not None), None)
    by: By = "stamp" if fields.signer.ink == "stamp" else "print"
    return {
        "authority": fields.authority.value,
        "on_behalf_of": _on_behalf_of(fields.authority.value),
        "title": fields.title.value,
        "name": fields.signer.value,
        "rank": person.rank if person else None,
        "academic": person.academic if person else None,
        "by": by if fields.signer.value is not None else None,
    }


def _entry(foot: _Foot) -> dict[str, Any]:
    """One who signs beside the main signer, by print alone."""
    signature = foot.signature
    authority = in_capitals(signature.authority, "authority").value if signature.authority else None
    title = " ".join(spelled(plain(piece.text)) for piece in signature.title) or None
    person = person_of(signature.names[0].text) if signature.names else None
    return {
        "authority": authority,
        "on_behalf_of": _on_behalf_of(authority),
        "title": title,
        "name": in_small_letters(person.name) if person else None,
        "rank": person.rank if person else None,
        "academic": person.academic if person else None,
        "by": "print" if person else None,
    }


def _on_behalf_of(authority: str | None) -> str | None:
    """The body after `TM.`, `T/M`, as in running text.

    >>> _on_behalf_of("T/M ĐẢNG ỦY"), _on_behalf_of("TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH")
    ('Đảng ủy', 'Ủy ban nhân dân')
    >>> _on_behalf_of("KT. CHỦ TỊCH") is None
    True
    """
    match = _COLLECTIVE.match(fold(authority or ""))
    if authority is None or match is None:
        return None
    return in_running_case(_FOR_HEAD.split(authority[match.end() :])[0])


def _digital(entries: list[dict[str, Any]], parts: Parts) -> list[dict[str, Any]]:
    """People whose digital signatures a PDF bears and whom print does not name.

    Where print names them the entry says that they signed digitally. Seals of organs are nobody's.
    """
    found_besides: list[dict[str, Any]] = []
    for mark in (mark for page in parts.pages for mark in page.marks):
        name = _digital_name(mark)
        if name is None:
            continue
        same = next((e for e in entries if fold(e["name"] or "") == fold(name)), None)
        if same is not None:
            same["by"] = "digital"
        elif name not in [entry["name"] for entry in found_besides]:
            keys = ("authority", "on_behalf_of", "title", "rank", "academic")
            nothing = dict.fromkeys(keys)
            found_besides.append({**nothing, "name": name, "by": "digital"})
    order = ("authority", "on_behalf_of", "title", "name", "rank", "academic", "by")
    return [{key: entry[key] for key in order} for entry in found_besides]


def _digital_name(mark: MarkRecord) -> str | None:
    """The person who signed a PDF; None for organs."""
    if mark.kind != "digital" or mark.fields.get("what") != "signature":
        return None
    said = str(mark.fields.get("signer") or "")
    person = person_of(said)
    if person is None or (is_caps(said) and person.name != said.strip()):
        return None
    return in_small_letters(person.name) if is_known_surname(person.name) else None
