"""Subject (trích yếu): under the title, or under the number of an untitled letter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.record import signs
from pipeline.record.document_type import title_line
from pipeline.record.echoes import running_text, spelt_elsewhere
from pipeline.record.pieces import absent, found
from pipeline.record.subject_words import subject_respelled
from pipeline.text.folding import fold
from pipeline.text.paragraphs import join_lines
from pipeline.text.syllables import is_valid_syllable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.record.parts import Parts
    from pipeline.record.pieces import Piece
    from pipeline.values.document import Field

__all__ = ["subject_field", "without_label"]

_SURE_SIGN = 0.5
_BOTH = 2
_INVITATIONS = ("GIẤY MỜI", "THƯ MỜI", "GIẤY TRIỆU TẬP")
_LONGEST_SENTENCE = 8
_ABOUT = re.compile(r"\W*ve\b\s*")


def without_label(text: str, *, after_author: bool = False) -> str:
    """A subject without `V/v`, `Về việc` or `Về`, and without its last stop.

    After an author's line a small `về` goes on with the sentence (`CHỈ THỊ / CỦA BAN THƯỜNG VỤ
    / về tăng cường ...`) and stays; a capital one begins anew.

    >>> without_label("V/v cơ chế."), without_label("Về việc giao"), without_label("Về thực hiện")
    ('cơ chế', 'giao', 'thực hiện')
    >>> without_label("về tăng cường", after_author=True)
    'về tăng cường'
    >>> without_label("Về tăng cường", after_author=True)
    'tăng cường'
    """
    goes_on = after_author and text.lstrip(" *_")[:1].islower()
    folded = fold(text)
    label = signs.SUBJECT_LABEL.match(folded) or (None if goes_on else _ABOUT.match(folded))
    bare = text[label.end() :] if label else text
    return re.sub(r"[\s.;,:]+$", "", bare.strip(" *_~")).strip()


def subject_field(parts: Parts) -> Field:
    """The field `subject`, its printed lines joined."""
    title, under = parts.of("type"), parts.of("title_subject")
    if title:
        rest = (title_line(parts) or ("", ""))[1]
        rest = "" if re.match(r"cua\s|so\b|ngay\b", fold(rest)) else rest
        lines = ([rest] if rest else []) + [_text(piece) for piece in under]
        joined = join_lines(line.strip(" *_") for line in lines)
        said_by = parts.of("author")
        of_author = bool(said_by) and fold(said_by[0].text).lstrip().startswith("cua ")
        value = without_label(joined, after_author=of_author)
        if value:
            pieces = (*title[:1], *under) if rest else under
            return _found(parts, pieces, value, "subject.title", 0.95)
        if title and signs.starts_with(title[0].text, _INVITATIONS):
            return _first_sentence(parts)
    letter = parts.of("letter_subject")
    if letter and _is_letter(parts):
        value = without_label(join_lines(_text(piece).strip(" *_") for piece in letter))
        if value:
            labelled = signs.is_subject_start(letter[0].text)
            return _found(parts, letter, value, "subject.letter", 0.95 if labelled else 0.85)
    return absent(parts.head_problem or "không thấy trích yếu", rule="subject.title")


def _first_sentence(parts: Parts) -> Field:
    """An invitation's first sentence says what it is for; the rule's name marks it as such."""
    body = parts.first("body")
    said = join_lines(_text(piece).strip(" *_") for piece in body[:_LONGEST_SENTENCE])
    end = re.search(r"[.;:](?=\s|$)", said)
    if not said or not end:
        return absent("thư mời không có trích yếu", body[:1], rule="subject.first_sentence")
    lines = 1
    while lines < len(body) and len(join_lines(_text(p) for p in body[:lines])) < end.start():
        lines += 1
    return found(body[:lines], said[: end.start()].strip(), "subject.first_sentence", 0.7)


def _text(piece: Piece) -> str:
    """A line without scraps: lone stops, and dashes read with doubt, that no sentence has."""
    words = piece.line.words
    if not words:
        return piece.text
    said = [word.text.replace("~~", "") for word in words]
    kept = []
    for i, (word, text) in enumerate(zip(words, said, strict=True)):
        lone = not any(map(str.isalnum, text))
        before_and = said[i + 1 : i + 2] == ["và"]  # nothing is joined twice
        sure = text not in ".,:;'`|~_" and word.confidence >= _SURE_SIGN and not before_and
        if not lone or sure or _joins_years(said, i):
            kept.append(text)
    return " ".join(word for word in kept if word)


def _joins_years(words: Sequence[str], i: int) -> bool:
    """Whether a dash stands between two years (`giai đoạn 2021 - 2025`), however faint."""
    years = [re.fullmatch(r"(?:19|20)\d\d\W?", word) for word in words[max(0, i - 1) : i + 2 : 2]]
    return words[i] in ("-", "–", "—") and len(years) == _BOTH and all(years)


def _stops_mended(text: str) -> str:
    """A subject is one sentence: a stop before a small letter was a comma.

    >>> _stops_mended("công tác văn thư. lưu trữ"), _stops_mended("tại TP. Hồ Chí Minh, Q. 5")
    ('công tác văn thư, lưu trữ', 'tại TP. Hồ Chí Minh, Q. 5')
    >>> _stops_mended("theo Nghị định số 5. kèm theo"), _stops_mended("quy định tại tr. mục 3")
    ('theo Nghị định số 5. kèm theo', 'quy định tại tr. mục 3')
    """
    return re.sub(r"(?<=[^\W\d_]{2})(?<![A-ZĐ])\.(?=\s[^\W\d_])", _comma_before_small, text)


def _comma_before_small(match: re.Match[str]) -> str:
    before = re.findall(r"[^\W\d_]+$", match.string[: match.start()])
    small = match.string[match.end() + 1].islower()
    return "," if small and is_valid_syllable(before[0]) else "."


def _found(parts: Parts, pieces: Sequence[Piece], value: str, rule: str, certainty: float) -> Field:
    """A subject, its doubtful words as the running text or a closed list spells them."""
    right = subject_respelled(spelt_elsewhere(pieces, _stops_mended(value), running_text(parts)))
    alternatives = () if right == value else (value,)
    return found(pieces, right, rule, certainty, alternatives=alternatives)


def _is_letter(parts: Parts) -> bool:
    """Lines in a left column are a letter's subject only under a letterhead."""
    return bool(parts.of("number") or parts.of("date") or parts.of("heading"))
