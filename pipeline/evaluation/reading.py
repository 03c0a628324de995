"""Have pages read by this pipeline and by plain Tesseract, and count what each costs.

The functions run in worker processes: they are given paths and return small values.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytesseract
from PIL import Image

from pipeline.errors import DigitiseError
from pipeline.evaluation.metering import THREAD_LIMITS, cpu_seconds
from pipeline.evaluation.pictures import save_pictures
from pipeline.page import read_traced
from pipeline.raster import read_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pipeline.evaluation.pictures import Pictures
    from pipeline.settings import Settings
    from pipeline.values import PageReading

__all__ = ["Ours", "Plain", "one_thread", "read_ours", "read_plain"]


@dataclass(frozen=True, slots=True)
class Ours:
    """A page as this pipeline read it.

    Attributes:
        reading: None where the page could not be read.
        cpu_seconds: User and system.
        problem: Why it could not be read.
        pictures: What a person looks at, where it was asked for.
    """

    reading: PageReading | None
    cpu_seconds: float
    problem: str | None = None
    pictures: Pictures | None = None


@dataclass(frozen=True, slots=True)
class Plain:
    """A page as plain Tesseract read it; `problem` says why it could not."""

    text: str
    cpu_seconds: float
    problem: str | None = None


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


def read_ours(path: Path, number: int, settings: Settings, views: Path | None = None) -> Ours:
    """Read one page of a PDF with this pipeline.

    Args:
        path: The PDF.
        number: Of the page.
        settings: Of the pipeline.
        views: Folder for pictures of the page and its evidence; making them is not timed.
    """
    # Papers with a transcription are no secrets, and those drawn with MẬT are to be measured too.
    settings = replace(settings, secrecy="flag")
    started = cpu_seconds()
    try:
        trace = read_traced(read_page(path, number, settings.raster), settings)
    except DigitiseError as error:
        return Ours(None, cpu_seconds() - started, str(error))
    used = cpu_seconds() - started
    reading = trace.result.reading
    pictures = None if views is None else save_pictures(trace, views)
    return Ours(reading, used, reading.problem, pictures)


def read_plain(path: Path, number: int, settings: Settings) -> Plain:
    """Read one page with `pytesseract.image_to_string(image, lang="vie")` and nothing else.

    It is handed the very picture that our own reading starts from, with its resolution, and only
    the call itself is timed: getting the picture out of the PDF is not charged to it.
    """
    try:
        page = read_page(path, number, settings.raster)
    except DigitiseError as error:
        return Plain("", 0.0, str(error))
    image = Image.fromarray(page.image)
    image.info["dpi"] = (page.dpi, page.dpi)
    with _as_a_user():
        started = cpu_seconds()
        text = pytesseract.image_to_string(image, lang="vie")
        return Plain(text, cpu_seconds() - started)
