"""Judges the reader on real number lines: each set on a page and read as pages are read.

    python -m models.recipes.digits.real --slots DIR --out real.json

DIR holds pictures of whole lines (`Số: … /SYMBOL`, cut with some margin) and `labels.json`: for
each picture `number` as the office filed it, and `dpi`.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw
from pipeline.page.reading import read_traced
from pipeline.record.fields import read_fields
from pipeline.record.parts import sort_parts
from pipeline.settings import Settings
from pipeline.values.scanned import Page
from samples.faces import PRINT_FACES, print_font

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Read", "judge", "on_a_page"]

#: Around the line: columns' middles and baselines in millimetres, and points.
_LETTERHEAD = (
    (60, 20, "UBND TỈNH NAM ĐỊNH", 13),
    (60, 26, "SỞ Y TẾ", 13),
    (145, 20, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13),
    (145, 26, "Độc lập - Tự do - Hạnh phúc", 13),
    (105, 62, "Kính gửi: Ủy ban nhân dân các huyện", 14),
)
_BODY = "Sở Y tế đề nghị Ủy ban nhân dân các huyện, thành phố phối hợp thực hiện."
_AT = (35, 31)


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a line.

    Attributes:
        name: Of the picture.
        number: That it bears.
        value: The record's; None where a person must look.
        confidence: Of `value`.
        likeliest: The value, or the first of its alternatives; "" where there is none.
    """

    name: str
    number: str
    value: str | None
    confidence: float
    likeliest: str


def on_a_page(line: Image.Image, dpi: int) -> Page:
    """A number line in the letterhead of a letter."""
    sheet = Image.new("RGB", (round(210 * dpi / 25.4), round(297 * dpi / 25.4)), "white")
    pen = ImageDraw.Draw(sheet)
    rows = [*_LETTERHEAD, *((105, 75 + 7 * i, _BODY, 14) for i in range(12))]
    for x, y, text, points in rows:
        face = print_font(PRINT_FACES[0], "regular", round(points * dpi / 72, 1))
        pen.text((x * dpi / 25.4, y * dpi / 25.4), text, font=face, fill=0, anchor="ms")
    sheet.paste(line.convert("RGB"), tuple(round(mm * dpi / 25.4) for mm in _AT))
    return Page(1, np.array(sheet), float(dpi))


def judge(folder: Path) -> Iterator[Read]:
    """Read every line of a folder."""
    settings = Settings()
    labels = json.loads((folder / "labels.json").read_text())
    for name, label in sorted(labels.items()):
        page = on_a_page(Image.open(folder / name), round(label["dpi"]))
        number = read_fields(sort_parts([read_traced(page, settings).result.reading]))["number"]
        said = (number.value, *number.alternatives)
        likeliest = next((text for text in said if text), "")
        yield Read(name, label["number"], number.value, number.confidence, likeliest)


def main() -> None:
    """Judge from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slots", type=Path, required=True, help="line pictures and labels.json")
    parser.add_argument("--out", type=Path, required=True, help="the .json to write")
    given = parser.parse_args()
    found = list(judge(given.slots))
    note = {
        "lines": len(found),
        "right": sum(read.value == read.number for read in found),
        "wrong": sum(read.value not in (None, read.number) for read in found),
        "likeliest_right": sum(read.likeliest == read.number for read in found),
        "read": [asdict(read) for read in found],
    }
    given.out.write_text(json.dumps(note, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
