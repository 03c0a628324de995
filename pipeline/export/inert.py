"""document.pdf does nothing by itself: no scripts, actions, forms, films or files inside it.

A scan is a picture; whatever else its file carries may have come from anybody. What may stay is
listed, all else goes: of the catalogue what says how pages look and are numbered, of annotations
what they look like. What hangs on fonts, pictures and resources cannot be listed; there every
action and every attached file goes, wherever it is. `original.pdf` keeps every byte.
"""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Name

from pipeline.raster.annotations import DRAWN_MARKS

__all__ = ["make_inert"]

_CATALOGUE = {
    "/Type",
    "/Version",
    "/Extensions",
    "/Pages",
    "/PageLabels",
    "/PageLayout",
    "/OCProperties",  # which layers are hidden
    "/OutputIntents",
    "/Lang",
    "/Metadata",
}
_PAGE = {
    "/Type",
    "/Parent",
    "/Resources",
    "/MediaBox",
    "/CropBox",
    "/BleedBox",
    "/TrimBox",
    "/ArtBox",
    "/BoxColorInfo",
    "/Contents",
    "/Rotate",
    "/UserUnit",
    "/Group",
    "/Annots",
    "/LastModified",
}
_MARKS = DRAWN_MARKS | {"/Watermark"}
_ANNOTATION = {
    "/Type",
    "/Subtype",
    "/Rect",
    "/Contents",
    "/NM",
    "/M",
    "/F",
    "/AP",
    "/AS",
    "/OC",
    "/Border",
    "/BS",
    "/BE",
    "/C",
    "/IC",
    "/CA",
    "/ca",
    "/BM",
    "/T",
    "/Subj",
    "/CreationDate",
    "/Name",
    "/DA",
    "/Q",
    "/DS",
    "/CL",
    "/RD",
    "/L",
    "/LE",
    "/LL",
    "/LLE",
    "/Vertices",
    "/QuadPoints",
    "/InkList",
    "/Rotate",
}
_TRAILER = {"/Root", "/Info", "/ID", "/Size"}
_ACTIONS = {
    "/GoTo",
    "/GoToR",
    "/GoToE",
    "/GoToDp",
    "/Launch",
    "/Thread",
    "/URI",
    "/Sound",
    "/Movie",
    "/Hide",
    "/Named",
    "/SubmitForm",
    "/ResetForm",
    "/ImportData",
    "/JavaScript",
    "/SetOCGState",
    "/Rendition",
    "/Trans",
    "/GoTo3DView",
    "/RichMediaExecute",
}
# What the dictionary of a stream may say of other files and programs.
_OF_STREAMS = {"/F", "/FFilter", "/FDecodeParms", "/Alternates", "/OPI", "/Ref", "/PieceInfo"}


def make_inert(pdf: pikepdf.Pdf) -> None:
    """Take everything active out of a PDF, in place; its pages look as before."""
    _keep_only(pdf.trailer, _TRAILER)
    _keep_only(pdf.Root, _CATALOGUE)
    for key, value in list(pdf.docinfo.items()):
        if not isinstance(value, pikepdf.String):
            del pdf.docinfo[key]
    for page in pdf.pages:
        _keep_only(page.obj, _PAGE)
        annotations = page.obj.get(Name.Annots)
        if annotations is None:
            continue
        kept = [
            found
            for found in (annotations if isinstance(annotations, pikepdf.Array) else ())
            if isinstance(found, pikepdf.Dictionary) and _calmed(found)
        ]
        if kept:
            page.obj[Name.Annots] = pikepdf.Array(kept)
        else:
            del page.obj[Name.Annots]
    for found in pdf.objects:
        _without_actions(found)


def _without_actions(found: Any) -> None:
    """Take actions and attached files out of an object and all that is written inside it."""
    if isinstance(found, pikepdf.Array):
        places: list[Any] = list(reversed(range(len(found))))
    elif isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        unwanted = _OF_STREAMS if isinstance(found, pikepdf.Stream) else set()
        places = list(found.keys())
        for key in unwanted.intersection(places):
            del found[key]
            places.remove(key)
    else:
        return
    for place in places:
        value = found[place]
        if _acts(value):
            del found[place]
        elif not getattr(value, "is_indirect", False):  # objects of their own have their turn
            _without_actions(value)


def _acts(value: Any) -> bool:
    """Whether it is an action, an attached file or the place of one."""
    if not isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        return False
    return (
        str(value.get(Name.S, "")) in _ACTIONS
        or ("/EF" in value and isinstance(value.get("/UF", value.get("/F")), pikepdf.String))
        or str(value.get(Name.Type, "")) in ("/Filespec", "/EmbeddedFile")
        or str(value.get(Name.Subtype, "")) == "/PS"
    )


def _calmed(annotation: Any) -> bool:
    """Leave an annotation nothing but its looks; False where it has none."""
    subtype = str(annotation.get(Name.Subtype, ""))
    if subtype not in _MARKS:
        # Fields, links, attached files, films: what can be seen of them is kept as a stamp.
        if not _appearance(annotation):
            return False
        annotation[Name.Subtype] = Name.Stamp
    _keep_only(annotation, _ANNOTATION)
    looks = annotation.get(Name.AP)
    if isinstance(looks, pikepdf.Dictionary):
        _keep_only(looks, {"/N"})
    return True


def _appearance(annotation: Any) -> bool:
    looks = annotation.get(Name.AP)
    normal = looks.get(Name.N) if isinstance(looks, pikepdf.Dictionary) else None
    return isinstance(normal, pikepdf.Stream | pikepdf.Dictionary)


def _keep_only(dictionary: Any, allowed: set[str]) -> None:
    for key in list(dictionary.keys()):
        if key not in allowed:
            del dictionary[key]
