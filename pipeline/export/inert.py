"""document.pdf does nothing by itself: no scripts, actions, forms, films or files inside it.

A scan is a picture; whatever else its file carries may have come from anybody. What may stay is
listed, all else goes: of the catalogue what says how pages look and are numbered, of annotations
what they look like. `original.pdf` keeps every byte.
"""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Name

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
    "/MarkInfo",
    "/StructTreeRoot",
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
    "/StructParents",
    "/LastModified",
}
# Annotations that are marks on paper; a viewer may draw them even without an appearance.
_MARKS = {
    "/Text",
    "/FreeText",
    "/Line",
    "/Square",
    "/Circle",
    "/Polygon",
    "/PolyLine",
    "/Highlight",
    "/Underline",
    "/Squiggly",
    "/StrikeOut",
    "/Stamp",
    "/Caret",
    "/Ink",
    "/Watermark",
}
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
    "/StructParent",
}


def make_inert(pdf: pikepdf.Pdf) -> None:
    """Take everything active out of a PDF, in place; its pages look as before."""
    _keep_only(pdf.Root, _CATALOGUE)
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
