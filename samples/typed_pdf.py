"""Typed words in a PDF without a font file: each letter is a small picture in a Type 3 font."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pikepdf

from samples.faces import print_font

if TYPE_CHECKING:
    from samples.overlays import Overlay

__all__ = ["Painted", "painted"]

_EM = 96
"""Pixels of the em in which letters are kept: enough for 12 points at 500 dpi."""


class Painted:
    """What paints an overlay: content operators, and the fonts they name."""

    def __init__(self, content: bytes, fonts: dict[str, pikepdf.Object]) -> None:
        self.content = content
        self.fonts = fonts


def painted(pdf: pikepdf.Pdf, overlay: Overlay, name: str, scale: float, height: int) -> Painted:
    """Operators that paint an overlay over a picture drawn at `scale` points a pixel.

    Args:
        pdf: Takes the font.
        overlay: What is painted.
        name: Of its font among the page's.
        scale: Points a pixel of the picture.
        height: Of the picture, pixels.
    """
    x, y, wide, high = overlay.box
    if overlay.kind != "typed":
        grey = 1 if overlay.kind == "cover" else 0
        low = (height - y - high) * scale
        rectangle = f"q {grey} g {x * scale:.3f} {low:.3f} {wide * scale:.3f} {high * scale:.3f}"
        return Painted(f"{rectangle} re f Q".encode(), {})
    font, codes = _font(pdf, overlay)
    red, green, blue = overlay.rgb
    parts = [f"q {red} {green} {blue} rg BT /{name} {overlay.size * scale:.3f} Tf"]
    for row, line in enumerate(overlay.lines):
        base = (height - y - overlay.size * (1.25 * row + 0.95)) * scale
        shown = bytes(codes[letter] for letter in line).hex()
        parts.append(f"1 0 0 1 {x * scale:.3f} {base:.3f} Tm <{shown}> Tj")
    return Painted(" ".join([*parts, "ET Q"]).encode(), {name: font})


def _font(pdf: pikepdf.Pdf, overlay: Overlay) -> tuple[pikepdf.Object, dict[str, int]]:
    """A font of the letters that are used, and each letter's code."""
    letters = sorted(set("".join(overlay.lines)))
    codes = {letter: 33 + index for index, letter in enumerate(letters)}
    face = print_font(overlay.face, "regular", _EM)
    shapes, widths = pikepdf.Dictionary(), []
    for letter, code in codes.items():
        wide = face.getlength(letter)
        widths.append(round(wide, 2))
        shapes[f"/g{code}"] = pikepdf.Stream(pdf, _shape(face, letter, wide))
    unit = 1 / _EM
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type3,
        FontBBox=[0, -_EM, 2 * _EM, 2 * _EM],
        FontMatrix=[unit, 0, 0, unit, 0, 0],
        CharProcs=shapes,
        Encoding=pikepdf.Dictionary(
            Type=pikepdf.Name.Encoding,
            Differences=[33, *(pikepdf.Name(f"/g{code}") for code in codes.values())],
        ),
        FirstChar=33,
        LastChar=32 + len(letters),
        Widths=widths,
        Resources=pikepdf.Dictionary(),
        ToUnicode=pikepdf.Stream(pdf, _to_unicode(codes)),
    )
    return pdf.make_indirect(font), codes


def _shape(face: object, letter: str, wide: float) -> bytes:
    """One letter: its width, its box and the picture that masks the ink."""
    left, top, right, bottom = face.getbbox(letter, anchor="ls")  # type: ignore[attr-defined]
    if right <= left or bottom <= top:
        return f"{wide:.2f} 0 d0".encode()
    mask = np.asarray(face.getmask(letter, mode="L"), np.uint8)  # type: ignore[attr-defined]
    width, height = face.getmask(letter, mode="L").size  # type: ignore[attr-defined]
    bits = np.packbits(mask.reshape(height, width) < 128, axis=1).tobytes()
    box = f"{wide:.2f} 0 {left} {-bottom} {right} {-top} d1"
    place = f"q {width} 0 0 {height} {left} {-top - height} cm"
    image = f"BI /IM true /W {width} /H {height} /BPC 1 ID ".encode()
    return f"{box} {place} ".encode() + image + bits + b"\nEI Q"


def _to_unicode(codes: dict[str, int]) -> bytes:
    rows = [f"<{code:02x}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items()]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CMapName /Typed def /CMapType 2 def",
            "1 begincodespacerange <00> <ff> endcodespacerange",
            f"{len(rows)} beginbfchar",
            *rows,
            "endbfchar endcmap CMapName currentdict /CMap defineresource pop end end",
        ]
    ).encode()
