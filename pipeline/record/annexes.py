"""Annexes (phụ lục): those within the document, and those it says are attached to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pipeline.record.pieces import absent, found
from pipeline.record.signs import heading_of, heading_start, is_caps
from pipeline.text.folding import fold
from pipeline.text.paragraphs import join_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.parts import Parts
    from pipeline.record.pieces import Piece
    from pipeline.values.document import Field

__all__ = ["annexes_field", "attached"]

_RULE = "annexes.headings"
# A page that begins so is an annex; folded.
_HEADING = re.compile(
    r"\W*(?P<name>phu\s+luc|phu\s+bieu|bieu\s+mau|bieu\s+so|mau\s+so|mau)\b"
    r"(?:\s*(?:so)?\s*[:.]?\s*(?P<number>[ivx]{1,5}|\d{1,2}[a-z]?)\b)?\W*"
)
_TOP_LINES = 6
_TITLE_LINES = 5
_NOTE = re.compile(r"\W*(?:ban\s+hanh\s+)?kem\s+theo\b")
_ISSUED = re.compile(
    r"[Bb]an\s+hành\s+kèm\s+theo\s+(?:\w+\s+){1,3}này\s+(?:là\s+)?[“\"]?"
    r"(?P<title>(?:bản\s+)?(?:Quy\s+chế|Quy\s+định|Quy\s+trình|Danh\s+mục|Danh\s+sách|Kế\s+hoạch|"
    r"Chương\s+trình|Điều\s+lệ|Đề\s+án|Phương\s+án|Bảng|Biểu|Phụ\s+lục|Nội\s+quy|Hướng\s+dẫn|Mẫu|"
    r"Bộ\s+(?:tiêu\s+chí|định\s+mức)|Định\s+mức|Đơn\s+giá|Quy\s+hoạch)[^.;”\"\n]{0,200})"
)
_BRACKETED = re.compile(
    r"\(\s*(?:[Cc]ó\s+|[Cc]hi\s+tiết\s+(?:tại|theo)\s+|[Xx]em\s+|[Tt]heo\s+)?"
    r"(?:(?:[Gg]ửi\s+)?[Kk]èm\s+theo\s+(?P<after>[^()]{3,160})|"
    r"(?P<before>[^()]{3,160}?)\s+(?:gửi\s+)?(?:kèm\s+theo|đính\s+kèm)(?:\s+(?!\w*\s*số)[^()]{0,40})?)"
    r"\s*\)"
)
_NAMED = re.compile(
    r"(?P<title>(?:các\s+)?[Pp]hụ\s+(?:lục|biểu)(?:\s+(?:số\s+)?(?:[IVX]{1,5}|\d{1,2})\b)?)"
    r"(?:\s+(?P<said>kèm\s+theo|đính\s+kèm|ban\s+hành\s+kèm))?"
)
# `(Kèm theo Quyết định số 12/QĐ-UBND ...)` says what an annex belongs to.
_BELONGS = re.compile(
    r"(?:quyet\s+dinh|cong\s+van|to\s+trinh|thong\s+tu|nghi\s+quyet|ke\s+hoach|bao\s+cao|thong\s+bao|"
    r"nghi\s+dinh|huong\s+dan|van\s+ban)\s+(?:so|ngay|nay)\b"
)


def annexes_field(parts: Parts) -> Field:
    """The field `annexes`: name, title and pages of each; pages null for one only spoken of."""
    inside, pieces = _inside(parts)
    body = [p for block in parts.flow if block.role == "body" for p in block.pieces]
    headed = {id(piece) for piece in pieces}
    said = attached(join_lines(piece.text for piece in body if id(piece) not in headed))
    known = {_bare(entry["name"]) for entry in inside}
    further = [e for e in said if _bare(e["name"]) not in known and not (inside and not e["title"])]
    entries = [*inside, *further]
    if not entries:
        return absent("không thấy phụ lục, không ghi kèm theo", rule=_RULE)
    where = pieces or [p for p in body if "kèm" in p.text or "hụ lục" in p.text][:1] or body[:1]
    return found(where[:1], entries, _RULE, 0.85)


def _inside(parts: Parts) -> tuple[list[dict[str, Any]], list[Piece]]:
    """Annexes that begin a page of the document, after its first page."""
    entries: list[dict[str, Any]] = []
    lines: list[Piece] = []
    pages = [page.number for page in parts.pages]
    blank = {page.number for page in parts.pages if page.blank}
    for page in pages[1:]:
        top = [p for b in parts.flow if b.page == page for p in b.pieces if b.role != "margin"]
        at = next((i for i, p in enumerate(top[:_TOP_LINES]) if _heads(p, top[:i])), None)
        if at is None:
            if entries and page not in blank:
                entries[-1]["pages"].append(page)
            continue
        title = _title(top[at + 1 :])
        name = top[at].text.strip(" .:*_")
        rest = _HEADING.match(fold(name))
        if rest and rest.end() < len(name) and not title:
            name, title = name[: rest.end()].strip(" .:-–"), name[rest.end() :].strip()
        entries.append({"name": name, "title": title or None, "pages": [page]})
        lines.append(top[at])
    return entries, lines


def _heads(piece: Piece, above: Sequence[Piece]) -> bool:
    """Whether a line is an annex's heading, not the first words of a sentence."""
    match = _HEADING.match(fold(piece.text))
    if not match or any(len(p.text.split()) > 8 and not is_caps(p.text) for p in above):
        return False
    whole = match.end() >= len(piece.text.rstrip())
    mau = match["name"].startswith(("mau", "bieu"))
    if mau and not match["number"]:
        return False
    return whole or is_caps(piece.text) or bool(match["number"] and re.search(r"[:.–-]", match[0]))


def _title(lines: Sequence[Piece]) -> str:
    """The lines under an annex's heading that name it, up to the table or text."""
    said: list[str] = []
    for piece in lines[:_TITLE_LINES]:
        text = piece.text.strip()
        headed = heading_start(text) is not None or heading_of(text) is not None
        if piece.zone == "table" or headed or _NOTE.match(fold(text)) or text.startswith("("):
            break
        if said and not is_caps(text) and is_caps(said[-1]):
            break
        if re.match(r"(?:\d+|[IVX]+|[a-zđ])[.)]\s|[-+•]\s", text) or len(text) > 110:
            break
        if any(letter.isalpha() for letter in text):
            said.append(text)
    return join_lines(said)


def attached(text: str) -> list[dict[str, Any]]:
    """What a text says is attached to its document.

    >>> attached("Ban hành kèm theo Quyết định này Quy chế làm việc của Ban Chỉ đạo 138 tỉnh.")
    [{'name': 'Quy chế', 'title': 'Quy chế làm việc của Ban Chỉ đạo 138 tỉnh', 'pages': None}]
    >>> [e["title"] for e in attached("các hộ (có danh sách kèm theo), (chi tiết tại Phụ lục II)")]
    ['danh sách']
    >>> [e["name"] for e in attached("theo Phụ lục số 02 kèm theo; (Kèm theo Công văn số 12/SNV)")]
    ['Phụ lục số 02']
    """
    entries: list[dict[str, Any]] = []
    for match in _ISSUED.finditer(text):
        title = " ".join(match["title"].split()).rstrip(" ,")
        entries.append(_entry(re.sub(r"^bản\s+", "", title)))
    for match in _BRACKETED.finditer(text):
        title = " ".join((match["after"] or match["before"]).split()).strip(' .,;“”"')
        if not _BELONGS.match(fold(title)):
            entries.append(_entry(title))
    for match in _NAMED.finditer(text):
        if match["said"]:
            name = " ".join(match["title"].split())
            entries.append({"name": name[:1].upper() + name[1:], "title": None, "pages": None})
    unique: dict[str, dict[str, Any]] = {}
    for entry in entries:
        unique.setdefault((entry["title"] or entry["name"]).casefold(), entry)
    return list(unique.values())


_NAMES = re.compile(
    r"(?:phu\s+luc|phu\s+bieu|bieu|danh\s+sach|danh\s+muc|quy\s+che|quy\s+dinh|quy\s+trinh|ke\s+hoach|"
    r"chuong\s+trinh|dieu\s+le|de\s+an|phuong\s+an|bang|noi\s+quy|huong\s+dan|mau|bo\s+tieu\s+chi|"
    r"dinh\s+muc|don\s+gia|quy\s+hoach|ho\s+so|bao\s+cao|to\s+trinh|du\s+thao|ban\s+do|thuyet\s+minh)\b"
    r"(?:\s+(?:so\s+)?(?:[ivx]{1,5}|\d{1,2})\b)?"
)


def _entry(title: str) -> dict[str, Any]:
    match = _NAMES.search(fold(title))
    name = (
        title[match.start() : match.end()] if match and match.start() < 12 else "Tài liệu kèm theo"
    )
    return {"name": name[:1].upper() + name[1:], "title": title, "pages": None}


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]|\bso\b", "", fold(name))
