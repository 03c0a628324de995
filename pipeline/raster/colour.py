"""From a PDF image's raw samples to gray or RGB.

ICC profiles are not applied: scanners' profiles are near sRGB, and no reader of ours looks at
absolute colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pikepdf

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Colour", "colour_of", "coloured", "gray_if_gray"]


@dataclass(frozen=True, slots=True, eq=False)
class Colour:
    """How samples become colour; `palette` is (n, 3) RGB for indexed images."""

    kind: Literal["gray", "rgb", "cmyk", "indexed"]
    palette: NDArray[np.uint8] | None = None

    @property
    def channels(self) -> int:
        """Samples a pixel."""
        return {"gray": 1, "rgb": 3, "cmyk": 4, "indexed": 1}[self.kind]


def coloured(
    samples: NDArray[np.uint8], colour: Colour, bits: int, mapping: tuple[float, ...]
) -> NDArray[np.uint8] | None:
    """Gray or RGB from raw samples; None where `/Decode` does more than turn them round."""
    top = (1 << bits) - 1 if colour.kind == "indexed" else 1
    straight, inverted = (0, top) * colour.channels, (top, 0) * colour.channels
    if mapping and mapping not in (straight, inverted):
        return None
    turn = bool(mapping) and mapping == inverted
    if colour.palette is not None:
        indices = top - samples if turn else samples
        return np.take(_grown(colour.palette, top + 1), indices, axis=0)
    if bits == 1:
        return (samples == 0).view(np.uint8) * np.uint8(255) if turn else samples * np.uint8(255)
    if bits < 8:
        scale = np.array([round(i * 255 / ((1 << bits) - 1)) for i in range(1 << bits)], np.uint8)
        return np.take(scale[::-1] if turn else scale, samples)
    if turn:
        samples = ~samples
    return _rgb_from_cmyk(samples) if colour.kind == "cmyk" else samples


def gray_if_gray(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(H, W) where no pixel of (H, W, 3) has a colour: three times less to carry on."""
    first = image[..., 0]
    same = np.array_equal(first, image[..., 1]) and np.array_equal(first, image[..., 2])
    return np.ascontiguousarray(first) if same else image


def _grown(palette: NDArray[np.uint8], entries: int) -> NDArray[np.uint8]:
    """The palette with its last colour repeated, and gray (n,) where all of it is."""
    entries = max(entries, len(palette))
    whole = np.concatenate([palette, np.repeat(palette[-1:], entries - len(palette), axis=0)])
    return np.ascontiguousarray(whole[:, 0]) if bool(np.all(whole == whole[:, :1])) else whole


def _rgb_from_cmyk(samples: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(H, W, 4) with 255 = full ink, to RGB; what is black in K is black."""
    paper = 255 - samples
    light = paper[..., :3].astype(np.uint16)
    light *= paper[..., 3:]
    light += 127
    light //= 255
    return light.astype(np.uint8)


def colour_of(image: pikepdf.Object) -> Colour | None:
    """How the image's samples become colour; None for what scanners do not write."""
    if image.get("/ImageMask"):
        return Colour("gray")  # 0 is painted, and the caller knows it is painted black
    return _colour(image.get("/ColorSpace"))


def _colour(space: Any, *, base: bool = False) -> Colour | None:
    name = str(space[0]) if isinstance(space, pikepdf.Array) and len(space) else str(space)
    if name in ("/DeviceGray", "/CalGray", "/G"):
        return Colour("gray")
    if name in ("/DeviceRGB", "/CalRGB", "/RGB"):
        return Colour("rgb")
    if name in ("/DeviceCMYK", "/CMYK"):
        return Colour("cmyk")
    if name == "/ICCBased":
        kinds: dict[int, Literal["gray", "rgb", "cmyk"]] = {1: "gray", 3: "rgb", 4: "cmyk"}
        kind = kinds.get(int(space[1].get("/N", 0)))
        return Colour(kind) if kind else None
    if name in ("/Indexed", "/I") and not base:  # an index into an index never ends
        return _indexed(space)
    return None


def _indexed(space: Any) -> Colour | None:
    base = _colour(space[1], base=True)
    if base is None:
        return None
    table = space[3]
    packed = table.read_bytes() if isinstance(table, pikepdf.Stream) else bytes(table)
    entries = min(int(space[2]) + 1, len(packed) // base.channels)
    if entries < 1:
        return None
    colours = np.frombuffer(packed, np.uint8)[: entries * base.channels]
    colours = colours.reshape(entries, base.channels)
    if base.kind == "cmyk":
        colours = _rgb_from_cmyk(colours)
    return Colour("indexed", np.repeat(colours, 3, axis=1) if base.kind == "gray" else colours)
