"""Where ink work fails worst on drawn pages, cut out before and after, for people to look at.

    python -m evaluation.show.failures FOLDER --out docs/ink-failures --count 10

FOLDER was drawn with masks (`sohoa samples FOLDER --masks`). Only drawn pages are shown: crops are
kept in the repository, and real papers are not ours to keep.
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from PIL import Image

from evaluation.measure.distances import distance, normal
from evaluation.measure.handwork import from_marks, stands_alone
from evaluation.measure.mark_matches import match_marks
from evaluation.measure.pixels import ink_layers
from evaluation.truth.cases import cases_in
from pipeline.page import read_traced
from pipeline.raster import read_page
from pipeline.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from evaluation.truth.case import Case, TruePage
    from pipeline.geometry import Box
    from pipeline.page import PageTrace

__all__ = ["Place", "places_on", "worst", "write_places"]

Sort = Literal["print-lost", "ink-left", "seal", "pen"]

LEAST_PIXELS = 25
"""A line is blamed on ink work where so many of its pixels were lost or left: a letter's stroke."""
AROUND_MM = 5.0
LARGEST_BYTES = 150_000
WIDEST = 1100
PICTURE = re.compile(r"\d\d-[a-z-]+\.png")


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A place where taking ink off, or reading it, went wrong.

    Attributes:
        sort: What went wrong.
        badness: To be ranked by, within its sort.
        case: Name of the file.
        page: Number in it.
        said: What went wrong, in a sentence.
        before: (h, w[, 3]) uint8, upright, as scanned.
        after: (h, w) uint8, the same place cleaned.
    """

    sort: Sort
    badness: float
    case: str
    page: int
    said: str
    before: NDArray[np.uint8]
    after: NDArray[np.uint8]


def places_on(case: Case, page: TruePage, trace: PageTrace) -> Iterator[Place]:
    """Everything that went wrong with the ink of one drawn page, masks and marks known."""
    for sort, badness, box, said in (
        *_wrong_lines(page, trace),
        *_seals(page, trace),
        *_pen(page, trace),
    ):
        flat = trace.clean.flat
        around = box.grown(round(flat.pixels(AROUND_MM)), trace.clean.gray.shape)
        before, after = flat.image[around.slices].copy(), trace.clean.gray[around.slices].copy()
        yield Place(sort, badness, case.name, page.number, said, before, after)


def worst(places: Iterable[Place], count: int) -> list[Place]:
    """The worst of every sort in turn, no two of a sort from one page."""
    by_sort: dict[str, list[Place]] = {}
    for place in sorted(places, key=lambda place: -place.badness):
        known = by_sort.setdefault(place.sort, [])
        if all((place.case, place.page) != (other.case, other.page) for other in known):
            known.append(place)
    chosen: list[Place] = []
    while len(chosen) < count and any(by_sort.values()):
        chosen += [known.pop(0) for known in by_sort.values() if known]
    return chosen[:count]


def write_places(places: Sequence[Place], folder: Path) -> None:
    """Write one PNG a place, before and after side by side, and `index.md` with a line for each.

    Pictures of an earlier run are removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if PICTURE.fullmatch(old.name):
            old.unlink()
    lines = [
        "# Where ink work still fails",
        "",
        "Drawn pages; the scan on the left, the cleaned page on the right.",
    ]
    for number, place in enumerate(places, 1):
        name = f"{number:02d}-{place.sort}.png"
        _save_small(_side_by_side(place), folder / name)
        lines += ["", f"{number}. `{place.case}`, page {place.page}: {place.said}", ""]
        lines.append(f"   ![{place.sort}]({name})")
    (folder / "index.md").write_text("\n".join(lines) + "\n", "utf-8")


def _wrong_lines(page: TruePage, trace: PageTrace) -> Iterator[tuple[Sort, float, Box, str]]:
    """Printed lines that are read wrong where print was lost or ink was left."""
    layers = ink_layers(page, trace.clean)
    to_flat = trace.clean.flat.to_original.inverse()
    text = normal("\n".join(line.text for line in trace.result.reading.lines))
    forms = {block.forms[0]: block.forms for block in page.truth.lines}
    for line in page.lines:
        wanted = forms.get(line.text, (line.text,))
        wrong = min(distance(normal(form), text) for form in wanted)
        box = to_flat.box(line.box, trace.clean.gray.shape)
        lost, left = (_count(layer[box.slices]) for layer in (layers.lost, layers.left))
        if not wrong or max(lost, left) < LEAST_PIXELS:
            continue
        letters = f"{wrong} wrong letter{'s' if wrong > 1 else ''} in “{line.text}”"
        if lost > left:
            yield "print-lost", wrong, box, f"print went with the ink: {letters}"
        else:
            yield "ink-left", wrong, box, f"ink was left on print: {letters}"


def _seals(page: TruePage, trace: PageTrace) -> Iterator[tuple[Sort, float, Box, str]]:
    """Seals that no mark of ours names, the largest first."""
    to_flat = trace.clean.flat.to_original.inverse()
    matches = match_marks(page.marks or (), trace.result.reading.marks)
    named = [match.true for match in matches if match.verdict == "right"]
    for true in page.marks or ():
        if true.kind != "seal" or any(true is other for other in named):
            continue
        taken = next((m.ours.kind for m in matches if m.true is true and m.ours), None)
        said = f"taken for {taken.replace('_', ' ')}" if taken else "not found"
        box = to_flat.box(true.box, trace.clean.gray.shape)
        yield "seal", true.box.area, box, f"a {true.colour} seal was {said}"


def _pen(page: TruePage, trace: PageTrace) -> Iterator[tuple[Sort, float, Box, str]]:
    """Blanks filled in by pen that are read wrong, then those that are not read."""
    to_flat = trace.clean.flat.to_original.inverse()
    matches = match_marks(page.marks or (), trace.result.reading.marks)
    for true in page.marks or ():
        for outcome in from_marks([true], matches) if stands_alone(true, page.marks or ()) else ():
            if outcome.outcome == "right" or outcome.wanted is None:
                continue
            given = f"was read as “{outcome.read}”" if outcome.read else "was not read"
            box = to_flat.box(true.box, trace.clean.gray.shape)
            badness = (2 if outcome.read else 1) + len(outcome.wanted) / 100
            yield "pen", badness, box, f"“{outcome.wanted}” by pen {given}"


def _count(mask: NDArray[np.bool_]) -> int:
    return int(np.count_nonzero(mask))


def _side_by_side(place: Place) -> Image.Image:
    """Before and after with a gap between."""
    parts = [Image.fromarray(part).convert("RGB") for part in (place.before, place.after)]
    gap = 12
    width, height = parts[0].size
    both = Image.new("RGB", (2 * width + gap, height), (120, 120, 120))
    both.paste(parts[0], (0, 0))
    both.paste(parts[1], (width + gap, 0))
    return both


def _save_small(picture: Image.Image, path: Path) -> None:
    """Write a PNG of a hundred colours, scaled down until it is small enough to be kept."""
    scale = min(1.0, WIDEST / picture.width)
    while True:
        size = (round(picture.width * scale), round(picture.height * scale))
        small = picture.resize(size, Image.Resampling.LANCZOS) if scale < 1 else picture
        small.quantize(96, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= LARGEST_BYTES:
            return
        scale *= 0.8


def _read(folder: Path, settings: Settings) -> Iterator[Place]:
    """Read every page that has masks and marks."""
    for case in cases_in(folder):
        for page in case.pages:
            if page.masks is None or not page.marks:
                continue
            trace = read_traced(read_page(case.path, page.number, settings.raster), settings)
            yield from places_on(case, page, trace)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read, choose, write."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.show.failures", description=__doc__)
    parser.add_argument("folder", type=Path, help="drawn with masks")
    parser.add_argument("--out", type=Path, required=True, help="folder for crops and index.md")
    parser.add_argument("--count", type=int, default=10)
    asked = parser.parse_args(arguments)
    # Drawn papers that bear MẬT are no secrets.
    settings = replace(Settings(), secrecy="flag")
    chosen = worst(_read(asked.folder, settings), asked.count)
    if not chosen:
        parser.error(f"{asked.folder} has no page with masks on which ink work fails")
    write_places(chosen, asked.out)
    sys.stdout.write(f"{asked.out / 'index.md'}: {len(chosen)} places\n")


if __name__ == "__main__":
    main()
