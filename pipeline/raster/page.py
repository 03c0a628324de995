"""One page of a PDF as a picture: the scanner's own where there is one, else drawn by Poppler."""

from __future__ import annotations

import math
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pikepdf

from pipeline.errors import PageCorruptError, PageTooLargeError
from pipeline.geometry import Box
from pipeline.raster.annotations import shows_annotations, signatures_on
from pipeline.raster.colour import gray_if_gray
from pipeline.raster.contents import Contents, Placement, contents_of
from pipeline.raster.damage import in_words
from pipeline.raster.decode import Picture, decode
from pipeline.raster.giants import largest_picture
from pipeline.raster.layer import could_be_digital, trusted
from pipeline.raster.overlays import added_to, laid_over, signed_unseen
from pipeline.raster.paper import Paper, paper_of, true_dpi
from pipeline.raster.placing import as_shown, share_of_page, shown_box
from pipeline.raster.poppler import draw_page, stored_bits, words_of
from pipeline.raster.stream import (
    BrokenImageError,
    TooManyPixelsError,
    bits_of,
    filters_of,
    mapping_of,
    pixels_of,
)
from pipeline.values.scanned import Page

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.settings import Raster

__all__ = ["read_pdf_page"]

_WHOLE_PAGE = 0.95  # share of the page one image must cover to be the page
_MOST_OVERLAY = 0.3  # share under images on top of it: stamps of a digital signature
_MOST_OVERLAY_TEXT = 600  # characters on top of it: a signature has about 210
_MOST_PAINTINGS = 400  # paths; a signature's frame and logo have a few, outlined text thousands
_SQUARE = 0.05  # pixels less square than this are drawn anew (fax: 204 × 98 dpi)
_LEAST_SCAN_DPI = 40
_SCANNED_SHARE = 0.5  # of the page under images: drawn at their resolution
_DRAWN_DPI = (100.0, 600.0)
_LEAST_DRAWN_DPI = 72.0
_VIEW_DPI = 7200.0  # hundredths of a point: places on the page, not pixels
_CLIP_EDGE = 0.01  # of the page: a clip that leaves no more off is none
_BITS = (["/CCITTFaxDecode"], ["/JBIG2Decode"])


def read_pdf_page(path: Path, number: int, settings: Raster, *, overlays: bool = True) -> Page:
    """The page as a viewer shows it, what was laid over a scan later apart from it.

    Where one image is the page, that image is returned, pixel for pixel, turned as page and
    placement say; typed words, signatures and whatever else lies on it are its overlays, and what
    hides it hides it. All other pages (strips, layers, vectors, text) are drawn. A trustworthy
    text layer comes with its words.

    Args:
        path: A PDF that `open_scan` accepted, with a page tree in which nothing is missing.
        number: From 1.
        settings: Limits and the resolution for pages that are not scans.
        overlays: Tell apart what lies over a scan. Without it a scan is given as it was stored,
            at a tenth of the time, and what hides a part of it is not seen.

    Raises:
        PageCorruptError: The page or its picture is damaged.
        PageTooLargeError: More pixels than allowed; decided before anything is decoded.
        PageTookTooLongError: Poppler passed its time limit.
    """
    most = settings.max_megapixels * 1e6
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            if not 1 <= number <= len(pdf.pages):
                raise PageCorruptError(path.name, number, f"PDF chỉ có {len(pdf.pages)} trang")
            page = pdf.pages[number - 1]
            lost_box = any("MediaBox" in str(warning) for warning in pdf.get_warnings())
            paper, contents = paper_of(page, lost_box=lost_box), contents_of(page)
            giant = largest_picture(page, contents)
            if math.prod(giant) > most:
                raise PageTooLargeError(path.name, number, *giant, most)
            scan = _the_scan(contents, paper)
            if scan is not None and scan.image is not None:
                picture = _stored(path, number, scan.image, settings)
                if picture is not None:
                    stored = _as_page(number, picture, scan, paper)
                    if not overlays:
                        return stored
                    return _as_viewed(path, stored, page, (contents, scan, paper), settings)
            if contents.lost:
                raise PageCorruptError(path.name, number, "thiếu ảnh trong tệp")
            return _drawn(path, number, contents, paper, settings)
    except pikepdf.PdfError as error:
        raise PageCorruptError(path.name, number, in_words(error, path)) from None
    except BrokenImageError as error:
        raise PageCorruptError(path.name, number, in_words(error, path)) from None
    except TooManyPixelsError as error:
        raise PageTooLargeError(path.name, number, *error.args, most) from None


def _the_scan(contents: Contents, paper: Paper) -> Placement | None:
    """The one image that is the page, if there is one."""
    if not contents.whole:
        return None
    shares = [share_of_page(placed.bounds, paper) for placed in contents.placements]
    if not paper.known:
        shares = [1.0] * len(shares)
    covering = [i for i, share in enumerate(shares) if share >= _WHOLE_PAGE]
    if len(covering) != 1:
        return None
    scan = contents.placements[covering[0]]
    overlaid = sum(shares[covering[0] + 1 :])
    text_on_top = contents.shown_text - scan.text_before
    if (
        scan.image is None
        or scan.tilted
        or overlaid > _MOST_OVERLAY
        or text_on_top > _MOST_OVERLAY_TEXT
        or contents.paintings > _MOST_PAINTINGS
        or (scan.image.get("/ImageMask") and not scan.black)
    ):
        return None
    across, down = _nominal_dpi(scan)
    square = across > 0 and down > 0 and abs(across / down - 1) <= _SQUARE
    return scan if square and min(across, down) * _nominal_scale(paper) >= _LEAST_SCAN_DPI else None


def _nominal_scale(paper: Paper) -> float:
    """What a nominal dpi must be multiplied with to be weighed: sheets are A0 at most."""
    return max(1.0, max(paper.size) / 72 / 47)


def _nominal_dpi(placed: Placement) -> tuple[float, float]:
    """Pixels per 72 units of page space along the image's x and y."""
    width, height = pixels_of(placed.image)
    across, down = placed.size_points
    return (width / across * 72 if across > 0 else 0.0, height / down * 72 if down > 0 else 0.0)


def _stored(path: Path, number: int, image: pikepdf.Object, settings: Raster) -> Picture | None:
    """The image decoded, exactly as stored; None where only Poppler's drawing will do."""
    if not image.read_raw_bytes():
        raise BrokenImageError("0 byte")
    try:
        if filters_of(image)[0] not in _BITS:
            return decode(image, most_pixels=settings.max_megapixels * 1e6)
        if bits_of(image) != 1 or image.get("/SMask") or image.get("/Mask"):
            return None
        gray = stored_bits(path, number, pixels_of(image), settings)
    except (BrokenImageError, TooManyPixelsError):
        raise
    except (TypeError, ValueError, LookupError, AttributeError):
        return None  # a malformed dictionary: Poppler forgives more
    if gray is None:
        return None
    if image.get("/ImageMask") and mapping_of(image) != (1.0, 0.0):
        gray = ~gray  # pdfimages writes a mask's painted pixels white
    return Picture(gray, bilevel=True)


def _as_page(number: int, picture: Picture, scan: Placement, paper: Paper) -> Page:
    height, width = picture.image.shape[:2]
    inches = tuple(points * paper.unit / 72 for points in scan.size_points)
    dpi = true_dpi(
        (width, height), (inches[0], inches[1]) if paper.known else None, picture.own_dpi
    )
    page_box = paper if paper.known else replace(paper, box=scan.bounds)
    shown = as_shown(picture.image, scan.matrix, page_box)
    return Page(number, shown, dpi, "embedded", bilevel=picture.bilevel)


def _as_viewed(
    path: Path,
    stored: Page,
    page: pikepdf.Page,
    found: tuple[Contents, Placement, Paper],
    settings: Raster,
) -> Page:
    """The scan, and apart from it what lies over it.

    Where hardly anything of the scan is seen, it is the page as a viewer shows it.
    """
    contents, scan, paper = found
    signatures = signatures_on(page)
    if not paper.known or not (_disturbed(contents, scan, paper) or shows_annotations(page)):
        return replace(stored, overlays=signed_unseen(signatures))
    frame = _frame(stored, scan, paper)
    viewed = frame.cut(
        draw_page(
            path,
            stored.number,
            dpi=0,
            gray=False,
            annotations=True,
            limits=settings,
            size=frame.size,
        )
    )
    words = words_of(path, stored.number, settings)
    told = added_to(stored, viewed, paper, words, signatures)
    if told is None:
        alone = frame.cut(_scan_alone(path, paper, scan, frame.size, settings))
        told = laid_over(stored, (viewed, alone), paper, words, signatures)
    if told is not None:
        return told
    image = gray_if_gray(viewed) if stored.image.ndim == 2 else viewed
    overlays = signed_unseen(signatures)
    return replace(stored, image=image, origin="rendered", overlays=overlays)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where a scan lies on its page, drawn so that both have the same pixels.

    Attributes:
        size: (width, height) of the whole page drawn.
        scan: The part of it that is the scan.
    """

    size: tuple[int, int]
    scan: Box

    def cut(self, drawn: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The scan's part of the drawn page."""
        return np.ascontiguousarray(drawn[self.scan.slices])


def _frame(stored: Page, scan: Placement, paper: Paper) -> _Frame:
    left, top, right, bottom = shown_box(scan.bounds, paper, _VIEW_DPI)
    wide, high = paper.shown_size
    across = stored.size_px[0] / max(1, right - left)
    down = stored.size_px[1] / max(1, bottom - top)
    width = max(stored.size_px[0], round(wide * _VIEW_DPI / 72 * across))
    height = max(stored.size_px[1], round(high * _VIEW_DPI / 72 * down))
    x = min(round(left * across), width - stored.size_px[0])
    y = min(round(top * down), height - stored.size_px[1])
    return _Frame((width, height), Box(x, y, *stored.size_px))


def _scan_alone(
    path: Path,
    paper: Paper,
    scan: Placement,
    size: tuple[int, int],
    settings: Raster,
) -> NDArray[np.uint8]:
    """The page drawn as if nothing but its scan were on it."""
    with (
        tempfile.TemporaryDirectory(prefix="sohoa-") as folder,
        pikepdf.Pdf.new() as alone,
    ):
        sheet = alone.add_blank_page()
        sheet.obj.MediaBox = pikepdf.Array([round(side, 4) for side in paper.box])
        sheet.obj.Rotate, sheet.obj.UserUnit = paper.rotate, paper.unit
        picture = alone.copy_foreign(scan.image)  # type: ignore[arg-type]  # it was decoded
        if "/OC" in picture:
            del picture["/OC"]
        sheet.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(S=picture))
        at = " ".join(f"{value:.6f}" for value in scan.matrix)
        sheet.obj.Contents = alone.make_stream(f"q {at} cm /S Do Q".encode())
        file = Path(folder, path.name)
        alone.save(file, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        return draw_page(file, 1, dpi=0, gray=False, annotations=False, limits=settings, size=size)


def _disturbed(contents: Contents, scan: Placement, paper: Paper) -> bool:
    """Whether a page may show anything but its one scan, whole and solid."""
    edge = _CLIP_EDGE * max(paper.size)
    shown = (
        max(scan.bounds[0], paper.box[0]) + edge,
        max(scan.bounds[1], paper.box[1]) + edge,
        min(scan.bounds[2], paper.box[2]) - edge,
        min(scan.bounds[3], paper.box[3]) - edge,
    )

    def confines(clip: tuple[float, float, float, float] | None) -> bool:
        return clip is None or not (
            clip[0] <= shown[0]
            and clip[1] <= shown[1]
            and clip[2] >= shown[2]
            and clip[3] >= shown[3]
        )

    return (
        contents.veiled
        or contents.shown_text > scan.text_before
        or contents.paintings > 0
        or len(contents.placements) > 1
        or any(confines(clip) for clip in contents.clips)
    )


def _drawn(path: Path, number: int, contents: Contents, paper: Paper, settings: Raster) -> Page:
    shares = [share_of_page(placed.bounds, paper) for placed in contents.placements]
    scanned = sum(shares) >= _SCANNED_SHARE
    nominal = settings.render_dpi * paper.unit
    if scanned:
        largest = max(shares)
        found = max(
            max(_nominal_dpi(placed))
            for placed, share in zip(contents.placements, shares, strict=True)
            if share >= largest / 2
        )
        low, high = _DRAWN_DPI
        nominal = min(max(found, low * paper.unit), high * paper.unit) if found else nominal
    nominal = _within_limit(path, number, paper, nominal, settings.max_megapixels * 1e6)
    images = [placed.image for placed in contents.placements if placed.image is not None]
    bilevel = scanned and bool(images) and all(bits_of(image) == 1 for image in images)
    image = draw_page(
        path,
        number,
        dpi=nominal,
        gray=bilevel,
        annotations=True,
        limits=settings,
    )
    if image.ndim == 3 and not scanned:
        image = gray_if_gray(image)
    inches = tuple(side * paper.unit / 72 for side in paper.shown_size)
    size = (image.shape[1], image.shape[0])
    dpi = true_dpi(size, (inches[0], inches[1]) if paper.known else None, None)
    if could_be_digital(contents, paper):
        words = trusted(words_of(path, number, settings), image, contents, paper, nominal)
        if words:
            return Page(number, image, dpi, "born_digital", words=words)
    return Page(number, image, dpi, "rendered", bilevel=bilevel)


def _within_limit(path: Path, number: int, paper: Paper, nominal: float, most: float) -> float:
    """The resolution, lowered for a sheet that would be too large; refused where it is hopeless."""
    width, height = (side * nominal / 72 for side in paper.size)
    if width * height <= most:
        return nominal
    lowered = nominal * math.sqrt(most / (width * height))
    if lowered / paper.unit < _LEAST_DRAWN_DPI:
        raise PageTooLargeError(path.name, number, round(width), round(height), most)
    return lowered
