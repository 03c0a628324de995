"""What a page really says, cut into the pieces that are looked for in a reading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Block", "Truth", "truth_of"]

LONG_LINE = 55
"""Mean letters a line from which a paragraph is running text and not letterhead or foot."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the truth that is looked for as a whole.

    Attributes:
        name: `p3` a paragraph, `p3.1` a line of one, `l7` a line of the page.
        forms: Equally right wordings, e.g. without and with the number filled in by pen.
    """

    name: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """What a page says in print.

    Attributes:
        blocks: Paragraphs of running text; letterhead and foot line by line.
        lines: Every printed line with a word in it.
        said: All that is printed, in one line: without what a pen filled in, and with it.
        optional: Words that may stand in a reading or not: pen fill-ins, rubber-stamped names.
    """

    blocks: tuple[Block, ...]
    lines: tuple[Block, ...]
    said: tuple[str, ...]
    optional: tuple[str, ...] = ()


def truth_of(text: str, record: Mapping[str, Any] | None = None) -> Truth:
    """Cut a transcription into blocks.

    Args:
        text: One printed line a line, blank line between blocks.
        record: The page's fields. A number or day filled in by pen may stand in the reading where
            it belongs or be left out, and so may the names a rubber stamp prints.

    >>> truth_of("Số: /UBND", {"number": "574", "number_ink": "hand"}).blocks[0].forms
    ('Số: /UBND', 'Số: 574/UBND')
    """
    record = record or {}
    optional = [str(record[k]) for k in ("number", "title", "signer", "authority") if record.get(k)]
    fills: list[tuple[str, str]] = []
    if record.get("number") and record.get("number_ink") != "printed":
        fills.append((r"(Số\s*:?\s*)(?=[/-])", rf"\g<1>{record['number']}"))
    if record.get("date") and "hand" in (record.get("date_ink") or ""):
        day, month = record["date"][-2:], record["date"][5:7]
        optional += [day, day.lstrip("0"), month, month.lstrip("0")]
        fills.append((r"(ngày\s+)(?=tháng)", rf"\g<1>{day} "))
        fills += [
            (r"(tháng\s+)(?=năm)", rf"\g<1>{written} ") for written in (month.lstrip("0"), month)
        ]

    def block(name: str, plain: str) -> Block:
        filled, forms = plain, [plain]
        for blank, written in fills:
            filled = re.sub(blank, written, filled)
            forms += [re.sub(blank, written, plain), filled]
        return Block(name, tuple(dict.fromkeys(forms)))

    blocks: list[Block] = []
    paragraphs = [p.strip().split("\n") for p in re.split(r"\n\s*\n", text) if p.strip()]
    for i, lines in enumerate(paragraphs):
        if sum(map(len, lines)) / len(lines) > LONG_LINE:
            blocks.append(block(f"p{i}", " ".join(lines)))
        else:
            blocks += [block(f"p{i}.{k}", line) for k, line in enumerate(lines)]
    single = [block(f"l{i}", line) for i, line in enumerate(text.split("\n")) if line.strip()]
    said = tuple(dict.fromkeys(" ".join(line.forms[form] for line in single) for form in (0, -1)))
    return Truth(_worth_looking_for(blocks), _worth_looking_for(single), said, tuple(optional))


def _worth_looking_for(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Blocks with a word in them: `*` and `-----` are found everywhere and prove nothing."""
    return tuple(block for block in blocks if re.search(r"\w\w", block.forms[0]))
