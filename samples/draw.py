"""Draw whole scans with known truth, and write them as PDFs."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PIL import Image

from samples.compose import blank_back
from samples.conditions import Condition, condition_named, plan_marks, set_up_scanner
from samples.documents import draw_letter, join
from samples.faces import HELD_PIN_FACES, PIN_FACES
from samples.kinds import make_kind
from samples.layout import lay_out
from samples.layouts import LAYOUTS, with_layout
from samples.letters import make_letter
from samples.look import Look
from samples.machines import MACHINES
from samples.mishandling import MISHAPS, NO_MISHAP, tell_mishap
from samples.overlays import lay_over
from samples.paper_pdf import write_pdf
from samples.press import FULL
from samples.stacks import mixed_stack

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from samples.compose import DrawnPage
    from samples.documents import DrawnScan
    from samples.letter import Letter
    from samples.splits import Split

__all__ = ["draw_document", "draw_set", "draw_under", "write_scan"]


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
    return draw_under(condition, condition_named(condition), seed, split=split)


def draw_under(condition: str, how: Condition, seed: int, *, split: Split = "open") -> DrawnScan:
    """Draw a scan under a condition that may differ from the one of its name, say in its dpi."""
    rng = random.Random(f"{condition}:{seed}" if split == "open" else f"{condition}:{split}:{seed}")
    if how.layouts:
        layouts = rng.sample(list(LAYOUTS), 5)
        documents = [_one(rng, how, split, partial(with_layout, name=name)) for name in layouts]
        return join(condition, seed, f"{how.note}: {', '.join(layouts)}", documents)
    if how.mixed:
        documents = mixed_stack(rng, how, split, lambda how, change: _one(rng, how, split, change))
        return join(condition, seed, how.note, documents)
    count = rng.randint(3, 5) if how.stack else 1
    return join(condition, seed, how.note, [_one(rng, how, split) for _ in range(count)])


def _one(
    rng: random.Random,
    how: Condition,
    split: Split,
    change: Callable[[random.Random, Letter], Letter] | None = None,
) -> tuple[list[DrawnPage], dict[str, Any]]:
    plan, pen = plan_marks(rng, how)
    if how.kinds:
        letter, look = make_kind(rng, rng.choice(how.kinds), split, Look.drawn(rng, split))
    else:
        short = how.stack or how.layouts or how.verso
        letter = make_letter(rng, pen=pen, amount=rng.choice((1, 2, 3, 5)) if short else None)
        look = None
    if change:
        letter = change(rng, letter)
    if plan.seal and not plan.foot and rng.random() < 0.08:
        letter = replace(letter, stamp_signer=True)
    scanner = set_up_scanner(rng, how)
    backs = how.stack and rng.random() < 0.6
    look = look or Look.drawn(rng, split)
    listed = rng.random() < 0.4
    press, scanner = MACHINES[how.machine](rng, scanner) if how.machine else (FULL, scanner)
    if how.overlaid:  # a straight box hides whole lines only where lines are straight
        scanner = replace(scanner, skew=max(-0.12, min(0.12, scanner.skew)))
    if how.points:
        look = replace(look, scale=rng.uniform(*how.points) / look.points)
    if how.machine == "pins":
        look = replace(look, face=rng.choice(PIN_FACES if split == "open" else HELD_PIN_FACES))
    mishap = MISHAPS[how.mishap] if how.mishap else NO_MISHAP
    scanner = mishap.done(rng, scanner)
    verso = None
    if how.verso:
        verso = rng.choice(lay_out(make_letter(rng, amount=4), Look.drawn(rng, split)))
        scanner = replace(scanner, show_through=rng.uniform(*how.verso), whiten=False)
    if how.blank:
        return [blank_back(rng, verso, scanner)], {}
    pages, record = draw_letter(
        rng,
        letter,
        look,
        plan,
        scanner,
        backs=backs,
        listed=listed,
        press=press,
        verso=verso,
        twice=mishap.twice,
    )
    tell_mishap(pages, mishap)
    if how.overlaid:
        pages = [lay_over(rng, page, split) for page in pages]
    return pages, record


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
        conditions: As `draw_document` takes them.
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
            name = f"{condition}-{seed + index:04d}"
            name += "" if split == "open" else f"-{split}"
            paths.append(write_scan(scan, folder, name, masks=masks))
            if progress:
                progress(len(paths), total)
    return paths
