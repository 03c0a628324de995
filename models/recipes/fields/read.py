"""Draws documents, reads them, and keeps what was read, so that a fit need not read again.

python -m models.recipes.fields.read --out build/fields --conditions grey200,company+bilevel \
  --count 5 --seed 8000 --split held
python -m models.recipes.fields.read --out build/fields-real --scans SCANS
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import msgspec
from evaluation.truth.cases import cases_in
from pipeline.page import read_traced
from pipeline.raster import open_scan, read_page
from pipeline.settings import Settings
from samples.draw import draw_document, write_scan
from samples.splits import SPLITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evaluation.truth.case import Case
    from samples.splits import Split

READINGS, TRUTH = ".readings.json", ".truth.json"


def keep(case: Case, out: Path) -> None:
    """Read every page of a file and write NAME.readings.json and NAME.truth.json."""
    # Drawn papers with MẬT on them are no secrets.
    settings = replace(Settings(), secrecy="flag")
    pages = [
        read_traced(read_page(case.path, number, settings.raster), settings).result.reading
        for number in range(1, open_scan(case.path).pages + 1)
    ]
    name = case.name.replace("/", "__")
    truth = {
        "name": case.name,
        "condition": case.condition,
        "drawn": case.drawn,
        "documents": [
            {"pages": document.pages, "fields": document.fields, "alone": document.alone}
            for document in case.documents
        ],
    }
    (out / f"{name}{READINGS}").write_bytes(msgspec.json.encode(pages))
    (out / f"{name}{TRUTH}").write_text(json.dumps(truth, ensure_ascii=False), "utf-8")


def draw_and_keep(
    conditions: Sequence[str], count: int, seed: int, split: Split, out: Path
) -> None:
    """Draw, read and keep `count` documents of each condition; what is there already is not redone.

    All conditions take turns, so that what stands after a break is of every kind.
    """
    for number in range(seed, seed + count):
        for condition in conditions:
            name = f"{condition}-{number:04d}" + ("" if split == "open" else f"-{split}")
            if (out / f"{name}{TRUTH}").exists():
                continue
            with TemporaryDirectory() as drawn:
                folder = Path(drawn)
                write_scan(draw_document(condition, number, split=split), folder, name)
                keep(cases_in(folder)[0], out)
            print(name, flush=True)  # noqa: T201


def main() -> None:
    """Read from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder of what was read")
    parser.add_argument("--conditions", help="`sohoa samples --list` names them")
    parser.add_argument("--count", type=int, default=4, help="documents of each condition")
    parser.add_argument("--seed", type=int, default=8000)
    parser.add_argument("--split", choices=SPLITS, default="open")
    parser.add_argument("--scans", type=Path, help="real scans with a truth, to check on")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    if given.conditions:
        draw_and_keep(given.conditions.split(","), given.count, given.seed, given.split, given.out)
    for case in cases_in(given.scans) if given.scans else ():
        keep(case, given.out)
        print(case.name, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
