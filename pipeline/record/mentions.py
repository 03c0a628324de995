"""Mentions of other documents in a running text, one by one (documents.md §2.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pipeline.record import citation_grammar as grammar
from pipeline.record.codes import repair_symbol
from pipeline.record.symbol import as_digits
from pipeline.record.type_names import TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Citation", "mentions"]

_OTHER_TYPES = re.compile(r"\b(?:Nghị định|Nghị quyết|Thông tư|Quyết định|Chỉ thị)\b")
# The numbers follow: `các Quyết định của UBND tỉnh: số 79/QĐ-UBND ...`.
_ENUMERATED = re.compile(r"\s*:|[,\s]*(?:gồm\s+)?[Ss]ố\s*:?\s*\d")
# A day that says since when or until when, not of which day a document is.
_OTHER_DAYS = re.compile(r"\b(?:từ|đến|trước|sau|vào|trong|hạn|hết)\s+$")
# Numbers of other things, by the word before `số`.
_OTHER_NUMBERS = re.compile(
    r"(?:mã|lô|nhà|thửa|tờ|tài khoản|điện thoại|biển|máy|sêri|seri|mẫu|quốc lộ|đường|ngõ|kiệt|hẻm)"
    r"\s*(?:bản đồ\s*)?(?:số\s*:?\s*)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Citation:
    """One cited document.

    Attributes:
        at: Where its first mention stands in the text.
        end: Where that mention ends.
        type: `Công văn`; None where neither text nor code tells one.
        number: Digits; None for one cited by name or date alone.
        symbol: As in the record: `CV/QU`, `CT-UBND`, `NĐ-CP`.
        code: Number, year and symbol in one: `644-CV/QU`, `71/2016/NĐ-CP`.
        date: ISO, of the first mention that has one.
        issuer: As named, of the first mention that names one.
        subject: Where quoted, or said with `về`.
        name: Of a law cited by name.
        mentions: How often.
    """

    at: int
    end: int
    type: str | None
    number: str | None = None
    symbol: str | None = None
    code: str | None = None
    date: str | None = None
    issuer: str | None = None
    subject: str | None = None
    name: str | None = None
    mentions: int = 1

    def entry(self, text: str) -> dict[str, Any]:
        """As the record stores it; `printed` is the first mention's own words."""
        codes = TYPES.get((self.type or "").upper(), ())
        own = re.split(r"[-/]", self.symbol)[0] if self.symbol else None
        if self.type == "Kết luận" and self.number is None:
            codes = ()  # spoken at a meeting, not issued
        return {
            "type": self.type,
            "type_code": own if own in codes else next(iter(codes), None),
            "number": self.number,
            "symbol": self.symbol,
            "number_symbol": self.code,
            "date": self.date,
            "issuer": self.issuer,
            "subject": self.subject,
            "name": self.name,
            "mentions": self.mentions,
            "printed": " ".join(text[self.at : self.end].split()),
        }


def mentions(text: str) -> Iterator[tuple[Citation, str]]:
    """Every mention with the key of its document, surest kinds first."""
    lists = [(m.end(), m["type"]) for m in grammar.LIST.finditer(text)]
    laws = [pair for match in grammar.LAW.finditer(text) if (pair := _law(match, text))]
    yield from (pair for pair in laws if pair[0].code)
    for match in grammar.NUMBERED.finditer(text):
        mention = _numbered(match, lists, text)
        if mention:
            yield mention, f"{mention.code}".casefold()
    for match in grammar.NUMBER_ALONE.finditer(text):
        mention = _number_alone(match, text)
        yield mention, f"{mention.type} {mention.number} {mention.date}".casefold()
    yield from (pair for pair in laws if not pair[0].code)
    for pattern in (grammar.CONCLUSION, grammar.DATED):
        for match in pattern.finditer(text):
            mention = _dated(match, text)
            if mention:
                yield mention, f"{mention.type} {mention.date}".casefold()
    for pattern in (grammar.CALL, grammar.PLURAL):
        for match in pattern.finditer(text):
            issuer, end = grammar.issuer_after(text, match.end())
            if issuer and not _ENUMERATED.match(text, end):
                kind = grammar.said_type(match["type"], None, "/")
                date, last = _day_ahead(text, end) if pattern is grammar.CALL else (None, end)
                subject = grammar.subject_after(text, end) if pattern is grammar.CALL else None
                mention = Citation(match.start(), last, kind, date=date, issuer=issuer)
                yield replace(mention, subject=_short(subject)), f"{kind} {issuer}".casefold()


def _numbered(match: re.Match[str], lists: Sequence[tuple[int, str]], text: str) -> Citation | None:
    code = re.sub(r"\s", "", match["code"]).rstrip(".").replace("Ð", "Đ")
    code = re.sub(r"[‐‑–—]", "-", code)
    parts = re.match(r"(\w+)([-/])(?:(\d{4})/)?(.+)", code)
    number = as_digits(parts[1]) if parts else None
    if not parts or number is None:
        return None
    separator, year = parts[2], parts[3]
    said = match["type"]
    single = not re.search(r"[-/]", parts[4])
    if not said and (single or not match["so"]) and not grammar.plain_code(parts[4]):
        return None
    if not said and _OTHER_NUMBERS.search(text[: match.start()][-24:]):
        return None
    listed = None if said else _of_list(lists, match.start(), text)
    named = said or listed
    kind = grammar.said_type(named, parts[4], separator)
    symbol = repair_symbol(parts[4], kind=kind.upper() if kind else None)
    own = grammar.type_of_symbol(symbol, separator)
    if not said:  # a list's type only where the code does not say another
        kind = own or (kind if not re.match(r"QH\d", symbol) else None)
    date, end = grammar.date_in(text, match.end())
    issuer, end = grammar.issuer_after(text, end)
    if date is None and issuer is not None:
        date, end = grammar.date_in(text, end)
    whole = "".join((number, separator, f"{year}/" if year else "", symbol))
    subject = grammar.subject_after(text, end)
    return Citation(match.start(), end, kind, number, symbol, whole, date, issuer, _short(subject))


def _number_alone(match: re.Match[str], text: str) -> Citation:
    kind = grammar.said_type(match["type"], None, "/")
    date, end = grammar.date_in(text, match.end())
    issuer, end = grammar.issuer_after(text, end)
    subject = _short(grammar.subject_after(text, end))
    return Citation(
        match.start(), end, kind, match["number"], date=date, issuer=issuer, subject=subject
    )


def _short(subject: str | None) -> str | None:
    """A subject without the `về` that led to it."""
    if not subject or subject.endswith("này"):
        return None  # `ban hành kèm theo Thông tư này`
    return re.sub(r"^(?:[Vv]ề(?:\s+việc)?|V/v)\s+", "", subject)


def _law(match: re.Match[str], text: str) -> tuple[Citation, str] | None:
    date, end = grammar.date_in(text, match.end())
    kind = grammar.said_type(match["type"], None, "/")
    name = " ".join(match["name"].split()).rstrip(" ,")
    if _OTHER_TYPES.search(name):
        return None  # the law is named and another document dated
    said = f"{name} năm {match['year']}" if match["year"] else name
    code = re.compile(
        r"số\s*:?\s*(\d{1,3})/((?:19|20)\d\d)/((?:PL-|NQ-|L-)?(?:UBTV)?QH\d{1,2})"
    ).match(text, end)
    if code:
        date, last = grammar.date_in(text, code.end())
        number, year, symbol = code.groups()
        said = re.split(rf"\b{match['type']}\s+", said)[-1]  # of one law within another's name
        whole = f"{number}/{year}/{symbol}"
        cited = Citation(match.start(), last, kind, number, symbol, whole, date, name=said)
        return cited, whole.casefold()
    if date is None and not match["year"]:
        return None
    return Citation(match.start(), end, kind, date=date, name=said), f"{kind} {said}".casefold()


def _dated(match: re.Match[str], text: str) -> Citation | None:
    date, end = grammar.date_in(text, match.end())
    kind = grammar.said_type(match["type"], None, "/")
    if date is None or _OTHER_DAYS.search(text[: match.end()]):
        return None
    issuer, last = grammar.issuer_after(text, end)
    if issuer is None:
        behind = re.match(r"\w+(?:\s+\w+)?", match["type"])
        at = match.start() + (behind.end() if behind else 0)
        issuer, _ = grammar.issuer_after(text, at)
        if issuer is None:  # `Quyết định này ngày ...`, a day that is about something else
            return None
    subject = grammar.subject_after(text, last)
    return Citation(match.start(), last, kind, date=date, issuer=issuer, subject=_short(subject))


def _day_ahead(text: str, at: int) -> tuple[str | None, int]:
    """The day that stands in the same clause, behind what the document is about."""
    clause = re.compile(r"[^.;:“”\n]{0,160}?(?=ng[àaáảạ]y\s+\d)").match(text, at)
    date, end = grammar.date_in(text, clause.end()) if clause else (None, at)
    return (date, end) if date else (None, at)


def _of_list(lists: Sequence[tuple[int, str]], at: int, text: str) -> str | None:
    """The type of the enumeration a number stands in, when that began in the same sentence."""
    before = [(end, name) for end, name in lists if end <= at]
    if not before:
        return None
    end, name = before[-1]
    return None if re.search(r"[.;]\s|\n", text[end:at]) else name
