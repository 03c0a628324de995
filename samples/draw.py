"""Draw whole scans with known truth, and write them as PDFs."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from samples.compose import DrawnPage, blank_back, page_from, record_of
from samples.conditions import Condition, condition_named, plan_marks, set_up_scanner
from samples.faces import HELD_PIN_FACES, PIN_FACES
from samples.kinds import make_kind
from samples.layout import lay_out
from samples.layouts import LAYOUTS, with_layout
from samples.letters import make_letter
from samples.look import Look
from samples.machines import MACHINES
from samples.markup import mark_up
from samples.paper_pdf import write_pdf
from samples.press import FULL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from samples.letter import Letter
    from samples.markup import MarkPlan
    from samples.press import Press
    from samples.scanner import Scanner
    from samples.splits import Split
    from samples.typesetting import Sheet

__all__ = ["DrawnScan", "draw_document", "draw_letter", "draw_set", "join", "write_scan"]


@dataclass(frozen=True, slots=True)
class DrawnScan:
    """A drawn file: its pages, and the truth about it but for its name.

    `documents` has, for each document, its page numbers and its record.
    """

    condition: str
    seed: int
    note: str
    pages: tuple[DrawnPage, ...]
    documents: tuple[dict[str, Any], ...]

    def truth(self, name: str) -> dict[str, Any]:
        """The truth file's content."""
        return {
            "schema_version": 1,
            "name": name,
            "condition": self.condition,
            "seed": self.seed,
            "note": self.note,
            "documents": list(self.documents),
            "pages": [page.truth for page in self.pages],
        }


def draw_letter(
    rng: random.Random,
    letter: Letter,
    look: Look,
    plan: MarkPlan,
    scanner: Scanner,
    *,
    backs: bool = False,
    listed: bool = False,
    press: Press = FULL,
    verso: Sheet | None = None,
) -> tuple[list[DrawnPage], dict[str, Any]]:
    """Print, mark and scan one letter.

    Args:
        rng: Decides everything left open.
        letter: What is printed.
        look: How.
        plan: Its marks.
        scanner: Its scanner; skew and dust vary from page to page.
        backs: Both sides go through the scanner; the backs are blank.
        listed: `Kính gửi:` stands alone above its list.
        press: How strongly it is printed.
        verso: What stands on each page's back; its own next page when None.

    Returns:
        Its pages (backs between), and its record.
    """
    sheets = lay_out(letter, look, listed=listed)
    marks, added = mark_up(rng, sheets, letter, plan)
    pages = []
    for index, (sheet, its_marks) in enumerate(zip(sheets, marks, strict=True)):
        here = replace(scanner, skew=scanner.skew + rng.gauss(0, 0.08) if index else scanner.skew)
        behind = verso or sheets[(index + 1) % len(sheets)]
        back = np.asarray(behind.ink) if scanner.show_through else None
        pages.append(page_from(rng, sheet, its_marks, here, back, press))
        if backs:
            thin = replace(
                here,
                show_through=max(0.08, here.show_through),
                skew=-here.skew,
                whiten=here.whiten and rng.random() < 0.4,
            )
            pages.append(blank_back(rng, sheet, thin))
    return pages, record_of(letter, added)


def join(
    condition: str,
    seed: int,
    note: str,
    documents: Sequence[tuple[list[DrawnPage], dict[str, Any]]],
) -> DrawnScan:
    """Documents one after the other as one file; page numbers are set here."""
    pages: list[DrawnPage] = []
    entries = []
    for own, record in documents:
        first = len(pages) + 1
        pages += [
            replace(page, truth={**page.truth, "number": first + index})
            for index, page in enumerate(own)
        ]
        entries.append({"pages": list(range(first, len(pages) + 1)), "fields": record})
    return DrawnScan(condition, seed, note, tuple(pages), tuple(entries))


def draw_document(condition: str, seed: int, *, split: Split = "open") -> DrawnScan:
    """Draw a scan under a condition; the same seed draws the same pixels.

    Args:
        condition: A name in `samples.conditions.CONDITIONS`, or a kind of `samples.kinds.KINDS`
            and a condition to draw it under: `statement+pale190`.
        seed: Any number.
        split: `held` draws in other faces and after other templates than `open`.

    Raises:
        ValueError: The condition does not exist.
    """
    how = condition_named(condition)
    rng = random.Random(f"{condition}:{seed}" if split == "open" else f"{condition}:{split}:{seed}")
    if how.layouts:
        layouts = rng.sample(list(LAYOUTS), 5)
        documents = [_one(rng, how, split, layout) for layout in layouts]
        return join(condition, seed, f"{how.note}: {', '.join(layouts)}", documents)
    count = rng.randint(3, 5) if how.stack else 1
    return join(condition, seed, how.note, [_one(rng, how, split) for _ in range(count)])


def _one(
    rng: random.Random, how: Condition, split: Split, layout: str | None = None
) -> tuple[list[DrawnPage], dict[str, Any]]:
    plan, pen = plan_marks(rng, how)
    if how.kinds:
        letter, look = make_kind(rng, rng.choice(how.kinds), split, Look.drawn(rng, split))
    else:
        short = how.stack or how.layouts or how.verso
        letter = make_letter(rng, pen=pen, amount=rng.choice((1, 2, 3, 5)) if short else None)
        look = None
    if layout:
        letter = with_layout(rng, letter, layout)
    if plan.seal and not plan.foot and rng.random() < 0.08:
        letter = replace(letter, stamp_signer=True)
    scanner = set_up_scanner(rng, how)
    backs = how.stack and rng.random() < 0.6
    look = look or Look.drawn(rng, split)
    listed = rng.random() < 0.4
    press, scanner = MACHINES[how.machine](rng, scanner) if how.machine else (FULL, scanner)
    if how.points:
        look = replace(look, scale=rng.uniform(*how.points) / look.points)
    if how.machine == "pins":
        look = replace(look, face=rng.choice(PIN_FACES if split == "open" else HELD_PIN_FACES))
    verso = None
    if how.verso:
        verso = rng.choice(lay_out(make_letter(rng, amount=4), Look.drawn(rng, split)))
        scanner = replace(scanner, show_through=rng.uniform(*how.verso), whiten=False)
    if how.blank:
        return [blank_back(rng, verso, scanner)], {}
    return draw_letter(
        rng, letter, look, plan, scanner, backs=backs, listed=listed, press=press, verso=verso
    )


def write_scan(scan: DrawnScan, folder: Path, name: str, *, masks: bool = False) -> Path:
    """Write NAME.pdf, NAME.truth.json and, if asked, one PNG a mask; returns the PDF's path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.pdf"
    write_pdf(scan.pages, path)
    text = json.dumps(scan.truth(name), ensure_ascii=False, indent=1)
    (folder / f"{name}.truth.json").write_text(text + "\n", encoding="utf-8")
    if masks:
        for number, page in enumerate(scan.pages, 1):
            layers = {f"ink-{kind}": mask for kind, mask in page.ink.items()}
            for label, mask in {**layers, "print": page.print_mask}.items():
                Image.fromarray(mask).save(folder / f"{name}.p{number}.{label}.png")
    return path


def draw_set(
    folder: Path,
    conditions: Sequence[str],
    count: int,
    seed: int = 0,
    *,
    masks: bool = False,
    split: Split = "open",
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Draw `count` scans of each condition into a folder.

    Args:
        folder: Made if it is not there.
        conditions: Names in `CONDITIONS`.
        count: Scans of each.
        seed: The first; the next scans count on.
        masks: Write ink and print masks too.
        split: Which faces and templates.
        progress: Told (done, all) after every scan.

    Returns:
        The PDFs.
    """
    paths: list[Path] = []
    total = len(conditions) * count
    for condition in conditions:
        for index in range(count):
            scan = draw_document(condition, seed + index, split=split)
            paths.append(write_scan(scan, folder, f"{condition}-{seed + index:04d}", masks=masks))
            if progress:
                progress(len(paths), total)
    return paths
