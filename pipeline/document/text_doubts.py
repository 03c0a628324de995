"""Notes on the text: doubts in names, numbers and dates; passages struck; the rest, counted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.text.measures import ranges
from pipeline.values.document import ReviewNote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.geometry import Box
    from pipeline.settings import Review
    from pipeline.values.document import Field
    from pipeline.values.readings import Line, PageReading, Word

__all__ = ["CHECK", "is_doubtful", "is_unsure", "text_notes"]

# Words below this a clerk must check: one in twenty to thirty, among them nine in ten wrong ones.
CHECK = 0.9
_STRUCK = re.compile(r"~~(.+?)~~")
# A sentence begins after these, and its first word is no name for its capital.
_STOPS = (".", ":", ";", "!", "?", "/.", "-", "+", "•")
_SHOWN = 5
# One digit is the number of an item, a footnote, a page: no number that anybody looks for.
_LEAST_DIGITS = 2
_FEW_WORDS = 2
_MINUTES_A_WORD = 0.1
_MINUTES_A_STROKE = 0.2
_MINUTES_AT_MOST = 5.0
_LONGEST = 60
# Of a word beside a field, see `field_doubts`.
_WEIGHT = 0.3


def text_notes(
    pages: Sequence[PageReading], fields: Mapping[str, Field], review: Review
) -> Iterator[ReviewNote]:
    """Doubts that touch names, numbers, dates, and struck print, as one; unsure words, counted.

    What a field was read from is judged with the field.
    """
    weighty: list[tuple[Word, int]] = []
    rest = 0
    judged = [fields[key] for key in (*review.required_fields, *review.useful_fields)]
    for page in pages:
        boxes = [f.box for f in judged if f.page == page.number and f.box is not None]
        for line in page.lines:
            told = _is_told(line, boxes)
            for i, word in enumerate(line.words):
                if not is_unsure(word):
                    continue
                if not told and word.confidence < review.words and _is_weighty(line.words, i):
                    weighty.append((word, page.number))
                else:
                    rest += 1
    struck = _struck(pages)
    passages = [(text, number) for text, number in struck if _is_weighty_print(text)]
    rest += len(struck) - len(passages)
    yield from _doubts(weighty, passages)
    if rest:
        minutes = round(min(_MINUTES_AT_MOST, _MINUTES_A_WORD * rest), 2)
        why = "không phải tên riêng, số, ngày tháng; chỉ cần xem khi dùng lại văn bản"
        where = f"trang {pages[0].number}" if len(pages) == 1 else f"{len(pages)} trang"
        yield ReviewNote(
            f"{rest} từ đọc không chắc", where, why, "may", "words", minutes=minutes, gain=0.1
        )


def is_unsure(word: Word) -> bool:
    """Whether a clerk must check a word; signs that are no letters are none."""
    return word.confidence < CHECK and any(map(str.isalnum, word.text))


def is_doubtful(line: Line, *, weighty: bool) -> bool:
    """Whether a line has something that a note on the text may be about.

    Args:
        line: As read.
        weighty: Only names, numbers, dates, and struck print count.
    """
    unsure = [i for i, word in enumerate(line.words) if is_unsure(word)]
    struck = line.struck or bool(_STRUCK.search(line.text))
    if not weighty:
        return struck or bool(unsure)
    return struck or any(_is_weighty(line.words, i) for i in unsure)


def _struck(pages: Sequence[PageReading]) -> list[tuple[str, int]]:
    """Print that a pen went through, with its page: a person says whether it still counts."""
    return [
        (text, page.number)
        for page in pages
        for line in page.lines
        for text in ([line.text] if line.struck else _STRUCK.findall(line.text))
    ]


def _is_weighty_print(text: str) -> bool:
    """Whether struck print is a number, a date or a passage; a word or two may be underlined."""
    digits = sum(map(str.isdigit, text))
    return digits >= _LEAST_DIGITS or len(text.split()) > _FEW_WORDS


def _doubts(
    words: list[tuple[Word, int]], struck: Sequence[tuple[str, int]]
) -> Iterator[ReviewNote]:
    if not words and not struck:
        return
    words.sort(key=lambda entry: entry[0].confidence)
    what, examples = [], [f"“{word.text}”" for word, _ in words[:_SHOWN]]
    if words:
        what.append(f"{len(words)} chỗ đọc không chắc trong tên riêng, số, ngày tháng")
    if struck:
        what.append(f"{len(struck)} chỗ chữ in bị gạch bỏ")
        examples += [f"“{text[:_LONGEST]}”" for text, _ in struck[: _SHOWN - 2]]
    pages = sorted({page for _, page in (*words, *struck)})
    minutes = _MINUTES_A_WORD * len(words) + _MINUTES_A_STROKE * len(struck)
    minutes = round(min(_MINUTES_AT_MOST, minutes), 2)
    worth = _WEIGHT * (sum(1 - word.confidence for word, _ in words) + len(struck))
    yield ReviewNote(
        "; ".join(what),
        f"trang {ranges(pages)}",
        f"ví dụ {', '.join(examples)}",
        "should",
        "words" if words else "struck",
        minutes=minutes,
        gain=round(worth / minutes, 3),
    )


def _is_told(line: Line, boxes: Sequence[Box]) -> bool:
    return any(line.box.intersection(box).area > line.box.area / 2 for box in boxes)


def _is_weighty(words: Sequence[Word], i: int) -> bool:
    """Whether a word is part of a name, a number or a date."""
    text = words[i].text
    if sum(map(str.isdigit, text)) >= _LEAST_DIGITS:
        return True
    return _is_name(words, i) and any(
        0 <= j < len(words) and _is_name(words, j) for j in (i - 1, i + 1)
    )


def _is_name(words: Sequence[Word], i: int) -> bool:
    letters = [sign for sign in words[i].text if sign.isalpha()]
    named = len(letters) > 1 and letters[0].isupper() and all(map(str.islower, letters[1:]))
    return named and (i > 0 and not words[i - 1].text.endswith(_STOPS))
