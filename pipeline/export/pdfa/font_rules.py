"""6.2.11: fonts are in the file, with the glyphs that are shown and their true widths.

What cannot be followed to its glyphs counts as broken: the page is then drawn anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pikepdf
from fontTools import agl
from pikepdf import Array, Dictionary, Name, Stream

from pipeline.export.pdfa.font_programs import (
    Compact,
    NotFollowedError,
    TrueType,
    encoding_of,
    program_of,
)
from pipeline.export.pdfa.violation import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.export.pdfa.content import Font

__all__ = ["RULES"]

_SIMPLE = {"/Type1", "/MMType1", "/TrueType"}
_KINDS = _SIMPLE | {"/Type0", "/Type3", "/CIDFontType0", "/CIDFontType2"}
_PROGRAMS = {"/Type1C", "/CIDFontType0C", "/OpenType"}
_IDENTITY = ("/Identity-H", "/Identity-V")
_SYMBOLIC = 4
_MOST_APART = 1.0  # thousandths of an em
_DEFAULT_WIDTH = 1000.0


def dictionaries(font: Font) -> Iterator[str]:
    """6.2.11.2: a font's dictionary is as ISO 32000-1 wants it."""
    for one in _with_descendant(font.font):
        kind = str(one.get(Name.Subtype, ""))
        if one.get(Name.Type) != Name.Font:
            yield "font without /Type"
        if kind not in _KINDS:
            yield f"font of kind {kind or 'none'}"
        if kind != "/Type3" and not isinstance(one.get(Name.BaseFont), Name):
            yield "font without a name"
        if kind in _SIMPLE and (font.codes or _descriptor(one) is not None):
            first, last, widths = (one.get(key) for key in ("/FirstChar", "/LastChar", "/Widths"))
            if not isinstance(first, int) or not isinstance(last, int):
                yield "font without first and last code"
            elif not isinstance(widths, Array) or len(widths) != last - first + 1:
                yield "font with too few or too many widths"
        file = (_descriptor(one) or {}).get("/FontFile3")
        if isinstance(file, Stream) and str(file.get(Name.Subtype)) not in _PROGRAMS:
            yield f"font program of kind {file.get(Name.Subtype)}"


def collections(font: Font) -> Iterator[str]:
    """6.2.11.3: how codes become glyphs is told in the file, by CMap and CIDToGIDMap."""
    if font.font.get(Name.Subtype) != Name.Type0:
        return
    if not font.codes:
        return
    if str(font.font.get(Name.Encoding)) not in _IDENTITY:
        yield "codes whose glyphs are not followed here"
    for one in _with_descendant(font.font)[1:]:
        embedded = isinstance((_descriptor(one) or {}).get("/FontFile2"), Stream)
        if one.get(Name.Subtype) == Name.CIDFontType2 and embedded:
            found = one.get(Name.CIDToGIDMap)
            if not isinstance(found, Stream) and found != Name.Identity:
                yield "font without CIDToGIDMap"


def embedded(font: Font) -> Iterator[str]:
    """6.2.11.4.1: what is shown so that it can be seen is shown in a font that is in the file."""
    if not font.codes or font.font.get(Name.Subtype) == Name.Type3:
        return
    try:
        program = program_of(_descriptor(_with_descendant(font.font)[-1]))
    except NotFollowedError as error:
        yield str(error)
        return
    if program is None:
        yield f"font {font.font.get(Name.BaseFont)} is not in the file"


def no_lists(font: Font) -> Iterator[str]:
    """6.2.11.4.2: lists of what a subset holds (`CharSet`, `CIDSet`) would have to be complete."""
    for one in _with_descendant(font.font):
        descriptor = _descriptor(one)
        if descriptor is not None:
            yield from (key[1:] for key in ("/CharSet", "/CIDSet") if key in descriptor)


def true_type(font: Font) -> Iterator[str]:
    """6.2.11.6: a TrueType font's letters are found by tables that its kind may use."""
    if font.font.get(Name.Subtype) != Name.TrueType or not font.codes:
        return
    program = _program(font)
    if not isinstance(program, TrueType):
        return
    encoding = font.font.get(Name.Encoding)
    if _symbolic(font.font):
        if encoding is not None:
            yield "symbolic TrueType font with an encoding"
        if len(program.tables) != 1 and not program.has((3, 0)):
            yield "symbolic TrueType font with several tables"
        return
    differences = isinstance(encoding, Dictionary) and Name.Differences in encoding
    base = encoding.get(Name.BaseEncoding) if isinstance(encoding, Dictionary) else encoding
    if base not in (Name.WinAnsiEncoding, Name.MacRomanEncoding):
        yield "TrueType font without an encoding"
    elif differences:
        names = [str(name)[1:] for name in encoding.Differences if isinstance(name, Name)]
        if not program.has((3, 1)) or any(not agl.toUnicode(name) for name in names):
            yield "TrueType font with letters of unknown names"
    if len(program.tables) <= program.has((3, 0)):
        yield "TrueType font without a table"


def glyphs(font: Font) -> Iterator[str]:
    """6.2.11.4.1, .5 and .8: each glyph shown is there and as wide as told; none is `.notdef`."""
    if not font.codes or (font.font.get(Name.Subtype) != Name.Type3 and _program(font) is None):
        return
    try:
        for code, told, found in _widths(font):
            if found is None:
                yield f"no glyph for code {code:#x}"
            elif abs(told - found) > _MOST_APART:
                yield f"code {code:#x} is {found:.0f} wide and said to be {told:.0f}"
    except NotFollowedError as error:
        yield str(error)
    except (TypeError, ValueError, LookupError, AttributeError, pikepdf.PdfError) as error:
        yield f"font: {error!r}"


def _widths(font: Font) -> Iterator[tuple[int, float, float | None]]:
    """(code, width as told, width as found) of all that is shown; None where no glyph is."""
    kind = font.font.get(Name.Subtype)
    if kind == Name.Type0:
        yield from _cid_widths(font)
        return
    codes = sorted({code for shown in font.codes for code in shown})
    first = int(font.font.get(Name.FirstChar, 0))
    listed = [float(width) for width in font.font.get(Name.Widths, Array())]
    missing = float((_descriptor(font.font) or {}).get("/MissingWidth", 0))
    width_of = _type3_widths(font.font) if kind == Name.Type3 else _simple_widths(font.font)
    for code in codes:
        inside = 0 <= code - first < len(listed)
        yield code, listed[code - first] if inside else missing, width_of(code)


def _cid_widths(font: Font) -> Iterator[tuple[int, float, float | None]]:
    descendant = _with_descendant(font.font)[-1]
    program = program_of(_descriptor(descendant))
    told = _listed(descendant)
    usual = float(descendant.get(Name.DW, _DEFAULT_WIDTH))
    to_glyph = descendant.get(Name.CIDToGIDMap)
    table = to_glyph.read_bytes() if isinstance(to_glyph, Stream) else None
    codes = {
        int.from_bytes(shown[at : at + 2], "big")
        for shown in font.codes
        for at in range(0, len(shown) - 1, 2)
    }
    for cid in sorted(codes):
        found: float | None = None
        if isinstance(program, TrueType):
            glyph = cid if table is None else int.from_bytes(table[2 * cid : 2 * cid + 2], "big")
            found = program.width(glyph) if glyph else None
        elif isinstance(program, Compact):
            name = program.named(cid)
            found = program.width(name) if name not in (None, ".notdef") else None
        yield cid, told.get(cid, usual), found


def _listed(font: Any) -> dict[int, float]:
    """`/W` by CID."""
    found: dict[int, float] = {}
    parts = list(font.get(Name.W, Array()))
    while len(parts) > 1:
        first = int(parts.pop(0))
        after = parts.pop(0)
        if isinstance(after, Array):
            found |= {first + step: float(width) for step, width in enumerate(after)}
        elif parts:
            width = float(parts.pop(0))
            found |= dict.fromkeys(range(first, min(int(after), 0xFFFF) + 1), width)
    return found


def _simple_widths(font: Any) -> Any:
    program = _program_of_font(font)
    if isinstance(program, TrueType):
        return lambda code: _true_type_width(font, program, code)
    if program is None:
        return lambda _: None
    names = encoding_of(font.get(Name.Encoding), program.builtin())

    def width(code: int) -> float | None:
        name = names.get(code, ".notdef")
        return None if name == ".notdef" else program.width(name)

    return width


def _true_type_width(font: Any, program: TrueType, code: int) -> float | None:
    glyph = 0
    if _symbolic(font):
        for platform, start in (((3, 0), 0xF000), ((3, 0), 0), ((1, 0), 0), ((3, 1), 0)):
            glyph = glyph or program.glyph(platform, start + code)
    else:
        name = encoding_of(font.get(Name.Encoding), {}).get(code, ".notdef")
        letter = agl.toUnicode(name)
        if len(letter) == 1:
            glyph = program.glyph((3, 1), ord(letter)) or program.glyph((1, 0), code)
    return program.width(glyph) if glyph else None


def _type3_widths(font: Any) -> Any:
    names = encoding_of(font.get(Name.Encoding), {})
    drawn = font.get(Name.CharProcs, Dictionary())

    def width(code: int) -> float | None:
        glyph = drawn.get(f"/{names.get(code, '.notdef')}")
        if not isinstance(glyph, Stream):
            return None
        for instruction in pikepdf.parse_content_stream(glyph):
            if str(instruction.operator) in ("d0", "d1"):
                return float(instruction.operands[0])
        return None

    return width


def _program(font: Font) -> Any:
    try:
        return _program_of_font(font.font)
    except NotFollowedError:
        return None  # `embedded` says so


def _program_of_font(font: Any) -> Any:
    return program_of(_descriptor(_with_descendant(font)[-1]))


def _symbolic(font: Any) -> bool:
    return bool(int((_descriptor(font) or {}).get("/Flags", 0)) & _SYMBOLIC)


def _descriptor(font: Any) -> Any:
    found = font.get(Name.FontDescriptor)
    return found if isinstance(found, Dictionary) else None


def _with_descendant(font: Any) -> list[Any]:
    descendants = font.get(Name.DescendantFonts)
    if isinstance(descendants, Array) and len(descendants):
        return [font, descendants[0]]
    return [font]


RULES = (
    Rule("6.2.11.2", "font", dictionaries),
    Rule("6.2.11.3", "font", collections),
    Rule("6.2.11.4.1", "font", embedded),
    Rule("6.2.11.4.2", "font", no_lists),
    Rule("6.2.11.6", "font", true_type),
    Rule("6.2.11.5", "font", glyphs),
)
