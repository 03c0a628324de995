"""What every engine gives: lines of words with boxes and confidences, in the picture's pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.values import Box

__all__ = ["Engine", "EngineLine", "EngineWord", "Layout"]

Layout = Literal["block", "line"]
"""What a picture holds: a block of lines of one column, or one line alone."""


@dataclass(frozen=True, slots=True)
class EngineWord:
    """A word as the engine says it; confidence 0–1; `struck`: a pen went through it."""

    text: str
    box: Box
    confidence: float
    struck: bool = False


@dataclass(frozen=True, slots=True)
class EngineLine:
    """Words on one line, left to right.

    Attributes:
        words: Left to right.
        box: Around them.
        other: The reading that was not kept, where the line was read with and without the ink that
            was lifted off it; None where it was read once.
        kept_ink: The reading with the ink was the better one.
    """

    words: tuple[EngineWord, ...]
    box: Box
    other: str | None = None
    kept_ink: bool = False

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def confidence(self) -> float:
        """Mean of the words', weighted by their length; 0 for an empty line."""
        letters = sum(len(word.text) for word in self.words)
        return sum(len(w.text) * w.confidence for w in self.words) / letters if letters else 0.0


class Engine(Protocol):
    """Turns a gray picture of print into lines."""

    def read(
        self, gray: NDArray[np.uint8], dpi: float, layout: Layout = "block"
    ) -> tuple[EngineLine, ...]:
        """Read a picture, (H, W) uint8, 0 = ink, of print that runs across."""
        ...
