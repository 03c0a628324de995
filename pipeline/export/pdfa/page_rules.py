"""6.1.13, 6.2.10, 6.3 and 6.10, asked of pages and annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pikepdf import Dictionary, Name, Stream

from pipeline.export.pdfa.violation import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "ANNOTATIONS",
    "BOXES",
    "HIDDEN",
    "LARGEST_SIDE",
    "LEAST_SIDE",
    "NO_VIEW",
    "PRINT",
    "RULES",
    "sides",
]

BOXES = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")
LEAST_SIDE, LARGEST_SIDE = 3, 14_400  # units of page space
ANNOTATIONS = {
    "/Text",
    "/Link",
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
    "/Popup",
    "/FileAttachment",
    "/Widget",
    "/PrinterMark",
    "/TrapNet",
    "/Watermark",
    "/Redact",
}
INVISIBLE, HIDDEN, PRINT, NO_VIEW, TOGGLE_NO_VIEW = 1, 2, 4, 32, 256


def sides(page: Any) -> Iterator[str]:
    """6.1.13: a page is 3 to 14,400 units wide and high, in each of its boxes."""
    for key in BOXES:
        if key not in page:
            continue
        try:
            x0, y0, x1, y1 = (float(side) for side in page[key])
        except (TypeError, ValueError):
            yield f"{key[1:]} is no rectangle"
            continue
        if not all(LEAST_SIDE <= side <= LARGEST_SIDE for side in (abs(x1 - x0), abs(y1 - y0))):
            yield f"{key[1:]} of {abs(x1 - x0):g} × {abs(y1 - y0):g}"


def own_resources(page: Any) -> Iterator[str]:
    """6.2.2: a page names its resources itself; none are taken from the page tree."""
    if "/Contents" in page and not isinstance(page.get(Name.Resources), Dictionary):
        yield "page without resources of its own"


def no_steps(page: Any) -> Iterator[str]:
    """6.10: a page is not shown in steps."""
    if "/PresSteps" in page:
        yield "page shown in steps"


def known(annotation: Any) -> Iterator[str]:
    """6.3.1: no sounds, films, screens, 3D."""
    kind = str(annotation.get(Name.Subtype, ""))
    if kind not in ANNOTATIONS:
        yield f"annotation {kind}"


def flags(annotation: Any) -> Iterator[str]:
    """6.3.2: what is shown is printed, and the other way round."""
    if annotation.get(Name.Subtype) == Name.Popup and Name.F not in annotation:
        return
    if Name.F not in annotation:
        yield "annotation without flags"
        return
    found = int(annotation[Name.F])
    if not found & PRINT:
        yield "annotation that is not printed"
    if found & (INVISIBLE | HIDDEN | NO_VIEW | TOGGLE_NO_VIEW):
        yield "annotation that is not always shown"


def appearance(annotation: Any) -> Iterator[str]:
    """6.3.3: how it looks is told by one form and not left to the viewer."""
    kind = annotation.get(Name.Subtype)
    looks = annotation.get(Name.AP)
    if looks is None:
        if kind not in (Name.Popup, Name.Link) and not _has_no_area(annotation):
            yield "annotation without appearance"
        return
    if not isinstance(looks, Dictionary) or list(looks.keys()) != ["/N"]:
        yield "appearance other than the normal one"
        return
    button = kind == Name.Widget and annotation.get(Name.FT) == Name.Btn
    if isinstance(looks.N, Stream) == button:
        yield "appearance of the wrong kind"


def no_action(annotation: Any) -> Iterator[str]:
    """6.4.1: a field does nothing."""
    if annotation.get(Name.Subtype) == Name.Widget and {"/A", "/AA"} & set(annotation.keys()):
        yield "field that acts"


def _has_no_area(annotation: Any) -> bool:
    x0, y0, x1, y1 = (float(side) for side in annotation.get(Name.Rect, [0, 0, 0, 0]))
    return x0 == x1 and y0 == y1


RULES = (
    Rule("6.1.13", "page", sides),
    Rule("6.2.2", "page", own_resources),
    Rule("6.10", "page", no_steps),
    Rule("6.3.1", "annotation", known),
    Rule("6.3.2", "annotation", flags),
    Rule("6.3.3", "annotation", appearance),
    Rule("6.4.1", "annotation", no_action),
)
