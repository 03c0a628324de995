"""How an office sets its letters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from samples.faces import (
    HELD_PRINT_FACES,
    HELD_SANS_FACES,
    PRINT_FACES,
    SANS_FACES,
    PrintFace,
)
from samples.typesetting import Type

if TYPE_CHECKING:
    import random

    from samples.faces import Style
    from samples.splits import Split

__all__ = ["Look"]


@dataclass(frozen=True, slots=True)
class Look:
    """How an office sets its letters. Lengths in millimetres, sizes in points.

    Attributes:
        face: The printing face.
        points: Size of the body.
        leading: Line pitch over size.
        gap: Between paragraphs.
        indent: Of first lines.
        left, right, top, bottom: Margins.
        width, height: The paper.
        signature: Room between title and name.
        head_gap: From the letterhead down to number and date.
        dotted: The blank of a number shows dots.
        bold_title: The signer's title is bold.
        scale: All type is set at this share of its size.
    """

    face: PrintFace = PRINT_FACES[0]
    points: float = 14.0
    leading: float = 1.15
    gap: float = 2.1
    indent: float = 12.7
    left: float = 30.0
    right: float = 17.0
    top: float = 20.0
    bottom: float = 20.0
    width: float = 210.0
    height: float = 297.0
    signature: float = 31.0
    head_gap: float = 9.5
    dotted: bool = False
    bold_title: bool = True
    scale: float = 1.0

    @staticmethod
    def drawn(rng: random.Random, split: Split = "open") -> Look:
        """A look as offices have them, Times far ahead; held-out pages have faces of their own."""
        look = Look(
            face=rng.choices(PRINT_FACES, (62, 20, 14, 4))[0],
            points=rng.choice((13, 13.5, 14, 14, 14, 14.5)),
            leading=rng.choice((1.12, 1.15, 1.18, 1.25, 1.3)),
            gap=rng.choice((0.0, 1.0, 2.1, 2.1, 2.8)),
            indent=rng.choice((10.0, 12.7, 12.7)),
            left=rng.choice((28.0, 30.0, 30.0, 33.0)),
            right=rng.choice((15.0, 17.0, 20.0)),
            top=rng.choice((18.0, 20.0, 22.0, 25.0)),
            signature=rng.uniform(26, 38),
            head_gap=rng.uniform(8.0, 12.5),
            dotted=rng.random() < 0.12,
            bold_title=rng.random() < 0.9,
        )
        if split == "open":
            return look
        # These faces run wider than Times: set smaller, letterheads keep to their columns.
        return replace(look, face=rng.choice(HELD_PRINT_FACES), scale=0.9)

    def in_sans(self, rng: random.Random, split: Split) -> Look:
        """The same look in a face without serifs."""
        return replace(self, face=rng.choice(SANS_FACES if split == "open" else HELD_SANS_FACES))

    def of(self, points: float, style: Style = "regular") -> Type:
        """The face at a size."""
        return Type(self.face, points * self.scale, style)
