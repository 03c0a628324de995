"""A picture at several sizes, cut into tiles, in one file: any part of it costs a few tiles.

The file is a mark, the length of a description in JSON, the description, and the tiles as JPEG one
behind the other: level by level, row by row. Level 0 is the picture itself; each further level has
half the pixels across and down, each the mean of four.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np
import simplejpeg
from PIL import Image

from pipeline.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from numpy.typing import NDArray

__all__ = ["TILE", "BrokenPyramidError", "Pyramid", "open_pyramid", "write_pyramid"]

TILE = 512
"""Pixels of a tile across and down; those at the right and lower edge are smaller."""

_MARK = b"SOHOATL1"
_LENGTH = struct.Struct("<I")
_MOST_DESCRIPTION = 1 << 22
# Print at 300 dpi shows no halo from here on; 95 would double the file (measured on real scans).
_QUALITY = 88


class BrokenPyramidError(Exception):
    """The file is no whole pyramid: (path,). It is to be made again."""


@dataclass(frozen=True, slots=True)
class Pyramid:
    """A picture in pieces; only the description is in memory.

    Attributes:
        path: Of the file.
        size: (width, height) of the picture.
        colour: Tiles are RGB; False = gray.
        starts: Where each tile begins in the file, and where the last one ends.
    """

    path: Path
    size: tuple[int, int]
    colour: bool
    starts: tuple[int, ...]

    @property
    def levels(self) -> int:
        """How many sizes there are; the last fits in one tile."""
        return len(list(_sizes(self.size)))

    def level_size(self, level: int) -> tuple[int, int]:
        """(width, height) of a level; 0 is the picture itself."""
        scale = 1 << level
        return (-(-self.size[0] // scale), -(-self.size[1] // scale))

    def tile(self, level: int, column: int, row: int) -> bytes:
        """A tile as JPEG.

        Raises:
            BrokenPyramidError: The file went, or was cut, after it was opened.
        """
        with self._opened() as file:
            return self._read(file, level, column, row)

    def part(self, level: int, box: Box) -> NDArray[np.uint8]:
        """A part of a level: (h, w[, 3]) uint8.

        Args:
            level: 0 is the picture itself.
            box: In pixels of the level, inside it.

        Raises:
            BrokenPyramidError: The file went, or was cut, after it was opened.
        """
        out = np.empty((*box.shape, 3) if self.colour else box.shape, dtype=np.uint8)
        with self._opened() as file:
            for row in range(box.y // TILE, -(-box.bottom // TILE)):
                for column in range(box.x // TILE, -(-box.right // TILE)):
                    data = self._read(file, level, column, row)
                    tile = simplejpeg.decode_jpeg(data, "RGB" if self.colour else "GRAY")
                    lies = Box(column * TILE, row * TILE, tile.shape[1], tile.shape[0])
                    both = lies.intersection(box)
                    part = tile[both.slices_in(lies)]
                    out[both.slices_in(box)] = part if self.colour else part[..., 0]
        return out

    def _opened(self) -> BinaryIO:
        try:
            return self.path.open("rb")
        except OSError as error:
            raise BrokenPyramidError(self.path) from error

    def _read(self, file: BinaryIO, level: int, column: int, row: int) -> bytes:
        index = _tiles_before(self.size, level) + row * _across(self.level_size(level)) + column
        start, end = self.starts[index], self.starts[index + 1]
        file.seek(start)
        data = file.read(end - start)
        if len(data) != end - start:
            raise BrokenPyramidError(self.path)
        return data


def write_pyramid(image: NDArray[np.uint8], file: BinaryIO) -> None:
    """Write a picture in pieces.

    Args:
        image: (H, W[, 3]) RGB or gray uint8.
        file: Open for writing.
    """
    height, width = image.shape[:2]
    tiles = [tile for level in _halved(image) for tile in _cut(level)]
    description = {
        "size": [width, height],
        "colour": image.ndim == 3,
        "tiles": [len(tile) for tile in tiles],
    }
    told = json.dumps(description, separators=(",", ":")).encode()
    file.write(_MARK + _LENGTH.pack(len(told)) + told)
    file.writelines(tiles)


def open_pyramid(path: Path) -> Pyramid | None:
    """A picture's description; None where there is no such file.

    Raises:
        BrokenPyramidError: It is cut, or something else.
    """
    try:
        with path.open("rb") as file:
            head = file.read(len(_MARK) + _LENGTH.size)
            if head[: len(_MARK)] != _MARK or len(head) != len(_MARK) + _LENGTH.size:
                raise BrokenPyramidError(path)
            (length,) = _LENGTH.unpack_from(head, len(_MARK))
            told = file.read(min(length, _MOST_DESCRIPTION))
            there = file.seek(0, 2)
    except FileNotFoundError:
        return None
    try:
        made = _described(path, json.loads(told), len(head) + length)
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenPyramidError(path) from error
    if made.starts[-1] != there or len(made.starts) - 1 != _tiles_before(made.size, made.levels):
        raise BrokenPyramidError(path)
    return made


def _described(path: Path, told: dict[str, Any], begin: int) -> Pyramid:
    width, height = map(int, told["size"])
    starts = tuple(accumulate(map(int, told["tiles"]), initial=begin))
    return Pyramid(path, (width, height), bool(told["colour"]), starts)


def _sizes(size: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """(width, height) of each level."""
    width, height = size
    yield width, height
    while max(width, height) > TILE:
        width, height = -(-width // 2), -(-height // 2)
        yield width, height


def _across(size: tuple[int, int]) -> int:
    return -(-size[0] // TILE)


def _tiles_before(size: tuple[int, int], level: int) -> int:
    """How many tiles lie before those of a level."""
    before = list(_sizes(size))[:level]
    return sum(_across(one) * -(-one[1] // TILE) for one in before)


def _halved(image: NDArray[np.uint8]) -> Iterator[NDArray[np.uint8]]:
    """The picture, then each time half of it: Pillow's means of four, at the edge of two or one."""
    level = image
    yield level
    while max(level.shape[:2]) > TILE:
        level = np.asarray(Image.fromarray(level).reduce(2), dtype=np.uint8)
        yield level


def _cut(level: NDArray[np.uint8]) -> Iterator[bytes]:
    for y in range(0, level.shape[0], TILE):
        for x in range(0, level.shape[1], TILE):
            tile = np.ascontiguousarray(level[y : y + TILE, x : x + TILE])
            if tile.ndim == 2:
                yield simplejpeg.encode_jpeg(tile[..., None], _QUALITY, "GRAY", "Gray")
            else:
                # Red ink on black letters would smear with colour at half resolution.
                yield simplejpeg.encode_jpeg(tile, _QUALITY, "RGB", "444")
