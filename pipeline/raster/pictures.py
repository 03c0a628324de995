"""One page of a picture file (TIFF, JPEG, PNG, JPEG 2000), under the rules that PDFs are read by.

The picture is what a viewer shows: turned and mirrored as its orientation tag says, transparent
parts white. It is whole or it is an error; its resolution is believed where it can be true.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, ImageOps

from pipeline.errors import PageCorruptError, PageTooLargeError
from pipeline.raster.colour import Colour, coloured, gray_if_gray
from pipeline.raster.damage import in_words
from pipeline.raster.decode import whole_jpeg
from pipeline.raster.frames import (
    ODD_PICTURE,
    ON_ITS_SIDE,
    ORIENTATION,
    count_frames,
    opened,
    opened_as_stored,
)
from pipeline.raster.jpeg2000 import decoded, library_knows
from pipeline.raster.kinds import suffix_of
from pipeline.raster.paper import true_dpi
from pipeline.raster.segments import fax_or_jpeg
from pipeline.raster.stream import BrokenImageError
from pipeline.settings import Raster
from pipeline.values.scanned import Page

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from pipeline.raster.kinds import FileKind

__all__ = ["picture_as_shown", "read_picture", "resolution_of"]

_UNIT, _ACROSS, _DOWN = 0x0128, 0x011A, 0x011B
_SQUARE = 0.05  # pixels less square than this are made square (fax: 204 × 98 dpi)
_ADOBE = b"Adobe"
_PHOTOMETRIC, _MIN_IS_WHITE = 0x0106, 0


def read_picture(path: Path, number: int, kind: FileKind, settings: Raster) -> Page:
    """The picture with that number as a page.

    Args:
        path: A file that `open_scan` accepted.
        number: From 1.
        kind: Of the file.
        settings: Its limit on pixels is held before anything is decoded.

    Raises:
        PageCorruptError: It is damaged, or the file breaks off before it.
        PageTooLargeError: More pixels than allowed.
    """
    most = settings.max_megapixels * 1e6
    frames = count_frames(path, kind)
    if number > frames.whole:
        detail = f"tệp {suffix_of(kind)} đứt sau trang {frames.whole}, các trang sau đã mất"
        raise PageCorruptError(path.name, number, detail)
    try:
        with opened(path, kind) as picture:
            picture.seek(frames.indices[number - 1])
            width, height = picture.size
            if width * height > most:
                raise PageTooLargeError(path.name, number, width, height, most)
            across, down = resolution_of(picture)
            on_its_side = picture.getexif().get(ORIENTATION, 1) in ON_ITS_SIDE
            bilevel = picture.mode == "1"
            image = _shown(path, number, picture, kind, settings)
    except BrokenImageError as error:
        raise PageCorruptError(path.name, number, in_words(error, path)) from None
    except ODD_PICTURE:
        raise PageCorruptError(path.name, number, "dữ liệu ảnh bị cắt cụt hoặc sai") from None
    if on_its_side:
        across, down = down, across
    if across and down and abs(across / down - 1) > _SQUARE:
        image, across = _squared(image, across, down)
    size = (image.shape[1], image.shape[0])
    return Page(number, image, true_dpi(size, None, across), "embedded", bilevel=bilevel)


def picture_as_shown(path: Path, number: int, kind: FileKind) -> NDArray[np.uint8]:
    """A picture's own pixels, gray or RGB, turned as a viewer turns them.

    Raises:
        OSError, ValueError …: `ODD_PICTURE`: it is damaged.
        PageError: It is damaged, as Poppler says.
    """
    with opened(path, kind) as picture:
        picture.seek(count_frames(path, kind).indices[number - 1])
        return _shown(path, number, picture, kind, Raster())


def _shown(
    path: Path, number: int, picture: Image.Image, kind: FileKind, limits: Raster
) -> NDArray[np.uint8]:
    if kind in ("jp2", "j2k") and not library_knows(raw := path.read_bytes()):
        return decoded(path, raw, picture.size, limits)
    orientation = int(picture.getexif().get(ORIENTATION, 1))
    if kind == "jpeg":
        return _oriented(_jpeg(path, picture), orientation)
    if kind == "tiff" and (coded := fax_or_jpeg(path, number, picture, limits)) is not None:
        return _oriented(coded, orientation)
    if kind == "tiff":
        with opened_as_stored(path, picture.tell()) if orientation != 1 else picture as stored:
            return _oriented(_samples(stored), orientation)
    return _samples(ImageOps.exif_transpose(picture))


def resolution_of(picture: Image.Image) -> tuple[float | None, float | None]:
    """Pixels an inch across and down, as the file says; None where it does not, or has no unit."""
    if picture.format == "TIFF":
        tags: Any = picture.tag_v2  # type: ignore[attr-defined]
        scale = {2: 1.0, 3: 2.54}.get(int(tags.get(_UNIT, 2)))
        found = tags.get(_ACROSS), tags.get(_DOWN)
        if scale is None or None in found:
            return None, None
        across, down = (float(value) * scale for value in found)
    else:
        across, down = (float(value) for value in picture.info.get("dpi", (0.0, 0.0)))
    return (across, down) if across > 0 and down > 0 else (None, None)


def _jpeg(path: Path, picture: Image.Image) -> NDArray[np.uint8]:
    """A JPEG's pixels as those of a JPEG in a PDF: the same decoder, the same forgiveness."""
    raw = path.read_bytes()
    target = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}.get(picture.mode)
    if target is None:
        return _samples(picture)
    samples = whole_jpeg(raw, target)
    if target == "GRAY":
        samples = np.ascontiguousarray(samples[..., 0])
    elif target == "CMYK":
        # Adobe's programs store ink upside down, and say so only by their name.
        adobe = _ADOBE in raw[:65536]
        return _of_inks(samples, upside_down=adobe)
    return samples


def _of_inks(samples: NDArray[np.uint8], *, upside_down: bool) -> NDArray[np.uint8]:
    """(H, W, 4) of CMYK as RGB."""
    found = coloured(samples, Colour("cmyk"), 8, (1.0, 0.0) * 4 if upside_down else ())
    if found is None:
        raise ValueError("CMYK as stored or turned round always has its colours")
    return found


def _oriented(image: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """As a viewer shows it (EXIF 2.32, 4.6.4 A: where row 0 and column 0 are)."""
    if orientation in ON_ITS_SIDE:
        image = image.swapaxes(0, 1)
    if orientation in (2, 3, 6, 7):
        image = image[:, ::-1]
    if orientation in (3, 4, 7, 8):
        image = image[::-1]
    return np.ascontiguousarray(image)


def _samples(shown: Image.Image) -> NDArray[np.uint8]:
    """Gray (H, W) or RGB (H, W, 3) of 8 bits, of whatever the file stores."""
    shown.load()
    mode = shown.mode
    if mode.startswith("I;16") or mode == "I":
        high = np.asarray(np.minimum(np.asarray(shown, dtype=np.uint32) >> 8, 255), dtype=np.uint8)
        tags: Any = getattr(shown, "tag_v2", {})
        return ~high if tags.get(_PHOTOMETRIC) == _MIN_IS_WHITE else high  # Pillow forgets it
    if mode == "1":
        return np.asarray(shown.convert("L"), dtype=np.uint8)
    if mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in shown.info:
        white = Image.new("RGBA", shown.size, (255, 255, 255, 255))
        shown = Image.alpha_composite(white, shown.convert("RGBA"))
        return gray_if_gray(np.asarray(shown.convert("RGB"), dtype=np.uint8))
    if mode == "CMYK":
        return _of_inks(np.asarray(shown, dtype=np.uint8), upside_down=False)
    if mode in ("L", "RGB"):
        return np.array(shown, dtype=np.uint8)
    return gray_if_gray(np.array(shown.convert("RGB"), dtype=np.uint8))


def _squared(
    image: NDArray[np.uint8], across: float, down: float
) -> tuple[NDArray[np.uint8], float]:
    """The picture with square pixels, at the finer of its two resolutions."""
    dpi = max(across, down)
    height, width = image.shape[:2]
    size = (round(width * dpi / across), round(height * dpi / down))
    drawn = Image.fromarray(image).resize(size, Image.Resampling.BILINEAR)
    return np.array(drawn, dtype=np.uint8), dpi
