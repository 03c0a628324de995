"""6.1.10, 6.2.2, 6.2.5 to 6.2.10: pictures, forms, graphics states, operators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, Stream

from pipeline.export.pdfa.jpx import jpx_of
from pipeline.export.pdfa.object_rules import FILTERS
from pipeline.export.pdfa.violation import Rule
from pipeline.raster.stream import filters_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.export.pdfa.content import Use

__all__ = ["BLENDS", "INTENTS", "RULES", "jpx_fault", "jpx_needs_space"]

INTENTS = {"/RelativeColorimetric", "/AbsoluteColorimetric", "/Perceptual", "/Saturation"}
BLENDS = {
    "/Normal",
    "/Compatible",
    "/Multiply",
    "/Screen",
    "/Overlay",
    "/Darken",
    "/Lighten",
    "/ColorDodge",
    "/ColorBurn",
    "/HardLight",
    "/SoftLight",
    "/Difference",
    "/Exclusion",
    "/Hue",
    "/Saturation",
    "/Color",
    "/Luminosity",
}
_BITS = {1, 2, 4, 8, 16}
_INLINE_FILTERS = {"/AHx", "/A85", "/Fl", "/RL", "/CCF", "/DCT"} | FILTERS - {
    "/JBIG2Decode",
    "/JPXDecode",
}
_CIEJAB = 19


def operators(use: Use) -> Iterator[str]:
    """6.2.2: only the operators of ISO 32000-1."""
    if use.kind == "operator":
        yield f"operator {use.what}"


def own_resources(use: Use) -> Iterator[str]:
    """6.2.2: a stream names what it draws with itself, and it is there."""
    if use.kind == "inherited":
        yield f"{use.what} of another stream"
    elif use.kind == "missing":
        yield f"{use.what} is not there"


def operands(use: Use) -> Iterator[str]:
    """6.1.13: numbers, strings and names in content are within limits, as everywhere."""
    if use.kind == "operand":
        yield str(use.what)


def nesting(use: Use) -> Iterator[str]:
    """6.1.13: at most 28 graphics states are saved at a time."""
    if use.kind == "depth":
        yield str(use.what)


def inline_filters(use: Use) -> Iterator[str]:
    """6.1.10: inline pictures have the same filters as others, less those of JBIG2 and JPX."""
    if use.kind != "inline":
        return
    found = use.what.obj.get(Name.Filter, use.what.obj.get("/F"))
    names = list(found) if isinstance(found, Array) else [found] if found is not None else []
    yield from (f"inline filter {name}" for name in names if str(name) not in _INLINE_FILTERS)


def inline_smooth(use: Use) -> Iterator[str]:
    """6.2.8: an inline picture is not smoothed."""
    if use.kind == "inline" and use.what.obj.get("/I", use.what.obj.get("/Interpolate")) is True:
        yield "interpolated inline picture"


def intents(use: Use) -> Iterator[str]:
    """6.2.6: one of four rendering intents."""
    found = []
    if use.kind == "intent":
        found = [use.what]
    elif use.kind == "state" and "/RI" in use.what:
        found = [use.what["/RI"]]
    elif use.kind == "image" and "/Intent" in use.what:
        found = [use.what["/Intent"]]
    yield from (f"rendering intent {one}" for one in found if str(one) not in INTENTS)


def transfer(use: Use) -> Iterator[str]:
    """6.2.5: no transfer functions."""
    if use.kind == "state":
        if "/TR" in use.what:
            yield "transfer function"
        if use.what.get("/TR2", Name.Default) != Name.Default:
            yield "transfer function"


def halftones(use: Use) -> Iterator[str]:
    """6.2.5: halftones are of two kinds, without name and phase."""
    if use.kind != "state":
        return
    if "/HTP" in use.what:
        yield "halftone phase"
    halftone = use.what.get("/HT")
    if isinstance(halftone, Dictionary | Stream):
        if halftone.get("/HalftoneType") not in (1, 5):
            yield f"halftone of type {halftone.get('/HalftoneType')}"
        if "/HalftoneName" in halftone or "/TransferFunction" in halftone:
            yield "halftone with a name or transfer function"


def blending(use: Use) -> Iterator[str]:
    """6.2.10: blend modes are those of ISO 32000-1."""
    if use.kind == "state" and "/BM" in use.what:
        modes = use.what["/BM"]
        for mode in list(modes) if isinstance(modes, Array) else [modes]:
            if str(mode) not in BLENDS:
                yield f"blend mode {mode}"


def no_other_pictures(use: Use) -> Iterator[str]:
    """6.2.8: no alternates, no OPI, no smoothing."""
    if use.kind == "image":
        yield from (key[1:] for key in ("/Alternates", "/OPI") if key in use.what)
        if use.what.get("/Interpolate") is True:
            yield "interpolated picture"


def bits(use: Use) -> Iterator[str]:
    """6.2.8: 1, 2, 4, 8 or 16 bits a sample, and 1 of a mask."""
    if use.kind != "image" or filters_of(use.what)[0][-1:] == ["/JPXDecode"]:
        return
    found = use.what.get(Name.BitsPerComponent)
    if use.what.get("/ImageMask") is True:
        if found not in (None, 1):
            yield f"mask of {found} bits"
    elif found is not None and found not in _BITS:
        yield f"{found} bits a sample"


def jpeg2000(use: Use) -> Iterator[str]:
    """6.2.8.3: channels, colour specification and depth of JPEG 2000."""
    if use.kind != "image" or filters_of(use.what)[0][-1:] != ["/JPXDecode"]:
        return
    data = use.what.read_raw_bytes()
    if fault := jpx_fault(data):
        yield fault
    elif Name.ColorSpace not in use.what and jpx_needs_space(data):
        yield "JPEG 2000 whose colours are not told once"


def jpx_fault(data: bytes) -> str | None:
    """What no dictionary around it can mend."""
    found = jpx_of(data)
    if found is None:
        return "no JPEG 2000"
    if not found.boxes:
        return "JPEG 2000 without boxes"
    if found.channels not in (1, 3, 4):
        return f"JPEG 2000 of {found.channels} channels"
    if found.depths_differ or not 1 <= found.depth <= 38:
        return "JPEG 2000 whose channels are of different depths"
    return None


def jpx_needs_space(data: bytes) -> bool:
    """Whether its own colour specifications do not do, so that the PDF must name a space."""
    found = jpx_of(data)
    if found is None:
        return False
    best = [colour for colour in found.colours if colour[1] == 1]
    if len(found.colours) != 1 and len(best) != 1:
        return True
    method, _, space = best[0] if len(found.colours) != 1 else found.colours[0]
    return method not in (1, 2, 3) or (method == 1 and space == _CIEJAB)


def forms(use: Use) -> Iterator[str]:
    """6.2.9: forms are drawn from this file, and not by PostScript."""
    if use.kind == "form":
        yield from (key[1:] for key in ("/OPI", "/Ref", "/PS") if key in use.what)
        if use.what.get("/Subtype2") == Name.PS:
            yield "PostScript"
    elif use.kind == "image" and use.what.get(Name.Subtype) == Name.PS:
        yield "PostScript"


RULES = (
    Rule("6.2.2", "used", operators),
    Rule("6.2.2", "used", own_resources),
    Rule("6.1.13", "used", operands),
    Rule("6.1.13", "used", nesting),
    Rule("6.1.10", "used", inline_filters),
    Rule("6.2.8", "used", inline_smooth),
    Rule("6.2.6", "used", intents),
    Rule("6.2.5", "used", transfer),
    Rule("6.2.5", "used", halftones),
    Rule("6.2.10", "used", blending),
    Rule("6.2.8", "used", no_other_pictures),
    Rule("6.2.8", "used", bits),
    Rule("6.2.8.3", "used", jpeg2000),
    Rule("6.2.9", "used", forms),
)
