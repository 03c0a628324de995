"""6.1 and 6.5 to 6.11, asked of every object and of the catalogue: filters, limits, actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from pipeline.export.pdfa.limits import MOST_NAME, name_bytes, out_of_bounds
from pipeline.export.pdfa.violation import Rule
from pipeline.raster.stream import filters_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FILTERS", "RULES", "is_utf8"]

FILTERS = {
    "/ASCIIHexDecode",
    "/ASCII85Decode",
    "/FlateDecode",
    "/RunLengthDecode",
    "/CCITTFaxDecode",
    "/JBIG2Decode",
    "/DCTDecode",
    "/JPXDecode",
}
_ACTIONS = {"/GoTo", "/GoToR", "/GoToE", "/Thread", "/URI", "/Named", "/SubmitForm"}
_ALL_ACTIONS = _ACTIONS | {
    "/Launch",
    "/Sound",
    "/Movie",
    "/ResetForm",
    "/ImportData",
    "/JavaScript",
    "/Hide",
    "/SetOCGState",
    "/Rendition",
    "/Trans",
    "/GoTo3DView",
}
_CONFIGS = ("/D", "/Configs")


def filters(item: Any) -> Iterator[str]:
    """6.1.7.2: no LZW, no encryption filter, none that ISO 32000-1 does not know."""
    if isinstance(item, Stream):
        yield from (f"filter {name}" for name in filters_of(item)[0] if name not in FILTERS)


def no_outside_data(item: Any) -> Iterator[str]:
    """6.1.7.1: a stream's bytes lie in the file itself."""
    if isinstance(item, Stream):
        yield from (key for key in ("/F", "/FFilter", "/FDecodeParms") if key in item)


def utf8_names(item: Any) -> Iterator[str]:
    """6.1.8: names of fonts and colorants are UTF-8."""
    if isinstance(item, Dictionary):
        named = [item.get(key) for key in ("/BaseFont", "/FontName")]
    elif isinstance(item, Array) and len(item) > 1 and item[0] in (Name.Separation, Name.DeviceN):
        named = list(item[1]) if isinstance(item[1], Array) else [item[1]]
    else:
        return
    for name in named:
        if isinstance(name, Name) and not is_utf8(name):
            yield f"name {name.unparse().decode('latin-1')} is not UTF-8"


def is_utf8(name: Any) -> bool:
    """Whether a name's bytes are UTF-8."""
    try:
        name_bytes(name).decode()
    except UnicodeError:
        return False
    return True


def limits(item: Any) -> Iterator[str]:
    """6.1.13: numbers, strings and names within what ISO 32000-1, annex C, allows."""
    if isinstance(item, Array):
        return  # of its members each has its turn
    if wrong := out_of_bounds(item):
        yield wrong
    if isinstance(item, Dictionary | Stream):
        for key in item.keys():  # noqa: SIM118 - a PDF dictionary
            if (size := len(key.encode("utf-8", "surrogateescape")) - 1) > MOST_NAME:
                yield f"key of {size} bytes"


def actions(item: Any) -> Iterator[str]:
    """6.5.1: only actions that lead somewhere, and of the named ones only those that turn pages."""
    if not isinstance(item, Dictionary):
        return
    kind = str(item.get(Name.S, ""))
    if kind in _ALL_ACTIONS - _ACTIONS:
        yield f"action {kind}"
    if kind == "/Named" and str(item.get(Name.N)) not in {
        "/NextPage",
        "/PrevPage",
        "/FirstPage",
        "/LastPage",
    }:
        yield f"named action {item.get(Name.N)}"


def triggers(item: Any) -> Iterator[str]:
    """6.5.2: nothing happens by itself."""
    if isinstance(item, Dictionary) and isinstance(item.get("/AA"), Dictionary):
        kinds = (item.get(Name.Type), item.get(Name.Subtype))
        if "/FT" in item or kinds[0] in (Name.Page, Name.Catalog, Name.Annot) or kinds[1]:
            yield "additional actions"


def no_attached_files(item: Any) -> Iterator[str]:
    """6.8: a file inside would have to be PDF/A itself; ours hold none."""
    named = isinstance(item, Dictionary) and (
        item.get(Name.Type) == Name.Filespec
        or isinstance(item.get("/UF", item.get("/F")), pikepdf.String)
    )
    if named and "/EF" in item:  # a resource may be called so, too
        yield "attached file"
    if isinstance(item, Stream) and item.get(Name.Type) == Name.EmbeddedFile:
        yield "attached file"


def metadata_streams(item: Any) -> Iterator[str]:
    """6.6.2.1: metadata are those of the catalogue alone; others would have to be judged too."""
    if isinstance(item, Dictionary | Stream) and item.get(Name.Type) != Name.Catalog:
        found = item.get(Name.Metadata)
        if isinstance(found, Stream):
            yield "metadata of a part"


def layers_named(root: Any) -> Iterator[str]:
    """6.9: each configuration of layers has a name of its own."""
    names = [str(config.get(Name.Name, "")) for config in _configs(root)]
    if not all(names):
        yield "configuration of layers without a name"
    if len(set(names)) < len(names):
        yield "two configurations of layers of one name"


def layers_ordered(root: Any) -> Iterator[str]:
    """6.9: an order of layers names all of them; none is switched by circumstances (`/AS`)."""
    layers = root.get(Name.OCProperties)
    if not isinstance(layers, Dictionary):
        return
    everything = {layer.objgen for layer in layers.get(Name.OCGs, Array()) if layer.is_indirect}
    for config in _configs(root):
        if Name.AS in config:
            yield "layers switched by circumstances"
        if Name.Order in config and not everything <= set(_in_order(config.Order)):
            yield "order of layers that leaves some out"


def _configs(root: Any) -> Iterator[Any]:
    layers = root.get(Name.OCProperties)
    if isinstance(layers, Dictionary):
        for key in _CONFIGS:
            found = layers.get(key, Array())
            yield from [found] if isinstance(found, Dictionary) else list(found)


def _in_order(order: Any) -> Iterator[tuple[int, int]]:
    for part in order:
        if isinstance(part, Array):
            yield from _in_order(part)
        elif isinstance(part, Dictionary):
            yield part.objgen


def no_forms(root: Any) -> Iterator[str]:
    """6.4: no XFA, no form that a viewer must draw first."""
    form = root.get(Name.AcroForm)
    if isinstance(form, Dictionary):
        if "/XFA" in form:
            yield "XFA form"
        if bool(form.get("/NeedAppearances", False)):
            yield "form that must be drawn first"
    if bool(root.get("/NeedsRendering", False)):
        yield "document that must be laid out first"


def no_presentations(root: Any) -> Iterator[str]:
    """6.10 and 6.11: no alternate presentations, nothing that a reader must be able to do."""
    names = root.get(Name.Names)
    if isinstance(names, Dictionary) and "/AlternatePresentations" in names:
        yield "alternate presentations"
    if "/Requirements" in root:
        yield "requirements"


def signed_permissions(root: Any) -> Iterator[str]:
    """6.1.12: permissions are those of a signature (`DocMDP`) or of a reader (`UR3`)."""
    granted = root.get("/Perms")
    if isinstance(granted, Dictionary):
        yield from (key for key in granted.keys() if key not in ("/UR3", "/DocMDP"))  # noqa: SIM118


def marked_language(root: Any) -> Iterator[str]:
    """Of level A (6.7.4), and kept all the same: the catalogue names the language."""
    language = root.get(Name.Lang)
    if not isinstance(language, pikepdf.String) or not str(language):
        yield "no language"


RULES = (
    Rule("6.1.7.2", "object", filters),
    Rule("6.1.7.1", "object", no_outside_data),
    Rule("6.1.8", "object", utf8_names),
    Rule("6.1.13", "object", limits),
    Rule("6.5.1", "object", actions),
    Rule("6.5.2", "object", triggers),
    Rule("6.8", "object", no_attached_files),
    Rule("6.6.2.1", "object", metadata_streams),
    Rule("6.9", "document", layers_named),
    Rule("6.9", "document", layers_ordered),
    Rule("6.4", "document", no_forms),
    Rule("6.11", "document", no_presentations),
    Rule("6.1.12", "document", signed_permissions),
    Rule("6.7.4", "document", marked_language),
)
