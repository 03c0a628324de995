"""Documents that this one cites: type, number, date, issuer, how often (documents.md §2.3)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.record.mentions import Citation, mentions
from pipeline.record.pieces import absent, found
from pipeline.text.folding import fold
from pipeline.text.paragraphs import join_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.parts import Parts
    from pipeline.record.roles import Role
    from pipeline.values.document import Field

__all__ = ["citations_field", "find_citations"]

# A citation may run across lines and pages, but not from the title into the text.
_READ_TOGETHER: tuple[tuple[Role, ...], ...] = (
    ("letter_subject", "title_subject"),
    ("footnote",),
)


def find_citations(text: str) -> list[Citation]:
    """The documents that a text cites, in order of their first mention.

    Mentions of one number and symbol are one entry, with what any of them says of date, issuer and
    subject.  In a list (`các Công văn: số ..., số ...`) the type goes on.

    >>> [(c.type, c.code, c.date, c.issuer) for c in find_citations(
    ...     "theo Chỉ thị số 17/CT-UBND, ngày 23/7/2021 của Chủ tịch UBND Thành phố, cấp ủy")]
    [('Chỉ thị', '17/CT-UBND', '2021-07-23', 'Chủ tịch UBND Thành phố')]
    >>> [c.code for c in find_citations("Nghị quyết 20-NQ/TW, trực 24/24h, 7 ngày/tuần, F1, 1/2")]
    ['20-NQ/TW']
    """
    known: dict[str, Citation] = {}
    spans: list[tuple[int, int]] = []
    for mention, key in mentions(text):
        if any(mention.at < end and start < mention.end for start, end in spans):
            continue
        spans.append((mention.at, mention.end))
        same = _same(known, key, mention)
        known[same] = _merged(known[same], mention) if same in known else mention
    return sorted(
        (_counted(citation, text, spans) for citation in known.values()), key=lambda c: c.at
    )


def _same(known: dict[str, Citation], key: str, mention: Citation) -> str:
    """The key of the document a mention is of; a code cut at a page's end is the longer one."""
    if key in known or not mention.number:
        return _by_issuer(known, key, mention)
    for other, citation in known.items():
        if citation.number != mention.number or not citation.symbol or not mention.symbol:
            continue
        year, its = (re.search(r"/(\d{4})/", c.code or "") for c in (mention, citation))
        if bool(year) != bool(its) or (year and its and year[1] != its[1]):
            continue
        short, long = sorted((mention.symbol, citation.symbol), key=len)
        if fold(short) == fold(long) or re.match(rf"{re.escape(short)}[-/]", long):
            return other
    return key


def _by_issuer(known: dict[str, Citation], key: str, mention: Citation) -> str:
    """Appeals and the like are told apart by who made them, whom a text names shorter or longer."""
    if key in known or mention.type != "Lời kêu gọi" or mention.issuer is None:
        return key
    for other, citation in known.items():
        if citation.type == mention.type and citation.issuer:
            short, long = sorted((mention.issuer, citation.issuer), key=len)
            if long.startswith(short):
                return other
    return key


def _merged(one: Citation, more: Citation) -> Citation:
    """A document with what another mention adds."""
    longer = more.symbol if len(more.symbol or "") > len(one.symbol or "") else one.symbol
    return replace(
        one,
        type=one.type or more.type,
        symbol=longer,
        code=more.code if longer != one.symbol else one.code,
        date=one.date or more.date,
        issuer=one.issuer or more.issuer,
        subject=one.subject or more.subject,
        name=one.name or more.name,
        mentions=one.mentions + 1,
    )


def _counted(citation: Citation, text: str, spans: Sequence[tuple[int, int]]) -> Citation:
    """A law cited by name is also meant where its name stands without a day."""
    if not citation.name or not citation.type:
        return citation
    wanted = re.compile(rf"{re.escape(citation.type)}\s+{re.escape(citation.name)}", re.IGNORECASE)
    more = [
        m
        for m in wanted.finditer(text)
        if not any(start <= m.start() < end for start, end in spans)
    ]
    return replace(citation, mentions=citation.mentions + len(more))


def citations_field(parts: Parts, own: tuple[str | None, str | None] = (None, None)) -> Field:
    """The field `cited_documents`: from subject and body, page and box of the first mention.

    Args:
        parts: The document, sorted.
        own: Its own number and symbol: an annex names the document it belongs to, which is no
            other document.
    """
    groups = [[piece for role in roles for piece in parts.of(role)] for roles in _READ_TOGETHER]
    flow = [p for b in parts.flow if b.role in ("body", "table") for p in b.pieces]
    groups.insert(1, flow)
    pieces = [piece for group in groups for piece in group]
    text = "\n".join(join_lines(piece.text for piece in group) for group in groups)
    citations = [c for c in find_citations(text) if not _is_own(c, own)]
    if not citations:
        return absent("không thấy văn bản nào được dẫn số", rule="cited_documents.grammar")
    first = citations[0].number or citations[0].type or ""
    line = next((piece for piece in pieces if first in piece.text), pieces[0])
    entries = [citation.entry(text) for citation in citations]
    return found([line], entries, "cited_documents.grammar", 0.85)


def _is_own(citation: Citation, own: tuple[str | None, str | None]) -> bool:
    number, symbol = own
    if not number or not symbol or not citation.number or not citation.symbol:
        return False
    return (citation.number.lstrip("0"), fold(citation.symbol)) == (
        number.lstrip("0"),
        fold(symbol),
    )
