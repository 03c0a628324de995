"""Requests of the IIIF Image API 3.0 (iiif.io/api/image/3.0), understood before a page is drawn.

A request names a region of the picture, the size it is wanted in, how it is turned, its colours and
its file format. What the API does not know is an error of syntax, what we do not offer another.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.archive.pictures.pyramid import TILE
from pipeline.geometry import Box

__all__ = [
    "CONTEXT",
    "MOST_PIXELS",
    "MOST_SIDE",
    "NotOfferedError",
    "NotUnderstoodError",
    "PictureRequest",
    "Wanted",
    "information",
    "understood",
]

CONTEXT = "http://iiif.io/api/image/3/context.json"
THUMBNAIL = 200
MOST_SIDE = 5000
MOST_PIXELS = 9_000_000
"""Of an answer: an A4 at 300 dpi, whole."""

_NUMBER = r"[0-9]{1,9}(?:\.[0-9]{1,9})?"
_REGION = re.compile(r"([0-9]{1,9}),([0-9]{1,9}),([0-9]{1,9}),([0-9]{1,9})")
_SHARES = re.compile(rf"pct:({_NUMBER}),({_NUMBER}),({_NUMBER}),({_NUMBER})")
_SIZE = re.compile(
    rf"(?P<up>\^?)(?:(?P<max>max)|pct:(?P<share>{_NUMBER})"
    r"|(?P<within>!?)(?P<width>[0-9]{1,9})?,(?P<height>[0-9]{1,9})?)"
)
_ROTATION = re.compile(rf"(!?)({_NUMBER})")
_QUALITIES = {"default", "color", "gray"}
_OTHER_QUALITIES = {"bitonal"}
_FORMATS = {"jpg", "png"}
_OTHER_FORMATS = {"tif", "gif", "jp2", "pdf", "webp"}


class NotUnderstoodError(ValueError):
    """No request of the API, or one that this picture cannot answer: (what, in Vietnamese)."""


class NotOfferedError(ValueError):
    """A request of the API that we do not answer: (what, in Vietnamese)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request held against a picture.

    Attributes:
        region: Of the picture, in its pixels; inside it.
        size: (width, height) of the region when it is scaled, before it is turned.
        mirrored: Left and right exchanged, before it is turned.
        rotation: Degrees clockwise.
        quality: `default` = as the picture is.
        form: Of the file.
    """

    region: Box
    size: tuple[int, int]
    mirrored: bool
    rotation: Literal[0, 90, 180, 270]
    quality: Literal["default", "color", "gray"]
    form: Literal["jpg", "png"]


@dataclass(frozen=True, slots=True)
class PictureRequest:
    """A request as it stands in an address; its syntax is right.

    Attributes:
        region: `full`, `square`, `x,y,w,h`, `pct:x,y,w,h`.
        size: `max`, `w,`, `,h`, `pct:n`, `w,h`, `!w,h`; with `^` also larger than the region.
        rotation: `n`, `!n`.
        quality: Offered.
        form: Offered.
    """

    region: str
    size: str
    rotation: str
    quality: Literal["default", "color", "gray"]
    form: Literal["jpg", "png"]

    @property
    def is_small(self) -> bool:
        """Whether it asks for a whole page no larger than a thumbnail."""
        asked = _SIZE.fullmatch(self.size)
        sides = [int(asked[side]) for side in ("width", "height") if asked and asked[side]]
        return self.region == "full" and bool(sides) and max(sides) <= THUMBNAIL

    def held_against(self, picture: tuple[int, int]) -> Wanted:
        """What is wanted of a picture of (width, height).

        Raises:
            NotUnderstoodError: It lies beside the picture, is empty, or larger than allowed.
        """
        region = _region(self.region, picture)
        mirror, turn = _ROTATION.fullmatch(self.rotation).groups()  # type: ignore[union-attr]
        rotation: Any = int(float(turn)) % 360
        size = _size(self.size, region)
        return Wanted(region, size, mirror == "!", rotation, self.quality, self.form)


def understood(region: str, size: str, rotation: str, last: str) -> PictureRequest:
    """The four parts of an address as a request.

    Args:
        region: First part.
        size: Second.
        rotation: Third.
        last: `quality.format`.

    Raises:
        NotUnderstoodError: The syntax is wrong.
        NotOfferedError: It is a request that we do not answer.
    """
    quality, _, form = last.partition(".")
    if not (region in ("full", "square") or _REGION.fullmatch(region) or _SHARES.fullmatch(region)):
        raise NotUnderstoodError(f"vùng ảnh {region!r}")
    asked = _SIZE.fullmatch(size)
    if asked is None or not (asked["max"] or asked["share"] or asked["width"] or asked["height"]):
        raise NotUnderstoodError(f"cỡ ảnh {size!r}")
    if asked["within"] and not (asked["width"] and asked["height"]):
        raise NotUnderstoodError(f"cỡ ảnh {size!r}")
    turned = _ROTATION.fullmatch(rotation)
    if turned is None or not 0 <= float(turned[2]) <= 360:
        raise NotUnderstoodError(f"góc xoay {rotation!r}")
    if float(turned[2]) % 90:
        raise NotOfferedError(f"góc xoay {rotation!r}; chỉ xoay 0, 90, 180, 270 độ")
    if quality in _OTHER_QUALITIES or form in _OTHER_FORMATS:
        raise NotOfferedError(f"dạng ảnh {last!r}; chỉ có default, color, gray; jpg, png")
    if quality not in _QUALITIES or form not in _FORMATS:
        raise NotUnderstoodError(f"dạng ảnh {last!r}")
    return PictureRequest(region, size, rotation, quality, form)  # type: ignore[arg-type]


def _region(asked: str, picture: tuple[int, int]) -> Box:
    width, height = picture
    whole = Box(0, 0, width, height)
    if asked == "full":
        return whole
    if asked == "square":
        side = min(picture)
        return Box((width - side) // 2, (height - side) // 2, side, side)
    if pixels := _REGION.fullmatch(asked):
        box = Box(*(int(part) for part in pixels.groups()))
    else:
        shares = [float(part) / 100 for part in asked.removeprefix("pct:").split(",")]
        left, top = round(shares[0] * width), round(shares[1] * height)
        box = Box(left, top, round(shares[2] * width), round(shares[3] * height))
    inside = box.intersection(whole)
    if not inside.area:
        raise NotUnderstoodError(f"vùng ảnh {asked!r} nằm ngoài ảnh {width} × {height}")
    return inside


def _size(asked: str, region: Box) -> tuple[int, int]:
    said = _SIZE.fullmatch(asked)
    if said is None:
        raise ValueError(f"not understood before: {asked!r}")
    if said["max"]:
        return _largest(region, larger=bool(said["up"]))
    width, height = _scaled(said, region)
    if not (width and height):
        raise NotUnderstoodError(f"cỡ ảnh {asked!r}: không còn điểm ảnh nào")
    if not said["up"] and (width > region.width or height > region.height):
        raise NotUnderstoodError(f"cỡ ảnh {asked!r} lớn hơn vùng ảnh; muốn phóng to thì thêm ^")
    if width * height > MOST_PIXELS or max(width, height) > MOST_SIDE:
        raise NotUnderstoodError(f"cỡ ảnh {asked!r} quá giới hạn {MOST_SIDE} điểm mỗi chiều")
    return width, height


def _scaled(said: re.Match[str], region: Box) -> tuple[int, int]:
    """Width and height as asked; 0 where nothing would be left."""
    if said["share"]:
        by = float(said["share"]) / 100
        return round(region.width * by), round(region.height * by)
    width, height = (int(said[side]) if said[side] else None for side in ("width", "height"))
    if said["within"] and width is not None and height is not None:
        by = min(width / region.width, height / region.height)
        if not said["up"]:
            by = min(by, 1.0)
        return round(region.width * by), round(region.height * by)
    if width is None and height is not None:
        width = round(region.width * height / region.height) or min(1, height)
    elif height is None and width is not None:
        height = round(region.height * width / region.width) or min(1, width)
    return width or 0, height or 0


def _largest(region: Box, *, larger: bool) -> tuple[int, int]:
    """The region as large as an answer may be."""
    by = min(
        MOST_SIDE / max(region.width, region.height),
        math.sqrt(MOST_PIXELS / region.area),
    )
    if not larger:
        by = min(by, 1.0)
    return max(1, math.floor(region.width * by)), max(1, math.floor(region.height * by))


def information(address: str, picture: tuple[int, int], levels: int) -> dict[str, Any]:
    """`info.json` of a picture.

    Args:
        address: Of the picture, absolute, without a slash at the end.
        picture: (width, height).
        levels: Sizes that it is kept in, each half of the one before.
    """
    width, height = picture
    scales = [1 << level for level in range(levels)]
    sizes = [(-(-width // scale), -(-height // scale)) for scale in reversed(scales)]
    return {
        "@context": CONTEXT,
        "id": address,
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        # All that level 2 asks of pictures; but answers are for those who are logged in, so other
        # sites may not read them (CORS), which every level from 1 on asks for.
        "profile": "level0",
        "width": width,
        "height": height,
        "maxWidth": MOST_SIDE,
        "maxHeight": MOST_SIDE,
        "maxArea": MOST_PIXELS,
        "sizes": [
            {"width": across, "height": down}
            for across, down in sizes
            if across * down <= MOST_PIXELS and max(across, down) <= MOST_SIDE
        ],
        "tiles": [{"width": TILE, "height": TILE, "scaleFactors": scales}],
        "preferredFormats": ["jpg"],
        "extraFormats": ["png"],
        "extraQualities": ["color", "gray"],
        "extraFeatures": [
            "baseUriRedirect",
            "jsonldMediaType",
            "mirroring",
            "regionByPct",
            "regionByPx",
            "regionSquare",
            "rotationBy90s",
            "sizeByConfinedWh",
            "sizeByH",
            "sizeByPct",
            "sizeByW",
            "sizeByWh",
            "sizeUpscaling",
        ],
    }
