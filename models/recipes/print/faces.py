"""The faces that lines are set in: office print of fifty years, each with every Vietnamese letter.

Most office paper is set in Times New Roman, so three cuts of Times carry most of the weight.
The rest keeps the net from learning one drawing of each letter by heart.  The faces of
`VALIDATION` are never trained on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/share/texmf/fonts"))

_LETTERS = (
    "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"
)
NEEDED = frozenset(_LETTERS + _LETTERS.upper() + "0123456789.,;:/-()%&+*'\"“”–")


class FaceMissingError(RuntimeError):
    """A face of the recipe is not installed or lacks a Vietnamese letter."""


@dataclass(frozen=True, slots=True)
class Face:
    """One family in up to four styles, as font files.

    Attributes:
        name: What the figures file calls it.
        weight: How often it is drawn, relative to the others.
        package: The Debian package that brings it.
        regular: File name of the upright cut; the others may be empty where a family lacks them.
    """

    name: str
    weight: float
    package: str
    regular: str
    bold: str = ""
    italic: str = ""
    bold_italic: str = ""

    def file(self, *, bold: bool, italic: bool) -> str:
        """Name the cut nearest to the one asked for."""
        wanted = {
            (False, False): (self.regular,),
            (True, False): (self.bold, self.regular),
            (False, True): (self.italic, self.regular),
            (True, True): (self.bold_italic, self.bold, self.italic, self.regular),
        }[bold, italic]
        return next(name for name in wanted if name)


def _four(name: str, weight: float, package: str, pattern: str, cuts: str = "") -> Face:
    regular, bold, italic, both = (cuts or "Regular Bold Italic BoldItalic").split()
    return Face(name, weight, package, *(pattern.format(c) for c in (regular, bold, italic, both)))


_GYRE = "regular bold italic bolditalic"

TRAINING = (
    _four("Tinos", 22, "fonts-croscore", "Tinos-{}.ttf"),
    _four("Termes", 14, "fonts-texgyre", "texgyretermes-{}.otf", _GYRE),
    Face(
        "FreeSerif",
        13,
        "fonts-freefont-ttf",
        "FreeSerif.ttf",
        "FreeSerifBold.ttf",
        "FreeSerifItalic.ttf",
        "FreeSerifBoldItalic.ttf",
    ),
    _four("Schola", 4, "fonts-texgyre", "texgyreschola-{}.otf", _GYRE),
    _four("Pagella", 2, "fonts-texgyre", "texgyrepagella-{}.otf", _GYRE),
    _four("Bonum", 2, "fonts-texgyre", "texgyrebonum-{}.otf", _GYRE),
    _four("Charis", 4, "fonts-sil-charis", "CharisSIL-{}.ttf"),
    Face(
        "DejaVuSerif",
        3,
        "fonts-dejavu-core",
        "DejaVuSerif.ttf",
        "DejaVuSerif-Bold.ttf",
        "DejaVuSerif-Italic.ttf",
        "DejaVuSerif-BoldItalic.ttf",
    ),
    Face(
        "DejaVuSerifCondensed",
        3,
        "fonts-dejavu-extra",
        "DejaVuSerifCondensed.ttf",
        "DejaVuSerifCondensed-Bold.ttf",
        "DejaVuSerifCondensed-Italic.ttf",
        "DejaVuSerifCondensed-BoldItalic.ttf",
    ),
    Face("Gentium", 2, "fonts-sil-gentium", "Gentium-R.ttf", "", "Gentium-I.ttf"),
    Face(
        "Computer Modern",
        3,
        "fonts-cmu",
        "cmunrm.ttf",
        "cmunbx.ttf",
        "cmunti.ttf",
        "cmunbi.ttf",
    ),
    _four("Junicode", 2, "fonts-junicode", "JunicodeTwoBeta-{}.otf"),
    Face(
        "Libertine",
        2,
        "fonts-linuxlibertine",
        "LinLibertine_R.otf",
        "LinLibertine_RB.otf",
        "LinLibertine_RI.otf",
    ),
    _four("Arimo", 7, "fonts-croscore", "Arimo-{}.ttf"),
    _four("Heros", 3, "fonts-texgyre", "texgyreheros-{}.otf", _GYRE),
    _four("Heros Condensed", 2, "fonts-texgyre", "texgyreheroscn-{}.otf", _GYRE),
    _four("Noto Sans", 2, "fonts-noto-core", "NotoSans-{}.ttf"),
    _four("Open Sans", 1, "fonts-open-sans", "OpenSans-{}.ttf"),
    _four("Cousine", 4, "fonts-croscore", "Cousine-{}.ttf"),
    _four("Cursor", 4, "fonts-texgyre", "texgyrecursor-{}.otf", _GYRE),
    Face(
        "Typewriter Modern",
        2,
        "fonts-cmu",
        "cmuntt.ttf",
        "cmuntb.ttf",
        "cmunit.ttf",
    ),
    Face(
        "FreeMono",
        2,
        "fonts-freefont-ttf",
        "FreeMono.ttf",
        "FreeMonoBold.ttf",
        "FreeMonoOblique.ttf",
        "FreeMonoBoldOblique.ttf",
    ),
)

VALIDATION = (
    Face("Doulos", 5, "fonts-sil-doulos", "DoulosSIL-Regular.ttf"),
    _four("Noto Serif", 4, "fonts-noto-core", "NotoSerif-{}.ttf"),
    _four("Roboto", 1, "fonts-roboto-unhinted", "Roboto-{}.ttf"),
    Face("Noto Mono", 1, "fonts-noto-mono", "NotoMono-Regular.ttf"),
)


@cache
def _installed() -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in FONT_FOLDERS:
        for path in sorted(folder.rglob("*.[to]tf")):
            found.setdefault(path.name, path)
    return found


@cache
def font_path(name: str) -> Path:
    """Find a font file by name and prove that it draws every letter.

    Raises:
        FaceMissingError: It is not installed, or letters are missing.
    """
    path = _installed().get(name)
    if path is None:
        raise FaceMissingError(f"{name} is not installed; README.md lists the Debian packages")
    drawn = TTFont(path, lazy=True).getBestCmap()
    missing = sorted(letter for letter in NEEDED if ord(letter) not in drawn)
    if missing:
        raise FaceMissingError(f"{path} cannot draw {''.join(missing)}")
    return path


def check(faces: tuple[Face, ...]) -> list[Path]:
    """Find every cut of these faces, or raise for the first that is missing."""
    names = (n for f in faces for n in (f.regular, f.bold, f.italic, f.bold_italic) if n)
    return [font_path(name) for name in names]
