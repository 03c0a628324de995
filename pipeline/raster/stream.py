"""An image stream's dictionary, read with care: files lie, and none of it is trusted unseen."""

from __future__ import annotations

from typing import Any

import pikepdf

__all__ = [
    "FORGIVEN_SHARE",
    "BrokenImageError",
    "TooManyPixelsError",
    "bits_of",
    "filters_of",
    "mapping_of",
    "pixels_of",
]

# A picture that ends early is refused, never filled up with grey, unless less than this share of
# its height is missing at the bottom: that is margin, and many scanners forget a JPEG's last bytes.
FORGIVEN_SHARE = 0.01


class BrokenImageError(ValueError):
    """The stream cannot be decoded to its end: (detail,)."""


class TooManyPixelsError(ValueError):
    """The stream's own header asks for more pixels than allowed: (width, height)."""


def pixels_of(image: Any) -> tuple[int, int]:
    """(width, height) as the dictionary says; (0, 0) where it does not, or there is none."""
    if image is None:
        return (0, 0)
    try:
        return (max(0, int(image.get("/Width", 0))), max(0, int(image.get("/Height", 0))))
    except (TypeError, ValueError):
        return (0, 0)


def bits_of(image: Any) -> int:
    """Bits a sample; 0 where the dictionary does not say."""
    try:
        return 1 if image.get("/ImageMask") else int(image.get("/BitsPerComponent", 0))
    except (TypeError, ValueError):
        return 0


def mapping_of(image: Any) -> tuple[float, ...]:
    """`/Decode`; empty where there is none."""
    try:
        return tuple(float(number) for number in image.get("/Decode", ()))
    except (TypeError, ValueError):
        return ()


def filters_of(image: Any) -> tuple[list[str], list[Any]]:
    """Names of the filters and, for each, its parameters (an empty dict where it has none)."""
    names = [str(name) for name in _listed(image.get("/Filter"))]
    parameters: list[Any] = [
        value if isinstance(value, pikepdf.Dictionary) else {}
        for value in _listed(image.get("/DecodeParms"))
    ]
    return names, parameters + [{}] * (len(names) - len(parameters))


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]
