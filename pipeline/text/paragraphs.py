"""Printed lines to paragraphs (documents.md §5.6.3).

Vietnamese is not hyphenated: a hyphen at a line's end is the author's, so it is never deleted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ends_sentence", "join_lines", "paragraphs", "starts_item"]

_ITEM = re.compile(
    r"""
      \d{1,3}(?:\.\d{1,3})*[.)](?:\s|$)         # 1.  3.2.  2)
    | \d{1,2}(?:\.\d{1,2})+\s+[^\W\d_]          # 3.2 without the last stop
    | [a-zđ]\)(?:\s|$)                          # a)  đ)
    | [IVXLC]{1,6}\s?[.\-)](?:\s|$)             # IV.  II -
    | [-–+•*]\s*(?=[^\W\d_])                    # - item, + item
    | (?:Điều|ĐIỀU)\s+\d+[a-zđ]?\s*[.:]          # Điều 3.
    | (?:Chương|CHƯƠNG|Mục|MỤC|Phần|PHẦN)\s+(?:[IVXLC]{1,6}|\d{1,3}|thứ\s+\w+)\s*[.:]?\s*$
    | (?:Căn\ cứ|Xét\ đề\ nghị|Theo\ đề\ nghị)\s
    | Nơi\ nhận\s*:?\s*$
    """,
    re.VERBOSE,
)
_SENTENCE_END = re.compile(r"""[.!?;:][”"’')\]]*$|^[-*_–\s]+$""")


def starts_item(line: str, before: str = "") -> bool:
    """Whether a line begins a numbered, lettered or dashed item, an article or a recital.

    `before` is the line above: `theo khoản 2` + `Điều 5. ...` would be no new article, and a dash
    or number after an unfinished line (`giai đoạn 2021` / `- 2025`) is no item.

    >>> [starts_item(line) for line in ("1. Cấp ủy", "a) Thi hành", "- Như trên;", "Điều 3. Chánh")]
    [True, True, True, True]
    >>> [starts_item(line) for line in ("12/12/2023 của UBND", "2021 - 2025", "Điều 52 Luật")]
    [False, False, False]
    >>> starts_item("- xã hội quận", "tổ chức chính trị")
    False
    """
    match = _ITEM.match(line)
    if not match:
        return False
    if not before or ends_sentence(before):
        return True
    if line[0] in "-–+•*":  # a dash goes on with a sentence when lower case follows
        return line[match.end() : match.end() + 1].isupper()
    return not re.search(r"(?:khoản|điểm|mục|và|tại|số|,|-)$", before, re.IGNORECASE)


def ends_sentence(line: str) -> bool:
    """Whether a line ends with a stop, so that another paragraph may follow.

    >>> ends_sentence("thực hiện./."), ends_sentence("như sau:"), ends_sentence("chống dịch”.")
    (True, True, True)
    >>> ends_sentence("các cơ quan cơ quan,")
    False
    """
    return bool(_SENTENCE_END.search(line.rstrip()))


def join_lines(lines: Iterable[str]) -> str:
    """Lines of one paragraph as one line.

    A hyphen that touches a letter or digit before it, or a slash after a digit, is part of a code
    and joins without a space; one that stands free keeps its spaces.

    >>> join_lines(["Công văn số 4039/STC-", "HCSN ngày 20/11/2024"])
    'Công văn số 4039/STC-HCSN ngày 20/11/2024'
    >>> join_lines(["kinh tế, chính trị -", "xã hội"])
    'kinh tế, chính trị - xã hội'
    >>> join_lines(["Nghị định số 71/2016/", "NĐ-CP"])
    'Nghị định số 71/2016/NĐ-CP'
    """
    joined = ""
    for line in lines:
        text = line.strip()
        if not text:
            continue
        if not joined:
            joined = text
        elif re.fullmatch(r"\w[-/]", joined[-2:]) and re.match(r"\w", text):
            tight = joined[-1] == "-" or joined[-2].isdigit() or re.match(r"[A-ZĐ]{2}", text)
            joined += text if tight else " " + text
        else:
            joined += " " + text
    return joined


def paragraphs(lines: Iterable[tuple[str, bool]]) -> list[str]:
    """Printed lines, each with what geometry says about it, as paragraphs of one line each.

    Args:
        lines: (text, starts_paragraph): the second from indent, gap or a short line before it.

    Geometry opens a paragraph unless the sentence plainly runs on (no stop before, lower case
    after); an item, article or recital opens one whatever geometry says.

    >>> paragraphs([("Ban Thường", True), ("vụ yêu cầu:", False), ("1. Các cấp ủy", False)])
    ['Ban Thường vụ yêu cầu:', '1. Các cấp ủy']
    >>> paragraphs([("tại các cơ quan,", True), ("đơn vị; đề xuất", True)])
    ['tại các cơ quan, đơn vị; đề xuất']
    """
    found: list[list[str]] = []
    for text, starts in lines:
        if not text.strip():
            continue
        before = found[-1][-1] if found else ""
        runs_on = bool(before) and not ends_sentence(before) and text[0].islower()
        if not found or starts_item(text, before) or (starts and not runs_on):
            found.append([text])
        else:
            found[-1].append(text)
    return [join_lines(group) for group in found]
