"""Have pages read by this pipeline and by plain Tesseract, and count what each costs.

The functions run in worker processes: they are given paths and return small values.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

import pytesseract
from PIL import Image

from evaluation.bench.pictures import save_pictures
from evaluation.measure.metering import THREAD_LIMITS, cpu_seconds
from evaluation.measure.omissions import sure_words, words_in_tsv
from evaluation.measure.pixels import measure_pixels
from pipeline.errors import DigitiseError, SecretScanError
from pipeline.ink.clean import clean
from pipeline.page import read_traced
from pipeline.pixels.colour import has_colour
from pipeline.raster import read_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from evaluation.bench.pictures import Pictures
    from evaluation.measure.pixels import PixelFigures
    from evaluation.truth.case import Look, TruePage
    from pipeline.page import PageTrace
    from pipeline.settings import InkCleaning, Settings
    from pipeline.values.readings import PageReading

__all__ = ["Ours", "Plain", "one_thread", "read_ours", "read_plain", "without_steps"]


@dataclass(frozen=True, slots=True)
class Ours:
    """A page as this pipeline read it.

    Attributes:
        reading: None where the page could not be read; of a page that the secrecy policy withholds
            only which degree it bears.
        cpu_seconds: User and system.
        problem: Why it could not be read.
        pictures: What a person looks at, where it was asked for.
        pixels: Print and ink before and after cleaning, where the truth has masks.
        look: How the page was scanned.
        stages: Processor seconds by stage; `even` is the part of cleaning that no ink is asked for.
    """

    reading: PageReading | None
    cpu_seconds: float
    problem: str | None = None
    pictures: Pictures | None = None
    pixels: PixelFigures | None = None
    look: Look | None = None
    stages: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plain:
    """A page as plain Tesseract read it.

    Attributes:
        text: As it gave it.
        cpu_seconds: User and system.
        problem: Why it could not be read.
        sure: Words that are surely printed, see `omissions`.
    """

    text: str
    cpu_seconds: float
    problem: str | None = None
    sure: tuple[str, ...] = ()


@contextmanager
def one_thread() -> Iterator[None]:
    """Processes started inside inherit one thread each, as page workers of the pipeline do."""
    before = {name: os.environ.get(name) for name in THREAD_LIMITS}
    os.environ.update(dict.fromkeys(THREAD_LIMITS, "1"))
    try:
        yield
    finally:
        _restore(before)


@contextmanager
def _as_a_user() -> Iterator[None]:
    """Programs started inside have as many threads as they like."""
    before = {name: os.environ.pop(name, None) for name in THREAD_LIMITS}
    try:
        yield
    finally:
        _restore(before)


def _restore(before: Mapping[str, str | None]) -> None:
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def read_ours(path: Path, true: TruePage, settings: Settings, views: Path | None = None) -> Ours:
    """Read one page of a PDF with this pipeline.

    Args:
        path: The PDF.
        true: The page, of which only its number is known to the pipeline.
        settings: Of the pipeline.
        views: Folder for pictures of the page and its evidence; making them is not timed.
    """
    # Papers with a transcription are no secrets, and those drawn with MẬT are to be measured too.
    # Of others nobody knows: a page that the policy withholds is not read and leaves no picture.
    if true.transcribed:
        settings = replace(settings, secrecy="flag")
    started = cpu_seconds()
    try:
        page = read_page(path, true.number, settings.raster)
        opened = cpu_seconds() - started
        trace = read_traced(page, settings)
    except DigitiseError as error:
        return Ours(None, cpu_seconds() - started, str(error))
    used = cpu_seconds() - started
    reading = trace.result.reading
    if reading.withheld is not None:
        secret = SecretScanError(path.name, true.number, reading.withheld)
        return Ours(reading, used, str(secret))
    return Ours(
        reading=reading,
        cpu_seconds=used,
        problem=reading.problem,
        pictures=None if views is None else save_pictures(trace, true, views),
        pixels=None if true.masks is None else measure_pixels(true, trace.clean),
        look=_look_of(trace, settings.ink),
        stages={"open": opened, **_stages(trace, settings.ink)},
    )


def without_steps(ink: InkCleaning) -> InkCleaning:
    """Settings under which no ink is touched: every step that can be turned off is off."""
    steps = {f.name: False for f in fields(ink) if isinstance(getattr(ink, f.name), bool)}
    return replace(ink, **steps)


def _look_of(trace: PageTrace, ink: InkCleaning) -> Look:
    """How a page was scanned, by its pixels: real scans do not say it."""
    if trace.page.bilevel:
        return "bilevel"
    return "colour" if has_colour(trace.clean.flat.image, spread=ink.spread) else "grey"


def _stages(trace: PageTrace, ink: InkCleaning) -> dict[str, float]:
    """Seconds by stage, with the evening out of the paper apart from the cleaning it is part of.

    Every page is evened out, with ink or without: it is done once more by itself to be timed.
    """
    started = cpu_seconds()
    clean(trace.clean.flat, without_steps(ink), _nobody_looks)
    even = min(cpu_seconds() - started, trace.seconds["clean"])
    return {**trace.seconds, "clean": trace.seconds["clean"] - even, "even": even}


def _nobody_looks(_gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    raise ValueError("a page was looked at for black marks with every step turned off")


def read_plain(path: Path, number: int, settings: Settings) -> Plain:
    """Read one page as `pytesseract.image_to_string(image, lang="vie")` does and nothing else.

    The same run also writes its confidences, which costs it nothing to speak of. It is handed the
    very picture that our own reading starts from, with its resolution, and only the call itself is
    timed: getting the picture out of the PDF is not charged to it.
    """
    try:
        page = read_page(path, number, settings.raster)
    except DigitiseError as error:
        return Plain("", 0.0, str(error))
    image = Image.fromarray(page.image)
    image.info["dpi"] = (page.dpi, page.dpi)
    with _as_a_user():
        started = cpu_seconds()
        text, tsv = pytesseract.run_and_get_multiple_output(image, ["txt", "tsv"], lang="vie")
        used = cpu_seconds() - started
    return Plain(text, used, sure=sure_words(words_in_tsv(tsv)))
