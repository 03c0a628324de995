"""What every step of cleaning and reading is worth: the same pages, with it and without."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from evaluation.bench.ours_and_plain import without_steps
from evaluation.measure.rows import Group, groups_of, row_of
from evaluation.measure.tabulate import Cells, percent, seconds
from evaluation.show.labels import STEPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evaluation.measure.figures import PageFigures
    from pipeline.settings import Settings

__all__ = [
    "Variant",
    "VariantFigures",
    "ablation_table",
    "harm_of_cleaning",
    "pages_read_by",
    "variants_of",
]

WHOLE = "đủ các bước"
UNCLEANED = "không làm sạch"
UNMARKED = "trang không có dấu"
DEBIAN, DEBIANS = "vie", "mẫu vie của Debian"


@dataclass(frozen=True, slots=True)
class Variant:
    """Settings with something turned off, and what clerks call the reading."""

    name: str
    settings: Settings


@dataclass(frozen=True, slots=True)
class VariantFigures:
    """The pages as a variant read them, in the order of the report."""

    name: str
    pages: tuple[PageFigures, ...]


def variants_of(settings: Settings) -> tuple[Variant, ...]:
    """Every step that is on turned off alone, then all of cleaning, then Debian's own model.

    Every flag of `Settings.ink` and `Settings.recognition` is a step, so that a new one is
    measured as soon as it exists.
    """
    found = []
    for section in ("ink", "recognition"):
        whole = getattr(settings, section)
        found += [
            Variant(
                STEPS.get(f.name, f"không {f.name}"),
                replace(settings, **{section: replace(whole, **{f.name: False})}),
            )
            for f in fields(whole)
            if getattr(whole, f.name) is True
        ]
    if without_steps(settings.ink) != settings.ink:
        found.append(Variant(UNCLEANED, replace(settings, ink=without_steps(settings.ink))))
    if settings.recognition.language != DEBIAN:
        recognition = replace(settings.recognition, language=DEBIAN)
        found.append(Variant(DEBIANS, replace(settings, recognition=recognition)))
    return tuple(found)


def ablation_table(pages: Sequence[PageFigures], variants: Sequence[VariantFigures]) -> Cells:
    """A row for each group and reading; a difference is that to the reading with every step."""
    head = ["Điều kiện", "Cách đọc", "Trang", "CER", "so với đủ", "Từ đúng", "Nhiễu", "Sai dấu"]
    head.append("CPU s/trang")
    groups = groups_of(pages) | {UNMARKED: Group(marked=False)}
    lines = []
    for name, group in groups.items():
        whole = group.pages(pages)
        if not any(page.printed for page in whole):
            continue
        base = row_of(name, "sohoa", whole)
        for said, read in ((WHOLE, whole), *((v.name, group.pages(v.pages)) for v in variants)):
            row = row_of(name, "sohoa", read)
            change = row.rates["cer"] - base.rates["cer"]
            lines.append(
                [
                    name,
                    said,
                    str(row.pages),
                    percent(row.rates["cer"], 2),
                    "" if read is whole else f"{'+' if change > 0 else ''}{percent(change, 2)}",
                    *(percent(row.rates[rate], 1) for rate in ("word_recall", "noise", "tone")),
                    seconds(row.cpu_seconds / row.pages),
                ]
            )
    return Cells(head, lines)


def pages_read_by(name: str, variants: Sequence[VariantFigures]) -> tuple[PageFigures, ...]:
    """The pages as the variant of that name read them; none where it was not asked for."""
    return next((variant.pages for variant in variants if variant.name == name), ())


def harm_of_cleaning(
    pages: Sequence[PageFigures], variants: Sequence[VariantFigures]
) -> float | None:
    """By how much cleaning raises the error rate of pages without marks, 0–1; below 0 it helps.

    None where no such page was read uncleaned.
    """
    uncleaned = pages_read_by(UNCLEANED, variants)
    rates = []
    for read in (pages, uncleaned):
        bare = [p for p in Group(marked=False).pages(read) if p.printed]
        if not bare:
            return None
        rates.append(row_of(UNMARKED, "sohoa", bare).rates["cer"])
    return rates[0] - rates[1]
