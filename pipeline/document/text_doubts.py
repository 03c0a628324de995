"""Notes on the text: doubts in names, numbers and dates; what was struck; the rest, counted."""

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

__all__ = ["CHECK", "struck_notes", "word_notes"]

# Words below this a clerk must check: one in twenty to thirty, among them nine in ten wrong ones.
CHECK = 0.9
_STRUCK = re.compile(r"~~(.+?)~~")
# A sentence begins after these, and its first word is no name for its capital.
_STOPS = (".", ":", ";", "!", "?", "/.", "-", "+", "•")
_SHOWN = 5
# One digit is the number of an item, a footnote, a page: no number that anybody looks for.
_LEAST_DIGITS = 2
_MINUTES_A_WORD = 0.1
_MINUTES_AT_MOST = 5.0


def word_notes(
    pages: Sequence[PageReading], fields: Mapping[str, Field], review: Review
) -> Iterator[ReviewNote]:
    """Unsure words: those in names, numbers and dates as one doubt; all others counted.

    What a field was read from is judged with the field.
    """
    weighty: list[tuple[Word, int]] = []
    rest = 0
    for page in pages:
        boxes = [f.box for f in fields.values() if f.page == page.number and f.box is not None]
        for line in page.lines:
            told = _is_told(line, boxes)
            for i, word in enumerate(line.words):
                if word.confidence >= CHECK or not any(map(str.isalnum, word.text)):
                    continue
                if not told and word.confidence < review.words and _is_weighty(line.words, i):
                    weighty.append((word, page.number))
                else:
                    rest += 1
    if weighty:
        yield _doubts(weighty)
    if rest:
        minutes = round(min(_MINUTES_AT_MOST, _MINUTES_A_WORD * rest), 2)
        why = "không phải tên riêng, số, ngày tháng; chỉ cần xem khi dùng lại văn bản"
        where = f"trang {pages[0].number}" if len(pages) == 1 else f"{len(pages)} trang"
        yield ReviewNote(
            f"{rest} từ đọc không chắc", where, why, "may", "words", minutes=minutes, gain=0.1
        )


def _doubts(words: Sequence[tuple[Word, int]]) -> ReviewNote:
    words = sorted(words, key=lambda entry: entry[0].confidence)
    pages = sorted({page for _, page in words})
    sample = ", ".join(f"“{word.text}”" for word, _ in words[:_SHOWN])
    minutes = round(min(_MINUTES_AT_MOST, _MINUTES_A_WORD * len(words)), 2)
    worth = sum(1 - word.confidence for word, _ in words) * 0.3
    return ReviewNote(
        f"{len(words)} chỗ đọc không chắc trong tên riêng, số, ngày tháng",
        f"trang {ranges(pages)}",
        f"ví dụ {sample}",
        "should",
        "words",
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


def struck_notes(pages: Sequence[PageReading]) -> Iterator[ReviewNote]:
    """Print that a pen went through: a person says whether it still counts."""
    struck = [
        (text, page.number)
        for page in pages
        for line in page.lines
        for text in ([line.text] if line.struck else _STRUCK.findall(line.text))
    ]
    if not struck:
        return
    pages_said = ranges(sorted({page for _, page in struck}))
    sample = ", ".join(f"“{text[:60]}”" for text, _ in struck[:3])
    minutes = round(min(_MINUTES_AT_MOST, 0.2 * len(struck)), 2)
    yield ReviewNote(
        f"{len(struck)} chỗ chữ in bị gạch bỏ",
        f"trang {pages_said}",
        f"ví dụ {sample}",
        "should",
        "struck",
        minutes=minutes,
        gain=1.0,
    )
