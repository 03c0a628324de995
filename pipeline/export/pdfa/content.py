"""What the content of a page uses: operators, colours, fonts and what they show, pictures.

Content streams are followed as a viewer would: with the forms, patterns, glyphs of Type 3 and
looks of annotations that they draw, each once for each font and mode in which it can be drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from pipeline.export.pdfa.limits import out_of_bounds

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "Font",
    "Use",
    "Walk",
    "identity",
    "looks_of",
    "uses_of",
]

_DEEPEST = 24
_MOST_SAVED = 28  # ISO 32000-1, annex C: nested `q`
_OPERATORS = frozenset(
    "b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k "  # noqa: SIM905
    "l m M MP n q Q re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W "
    "W* y ' \"".split()
)
_DEVICE = {
    "g": "/DeviceGray",
    "G": "/DeviceGray",
    "rg": "/DeviceRGB",
    "RG": "/DeviceRGB",
    "k": "/DeviceCMYK",
    "K": "/DeviceCMYK",
}
_OWN_SPACES = {"/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/Pattern"}


@dataclass(slots=True, eq=False)
class Font:
    """A font and what a page shows in it.

    Attributes:
        font: Its dictionary.
        codes: Strings shown so that they can be seen.
        hidden: It is also used for text that cannot be seen.
    """

    font: Any
    codes: set[bytes] = field(default_factory=set)
    hidden: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """A thing that content uses.

    Attributes:
        kind: `operator`, `operand`, `depth`, `space`, `image`, `inline`, `form`, `state`,
            `intent`, `missing`, `inherited`, `shading`, `pattern`.
        what: The object or name.
        resources: Where names are looked up; None where the stream has none of its own.
        where: For a person: which stream.
    """

    kind: str
    what: Any
    resources: Any
    where: str


@dataclass(slots=True, eq=False)
class Walk:
    """All that was met on one page."""

    uses: list[Use] = field(default_factory=list)
    fonts: dict[Any, Font] = field(default_factory=dict)
    done: set[Any] = field(default_factory=set)


@dataclass(slots=True)
class _State:
    font: Any = None
    mode: int = 0


def uses_of(page: pikepdf.Page) -> Walk:
    """What a page's content and the looks of its annotations use.

    Raises:
        pikepdf.PdfError: A stream cannot be taken apart.
    """
    walk = Walk()
    _Stream(walk, page.obj.get(Name.Resources), None, "page", 0).follow(page.obj, _State())
    for look in looks_of(page):
        _enter(look, None, walk, _State(), 1)
    return walk


def looks_of(page: pikepdf.Page) -> list[Any]:
    """The forms that annotations look like."""
    found = []
    for annotation in page.obj.get(Name.Annots, []):
        looks = annotation.get(Name.AP) if isinstance(annotation, Dictionary) else None
        for look in looks.as_dict().values() if isinstance(looks, Dictionary) else ():
            states = look.as_dict().values() if isinstance(look, Dictionary) else (look,)
            found += [state for state in states if isinstance(state, Stream)]
    return found


def identity(value: Any) -> Any:
    """What tells an object from others: its number, or for one written in place, itself."""
    if not isinstance(value, pikepdf.Object):
        return value
    return value.objgen if value.is_indirect else value.unparse()


def _enter(stream: Any, around: Any, walk: Walk, state: _State, depth: int) -> None:
    """Follow a form; without resources of its own it borrows those around it."""
    key = (identity(stream), identity(state.font), state.mode)
    if key in walk.done or depth > _DEEPEST:
        return
    walk.done.add(key)
    own = stream.get(Name.Resources)
    where = "{} {} R".format(*stream.objgen)
    if stream.get(Name.Subtype) == Name.Form:
        walk.uses.append(Use("form", stream, own, where))
    _Stream(walk, own, around, where, depth).follow(stream, replace(state))


class _Stream:
    """One content stream being followed."""

    def __init__(self, walk: Walk, own: Any, around: Any, where: str, depth: int) -> None:
        self._walk, self._own, self._around = walk, own, around
        self._where, self._depth = where, depth
        self._noted: set[Any] = set()
        self._saved: list[_State] = []
        self._state = _State()
        self._unseen: Any = None  # the font of unseen text that was noted last

    def follow(self, stream: Any, state: _State) -> None:
        """Go through the instructions."""
        self._state = state
        for instruction in pikepdf.parse_content_stream(stream):
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                self._walk.uses.append(Use("inline", instruction.iimage, self._own, self._where))
                continue
            operator, operands = str(instruction.operator), instruction.operands
            if operator not in _OPERATORS:
                self._note("operator", operator)
            for operand in operands:
                if wrong := out_of_bounds(operand):
                    self._note("operand", wrong)
            if operator in _DEVICE:
                self._note("space", Name(_DEVICE[operator]))
            elif (step := _STEPS.get(operator)) is not None and (operands or operator in "qQ"):
                step(self, operands)

    def _note(self, kind: str, what: Any) -> None:
        if (key := (kind, identity(what))) not in self._noted:
            self._noted.add(key)
            self._walk.uses.append(Use(kind, what, self._own, self._where))

    def _named(self, kind: str, name: Any) -> Any:
        """A resource; None where it is not there. What is not one's own is noted (6.2.2)."""
        for place, own in ((self._own, True), (self._around, False)):
            try:
                found = place[kind][str(name)]
            except (LookupError, TypeError, AttributeError, ValueError):
                continue
            if not own:
                self._note("inherited", f"{kind[1:]} {name}")
            return found
        self._note("missing", f"{kind[1:]} {name}")
        return None

    def _save(self, _: Any) -> None:
        self._saved.append(replace(self._state))
        if len(self._saved) > _MOST_SAVED:
            self._note("depth", f"{_MOST_SAVED + 1} nested q")

    def _restore(self, _: Any) -> None:
        if self._saved:
            self._state = self._saved.pop()

    def _mode(self, operands: Any) -> None:
        self._state.mode = int(operands[0])

    def _font(self, operands: Any) -> None:
        self._state.font = self._named("/Font", operands[0])

    def _space(self, operands: Any) -> None:
        own = str(operands[0]) in _OWN_SPACES
        space = operands[0] if own else self._named("/ColorSpace", operands[0])
        if space is not None:
            self._note("space", space)

    def _pattern(self, operands: Any) -> None:
        if not isinstance(operands[-1], Name):
            return
        pattern = self._named("/Pattern", operands[-1])
        if isinstance(pattern, Stream):
            self._note("pattern", pattern)
            _enter(pattern, None, self._walk, _State(), self._depth + 1)
        elif isinstance(pattern, Dictionary):
            self._note("pattern", pattern)
            self._note("shading", pattern.get(Name.Shading, Dictionary()))
            if Name.ExtGState in pattern:
                self._note("state", pattern[Name.ExtGState])

    def _shading(self, operands: Any) -> None:
        shading = self._named("/Shading", operands[0])
        if shading is not None:
            self._note("shading", shading)

    def _graphics(self, operands: Any) -> None:
        graphics = self._named("/ExtGState", operands[0])
        if not isinstance(graphics, Dictionary):
            return
        self._note("state", graphics)
        font, mask = graphics.get(Name.Font), graphics.get(Name.SMask)
        if isinstance(font, Array) and len(font):
            self._state.font = font[0]
        if isinstance(mask, Dictionary) and isinstance(mask.get(Name.G), Stream):
            _enter(mask[Name.G], None, self._walk, _State(), self._depth + 1)

    def _intent(self, operands: Any) -> None:
        self._note("intent", operands[0])

    def _draw(self, operands: Any) -> None:
        drawn = self._named("/XObject", operands[0])
        if not isinstance(drawn, Stream):
            return
        if drawn.get(Name.Subtype) == Name.Form:
            around = self._own if self._own is not None else self._around
            _enter(drawn, around, self._walk, self._state, self._depth + 1)
        else:
            self._note("image", drawn)

    def _show(self, operands: Any) -> None:
        chosen, unseen = self._state.font, self._state.mode == 3
        if unseen and chosen is self._unseen:
            return  # a text layer's next word
        if not isinstance(chosen, Dictionary):
            return
        font = self._walk.fonts.setdefault(identity(chosen), Font(chosen))
        if unseen:
            font.hidden = True
        else:
            parts = list(operands[-1]) if isinstance(operands[-1], Array) else [operands[-1]]
            font.codes.update(bytes(part) for part in parts if isinstance(part, pikepdf.String))
        if chosen.get(Name.Subtype) == Name.Type3:
            self._glyphs(chosen)
        elif unseen:
            self._unseen = chosen

    def _glyphs(self, font: Any) -> None:
        key = ("glyphs", identity(font))
        if key in self._walk.done or self._depth > _DEEPEST:
            return
        self._walk.done.add(key)
        for glyph in font.get(Name.CharProcs, Dictionary()).as_dict().values():
            if isinstance(glyph, Stream):
                where = "{} {} R".format(*glyph.objgen)
                inner = _Stream(
                    self._walk, font.get(Name.Resources), self._own, where, self._depth + 1
                )
                inner.follow(glyph, _State())


_STEPS: dict[str, Callable[[_Stream, Any], None]] = {
    "q": _Stream._save,  # noqa: SLF001 - the table belongs to the class
    "Q": _Stream._restore,  # noqa: SLF001
    "Tr": _Stream._mode,  # noqa: SLF001
    "Tf": _Stream._font,  # noqa: SLF001
    "cs": _Stream._space,  # noqa: SLF001
    "CS": _Stream._space,  # noqa: SLF001
    "scn": _Stream._pattern,  # noqa: SLF001
    "SCN": _Stream._pattern,  # noqa: SLF001
    "sh": _Stream._shading,  # noqa: SLF001
    "gs": _Stream._graphics,  # noqa: SLF001
    "ri": _Stream._intent,  # noqa: SLF001
    "Do": _Stream._draw,  # noqa: SLF001
    "Tj": _Stream._show,  # noqa: SLF001
    "TJ": _Stream._show,  # noqa: SLF001
    "'": _Stream._show,  # noqa: SLF001
    '"': _Stream._show,  # noqa: SLF001
}
