"""Reads one line of print: a first look, a second where the first is unsure, and how sure it is."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from pipeline.geometry import Box
from pipeline.recognition.closing import closed
from pipeline.recognition.engine import EngineLine
from pipeline.recognition.language import make_language_model
from pipeline.recognition.opinion import merged
from pipeline.recognition.tesseract import make_engine
from pipeline.recognition.trust import make_trust

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.recognition.engine import Engine, Layout
    from pipeline.recognition.language import LanguageModel
    from pipeline.recognition.trust import Trust
    from pipeline.settings import Recognition

__all__ = ["LineReader", "SingleReader", "make_reader"]


# Pictures so wide, in their heights, hold a word or a number alone.
_ALONE = 3.0


class SingleReader:
    """An engine asked once a line: for the lettering of stamps, which is no phrase.

    Args:
        engine: Reads pictures.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def first(self, gray: NDArray[np.uint8], dpi: float) -> EngineLine | None:
        """The engine's reading of a line, as it says it; None where it reads nothing.

        Args:
            gray: (H, W) uint8, 0 = ink, the line alone on white.
            dpi: Of `gray`.
        """
        return self._look(gray, dpi, "line")

    def settled(
        self, line: EngineLine, _gray: NDArray[np.uint8], _dpi: float, _above: str = ""
    ) -> EngineLine:
        """The reading as it is."""
        return line

    def _look(self, gray: NDArray[np.uint8], dpi: float, layout: Layout) -> EngineLine | None:
        narrow = closed(gray)
        picture = gray if narrow is None else narrow.gray
        words = [word for part in self.engine.read(picture, dpi, layout) for word in part.words]
        if not words:
            return None
        words.sort(key=lambda word: word.box.x)
        line = EngineLine(tuple(words), Box.around(word.box for word in words))
        return line if narrow is None else narrow.opened(line)


class LineReader(SingleReader):
    """An engine that is asked twice where it pays.

    Args:
        engine: Reads pictures.
        settings: Whether there is a second look, and whether phrases are weighed.
        model: Weighs phrases, and words for how sure they are.
        trust: Turns what is known of a word into how probably it is right.
    """

    def __init__(
        self, engine: Engine, settings: Recognition, model: LanguageModel, trust: Trust
    ) -> None:
        super().__init__(engine)
        self._settings = settings
        self._model = model
        self._trust = trust

    def first(self, gray: NDArray[np.uint8], dpi: float) -> EngineLine | None:
        """See `SingleReader.first`; of a word alone, as in a cell, the surer of two readings."""
        line = super().first(gray, dpi)
        if gray.shape[1] > _ALONE * gray.shape[0]:
            return line
        # Tesseract measures a line by its letters: of two or three it makes what it likes
        # (`22` → `2`, `5.995` → `225`), unless it takes the picture as it is.
        word = self._look(gray, dpi, "word")
        if line is None or word is None:
            return line or word
        return max(line, word, key=lambda read: min(part.confidence for part in read.words))

    def settled(
        self, line: EngineLine, gray: NDArray[np.uint8], dpi: float, above: str = ""
    ) -> EngineLine:
        """A first reading with second opinions heard, and how sure each word is.

        Args:
            line: What `first` said.
            gray: The picture it said it of.
            dpi: Of `gray`.
            above: The line above in its column: a phrase may begin there.

        Returns:
            The line with `trust` in every word; with `first` and `fixes` where words were changed.
        """
        told = self._trust.told(line, self._model)
        other = None
        if self._settings.second_opinion and self._trust.doubts(told):
            other = self._look(gray, dpi, "raw")
        heard = merged(
            line,
            () if other is None else (other,),
            self._model if self._settings.language_model else None,
            above,
        )
        return told if heard is line else self._trust.told(heard, self._model)


@functools.lru_cache(maxsize=2)
def make_reader(settings: Recognition) -> LineReader:
    """The reader that the settings choose; one a process, kept."""
    return LineReader(make_engine(settings), settings, make_language_model(), make_trust())
