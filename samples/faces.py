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
    "PRINT_FACES",
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


#: Times and its like; the first has Times New Roman's metrics and is by far the commonest on
#: paper. It is Liberation Serif 2 under its first name: Debian's fonts-liberation is version 1,
#: which lacks Vietnamese.
PRINT_FACES = (
    PrintFace(
        "Tinos",
        "fonts-croscore",
        "Tinos-Regular.ttf",
        "Tinos-Bold.ttf",
        "Tinos-Italic.ttf",
        "Tinos-BoldItalic.ttf",
    ),
    PrintFace(
        "TeX Gyre Termes",
        "fonts-texgyre",
        "texgyretermes-regular.otf",
        "texgyretermes-bold.otf",
        "texgyretermes-italic.otf",
        "texgyretermes-bolditalic.otf",
    ),
    PrintFace(
        "FreeSerif",
        "fonts-freefont-ttf",
        "FreeSerif.ttf",
        "FreeSerifBold.ttf",
        "FreeSerifItalic.ttf",
        "FreeSerifBoldItalic.ttf",
    ),
    PrintFace(
        "Noto Serif",
        "fonts-noto-core",
        "NotoSerif-Regular.ttf",
        "NotoSerif-Bold.ttf",
        "NotoSerif-Italic.ttf",
        "NotoSerif-BoldItalic.ttf",
    ),
)

#: Rubber stamps and seals are cut in sans faces as often as in Times.
STAMP_FACES = (
    PrintFace(
        "TeX Gyre Heros Condensed",
        "fonts-texgyre",
        "texgyreheroscn-regular.otf",
        "texgyreheroscn-bold.otf",
        "texgyreheroscn-italic.otf",
        "texgyreheroscn-bolditalic.otf",
    ),
    PrintFace(
        "Arimo",
        "fonts-croscore",
        "Arimo-Regular.ttf",
        "Arimo-Bold.ttf",
        "Arimo-Italic.ttf",
        "Arimo-BoldItalic.ttf",
    ),
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
