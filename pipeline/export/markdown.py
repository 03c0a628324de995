"""text.md: the canonical text as Markdown, with headings, lists, and tables as tables.

It is derived and says nothing that `text.txt` does not: rendered and without its marks it is the
same text.  Whatever Markdown would take for a mark of its own is escaped; a printed number stays
the number that is printed, so numbered paragraphs are paragraphs, not lists that renumber.
CommonMark with the tables and `~~` of GitHub.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from pipeline.export.tables import fill_table
from pipeline.text.folding import fold
from pipeline.text.paragraphs import join_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.values.document import Document
    from pipeline.values.readings import Line, ZoneReading

__all__ = ["markdown_file"]

_STRUCK = re.compile(r"~~\s*(.+?)\s*~~")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&])")
_AT_START = re.compile(r"^([#+=-])")
_CLOSING = re.compile(r"(#+)$")
_NUMBER = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_ITEM = re.compile(r"^- +(?=\S)")
_PARTS = re.compile(r"(?:phan|chuong|muc|phu luc)\s+(?:thu\s+\w+|[ivxlc]+|\d+)\b[^.;:]*")
_ROMAN = re.compile(r"[IVX]{1,5}\s*[.\-–]\s*\S")
_ARTICLE = re.compile(r"dieu\s+\d+\s*[.:]")
_LONGEST_HEADING = 120


def markdown_file(document: Document) -> bytes:
    """A document as Markdown: UTF-8 in NFC, ending in one line feed (none without text)."""
    text = unicodedata.normalize("NFC", document.text.canonical)
    tables = [
        _Rows.of(zone) for page in document.pages for zone in page.zones if zone.kind == "table"
    ]
    kind = document.fields.get("type")
    title = fold(str(kind.value)) if kind is not None and kind.value else None
    blocks: list[str] = []
    for paragraph in re.split(r"\n{2,}", text):
        lines = [line for line in paragraph.split("\n") if line.strip()]
        if not lines:
            continue
        if (table := _as_table(lines, tables)) is not None:
            blocks.append(table)
            continue
        if title is not None and fold(lines[0]).strip(" .:*-") == title:
            blocks.append(f"# {_headed(lines[0])}")
            title, lines = None, lines[1:]
        blocks.extend(_blocks(lines))
    whole = "\n\n".join(blocks)
    return f"{whole}\n".encode() if whole else b""


def _blocks(lines: Sequence[str]) -> Iterator[str]:
    """A paragraph's lines as headings, lists and paragraphs with its line breaks kept."""
    if len(lines) == 1 and (level := _heading(lines[0])):
        yield f"{'#' * level} {_headed(lines[0])}"
        return
    for listed, run in groupby(lines, key=lambda line: _ITEM.match(line.lstrip()) is not None):
        if listed:
            yield "\n".join(f"- {_line(_ITEM.sub('', line.lstrip()))}" for line in run)
        else:
            yield "\\\n".join(_line(line) for line in run)


def _heading(line: str) -> int:
    """How deep a heading a line is; 0 for none."""
    if len(line) > _LONGEST_HEADING:
        return 0
    said = fold(line).strip()
    if _PARTS.fullmatch(said) or (_ROMAN.match(line) and line.upper() == line):
        return 2
    return 3 if _ARTICLE.match(said) and line.rstrip()[-1] not in ";:," else 0


def _headed(text: str) -> str:
    """A heading's text; number signs at its end are not the closing ones, which are not shown."""
    return _CLOSING.sub(r"\\\1", _inline(text))


def _line(text: str) -> str:
    """A line's text, escaped also for its place at the start of one."""
    said = _inline(text)
    said = _AT_START.sub(r"\\\1", said)
    return _NUMBER.sub(r"\1\\\2", said)


def _inline(text: str) -> str:
    """Text with everything escaped that Markdown would read, but for struck print."""
    said = " ".join(text.split())
    parts = _STRUCK.split(said)  # text, struck, text, struck, …
    escaped = [_SPECIAL.sub(r"\\\1", part) for part in parts]
    return "".join(f"~~{part}~~" if n % 2 else part for n, part in enumerate(escaped))


class _Rows(NamedTuple):
    """A table's rows: the line that each is in the canonical text, and its cells."""

    said: tuple[str, ...]
    cells: tuple[dict[int, str], ...]
    columns: int

    @classmethod
    def of(cls, zone: ZoneReading) -> _Rows:
        said, cells, columns = [], [], 0
        for row, members in fill_table(zone).rows:
            filled = {
                cell.cell.column: join_lines(map(_said, cell.lines))
                for cell in members
                if cell.lines
            }
            said.append("\t".join(filled[column] for column in sorted(filled)))
            cells.append(filled)
            ends = (cell.column + cell.columns for cell in row.cells)
            columns = max(columns, *ends) if row.cells else columns
        return cls(tuple(said), tuple(cells), columns)


def _said(line: Line) -> str:
    text = line.text.strip()
    return f"~~{text}~~" if line.struck and "~~" not in text else text


def _as_table(lines: Sequence[str], tables: Sequence[_Rows]) -> str | None:
    """A paragraph that holds rows of a table, as a table; None where it holds none.

    All its lines are rows of one zone, in their order; where no zone has them, lines with tabs
    are rows all the same, since nothing else in the canonical text has tabs.
    """
    for table in tables:
        if (found := _matched(lines, table)) is not None:
            return _grid(found, table.columns)
    if not any("\t" in line for line in lines):
        return None
    rows = [dict(enumerate(line.split("\t"))) for line in lines]
    return _grid(rows, max(len(row) for row in rows))


def _matched(lines: Sequence[str], table: _Rows) -> list[dict[int, str]] | None:
    found = []
    row = 0
    for line in lines:
        while row < len(table.said) and table.said[row] != line:
            row += 1
        if row == len(table.said):
            return None
        found.append(table.cells[row])
        row += 1
    return found


def _grid(rows: Sequence[dict[int, str]], columns: int) -> str:
    """Rows as a Markdown table; the first stands in its head, since there must be one."""

    def written(cells: Sequence[str]) -> str:
        return f"| {' | '.join(cells)} |"

    shown = [written([_inline(row.get(c, "")) for c in range(columns)]) for row in rows]
    return "\n".join([shown[0], written(["---"] * columns), *shown[1:]])
