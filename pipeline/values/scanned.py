"""Files and pages as they came in, and the page flat on the table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from pipeline.geometry import Affine, Box

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SCAN_SUFFIXES", "FlatPage", "Overlay", "Page", "PageSize", "PageWord", "Scan", "Survey"]


SCAN_SUFFIXES = (".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".png", ".jp2", ".j2k", ".jpx")
"""Endings of files that are taken for scans, in small letters; what they hold is seen later."""


class PageSize(NamedTuple):
    """How large a page is to read, as far as its file tells before it is read.

    Attributes:
        megapixels: Of its pictures; 0 = it has none, and is drawn.
        pixel_bytes: Memory a pixel takes while it is decoded.
        square_inches: Of paper.
    """

    megapixels: float
    pixel_bytes: int
    square_inches: float


@dataclass(frozen=True, slots=True)
class Scan:
    """One scanned file as it came in.

    Attributes:
        path: Where the bytes can be read now (a local file).
        name: The name the clerk knows it by (NFC).
        sha256: Hex digest of the bytes.
        pages: How many pages it has, at least 1.
        sizes: Of each page, how large it is to read; empty where nobody looked.
    """

    path: Path
    name: str
    sha256: str
    pages: int
    sizes: tuple[PageSize, ...] = ()


class PageWord(NamedTuple):
    """A word of a trustworthy text layer; box in original pixels."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """What a file lays over a scan, which no scanner saw; original pixels.

    Attributes:
        what: `typed`: text; `signature`: a digital one; `picture`: anything else that adds ink;
            `cover`: it hides a part of the scan.
        box: Where it is; empty (0, 0, 0, 0) for a signature without an appearance.
        picture: (h, w[, 3]) uint8, that part of the page as a viewer shows it; None without a box.
        text: What it says; None where that is not known.
        fields: Of a signature: `signer`, `organ`, `signed_at`, `reason`.
    """

    what: Literal["typed", "signature", "picture", "cover"]
    box: Box
    picture: NDArray[np.uint8] | None = None
    text: str | None = None
    fields: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One page as scanned.

    Attributes:
        number: From 1.
        image: (H, W, 3) RGB or (H, W) gray uint8: the scan itself, unturned, no overlay.
        dpi: True resolution of `image`, from its pixels and the page's size on paper.
        origin: `embedded`: the scanner's own picture; `rendered`: drawn by Poppler (several
            pictures, vectors); `born_digital`: rendered, and `words` is to be trusted.
        bilevel: The scanner stored 1 bit a pixel.
        words: A trustworthy text layer, in the file's reading order; empty for scans.
        overlays: What the file lays over the scan; `image` is without it, but for what covers.
    """

    number: int
    image: NDArray[np.uint8]
    dpi: float
    origin: Literal["embedded", "rendered", "born_digital"] = "embedded"
    bilevel: bool = False
    words: tuple[PageWord, ...] = ()
    overlays: tuple[Overlay, ...] = ()

    def __post_init__(self) -> None:
        self.image.flags.writeable = False

    @property
    def size_px(self) -> tuple[int, int]:
        """(width, height)."""
        return (self.image.shape[1], self.image.shape[0])

    def numbered(self, number: int) -> Page:
        """The same page under another number."""
        return replace(self, number=number)


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """A small look at a page as it was scanned, not turned: what lies on the glass, and its light.

    Attributes:
        gray: (h, w) uint8, about 75 dpi.
        paper: (h, w) uint8, the same with nothing on the paper.
        border: (h, w) bool, where not the sheet but the dark around it is seen.
        dpi: Of all three.
    """

    gray: NDArray[np.uint8]
    paper: NDArray[np.uint8]
    border: NDArray[np.bool_]
    dpi: float


@dataclass(frozen=True, slots=True, eq=False)
class FlatPage:
    """A page upright and deskewed, at reading resolution.

    Attributes:
        number: From 1.
        image: (H, W, 3) RGB or (H, W) gray uint8, flat frame, colours untouched.
        dpi: Of `image` (mostly lower than the scan's).
        to_original: Flat pixel → original pixel; scaling, turning and skew in one.
        original_size: (width, height) of the original picture.
        rotation: Degrees clockwise the scan must be turned to stand upright: 0, 90, 180, 270.
        skew_degrees: Remaining tilt that was taken out, positive = text ran downhill.
        orientation_sure: False puts the page on the list a person looks at.
        bilevel: The scanner stored 1 bit a pixel.
        survey: Of the scan; None where it was known to stand upright, and nobody looked.
    """

    number: int
    image: NDArray[np.uint8]
    dpi: float
    to_original: Affine
    original_size: tuple[int, int]
    rotation: int = 0
    skew_degrees: float = 0.0
    orientation_sure: bool = True
    bilevel: bool = False
    survey: Survey | None = None

    def __post_init__(self) -> None:
        self.image.flags.writeable = False

    def pixels(self, mm: float) -> float:
        """Millimetres on paper as flat pixels."""
        return mm * self.dpi / 25.4
