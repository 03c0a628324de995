"""What a pen wrote into one slot: a document's number, a day, a month, the date on a stamp.

The net is ours (`models/digits.onnx`, card and recipe in `models/recipes/digits`): it gives, for
every few pixels along the slot, how likely each figure stands there (CTC).  Only what the slot's
form allows is looked for, and the confidence is the probability, calibrated on hands the net had
never seen, that all of the text is right: a low one means that the slot must be left to a person.
"""

from __future__ import annotations

import functools
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pipeline.recognition.forms import FORMS, Form, same_value
from pipeline.recognition.session import open_session

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "ALPHABET",
    "HEIGHT",
    "WIDEST",
    "DigitReader",
    "DigitReading",
    "digits_model_sha256",
    "make_digit_reader",
    "normalise",
    "search",
]

_MODEL = Path(__file__).resolve().parents[2] / "models" / "digits.onnx"

#: What the net tells apart; its class 0 is "nothing here", a character's class its place + 1.
#: "/" stands for whatever is written between day, month and year.
ALPHABET = "0123456789/abc"
#: The net sees slots so high, and at most so wide, in pixels; widths are multiples of `_STEP`.
HEIGHT = 48
WIDEST = 320
_STEP = 8

# Less contrast than this is paper.
_LEAST_CONTRAST = 40
# Nothing is blown up to the full height that is lower than this share of the slot, or of its
# own width: a dotted rule alone stays a dotted rule.
_LEAST_SHARE = 0.3
_WIDEST_FOR_HEIGHT = 9.0
# Around the ink, share of its height: above and below, left and right.
_MARGIN = (0.12, 0.3)
# Ink beyond these shares of all of it is specks.
_SPECKS = 0.004

_BEAM = 24
_UNLIKELY = 2e-4
_ALTERNATIVES = 5


class DigitReading(NamedTuple):
    """What stands in a slot.

    Attributes:
        text: Figures as written ("07"), "/" for any separator of a date; "" = nothing there.
        confidence: Calibrated probability that all of `text` is right.
        alternatives: Other readings of the same form with their probabilities, likeliest first.
    """

    text: str
    confidence: float
    alternatives: tuple[tuple[str, float], ...]


def normalise(gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A slot cut to its ink and brought to the height the net was trained for.

    Args:
        gray: (H, W) uint8, dark ink on light paper.

    Returns:
        (HEIGHT, W) uint8, 255 = ink; W a multiple of 8, at most `WIDEST`.
    """
    ink = _ink(gray)
    strong = np.where(ink > 0.4, ink, 0)
    if not strong.any():
        return np.zeros((HEIGHT, _STEP * 3), np.uint8)
    top, bottom = _extent(strong.sum(axis=1))
    left, right = _extent(strong.sum(axis=0))
    height = max(
        bottom - top, _LEAST_SHARE * gray.shape[0], (right - left) / _WIDEST_FOR_HEIGHT, 4.0
    )
    middle = (top + bottom) / 2
    above, beside = height * (0.5 + _MARGIN[0]), height * _MARGIN[1]
    scale = HEIGHT / (2 * above)
    width = (right - left + 2 * beside) * scale
    columns = min(WIDEST, max(3 * _STEP, int(-(-width // _STEP)) * _STEP))
    # What does not fit is pressed together; what is left over stays paper on both sides.
    half = max(width, columns) / scale / 2
    centre = (left + right) / 2
    rows = _resampling(gray.shape[0], middle - above, middle + above, HEIGHT)
    across = _resampling(gray.shape[1], centre - half, centre + half, columns)
    return np.asarray(np.clip(rows @ ink @ across.T, 0, 1) * 255 + 0.5, dtype=np.uint8)


def _ink(gray: NDArray[np.uint8]) -> NDArray[np.float32]:
    """0 = paper, 1 = the slot's darkest ink."""
    paper = float(np.percentile(gray, 80))
    darkest = float(np.percentile(gray, 0.5))
    contrast = max(paper - darkest, 1.0)
    if contrast < _LEAST_CONTRAST:
        return np.zeros(gray.shape, np.float32)
    return np.asarray(np.clip((paper - gray.astype(np.float32)) / contrast, 0, 1), np.float32)


def _extent(profile: NDArray[np.float32]) -> tuple[float, float]:
    """Where the ink of a profile begins and ends, specks aside."""
    share = np.cumsum(profile) / profile.sum()
    first = int(np.searchsorted(share, _SPECKS))
    last = int(np.searchsorted(share, 1 - _SPECKS))
    return float(first), float(last + 1)


def _resampling(size: int, start: float, end: float, count: int) -> NDArray[np.float32]:
    """(count, size) weights that bring [start, end) of a row of pixels to `count` pixels.

    What lies beyond the row is paper.
    """
    step = (end - start) / count
    centres = start + (np.arange(count) + 0.5) * step - 0.5
    reach = max(1.0, step)
    distance = np.abs(np.arange(size)[None, :] - centres[:, None])
    weights = np.clip(1 - distance / reach, 0, None) / reach
    return weights.astype(np.float32)


def search(chances: NDArray[np.float32], form: Form) -> list[tuple[str, float]]:
    """The texts of a form and how likely each is, likeliest first (CTC prefix beam search).

    Args:
        chances: (T, 1 + len(ALPHABET)) probabilities along the slot, class 0 = nothing.
        form: What may stand here; "" is always among the answers.
    """
    grammar = FORMS[form]
    # text → chance that it ends here in "nothing", chance that it ends in its last character.
    beam: dict[str, tuple[float, float]] = {"": (1.0, 0.0)}
    for row in chances.astype(np.float64):
        likely = [int(i) for i in np.flatnonzero(row[1:] > _UNLIKELY)]
        grown: dict[str, list[float]] = {}
        for text, (paused, held) in beam.items():
            here = grown.setdefault(text, [0.0, 0.0])
            here[0] += (paused + held) * row[0]
            if text:
                here[1] += held * row[1 + ALPHABET.index(text[-1])]
            for index in likely:
                character = ALPHABET[index]
                longer = text + character
                if not grammar.begins(longer):
                    continue
                before = paused if text.endswith(character) else paused + held
                grown.setdefault(longer, [0.0, 0.0])[1] += before * row[1 + index]
        kept = sorted(grown.items(), key=lambda item: -sum(item[1]))[:_BEAM]
        beam = {text: (pair[0], pair[1]) for text, pair in kept}
    whole = [(t, sum(pair)) for t, pair in beam.items() if not t or grammar.is_whole(t)]
    return _merged(whole, form)


def _merged(found: list[tuple[str, float]], form: Form) -> list[tuple[str, float]]:
    """Spellings of one value ("5", "05" as a day) counted together, under the likelier one."""
    together: dict[str, tuple[str, float]] = {}
    for text, chance in sorted(found, key=lambda item: -item[1]):
        value = same_value(text, form)
        spelling, sum_so_far = together.get(value, (text, 0.0))
        together[value] = (spelling, sum_so_far + chance)
    return sorted(together.values(), key=lambda item: -item[1])


class DigitReader:
    """The net, loaded once a process."""

    def __init__(self, model: Path = _MODEL) -> None:
        self._session = open_session(model)
        stored = self._session.get_modelmeta().custom_metadata_map
        # Two rows: what the net says, and how often it was right when it said so.
        self._calibration = np.array(json.loads(stored["calibration"]), dtype=np.float64)

    def read(self, gray: NDArray[np.uint8], form: Form) -> DigitReading:
        """What a pen wrote into a slot.

        Args:
            gray: (H, W) uint8, dark ink on white, one slot, any size.
            form: What may stand in it.
        """
        if min(gray.shape) < 4:
            return DigitReading("", 1.0, ())
        found = search(self.chances(normalise(gray)), form)
        if not found:
            return DigitReading("", 0.0, ())
        (text, chance), *others = found
        confidence = float(np.interp(chance, *self._calibration))
        # What is left is shared among the other readings, and those outside the form.
        share = (1 - confidence) / max(1 - chance, 1e-9)
        rest = tuple((t, c * share) for t, c in others[:_ALTERNATIVES] if c * share > 1e-4)
        return DigitReading(text, confidence, rest)

    def chances(self, slot: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(T, 1 + len(ALPHABET)) probabilities along a normalised slot."""
        ink = slot.astype(np.float32)[None, None] / 255
        answer: NDArray[np.float32] = self._session.run(None, {"ink": ink})[0][0]
        return answer


@functools.cache
def make_digit_reader() -> DigitReader:
    """The reader that ships; one a process, kept."""
    return DigitReader()


@functools.cache
def digits_model_sha256() -> str:
    """SHA-256 of the model that ships."""
    return hashlib.sha256(_MODEL.read_bytes()).hexdigest()
