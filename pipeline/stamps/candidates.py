"""Which marks of a page may be stamps with straight lettering, alone or together.

Only what shows letters in a row, a frame or an arrow is worth reading; pen runs together or
wavers, and a page without such marks costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.geometry import Box
from pipeline.mark_kinds import of_family
from pipeline.stamps.frames import find_frames
from pipeline.stamps.plates import (
    leans,
    own_ink,
    shows_form,
    shows_lettering,
    shows_slanting_letters,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.stamps.frames import Frame
    from pipeline.values.marks import CleanPage, Mark

__all__ = ["Candidate", "find_candidates", "ink_of", "of_form_size", "within"]

# Marks of one stamp lie nearer to one another.
_GAP_MM = 3.0
# A stamp with lettering is at least so large, and no larger; coloured print runs across the page.
_LEAST_MM, _MOST_MM, _LINE_MM = (9.0, 3.0), (95.0, 60.0), 200.0
# Black marks higher than this are stamps only where they have a frame, of at least this size.
_UNFRAMED_MM = 24.0
_LEAST_FRAME_MM = (16.0, 6.0)
# ĐẾN forms: 35 × 50 mm by rule.
_FORM_MM = ((34.0, 85.0), (14.0, 52.0))

_NEVER = of_family("stroke") | {"set_off"}


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """Marks that may be one stamp.

    Attributes:
        box: Around it, flat frame.
        members: Numbers of the page's marks.
        frame: The frame found, where one was.
        colour: Of its ink.
        leaning: It stands aslant, as arrows do.
    """

    box: Box
    members: tuple[int, ...]
    frame: Frame | None
    colour: str
    leaning: bool = False


def find_candidates(page: CleanPage) -> list[Candidate]:
    """What may be a stamp: frames on gray pages, and marks near one another that show lettering."""
    mm = page.flat.dpi / 25.4
    found: list[Candidate] = []
    taken: set[int] = set()
    may = [i for i, mark in enumerate(page.marks) if _may_be(mark)]
    black = [i for i in may if page.marks[i].colour == "black"]
    for frame in _frames(page, [page.marks[i] for i in black]):
        members = [i for i in black if i not in taken and within(page.marks[i].box, frame.box)]
        wider = [i for i in black if i not in taken and _holds(page.marks[i], frame.box, mm)]
        taken.update(members + wider)
        box = Box.around([frame.box, *(page.marks[i].box for i in wider)])
        found.append(Candidate(box, tuple({*members, *wider}), frame, "black"))
    free = [
        i for i in may if i not in taken and _small(page.marks[i].box, mm, page.marks[i].colour)
    ]
    for group in (_of_one_form(page.marks, near, mm) for near in _near(page.marks, free, mm)):
        box = Box.around(page.marks[i].box for i in group)
        colour = page.marks[group[0]].colour
        wide, high = box.width / mm, box.height / mm
        if (
            max(wide, high) < _LEAST_MM[0]
            or min(wide, high) < _LEAST_MM[1]
            or not _small(box, mm, colour)
        ):
            continue
        marks = [page.marks[i] for i in group]
        if _shows_stamp(marks, box, page):
            found.append(Candidate(box, tuple(group), None, colour, _leaning(marks)))
    # What colour tells apart is surest: a frame seen in gray may be the same stamp's.
    return sorted(found, key=lambda candidate: candidate.colour == "black")


def _shows_stamp(marks: Sequence[Mark], box: Box, page: CleanPage) -> bool:
    """Whether ink shows letters in a row, a frame, or an arrow."""
    dpi = page.flat.dpi
    wide, high = box.width * 25.4 / dpi, box.height * 25.4 / dpi
    ink = own_ink(page, marks, box)
    if _leaning(marks):
        return shows_slanting_letters(ink, dpi)
    if marks[0].colour == "black" and min(wide, high) > _UNFRAMED_MM:
        # Seals and signatures mostly; a form so large has a frame.
        return of_form_size(wide, high) and shows_form(ink, dpi)
    if shows_lettering(ink < 170, dpi / 25.4):
        return True
    return wide >= _LEAST_FRAME_MM[0] and high >= _LEAST_FRAME_MM[1] and shows_form(ink, dpi)


def _of_one_form(marks: Sequence[Mark], group: list[int], mm: float) -> list[int]:
    """Of marks that lie near a form only those in it: the day of a date may stand beside one."""
    largest = max(group, key=lambda i: marks[i].box.area)
    box = marks[largest].box
    if not of_form_size(box.width / mm, box.height / mm):
        return group
    return [i for i in group if i == largest or within(marks[i].box, box)]


def _leaning(marks: Sequence[Mark]) -> bool:
    """Whether the largest of some marks stands aslant."""
    return leans(max(marks, key=lambda mark: mark.box.area).mask)


def _may_be(mark: Mark) -> bool:
    """Not what its shape says for sure; an arrow is as large as a seal and no seal."""
    return mark.kind not in _NEVER and (mark.kind != "seal" or leans(mark.mask))


def _frames(page: CleanPage, black: Sequence[Mark]) -> list[Frame]:
    """Frames without colour: about all black marks of a gray page, about each of a colour page.

    Where the ink net saw nothing but print, no stamp is looked for.
    """
    dpi, shape = page.flat.dpi, page.plain.shape
    mm = dpi / 25.4
    if page.flat.image.ndim == 2:
        if not black:
            return []
        # Of a worn stamp the net may have seen a corner alone.
        around = Box.around(mark.box for mark in black).grown(round(40 * mm), (shape[0], shape[1]))
        seen = find_frames(np.ascontiguousarray(page.plain[around.slices]), dpi)
        return [frame.moved(around.x, around.y) for frame in seen]
    found: list[Frame] = []
    for mark in black:
        if min(mark.box.width / 14, mark.box.height / 5) < mm or not _small(mark.box, mm, "black"):
            continue
        around = mark.box.grown(round(12 * mm), (shape[0], shape[1]))
        for frame in find_frames(np.ascontiguousarray(page.plain[around.slices]), dpi):
            moved = frame.moved(around.x, around.y)
            if not any(within(moved.box, other.box) for other in found):
                found.append(moved)
    return found


def _small(box: Box, mm: float, colour: str) -> bool:
    """No larger than a stamp, or in colour than a line of print."""
    wide, high = box.width / mm, box.height / mm
    longest = _MOST_MM[0] if colour == "black" else _LINE_MM
    return max(wide, high) <= longest and min(wide, high) <= _MOST_MM[1]


def within(box: Box, other: Box) -> bool:
    """Whether most of a box lies in another."""
    return box.intersection(other).area > 0.5 * box.area


def of_form_size(wide: float, high: float) -> bool:
    """Whether millimetres are an ĐẾN form's."""
    return _FORM_MM[0][0] <= wide <= _FORM_MM[0][1] and _FORM_MM[1][0] <= high <= _FORM_MM[1][1]


def _holds(mark: Mark, frame: Box, mm: float) -> bool:
    """Whether a mark has a form's size and a frame is a part of it: the one cell still to see."""
    wide, high = mark.box.width / mm, mark.box.height / mm
    return (
        frame.intersection(mark.box).area > 0.8 * frame.area
        and frame.area < 0.65 * mark.box.area
        and _FORM_MM[0][0] <= wide <= _FORM_MM[0][1]
        and _FORM_MM[1][0] <= high <= 40
    )


def _near(marks: Sequence[Mark], numbers: Iterable[int], mm: float) -> list[list[int]]:
    """Marks of one ink that lie close together, as groups of their numbers."""
    groups: list[list[int]] = []
    reach = round(_GAP_MM * mm)
    for i in numbers:
        box = marks[i].box
        wide = Box(box.x - reach, box.y - reach, box.width + 2 * reach, box.height + 2 * reach)
        joined = [
            group
            for group in groups
            if any(
                ink_of(marks[j].colour) == ink_of(marks[i].colour)
                and wide.intersection(marks[j].box).area
                for j in group
            )
        ]
        groups = [group for group in groups if group not in joined]
        groups.append([*(j for group in joined for j in group), i])
    return groups


def ink_of(colour: str) -> str:
    """Blue and violet rubber are one ink to a scanner."""
    return colour if colour in ("red", "black") else "cool"
