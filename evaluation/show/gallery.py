"""Every mark of every page as a card for a person: what was found, what it says, what is true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evaluation.measure.field_outcomes import plain_value
from evaluation.measure.mark_matches import match_marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evaluation.bench.pictures import Picture, Pictures
    from evaluation.measure.mark_matches import MarkMatch, Verdict
    from evaluation.truth.case import Case, TrueMark, TruePage
    from pipeline.geometry import Box
    from pipeline.values.marks import MarkRecord

__all__ = ["Card", "How", "Sheet", "gallery_sheet"]

How = Literal["right", "wrong", "missed", "open"]
"""`wrong`: misnamed, invented, or read wrong; `open`: nobody noted what the paper has."""

READ_KINDS = frozenset({"fill_in", "name_stamp", "urgency", "secrecy"})
"""Marks whose own text is to be read; a stamp's form is judged by its fields."""


@dataclass(frozen=True, slots=True)
class Card:
    """One mark.

    Attributes:
        order: On its page, from 1.
        kind: What it was taken for; what it is, where it was missed.
        how: See `How`.
        verdict: Of its place and kind; None where nobody noted the truth.
        crop: Picture file, relative to the gallery; None where there is none.
        cutout: Its ink alone, likewise.
        points: Corners of its outline over the page, `x,y x,y …` in per cent.
        place: Its box over the page, (left, top, width, height) in per cent.
        ours: The mark as stored; None where it was missed.
        true: The mark that was drawn there.
        misread: What was read is not what the paper says.
    """

    order: int
    kind: str
    how: How
    verdict: Verdict | None
    crop: str | None
    cutout: str | None
    points: str
    place: tuple[float, float, float, float]
    ours: MarkRecord | None
    true: TrueMark | None
    misread: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with its cards.

    Attributes:
        name: Of the file.
        page: The page, with what a transcriber noted of its pen and stamps.
        condition: As in `Case`.
        link: To the page that shows its text.
        scan: As scanned, None where the page could not be read; `clean` likewise.
        clean: Marks lifted, upright.
        ratio: Width over height of the scan.
        cards: Its marks.
    """

    name: str
    page: TruePage
    condition: str
    link: str
    scan: str | None
    clean: str | None
    ratio: float
    cards: tuple[Card, ...]


def gallery_sheet(case: Case, page: TruePage, pictures: Pictures | None, folder: str) -> Sheet:
    """A page and its marks, ready to be shown.

    Args:
        case: Its file.
        page: The page as it is.
        pictures: Of its reading.
        folder: Where its pictures lie, relative to the gallery.
    """
    link = f"{folder}/index.html"
    if pictures is None:
        return Sheet(case.name, page, case.condition, link, None, None, 1.0, ())

    def file(picture: Picture) -> str:
        return f"{folder}/{picture.file}"

    width, height = pictures.size_px
    return Sheet(
        case.name,
        page,
        case.condition,
        link,
        file(pictures.scan),
        file(pictures.clean),
        width / height,
        tuple(_cards(page, pictures, folder)),
    )


def _cards(page: TruePage, pictures: Pictures, folder: str) -> Iterable[Card]:
    missed = iter(pictures.missed)
    matches: list[tuple[MarkRecord | None, MarkMatch | None]] = (
        [(mark, None) for mark in pictures.marks]
        if page.marks is None
        else [(match.ours, match) for match in match_marks(page.marks, pictures.marks)]
    )
    for order, (ours, match) in enumerate(matches, 1):
        true = None if match is None else match.true
        known = ours or true
        if known is None:
            raise ValueError(f"a match of nothing on page {page.number}")
        crop = next(missed) if ours is None else ours.crop
        misread = _misread(match)
        yield Card(
            order=order,
            kind=known.kind,
            how=_how(match, misread=misread),
            verdict=None if match is None else match.verdict,
            crop=None if crop is None else f"{folder}/{crop}",
            cutout=None if ours is None or ours.cutout is None else f"{folder}/{ours.cutout}",
            points=_points(ours, known.box, pictures.size_px),
            place=_place(known.box, pictures.size_px),
            ours=ours,
            true=true,
            misread=misread,
        )


def _how(match: MarkMatch | None, *, misread: bool) -> How:
    if match is None:
        return "open"
    if match.verdict == "missed":
        return "missed"
    return "right" if match.verdict == "right" and not misread else "wrong"


def _misread(match: MarkMatch | None) -> bool:
    """Something was read that the paper does not say; nothing read is no mistake."""
    if match is None or match.ours is None or match.true is None or match.verdict != "right":
        return False
    ours, true = match.ours, match.true
    if true.kind in READ_KINDS and ours.text is not None:
        return _same(ours.text) != _same(true.text)
    return any(
        said is not None and plain_value(said) != plain_value(true.fields.get(name))
        for name, said in _asked(ours.fields, true.fields)
    )


def _asked(
    said: Mapping[str, str | None], true: Mapping[str, str | None]
) -> Iterable[tuple[str, str | None]]:
    return ((name, value) for name, value in said.items() if name in true)


def _same(text: str | None) -> str:
    """As compared: case and room between signs are the stamp cutter's and the pen's affair."""
    return "".join((plain_value(text) or "").upper().split())


def _points(ours: MarkRecord | None, box: Box, size: tuple[int, int]) -> str:
    corners = ours.outline if ours is not None and ours.outline else _corners(box)
    return " ".join(f"{100 * x / size[0]:.2f},{100 * y / size[1]:.2f}" for x, y in corners)


def _corners(box: Box) -> tuple[tuple[int, int], ...]:
    return ((box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom))


def _place(box: Box, size: tuple[int, int]) -> tuple[float, float, float, float]:
    width, height = size
    return (
        round(100 * box.x / width, 3),
        round(100 * box.y / height, 3),
        round(100 * box.width / width, 3),
        round(100 * box.height / height, 3),
    )
