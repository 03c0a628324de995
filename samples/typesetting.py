"""Set type on a sheet as Word does: words, lines, justified paragraphs, pages.

A sheet is drawn at 300 dpi, upright; boxes are its pixels, as floats, origin top-left.
Styles inside a text are marked `**bold**` and `*italic*`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from PIL import Image, ImageDraw

from samples.faces import PrintFace, Style, print_font

__all__ = ["DPI", "Place", "SetLine", "Sheet", "Type", "balance", "break_lines", "mm", "words_of"]

DPI = 300

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
    """A face at a size: `points` as in Word, in a base style."""

    face: PrintFace
    points: float
    style: Style = "regular"

    @property
    def em(self) -> float:
        """The size in sheet pixels."""
        return self.points * DPI / 72

    def width(self, text: str, style: Style | None = None) -> float:
        """How wide the text runs."""
        return float(print_font(self.face, style or self.style, self.em).getlength(text))

    def word_width(self, word: Word) -> float:
        """How wide a word of several styles runs."""
        return sum(self.width(piece, style) for piece, style in word)

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


_MARKUP = re.compile(r"(\*\*.+?\*\*|\*[^*\s][^*]*?\*)")


def words_of(text: str, base: Style) -> list[Word]:
    """Cut marked text into words."""
    words: list[list[tuple[str, Style]]] = [[]]
    for marked in _MARKUP.split(text):
        part, style = marked, base
        if part.startswith("**") and len(part) > 4:
            part, style = part[2:-2], "bold" if "italic" not in base else "bold_italic"
        elif part.startswith("*") and part.endswith("*") and len(part) > 2 and part[1] != "*":
            part, style = part[1:-1], "italic" if "bold" not in base else "bold_italic"
        for index, piece in enumerate(part.split(" ")):
            if index:
                words.append([])
            if piece:
                words[-1].append((piece, style))
    return [tuple(word) for word in words if word]


def _at_hyphen(word: Word, kind: Type, room: float) -> tuple[Word, Word] | None:
    """Break a long code after a hyphen (`STC-` / `HCSN`), as Word does."""
    if len(word) != 1:
        return None
    text, style = word[0]
    for cut in range(len(text) - 1, 1, -1):
        if (
            text[cut - 1] == "-"
            and text[cut].isalnum()
            and text[cut - 2].isalnum()
            and kind.width(text[:cut], style) <= room
        ):
            return ((text[:cut], style),), ((text[cut:], style),)
    return None


def break_lines(words: list[Word], kind: Type, first: float, rest: float) -> list[list[Word]]:
    """Fill lines greedily: the first `first` pixels wide, the others `rest`."""
    space = kind.width(" ")
    lines: list[list[Word]] = [[]]
    room = first
    for word in words:
        todo: Word | None = word
        while todo is not None:
            gap = space if lines[-1] else 0.0
            width = kind.word_width(todo)
            if width + gap <= room or not lines[-1]:
                lines[-1].append(todo)
                room -= width + gap
                todo = None
                continue
            cut = _at_hyphen(todo, kind, room - gap)
            if cut:
                lines[-1].append(cut[0])
                todo = cut[1]
            lines.append([])
            room = rest
    return lines


def balance(text: str, kind: Type, width: float) -> list[str]:
    """Break a heading into lines of like length, each at most `width` pixels."""
    words = text.split(" ")
    total = kind.width(text)
    count = max(1, -(-int(total) // int(width)))
    for aim in (total / count * factor for factor in (1.02, 1.1, 1.2, 1.35)):
        lines = break_lines([((w, kind.style),) for w in words], kind, aim, aim)
        if len(lines) <= count:
            break
    else:
        lines = break_lines([((w, kind.style),) for w in words], kind, width, width)
    return [" ".join("".join(p for p, _ in w) for w in line) for line in lines]


@dataclass(slots=True)
class Sheet:
    """A page on its way: printed ink so far, its lines, and where the pen may come in.

    Attributes:
        width, height: Pixels at 300 dpi.
        ink: Gray picture, 255 = printed.
        lines: In reading order.
        slots: Named places: blanks for the pen, where the signer's name stands and so on.
        block: The block that the next line belongs to.
    """

    width: int
    height: int
    ink: Image.Image = field(init=False)
    pen: ImageDraw.ImageDraw = field(init=False)
    lines: list[SetLine] = field(default_factory=list)
    slots: dict[str, Place] = field(default_factory=dict)
    block: int = 0
    blank: bool = False

    def __post_init__(self) -> None:
        self.ink = Image.new("L", (self.width, self.height), 0)
        self.pen = ImageDraw.Draw(self.ink)

    def next_block(self) -> None:
        """A blank line in the page's text."""
        self.block += 1

    def set_words(
        self, words: list[Word], kind: Type, x: float, baseline: float, *, stretch_to: float = 0.0
    ) -> SetLine:
        """Print one line from x on; spaces grow so that it ends `stretch_to` pixels further on."""
        space = kind.width(" ")
        if stretch_to and len(words) > 1:
            space = (stretch_to - sum(map(kind.word_width, words))) / (len(words) - 1)
        at = x
        edges: list[tuple[str, float, float]] = []
        tops: list[float] = []
        bottoms: list[float] = []
        for word in words:
            start = at
            for piece, style in word:
                font = print_font(kind.face, style, kind.em)
                self.pen.text((at, baseline), piece, font=font, fill=255, anchor="ls")
                _, top, _, bottom = font.getbbox(piece, anchor="ls")
                tops.append(top)
                bottoms.append(bottom)
                at += kind.width(piece, style)
            edges.append(("".join(piece for piece, _ in word), start, at))
            at += space
        text = " ".join(word for word, _, _ in edges)
        place = Place(x, baseline + min(tops), at - space, baseline + max(bottoms))
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

    def rule(self, left: float, right: float, y: float, points: float = 0.75) -> None:
        """Print a horizontal rule."""
        weight = max(2, round(points * DPI / 72))
        self.pen.rectangle((left, y, right, y + weight - 1), fill=255)
