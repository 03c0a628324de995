"""Colours are given a meaning: ink percentages a profile, broken profiles their plain space."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from pipeline.export.pdfa.colour_rules import profile_fault
from pipeline.export.pdfa.content import identity
from pipeline.export.pdfa.parts import parts_of
from pipeline.export.pdfa.profiles import cmyk_profile, embedded
from pipeline.export.pdfa.violation import BROKEN

if TYPE_CHECKING:
    from pikepdf import Pdf

__all__ = ["mend"]

_PLAIN = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}
_HEEDED = ("ICC profile of version", "ICC profile of class", "ICC profile of space")
_INKS = re.compile(rb"[\d.][\s\0]+[kK](?=[\s\0]|$)|/(?:Device)?CMYK\b")


def mend(pdf: Pdf) -> None:
    """Give every colour of a file a meaning that PDF/A knows."""
    _Colours(pdf).mend()


class _Colours:
    """The file, and its one profile for ink percentages, made when it is first needed."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._cmyk: Any = None
        self._judged: dict[Any, bool] = {}

    def mend(self) -> None:
        """Replace names and broken profiles wherever they stand; say what the operators mean."""
        resources: list[Any] = []
        for item in list(self._pdf.objects):
            for part in parts_of(item):
                with suppress(*BROKEN):  # the check will find it
                    self._replace_in(part)
                if isinstance(part, Dictionary | Stream):
                    found = part.get(Name.Resources)
                    if isinstance(found, Dictionary):
                        resources.append(found)
        if self._cmyk is not None or self._inks():
            for one in resources:
                self._set_default(one)

    def _set_default(self, resources: Any) -> None:
        spaces = resources.get(Name.ColorSpace)
        if not isinstance(spaces, Dictionary):
            spaces = resources.ColorSpace = Dictionary()
        if Name.DefaultCMYK not in spaces:
            resources.ColorSpace[Name.DefaultCMYK] = self._ink_space()

    def _inks(self) -> bool:
        """Whether any content paints by ink percentages."""
        return any(isinstance(item, Stream) and self._mentions(item) for item in self._pdf.objects)

    def _mentions(self, stream: Any) -> bool:
        if stream.get(Name.Subtype) == Name.Image or Name.Length1 in stream:
            return False
        try:
            data = stream.read_bytes()
        except pikepdf.PdfError:
            return False
        return _INKS.search(data) is not None

    def _replace_in(self, part: Any) -> None:
        if isinstance(part, Array):
            self._in_array(part)
        elif isinstance(part, Dictionary | Stream):
            for key in ("/ColorSpace", "/CS"):
                value = part.get(key)
                if value == Name.DeviceCMYK:
                    part[key] = self._ink_space()
                elif self._is_broken(value):
                    part[key] = self._plain(value)
            if isinstance(part.get(Name.ColorSpace), Dictionary):
                self._named(part.ColorSpace)

    def _named(self, spaces: Any) -> None:
        for key, value in list(spaces.items()):
            if value == Name.DeviceCMYK:
                spaces[key] = self._ink_space()
            elif self._is_broken(value):
                spaces[key] = self._plain(value)
            elif key.startswith("/Default") and not isinstance(value, Array):
                del spaces[key]  # a plain space explains nothing

    def _in_array(self, array: Any) -> None:
        """The space under an index or behind a colorant."""
        if not len(array) or not isinstance(array[0], Name):
            return
        place = {"/Indexed": 1, "/Pattern": 1, "/Separation": 2, "/DeviceN": 2}.get(str(array[0]))
        if place is None or len(array) <= place:
            return
        if array[place] == Name.DeviceCMYK:
            array[place] = self._ink_space()
        elif self._is_broken(array[place]):
            array[place] = self._plain(array[place])

    def _is_broken(self, space: Any) -> bool:
        if not isinstance(space, Array) or len(space) < 2 or space[0] != Name.ICCBased:
            return False
        profile = space[1]
        if not isinstance(profile, Stream):
            return True
        key = identity(profile)
        if key not in self._judged:
            number = profile.get(Name.N)
            try:
                data = profile.read_bytes()
            except pikepdf.PdfError:
                data = b""
            fault = profile_fault(data, number if isinstance(number, int) else None)
            # Of another kind or version than PDF/A has, viewers heed it: its page is drawn anew.
            self._judged[key] = fault is not None and not fault.startswith(_HEEDED)
        return self._judged[key]

    def _plain(self, space: Any) -> Any:
        """What viewers fall back to: the plain space of as many channels."""
        number = space[1].get(Name.N) if isinstance(space[1], Stream) else None
        plain = _PLAIN.get(int(number) if isinstance(number, int) else 3, Name.DeviceRGB)
        return self._ink_space() if plain == Name.DeviceCMYK else plain

    def _ink_space(self) -> Any:
        if self._cmyk is None:
            profile = embedded(self._pdf, cmyk_profile(), 4)
            self._cmyk = self._pdf.make_indirect(Array([Name.ICCBased, profile]))
        return self._cmyk
