"""What a file lays over a scan: the page as a viewer shows it, compared with its scan alone.

A scan that other content lies on is still read from the scanner's own pixels where a viewer shows
them. What the viewer shows besides (typed words, signatures, pictures) is kept apart with what it
says; where something hides the scan, what is read is what is seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image, ImageFilter

from pipeline.geometry import Box
from pipeline.raster.placing import shown_box
from pipeline.values.scanned import Overlay

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cv2.typing import MatLike
    from numpy.typing import NDArray

    from pipeline.raster.annotations import Signature
    from pipeline.raster.paper import Paper
    from pipeline.values.scanned import Page

__all__ = ["added_to", "laid_over", "signed_unseen"]

_DPI = 100.0  # compared averaged down to about this
_APART = 48  # of 255: how much darker or lighter is another
_CELL_MM = 2.0
_LEAST_PIXELS = 3  # in a cell, compared ones
_JOIN_CELLS = 2  # words of one note stand so near
_SOLID, _SOLID_PIXELS = 0.6, 3  # filled so far, and so many compared pixels thick: no writing
_EDGE_MM, _LONG_EDGE_MM = 0.9, 4.0
_MOST_SHARE = 0.35  # of the page; more than that is the page itself
_MOST_HIDDEN = 0.5  # of the scan's ink
_INK = 160
_MOST_LETTERS = 600
_WORD_INK = 0.06  # of a word's box
_WHITE = 255
_FINE = 2  # pixels of a scan in a compared one: it may be drawn half a pixel aside
_ABOUT, _MOSTLY = 6, 0.2  # compared pixels to each side; share of the scan's ink there

_FIGURES = re.compile(r"[\d/.,\s-]{1,16}")

PlacedWord = tuple[str, float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class _Apart:
    """Where two pictures of a page differ, in compared pixels: (h, w) bool each.

    `step` is a compared pixel's side in original ones, `cell` a cell's in compared ones; `was` and
    `left` are the scan's and the viewer's darkest channel.
    """

    added: NDArray[np.bool_]
    hidden: NDArray[np.bool_]
    step: int
    cell: int
    was: NDArray[np.uint8]
    left: NDArray[np.uint8]

    @property
    def inked(self) -> int:
        """How many pixels the scan inks."""
        return int((self.was < _INK).sum())

    def part(self, box: Box) -> tuple[slice, slice]:
        """The compared pixels of a box of original ones."""
        x, y = box.x // self.step, box.y // self.step
        return Box(x, y, -(-box.width // self.step), -(-box.height // self.step)).slices

    def shows_through(self, part: tuple[slice, slice]) -> bool:
        """Whether the scan's ink is seen in a part: darker there than beside it, for a viewer."""
        ink = self.was[part] < _INK
        if not ink.any() or ink.all():
            return not ink.any()
        beside, on = self.left[part][~ink], self.left[part][ink]
        return float(np.median(beside)) - float(np.median(on)) > _APART


def laid_over(
    page: Page,
    drawn: tuple[NDArray[np.uint8], NDArray[np.uint8]],
    paper: Paper,
    words: Sequence[PlacedWord],
    signatures: Sequence[Signature],
) -> Page | None:
    """A scanned page with what lies over it told apart; None: it is the page as viewed, all of it.

    Args:
        page: The scan's own picture, upright as shown.
        drawn: Two (H, W, 3) uint8 of the same size, drawn by the same program: the page as a
            viewer shows it, and the scan alone.
        paper: Places on the page.
        words: (text, left, top, right, bottom) of everything that is text in the file, in points
            of the shown page.
        signatures: On this page.
    """
    viewed, alone = drawn
    apart = _compared(alone, viewed, page.dpi)
    cells = _cells(apart)
    if not cells.any():
        return replace(page, overlays=signed_unseen(signatures))
    if cells.mean() > _MOST_SHARE or apart.hidden.sum() > _MOST_HIDDEN * apart.inked:
        return None
    inked = [word for word in _in_pixels(words, page, paper) if _adds_ink(word[1], apart)]
    if sum(len(text) for text, _ in inked) > _MOST_LETTERS:
        return None
    image = page.image
    found: list[Overlay] = []
    placed: set[int] = set()
    for cluster in _clusters(cells):
        box = _box_of(cluster, apart, page)
        if box is None:
            continue
        wide, high = (side * 25.4 / page.dpi for side in (box.width, box.height))
        signed = [i for i, one in enumerate(signatures) if _lies_on(one, box, page, paper)]
        own = [text for text, at in inked if at.intersection(box).area > 0.5 * at.area]
        if signed and placed.issuperset(signed) and not own:
            continue  # a part of that signature's frame
        edge = min(wide, high) < _EDGE_MM and max(wide, high) < _LONG_EDGE_MM
        if edge and not signed and not own:
            continue  # a pixel of shift along a stroke of the scan
        said = [signatures[i] for i in signed]
        overlay, pixels = _named(box, apart, viewed, image, own, said)
        placed.update(signed)
        found.append(overlay)
        if pixels is not None:
            image = _pasted(image, box, pixels)
    rest = [one for i, one in enumerate(signatures) if i not in placed]
    return replace(page, image=image, overlays=(*found, *signed_unseen(rest)))


def added_to(
    page: Page,
    viewed: NDArray[np.uint8],
    paper: Paper,
    words: Sequence[PlacedWord],
    signatures: Sequence[Signature],
) -> Page | None:
    """A scanned page with the words and signatures that were added to it, where these are all.

    That is told by the scan's own pixels: it need not be drawn alone, which costs as much as
    drawing the page.

    Args:
        page: As for `laid_over`.
        viewed: As for `laid_over`.
        paper: As for `laid_over`.
        words: As for `laid_over`.
        signatures: As for `laid_over`.

    Returns:
        The page; None where its pixels are too coarse to be compared so, where anything is hidden
        or shown that says nothing, or where its colours are not shown as they are stored.
    """
    if page.bilevel or page.dpi // _DPI < _FINE:
        return None
    told = laid_over(page, (viewed, _rgb(page.image)), paper, words, signatures)
    if told is None or told.image is not page.image:
        return None
    return told if all(one.what in ("signature", "typed") for one in told.overlays) else None


def _compared(alone: NDArray[np.uint8], viewed: NDArray[np.uint8], dpi: float) -> _Apart:
    step = max(1, int(dpi // _DPI))
    ours, theirs = (
        np.asarray(Image.fromarray(picture).reduce(step)) for picture in (alone, viewed)
    )
    added = _most(cv2.subtract(_tolerant(ours), theirs)) > _APART
    # Ink that a colour lies over in the half-light is still ink: what hides it is as light as paper
    # in every channel.
    left, was = _darkest(theirs), _darkest(ours)
    hidden = (cv2.subtract(_darkest(_tolerant(theirs)), was) > _APART) & (left > _INK)
    cell = max(1, round(_CELL_MM * dpi / step / 25.4))
    return _Apart(np.asarray(added), np.asarray(hidden), step, cell, was, left)


def _tolerant(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The darkest of a pixel and its neighbours: half a pixel of shift adds and hides nothing."""
    return np.asarray(cv2.erode(picture, np.ones((3, 3), np.uint8)), dtype=np.uint8)


def _darkest(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The darkest channel of each pixel of (h, w, 3)."""
    red, green, blue = cv2.split(picture)
    return np.asarray(cv2.min(cv2.min(red, green), blue), dtype=np.uint8)


def _most(picture: MatLike) -> NDArray[np.uint8]:
    """The brightest channel of each pixel of (h, w, 3)."""
    red, green, blue = cv2.split(picture)
    return np.asarray(cv2.max(cv2.max(red, green), blue), dtype=np.uint8)


def _rgb(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.dstack([picture] * 3) if picture.ndim == 2 else picture


def _cells(apart: _Apart) -> NDArray[np.bool_]:
    """Cells of 2 mm in which the pictures differ by more than noise."""
    side = apart.cell
    differs = apart.added | apart.hidden
    rows, columns = (-(-length // side) for length in differs.shape)
    padded = np.zeros((rows * side, columns * side), dtype=bool)
    padded[: differs.shape[0], : differs.shape[1]] = differs
    counts = padded.reshape(rows, side, columns, side).sum(axis=(1, 3))
    return np.asarray(counts >= min(_LEAST_PIXELS, side * side))


def _clusters(cells: NDArray[np.bool_]) -> Iterable[NDArray[np.bool_]]:
    """Cells that lie near one another, each group as a mask; by hand, there are few cells."""
    left = {(int(y), int(x)) for y, x in np.argwhere(cells)}
    reach = range(-_JOIN_CELLS, _JOIN_CELLS + 1)
    while left:
        waiting = [left.pop()]
        mask = np.zeros_like(cells)
        while waiting:
            y, x = waiting.pop()
            mask[y, x] = True
            near = {(y + dy, x + dx) for dy in reach for dx in reach} & left
            left -= near
            waiting += near
        yield mask


def _box_of(cluster: NDArray[np.bool_], apart: _Apart, page: Page) -> Box | None:
    """Where a group of cells differs, in original pixels."""
    side = apart.cell
    shape = apart.added.shape
    mask = np.kron(cluster, np.ones((side, side), dtype=bool))[: shape[0], : shape[1]]
    tight = Box.of(mask & (apart.added | apart.hidden))
    if tight is None:
        return None
    grown = tight.grown(1, (shape[0], shape[1]))
    step = apart.step
    width, height = page.size_px
    x, y = grown.x * step, grown.y * step
    return Box(x, y, min(width, grown.right * step) - x, min(height, grown.bottom * step) - y)


def _named(
    box: Box,
    apart: _Apart,
    viewed: NDArray[np.uint8],
    image: NDArray[np.uint8],
    words: Sequence[str],
    signatures: Sequence[Signature],
) -> tuple[Overlay, NDArray[np.uint8] | None]:
    """What a group is, and what the scan shows in its place if that is not what the scanner saw."""
    part = apart.part(box)
    added, hidden = apart.added[part], apart.hidden[part]
    seen = np.ascontiguousarray(viewed[box.slices])
    thick = min(added.shape) >= _SOLID_PIXELS
    bare = not (apart.was[part] < _INK).any()
    # A highlighter is as solid as a cover, and what it marks is read through it.
    buries = thick and not bare and not apart.shows_through(part)
    solid = thick and added.mean() > _SOLID and (bare or buries)
    hides = hidden.sum() > _LEAST_PIXELS or buries
    if signatures or words:
        what, said = "typed", " ".join(words)
        fields = dict(signatures[0].fields) if signatures else {}
        # A number or date that a signing program put there is what it says, signed or not.
        if signatures and not _FIGURES.fullmatch(said):
            fields["appearance"] = said or None
            what, said = "signature", " | ".join(one.text for one in signatures)
        # What it says is kept; of the page only what it hides is gone.
        left = None
        if solid or buries:
            left = np.full_like(seen, _WHITE)
        elif hides:
            left = _without(image[box.slices], apart, part)
        return Overlay(what, box, seen, said, fields), left  # type: ignore[arg-type]
    if solid or hides:
        return Overlay("cover", box, seen), seen
    return Overlay("picture", box, seen), None


def _without(
    scan: NDArray[np.uint8], apart: _Apart, part: tuple[slice, slice]
) -> NDArray[np.uint8]:
    """A part of the scan, white where it is hidden: between a seal's strokes print is seen.

    Under letters on a label the scan's ink is as dark as before: where most ink about is hidden,
    all is.
    """
    left = scan.copy()
    hidden, ink = (_around(m[part]) for m in (apart.hidden, apart.was < _INK))
    mask = apart.hidden[part] | (hidden > _MOSTLY * ink)
    mask = np.kron(mask, np.ones((apart.step, apart.step), dtype=bool))
    left[mask[: scan.shape[0], : scan.shape[1]]] = _WHITE
    return left


def _around(mask: NDArray[np.bool_]) -> NDArray[np.int16]:
    """How much of what lies about each pixel is so, 0-255."""
    whole = Image.fromarray(np.where(mask, np.uint8(255), np.uint8(0)))
    return np.asarray(whole.filter(ImageFilter.BoxBlur(_ABOUT)), dtype=np.int16)


def _pasted(image: NDArray[np.uint8], box: Box, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    out = image.copy()
    if out.ndim == 2 and pixels.ndim == 3:
        pixels = np.asarray(Image.fromarray(pixels).convert("L"), dtype=np.uint8)
    elif out.ndim == 3 and pixels.ndim == 2:
        pixels = _rgb(pixels)
    out[box.slices] = pixels
    return out


def _in_pixels(words: Iterable[PlacedWord], page: Page, paper: Paper) -> Iterable[tuple[str, Box]]:
    """Words with boxes in original pixels."""
    wide, high = paper.shown_size
    across, down = page.size_px[0] / wide, page.size_px[1] / high
    for text, left, top, right, bottom in words:
        x, y = round(left * across), round(top * down)
        box = Box(x, y, round(right * across) - x, round(bottom * down) - y)
        inside = box.intersection(Box(0, 0, *page.size_px))
        if text.strip() and inside.area:
            yield text, inside


def _adds_ink(box: Box, apart: _Apart) -> bool:
    """Whether a word is seen: an invisible layer of text under a scan adds no ink."""
    added = apart.added[apart.part(box)]
    return bool(added.size and added.mean() >= _WORD_INK)


def _lies_on(signature: Signature, box: Box, page: Page, paper: Paper) -> bool:
    if signature.bounds is None:
        return False
    wide, _ = paper.shown_size
    left, top, right, bottom = shown_box(signature.bounds, paper, page.size_px[0] / wide * 72)
    return Box(left, top, right - left, bottom - top).intersection(box).area > 0


def signed_unseen(signatures: Iterable[Signature]) -> tuple[Overlay, ...]:
    """Signatures that show nothing: on record all the same."""
    nowhere = Box(0, 0, 0, 0)
    return tuple(Overlay("signature", nowhere, None, one.text, one.fields) for one in signatures)
