"""Tesseract: in process through tesserocr, or as a program through pytesseract.

Both see the same picture with the same settings behind the same `read`. Thread counts are kept at
one (`OMP_THREAD_LIMIT`, set where processes start): more burn 2.4 times the CPU for nothing.
"""

from __future__ import annotations

import functools
import os
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytesseract
import tesserocr
from PIL import Image

from pipeline.digests import kept_sha256_of
from pipeline.errors import MissingLanguageError
from pipeline.geometry import Box
from pipeline.recognition.engine import EngineLine, EngineWord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.recognition.engine import Engine, Layout, Offers
    from pipeline.settings import Recognition

__all__ = ["PortableTesseract", "Tesseract", "describe_engine", "make_engine", "model_sha256"]

# Where trained data is looked for when the settings name no folder: our own, then Debian's.
_TESSDATA = (
    Path(__file__).resolve().parents[2] / "models" / "tessdata",
    Path("/usr/share/tesseract-ocr/5/tessdata"),
)

# White around the print: Tesseract loses letters that touch the picture's edge. A raw line is
# scaled with its margin: white above and below makes its letters smaller than the net learnt them.
_MARGIN = {"block": 12, "line": 12, "raw": 1, "word": 4}

# Nothing on a picture is darker: there is no print, and the net would dream some up.
_PAPER = 230

# A block is read as one column of lines of any size (4): as a uniform block (6) Tesseract takes one
# line height for all, and tone errors on real scans go from 2 % to 9.
_PSM = {"block": 4, "line": 7, "raw": 13, "word": 13}

# What an engine offers beside its choice counts up to so many nats.
_DEAREST = 24.0
# An offer no dearer than the choice stands there by Tesseract's own arithmetic of paths, not
# because it is likelier.
_CHEAPEST = 1.0


def tessdata_of(settings: Recognition) -> Path:
    """The folder with the trained data; `MissingLanguageError` when the language is not there."""
    folders = (Path(settings.tessdata),) if settings.tessdata else _TESSDATA
    for folder in folders:
        if (folder / f"{settings.language}.traineddata").is_file():
            return folder
    raise MissingLanguageError(settings.language, str(folders[0]))


def model_sha256(settings: Recognition) -> str:
    """SHA-256 of the trained data in use."""
    return kept_sha256_of(tessdata_of(settings) / f"{settings.language}.traineddata")


class Tesseract:
    """libtesseract in this process: one API object, made once, used for every picture."""

    def __init__(self, settings: Recognition) -> None:
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        self._api = tesserocr.PyTessBaseAPI(
            path=str(tessdata_of(settings)), lang=settings.language, oem=tesserocr.OEM.LSTM_ONLY
        )
        # The page's paper is evened out already: one threshold serves layout, letters are read
        # from the grey. The pattern dictionaries stay on: off, they cost accuracy on body text.
        self._api.SetVariable("debug_file", os.devnull)
        # Whether a line's letters are of one width is measured at length, and the net never asks.
        self._api.SetVariable("textord_all_prop", "1")
        # Other letters that may stand at each place: a seventh of the time.
        self._api.SetVariable("lstm_choice_mode", "2")

    def read(
        self, gray: NDArray[np.uint8], dpi: float, layout: Layout = "block"
    ) -> tuple[EngineLine, ...]:
        """See `Engine.read`."""
        if gray.size == 0 or gray.min() > _PAPER:
            return ()
        margin = _MARGIN[layout]
        framed = np.ascontiguousarray(np.pad(gray, margin, constant_values=255))
        height, width = framed.shape
        self._api.SetPageSegMode(_PSM[layout])
        self._api.SetImageBytes(framed.tobytes(), width, height, 1, width)
        self._api.SetSourceResolution(round(dpi))
        self._api.Recognize()
        lines: list[EngineLine] = []
        words: list[EngineWord] = []
        iterator = self._api.GetIterator()
        if iterator is None:
            return ()
        level = tesserocr.RIL.WORD
        for item in tesserocr.iterate_level(iterator, level):
            if item.IsAtBeginningOf(tesserocr.RIL.TEXTLINE) and words:
                lines.append(_line(words))
                words = []
            box = item.BoundingBox(level)
            if box is None:
                continue
            text = unicodedata.normalize("NFC", item.GetUTF8Text(level) or "").strip()
            if text:
                offers = _offers(text, item.GetBestLSTMSymbolChoices() or [])
                words.append(_word(text, item.Confidence(level) / 100, box, margin, offers))
        if words:
            lines.append(_line(words))
        return tuple(lines)


class PortableTesseract:
    """The `tesseract` program through pytesseract: slower, where tesserocr has no wheel."""

    def __init__(self, settings: Recognition) -> None:
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        self._language = settings.language
        self._tessdata = tessdata_of(settings)

    def read(
        self, gray: NDArray[np.uint8], dpi: float, layout: Layout = "block"
    ) -> tuple[EngineLine, ...]:
        """See `Engine.read`."""
        if gray.size == 0 or gray.min() > _PAPER:
            return ()
        margin = _MARGIN[layout]
        picture = Image.fromarray(np.pad(gray, margin, constant_values=255))
        found = pytesseract.image_to_data(
            picture,
            lang=self._language,
            config=f"--oem 1 --psm {_PSM[layout]} --dpi {round(dpi)} "
            f"--tessdata-dir {self._tessdata}",
            output_type=pytesseract.Output.DICT,
        )
        lines: dict[tuple[int, int, int], list[EngineWord]] = {}
        for i, text in enumerate(found["text"]):
            said = unicodedata.normalize("NFC", text).strip()
            if not said:
                continue
            left, top = found["left"][i], found["top"][i]
            edges = (left, top, left + found["width"][i], top + found["height"][i])
            key = (found["block_num"][i], found["par_num"][i], found["line_num"][i])
            lines.setdefault(key, []).append(
                _word(said, float(found["conf"][i]) / 100, edges, margin)
            )
        return tuple(_line(words) for _, words in sorted(lines.items()))


def _word(
    text: str,
    confidence: float,
    edges: tuple[int, int, int, int],
    margin: int,
    offers: Offers = (),
) -> EngineWord:
    left, top, right, bottom = edges
    box = Box(left - margin, top - margin, right - left, bottom - top)
    return EngineWord(text, box, min(1.0, max(0.0, confidence)), offers=offers)


def _offers(text: str, places: Sequence[Sequence[tuple[str, float]]]) -> Offers:
    """What Tesseract says beside each letter, in nats above the letter it chose.

    Places come one a letter, with one for the space before a word that is not the first; where
    they do not fit the letters nothing is offered.
    """
    if len(places) == len(text) + 1:
        places = places[1:]
    if len(places) != len(text):
        return ()
    offers = []
    for letter, place in zip(text, places, strict=True):
        costs = {unicodedata.normalize("NFC", said): cost for said, cost in place}
        own = costs.pop(letter, min(costs.values(), default=0.0))
        offers.append(
            {
                said: max(_CHEAPEST, cost - own)
                for said, cost in costs.items()
                if len(said) == 1 and not said.isspace() and cost - own < _DEAREST
            }
        )
    return tuple(offers)


def _line(words: list[EngineWord]) -> EngineLine:
    return EngineLine(tuple(words), Box.around(word.box for word in words))


@functools.cache
def describe_engine(settings: Recognition) -> str:
    """Name and version of the engine that the settings choose, without starting it."""
    if settings.engine == "tesserocr":
        return f"tesserocr {tesserocr.__version__} ({tesserocr.tesseract_version().split()[1]})"
    return f"pytesseract {pytesseract.__version__} ({pytesseract.get_tesseract_version()})"


@functools.lru_cache(maxsize=2)
def make_engine(settings: Recognition) -> Engine:
    """The engine that the settings choose; one a process, kept."""
    return Tesseract(settings) if settings.engine == "tesserocr" else PortableTesseract(settings)
