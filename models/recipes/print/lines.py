"""The lines of text that the net learns from, in the register of state and Party archives."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from . import symbols

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

# Line ranges of the corpus (its README), and how often a line is drawn from each.
REGISTERS = (
    (1, 4127, 0.24),  # Party: few texts, so each is drawn often
    (4128, 35617, 0.26),  # provincial and central paper of 2018-2025
    (35618, 48395, 0.18),  # circulars, decrees and annexes on document form, procedures
    (48396, 142102, 0.17),  # laws and codes since the 1990s
    (142103, 272751, 0.15),  # codified law of all topics
)
HELD_OUT = 41  # every 41st paragraph is for validation only

_FOLD = str.maketrans({"–": "-", "’": "'", "‘": "'", "×": "x"})
_OLD = "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy".split()
_NEW = "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ".split()
_TO_NEW = (
    dict(zip(_OLD, _NEW, strict=True))
    | {o.capitalize(): n.capitalize() for o, n in zip(_OLD, _NEW, strict=True)}
    | {o.upper(): n.upper() for o, n in zip(_OLD, _NEW, strict=True)}
)
_TO_OLD = {new: old for old, new in _TO_NEW.items()}
# `quý` and `quỳ` keep their letter: there u belongs to the onset.
_OPEN = {
    True: re.compile(rf"(?<![qQ])({'|'.join(_TO_NEW)})(?!\w)"),
    False: re.compile(rf"(?<![qQ])({'|'.join(_TO_OLD)})(?!\w)"),
}


def respell(text: str, *, new: bool) -> str:
    """Put tone marks of open oa, oe, uy in the new place (`hoà`) or the old one (`hòa`).

    >>> respell("Ủy ban hòa giải quý", new=True)
    'Uỷ ban hoà giải quý'
    >>> respell("HOÀ, thuý, hoàn", new=False)
    'HÒA, thúy, hoàn'
    """
    table = _TO_NEW if new else _TO_OLD
    return _OPEN[new].sub(lambda found: table[found.group(1)], text)


@dataclass(frozen=True)
class Corpus:
    """The texts that lines are cut from.

    Attributes:
        folder: Holds `administrative.txt.gz` and `names.txt.gz`.
        letters: What the model can write at all; paragraphs with others are left out.
        held_out: Take the paragraphs kept for validation instead of the others.
    """

    folder: Path
    letters: frozenset[str]
    held_out: bool = False

    @cached_property
    def registers(self) -> list[list[str]]:
        """The usable paragraphs of each register."""
        with gzip.open(self.folder / "administrative.txt.gz", "rt", encoding="utf-8") as file:
            every = [line.strip().translate(_FOLD).replace("…", "...") for line in file]
        usable = self.letters | {" "}
        kept = []
        for first, last, _weight in REGISTERS:
            numbered = enumerate(every[first - 1 : last])
            kept.append(
                [
                    text
                    for at, text in numbered
                    if (at % HELD_OUT == 0) == self.held_out and text and usable.issuperset(text)
                ]
            )
        return kept

    @cached_property
    def names(self) -> list[str]:
        """Persons, places and bodies."""
        with gzip.open(self.folder / "names.txt.gz", "rt", encoding="utf-8") as file:
            every = [line.strip() for line in file]
        usable = self.letters | {" "}
        return [
            text
            for at, text in enumerate(every)
            if (at % HELD_OUT == 0) == self.held_out and text and usable.issuperset(text)
        ]

    @cached_property
    def persons(self) -> list[str]:
        """Names without a kind of place or body: three or four syllables in title case."""
        return [n for n in self.names if 2 <= n.count(" ") <= 3 and n.istitle() and "," not in n]

    @cached_property
    def organs(self) -> list[str]:
        """Bodies that issue paper."""
        return [n for n in self.names if re.match(r"(Ban|Ủy|Sở|Phòng|Đảng|Chi|Huyện ủy|Bộ)\b", n)]

    @cached_property
    def places(self) -> list[str]:
        """Bare place names."""
        return [n.split(",")[0] for n in self.names if "," in n]

    @cached_property
    def syllables(self) -> list[str]:
        """Every syllable of the corpus that stands there three times or more, once, small."""
        count: dict[str, int] = {}
        for text in (t for register in self.registers for t in register[::3]):
            for word in re.findall(r"[^\W\d_]+", text.lower()):
                count[word] = count.get(word, 0) + 1
        return sorted(word for word, n in count.items() if n >= 3)


def _window(words: list[str], dice: Random, width: int) -> str:
    """Consecutive words that fill about `width` letters, as a line of a paragraph does."""
    start = 0 if dice.random() < 0.3 else dice.randrange(len(words))
    taken: list[str] = []
    for word in words[start:]:
        if taken and sum(map(len, taken)) + len(taken) + len(word) > width:
            break
        taken.append(word)
    return " ".join(taken)


def _prose(corpus: Corpus, dice: Random) -> str:
    weights = [weight for *_range, weight in REGISTERS]
    return dice.choice(dice.choices(corpus.registers, weights)[0])


def _body(corpus: Corpus, dice: Random) -> str:
    width = dice.choice((40, 55, 62, 66, 70, 74, 78, 84))
    return _window(_prose(corpus, dice).split(), dice, width)


def _short(corpus: Corpus, dice: Random) -> str:
    return _window(_prose(corpus, dice).split(), dice, dice.randint(6, 32))


def _capitals(corpus: Corpus, dice: Random) -> str:
    if dice.random() < 0.35:
        return dice.choice(corpus.organs).upper()
    return _window(_prose(corpus, dice).split(), dice, dice.randint(10, 52)).upper()


def _numbers(_corpus: Corpus, dice: Random) -> str:
    makers = (symbols.citation, symbols.citation, symbols.amount, symbols.date, symbols.symbol,
              symbols.clause)  # fmt: skip
    return " ".join(dice.choice(makers)(dice) for _ in range(dice.randint(1, 3)))


def _salted(corpus: Corpus, dice: Random) -> str:
    """Prose with numbers strewn in, as reports have it."""
    words = _body(corpus, dice).split()
    for _ in range(dice.randint(1, 2)):
        at = dice.randint(0, len(words))
        words.insert(at, dice.choice((symbols.amount, symbols.date, symbols.symbol))(dice))
    return " ".join(words)[:90].strip()


def _form(corpus: Corpus, dice: Random) -> str:
    return symbols.formula(
        dice, dice.choice(corpus.places), dice.choice(corpus.persons), dice.choice(corpus.organs)
    )


def _name(corpus: Corpus, dice: Random) -> str:
    name = dice.choice(corpus.names)
    return name.upper() if dice.random() < 0.25 else name


def _babel(corpus: Corpus, dice: Random) -> str:
    """Syllables in no order: here only the drawing of the mark tells ấ from ầ, not the phrase."""
    words = [dice.choice(corpus.syllables) for _ in range(dice.randint(2, 12))]
    text = " ".join(words)
    chance = dice.random()
    return text.upper() if chance < 0.35 else text.title() if chance < 0.5 else text


_KINDS = (
    (_body, 0.43),
    (_short, 0.07),
    (_capitals, 0.16),
    (_numbers, 0.07),
    (_salted, 0.06),
    (_form, 0.11),
    (_name, 0.04),
    (_babel, 0.06),
)


def draw_line(corpus: Corpus, dice: Random) -> str:
    """Draw one line of text that the model can write, in letters, words and marks as printed."""
    usable = corpus.letters | {" "}
    while True:
        make = dice.choices([kind for kind, _ in _KINDS], [weight for _, weight in _KINDS])[0]
        text = " ".join(make(corpus, dice).translate(_FOLD).split())
        chance = dice.random()
        if chance < 0.2:
            text = respell(text, new=chance < 0.14)
        if text and usable.issuperset(text):
            return text
