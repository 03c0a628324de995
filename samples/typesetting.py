"""Set type on a sheet as Word does: words, lines, justified paragraphs, pages.

A sheet is drawn at 300 dpi, upright; boxes are its pixels, as floats, origin top-left.
Styles inside a text are marked `**bold**` and `*italic*`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from PIL import Image, ImageDraw

from samples.breaking import words_of
from samples.faces import PrintFace, Style, print_font

__all__ = [
    "DPI",
    "WIDER",
    "Place",
    "SetLine",
    "Sheet",
    "Type",
    "Word",
    "mm",
]

DPI = 300

#: Stands in a text for room half an em wide beyond the space between words.
WIDER = "␣"

#: Word: pieces of text with their style; no space inside.
Word = tuple[tuple[str, Style], ...]


def mm(value: float) -> float:
    """Millimetres as sheet pixels.

    >>> mm(25.4)
    300.0
    """
    return value * DPI / 25.4


class Place(NamedTuple):
    """A rectangle on a sheet: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Type:
    """A face at a size: `points` as in Word, in a base style, letters `spacing` points apart."""

    face: PrintFace
    points: float
    style: Style = "regular"
    spacing: float = 0.0

    @property
    def em(self) -> float:
        """The size in sheet pixels."""
        return self.points * DPI / 72

    def width(self, text: str, style: Style | None = None) -> float:
        """How wide the text runs."""
        wide = float(print_font(self.face, style or self.style, self.em).getlength(text))
        return wide + len(text) * self.spacing * DPI / 72

    def word_width(self, word: Word) -> float:
        """How wide a word of several styles runs."""
        return sum(
            self.em * piece.count(WIDER) / 2 if WIDER in piece else self.width(piece, style)
            for piece, style in word
        )

    def at(self, points: float, style: Style | None = None) -> Type:
        """The same face at another size."""
        return Type(self.face, points, style or self.style)


@dataclass(frozen=True, slots=True)
class SetLine:
    """A printed line: what it says, where its ink is, its block, its words with left and right."""

    text: str
    place: Place
    block: int
    words: tuple[tuple[str, float, float], ...] = ()


@dataclass(slots=True)
class Sheet:
    """A page on its way: printed ink so far, its lines, and where the pen may come in.

    Attributes:
        width, height: Pixels at 300 dpi.
        ink: Gray picture, 255 = printed.
        lines: In reading order.
        slots: Named places: blanks for the pen, where the signer's name stands and so on.
        block: The block that the next line belongs to.
        tone: Gray picture of printed grounds, 255 = solid; None where there are none.
    """

    width: int
    height: int
    ink: Image.Image = field(init=False)
    pen: ImageDraw.ImageDraw = field(init=False)
    lines: list[SetLine] = field(default_factory=list)
    slots: dict[str, Place] = field(default_factory=dict)
    block: int = 0
    blank: bool = False
    tone: Image.Image | None = None

    def __post_init__(self) -> None:
        self.ink = Image.new("L", (self.width, self.height), 0)
        self.pen = ImageDraw.Draw(self.ink)

    def next_block(self) -> None:
        """A blank line in the page's text."""
        self.block += 1

    def set_words(
        self,
        words: list[Word],
        kind: Type,
        x: float,
        baseline: float,
        *,
        stretch_to: float = 0.0,
        within: Image.Image | None = None,
    ) -> SetLine:
        """Print one line from x on; spaces grow so that it ends `stretch_to` pixels further on.

        With `within`, the letters are spared out of that picture's ink: white on a ground.
        """
        pen, fill = (self.pen, 255) if within is None else (ImageDraw.Draw(within), 0)
        space = kind.width(" ")
        printed = [word for word in words if WIDER not in word[0][0]]
        if stretch_to and len(printed) > 1:
            space = (stretch_to - sum(map(kind.word_width, words))) / (len(printed) - 1)
        at = x
        edges: list[tuple[str, float, float]] = []
        tops: list[float] = []
        bottoms: list[float] = []
        for word in words:
            start = at
            if WIDER in word[0][0]:
                at += kind.word_width(word)
                continue
            for piece, style in word:
                font = print_font(kind.face, style, kind.em)
                for letter in piece if kind.spacing else (piece,):
                    pen.text((at, baseline), letter, font=font, fill=fill, anchor="ls")
                    at += kind.width(letter, style)
                _, top, _, bottom = font.getbbox(piece, anchor="ls")
                tops.append(top)
                bottoms.append(bottom)
            edges.append(("".join(piece for piece, _ in word), start, at))
            at += space
        text = " ".join(word for word, _, _ in edges)
        place = Place(edges[0][1], baseline + min(tops), at - space, baseline + max(bottoms))
        line = SetLine(text, place, self.block, tuple(edges))
        self.lines.append(line)
        return line

    def set_text(
        self, text: str, kind: Type, x: float, baseline: float, *, centred: bool = False
    ) -> SetLine:
        """Print a short line, from x on or centred on it."""
        words = words_of(text, kind.style)
        if centred:
            width = sum(map(kind.word_width, words)) + kind.width(" ") * (len(words) - 1)
            x -= width / 2
        return self.set_words(words, kind, x, baseline)

    def join(self, first: int) -> SetLine:
        """Make one line of the lines from index `first` on, which stand side by side."""
        parts = self.lines[first:]
        lefts, tops, rights, bottoms = zip(*(part.place for part in parts), strict=True)
        place = Place(min(lefts), min(tops), max(rights), max(bottoms))
        words = tuple(word for part in parts for word in part.words)
        whole = SetLine(" ".join(p.text for p in parts), place, parts[0].block, words)
        self.lines[first:] = [whole]
        return whole

    def ground(self, place: Place, share: float) -> Image.Image:
        """Print an even ground, `share` of full ink; the picture it lies in is returned."""
        if share >= 1:
            self.pen.rectangle(place, fill=255)
            return self.ink
        if self.tone is None:
            self.tone = Image.new("L", (self.width, self.height), 0)
        ImageDraw.Draw(self.tone).rectangle(place, fill=round(share * 255))
        return self.tone

    def rule(self, left: float, right: float, y: float, points: float = 0.75) -> None:
        """Print a horizontal rule."""
        weight = max(2, round(points * DPI / 72))
        self.pen.rectangle((left, y, right, y + weight - 1), fill=255)
