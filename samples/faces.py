"""The type of office paper and the hands that write on it: where their font files lie."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from PIL import ImageFont

from pipeline.errors import SetupError

__all__ = [
    "HANDS",
    "HELD_PIN_FACES",
    "HELD_PRINT_FACES",
    "HELD_SANS_FACES",
    "PIN_FACES",
    "PRINT_FACES",
    "SANS_FACES",
    "STAMP_FACES",
    "MissingFontError",
    "PrintFace",
    "Style",
    "hand",
    "print_font",
]

Style = Literal["regular", "bold", "italic", "bold_italic"]

#: Where Debian's packages put fonts.
FONT_ROOTS = (Path("/usr/share/fonts"), Path("/usr/share/texmf/fonts"))


class MissingFontError(SetupError):
    """A face is not installed: (font file, Debian package)."""

    code = "missing-font"

    def __str__(self) -> str:
        file, package = self.args
        return f"Thiếu phông chữ {file}. Hãy cài gói Debian: apt-get install {package}."


@dataclass(frozen=True, slots=True)
class PrintFace:
    """A printing face: its files for regular, bold, italic and bold italic, and their package."""

    name: str
    package: str
    regular: str
    bold: str
    italic: str
    bold_italic: str


def _gyre(name: str, stem: str) -> PrintFace:
    styles = ("regular", "bold", "italic", "bolditalic")
    return PrintFace(name, "fonts-texgyre", *(f"texgyre{stem}-{style}.otf" for style in styles))


def _joined(name: str, package: str, stem: str, *styles: str) -> PrintFace:
    styles = styles or ("-Regular", "-Bold", "-Italic", "-BoldItalic")
    return PrintFace(name, package, *(f"{stem}{style}.ttf" for style in styles))


_FREE = ("", "Bold", "Italic", "BoldItalic")
_FREE_SANS = ("", "Bold", "Oblique", "BoldOblique")

#: Times and its like; the first has Times New Roman's metrics and is by far the commonest on
#: paper. It is Liberation Serif 2 under its first name: Debian's fonts-liberation is version 1,
#: which lacks Vietnamese.
PRINT_FACES = (
    _joined("Tinos", "fonts-croscore", "Tinos"),
    _gyre("TeX Gyre Termes", "termes"),
    _joined("FreeSerif", "fonts-freefont-ttf", "FreeSerif", *_FREE),
    _joined("Noto Serif", "fonts-noto-core", "NotoSerif"),
)

#: What companies set their papers in.
SANS_FACES = (
    _joined("Arimo", "fonts-croscore", "Arimo"),
    _gyre("TeX Gyre Heros", "heros"),
)

#: What pins strike.
PIN_FACES = (_joined("Cousine", "fonts-croscore", "Cousine"),)

#: Faces of held-out pages alone: nothing is trained on them.
HELD_PRINT_FACES = (_gyre("TeX Gyre Schola", "schola"), _gyre("TeX Gyre Pagella", "pagella"))
HELD_SANS_FACES = (
    _joined("Noto Sans", "fonts-noto-core", "NotoSans"),
    _joined("FreeSans", "fonts-freefont-ttf", "FreeSans", *_FREE_SANS),
)
HELD_PIN_FACES = (_joined("FreeMono", "fonts-freefont-ttf", "FreeMono", *_FREE_SANS),)

#: Rubber stamps and seals are cut in sans faces as often as in Times.
STAMP_FACES = (
    _gyre("TeX Gyre Heros Condensed", "heroscn"),
    _joined("Arimo", "fonts-croscore", "Arimo"),
    PRINT_FACES[0],
)

#: Handwriting faces in `samples/fonts`, all with full Vietnamese (see fonts/README.md).
HANDS = (
    "patrick-hand",
    "dancing-script",
    "mali",
    "charm",
    "itim",
    "sriracha",
    "pacifico",
    "mansalva",
    "ephesis",
    "playpen-sans",
    "shantell-sans",
)


@lru_cache(maxsize=64)
def _find(file: str, package: str) -> Path:
    for root in FONT_ROOTS:
        for path in sorted(root.rglob(file)):
            return path
    raise MissingFontError(file, package)


@lru_cache(maxsize=512)
def print_font(face: PrintFace, style: Style, size_px: float) -> ImageFont.FreeTypeFont:
    """The face at a size in pixels (of the em).

    Raises:
        MissingFontError: The Debian package is not installed.
    """
    path = _find(getattr(face, style), face.package)
    return ImageFont.truetype(path, size_px, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=256)
def hand(name: str, size_px: float) -> ImageFont.FreeTypeFont:
    """A handwriting face of `HANDS` at a size in pixels."""
    path = Path(__file__).parent / "fonts" / f"{name}.ttf"
    return ImageFont.truetype(path, size_px, layout_engine=ImageFont.Layout.BASIC)
