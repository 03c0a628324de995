"""Poppler's programs, the only ones this room starts; `programs` keeps them in bounds.

`pdftoppm`, through pdf2image, draws pages; `pdfimages` decodes 1-bit pictures (fax, JBIG2) to the
exact bit and says where one is broken; `pdftotext` gives the words of a text layer.
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np
from PIL import Image

from pipeline.errors import PageCorruptError
from pipeline.raster.damage import in_words
from pipeline.raster.programs import drawn_by_pdf2image, run
from pipeline.raster.stream import BrokenImageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.settings import Raster

__all__ = ["draw_page", "stored_bits", "words_of"]

log = logging.getLogger(__name__)

# What Poppler says when a picture (not the file's syntax) is damaged.
_BROKEN_PICTURE = re.compile(
    r"CCITTFax|JBIG2|JPX|DCT|JPEG|[Ff]late|inflate|Bad image|LZW|code.*in stream|image data"
    r"|extraneous bytes after segment"  # JBIG2
)
_ODD_ROW = re.compile(r"CCITTFax row is wrong length")
_MOST_ODD_ROWS = 3  # some fax modems slip in a row; damage gives hundreds
_WHITE = 250
_CHANNELS = {b"P5": 1, b"P6": 3}  # PGM, PPM


def draw_page(
    path: Path,
    number: int,
    *,
    dpi: float,
    gray: bool,
    annotations: bool,
    limits: Raster,
    size: tuple[int, int] | None = None,
) -> NDArray[np.uint8]:
    """The page as a viewer shows it, crop box and `/Rotate` honoured: (H, W, 3), or (H, W) gray.

    Args:
        path: A PDF.
        number: From 1.
        dpi: Pixels per 72 units of page space.
        gray: Without colours.
        annotations: With what is laid over its content.
        limits: Of the program.
        size: (width, height) in pixels that it is drawn in exactly; then `dpi` has no say.

    Raises:
        PageCorruptError: Poppler cannot draw it, or a picture on it is damaged.
        PageTookTooLongError: It took too long.
        PageTooHeavyError: It took too much memory.
    """
    most = round(limits.max_megapixels * 1e6) * 3
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        file, complaint = drawn_by_pdf2image(
            (path, number),
            limits,
            Path(folder),
            dpi=max(1, round(dpi)),
            size=size,
            grayscale=gray,
            use_cropbox=True,
            hide_annotations=not annotations,
        )
        if "Syntax Error" in complaint and _is_damage(complaint):
            raise PageCorruptError(path.name, number, in_words(_first_line(complaint), path))
        picture = None
        if file is not None:
            with file.open("rb") as drawn:
                picture = _picture(drawn, most)
    if picture is None:
        log.info("not drawn file=%s page=%d complaint=%r", path, number, complaint[:500])
        raise PageCorruptError(path.name, number, "không vẽ được trang")
    if "Syntax Error" in complaint and int(picture.min()) >= _WHITE:
        # Poppler draws what it understands; of this page that was nothing.
        raise PageCorruptError(path.name, number, "lỗi cú pháp, không vẽ được gì của trang")
    return picture


def _picture(file: IO[bytes], most: int) -> NDArray[np.uint8] | None:
    """A PGM or PPM, read into the one array that it becomes; None where it is none or not whole."""
    channels = _CHANNELS.get(file.readline().strip(), 0)
    try:
        width, height, top = map(int, (file.readline() + file.readline()).split())
    except ValueError:
        return None
    size = width * height * channels
    if not 0 < size <= most or top != 255:
        return None
    samples = np.empty(size, np.uint8)
    left = samples.data
    while left:
        count = file.readinto(left)  # type: ignore[attr-defined]  # a buffered reader
        if not count:
            return None
        left = left[count:]
    return samples.reshape((height, width) if channels == 1 else (height, width, 3))


def stored_bits(
    path: Path, number: int, size: tuple[int, int], limits: Raster
) -> NDArray[np.uint8] | None:
    """The page's one 1-bit picture of this (width, height), as (H, W) gray; None if not found.

    Raises:
        BrokenImageError: It is damaged.
        PageTookTooLongError: It took too long.
        PageTooHeavyError: It took too much memory or room.
    """
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        command = ["pdfimages", *_only(number), _file(path), f"{folder}/i"]
        complaint = run(command, (path, number), limits).complaint
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
    path: Path, number: int, limits: Raster
) -> list[tuple[str, float, float, float, float]]:
    """Words of the text layer as (text, left, top, right, bottom), in points of the drawn page."""
    command = ["pdftotext", "-bbox-layout", "-cropbox", *_only(number), _file(path), "-"]
    said: bytes = run(command, (path, number), limits).said
    cleaned = re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"", said)
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
