"""The record of one document: every field of the contract, read or null with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.record.citations import citations_field
from pipeline.record.date import date_in_context, place_and_date
from pipeline.record.kind import type_field
from pipeline.record.lists import noi_nhan_field, recipients_field
from pipeline.record.marks import degree_field, handwriting_field, incoming_stamp_field
from pipeline.record.number import number_and_symbol
from pipeline.record.organ import organs, system_of
from pipeline.record.signer import signer_fields
from pipeline.record.subject import subject_field

if TYPE_CHECKING:
    from pipeline.record.parts import Parts
    from pipeline.values import Field

__all__ = ["FIELD_KEYS", "read_fields"]

#: Every key of `document.json`'s `fields`, in the order it is written.
FIELD_KEYS: tuple[str, ...] = (
    *("system", "parent_org", "org", "number", "symbol", "place", "date", "type", "subject"),
    *("recipients", "authority", "title", "signer", "noi_nhan", "incoming_stamp", "urgency"),
    *("secrecy", "handwriting", "cited_documents"),
)


def read_fields(parts: Parts) -> dict[str, Field]:
    """Read the record of a document that was sorted into its parts.

    Returns:
        One `Field` for every key of `FIELD_KEYS`, in that order.
    """
    parent, org = organs(parts)
    kind = type_field(parts)
    issuer = org.value or parent.value
    number, symbol = number_and_symbol(parts, issuer=issuer, kind=kind.value)
    place, date = place_and_date(parts)
    incoming, cited = incoming_stamp_field(parts), citations_field(parts)
    authority, title, signer = signer_fields(parts)
    return {
        "system": system_of(parts, org.value, parent.value),
        "parent_org": parent,
        "org": org,
        "number": number,
        "symbol": symbol,
        "place": place,
        "date": date_in_context(date, incoming, cited),
        "type": kind,
        "subject": subject_field(parts),
        "recipients": recipients_field(parts),
        "authority": authority,
        "title": title,
        "signer": signer,
        "noi_nhan": noi_nhan_field(parts),
        "incoming_stamp": incoming,
        "urgency": degree_field(parts, "urgency"),
        "secrecy": degree_field(parts, "secrecy"),
        "handwriting": handwriting_field(parts),
        "cited_documents": cited,
    }
