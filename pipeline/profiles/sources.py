"""Where the values of profile fields come from: one small function each, of document or file."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline.profiles.cells import written
from pipeline.profiles.codes import LANGUAGES, OTHER_TYPE, language_code, type_code
from pipeline.profiles.naming import archive_code

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.profiles.spec import DocumentEntry, FileEntry

__all__ = [
    "code_of_document",
    "damage",
    "handwriting",
    "hole_note",
    "identity",
    "issued",
    "language",
    "language_name",
    "language_names",
    "languages",
    "listed",
    "notation",
    "note",
    "nothing",
    "of_record",
    "organ",
    "organ_in_full",
    "printed_type",
    "shown_day",
    "signed_by",
    "stamped",
    "sure",
    "type_of",
]


def nothing(_entry: Any) -> None:
    """Only an operator knows it."""


def identity(entry: DocumentEntry) -> str:
    """Its id in the archive: never used twice, and the way back to the bag."""
    return entry.facts.id


def of_record(key: str) -> Callable[[DocumentEntry], Any]:
    """A field of the record, as it is."""
    return lambda entry: entry.facts.values.get(key)


def listed(key: str) -> Callable[[DocumentEntry], str | None]:
    """A list of the record, its entries parted by `;`."""
    return lambda entry: "; ".join(map(str, entry.facts.values.get(key) or ())) or None


def shown_day(iso: Any) -> str | None:
    """A day as regulations write it; what is no day stays as it is, and is found by the checks.

    >>> shown_day("2019-03-05"), shown_day("tháng 3")
    ('05/03/2019', 'tháng 3')
    """
    if not iso:
        return None
    try:
        day = date.fromisoformat(str(iso))
    except ValueError:
        return str(iso)
    return written(day)


def issued(entry: DocumentEntry) -> str | None:
    """The day of issue."""
    return shown_day(entry.facts.values.get("date"))


def notation(entry: DocumentEntry) -> str | None:
    """The symbol, with the year that some numbers have before it (`2020/TT-BCA`)."""
    symbol, year = entry.facts.values.get("symbol"), entry.facts.values.get("year")
    return f"{year}/{symbol}" if symbol and year else symbol


def type_of(entry: DocumentEntry) -> str | None:
    """TT05's code of its type."""
    printed = entry.facts.values.get("type")
    return type_code(printed) if printed else None


def printed_type(entry: DocumentEntry) -> str | None:
    """Its type as a clerk writes it.

    The record has capitals; a profile's list is not shouted.
    """
    printed = entry.facts.values.get("type")
    return printed[:1] + printed[1:].lower() if printed else None


def organ(entry: DocumentEntry) -> str | None:
    """Who issued it, as printed, in running case; several parted by `;`."""
    issuers = entry.facts.values.get("issuers") or ()
    names = [one.get("name") for one in issuers if one.get("printed")]
    return "; ".join(filter(None, names)) or entry.facts.values.get("org")


def organ_in_full(entry: DocumentEntry) -> str | None:
    """Who issued it, by full name, which may be more than the paper says."""
    issuers = entry.facts.values.get("issuers") or ()
    return "; ".join(filter(None, (one.get("canonical") for one in issuers))) or None


def language(entry: DocumentEntry) -> str | None:
    """TT05's code of its language: what was read, or what the plan says."""
    read = entry.facts.values.get("language")
    if read:
        return read.get("code") or language_code(read.get("name") or "")
    return entry.plan.said(entry.file, "language")


def language_name(entry: DocumentEntry) -> str | None:
    """Its language by name."""
    return _names(language(entry))


def languages(entry: FileEntry) -> str | None:
    """Codes of all languages in a file, unless the plan says them."""
    own = entry.file.given.get("language")
    read = sorted({code for one in entry.documents if (code := language(one))})
    return own or ";".join(read) or entry.plan.said(entry.file, "language")


def language_names(entry: FileEntry) -> str | None:
    """All languages in a file by name."""
    return _names(languages(entry))


def _names(codes: str | None) -> str | None:
    return ", ".join(LANGUAGES.words[code] for code in (codes or "").split(";") if code) or None


def code_of_document(entry: DocumentEntry) -> str:
    """File code and seven figures."""
    return archive_code(entry.file.code, entry.ordinal)


def note(entry: DocumentEntry) -> str | None:
    """What the codes have no room for: the name of a type that has none, pages that are holes."""
    printed = printed_type(entry)
    holes = entry.facts.holes
    parts = (
        f"Tên loại: {printed}" if printed and type_of(entry) == OTHER_TYPE else "",
        f"Trang chưa đọc được: {', '.join(map(str, holes))}" if holes else "",
    )
    return ". ".join(part for part in parts if part) or None


def hole_note(entry: DocumentEntry) -> str | None:
    """Pages that are holes, for profiles that write a type's name anyway."""
    holes = entry.facts.holes
    return f"Trang chưa đọc được: {', '.join(map(str, holes))}" if holes else None


def handwriting(entry: DocumentEntry) -> str | None:
    """Bút phê that was read, by pen or typed over the scan."""
    pen = entry.facts.values.get("handwriting") or ()
    typed = entry.facts.values.get("instructions") or ()
    said = [one.get("text") if isinstance(one, dict) else one for one in (*pen, *typed)]
    return "\n".join(text for text in said if text) or None


def damage(entry: DocumentEntry) -> str | None:
    """What was measured that tells of the paper's state; a person judges it."""
    hints = entry.facts.values.get("physical_state") or ()
    return "; ".join(f"trang {h['page']}: {h['hint']}" for h in hints) or None


def signed_by(key: str) -> Callable[[DocumentEntry], str | None]:
    """`name` or `title` of all who signed."""
    alone = {"name": "signer", "title": "title"}[key]

    def said(entry: DocumentEntry) -> str | None:
        signers = entry.facts.values.get("signers") or ()
        all_of_them = "; ".join(one[key] for one in signers if one.get(key))
        return all_of_them or entry.facts.values.get(alone)

    return said


def stamped(key: str) -> Callable[[DocumentEntry], str | None]:
    """A part of the incoming stamp; of several the first."""

    def said(entry: DocumentEntry) -> str | None:
        stamp = entry.facts.values.get("incoming_stamp")
        first = stamp[0] if isinstance(stamp, list) and stamp else stamp
        value = first.get(key) if isinstance(first, dict) else None
        return shown_day(value) if key == "date" else value

    return said


def sure(entry: DocumentEntry) -> str | None:
    """How sure the reading is, 0–1: never the same as `trust`."""
    confidence = entry.facts.confidence
    return None if confidence is None else f"{confidence:.2f}"
