"""A page that cannot be made PDF/A as it is, drawn anew by Poppler as a viewer shows it.

In this order: what lies over it (annotations) drawn into it; the whole page as vectors, in which
fonts that the file lacks are those that a viewer takes in their place, embedded as subsets, and
coded pictures pass through; the page as a picture. The original keeps every byte.
"""

from __future__ import annotations

import io
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import img2pdf
import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

from pipeline.errors import PageCorruptError
from pipeline.export.opening import save
from pipeline.export.pdfa.page_rules import HIDDEN, NO_VIEW, PRINT
from pipeline.export.wrapping import add_missing_page
from pipeline.raster.paper import paper_of
from pipeline.raster.poppler import draw_page
from pipeline.raster.programs import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import ExitStack

    from pipeline.raster.paper import Paper
    from pipeline.settings import Raster

__all__ = [
    "WAYS",
    "Way",
    "as_on_screen",
    "crossed_out",
    "drawer",
    "drawn_anew",
    "loses_looks",
]

Way = Literal["annotations", "vectors", "picture"]
WAYS: tuple[Way, ...] = get_args(Way)
"""From the one that changes least on."""

_DPI = 300
_MOST_EXACT_BYTES = 400_000  # a page of print, kept without loss, is smaller
_QUALITY = 92
_LARGEST_SIDE, _LEAST_SIDE = 14_400.0, 3.0  # as `page_rules`
_NAME = "/SohoaOver"


def drawn_anew(
    pdf: Pdf, number: int, file: Path, way: Way, limits: Raster, opened: ExitStack
) -> None:
    """Put what Poppler draws of a page in that page's place.

    Args:
        pdf: Changed.
        number: Of the page, from 1.
        file: The same pages, as they came.
        way: How.
        limits: Of the programs.
        opened: Keeps open what `pdf` needs until it is saved.

    Raises:
        PageError: Poppler cannot draw it.
    """
    page = pdf.pages[number - 1]
    if way == "annotations":
        if _is_annotated(page):
            drawn = opened.enter_context(_annotations(file, number, limits))
            _put_over(pdf, page, drawn.pages[0])
        return
    draw = _vectors if way == "vectors" else _picture
    _put_in_place(pdf, page, opened.enter_context(draw(file, number, limits)).pages[0])


def as_on_screen(pdf: Pdf) -> None:
    """Have annotations drawn as a screen shows them: cairo prints, and leaves out what does not."""
    for page in pdf.pages:
        annotations = page.obj.get(Name.Annots)
        for found in annotations if isinstance(annotations, Array) else ():
            if isinstance(found, Dictionary):
                flags = found.get(Name.F, 0)
                known = flags if isinstance(flags, int) else 0
                found.F = known & ~PRINT | HIDDEN if known & NO_VIEW else known | PRINT


def loses_looks(page: pikepdf.Page) -> bool:
    """Whether a viewer draws fields, links or files of a page that have no looks of their own.

    They do not stay (`inert`), so that what is seen of them must be drawn into the page.
    """
    annotations = page.obj.get(Name.Annots)
    return any(
        isinstance(found, Dictionary) and _drawn_by_viewer(found)
        for found in (annotations if isinstance(annotations, Array) else ())
    )


def _drawn_by_viewer(annotation: Any) -> bool:
    flags = annotation.get(Name.F, 0)
    if Name.AP in annotation or (isinstance(flags, int) and flags & (HIDDEN | NO_VIEW)):
        return False
    kind = annotation.get(Name.Subtype)
    if kind == Name.Link:
        border, style = annotation.get(Name.Border), annotation.get(Name.BS)
        if isinstance(style, Dictionary):
            return style.get(Name.W, 1) != 0
        return not (isinstance(border, Array) and len(border) > 2 and border[2] == 0)
    return kind == Name.FileAttachment or (kind == Name.Widget and Name.V in annotation)


def drawer(limits: Raster) -> str:
    """Which program draws, and its version."""
    said = run(["pdftocairo", "-v"], (Path("pdftocairo"), 0), limits).complaint
    return " ".join(said.splitlines()[0].replace("version ", "").split()) if said else "pdftocairo"


def crossed_out(pdf: Pdf, number: int, opened: ExitStack) -> None:
    """Put a crossed-out sheet in the place of a page that nobody can draw."""
    sheet = opened.enter_context(Pdf.new())
    add_missing_page(sheet, 0)
    _put_in_place(pdf, pdf.pages[number - 1], sheet.pages[0])


def _is_annotated(page: pikepdf.Page) -> bool:
    found = page.obj.get(Name.Annots)
    return isinstance(found, Array) and len(found) > 0


@contextmanager
def _vectors(file: Path, number: int, limits: Raster) -> Iterator[Pdf]:
    """One page, upright as shown, annotations drawn in, as a PDF of one page."""
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        made = Path(folder, "page.pdf")
        only = ["-f", str(number), "-l", str(number)]
        command = ["pdftocairo", "-pdf", *only, str(file.resolve()), str(made)]
        complaint = run(command, (file, number), limits).complaint
        try:
            pdf = Pdf.open(made)
        except (pikepdf.PdfError, FileNotFoundError):
            raise PageCorruptError(file.name, number, complaint.strip()[:200]) from None
        with pdf:
            if len(pdf.pages) != 1:
                raise PageCorruptError(file.name, number, "không vẽ được trang")
            yield pdf


@contextmanager
def _annotations(file: Path, number: int, limits: Raster) -> Iterator[Pdf]:
    """What lies over a page without the page, as `_vectors` draws it."""
    with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
        alone = Path(folder, file.name)
        with Pdf.open(file) as pdf:
            pdf.pages[number - 1].obj.Contents = pdf.make_stream(b"")
            save(pdf, alone)
        with _vectors(alone, number, limits) as drawn:
            yield drawn


@contextmanager
def _picture(file: Path, number: int, limits: Raster) -> Iterator[Pdf]:
    """One page as a picture at 300 dpi, upright as shown, as a PDF of one page."""
    with Pdf.open(file) as pdf:
        paper = paper_of(pdf.pages[number - 1])
    width, height = (side * paper.unit / 72 for side in paper.shown_size)
    most = (limits.max_megapixels * 1e6 / (width * height)) ** 0.5
    dpi = min(_DPI, most) * paper.unit
    drawn = draw_page(file, number, dpi=dpi, gray=False, annotations=True, limits=limits)
    picture = Image.fromarray(drawn)
    red, green, blue = (channel.tobytes() for channel in picture.split())
    if red == green == blue:
        picture = picture.getchannel(0)
    data = io.BytesIO()
    picture.save(data, "PNG", optimize=True)
    if data.tell() > _MOST_EXACT_BYTES:
        data = io.BytesIO()
        picture.save(data, "JPEG", quality=_QUALITY, subsampling=0)
    shrunk = min(1.0, _LARGEST_SIDE / max(paper.shown_size))
    grown = max(1.0, _LEAST_SIDE / min(paper.shown_size))
    size = tuple(side * shrunk * grown for side in paper.shown_size)
    made = img2pdf.convert(data.getvalue(), layout_fun=lambda *_: (*size, *size), nodate=True)
    with Pdf.open(io.BytesIO(made)) as pdf:
        yield pdf


def _put_in_place(pdf: Pdf, page: pikepdf.Page, drawn: pikepdf.Page) -> None:
    """Make a page what was drawn of it; its unit stays, it is upright now."""
    unit = paper_of(page).unit
    for key in list(page.obj.keys()):
        if key not in ("/Type", "/Parent"):
            del page.obj[key]
    fresh = pikepdf.Page(pdf.copy_foreign(drawn.obj))
    for key in ("/MediaBox", "/Resources", "/Contents", "/Group"):
        if key in fresh.obj:
            page.obj[key] = fresh.obj[key]
    if unit != 1:
        page.obj.UserUnit = unit


def _put_over(pdf: Pdf, page: pikepdf.Page, drawn: pikepdf.Page) -> None:
    """Lay what was drawn, upright as shown, over a page's content; its annotations go."""
    look = pdf.copy_foreign(drawn.as_form_xobject())
    a, b, c, d, e, f = _upright_to_page(paper_of(page))
    if not isinstance(page.obj.get(Name.Resources), Dictionary):
        page.obj.Resources = Dictionary()
    page.add_resource(look, Name.XObject, Name(_NAME))
    opens, closes = _unbalanced(page)
    page.contents_add(b"q " * (1 + closes), prepend=True)
    place = f"{a:g} {b:g} {c:g} {d:g} {e:.4f} {f:.4f} cm"
    page.contents_add(b"Q " * (1 + opens) + f"q {place} {_NAME} Do Q".encode())
    del page.obj[Name.Annots]


def _unbalanced(page: pikepdf.Page) -> tuple[int, int]:
    """How many graphics states a page's content leaves saved, and how many it takes too many."""
    level = lowest = 0
    for instruction in pikepdf.parse_content_stream(page.obj, "q Q"):
        level += 1 if str(instruction.operator) == "q" else -1
        lowest = min(lowest, level)
    return level - lowest, -lowest


def _upright_to_page(paper: Paper) -> tuple[float, float, float, float, float, float]:
    """From the page as shown, its lower left corner at 0, to page space."""
    left, bottom, right, top = paper.box
    return {
        0: (1.0, 0.0, 0.0, 1.0, left, bottom),
        90: (0.0, 1.0, -1.0, 0.0, right, bottom),
        180: (-1.0, 0.0, 0.0, -1.0, right, top),
        270: (0.0, -1.0, 1.0, 0.0, left, top),
    }[paper.rotate]
