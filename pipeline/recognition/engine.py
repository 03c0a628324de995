"""What every engine gives: lines of words with boxes and confidences, in the picture's pixels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pipeline.geometry import Box

__all__ = ["Engine", "EngineLine", "EngineWord", "Layout", "Offers", "joined"]

Layout = Literal["block", "line", "raw", "word"]
"""What a picture holds: a block of lines of one column, one line alone, or one line whose whole
picture is looked at, without a search for letters first; or so, with more white around, a word."""

Offers = tuple[dict[str, float], ...]
"""A mapping for each letter: what else it may be, and at what cost."""


@dataclass(frozen=True, slots=True)
class EngineWord:
    """A word as the engine says it.

    Attributes:
        text: NFC, no spaces inside.
        box: In the picture's pixels.
        confidence: The engine's own, 0–1; not a probability.
        struck: A pen went through it.
        offers: For each letter of `text` what else the engine saw there, and how much dearer that
            is than what it chose, in nats; empty where the engine does not say.
        trust: Probability that the word is right, calibrated; None where nobody asked.
    """

    text: str
    box: Box
    confidence: float
    struck: bool = False
    offers: Offers = ()
    trust: float | None = None

    @property
    def probability(self) -> float:
        """That the word is right: calibrated, or the engine's own word where nobody asked."""
        return self.confidence if self.trust is None else self.trust


def joined(word: EngineWord, next_one: EngineWord) -> EngineWord:
    """Two words that are one; as sure as the less sure of them."""
    told = word.trust is not None and next_one.trust is not None
    return EngineWord(
        word.text + next_one.text,
        word.box.union(next_one.box),
        min(word.confidence, next_one.confidence),
        trust=min(word.probability, next_one.probability) if told else None,
    )


@dataclass(frozen=True, slots=True)
class EngineLine:
    """Words on one line, left to right.

    Attributes:
        words: Left to right.
        box: Around them.
        other: The reading that was not kept, where the line was read with and without the ink that
            was lifted off it; None where it was read once.
        kept_ink: The reading with the ink was the better one.
        first: The engine's first reading, where later opinions changed it.
        fixes: What they changed: name of the opinion and both readings.
    """

    words: tuple[EngineWord, ...]
    box: Box
    other: str | None = None
    kept_ink: bool = False
    first: str | None = None
    fixes: tuple[str, ...] = ()

    def moved(self, x: int, y: int) -> EngineLine:
        """The line as it lies in a picture that this one was cut out of at (x, y)."""
        words = tuple(replace(word, box=word.box.moved(x, y)) for word in self.words)
        return replace(self, words=words, box=self.box.moved(x, y))

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def confidence(self) -> float:
        """Mean of the words' own, weighted by their length; 0 for an empty line."""
        return self._mean([word.confidence for word in self.words])

    @property
    def probability(self) -> float:
        """The same of how probably each word is right."""
        return self._mean([word.probability for word in self.words])

    def _mean(self, shares: Sequence[float]) -> float:
        sizes = [len(word.text) for word in self.words]
        total = sum(size * share for size, share in zip(sizes, shares, strict=True))
        return total / sum(sizes) if sizes else 0.0


class Engine(Protocol):
    """Turns a gray picture of print into lines."""

    def read(
        self, gray: NDArray[np.uint8], dpi: float, layout: Layout = "block"
    ) -> tuple[EngineLine, ...]:
        """Read a picture, (H, W) uint8, 0 = ink, of print that runs across."""
        ...
