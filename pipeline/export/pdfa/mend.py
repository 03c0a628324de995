"""What an original breaks of PDF/A is put right, in place, without touching a picture's bytes.

Only what can be put right without a change to what is seen; the rest is left for the check to
find, and its page is drawn anew.
"""

from __future__ import annotations

import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from pipeline.export.pdfa import mend_colours, mend_pictures
from pipeline.export.pdfa.graphics_rules import BLENDS, INTENTS
from pipeline.export.pdfa.limits import name_bytes
from pipeline.export.pdfa.metadata import packet
from pipeline.export.pdfa.object_rules import FILTERS, is_utf8
from pipeline.export.pdfa.page_rules import PRINT, sides
from pipeline.export.pdfa.parts import parts_of
from pipeline.export.pdfa.profiles import output_intent
from pipeline.export.pdfa.violation import BROKEN
from pipeline.raster.paper import paper_of
from pipeline.raster.stream import filters_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pikepdf import Pdf

    from pipeline.export.pdfa.metadata import Told

__all__ = ["mend", "say"]

_NOT_SHOWN = 1 | 2 | 32 | 256  # invisible, hidden, not on screen, toggled
_NAMES = {
    "Do": "/XObject",
    "Tf": "/Font",
    "gs": "/ExtGState",
    "cs": "/ColorSpace",
    "CS": "/ColorSpace",
    "scn": "/Pattern",
    "SCN": "/Pattern",
    "sh": "/Shading",
    "BDC": "/Properties",
    "DP": "/Properties",
}
"""Of which kind of resource an operator names one."""
_LISTS = ("/CIDSet", "/CharSet")


def mend(pdf: Pdf) -> tuple[str, ...]:
    """Make the objects of a PDF, and its pages, such as PDF/A wants them.

    Returns:
        What was done that a reader of the record should know, as names of events.
    """
    _catalogue(pdf)
    pictures = mend_pictures.mend(pdf)
    # What cannot be mended is left for the check to find.
    for item in list(pdf.objects):
        with suppress(*BROKEN):
            for part in parts_of(item):
                if isinstance(part, Dictionary | Stream):
                    _mend_one(part)
    for page in pdf.pages:
        with suppress(*BROKEN):
            _page(page)
    mend_colours.mend(pdf)
    return pictures


def say(pdf: Pdf, told: Told) -> None:
    """Write into a PDF what it is: XMP, title, language, output intent."""
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    pdf.docinfo["/Title"] = String(told.title)
    metadata = pdf.make_stream(packet(told))
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = metadata
    pdf.Root.Lang = String(told.language)
    pdf.Root.OutputIntents = Array([output_intent(pdf)])


def _catalogue(pdf: Pdf) -> None:
    root = pdf.Root
    _remove(root, ("/Metadata", "/OutputIntents", "/Version", "/Extensions"))
    layers = root.get(Name.OCProperties)
    if isinstance(layers, Dictionary):
        _layers(layers)


def _layers(layers: Any) -> None:
    """One configuration, the first: which layers are shown, no more."""
    known = [layer for layer in layers.get(Name.OCGs, Array()) if isinstance(layer, Dictionary)]
    before = layers.get(Name.D)
    shown = Dictionary(Name=String("Layers"), Order=Array(known))
    for key in ("/BaseState", "/ON", "/OFF", "/Intent"):
        if isinstance(before, Dictionary) and key in before:
            shown[key] = before[key]
    layers.D = shown
    layers.OCGs = Array(known)
    if "/Configs" in layers:
        del layers["/Configs"]


def _mend_one(item: Any) -> None:
    if isinstance(item.get(Name.Metadata), Stream):
        del item[Name.Metadata]  # of a part; the whole has its own
    if isinstance(item, Stream):
        if any(name not in FILTERS for name in filters_of(item)[0]):
            _repack(item)
        if item.get(Name.Subtype) == Name.Form:
            _remove(item, ("/PS", "/Subtype2"))
    states = item.get(Name.ExtGState)
    for state in states.as_dict().values() if isinstance(states, Dictionary) else ():
        if isinstance(state, Dictionary):
            _state(state)
    if item.get(Name.Type) == Name.Font:
        _font(item)
    if Name.FontName in item:
        _remove(item, _LISTS)
        item[Name.FontName] = _utf8(item[Name.FontName])


def _remove(item: Any, keys: Iterable[str]) -> None:
    for key in keys:
        if key in item:
            del item[key]


def _repack(stream: Any) -> None:
    """Bytes behind a filter that PDF/A forbids (LZW), packed by one that it allows."""
    try:
        data = stream.read_bytes(pikepdf.StreamDecodeLevel.generalized)
    except pikepdf.PdfError:
        return  # the check will find it
    stream.write(zlib.compress(data, 9), filter=Name.FlateDecode)


def _state(state: Any) -> None:
    """A graphics state without what only a printing press heeds."""
    _remove(state, ("/TR", "/TR2", "/HTP", "/HT"))
    if "/RI" in state and str(state["/RI"]) not in INTENTS:
        del state["/RI"]
    mode = state.get("/BM")
    if isinstance(mode, Array):
        mode = next((one for one in mode if str(one) in BLENDS), Name.Normal)
        state["/BM"] = mode
    elif mode is not None and str(mode) not in BLENDS:
        state["/BM"] = Name.Normal


def _font(font: Any) -> None:
    if Name.BaseFont in font:
        font.BaseFont = _utf8(font.BaseFont)
    descriptor = font.get(Name.FontDescriptor)
    if (
        font.get(Name.Subtype) == Name.CIDFontType2
        and isinstance(descriptor, Dictionary)
        and Name.FontFile2 in descriptor
        and Name.CIDToGIDMap not in font
    ):
        font.CIDToGIDMap = Name.Identity  # what viewers take it for


def _utf8(name: Any) -> Any:
    """A name that is UTF-8: other bytes, as some programs write, become underscores."""
    if not isinstance(name, Name) or is_utf8(name):
        return name
    kept = (chr(byte) if chr(byte).isascii() else "_" for byte in name_bytes(name))
    return Name("/" + "".join(kept))


def _page(page: pikepdf.Page) -> None:
    box = paper_of(page).box
    _remove(page.obj, ("/BleedBox", "/TrimBox", "/ArtBox", "/PresSteps"))
    if Name.MediaBox not in page.obj or any(sides(page.obj)):
        _remove(page.obj, ("/MediaBox", "/CropBox"))
        page.obj.MediaBox = Array([round(side, 4) for side in box])
    if not isinstance(page.obj.get(Name.Resources), Dictionary):
        page.obj.Resources = Dictionary()
    _lend(page.obj.Resources, page.obj.Resources, set())
    kept = [
        found
        for found in page.obj.get(Name.Annots, [])
        if isinstance(found, Dictionary) and _annotation(found)
    ]
    if kept:
        page.obj.Annots = Array(kept)
    elif Name.Annots in page.obj:
        del page.obj[Name.Annots]


def _lend(resources: Any, page: Any, done: set[Any]) -> None:
    """Forms that draw with the page's resources are given what they name of them as their own."""
    forms = resources.get(Name.XObject)
    for form in forms.as_dict().values() if isinstance(forms, Dictionary) else ():
        if not isinstance(form, Stream) or form.objgen in done:
            continue
        done.add(form.objgen)
        if form.get(Name.Subtype) == Name.Form:
            if not isinstance(form.get(Name.Resources), Dictionary):
                form.Resources = _named_in(form, page)
            _lend(form.Resources, page, done)


def _named_in(form: Any, resources: Any) -> Any:
    """Of resources, what a form's content names; not all of them, lest the form hold itself."""
    named: Any = Dictionary()
    try:
        instructions = pikepdf.parse_content_stream(form, " ".join(_NAMES))
    except pikepdf.PdfError:
        return named  # the check will find it
    for instruction in instructions:
        kind = _NAMES.get(str(instruction.operator), "")
        known = resources.get(kind) if kind else None
        if not isinstance(known, Dictionary):
            continue
        for name in instruction.operands:
            if isinstance(name, Name) and str(name) in known:
                if kind not in named:
                    named[kind] = Dictionary()
                named[kind][str(name)] = known[str(name)]
    return named


def _annotation(annotation: Any) -> bool:
    """Make an annotation one that is always shown and printed; False where it is never seen."""
    flags = annotation.get(Name.F)
    found = int(flags) if isinstance(flags, int) else 0
    if found & _NOT_SHOWN:
        return False
    annotation.F = found | PRINT
    looks = annotation.get(Name.AP)
    if not isinstance(looks, Dictionary):
        return True
    normal = looks.get(Name.N)
    if isinstance(normal, Dictionary) and not isinstance(normal, Stream):
        state = annotation.get(Name.AS)
        normal = normal.get(str(state)) if state is not None else None
        if not isinstance(normal, Stream):
            return False  # a box that is not ticked
        annotation.AP = Dictionary(N=normal)
    if Name.AS in annotation:
        del annotation[Name.AS]
    return True
