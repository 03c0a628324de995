"""Poppler's programs, the only ones this room starts; each has a time limit.

`pdftoppm` (through pdf2image) draws pages, `pdfimages` decodes 1-bit pictures (fax, JBIG2) to the
exact bit and says where one is broken, `pdftotext` gives the words of a text layer.
"""

from __future__ import annotations

import math
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np
import pdf2image
from pdf2image import exceptions as failures
from PIL import Image

from pipeline.errors import MissingProgramError, PageCorruptError, PageTookTooLongError
from pipeline.raster.damage import in_words
from pipeline.raster.stream import BrokenImageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["draw_page", "stored_bits", "words_of"]

# What Poppler says when a picture (not the file's syntax) is damaged.
_BROKEN_PICTURE = re.compile(
    r"CCITTFax|JBIG2|JPX|DCT|JPEG|[Ff]late|inflate|Bad image|LZW|code.*in stream|image data"
    r"|extraneous bytes after segment"  # JBIG2
)
_ODD_ROW = re.compile(r"CCITTFax row is wrong length")
_MOST_ODD_ROWS = 3  # some fax modems slip in a row; damage gives hundreds
_PROGRAMS = "poppler-utils"


def draw_page(
    path: Path, number: int, *, dpi: float, gray: bool, annotations: bool, seconds: float
) -> NDArray[np.uint8]:
    """The page as a viewer shows it, crop box and `/Rotate` honoured.

    Raises:
        PageCorruptError: Poppler cannot draw it, or a picture on it is damaged.
        PageTookTooLongError: It took longer than `seconds`.
    """
    try:
        pages = _drawn(path, number, dpi, gray, annotations, seconds, strict=True)
    except failures.PDFSyntaxError as error:
        complaint = str(error)
        if _is_damage(complaint):
            raise PageCorruptError(
                path.name, number, in_words(_first_line(complaint), path)
            ) from None
        pages = _drawn(path, number, dpi, gray, annotations, seconds, strict=False)
    if not pages:
        raise PageCorruptError(path.name, number, "không vẽ được trang")
    return np.asarray(pages[0])


def _drawn(
    path: Path,
    number: int,
    dpi: float,
    gray: bool,
    annotations: bool,
    seconds: float,
    *,
    strict: bool,
) -> list[Image.Image]:
    try:
        return pdf2image.convert_from_path(
            _file(path),
            dpi=round(dpi),
            first_page=number,
            last_page=number,
            grayscale=gray,
            use_cropbox=True,
            hide_annotations=not annotations,
            strict=strict,
            timeout=math.ceil(seconds),
        )
    except failures.PDFPopplerTimeoutError:
        raise PageTookTooLongError(path.name, number, seconds) from None
    except failures.PDFInfoNotInstalledError:
        raise MissingProgramError("pdftoppm", _PROGRAMS) from None
    except failures.PDFPageCountError as error:
        raise PageCorruptError(path.name, number, in_words(_first_line(str(error)), path)) from None
    except (OSError, ValueError) as error:
        raise PageCorruptError(path.name, number, in_words(error, path)) from None


def stored_bits(
    path: Path, number: int, size: tuple[int, int], seconds: float
) -> NDArray[np.uint8] | None:
    """The page's one 1-bit picture of this (width, height), as (H, W) gray; None if not found.

    Raises:
        BrokenImageError: It is damaged.
        PageTookTooLongError: It took longer than `seconds`.
    """
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        said = _run(
            ["pdfimages", *_only(number), _file(path), f"{folder}/i"],
            path, number, seconds,
        )  # fmt: skip
        complaint = said.stderr.decode(errors="replace")
        if _is_damage(complaint):
            raise BrokenImageError(_first_line(complaint))
        found = []
        for file in sorted(Path(folder).iterdir()):
            picture = Image.open(file)
            if picture.size == size and picture.mode in ("1", "L"):
                found.append(picture)
        if len(found) != 1:
            return None
        return np.array(found[0].convert("L"))


def words_of(
    path: Path, number: int, seconds: float
) -> list[tuple[str, float, float, float, float]]:
    """Words of the text layer as (text, left, top, right, bottom), in points of the drawn page."""
    said = _run(
        ["pdftotext", "-bbox-layout", "-cropbox", *_only(number), _file(path), "-"],
        path, number, seconds,
    )  # fmt: skip
    cleaned = re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"", said.stdout)
    try:
        tree = ET.fromstring(cleaned.decode("utf-8", "replace"))  # noqa: S314
    except ET.ParseError:
        return []  # no words we could trust
    return [
        (
            word.text or "",
            *(float(word.get(side, "0")) for side in ("xMin", "yMin", "xMax", "yMax")),
        )  # type: ignore[misc]
        for word in tree.iter("{http://www.w3.org/1999/xhtml}word")
    ]


def _run(
    command: list[str], path: Path, number: int, seconds: float
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(command, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        raise PageTookTooLongError(path.name, number, seconds) from None
    except FileNotFoundError:
        raise MissingProgramError(command[0], _PROGRAMS) from None


def _only(number: int) -> list[str]:
    return ["-f", str(number), "-l", str(number)]


def _file(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - a name that begins with "-" is no option


def _is_damage(complaint: str) -> bool:
    lines = [line for line in complaint.splitlines() if _BROKEN_PICTURE.search(line)]
    odd = [line for line in lines if _ODD_ROW.search(line)]
    return len(lines) > len(odd) or len(odd) > _MOST_ODD_ROWS


def _first_line(complaint: str) -> str:
    lines = [line for line in complaint.splitlines() if _BROKEN_PICTURE.search(line)]
    return (lines or complaint.splitlines() or ["Poppler"])[0].strip()
