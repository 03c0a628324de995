"""What a font program says of its glyphs: which there are, and how wide they are.

Of fonts that are in a way that is not followed here nothing is said: their page is drawn anew.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Protocol

from fontTools import agl
from fontTools.cffLib import CFFFontSet
from fontTools.encodings.MacRoman import MacRoman
from fontTools.encodings.StandardEncoding import StandardEncoding
from fontTools.pens.basePen import NullPen
from fontTools.t1Lib import T1Font
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Stream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["NotFollowedError", "Program", "encoding_of", "program_of"]

_EM = 1000.0


class NotFollowedError(ValueError):
    """A font that is damaged, or made in a way that is not followed: (what,)."""


class Program(Protocol):
    """A font program."""

    def width(self, glyph: Any) -> float | None:
        """In thousandths of an em; None where there is no such glyph."""


class TrueType:
    """A TrueType program (`/FontFile2`); glyphs by number."""

    def __init__(self, data: bytes) -> None:
        font = TTFont(io.BytesIO(data), lazy=True)
        self._units = font["head"].unitsPerEm
        self._widths = font["hmtx"].metrics
        self._names = font.getGlyphOrder()
        self.count = font["maxp"].numGlyphs
        self.tables = [
            (table.platformID, table.platEncID, table.cmap)
            for table in (font["cmap"].tables if "cmap" in font else ())
        ]
        self._by_name = {name: number for number, name in enumerate(self._names)}

    def width(self, glyph: int) -> float | None:
        """Of a glyph by its number."""
        if not 0 <= glyph < self.count:
            return None
        return float(self._widths[self._names[glyph]][0] * _EM / self._units)

    def glyph(self, platform: tuple[int, int], code: int) -> int:
        """The glyph of a code in one of its tables; 0 where it has none."""
        for one, other, table in self.tables:
            if (one, other) == platform:
                return self._by_name.get(table.get(code, ".notdef"), 0)
        return 0

    def has(self, platform: tuple[int, int]) -> bool:
        """Whether there is such a table."""
        return any((one, other) == platform for one, other, _ in self.tables)


class Compact:
    """A CFF program (`/FontFile3`); glyphs by name, or by number."""

    def __init__(self, data: bytes) -> None:
        if data[:4] in (b"OTTO", b"\0\1\0\0", b"true"):
            data = TTFont(io.BytesIO(data), lazy=True).getTableData("CFF ")
        fonts = CFFFontSet()
        fonts.decompile(io.BytesIO(data), None)
        self._font = fonts[fonts.fontNames[0]]
        self._strings = self._font.CharStrings
        matrix = getattr(self._font, "FontMatrix", None) or (0.001,)
        self._scale = float(matrix[0]) * _EM
        self.keyed = hasattr(self._font, "ROS")
        self.order: Sequence[str] = self._font.charset
        self.encoding = getattr(self._font, "Encoding", None)

    def width(self, glyph: str) -> float | None:
        """Of a glyph by its name."""
        if glyph not in self._strings:
            return None
        string = self._strings[glyph]
        string.draw(NullPen())
        return float(string.width * self._scale)

    def named(self, number: int) -> str | None:
        """The glyph of a CID."""
        if self.keyed:
            return f"cid{number:05d}" if number else ".notdef"
        return self.order[number] if number < len(self.order) else None

    def builtin(self) -> Mapping[int, str]:
        """Its own encoding."""
        if isinstance(self.encoding, list):
            return dict(enumerate(self.encoding))
        return dict(enumerate(StandardEncoding))


class Type1:
    """A Type 1 program (`/FontFile`); glyphs by name."""

    def __init__(self, data: bytes) -> None:
        font = T1Font.__new__(T1Font)
        font.encoding = "ascii"
        font.data = data
        font.parse()
        self._font = font.font
        self._scale = float(self._font["FontMatrix"][0]) * _EM

    def width(self, glyph: str) -> float | None:
        """Of a glyph by its name."""
        strings = self._font["CharStrings"]
        if glyph not in strings:
            return None
        string = strings[glyph]
        string.draw(NullPen())
        return float(string.width * self._scale)

    def builtin(self) -> Mapping[int, str]:
        """Its own encoding."""
        return dict(enumerate(self._font["Encoding"]))


def program_of(descriptor: Any) -> TrueType | Compact | Type1 | None:
    """The program that a descriptor embeds; None where it embeds none.

    Raises:
        NotFollowedError: It cannot be read.
    """
    for key, kind in (("/FontFile2", TrueType), ("/FontFile3", Compact), ("/FontFile", Type1)):
        stream = descriptor.get(key) if isinstance(descriptor, Dictionary) else None
        if isinstance(stream, Stream):
            try:
                return kind(stream.read_bytes())
            except Exception as error:  # noqa: BLE001  # a font library meets broken fonts with any of them
                raise NotFollowedError(f"font program: {error!r}"[:120]) from None
    return None


def encoding_of(encoding: Any, builtin: Mapping[int, str]) -> dict[int, str]:
    """Glyph names by code, as a simple font's dictionary says.

    Raises:
        NotFollowedError: It has a name that nobody knows.
    """
    base, differences = encoding, None
    if isinstance(encoding, Dictionary):
        base, differences = encoding.get(Name.BaseEncoding), encoding.get(Name.Differences)
    if base is None:
        found = dict(builtin)
    elif str(base) in _BASES:
        found = dict(_BASES[str(base)])
    else:
        raise NotFollowedError(f"encoding {base}")
    code = 0
    for part in differences if isinstance(differences, Array) else ():
        if isinstance(part, Name):
            found[code] = str(part)[1:]
            code += 1
        else:
            code = int(part)
    return found


def _windows() -> dict[int, str]:
    names = {}
    for code in range(32, 256):
        letter = bytes([code]).decode("cp1252", "replace")
        names[code] = agl.UV2AGL.get(ord(letter), "bullet")
    return names | {0xA0: "space", 0xAD: "hyphen", 0x7F: "bullet", 0xB5: "mu"}


_BASES: dict[str, Mapping[int, str]] = {
    "/WinAnsiEncoding": _windows(),
    "/MacRomanEncoding": dict(enumerate(MacRoman)),
    "/StandardEncoding": dict(enumerate(StandardEncoding)),
}
