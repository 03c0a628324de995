"""What a document says twice: words misread in one place, put right as it spells them in another.

Capitals with two marks are what engines misread most (`HÒ CHÍ MINH`), and a letterhead's name
nearly always stands in the running text too. Only a word that the document itself spells otherwise
beside the same neighbours is changed; nothing is taken from a dictionary.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.record.signs import is_caps
from pipeline.text.folding import differences, fold, old_style
from pipeline.text.syllables import is_valid_syllable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.record.parts import Parts
    from pipeline.record.pieces import Piece

__all__ = ["running_text", "spelt_elsewhere"]

_SURE = 0.9
_DOUBTED = 0.85
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def running_text(parts: Parts) -> tuple[str, ...]:
    """The document's words in small letters, in order; what was read with doubt is a gap."""
    said: list[str] = []
    for page in parts.pages:
        for line in page.lines:
            if is_caps(line.text):
                said.append("")
            elif line.words:
                said += [w.text if w.confidence >= _SURE else "" for w in line.words]
            else:
                said += line.text.split()
    return tuple(said)


@lru_cache(maxsize=4)
def _triples(words: tuple[str, ...]) -> dict[tuple[str, str, str], Counter[tuple[str, str, str]]]:
    """Three folded words in a row: how they are spelt, in small letters, and how often."""
    found: dict[tuple[str, str, str], Counter[tuple[str, str, str]]] = defaultdict(Counter)
    bare = [_EDGES.sub("", word).lower() for word in words]
    for three in zip(bare, bare[1:], bare[2:], strict=False):
        if all(three):
            found[fold(three[0]), fold(three[1]), fold(three[2])][three] += 1
    return dict(found)


def spelt_elsewhere(pieces: Sequence[Piece], text: str, words: tuple[str, ...]) -> str:
    """A name or subject with its doubtful words as the running text spells them.

    Args:
        pieces: The lines it was read from; their words tell which of them were read with doubt.
        text: As read, lines joined.
        words: Of `running_text`.

    >>> spelt_elsewhere([], "TP. HÒ CHÍ MINH", ("tại", "Hồ", "Chí", "Minh."))
    'TP. HỒ CHÍ MINH'
    >>> spelt_elsewhere([], "CÔNG NGHIỆP THỰC PHÁẢM", ("Công", "nghiệp", "Thực", "phẩm"))
    'CÔNG NGHIỆP THỰC PHẨM'
    >>> spelt_elsewhere([], "ĐẢNG BỘ QUẬN HÀ ĐÔNG", ("cán", "bộ", "quán", "triệt", "hạ", "đồng"))
    'ĐẢNG BỘ QUẬN HÀ ĐÔNG'
    """
    triples = _triples(words)
    tokens = text.split(" ")
    bare = [_EDGES.sub("", token).lower() for token in tokens]
    doubted = _doubted(pieces, text)
    mended = list(tokens)
    for i, token in enumerate(tokens):
        if len(bare[i]) < 2 or not bare[i].isalpha() or not doubted(token):
            continue
        wanted = _wanted(bare, i, triples)
        if wanted and old_style(wanted) != old_style(bare[i]):
            read = _EDGES.sub("", token)
            mended[i] = token.replace(read, _cased(read, wanted))
    return " ".join(mended)


def _doubted(pieces: Sequence[Piece], text: str) -> Callable[[str], bool]:
    if is_caps(text):
        return lambda _token: True
    sure = Counter(w.text for p in pieces for w in p.line.words if w.confidence >= _DOUBTED)
    return lambda token: not sure[token]


def _wanted(
    bare: Sequence[str],
    i: int,
    triples: dict[tuple[str, str, str], Counter[tuple[str, str, str]]],
) -> str | None:
    """The one other spelling of a word between its neighbours; None where none or several stand."""
    votes: Counter[str] = Counter()
    for start in range(max(0, i - 2), min(i, len(bare) - 3) + 1):
        three = bare[start], bare[start + 1], bare[start + 2]
        for spelt, count in _like(three, i - start, triples).items():
            votes[spelt[i - start]] += count
    if not votes or bare[i] in votes:
        return None
    (best, count), *others = votes.most_common(2)
    return None if others and others[0][1] * 2 >= count else best


def _like(
    three: tuple[str, str, str],
    own: int,
    triples: dict[tuple[str, str, str], Counter[tuple[str, str, str]]],
) -> Counter[tuple[str, str, str]]:
    """How the running text spells three words; one that is no syllable may differ by a letter."""
    folded = fold(three[0]), fold(three[1]), fold(three[2])
    exact = triples.get(folded)
    if exact or is_valid_syllable(three[own]) or len(three[own]) < 3:
        return exact or Counter()
    near: Counter[tuple[str, str, str]] = Counter()
    for key, spelt in triples.items():
        others = [key[j] == folded[j] for j in range(3) if j != own]
        if all(others) and differences(key[own], folded[own], 1) <= 1:
            near += spelt
    return near


def _cased(read: str, wanted: str) -> str:
    if read.isupper():
        return wanted.upper()
    return wanted.capitalize() if read[:1].isupper() else wanted
