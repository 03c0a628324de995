"""A picture file as a PDF whose pages are its pictures, byte for byte where a PDF can hold them.

JPEG, JPEG 2000, PNG and strips of G4 go in as they are, all else without loss (img2pdf). A picture
that cannot be decoded is a crossed-out page among the others.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import img2pdf
from pikepdf import Name, Pdf, Stream
from PIL import Image

from pipeline.errors import CorruptScanError, PageError
from pipeline.raster.frames import ODD_PICTURE, ON_ITS_SIDE, ORIENTATION, count_frames, opened
from pipeline.raster.jpeg2000 import boxed
from pipeline.raster.paper import A4_MM, true_dpi
from pipeline.raster.pictures import picture_as_shown, resolution_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.raster.frames import Frames
    from pipeline.raster.kinds import FileKind

__all__ = ["add_missing_page", "wrapped"]

_POINTS = 72.0
_TURNED = {1, 3, 6, 8}
"""EXIF orientations that are quarter turns, which a PDF page can say, too; others are mirrored."""
_UNSUITED = (
    img2pdf.AlphaChannelError,
    img2pdf.ExifOrientationError,
    img2pdf.ImageOpenError,
    img2pdf.JpegColorspaceError,
    img2pdf.NegativeDimensionError,
    img2pdf.PdfTooLargeError,
    img2pdf.UnsupportedColorspaceError,
)


@contextmanager
def wrapped(path: Path, kind: FileKind, name: str) -> Iterator[Pdf]:
    """A picture file as a PDF of one page a picture; what broke off is a crossed-out page.

    Args:
        path: The picture file.
        kind: Of it.
        name: What the clerk calls it.

    Raises:
        CorruptScanError: It cannot be read.
    """
    with Pdf.new() as pdf:
        try:
            frames = count_frames(path, kind)
            for made in _as_pdfs(path, kind, frames):
                if made is None:
                    add_missing_page(pdf, len(pdf.pages))
                    continue
                with Pdf.open(io.BytesIO(made)) as part:
                    pdf.add_pages_from(part, range(len(part.pages)))
        except ODD_PICTURE as error:
            raise CorruptScanError(name, "dữ liệu ảnh bị cắt cụt hoặc sai") from error
        if frames.broken:
            add_missing_page(pdf, frames.whole)
        yield pdf


def add_missing_page(pdf: Pdf, at: int) -> None:
    """Put a crossed-out sheet in the place of a page that the file names and does not have.

    Args:
        pdf: Gets a page more.
        at: Before the page with this index.
    """
    width, height = (mm / 25.4 * _POINTS for mm in A4_MM)
    left, right, low, high = 36.0, width - 36, 36.0, height - 36
    cross = (
        f"0.6 G 2 w {left:.0f} {low:.0f} m {right:.0f} {high:.0f} l S "
        f"{left:.0f} {high:.0f} m {right:.0f} {low:.0f} l S"
    )
    page = pdf.add_blank_page(page_size=(width, height))
    page.obj[Name.Contents] = Stream(pdf, cross.encode())
    if at < len(pdf.pages) - 1:
        pdf.pages.insert(at, page)
        del pdf.pages[-1]


def _as_pdfs(path: Path, kind: FileKind, frames: Frames) -> Iterator[bytes | None]:
    """PDFs that together have the file's pictures as pages; None for a picture that is damaged."""
    stored, resolutions, orientations = [], [], []
    with opened(path, kind) as picture:
        for index in frames.indices:
            picture.seek(index)
            orientations.append(int(picture.getexif().get(ORIENTATION, 1)))
            resolutions.append(resolution_of(picture))
            stored.append(_points(picture.size, *resolutions[-1]))
    # img2pdf turns JPEG and PNG as their tag says, and leaves a TIFF's alone.
    allowed = {1} if kind == "tiff" else _TURNED
    if set(orientations) <= allowed and frames.plain:
        data = path.read_bytes()
        try:
            yield _converted(boxed(data) if kind == "j2k" else data, stored)
        except (*ODD_PICTURE, *_UNSUITED):
            pass
        else:
            return
    for number, resolution in enumerate(resolutions, start=1):
        try:
            shown = Image.fromarray(picture_as_shown(path, number, kind))
        except (PageError, *ODD_PICTURE):
            yield None
            continue
        on_its_side = orientations[number - 1] in ON_ITS_SIDE
        png = io.BytesIO()
        shown.save(png, "PNG")
        across, down = resolution[::-1] if on_its_side else resolution
        yield _converted(png.getvalue(), [_points(shown.size, across, down)])


def _points(size: tuple[int, int], across: float | None, down: float | None) -> tuple[float, float]:
    """A picture's size on paper, by the resolution it is read at."""
    if across is None or down is None or true_dpi(size, None, across) != across:
        across = down = true_dpi(size, None, None)
    return (size[0] / across * _POINTS, size[1] / down * _POINTS)


def _converted(data: bytes, sizes: list[tuple[float, float]]) -> bytes:
    """The pictures of a file as a PDF, each filling its page of (width, height) points."""
    given = iter(sizes)

    def layout(*_: Any) -> tuple[float, float, float, float]:
        width, height = next(given)
        return width, height, width, height

    made: bytes = img2pdf.convert(
        data, layout_fun=layout, rotation=img2pdf.Rotation.ifvalid, nodate=True
    )
    return made
