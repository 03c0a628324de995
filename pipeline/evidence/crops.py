"""Pictures cut from the original scan, as files a person can open.

A crop shows a mark with its surroundings; a cut-out shows the mark's ink alone on nothing, so
that it can be laid over the cleaned page again (`putting_back`).
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image

from pipeline.geometry import Affine

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.geometry import Box

__all__ = ["cut_out_png", "cut_png", "gray_on_scan", "mask_on_scan", "outline"]

# Evidence is written once a page and read seldom; 9 costs ten times the time for 8 %.
_LEVEL = 1

# An outline may cut a corner of ink by so many pixels of the scan.
_CORNER = 2.0


def cut_png(image: NDArray[np.uint8], box: Box) -> bytes:
    """A part of a page picture as PNG, pixels as scanned.

    Args:
        image: (H, W[, 3]) RGB or gray uint8.
        box: In pixels of `image`; must share at least a pixel with it.
    """
    part = _without_needless_colour(_cut(image, box))
    options = [cv2.IMWRITE_PNG_COMPRESSION, _LEVEL]
    if part.ndim == 2 and _is_bilevel(part):
        options += [cv2.IMWRITE_PNG_BILEVEL, 1]
    ready = part if part.ndim == 2 else cv2.cvtColor(part, cv2.COLOR_RGB2BGR)
    done, png = cv2.imencode(".png", ready, options)
    if not done:
        raise ValueError(f"OpenCV could not encode a crop of {part.shape}")
    return bytes(png)


def cut_out_png(image: NDArray[np.uint8], box: Box, mask: NDArray[np.bool_]) -> bytes:
    """A mark's ink alone as PNG: its pixels exactly as scanned, all else transparent.

    The file is gray where the ink is gray, and two bits a pixel where the scan is black and white;
    read as RGBA its alpha is 255 on the ink and 0 elsewhere.

    Args:
        image: (H, W[, 3]) RGB or gray uint8.
        box: In pixels of `image`, inside it.
        mask: Shape `box.shape`; True where the mark's ink lies.
    """
    part = _cut(image, box)
    if part.shape[:2] != mask.shape:
        raise ValueError(f"mask is {mask.shape} but {box} of {image.shape} is {part.shape}")
    part = _without_needless_colour(part, mask)
    ink = part[mask]
    if part.ndim == 2 and _is_bilevel(ink):
        levels = np.zeros(part.shape, dtype=np.uint8)
        levels[mask] = np.where(ink == 0, 1, 2)
        picture = Image.fromarray(levels, "P")
        picture.putpalette([255, 255, 255, 0, 0, 0, 255, 255, 255])
        return _png(picture, bits=2, transparency=0)
    unused = _unused_level(ink)
    if unused is None:
        alpha = mask.astype(np.uint8) * 255
        clear = np.where(mask, part, 255).astype(np.uint8)
        return _png(Image.fromarray(np.dstack([clear, alpha]), "LA"))
    # One colour that the ink does not have stands for "nothing": a fourth channel would be larger.
    shown = part.copy()
    shown[~mask] = unused
    return _png(Image.fromarray(shown), transparency=unused)


def mask_on_scan(
    mask: NDArray[np.bool_], mark: Box, to_original: Affine, box: Box
) -> NDArray[np.bool_]:
    """Where a mark's ink lies on the scan as it came in.

    Grown by less than one flat pixel: averaging down and taking out the tilt spread each dot of
    ink over its neighbours, and none of it may be missed.

    Args:
        mask: Shape `mark.shape`, flat frame.
        mark: The mark's box, flat frame.
        to_original: Flat pixel → original pixel.
        box: The part of the scan that is wanted, original frame.

    Returns:
        Shape `box.shape`.
    """
    place = Affine(c=mark.x, f=mark.y).then(to_original)
    return np.asarray(_on_scan(mask.astype(np.uint8) * 255, place, box, 0) > 0)


def gray_on_scan(gray: NDArray[np.uint8], to_original: Affine, box: Box) -> NDArray[np.uint8]:
    """A part of a flat page as it would lie on the scan; white beyond the page.

    Args:
        gray: (H, W) uint8, flat frame.
        to_original: Flat pixel → original pixel.
        box: The part of the scan that is wanted, original frame.

    Returns:
        Shape `box.shape`, uint8.
    """
    return _on_scan(gray, to_original, box, 255)


def _on_scan(
    picture: NDArray[np.uint8], to_original: Affine, box: Box, beyond: int
) -> NDArray[np.uint8]:
    # Maps speak of corners of pixels, OpenCV of their middles.
    back = (
        Affine(c=box.x + 0.5, f=box.y + 0.5)
        .then(to_original.inverse())
        .then(Affine(c=-0.5, f=-0.5))
    )
    seen = cv2.warpAffine(
        picture,
        np.array(back, dtype=np.float64).reshape(2, 3),
        (box.width, box.height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=beyond,
    )
    return np.asarray(seen, dtype=np.uint8)


def outline(mask: NDArray[np.bool_], box: Box) -> tuple[tuple[int, int], ...]:
    """The hull of a mark's ink as corners (x, y) of the page, for programs that draw it.

    One polygon, as ALTO wants it, whatever the number of strokes.

    Args:
        mask: Shape `box.shape`.
        box: Where the mask lies on the page.
    """
    pieces, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not pieces:
        return ()
    hull = cv2.convexHull(np.concatenate(pieces))
    corners = cv2.approxPolyDP(hull, _CORNER, closed=True).reshape(-1, 2)
    return tuple((box.x + int(x), box.y + int(y)) for x, y in corners)


def _cut(image: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    part = image[box.slices]
    if part.size == 0:
        raise ValueError(f"{box} lies outside a picture of {image.shape}")
    return np.ascontiguousarray(part)


def _without_needless_colour(
    part: NDArray[np.uint8], mask: NDArray[np.bool_] | None = None
) -> NDArray[np.uint8]:
    """One channel where the three are the same, as on gray scans that are stored in colour."""
    if part.ndim == 2:
        return part
    seen = part if mask is None else part[mask]
    gray = seen[..., 0]
    if np.array_equal(gray, seen[..., 1]) and np.array_equal(gray, seen[..., 2]):
        return np.ascontiguousarray(part[..., 0])
    return part


def _is_bilevel(part: NDArray[np.uint8]) -> bool:
    return bool(((part == 0) | (part == 255)).all())


def _unused_level(ink: NDArray[np.uint8]) -> int | tuple[int, int, int] | None:
    """A gray or colour near white that no pixel of the ink has; None if all grays are taken."""
    if ink.ndim == 1:
        free = np.flatnonzero(np.bincount(ink, minlength=256) == 0)
        return int(free[-1]) if free.size else None
    # Two channels at 255 leave 256 near-whites, and a mark has not all of them.
    near = ink[(ink[:, 0] == 255) & (ink[:, 1] == 255), 2]
    free = np.flatnonzero(np.bincount(near, minlength=256) == 0)
    if not free.size:
        raise ValueError("a mark with every shade of yellow there is")
    return 255, 255, int(free[-1])


def _png(picture: Image.Image, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=_LEVEL, **options)
    return file.getvalue()
