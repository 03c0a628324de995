"""Every word of pages with a truth: what is known of it, and whether it is right."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from evaluation.measure.reliability import pages_of, reliability, right_words
from evaluation.truth.cases import cases_in
from pipeline.page.reading import read_traced
from pipeline.raster import read_page
from pipeline.recognition.language import make_language_model
from pipeline.recognition.reader import LineReader
from pipeline.recognition.tesseract import make_engine
from pipeline.recognition.trust import Trust, known_of
from pipeline.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray
    from pipeline.recognition.engine import EngineLine
    from pipeline.recognition.language import LanguageModel


@dataclass
class Words:
    """What is known of words, in rows, and whether each is right.

    Attributes:
        known: Rows in the order of `FEATURES`.
        right: For each row.
    """

    known: list[tuple[float, ...]] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)

    def add(self, rows: list[tuple[float, ...]], line: EngineLine, page: tuple[str, ...]) -> None:
        """Note the words of a line.

        Args:
            rows: What is known of each.
            line: The words.
            page: All that its page says, in every form that is right.
        """
        self.known += rows
        self.right += right_words([word.text for word in line.words], page)

    def arrays(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(N, features) and (N,)."""
        return np.asarray(self.known, np.float64), np.asarray(self.right, np.float64)


def figures(chance: NDArray[np.float64], right: NDArray[np.float64]) -> dict[str, float]:
    """Calibration error, and what lies below `CHECK`.

    Args:
        chance: (N,) how probably each word is right, as told.
        right: (N,), 1 = it is.
    """
    told = reliability(zip(chance.tolist(), (right > 0).tolist(), strict=True))
    return {
        "words": len(right),
        "wrong_percent": round(100 * float(1 - right.mean()), 2),
        "calibration_error_percent": round(100 * (told.error or 0.0), 2),
        "below_check_percent": round(100 * (told.checked or 0.0), 2),
        "wrong_below_check_percent": round(100 * (told.caught or 0.0), 1),
    }


class _Listening(Trust):
    """Looks twice at every line, and keeps what was said of it: at first sight, and as settled."""

    def __init__(self) -> None:
        super().__init__(None)
        self.heard: list[list[EngineLine]] = []

    def told(self, line: EngineLine, _model: LanguageModel) -> EngineLine:
        """The line as it is; one that opinions changed is the last one settled."""
        if line.fixes:
            self.heard[-1][1] = line
        else:
            self.heard.append([line, line])
        return line

    def doubts(self, _told: EngineLine) -> bool:
        """Everything is doubted."""
        return True


def words_of(folder: Path) -> tuple[Words, Words]:
    """The words of every page with a truth below a folder: at first sight, and as settled."""
    once, twice = Words(), Words()
    model = make_language_model()
    for page, heard in _read(folder):
        for first, settled in heard:
            once.add(known_of(first, model), first, page)
            twice.add(known_of(settled, model), settled, page)
    return once, twice


def _read(folder: Path) -> Iterator[tuple[tuple[str, ...], list[list[EngineLine]]]]:
    # Drawn papers with MẬT on them are no secrets.
    settings = replace(Settings(), secrecy="flag")
    for case in cases_in(folder):
        for true in case.pages:
            if not true.truth.lines:
                continue
            listening = _Listening()
            reader = LineReader(
                make_engine(settings.recognition),
                settings.recognition,
                make_language_model(),
                listening,
            )
            trace = read_traced(
                read_page(case.path, true.number, settings.raster), settings, reader
            )
            # What was found to be pen or scrap, and is in no text, is not to be judged.
            kept = {line.raw for line in trace.result.reading.lines}
            yield pages_of(true.truth), [both for both in listening.heard if both[0].text in kept]
