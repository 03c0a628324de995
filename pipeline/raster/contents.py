"""What lies on a page: which images cover which part of it, and how much text is shown.

The content stream is followed with its form XObjects (scanners and signing programs wrap
images in them). Annotations are not content: `annotations` looks at those.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pikepdf

from pipeline.raster.inflation import MOST_CONTENT_BYTES, content_length
from pipeline.raster.stream import BrokenImageError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Contents", "Matrix", "Placement", "composed", "contents_of", "numbers"]

Matrix = tuple[float, float, float, float, float, float]
Bounds = tuple[float, float, float, float]

_UPRIGHT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_DEEPEST_FORM = 6  # forms inside forms; a form that draws itself ends here
_MOST_IMAGES = 500  # a page of more pieces is drawn by Poppler whatever they are
_LEAST_FORM_BYTES = 256  # what one more drawing of a form counts with, however short it is
_SHOW_TEXT = {"Tj", "TJ", "'", '"'}
_PAINT = {"f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh"}
_PATH = {"re", "m", "l", "c", "v", "y"}
_FILL_COLOUR = {"g", "rg", "k", "sc", "scn"}
_BLACK = {"g": (0.0,), "rg": (0.0, 0.0, 0.0), "k": (0.0, 0.0, 0.0, 1.0)}


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """One image as placed on the page.

    Attributes:
        image: The image XObject; None for an inline image.
        matrix: Unit square to page space (points, y upwards).
        black: The fill colour was black when it was painted (matters to image masks).
        text_before: Characters shown before it was painted, which it may hide.
    """

    image: pikepdf.Object | None
    matrix: Matrix
    black: bool
    text_before: int

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """(left, bottom, right, top) in page space, points."""
        a, b, c, d, e, f = self.matrix
        xs, ys = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
        return (min(xs), min(ys), max(xs), max(ys))

    @property
    def size_points(self) -> tuple[float, float]:
        """Length of the image's own x and y edge on the page, points."""
        a, b, c, d, _, _ = self.matrix
        return (math.hypot(a, b), math.hypot(c, d))

    @property
    def tilted(self) -> bool:
        """The image is placed at an angle that is not a quarter turn, or slanted."""
        a, b, c, d, _, _ = self.matrix
        small = 0.002 * max(map(abs, self.matrix[:4]))  # 0.1 degree
        straight = abs(b) <= small and abs(c) <= small
        turned = abs(a) <= small and abs(d) <= small
        return not (straight or turned)


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """What a page shows.

    Attributes:
        placements: Images in painting order.
        shown_text: Characters (bytes, for fonts of one byte) of visible text.
        hidden_text: Characters in text render modes 3 and 7: an OCR layer.
        paintings: Path and shading operators.
        whole: False when the page was too large to follow to its end.
        lost: Images and forms that are named but not in the file.
        clips: What painting was confined to: (left, bottom, right, top), page space; None for
            what is no rectangle.
        veiled: Transparency, blend modes, soft masks or optional content take part: what is
            painted may not be what is seen.
    """

    placements: tuple[Placement, ...] = ()
    shown_text: int = 0
    hidden_text: int = 0
    paintings: int = 0
    whole: bool = True
    lost: int = 0
    clips: tuple[tuple[float, float, float, float] | None, ...] = ()
    veiled: bool = False


@dataclass(slots=True)
class _State:
    """The part of the graphics state that we follow."""

    matrix: Matrix = _UPRIGHT
    black: bool = True
    render_mode: int = 0


@dataclass(slots=True)
class _Tally:
    """What was seen so far."""

    placements: list[Placement] = field(default_factory=list)
    shown: int = 0
    hidden: int = 0
    paintings: int = 0
    whole: bool = True
    lost: int = 0
    bytes: int = 0
    clips: list[Bounds | None] = field(default_factory=list)
    veiled: bool = False
    path: list[Bounds | None] = field(default_factory=list)

    def room_for(self, stream: Any) -> bool:
        """Whether it may be followed too; counted, so that forms in forms come to an end."""
        left = MOST_CONTENT_BYTES - self.bytes
        self.bytes += max(_LEAST_FORM_BYTES, content_length(stream, left))
        if self.bytes > MOST_CONTENT_BYTES:
            self.whole = False
        return self.whole


def contents_of(page: pikepdf.Page) -> Contents:
    """What lies on the page, without decoding a single image.

    Raises:
        BrokenImageError: The content stream is damaged: what it drew is not known.
    """
    try:
        return _followed(page)
    except pikepdf.PdfError as error:
        raise BrokenImageError(f"content stream: {error}") from None
    except (TypeError, ValueError, ArithmeticError, AttributeError, LookupError) as error:
        # Operators with the wrong operands, names that are no text: a page of broken bytes.
        raise BrokenImageError(f"content stream: {error!r}") from None


def _followed(page: pikepdf.Page) -> Contents:
    tally = _Tally()
    if tally.room_for(page.obj.get("/Contents")):
        _follow(page.obj, page.resources, _State(), tally, depth=0)
    return Contents(
        tuple(tally.placements),
        tally.shown,
        tally.hidden,
        tally.paintings,
        tally.whole,
        tally.lost,
        tuple(tally.clips),
        tally.veiled,
    )


def _follow(stream: Any, resources: Any, state: _State, tally: _Tally, depth: int) -> None:
    saved: list[_State] = []
    for operands, operator in _instructions(stream):
        if operator == "q":
            saved.append(replace(state))
        elif operator == "Q":
            state = saved.pop() if saved else state
        elif operator == "Do" and operands:
            _paint_object(_named(resources, operands[0]), resources, state, tally, depth)
        elif operator == "gs" and operands:
            tally.veiled |= _veils(resources, operands[0])
        elif not _set_state(state, operator, operands):
            _count(tally, state, operator, operands)
        if len(tally.placements) > _MOST_IMAGES:
            tally.whole = False
        if not tally.whole:
            return


def _set_state(state: _State, operator: str, operands: Any) -> bool:
    """Follow a change of the graphics state; False when it was another operator."""
    if operator == "cm" and len(operands) == 6:
        state.matrix = composed(numbers(operands), state.matrix)
    elif operator in _FILL_COLOUR:
        state.black = _is_black(operator, operands)
    elif operator == "Tr" and operands:
        state.render_mode = int(operands[0])
    else:
        return False
    return True


def _count(tally: _Tally, state: _State, operator: str, operands: Any) -> None:
    if operator in _SHOW_TEXT and operands:
        if state.render_mode in (3, 7):
            tally.hidden += _characters(operands[-1])
        else:
            tally.shown += _characters(operands[-1])
    elif operator in _PATH:
        box = operator == "re" and len(operands) == 4
        tally.path.append(_rectangle(operands, state.matrix) if box else None)
    elif operator in ("W", "W*"):
        tally.clips += tally.path if len(tally.path) == 1 else [None]
    elif operator in _PAINT or operator == "n":
        tally.paintings += operator != "n"
        tally.path.clear()
    elif operator == "BDC" and operands:
        tally.veiled |= str(operands[0]) == "/OC"
    elif operator == "INLINE IMAGE":
        tally.placements.append(Placement(None, state.matrix, state.black, tally.shown))


def _paint_object(found: Any, resources: Any, state: _State, tally: _Tally, depth: int) -> None:
    if found is None:
        tally.lost += 1
        return
    kind = found.get("/Subtype")
    tally.veiled |= "/OC" in found
    if kind == "/Image":
        tally.placements.append(Placement(found, state.matrix, state.black, tally.shown))
    elif kind == "/Form":
        if depth >= _DEEPEST_FORM or not tally.room_for(found):
            tally.whole = False
            return
        matrix = found.get("/Matrix")
        own = numbers(matrix) if matrix is not None and len(matrix) == 6 else _UPRIGHT
        inner = _State(composed(own, state.matrix), state.black, state.render_mode)
        _follow(found, found.get("/Resources", resources), inner, tally, depth + 1)


def _rectangle(operands: Any, matrix: Matrix) -> Bounds | None:
    """A rectangle of the path in page space; None where the page is not turned by quarters."""
    x, y, wide, high = (float(value) for value in operands)
    corner = composed((wide, 0.0, 0.0, high, x, y), matrix)
    placed = Placement(None, corner, black=True, text_before=0)
    return None if placed.tilted else placed.bounds


def _veils(resources: Any, name: Any) -> bool:
    """Whether a named graphics state makes what is painted next other than solid."""
    try:
        state = resources["/ExtGState"][str(name)]
        mask, mode = state.get("/SMask"), state.get("/BM")
        solid = all(float(state.get(key, 1)) >= 1 for key in ("/ca", "/CA"))
    except (LookupError, TypeError, AttributeError, ValueError):
        return True
    masked = mask is not None and str(mask) != "/None"
    blended = mode is not None and str(mode) not in ("/Normal", "/Compatible")
    return masked or blended or not solid


def _instructions(stream: Any) -> Iterator[tuple[Any, str]]:
    for instruction in pikepdf.parse_content_stream(stream):
        if isinstance(instruction, pikepdf.ContentStreamInlineImage):
            yield ((), "INLINE IMAGE")
        else:
            yield (instruction.operands, str(instruction.operator))


def _named(resources: Any, name: Any) -> Any:
    try:
        found = resources["/XObject"][str(name)]
    except (LookupError, TypeError, AttributeError, ValueError):
        return None
    return found if isinstance(found, pikepdf.Stream) else None


def numbers(operands: Any) -> Matrix:
    """The six operands of `cm`; `ValueError` or `TypeError` where they are not six numbers."""
    a, b, c, d, e, f = (float(value) for value in operands)
    return (a, b, c, d, e, f)


def composed(first: Matrix, then: Matrix) -> Matrix:
    """The PDF matrix that does `first`, then `then` (ISO 32000-1, 8.3.4: row vectors)."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def _is_black(operator: str, operands: Any) -> bool:
    try:
        values = tuple(float(value) for value in operands)
    except (TypeError, ValueError):
        return False  # a pattern
    if operator in _BLACK:
        return values == _BLACK[operator]
    return values in _BLACK.values()


def _characters(shown: Any) -> int:
    parts = list(shown) if isinstance(shown, pikepdf.Array) else [shown]
    return sum(len(bytes(part)) for part in parts if isinstance(part, pikepdf.String))
